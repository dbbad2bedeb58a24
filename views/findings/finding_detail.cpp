#include "views/findings/finding_detail.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <mutex>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/findings/candidate_panel.h"
#include "views/findings/finding_lines.h"
#include "views/findings/finding_review.h"
#include "views/findings/label_bar.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

const QString kStepHeightKey = QStringLiteral("layout/findings.stepHeight");
constexpr int kMostStepRows = 6; // shown without dragging
constexpr int kFewestLines = 6;  // of the log: seen before the steps get more
constexpr int kExpectedFrom = 840; // pixels of width: less, and what was expected is told by the candidates alone

} // namespace

// Jobs take turns: an explainer is for one thread at a time.
struct FindingDetail::Explainer {
    explicit Explainer(std::shared_ptr<storage::Project> opened) : project(std::move(opened)), explainer(*project) {}
    std::mutex mutex;
    std::shared_ptr<storage::Project> project;
    engine::FindingExplainer explainer;
};

FindingDetail::FindingDetail(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_stack(new QStackedLayout(this)), m_page(new QWidget(this)), m_sentence(new QLabel(this)), m_stepsTitle(new QLabel(this)),
      m_facts(new ElidedLabel(this)), m_others(new QToolButton(this)), m_labels(new LabelBar(context, review, this)), m_table(new QTableView(this)), m_candidates(new CandidatePanel(this)),
      m_lines(new FindingLines(context, review, this)), m_steps(new StepModel(this))
{
    ActionRegistry &actions = context.actions;
    m_noProject = new EmptyState(QStringLiteral("findings"), tr("No project is open"), tr("Here you will see what detectors find odd in the logs, and why."), this,
                                 actions.action(QStringLiteral("file.open")));
    m_noEvents = new EmptyState(QStringLiteral("import"), tr("The project has no events yet"), tr("Import log files: they are analysed at once, and what is odd is listed here."), this,
                                actions.action(QStringLiteral("file.import")));
    m_noFindings = new EmptyState(QStringLiteral("findings"), tr("No findings"), {}, this,
                                  actions.action(QStringLiteral("findings.run")));
    m_noneChosen = new EmptyState(QStringLiteral("findings"), tr("No finding is chosen"), tr("Choose one in the queue: its steps and lines are shown here."), this);

    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(theme::kGroup, theme::kMargin, theme::kGroup, theme::kMargin);
    head->setSpacing(theme::kGrid);
    for (QLabel *label : {m_sentence, m_stepsTitle})
        label->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sentence->setFocusPolicy(Qt::ClickFocus);
    m_sentence->setAccessibleName(tr("The finding"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_facts->setAccessibleName(tr("Subject, detector, score and time"));
    head->addWidget(m_sentence);
    auto *facts = new QHBoxLayout;
    facts->addWidget(m_facts, 1);
    facts->addWidget(m_others);
    head->addLayout(facts);
    m_others->setAutoRaise(true);
    m_others->hide();
    connect(m_others, &QToolButton::clicked, actions.action(QStringLiteral("findings.otherDetector")), &QAction::trigger);
    head->addWidget(m_labels);
    column->addLayout(head);

    m_stepsTitle->setContentsMargins(theme::kGroup, 0, theme::kGroup, 4);
    m_stepsTitle->setWordWrap(true);
    m_stepsTitle->setAccessibleName(tr("About the odd steps"));
    column->addWidget(m_stepsTitle);
    m_splitter = new QSplitter(Qt::Vertical, m_page);
    m_splitter->setChildrenCollapsible(false);
    prepareTable(*m_table, tr("Odd steps: observed and expected"));
    m_table->setModel(m_steps);
    QHeaderView *header = m_table->horizontalHeader();
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    header->setSectionResizeMode(StepModel::ObservedColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(StepModel::ExpectedColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(StepModel::PositionColumn, 8 * digit);
    m_table->setColumnWidth(StepModel::ProbabilityColumn, 13 * digit);
    m_table->hide();
    m_stepSplitter = new QSplitter(Qt::Horizontal, m_splitter);
    m_stepSplitter->setChildrenCollapsible(false);
    m_stepSplitter->addWidget(m_table);
    m_stepSplitter->addWidget(m_candidates);
    m_stepSplitter->setStretchFactor(0, 3);
    m_stepSplitter->setStretchFactor(1, 2);
    m_splitter->addWidget(m_stepSplitter);
    m_splitter->addWidget(m_lines);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    column->addWidget(m_splitter, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this](int position) { m_context.settings.setValue(kStepHeightKey, position); });
    connect(m_stepSplitter, &QSplitter::splitterMoved, this, [this] { m_stepsDragged = true; });
    for (QWidget *page : std::initializer_list<QWidget *>{m_page, m_noProject, m_noEvents, m_noFindings, m_noneChosen})
        m_stack->addWidget(page);
    setFocusProxy(&m_lines->view());
    applyFonts();

    using workspace::Workspace;
    Workspace &ws = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::findingsChanged, &Workspace::sessionsChanged, &Workspace::catalogChanged})
        connect(&ws, signal, this, [this] { m_explainer.reset(); });
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged})
        connect(&ws, signal, this, &FindingDetail::updateStack);
    connect(&ws, &Workspace::sessionsChanged, this, &FindingDetail::load);
    connect(&review, &FindingReview::queueChanged, this, &FindingDetail::updateStack);
    connect(&review, &FindingReview::currentChanged, this, &FindingDetail::load);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (index.isValid() && !m_following)
            m_lines->goTo(m_steps->event(index.row()));
    });
    connect(m_lines, &FindingLines::oddReached, this, [this](EventId event) {
        m_following = true;
        if (const int row = m_steps->rowOf(event); row >= 0)
            m_table->setCurrentIndex(m_steps->index(row, StepModel::ObservedColumn));
        m_following = false;
    });
    connect(&ws, &Workspace::selectionChanged, this, &FindingDetail::showCandidates);
    connect(&review, &FindingReview::stepsChosen, this, [this](EventId step, EventId before, bool goThere) {
        m_lines->goTo(step);
        m_lines->alsoSelect(before);
        if (goThere)
            m_lines->view().setFocus(Qt::OtherFocusReason);
    });
    updateStack();
    load();
}

