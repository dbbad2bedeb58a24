#pragma once
// The first lines of a file as they would be imported.

#include <QAbstractTableModel>

#include <vector>

#include "app/engine/import_logs.h"

namespace causeway::views {

class PreviewModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, LevelColumn, Component, Content, Columns };
    using QAbstractTableModel::QAbstractTableModel;

    void setEvents(std::vector<engine::PreviewEvent> events);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<engine::PreviewEvent> m_events;
};

} // namespace causeway::views
