#pragma once
// Detectors with their runs, and how good each run is against the labels.

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "app/engine/evaluate_runs.h"
#include "storage/finding_store.h"

namespace causeway::views {

// Immutable. A detector that never ran has one row without a run.
struct DetectorTable {
    struct Row {
        detect::DetectorInfo info;
        std::optional<storage::RunInfo> run;
        std::optional<storage::ModelInfo> model;      // of the run
        std::optional<engine::RunQuality> quality;    // absent where nothing is labelled
        bool newest = true;                           // run of its detector
    };
    std::vector<Row> rows;
    std::uint64_t labels = 0; // normal or anomalous
};

class DetectorModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { DetectorColumn, RunColumn, FoundColumn, PrecisionColumn, RecallColumn, F1Column, FprColumn, AucColumn, ApColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // For jobs. earlierRuns: all runs instead of the newest of each detector. Errors: Damaged, Cancelled.
    static Result<std::shared_ptr<const DetectorTable>> read(storage::Project &project, bool heldOut, bool earlierRuns, const Job &job);
    void setTable(std::shared_ptr<const DetectorTable> table);
    [[nodiscard]] const std::shared_ptr<const DetectorTable> &table() const { return m_table; }
    [[nodiscard]] const DetectorTable::Row &row(int row) const { return m_table->rows[static_cast<std::size_t>(row)]; }

private:
    std::shared_ptr<const DetectorTable> m_table;
};

} // namespace causeway::views
