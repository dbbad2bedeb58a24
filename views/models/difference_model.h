#pragma once
// What is different between two sets of traces, the most telling first; and two traces side by side as a tree.

#include <QAbstractItemModel>

#include <memory>

#include "analysis/traces/trace_difference.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

// Two sets that were compared.
struct TraceComparison {
    std::shared_ptr<const traces::SpanTable> table;
    std::vector<std::uint32_t> traces, baseline; // of the table
    traces::TraceSetDifference difference;
};
using TraceComparisonData = std::shared_ptr<const TraceComparison>; // nullptr: none

[[nodiscard]] QString differenceKindName(traces::DifferenceKind kind);
[[nodiscard]] bool isTime(const traces::Difference &row); // of durations, not of shares

class DifferenceModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { WhereColumn, AttributeColumn, ValueColumn, ShareColumn, BaselineColumn, ScoreColumn };
    explicit DifferenceModel(QObject *parent = nullptr);
    void setComparison(TraceComparisonData comparison);
    [[nodiscard]] const TraceComparisonData &comparison() const { return m_comparison; }
    [[nodiscard]] const traces::Difference &difference(int row) const { return m_comparison->difference.rows[item(row)]; }
    // What a bar shows, 0 … 1: a share; of times the median against the longer of the two.
    [[nodiscard]] double bar(int row, bool baseline) const;
    [[nodiscard]] QString sentence(int row) const; // "service=order: 84 % of 120 traces, 12 % of 900 before"

protected:
    [[nodiscard]] std::size_t items() const override { return m_comparison == nullptr ? 0 : m_comparison->difference.rows.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column <= ValueColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    [[nodiscard]] QString where(const traces::Difference &row) const;
    [[nodiscard]] QString value(const traces::Difference &row) const;
    TraceComparisonData m_comparison;
};

// Spans of two traces, aligned. Rows know the row of either trace.
class AlignedTraceModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { SpanColumn, DurationColumn, BaselineColumn, ChangeColumn, ColumnCount };
    using QAbstractItemModel::QAbstractItemModel;
    void setTraces(std::shared_ptr<const traces::SpanTable> table, std::vector<traces::AlignedSpan> spans);
    [[nodiscard]] const traces::AlignedSpan &aligned(const QModelIndex &index) const { return m_spans[index.internalId()]; }
    [[nodiscard]] std::size_t spanCount() const { return m_spans.size(); }
    [[nodiscard]] std::int64_t longest() const { return m_longest; } // nanoseconds, of all the spans; at least 1
    // −1: only the baseline has it; 1: only the first trace has it; 0: both.
    [[nodiscard]] int side(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const std::vector<std::uint32_t> &childrenOf(const QModelIndex &parent) const;
    std::shared_ptr<const traces::SpanTable> m_table;
    std::vector<traces::AlignedSpan> m_spans;
    std::vector<std::vector<std::uint32_t>> m_children; // by span
    std::vector<std::uint32_t> m_roots, m_place;        // place: of a span among its siblings
    std::int64_t m_longest = 1;
};

} // namespace causeway::views
