#pragma once
// The models of a project, newest first: which of each detector judges, what it learned from, how good it is on held-out labels.

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "storage/finding_store.h"

namespace causeway::views {

// Immutable.
struct VersionTable {
    struct Row {
        storage::ModelInfo model;
        // As stored with the model when it was compared; absent where it never was.
        struct Measured {
            double f1 = 0, low = 0, high = 0; // NaN where it has no value
            std::uint64_t labels = 0;
            std::int64_t against = 0; // model
            bool heldOut = false;
        };
        std::optional<Measured> measured;
        std::string standing; // engine::standing()
    };
    std::vector<Row> rows;
    [[nodiscard]] const storage::ModelInfo *find(ModelId id) const;             // nullptr
    [[nodiscard]] const storage::ModelInfo *active(const std::string &detector) const;  // the promoted one; nullptr
    [[nodiscard]] const storage::ModelInfo *judging(const std::string &detector) const; // that, else the newest that is not only proposed; nullptr
};

class VersionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NumberColumn, DetectorColumn, StatusColumn, TimeColumn, LabelsColumn, F1Column, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // For jobs. What is stored beside a model and cannot be read is passed over. Errors: Damaged, Cancelled.
    static Result<std::shared_ptr<const VersionTable>> read(storage::Project &project, const Job &job);
    static std::optional<VersionTable::Row::Measured> measuredOf(const std::string &metrics);
    void setTable(std::shared_ptr<const VersionTable> table);
    [[nodiscard]] const VersionTable::Row &row(int row) const { return m_table->rows[static_cast<std::size_t>(row)]; }

private:
    std::shared_ptr<const VersionTable> m_table;
};

// As people see a detector's name.
QString detectorTitle(const std::string &detector);

} // namespace causeway::views
