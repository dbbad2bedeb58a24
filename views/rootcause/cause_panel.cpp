#include "views/rootcause/cause_panel.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/rootcause/incident_bar.h"
#include "views/shell/action_registry.h"
#include "views/rootcause/incident_desk.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/bar_delegate.h"

namespace causeway::views {

namespace {

enum Baseline { OtherTimes, Before, Marked };
constexpr int kSaidDigits = 10; // width of a column

Baseline baselineOf(const CauseDesk &desk) { return desk.baseline() ? Marked : desk.otherwise() == engine::CauseBaseline::Before ? Before : OtherTimes; }

// Rows of several lines, kept apart.
class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override { return QStyledItemDelegate::sizeHint(option, index) + QSize(0, theme::kGrid); }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme::line());
    }
};

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

CausePanel::CausePanel(CauseDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_causeModel(new CauseModel(this)), m_evidenceModel(new EvidenceModel(this)), m_causes(new QTableView(this)), m_evidence(new QTableView(this)), m_verdict(new QLabel(this)),
      m_facts(new QLabel(this)), m_similar(new QLabel(this)), m_missing(new QLabel(this)), m_about(new QLabel(this)), m_beside(new QLabel(this)), m_method(new QComboBox(this)), m_baseline(new QComboBox(this)), m_services(new QComboBox(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Causes"));
    m_page = new QWidget(this);
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead(m_page));

    prepareTable(*m_causes, tr("Causes in order"));
    m_causes->setModel(m_causeModel);
    m_causes->setSortingEnabled(true);
    m_causes->sortByColumn(CauseModel::RankColumn, Qt::AscendingOrder);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_causes->horizontalHeader()->setMinimumSectionSize(4 * digit);
    for (const auto &[section, digits] : {std::pair{CauseModel::RankColumn, 7}, {CauseModel::ScoreColumn, 9}, {CauseModel::SaidColumn, kSaidDigits}})
        m_causes->setColumnWidth(section, digits * digit);
    m_causes->setColumnHidden(CauseModel::OperationColumn, true); // told beside
    m_causes->setColumnHidden(CauseModel::SaidColumn, true);      // until something is
    for (const int section : {CauseModel::ServiceColumn, CauseModel::KindColumn})
        m_causes->horizontalHeader()->setSectionResizeMode(section, QHeaderView::Stretch);
    m_causes->setItemDelegateForColumn(CauseModel::ScoreColumn, new BarDelegate([this](const QModelIndex &index) { return m_causeModel->share(index.row()); }, theme::Tone::Anomalous, this));

    auto *right = new QWidget(m_page);
    auto *beside = new QVBoxLayout(right);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(0);
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    m_about->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    prepareTable(*m_evidence, tr("What speaks for and against the chosen cause"));
    m_evidence->setModel(m_evidenceModel);
    m_evidence->setWordWrap(true); // few rows, and each of them is read
    m_evidence->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_evidence->setSortingEnabled(true);
    m_evidence->sortByColumn(EvidenceModel::NatsColumn, Qt::DescendingOrder);
    for (const auto &[section, digits] : {std::pair{EvidenceModel::ForColumn, 9}, {EvidenceModel::FamilyColumn, 11}, {EvidenceModel::NatsColumn, 10}})
        m_evidence->setColumnWidth(section, digits * digit);
    m_evidence->horizontalHeader()->setSectionResizeMode(EvidenceModel::TextColumn, QHeaderView::Stretch);
    m_evidence->setItemDelegate(new RowDelegate(this));
    m_evidence->setItemDelegateForColumn(EvidenceModel::NatsColumn, new BarDelegate([this](const QModelIndex &index) { return m_evidenceModel->share(index.row()); }, theme::Tone::Accent, this));
    auto *asked = new QHBoxLayout;
    asked->setContentsMargins(theme::kMargin, 4, theme::kMargin, 0);
    auto *why = new QLabel(tr("&Why, or why not:"), right);
    why->setBuddy(m_services);
    m_services->setAccessibleName(tr("Service that is asked about"));
    m_services->setToolTip(tr("All services, those too that nothing speaks for."));
    m_services->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_services->setMinimumContentsLength(16);
    asked->addWidget(why);
    asked->addWidget(m_services, 1);
    connect(m_services, &QComboBox::activated, this, [this](int index) { m_desk.chooseCause(static_cast<std::size_t>(index)); });
    m_beside->setTextFormat(Qt::PlainText);
    m_beside->setWordWrap(true);
    m_beside->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_beside->setForegroundRole(QPalette::PlaceholderText);
    m_beside->setAccessibleName(tr("Its families of evidence beside those of the first cause"));
    beside->addLayout(asked);
    beside->addWidget(m_about);
    beside->addWidget(m_beside);
    beside->addWidget(m_evidence, 1);

    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(false);
    split->addWidget(m_causes);
    split->addWidget(right);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({440, 560});
    column->addWidget(split, 1);

    m_stack->addWidget(m_page);
    m_empty = new EmptyState(QStringLiteral("rootcause"), tr("No traces, sessions or metrics"),
                             tr("Here you will see what broke, with what speaks for and against it. Import traces, and the logs and metrics of the same time; of logs alone, those that name their requests."), this,
                             desk.context().actions.action(QStringLiteral("file.import")));
    m_choose = new EmptyState(QStringLiteral("rootcause"), tr("When did it go wrong?"),
                              tr("Drag over that time in the time line above: the causes are listed here at once, held against what is normal. A finding can be asked for its cause as well."), this,
                              desk.context().actions.action(QStringLiteral("view.timeRange")));
    m_wait = new EmptyState(QStringLiteral("rootcause"), {}, {}, this);
    for (EmptyState *state : {m_empty, m_choose, m_wait}) {
        state->setMinimumHeight(80);
        m_stack->addWidget(state);
    }
    setFocusProxy(m_causes);

    onRowChosen(*m_causes, [this](const QModelIndex &index) { m_desk.chooseCause(m_causeModel->item(index.row())); });
    onRowChosen(*m_evidence, [this](const QModelIndex &index) { m_desk.chooseEvidence(&m_evidenceModel->evidence(index.row())); });
    connect(m_evidence, &QTableView::activated, this, [this](const QModelIndex &index) { open(index.row()); });
    connect(&m_desk, &CauseDesk::changed, this, &CausePanel::refresh);
    connect(&m_desk, &CauseDesk::causeChanged, this, &CausePanel::refreshEvidence);
    connect(&m_desk, &CauseDesk::keptChanged, this, &CausePanel::refreshSaid);
    refresh();
}

QWidget *CausePanel::makeHead(QWidget *page)
{
    auto *head = new QWidget(page);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(theme::kMargin, theme::kGrid, theme::kMargin, 4);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    m_verdict->setTextFormat(Qt::PlainText);
    QFont bold = theme::interfaceFont();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.25);
    m_verdict->setFont(bold);
    m_verdict->setWordWrap(true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_baseline->addItem(tr("against what is normal"), OtherTimes);
    m_baseline->addItem(tr("against all that lies before"), Before);
    m_baseline->addItem(tr("against the time that is marked"), Marked);
    m_baseline->setToolTip(tr("Normal is what lies before, and where that is less than half an hour, what follows as well; kept incidents are left out. Shift and a drag in the time line mark a time."));
    m_baseline->setAccessibleName(tr("What the incident is held against"));
    m_method->addItem(tr("Evidence of all kinds"), static_cast<int>(engine::CauseMethod::Evidence));
    m_method->addItem(tr("MicroRank (durations alone)"), static_cast<int>(engine::CauseMethod::MicroRank));
    m_method->addItem(tr("CloudPD (metrics alone)"), static_cast<int>(engine::CauseMethod::CloudPd));
    m_method->setAccessibleName(tr("How causes are ranked"));
    row->addWidget(m_verdict, 1);
    row->addWidget(m_baseline);
    row->addWidget(m_method);
    column->addLayout(row);
    for (QLabel *label : {m_facts, m_similar, m_missing}) {
        label->setTextFormat(label == m_similar ? Qt::RichText : Qt::PlainText);
        label->setWordWrap(true);
        column->addWidget(label);
    }
    m_similar->setAccessibleName(tr("Similar incidents"));
    m_similar->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(m_similar, &QLabel::linkActivated, this, [this](const QString &id) {
        for (const engine::SimilarIncident &one : m_shown == nullptr ? std::vector<engine::SimilarIncident>() : m_shown->response.similar)
            if (QString::number(one.incident.id) == id) {
                m_desk.context().workspace.setTimeRange(one.incident.time);
                return;
            }
    });
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_missing->setAccessibleName(tr("What is missing"));
    m_incident = new IncidentBar(m_desk, head);
    column->addWidget(m_incident);
    connect(m_method, &QComboBox::activated, this, [this] { m_desk.setMethod(static_cast<engine::CauseMethod>(m_method->currentData().toInt())); });
    connect(m_baseline, &QComboBox::activated, this, [this] {
        const auto marked = m_desk.context().workspace.selection().range;
        if (m_baseline->currentData().toInt() != Marked)
            m_desk.setBaseline({}, m_baseline->currentData().toInt() == Before ? engine::CauseBaseline::Before : engine::CauseBaseline::OtherTimes);
        else if (marked)
            m_desk.setBaseline(marked);
        else {
            m_baseline->setCurrentIndex(m_baseline->findData(baselineOf(m_desk)));
            m_desk.context().workspace.reportNotice(Message(CAUSEWAY_TEXT("No time is marked. Hold Shift and drag over a normal time in the time line.")));
        }
    });
    return head;
}

bool CausePanel::showsAnswer() const { return m_stack->currentWidget() == m_page; }

void CausePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] { m_desk.setWatching(true); });
}

void CausePanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_desk.setWatching(false);
}

void CausePanel::refresh()
{
    if (!m_desk.hasMaterial()) {
        m_stack->setCurrentWidget(m_empty);
    } else if (!m_desk.incident()) {
        m_stack->setCurrentWidget(m_choose);
    } else if (m_desk.answer() != nullptr) {
        m_stack->setCurrentWidget(m_page);
    } else {
        m_wait->setText(m_desk.error() ? tr("No cause was found") : tr("Looking for the cause …"), m_desk.error() ? text::render(*m_desk.error()) : tr("How far it is stands in the status bar."));
        m_stack->setCurrentWidget(m_wait);
    }
    m_page->setEnabled(!m_desk.isSearching());
    if (m_desk.answer() == m_shown)
        return;
    m_shown = m_desk.answer();
    m_shownCause = nullptr;
    m_causeModel->setAnswer(m_shown);
    listServices();
    refreshSaid();
    m_baseline->setCurrentIndex(m_baseline->findData(baselineOf(m_desk)));
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(m_desk.method())));
    describe();
    if (m_causeModel->rowCount() > 0)
        m_causes->setCurrentIndex(m_causeModel->index(std::max(0, m_causeModel->rowOf(static_cast<std::uint32_t>(m_desk.causeIndex()))), CauseModel::ServiceColumn));
    refreshEvidence();
}

