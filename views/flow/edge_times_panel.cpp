#include "views/flow/edge_times_panel.h"

#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

EdgeTimesPanel::EdgeTimesPanel(ViewContext context, FlowMining &mining, QWidget *parent)
    : QWidget(parent), m_context(context), m_mining(mining), m_chart(new DelayChart(this)), m_table(new QTableView(this)), m_model(new EdgePassageModel(this)), m_title(new ElidedLabel(this)),
      m_summary(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this)),
      m_empty(new EmptyState(QStringLiteral("time"), tr("No transition is chosen"), tr("Click on an edge of the graph: how long it took, each time, and the slowest ones will stand here."), this))
{
    m_empty->setMinimumHeight(80);
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(2);
    for (ElidedLabel *label : {m_title, m_summary}) {
        label->setContentsMargins(theme::kMargin, 0, theme::kMargin, 0);
        column->addWidget(label);
    }
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    auto *sides = new QSplitter(Qt::Horizontal, m_page);
    sides->addWidget(m_chart);
    sides->addWidget(m_table);
    sides->setSizes({500, 400});
    sides->setStretchFactor(0, 1);
    sides->setStretchFactor(1, 1);
    sides->setChildrenCollapsible(false);
    column->addWidget(sides, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);
    setFocusProxy(m_table);

    prepareTable(*m_table, tr("The slowest times that it was taken"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(EdgePassageModel::DelayColumn, Qt::DescendingOrder);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->setColumnWidth(EdgePassageModel::DelayColumn, 10 * digit);
    m_table->setColumnWidth(EdgePassageModel::TimeColumn, 14 * digit);
    m_table->horizontalHeader()->setSectionResizeMode(EdgePassageModel::SessionColumn, QHeaderView::Stretch);
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        const auto &passage = m_model->passage(index.row());
        m_mining.selectEvent(passage.to, passage.session);
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const auto passage = m_model->passage(index.row());
        m_mining.filterToPassage(passage.from, passage.to, passage.session);
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &at) {
        const QModelIndex index = m_table->indexAt(at);
        if (!index.isValid())
            return;
        const auto passage = m_model->passage(index.row());
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Both lines in Explore"), this, [this, passage] { m_mining.filterToPassage(passage.from, passage.to, {}); });
        if (!passage.session.empty()) {
            menu->addAction(tr("Its session in Explore"), this, [this, passage] { m_mining.filterToSession(passage.session); });
            menu->addAction(tr("Replay its session"), this, [this, passage] { Q_EMIT replayAsked(passage.session); });
        }
        menu->popup(m_table->viewport()->mapToGlobal(at));
    });
    connect(&mining, &FlowMining::edgeChanged, this, &EdgeTimesPanel::take);
    connect(&mining, &FlowMining::changed, this, &EdgeTimesPanel::take);
}

bool EdgeTimesPanel::showsTimes() const { return m_stack->currentWidget() == m_page; }

void EdgeTimesPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    take();
}

void EdgeTimesPanel::take()
{
    if (!isVisible() || (m_of == m_mining.mined() && m_edge == m_mining.edge()))
        return;
    m_context.workspace.jobs().cancelKey("flow.edgeTimes");
    m_of = m_mining.mined();
    m_edge = m_mining.edge();
    m_chart->setTimes(nullptr);
    m_model->setTimes(nullptr);
    const auto project = m_context.workspace.data().project;
    if (m_of == nullptr || !m_edge || project == nullptr) {
        m_empty->setText(tr("No transition is chosen"), tr("Click on an edge of the graph: how long it took, each time, and the slowest ones will stand here."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    const flow::Edge &edge = m_of->graph.edges[*m_edge];
    m_title->setText(text::fromBytes(m_of->texts[edge.from]) + QStringLiteral("  →  ") + text::fromBytes(m_of->texts[edge.to]));
    m_summary->setText(tr("Reading the times …"));
    m_stack->setCurrentWidget(m_page);
    using Times = DelayChart::Times;
    m_context.workspace.jobs().start<Times>(
        {.key = "flow.edgeTimes", .title = Message(CAUSEWAY_TEXT("Read the times of a transition"))},
        [project, request = engine::EdgeTimesRequest{m_of, *m_edge}](const Job &job) -> Result<Times> {
            CAUSEWAY_ASSIGN(auto times, engine::edgeTimes(*project, request, job));
            return std::make_shared<const engine::EdgeTimesResponse>(std::move(times));
        },
        this,
        [this](Times times) {
            m_chart->setTimes(times);
            m_model->setTimes(std::move(times));
            m_summary->setText(m_chart->summary());
        },
        [this](const Error &error) {
            m_empty->setText(tr("The times cannot be read"), text::render(error));
            m_stack->setCurrentWidget(m_empty);
        });
}

} // namespace causeway::views
