#pragma once
// The traces of a list as a table, a row a trace. Which rows, and in which order, comes from a job: a million are no more than
// the numbers of them.

#include <QAbstractTableModel>

#include <memory>
#include <vector>

#include "analysis/traces/trace_list.h"

namespace causeway::views {

struct TraceListing {
    std::shared_ptr<const traces::SpanTable> table;
    std::vector<traces::TraceSummary> summaries; // by trace
    std::vector<std::uint32_t> traces;           // that pass, in order
    traces::DurationHistogram histogram;         // of those
    std::int64_t longestNs = 0;                  // of those
    std::uint64_t spans = 0, failed = 0;         // of those: spans; traces with errors
};

// What a trace is about: its root's operation; where that has no word of its own ("/*" of a gateway), with the first operation of another
// service behind it.
[[nodiscard]] QString entryText(const traces::SpanTable &table, const traces::TraceSummary &trace);

class TraceListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { RootColumn, ServiceColumn, StartColumn, DurationColumn, SpansColumn, ErrorsColumn, ServicesColumn, ColumnCount };
    enum Role { ShareRole = Qt::UserRole, FailedRole }; // of the longest, 0 … 1 (DurationColumn); has errors
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setListing(std::shared_ptr<const TraceListing> listing); // nullptr = none
    [[nodiscard]] const std::shared_ptr<const TraceListing> &listing() const { return m_listing; }
    [[nodiscard]] std::uint32_t trace(int row) const { return m_listing->traces[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::uint32_t trace) const; // −1
    void zoneChanged();                                 // times are written anew

    // Puts the traces in order of a column's names (Root, Service), which a TraceOrder does not know; ties keep their order. For jobs.
    static void orderByName(const traces::SpanTable &table, const std::vector<traces::TraceSummary> &summaries, std::vector<std::uint32_t> &traces, Column column, bool descending);
    // Sums over what is listed. For jobs.
    static void sum(TraceListing &listing);

private:
    std::shared_ptr<const TraceListing> m_listing;
};

} // namespace causeway::views
