#include "views/findings/finding_review.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/shell/settings.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

struct Queue {
    std::shared_ptr<const FindingTable> table;
    std::shared_ptr<const FindingLabels> labels;
    FindingModel::Order order;
};

} // namespace

FindingReview::FindingReview(ViewContext context, QObject *parent)
    : QObject(parent), m_context(context), m_model(new FindingModel(this)), m_selection(new QItemSelectionModel(m_model, this))
{
    using workspace::Workspace;
    Workspace &ws = context.workspace;
    const auto outdated = [this] {
        m_stale = true;
        if (m_awake)
            read();
    };
    connect(&ws, &Workspace::projectChanged, this, [this, outdated] {
        m_current = {};
        m_currentSubject = {};
        m_bare.reset();
        m_bareLabel.reset();
        m_alike.clear();
        m_left.clear();
        m_reading = false; // what was under way went with the project
        show(nullptr, nullptr, {});
        outdated();
    });
    connect(&ws, &Workspace::findingsChanged, this, outdated);
    connect(&context.settings, &Settings::zoneChanged, this, outdated); // sentences may hold times
    connect(&ws, &Workspace::labelsChanged, this, &FindingReview::readLabels);
    connect(&ws, &Workspace::labelsChanged, this, &FindingReview::readBareLabel);
    connect(&ws, &Workspace::filterResultChanged, this, [this] {
        if (m_follow)
            arrange();
    });
    connect(&ws, &Workspace::selectionChanged, this, &FindingReview::followWorkspace);
    connect(&ws, &Workspace::errorReported, m_model, &FindingModel::dropPending);
    connect(&ws.undo(), &workspace::UndoHistory::applied, m_model, &FindingModel::dropPending);
    connect(m_model, &FindingModel::labelsShown, this, &FindingReview::queueChanged);
    connect(m_selection, &QItemSelectionModel::currentRowChanged, this, [this] {
        if (m_showing)
            return;
        m_bare.reset();
        const FindingTable::Row *row = current();
        m_current = row == nullptr ? FindingId{} : row->finding.id;
        m_currentSubject = row == nullptr ? Subject{} : row->finding.subject;
        // Rows that come while somebody looks elsewhere do not change what is chosen there.
        if (m_context.workspace.perspective() == QLatin1String("findings"))
            tellWorkspace();
        Q_EMIT currentChanged();
    });
}

const FindingTable::Row *FindingReview::current() const
{
    if (m_bare)
        return &*m_bare;
    const QModelIndex index = m_selection->currentIndex();
    return index.isValid() ? &m_model->row(index.row()) : nullptr;
}

void FindingReview::setExplanation(Explanation explanation, const QString &problem)
{
    m_explanation = std::move(explanation);
    m_problem = problem;
    Q_EMIT explanationChanged();
}

void FindingReview::chooseSteps(EventId step, EventId before, bool goThere) { Q_EMIT stepsChosen(step, before, goThere); }

const storage::Label *FindingReview::currentLabel() const
{
    const FindingTable::Row *row = current();
    return row == nullptr ? nullptr : labelOf(row->finding.subject);
}

const storage::Label *FindingReview::labelOf(const Subject &subject) const
{
    if (const storage::Label *label = m_model->labelOf(subject))
        return label;
    return m_bare && m_bareLabel && subject == m_bare->finding.subject ? &*m_bareLabel : nullptr;
}

void FindingReview::goTo(const Subject &subject, const QString &sentence, std::vector<Subject> alike)
{
    m_alike.clear();
    for (int i = 0; i < m_model->rowCount(); ++i) {
        if (m_model->row(i).finding.subject != subject)
            continue;
        const bool same = m_selection->currentIndex().row() == i;
        choose(i);
        if (same && m_bare) {
            m_bare.reset();
            tellWorkspace();
            Q_EMIT currentChanged();
        }
        m_alikeTo = subject;
        m_alike = std::move(alike);
        return;
    }
    FindingTable::Row row;
    row.finding.id = FindingId{--m_lastBare};
    row.finding.subject = subject;
    row.sentence = sentence;
    row.subject = subjectName(subject, TimePoint::none());
    m_bare = std::move(row);
    m_bareLabel.reset();
    m_alikeTo = subject;
    m_alike = std::move(alike);
    workspace::Selection next = m_context.workspace.selection();
    next.finding.reset(); // or the one before would be gone back to
    m_context.workspace.setSelection(next);
    m_context.workspace.selectSession(subject.id);
    Q_EMIT currentChanged();
    readBareLabel();
}

