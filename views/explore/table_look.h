#pragma once
// How the lists of this perspective look: rows of one height, no grid, Tab leaves the table.

class QTableView;
class QString;

namespace causeway::views {

void prepareTable(QTableView &table, const QString &accessibleName);

} // namespace causeway::views
