#include "views/flow/flow_table_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStackedLayout>
#include <QTableView>

#include "views/explore/table_look.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

// Down leaves the line for the table's first row.
class DownKey : public QObject {
public:
    DownKey(QLineEdit &line, QTableView &table) : QObject(&line), m_table(table) { line.installEventFilter(this); }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Down || m_table.model()->rowCount() == 0)
            return false;
        m_table.setFocus(Qt::TabFocusReason);
        if (!m_table.currentIndex().isValid())
            m_table.selectRow(0);
        return true;
    }

private:
    QTableView &m_table;
};

} // namespace

FlowTablePanel::FlowTablePanel(ArrangedTable *model, const QString &name, const Empty &empty, QWidget *parent)
    : QWidget(parent), m_arranged(model), m_table(new QTableView(this)), m_filter(new QLineEdit(this)), m_count(new QLabel(this)), m_stack(new QStackedLayout(this)),
      m_empty(new EmptyState(QStringLiteral("table"), empty.title, empty.hint, this, empty.next))
{
    model->setParent(this);
    prepareTable(*m_table, name);
    const TablePage made = makeTablePage(*m_table, this);
    m_page = made.page;
    m_bar = made.bar;
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Only rows with this text"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(260);
    m_count->setTextFormat(Qt::PlainText);
    m_bar->addWidget(m_filter);
    m_bar->addWidget(m_count);
    m_bar->addStretch();
    m_empty->setMinimumHeight(80);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);
    m_table->setModel(model);
    const int column = model->sortColumn(); // before the header has its say
    const Qt::SortOrder order = model->sortOrder();
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(column, order);
    setFocusProxy(m_table);
    new DownKey(*m_filter, *m_table);
    connect(m_filter, &QLineEdit::textChanged, model, [model](const QString &text) { model->setFilter(text.trimmed()); });
    connect(model, &QAbstractItemModel::modelReset, this, [this] { m_count->setText(tr("%1 rows").arg(text::number(static_cast<std::int64_t>(m_arranged->rowCount())))); });
}

bool FlowTablePanel::isEmptyShown() const { return m_stack->currentWidget() == m_empty; }
void FlowTablePanel::setEmpty(bool empty) { m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_page); }

void FlowTablePanel::fitColumns(std::initializer_list<int> digits)
{
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    int column = 0;
    for (const int count : digits) {
        if (count == 0)
            m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
        else
            m_table->setColumnWidth(column, count * digit);
        ++column;
    }
}

void FlowTablePanel::select(std::optional<std::uint32_t> item)
{
    const int row = item ? m_arranged->rowOf(*item) : -1;
    if (row < 0)
        m_table->clearSelection();
    else if (row != m_table->currentIndex().row() || !m_table->selectionModel()->hasSelection())
        m_table->selectRow(row);
}

FlowEdgePanel::FlowEdgePanel(FlowMining &mining, QWidget *parent)
    : FlowTablePanel(new FlowEdgeModel, tr("Transitions: which step follows which"), {tr("No transitions"), tr("Once the flow is mined, every edge of the graph stands here with its count and times.")}, parent), m_model(static_cast<FlowEdgeModel *>(&arranged()))
{
    fitColumns({0, 0, 11, 13, 15, 14, 14, 13});
    const auto take = [this, &mining] {
        if (m_model->mined() != mining.mined())
            m_model->setMined(mining.mined());
        setEmpty(m_model->mined() == nullptr || m_model->mined()->graph.edges.empty());
    };
    connect(&mining, &FlowMining::changed, this, take);
    take();
    onRowChosen(table(), [this, &mining](const QModelIndex &index) {
        const std::uint32_t edge = m_model->edge(index.row());
        mining.selectEdge(edge);
        Q_EMIT edgeChosen(edge);
    });
    connect(&table(), &QTableView::activated, this, [this, &mining](const QModelIndex &index) {
        const flow::Edge edge = mining.mined()->graph.edges[m_model->edge(index.row())];
        mining.filterTo(edge.from, edge.to);
    });
    connect(&mining, &FlowMining::edgeChanged, this, [this, &mining] { select(m_model->mined() == mining.mined() ? mining.edge() : std::nullopt); });
}

FlowNodePanel::FlowNodePanel(FlowMining &mining, QWidget *parent)
    : FlowTablePanel(new FlowNodeModel, tr("Steps of the flow"), {tr("No steps"), tr("Once the flow is mined, every node of the graph stands here with its kind and count.")}, parent), m_model(static_cast<FlowNodeModel *>(&arranged()))
{
    fitColumns({0, 16, 12, 11, 11});
    const auto take = [this, &mining] {
        if (m_model->mined() != mining.mined())
            m_model->setMined(mining.mined());
        setEmpty(m_model->mined() == nullptr);
    };
    connect(&mining, &FlowMining::changed, this, take);
    take();
    onRowChosen(table(), [this, &mining](const QModelIndex &index) {
        const std::uint32_t node = m_model->node(index.row());
        mining.selectNode(node);
        Q_EMIT nodeChosen(node);
    });
    connect(&table(), &QTableView::activated, this, [this, &mining](const QModelIndex &index) { mining.filterTo(m_model->node(index.row())); });
}

FlowDifferencePanel::FlowDifferencePanel(FlowMining &mining, QAction *compare, QWidget *parent)
    : FlowTablePanel(new FlowDifferenceModel, tr("What differs between two periods"),
                     {tr("Nothing is compared"), tr("Choose a time range in the time line: how it differs from all the rest will stand here, transition by transition."), compare}, parent), m_model(static_cast<FlowDifferenceModel *>(&arranged()))
{
    fitColumns({10, 0, 0, 15, 16, 20, 14});
    const auto take = [this, &mining] {
        if (m_model->mined() != mining.mined())
            m_model->setMined(mining.mined());
        setEmpty(!mining.compares());
    };
    connect(&mining, &FlowMining::changed, this, take);
    take();
    onRowChosen(table(), [this, &mining](const QModelIndex &index) {
        const std::uint32_t edge = m_model->edge(index.row());
        mining.selectEdge(edge);
        Q_EMIT edgeChosen(edge);
    });
    connect(&table(), &QTableView::activated, this, [this, &mining](const QModelIndex &index) {
        const flow::Edge edge = mining.mined()->graph.edges[m_model->edge(index.row())];
        mining.filterTo(edge.from, edge.to);
    });
    connect(&mining, &FlowMining::edgeChanged, this, [this, &mining] { select(m_model->mined() == mining.mined() ? mining.edge() : std::nullopt); });
}

} // namespace causeway::views