void FindingReview::forgetAlike()
{
    m_alike.clear();
    if (!m_bare)
        return;
    m_bare.reset();
    if (current() != nullptr)
        tellWorkspace();
    Q_EMIT currentChanged();
}

void FindingReview::readBareLabel()
{
    const auto project = m_context.workspace.data().project;
    if (!project || !m_bare)
        return;
    using Label = std::optional<storage::Label>;
    m_context.workspace.jobs().start<Label>({.key = "findings.bareLabel", .title = Message(CAUSEWAY_TEXT("Read a label")), .quiet = true},
                                            [project, subject = m_bare->finding.subject](const Job &) { return storage::LabelStore(*project).get(subject); }, this,
                                            [this, subject = m_bare->finding.subject](Label label) {
                                                if (!m_bare || m_bare->finding.subject != subject)
                                                    return;
                                                m_bareLabel = std::move(label);
                                                Q_EMIT queueChanged();
                                            });
}

void FindingReview::clearLimits()
{
    m_wanted = {};
    m_follow = m_follow && m_context.workspace.filter().isEmpty();
    Q_EMIT limitsCleared();
    arrange();
}

std::uint64_t FindingReview::listed() const
{
    const auto &table = m_model->table();
    if (table == nullptr)
        return 0;
    return m_wanted.detector.empty() ? table->subjects
                                     : static_cast<std::uint64_t>(std::count_if(table->rows.begin(), table->rows.end(), [this](const FindingTable::Row &row) { return row.finding.detector == m_wanted.detector; }));
}

void FindingReview::showOtherDetector()
{
    const FindingTable::Row *row = current();
    const auto table = m_model->table();
    if (row == nullptr || m_bare || table == nullptr || !m_wanted.detector.empty() || row->others.empty())
        return;
    const auto &all = table->rows;
    const auto at = static_cast<std::size_t>(row - all.data());
    for (std::size_t i = (at + 1) % all.size(); i != at; i = (i + 1) % all.size())
        if (all[i].finding.subject == row->finding.subject && all[i].finding.detector != row->finding.detector) {
            m_wanted.shown[row->finding.subject] = all[i].finding.detector;
            m_current = all[i].finding.id;
            break;
        }
    arrange();
}

void FindingReview::wake()
{
    m_awake = true;
    if (m_stale)
        read();
}

FindingCriteria FindingReview::criteria() const
{
    FindingCriteria wanted = m_wanted;
    if (m_follow) {
        const workspace::Workspace &ws = m_context.workspace;
        wanted.range = ws.filter().range;
        storage::Filter rest = ws.filter();
        rest.range = {};
        if (!rest.isEmpty()) { // a range alone is answered by the findings' own times
            wanted.events = ws.filterResult();
            wanted.sessions = ws.sessions();
            wanted.reader = ws.data().reader;
        }
    }
    return wanted;
}

void FindingReview::read()
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    m_stale = false;
    m_reading = true;
    m_context.workspace.jobs().cancelKey("findings.arrange");
    m_context.workspace.jobs().start<Queue>({.key = "findings.read", .title = Message(CAUSEWAY_TEXT("Read findings")), .quiet = true},
                                            [project, wanted = criteria()](const Job &job) -> Result<Queue> {
                                                Queue queue;
                                                CAUSEWAY_ASSIGN(queue.table, FindingModel::read(*project, kMaxRows, job));
                                                CAUSEWAY_ASSIGN(queue.labels, FindingModel::readLabels(*project, *queue.table, job));
                                                CAUSEWAY_ASSIGN(queue.order, FindingModel::arrange(*queue.table, *queue.labels, wanted, job));
                                                return queue;
                                            },
                                            this,
                                            [this](Queue queue) {
                                                m_reading = false;
                                                show(std::move(queue.table), std::move(queue.labels), std::move(queue.order));
                                            },
                                            [this](const Error &error) {
                                                m_reading = false;
                                                Q_EMIT queueChanged();
                                                if (error.code != ErrorCode::Cancelled)
                                                    m_context.workspace.reportError(error);
                                            });
    Q_EMIT queueChanged();
}

void FindingReview::readLabels()
{
    const auto project = m_context.workspace.data().project;
    const auto table = m_model->table();
    if (!project || table == nullptr)
        return;
    using Labels = std::shared_ptr<const FindingLabels>;
    m_context.workspace.jobs().start<Labels>({.key = "findings.labels", .title = Message(CAUSEWAY_TEXT("Read labels")), .quiet = true},
                                             [project, table](const Job &job) { return FindingModel::readLabels(*project, *table, job); }, this,
                                             [this, table](Labels labels) {
                                                 if (table != m_model->table())
                                                     return;
                                                 m_model->setLabels(std::move(labels));
                                                 returnToUndone();
                                             });
}

