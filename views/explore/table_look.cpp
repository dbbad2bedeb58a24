#include "views/explore/table_look.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTableView>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

class RowWatch : public QObject {
public:
    RowWatch(QTableView &table, std::function<void(const QModelIndex &)> chosen) : QObject(&table), m_table(table), m_chosen(std::move(chosen))
    {
        table.installEventFilter(this);
        connect(&table, &QTableView::pressed, this, m_chosen);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        // After the table has dealt with the key.
        if (event->type() == QEvent::KeyPress)
            QMetaObject::invokeMethod(
                this,
                [this, before = QPersistentModelIndex(m_table.currentIndex())] {
                    if (const QModelIndex now = m_table.currentIndex(); now.isValid() && now != before)
                        m_chosen(now);
                },
                Qt::QueuedConnection);
        return false;
    }

private:
    QTableView &m_table;
    std::function<void(const QModelIndex &)> m_chosen;
};

} // namespace

void onRowChosen(QTableView &table, std::function<void(const QModelIndex &)> chosen) { new RowWatch(table, std::move(chosen)); }

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
