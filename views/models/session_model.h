#pragma once
// Sessions of the current grouping as a table. Up to millions of rows: orders come from a job (sortSessions).

#include <QAbstractTableModel>

#include <memory>
#include <unordered_map>
#include <vector>

#include "analysis/core/event.h"
#include "storage/session_store.h"

namespace causeway::views {

// What people and detectors say of sessions, by subject id.
struct SessionMarks {
    std::unordered_map<std::string, Verdict> labels;
    std::unordered_map<std::string, std::uint32_t> findings;
};

class SessionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { KeyColumn, EventsColumn, FirstColumn, DurationColumn, LabelColumn, FindingsColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    using Order = std::vector<std::uint32_t>;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // The order of rows: sessions whose key contains `text`, by a column; ties in order of their first event. For jobs.
    static Order arrange(const storage::SessionSet &sessions, const SessionMarks &marks, const std::string &text, int column, Qt::SortOrder order);
    void setSessions(std::shared_ptr<const storage::SessionSet> sessions, std::shared_ptr<const SessionMarks> marks, Order order);
    [[nodiscard]] const std::shared_ptr<const storage::SessionSet> &sessions() const { return m_sessions; }
    [[nodiscard]] std::size_t session(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::size_t session) const; // −1

private:
    std::shared_ptr<const storage::SessionSet> m_sessions;
    std::shared_ptr<const SessionMarks> m_marks;
    Order m_order;
};

} // namespace causeway::views
