#pragma once
// What was imported: one row a source of the snapshot.

#include <QAbstractTableModel>

#include <memory>

#include "storage/snapshot.h"

namespace causeway::views {

class SourceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, FormatColumn, EventsColumn, BytesColumn, SkippedColumn, StateColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setSnapshot(std::shared_ptr<const storage::Snapshot> snapshot);
    [[nodiscard]] const storage::SourceInfo &source(int row) const { return m_snapshot->sources[static_cast<std::size_t>(row)]; }

private:
    std::shared_ptr<const storage::Snapshot> m_snapshot;
};

} // namespace causeway::views
