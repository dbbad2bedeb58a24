#pragma once
// How the lists of this perspective look: rows of one height, no grid, Tab leaves the table.

#include <functional>

class QHBoxLayout;
class QModelIndex;
class QString;
class QTableView;
class QWidget;

namespace causeway::views {

void prepareTable(QTableView &table, const QString &accessibleName);
// Calls with the row that a person went to, by mouse or key; not for what the table does on its own (its first row when it
// gets the focus, the next one when rows go).
void onRowChosen(QTableView &table, std::function<void(const QModelIndex &)> chosen);

// A bar of controls above a table, without margins around.
struct TablePage {
    QWidget *page = nullptr;
    QHBoxLayout *bar = nullptr; // empty
};
TablePage makeTablePage(QTableView &table, QWidget *parent);

} // namespace causeway::views
