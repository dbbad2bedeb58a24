#pragma once
// How the lists of this perspective look: rows of one height, no grid, Tab leaves the table.

class QHBoxLayout;
class QString;
class QTableView;
class QWidget;

namespace causeway::views {

void prepareTable(QTableView &table, const QString &accessibleName);

// A bar of controls above a table, without margins around.
struct TablePage {
    QWidget *page = nullptr;
    QHBoxLayout *bar = nullptr; // empty
};
TablePage makeTablePage(QTableView &table, QWidget *parent);

} // namespace causeway::views
