#pragma once
// Every action with its shortcut, to look up and to search.

#include <QAbstractTableModel>
#include <QDialog>

#include "views/shell/action_registry.h"

namespace causeway::views {

class ShortcutsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit ShortcutsModel(const ActionRegistry &actions, QObject *parent = nullptr);
    enum Column { Group, Action, Shortcut, Help, Columns };
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ActionRegistry::Entry> m_entries;
};

class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    ShortcutsDialog(const ActionRegistry &actions, QWidget *parent);
};

} // namespace causeway::views