void CausePanel::listServices()
{
    m_services->clear();
    if (m_shown == nullptr)
        return;
    const std::size_t causes = m_shown->report().causes.size();
    for (std::size_t i = 0; i < m_shown->size(); ++i) {
        const QString service = m_shown->service(m_shown->at(i).service);
        m_services->addItem(i < causes ? tr("%1.  %2").arg(i + 1).arg(service) : tr("–  %1").arg(service));
    }
}

QString CausePanel::families(const rootcause::Cause &cause) const
{
    if (m_shown->isRanking() || m_shown->report().causes.empty())
        return {};
    const rootcause::Cause &first = m_shown->report().causes.front();
    const auto strongest = [](const rootcause::Cause &of, rootcause::Family family) {
        double most = 0;
        for (std::size_t source = 0; source < rootcause::kSourceCount; ++source)
            if (rootcause::familyOf(static_cast<rootcause::Source>(source)) == family)
                most = std::max(most, of.parts[source]);
        return most;
    };
    const auto figure = [](double value) { return value == 0 ? QStringLiteral("–") : QLocale().toString(value, 'f', 1); };
    QStringList parts;
    for (std::size_t i = 0; i < rootcause::kFamilyCount; ++i) {
        const auto family = static_cast<rootcause::Family>(i);
        const double own = strongest(cause, family), other = strongest(first, family);
        if (own != 0 || other != 0)
            parts << (&cause == &first ? tr("%1 %2").arg(familyText(family), figure(own)) : tr("%1 %2 (%3)").arg(familyText(family), figure(own), figure(other)));
    }
    return &cause == &first ? parts.join(QStringLiteral("  ·  ")) : tr("%1  ·  in brackets %2").arg(parts.join(QStringLiteral("  ·  ")), m_shown->service(first.service));
}

