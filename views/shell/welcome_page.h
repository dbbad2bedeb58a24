#pragma once
// The first thing to see: what the program is for, the ways to begin, recent projects, a place to drop files.

#include <QAbstractListModel>
#include <QScrollArea>
#include <QStringList>

#include "views/shell/perspective.h"

class QListView;
class QLabel;

namespace causeway::views {

class RecentModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { PathRole = Qt::UserRole + 1, FolderRole };
    using QAbstractListModel::QAbstractListModel;
    void setPaths(const QStringList &paths);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QStringList m_paths;
};

class WelcomePage : public QScrollArea {
    Q_OBJECT
public:
    WelcomePage(ViewContext context, QWidget *parent);

private:
    void refresh();
    ViewContext m_context;
    RecentModel *m_recent;
    QListView *m_list;
    QLabel *m_noRecent;
};

} // namespace causeway::views