void FindingDetail::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_review.wake();
}

void FindingDetail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        applyFonts();
}

void FindingDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
    if (event->oldSize().height() != event->size().height())
        QMetaObject::invokeMethod(this, &FindingDetail::fitSteps, Qt::QueuedConnection); // once the splitter has its part of it
}

void FindingDetail::applyFonts()
{
    QFont font = theme::interfaceFont();
    font.setPointSizeF(font.pointSizeF() + 2);
    m_sentence->setFont(font);
}

void FindingDetail::fitColumns()
{
    const bool told = m_candidates->model().rowCount() > 0 && width() < kExpectedFrom;
    if (m_table->isColumnHidden(StepModel::ExpectedColumn) != told)
        m_table->setColumnHidden(StepModel::ExpectedColumn, told);
}

void FindingDetail::fitSteps()
{
    const int rows = m_steps->rowCount();
    m_table->setVisible(rows > 0);
    m_stepSplitter->setVisible(rows > 0 || m_candidates->model().rowCount() > 0);
    const int candidates = m_candidates->model().rowCount() > 0 ? m_candidates->wantedHeight() : 0;
    const int height = m_table->horizontalHeader()->sizeHint().height() + std::min(rows, kMostStepRows) * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth();
    // Few steps leave the room to the lines; with many, whoever wants more of them drags the border.
    m_table->setMinimumHeight(std::min(height, m_table->horizontalHeader()->sizeHint().height() + 2 * m_table->verticalHeader()->defaultSectionSize()));
    const int both = std::max(rows > 0 ? height : 0, candidates);
    // Half of the room is for the lines, and on a small screen as much as a few of them need; what a person dragged stays.
    const int room = m_splitter->height() - m_splitter->handleWidth();
    const QVariant dragged = m_context.settings.value(kStepHeightKey);
    const int most = dragged.isValid() ? std::min(dragged.toInt(), room - m_lines->heightOf(1)) : std::max(0, std::min(room / 2, room - m_lines->heightOf(kFewestLines)));
    const int top = std::max(0, std::min(both, most));
    m_stepSplitter->setMaximumHeight(rows > kMostStepRows ? QWIDGETSIZE_MAX : std::max(1, both));
    m_splitter->setSizes({top, std::max(1, room - top)});
    if (!m_stepsDragged)
        m_stepSplitter->setSizes({width() / 2, width() / 2});
    fitColumns();
}

