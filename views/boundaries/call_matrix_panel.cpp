#include "views/boundaries/call_matrix_panel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "views/boundaries/class_panel.h"
#include "views/explore/table_look.h"
#include "views/theme/theme.h"

namespace causeway::views {

CallMatrixPanel::CallMatrixPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new CallMatrix(this)), m_table(new QTableView(this)), m_legend(new CallLegend(this)), m_pairs(new PairList(desk, this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Calls between services"));
    prepareTable(*m_table, tr("Calls between services: rows call columns"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setShowGrid(true);
    m_table->setModel(m_model);
    m_table->verticalHeader()->show();
    m_table->verticalHeader()->setMaximumWidth(22 * fontMetrics().averageCharWidth());
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setDefaultSectionSize(11 * fontMetrics().averageCharWidth());
    m_table->setCornerButtonEnabled(false);
    auto *left = new QWidget(m_page);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_legend);
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(false);
    split->addWidget(left);
    split->addWidget(m_pairs);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(split);
    m_none = makeNoBoundaries(desk, tr("Here you will see which service calls which, and how often."), true, this);
    m_none->setMinimumHeight(80);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &CallMatrixPanel::showCell);
    connect(m_table, &QTableView::activated, m_pairs, [this] { m_pairs->setFocus(Qt::OtherFocusReason); });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::splitChanged})
        connect(&desk, signal, this, &CallMatrixPanel::refresh);
    refresh();
}

bool CallMatrixPanel::isEmpty() const { return m_stack->currentWidget() == m_none; }

void CallMatrixPanel::refresh()
{
    const bool shown = hasBoundaries(m_desk, true);
    m_stack->setCurrentWidget(shown ? m_page : m_none);
    if (shown && m_shown == m_desk.split())
        return;
    m_shown = m_desk.split();
    const QModelIndex before = m_table->currentIndex();
    const int row = before.row(), column = before.column();
    m_model->follow(m_desk);
    m_legend->setMost(m_model->most());
    if (row >= 0 && row < m_model->rowCount() && column < m_model->columnCount())
        m_table->setCurrentIndex(m_model->index(row, column));
    else
        showCell({});
}

void CallMatrixPanel::showCell(const QModelIndex &index)
{
    if (m_desk.split() == nullptr || !index.isValid()) {
        m_pairs->setPairs(m_desk.split() == nullptr ? QString() : tr("Choose a cell to see the pairs of classes behind it"), {});
        return;
    }
    m_pairs->setPairs(m_model->describe(index), boundaries::pairsBetween(m_desk.data()->data.model, m_desk.split()->split.serviceOf, static_cast<std::uint32_t>(index.row()), static_cast<std::uint32_t>(index.column())));
}

} // namespace causeway::views