void FindingReview::arrange()
{
    const auto table = m_model->table();
    if (table == nullptr || m_reading) {
        // What is being read was asked for with other criteria.
        if (m_reading)
            read();
        return;
    }
    if (m_follow && !m_context.workspace.hasFilterResult())
        return; // the result follows
    m_context.workspace.jobs().start<FindingModel::Order>(
        {.key = "findings.arrange", .title = Message(CAUSEWAY_TEXT("Filter findings")), .quiet = true},
        [table, labels = m_model->labels(), wanted = criteria()](const Job &job) { return FindingModel::arrange(*table, *labels, wanted, job); }, this,
        [this, table](FindingModel::Order order) {
            if (table == m_model->table())
                show(table, m_model->labels(), std::move(order));
        });
}

void FindingReview::show(std::shared_ptr<const FindingTable> table, std::shared_ptr<const FindingLabels> labels, FindingModel::Order order)
{
    const FindingId before = m_current;
    m_showing = true;
    m_model->setTable(std::move(table), std::move(labels), std::move(order));
    // The chosen finding stays chosen; after another run the one about the same subject.
    int row = m_model->rowOf(m_context.workspace.selection().finding.value_or(before));
    if (row < 0)
        row = m_model->rowOf(before);
    for (int i = 0; row < 0 && !m_currentSubject.id.empty() && i < m_model->rowCount(); ++i)
        if (m_model->row(i).finding.subject == m_currentSubject)
            row = i;
    m_showing = false;
    Q_EMIT queueChanged();
    if (m_bare) {
        m_showing = true; // what is looked at stays
        choose(std::max(0, row));
        m_showing = false;
    } else if (m_model->rowCount() > 0)
        choose(std::max(0, row));
    else
        Q_EMIT currentChanged();
}

void FindingReview::choose(int row)
{
    if (row >= 0 && row < m_model->rowCount())
        m_selection->setCurrentIndex(m_model->index(row), QItemSelectionModel::ClearAndSelect);
}

void FindingReview::tellWorkspace()
{
    const FindingTable::Row *row = current();
    workspace::Selection next = m_context.workspace.selection();
    if (row == nullptr || next.finding == row->finding.id)
        return;
    const storage::Finding &finding = row->finding;
    next.finding = finding.id;
    next.session = finding.subject.kind == SubjectKind::Session ? std::optional(finding.subject.id) : std::nullopt;
    next.event = finding.origin || finding.odd.empty() ? finding.origin : std::optional(finding.odd.front());
    next.templateId.reset();
    next.range.reset();
    if (!finding.from.isNone())
        next.range = TimeRange{finding.from, TimePoint{(finding.to.isNone() ? finding.from : finding.to).ns + 1}};
    m_context.workspace.setSelection(next);
}

void FindingReview::followWorkspace()
{
    const auto &chosen = m_context.workspace.selection().finding;
    const FindingTable::Row *row = current();
    if (chosen && (row == nullptr || row->finding.id != *chosen))
        choose(m_model->rowOf(*chosen));
}

void FindingReview::setText(const QString &text)
{
    m_wanted.text = text;
    arrange();
}

void FindingReview::setDetector(const std::string &name)
{
    m_wanted.detector = name;
    arrange();
}

void FindingReview::setUnlabelledOnly(bool on)
{
    m_wanted.unlabelledOnly = on;
    arrange();
}

void FindingReview::setFollowFilter(bool on)
{
    m_follow = on;
    arrange();
}

void FindingReview::move(int rows)
{
    const int from = m_selection->currentIndex().isValid() ? m_selection->currentIndex().row() : -1;
    choose(std::clamp(from + rows, 0, std::max(0, m_model->rowCount() - 1)));
}

void FindingReview::goToNextUnlabelled()
{
    const int row = m_model->nextUnlabelled(m_selection->currentIndex().isValid() ? m_selection->currentIndex().row() : -1);
    if (row >= 0)
        choose(row);
    else if (m_model->rowCount() > 0)
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("Every finding of the queue is labelled.")));
}

void FindingReview::copy() const
{
    const std::vector<int> rows = selectedRows();
    if (!rows.empty())
        QGuiApplication::clipboard()->setText(m_model->toText(rows));
}

} // namespace causeway::views