void FindingDetail::showCandidates()
{
    const detect::Step *chosen = nullptr;
    if (const FindingReview::Explanation &explanation = m_review.explanation()) {
        const auto event = m_context.workspace.selection().event;
        const auto &steps = explanation->steps;
        auto found = event ? std::find_if(steps.begin(), steps.end(), [&](const auto &step) { return step.event == *event; }) : steps.end();
        if (found == steps.end())
            found = std::find_if(steps.begin(), steps.end(), [](const auto &step) { return step.step.odd; });
        if (found == steps.end() && explanation->expectedAtEnd.empty())
            found = std::max_element(steps.begin(), steps.end(), [](const auto &a, const auto &b) { return a.step.nll < b.step.nll; });
        if (found != steps.end())
            chosen = &found->step;
    }
    const int before = m_candidates->model().rowCount();
    if (chosen != nullptr)
        m_candidates->showStep(*chosen, m_context.workspace.catalog());
    else
        m_candidates->clear();
    if ((before > 0) != (m_candidates->model().rowCount() > 0))
        fitSteps();
}

QString FindingDetail::candidatesText(const std::vector<detect::Step::Expected> &candidates) const
{
    constexpr std::size_t kMost = 3;
    const auto catalog = m_context.workspace.catalog();
    QStringList all;
    for (std::size_t i = 0; i < std::min(kMost, candidates.size()); ++i)
        all << tr("“%1” (%2)").arg(catalog == nullptr ? QString::number(candidates[i].key) : text::fromBytes(catalog->nameOf(TemplateId(candidates[i].key))), text::percent(candidates[i].probability));
    return all.join(QStringLiteral(", "));
}

void FindingDetail::updateStack()
{
    const workspace::Workspace &ws = m_context.workspace;
    const auto snapshot = ws.snapshot();
    QWidget *page = m_page;
    if (!ws.isOpen())
        page = m_noProject;
    else if (snapshot != nullptr && snapshot->events == 0)
        page = m_noEvents;
    else if (m_review.current() == nullptr)
        page = m_review.total() > 0 || m_review.isReading() ? static_cast<QWidget *>(m_noneChosen) : m_noFindings;
    if (ws.data().lastRun == RunId{})
        m_noFindings->setText(tr("No detector has run yet"), tr("Run them: what they find odd is listed here, worst first."));
    else
        m_noFindings->setText(tr("No findings"), tr("The detectors have run and found nothing odd."));
    m_stack->setCurrentWidget(page);
}

