#include "views/explore/table_look.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

void prepareTable(QTableView &table, const QString &accessibleName)
{
    table.setAccessibleName(accessibleName);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.setFrameShape(QFrame::NoFrame);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 8);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

TablePage makeTablePage(QTableView &table, QWidget *parent)
{
    TablePage made{new QWidget(parent), new QHBoxLayout};
    auto *column = new QVBoxLayout(made.page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    made.bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    made.bar->setSpacing(theme::kGrid);
    column->addLayout(made.bar);
    column->addWidget(&table, 1);
    return made;
}

} // namespace causeway::views