void CausePanel::refreshSaid()
{
    if (m_shown != m_desk.answer())
        return; // refresh() comes
    m_causeModel->setIncident(m_desk.kept());
    if (m_shown != nullptr)
        m_verdict->setText(verdictText(*m_shown, m_shown->request.time == m_desk.incident() ? m_desk.kept() : nullptr));
    m_causes->setColumnHidden(CauseModel::SaidColumn, !m_causeModel->hasSaid());
}

void CausePanel::move(int rows)
{
    const int row = m_causes->currentIndex().row() + rows;
    if (!showsAnswer() || row < 0 || row >= m_causeModel->rowCount())
        return;
    m_causes->setCurrentIndex(m_causeModel->index(row, CauseModel::ServiceColumn));
    m_desk.chooseCause(m_causeModel->item(row));
}

void CausePanel::describe()
{
    if (m_shown == nullptr)
        return;
    const rootcause::Report &report = m_shown->report();
    QStringList facts;
    if (report.onsetNs > 0 && report.found)
        facts << tr("since %1").arg(text::timeOfDay(TimePoint{report.onsetNs}, 0));
    if (!report.impact.empty()) {
        const rootcause::EntryImpact &worst = report.impact.front();
        facts << tr("hurts %1 most: %2 of %3 requests, %4 before").arg(m_shown->operation(worst.operation), count(worst.affected), count(worst.requests), text::percent(worst.expected));
    }
    facts << (m_shown->material().sessions.empty() ? tr("%1 traces held against %2") : tr("%1 requests held against %2")).arg(count(report.traces), count(report.baselineTraces));
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    QStringList similar;
    for (const engine::SimilarIncident &one : m_shown->response.similar) {
        const QString link = QStringLiteral("<a href=\"%1\">%2</a>").arg(QString::number(one.incident.id), incidentName(one.incident).toHtmlEscaped());
        similar << (one.isSamePlace() ? link : tr("%1 (elsewhere)").arg(link));
    }
    m_similar->setText(similar.isEmpty() ? QString() : tr("Looks like %1").arg(similar.join(QStringLiteral("  ·  "))));
    m_similar->setVisible(!similar.isEmpty());
    QStringList missing;
    for (const Message &one : report.missing)
        missing << text::render(one);
    m_missing->setText(missing.join(QLatin1Char('\n')));
    m_missing->setVisible(!missing.isEmpty());
}

void CausePanel::refreshEvidence()
{
    const rootcause::Cause *cause = m_desk.cause();
    if (m_shown != m_desk.answer())
        return; // refresh() comes
    if (cause == m_shownCause && cause != nullptr)
        return;
    m_shownCause = cause;
    m_services->setCurrentIndex(cause == nullptr ? -1 : static_cast<int>(m_desk.causeIndex()));
    m_beside->setText(cause == nullptr ? QString() : families(*cause));
    m_beside->setVisible(!m_beside->text().isEmpty());
    const int row = cause == nullptr ? -1 : m_causeModel->rowOf(static_cast<std::uint32_t>(m_desk.causeIndex()));
    m_causes->setCurrentIndex(row < 0 ? QModelIndex() : m_causeModel->index(row, CauseModel::ServiceColumn));
    m_evidenceModel->setCause(m_shown, cause);
    if (cause == nullptr) {
        m_about->setText(tr("No service stands out."));
        return;
    }
    QString about = m_shown->isRanking()                                         ? tr("Ranked by MicroRank, which sees durations alone and has no evidence to show")
                    : m_desk.causeIndex() >= m_shown->report().causes.size() ? tr("Nothing that was seen speaks for it")
                                                                             : kindText(cause->kind);
    if (const QString operation = m_shown->operation(cause->operation); !operation.isEmpty())
        about += QStringLiteral("  ·  ") + operation;
    if (!cause->pod.empty())
        about += QStringLiteral("  ·  ") + tr("pod %1").arg(text::fromBytes(cause->pod));
    if (cause->explainedBy != rootcause::kNone)
        about += QStringLiteral("  ·  ") + tr("steps back behind %1, which it calls").arg(m_shown->service(cause->explainedBy));
    m_about->setText(about);
}

void CausePanel::open(int row)
{
    const rootcause::Evidence &one = m_evidenceModel->evidence(row);
    m_desk.chooseEvidence(&one);
    if (one.family == rootcause::Family::Metrics)
        Q_EMIT m_desk.metricAsked();
    else if (!one.rows.empty())
        Q_EMIT m_desk.tracesAsked();
    else
        m_desk.showLines(one);
}

} // namespace causeway::views
