#pragma once
// Which columns of a table are shown: those that fit, or those a person chose in the header's menu, which is remembered. Where
// the chosen ones need more room than there is the table scrolls. GUI thread.

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

class QMenu;
class QTableView;

namespace causeway::views {

class Settings;

class TableColumns : public QObject {
    Q_OBJECT
public:
    // After the columns have their widths. wide takes the room that is left; optional: the most important first, the others are
    // always shown. key: of the settings. The settings outlive it.
    TableColumns(QTableView &table, Settings &settings, const QString &key, int wide, std::vector<int> optional);
    // Where those that fit are shown the wide column has roomForWide pixels, else at least a few words' room.
    void place(int roomForWide);
    void addChoices(QMenu &menu);

private:
    [[nodiscard]] std::optional<std::vector<int>> chosen() const; // nothing: those that fit
    void choose(int column, bool shown);
    void remember(const QString &columns);

    QTableView &m_table;
    Settings &m_settings;
    QString m_key;
    int m_wide, m_roomForWide = 0;
    std::vector<int> m_optional, m_widths;
    bool m_placing = false;
};

} // namespace causeway::views
