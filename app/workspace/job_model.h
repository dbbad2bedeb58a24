#pragma once
// The list of running jobs: what the status bar shows.

#include <QAbstractListModel>

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/core/job.h"

namespace causeway::workspace {

struct JobRow {
    std::uint64_t number = 0;
    std::string key;           // as it was started with
    Message title, stage;      // stage: what it does now; empty = the title says it
    double fraction = -1;      // 0 … 1; below 0 unknown
    double done = 0, total = 0;
    double perSecond = 0;      // in unit; 0 unknown
    Progress::Unit unit = Progress::Unit::None;
    bool waiting = false;      // for its turn
    bool cancelling = false;
};

class JobModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { NumberRole = Qt::UserRole + 1, FractionRole, RateRole, UnitRole };
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] const std::vector<JobRow> &rows() const { return m_rows; }

    void set(const JobRow &row); // adds or updates
    void remove(std::uint64_t number);

private:
    std::vector<JobRow> m_rows;
};

} // namespace causeway::workspace