void FindingDetail::load()
{
    updateStack();
    m_steps->setSteps({}, nullptr);
    m_review.setExplanation(nullptr);
    showCandidates();
    m_lines->load();
    const FindingTable::Row *row = m_review.current();
    if (row == nullptr) {
        m_context.workspace.jobs().cancelKey("findings.explain");
        m_sentence->clear();
        m_facts->clear();
        m_others->hide();
        return;
    }
    const storage::Finding &finding = row->finding;
    m_sentence->setText(row->sentence);
    QStringList others;
    for (const std::string &name : row->others)
        others << text::fromBytes(name);
    m_others->setVisible(!others.isEmpty());
    m_others->setText(others.size() == 1 ? tr("Also found by %1").arg(others.front()) : tr("Also found by %1 others").arg(others.size()));
    m_others->setToolTip(text::toolTip(others.join(QStringLiteral(", ")) + QLatin1Char('\n') + m_context.actions.action(QStringLiteral("findings.otherDetector"))->toolTip()));
    if (m_review.isBareSession()) {
        m_context.workspace.jobs().cancelKey("findings.explain");
        m_facts->setText(tr("Session %1").arg(row->subject));
        m_facts->setDetails(text::fromBytes(finding.subject.id));
        m_stepsTitle->setText(tr("No run that is listed found it odd: there is nothing to explain."));
        m_review.setExplanation(nullptr, m_stepsTitle->text());
        fitSteps();
        return;
    }
    QStringList facts{tr("%1 %2").arg(finding.subject.kind == SubjectKind::Window ? tr("Window from") : tr("Session"), row->subject), text::fromBytes(finding.detector),
                      finding.threshold > 0 ? tr("score %1, %2 the threshold").arg(text::number(finding.score, 3), severityText(finding))
                                            : tr("score %1, threshold %2").arg(text::number(finding.score, 3), text::number(finding.threshold, 3))};
    if (!finding.from.isNone()) {
        if (finding.subject.kind != SubjectKind::Window)
            facts << text::time(finding.from);
        if (!finding.to.isNone() && finding.to > finding.from)
            facts << text::duration(finding.to - finding.from);
    }
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    m_facts->setDetails(text::fromBytes(finding.subject.id) + QLatin1Char('\n') + tr("Run %1. Times in UTC: %2").arg(finding.run.value).arg(text::timeUtc(finding.from)));
    explain();
}

void FindingDetail::explain()
{
    const FindingTable::Row *row = m_review.current();
    const auto project = m_context.workspace.data().project;
    if (row == nullptr || !project)
        return;
    if (m_explainer == nullptr)
        m_explainer = std::make_shared<Explainer>(project);
    m_stepsTitle->setText(tr("Looking at the steps …"));
    m_context.workspace.jobs().start<engine::ExplainFindingResponse>(
        {.key = "findings.explain", .title = Message(CAUSEWAY_TEXT("Explain a finding")), .quiet = true},
        [shared = m_explainer, finding = row->finding](const Job &job) {
            const std::lock_guard lock(shared->mutex);
            if (job.isCancelled())
                return Result<engine::ExplainFindingResponse>(failure(cancelled()));
            return shared->explainer.explain(finding, job);
        },
        this,
        [this](engine::ExplainFindingResponse response) {
            std::vector<engine::ExplainFindingResponse::Step> odd;
            for (const auto &[event, step] : response.steps)
                if (step.odd)
                    odd.push_back({event, {step.position, true, step.observed, step.expected, step.nll, {}, {}}});
            m_review.setExplanation(std::make_shared<const engine::ExplainFindingResponse>(std::move(response)));
            m_following = true;
            m_steps->setSteps(std::move(odd), m_context.workspace.catalog());
            m_following = false;
            showCandidates();
            fitSteps();
            const auto &atEnd = m_review.explanation()->expectedAtEnd;
            m_stepsTitle->setText(m_steps->rowCount() > 0 ? tr("What stands there, and what was expected")
                                  : atEnd.empty()         ? tr("No single step is odd: the detector judges the whole.")
                                                          : tr("The end is what is odd. Expected to follow: %1").arg(candidatesText(atEnd)));
            m_lines->setReasons(*m_steps);
            if (const FindingTable::Row *current = m_review.current(); current != nullptr && current->finding.subject.kind == SubjectKind::Window) {
                m_lines->markWindow(m_review.explanation()->keys);
                m_stepsTitle->setText(tr("What happens in this span of time, and how often: the lines that are too many or too few are marked."));
            }
        },
        [this](const Error &error) {
            if (error.code == ErrorCode::Cancelled)
                return;
            fitSteps();
            m_stepsTitle->setText(text::render(error));
            m_review.setExplanation(nullptr, text::render(error));
        });
}

} // namespace causeway::views
