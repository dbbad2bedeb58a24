#include "views/flow/flow_table_panel.h"

#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>

#include "views/explore/table_look.h"
#include "views/shell/empty_state.h"

namespace causeway::views {

namespace {

// The table, or what would be in it. mine: as in the graph above.
template <typename Model>
void build(QWidget *panel, FlowMining &mining, Model *model, QTableView *table, const QString &title, const QString &hint)
{
    auto *stack = new QStackedLayout(panel);
    auto *empty = new EmptyState(QStringLiteral("table"), title, hint, panel);
    empty->setMinimumHeight(80);
    stack->addWidget(table);
    stack->addWidget(empty);
    table->setModel(model);
    table->setSortingEnabled(true);
    table->sortByColumn(Model::CountColumn, Qt::DescendingOrder);
    panel->setFocusProxy(table);
    const auto take = [&mining, model, stack, table, empty] {
        if (model->mined() != mining.mined())
            model->setMined(mining.mined());
        stack->setCurrentWidget(model->rowCount() > 0 ? static_cast<QWidget *>(table) : empty);
    };
    QObject::connect(&mining, &FlowMining::changed, panel, take);
    take();
}

void fitColumns(QTableView &table, std::initializer_list<std::pair<int, int>> digits)
{
    const int digit = table.fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, count] : digits)
        table.setColumnWidth(column, count * digit);
}

} // namespace

FlowEdgePanel::FlowEdgePanel(FlowMining &mining, QWidget *parent) : QWidget(parent), m_mining(mining), m_model(new FlowEdgeModel(this)), m_table(new QTableView(this))
{
    prepareTable(*m_table, tr("Transitions: which step follows which"));
    build(this, mining, m_model, m_table, tr("No transitions"), tr("Once the flow is mined, every edge of the graph stands here with its count and times."));
    for (const int column : {FlowEdgeModel::FromColumn, FlowEdgeModel::ToColumn})
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    fitColumns(*m_table, {{FlowEdgeModel::CountColumn, 11}, {FlowEdgeModel::ShareColumn, 13}, {FlowEdgeModel::MedianColumn, 15}, {FlowEdgeModel::P95Column, 14}, {FlowEdgeModel::P99Column, 14},
                          {FlowEdgeModel::SourceColumn, 13}});
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        const std::uint32_t edge = m_model->edge(index.row());
        m_mining.selectEdge(edge);
        Q_EMIT edgeChosen(edge);
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const flow::Edge edge = m_mining.mined()->graph.edges[m_model->edge(index.row())];
        m_mining.filterTo(edge.from, edge.to);
    });
    connect(&m_mining, &FlowMining::edgeChanged, this, [this] {
        const int row = m_mining.edge() && m_model->mined() == m_mining.mined() ? m_model->rowOf(*m_mining.edge()) : -1;
        if (row < 0)
            m_table->clearSelection();
        else if (row != m_table->currentIndex().row() || !m_table->selectionModel()->hasSelection())
            m_table->selectRow(row);
    });
}

FlowNodePanel::FlowNodePanel(FlowMining &mining, QWidget *parent) : QWidget(parent), m_mining(mining), m_model(new FlowNodeModel(this)), m_table(new QTableView(this))
{
    prepareTable(*m_table, tr("Steps of the flow"));
    build(this, mining, m_model, m_table, tr("No steps"), tr("Once the flow is mined, every node of the graph stands here with its kind and count."));
    m_table->horizontalHeader()->setSectionResizeMode(FlowNodeModel::PatternColumn, QHeaderView::Stretch);
    fitColumns(*m_table, {{FlowNodeModel::KindColumn, 16}, {FlowNodeModel::CountColumn, 12}, {FlowNodeModel::BeginsColumn, 11}, {FlowNodeModel::EndsColumn, 11}});
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        const std::uint32_t node = m_model->node(index.row());
        m_mining.selectNode(node);
        Q_EMIT nodeChosen(node);
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { m_mining.filterTo(m_model->node(index.row())); });
}

} // namespace causeway::views
