#include "views/explore/session_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedLayout>
#include <QTableView>

#include <algorithm>

#include "app/engine/group_sessions.h"
#include "app/engine/label_subjects.h"
#include "app/workspace/workspace.h"
#include "storage/finding_store.h"
#include "storage/label_store.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kFindingsCounted = 1'000'000;

Result<std::shared_ptr<const SessionMarks>> readSessionMarks(storage::Project &project)
{
    auto marks = std::make_shared<SessionMarks>();
    CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
    for (const storage::Label &label : labels)
        if (label.subject.kind == SubjectKind::Session)
            marks->labels[label.subject.id] = label.verdict;
    CAUSEWAY_ASSIGN(const auto findings, storage::FindingStore(project).findings({.run = {}, .subject = {}, .limit = kFindingsCounted}));
    for (const storage::Finding &finding : findings)
        if (finding.subject.kind == SubjectKind::Session)
            ++marks->findings[finding.subject.id];
    return marks;
}

} // namespace

SessionPanel::SessionPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new SessionModel(this)), m_table(new QTableView(this)), m_grouping(new QComboBox(this)), m_why(new QLabel(this)),
      m_field(new QLineEdit(this)), m_stack(new QStackedLayout(this)), m_marks(std::make_shared<SessionMarks>())
{
    const auto [page, bar] = makeTablePage(*m_table, this);
    auto *by = new QLabel(tr("Grouped by"), this);
    m_grouping->setAccessibleName(tr("Grouping of events into sessions"));
    m_grouping->setMinimumContentsLength(14);
    by->setBuddy(m_grouping);
    // Values as `causeway sessions --by` takes them.
    for (const auto &[value, name] : {std::pair{"auto", tr("choose for me")}, {"identifier", tr("best identifier")}, {"trace", tr("trace")}, {"thread", tr("thread")},
                                      {"source", tr("source")}, {"sequence", tr("line of a sequence file")}, {"window:60", tr("windows of 60 s")}, {"window:300", tr("windows of 5 min")}})
        m_grouping->addItem(name, QLatin1String(value));
    m_field->setPlaceholderText(tr("Sessions that contain …"));
    m_field->setAccessibleName(tr("Sessions that contain"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaximumWidth(240);
    m_why->setTextFormat(Qt::PlainText);
    m_why->setForegroundRole(QPalette::PlaceholderText);
    m_why->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    bar->addWidget(by);
    bar->addWidget(m_grouping);
    bar->addWidget(m_field, 1);
    bar->addWidget(m_why, 2);
    m_stack->addWidget(page);
    m_empty = new EmptyState(QStringLiteral("table"), tr("No sessions yet"), tr("Events that belong together, such as those of one request or block, are listed here as sessions."), this,
                             context.actions.action(QStringLiteral("explore.group")));
    m_stack->addWidget(m_empty);

    prepareTable(*m_table, tr("Sessions"));
    m_table->setModel(m_model);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->horizontalHeader()->setSectionResizeMode(SessionModel::KeyColumn, QHeaderView::Stretch);
    for (const auto &[section, digits] :
         {std::pair{SessionModel::EventsColumn, 11}, {SessionModel::FirstColumn, 26}, {SessionModel::DurationColumn, 13}, {SessionModel::LabelColumn, 13}, {SessionModel::FindingsColumn, 11}})
        m_table->setColumnWidth(section, digits * digit);
    // The header shows the order; a job makes it.
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->horizontalHeader()->setSortIndicatorShown(true);
    m_table->horizontalHeader()->setSortIndicator(SessionModel::FirstColumn, Qt::AscendingOrder);
    setFocusProxy(m_table);
    m_typing.setSingleShot(true);
    m_typing.setInterval(200);

    using workspace::Workspace;
    Workspace &ws = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::sessionsChanged, &Workspace::labelsChanged, &Workspace::findingsChanged})
        connect(&ws, signal, this, [this] {
            m_stale = true;
            if (isVisible())
                readMarks();
        });
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &SessionPanel::arrange);
    connect(m_field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, &SessionPanel::arrange);
    connect(m_grouping, &QComboBox::activated, this, [this](int index) { group(m_grouping->itemData(index).toString()); });
    onRowChosen(*m_table, [this](const QModelIndex &index) { m_context.workspace.selectSession(m_model->sessions()->subjectId(m_model->session(index.row()))); });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) { filterTo(m_model->session(index.row())); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { filterTo(m_model->session(index.row())); });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        if (const QModelIndex index = m_table->indexAt(position); index.isValid())
            makeMenu(index.row())->popup(m_table->viewport()->mapToGlobal(position));
    });
    updateLook();
}

QMenu *SessionPanel::makeMenu(int row)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const std::size_t session = m_model->session(row);
    const std::string id = m_model->sessions()->subjectId(session);
    menu->addAction(tr("Only this session"), this, [this, id] {
        if (const auto found = m_model->sessions() ? m_model->sessions()->find(id) : std::nullopt)
            filterTo(*found);
    });
    menu->addSeparator();
    const auto add = [&](const QString &text, Verdict verdict) {
        menu->addAction(text, this, [this, id, verdict] {
            storage::Label label;
            label.subject.kind = SubjectKind::Session;
            label.subject.id = id;
            label.verdict = verdict;
            label.by = engine::userName();
            m_context.workspace.setLabels({std::move(label)}, "Label " + id + " as " + std::string(toName(verdict)));
        });
    };
    add(tr("Label as normal"), Verdict::Normal);
    add(tr("Label as anomalous"), Verdict::Anomalous);
    add(tr("Label as unsure"), Verdict::Unsure);
    menu->addAction(tr("Remove the label"), this, [this, id] { m_context.workspace.removeLabel({SubjectKind::Session, id}); })->setEnabled(m_marks->labels.contains(id));
    return menu;
}

void SessionPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        readMarks();
}

void SessionPanel::readMarks()
{
    const auto project = m_context.workspace.data().project;
    m_stale = false;
    if (!project) {
        m_model->setSessions(nullptr, nullptr, {});
        updateLook();
        return;
    }
    using Marks = std::shared_ptr<const SessionMarks>;
    m_context.workspace.jobs().start<Marks>({.key = "explore.session-marks", .title = Message(CAUSEWAY_TEXT("Read labels")), .quiet = true},
                                            [project](const Job &) { return readSessionMarks(*project); }, this, [this](Marks marks) {
                                                m_marks = std::move(marks);
                                                arrange();
                                            });
}

void SessionPanel::arrange()
{
    const auto sessions = m_context.workspace.sessions();
    if (!sessions) {
        m_model->setSessions(nullptr, nullptr, {});
        updateLook();
        return;
    }
    const QHeaderView *header = m_table->horizontalHeader();
    m_context.workspace.jobs().start<SessionModel::Order>(
        {.key = "explore.sessions", .title = Message(CAUSEWAY_TEXT("Sort sessions")), .quiet = true},
        [sessions, marks = m_marks, text = m_field->text().toStdString(), column = header->sortIndicatorSection(), order = header->sortIndicatorOrder()](
            const Job &) -> Result<SessionModel::Order> { return SessionModel::arrange(*sessions, *marks, text, column, order); },
        this, [this, sessions, marks = m_marks](SessionModel::Order order) {
            m_model->setSessions(sessions, marks, std::move(order));
            const auto &chosen = m_context.workspace.selection().session;
            const auto index = chosen ? sessions->find(*chosen) : std::nullopt;
            if (const int row = index ? m_model->rowOf(*index) : -1; row >= 0)
                m_table->setCurrentIndex(m_model->index(row, SessionModel::KeyColumn));
            updateLook();
        });
}

void SessionPanel::group(const QString &grouping)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    auto parsed = sessions::Grouping::parse(grouping.toStdString());
    if (!parsed) {
        m_context.workspace.reportError(parsed.error());
        return;
    }
    m_context.workspace.jobs().start<engine::GroupSessionsResponse>(
        {.key = "explore.group", .title = Message(CAUSEWAY_TEXT("Group events into sessions"))},
        [project, wanted = *parsed](const Job &job) {
            engine::GroupSessionsRequest request;
            request.grouping = wanted;
            return engine::groupSessions(*project, request, job);
        },
        this, [this](const engine::GroupSessionsResponse &response) {
            for (const sessions::Candidate &candidate : response.candidates) {
                const QString value = QStringLiteral("identifier:") + QString::fromStdString(candidate.name);
                if (m_grouping->findData(value) < 0) {
                    m_grouping->addItem(text::fromBytes(candidate.name), value);
                    m_grouping->setItemData(m_grouping->count() - 1, text::toolTip(text::fromBytes(candidate.why)), Qt::ToolTipRole);
                }
            }
            m_context.workspace.refresh();
        },
        [this](const Error &error) {
            updateLook(); // the choice goes back to what holds
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

void SessionPanel::filterTo(std::size_t session)
{
    const auto sessions = m_model->sessions();
    storage::Filter filter = m_context.workspace.filter();
    const auto events = sessions->eventsOf(session);
    filter.events.emplace(events.begin(), events.end());
    std::sort(filter.events->begin(), filter.events->end());
    m_context.workspace.setFilter(filter, "session " + sessions->sessions[session].key);
}

void SessionPanel::updateLook()
{
    const auto sessions = m_context.workspace.sessions();
    if (sessions) {
        const QString current = QString::fromStdString(sessions->grouping);
        int index = m_grouping->findData(current);
        if (index < 0 && current.startsWith(QLatin1String("window:")))
            index = m_grouping->findData(current.chopped(current.endsWith(QLatin1Char('s')) ? 1 : 0));
        if (index < 0) {
            m_grouping->addItem(current.section(QLatin1Char(':'), 1).isEmpty() ? current : current.section(QLatin1Char(':'), 1), current);
            index = m_grouping->count() - 1;
        }
        m_grouping->setCurrentIndex(index);
        QString why = sessions->sessions.size() == 1 ? tr("1 session") : tr("%1 sessions").arg(text::number(static_cast<std::int64_t>(sessions->sessions.size())));
        if (sessions->ungrouped > 0)
            why += tr(", events in none: %1").arg(text::number(static_cast<std::int64_t>(sessions->ungrouped)));
        if (!sessions->why.empty())
            why += QStringLiteral(" · ") + text::fromBytes(sessions->why);
        m_why->setText(why);
        m_why->setToolTip(text::toolTip(why));
    }
    m_stack->setCurrentIndex(sessions ? 0 : 1);
}

} // namespace causeway::views
