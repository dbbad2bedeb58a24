#include "views/explore/table_look.h"

#include <QHBoxLayout>
#include <QFocusEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
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

// A table that Tab goes to shows where it is: without a current row nothing would.
class FocusShown : public QObject {
public:
    explicit FocusShown(QTableView &table) : QObject(&table), m_table(table) { table.installEventFilter(this); }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::FocusIn)
            if (const auto reason = static_cast<QFocusEvent *>(event)->reason(); reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason)
                if (QItemSelectionModel *rows = m_table.selectionModel(); rows != nullptr && !m_table.currentIndex().isValid() && m_table.model()->rowCount() > 0)
                    rows->setCurrentIndex(m_table.model()->index(0, 0), QItemSelectionModel::NoUpdate);
        return false;
    }

private:
    QTableView &m_table;
};

} // namespace

void onRowChosen(QTableView &table, std::function<void(const QModelIndex &)> chosen) { new RowWatch(table, std::move(chosen)); }

void prepareTable(QTableView &table, const QString &accessibleName)
{
    table.setAccessibleName(accessibleName);
    new FocusShown(table); // a child of it
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
