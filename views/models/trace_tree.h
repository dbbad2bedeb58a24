#pragma once
// One trace as a tree to draw: spans depth first, clocks corrected, self times, the critical path, and a small picture of the
// whole in cells. Immutable; made in a job. Positions count from 0 in depth-first order; times are ns since the trace began.

#include <memory>
#include <string>
#include <vector>

#include "analysis/traces/clock_skew.h"
#include "analysis/traces/span_table.h"

namespace causeway::views {

struct TreeSpan {
    std::uint32_t row = 0;                   // of the table
    std::uint32_t depth = 0;
    std::uint32_t parent = traces::kNone;    // position
    std::uint32_t end = 0;                   // position behind its last descendant
    std::int64_t fromNs = 0, durationNs = 0; // corrected start
    std::int64_t selfNs = 0, criticalNs = 0;
    std::int64_t shiftNs = 0;                // what the correction of clocks added
    std::uint32_t errors = 0;                // of itself and below
    [[nodiscard]] std::int64_t toNs() const { return fromNs + durationNs; }
};

struct TreeSegment { // of the critical path
    std::uint32_t position = 0;
    std::int64_t fromNs = 0, toNs = 0;
};

// Rows × columns; each cell holds the service + 1 of a span there (0 none), with kFailed set where it failed. Short spans lie
// above long ones.
struct TraceOverview {
    static constexpr std::uint32_t kFailed = 0x80000000;
    int rows = 0, columns = 0;
    std::vector<std::uint32_t> cells;
};

class TraceTree {
public:
    // Errors: Cancelled.
    static Result<std::shared_ptr<const TraceTree>> make(std::shared_ptr<const traces::SpanTable> table, std::uint32_t trace, const Job &job);

    [[nodiscard]] const traces::SpanTable &table() const { return *m_table; }
    [[nodiscard]] const std::shared_ptr<const traces::SpanTable> &tablePointer() const { return m_table; }
    [[nodiscard]] std::uint32_t trace() const { return m_trace; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_spans.size()); }
    [[nodiscard]] const TreeSpan &span(std::uint32_t position) const { return m_spans[position]; }
    [[nodiscard]] bool hasChildren(std::uint32_t position) const { return m_spans[position].end > position + 1; }
    [[nodiscard]] std::uint32_t positionOf(std::uint32_t row) const { return m_positions[row - m_table->firstRow(m_trace)]; }
    [[nodiscard]] std::uint32_t root() const { return m_root; } // position of the root that the critical path belongs to
    [[nodiscard]] std::int64_t beginNs() const { return m_beginNs; }       // absolute, UTC
    [[nodiscard]] std::int64_t durationNs() const { return m_durationNs; } // of all of it, corrected; at least 1
    [[nodiscard]] std::uint32_t errors() const { return m_errors; }
    [[nodiscard]] std::uint32_t services() const { return m_services; }
    [[nodiscard]] const std::vector<TreeSegment> &criticalPath() const { return m_critical; } // by position, then by time
    [[nodiscard]] const std::vector<traces::ServiceSkew> &skew() const { return m_skew; }
    [[nodiscard]] const TraceOverview &overview() const { return m_overview; }
    [[nodiscard]] bool isError(std::uint32_t position) const { return m_table->status(m_spans[position].row) == traces::SpanStatus::Error; }

private:
    TraceTree() = default;
    Result<void> order(const std::vector<std::int64_t> &shift, const Job &job);
    void follow();
    void draw();

    std::shared_ptr<const traces::SpanTable> m_table;
    std::uint32_t m_trace = 0, m_root = 0, m_errors = 0, m_services = 0;
    std::vector<TreeSpan> m_spans;
    std::vector<std::uint32_t> m_positions;
    std::int64_t m_beginNs = 0, m_durationNs = 1;
    std::vector<TreeSegment> m_critical;
    std::vector<traces::ServiceSkew> m_skew;
    TraceOverview m_overview;
};

// Which spans of a tree are listed: all but those below a collapsed one. GUI thread.
class VisibleSpans {
public:
    void setTree(std::shared_ptr<const TraceTree> tree); // nothing is collapsed
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_listed.size()); }
    [[nodiscard]] std::uint32_t position(std::uint32_t line) const { return m_listed[line]; }
    [[nodiscard]] std::uint32_t lineOf(std::uint32_t position) const; // of it, or of the collapsed span above that stands for it
    [[nodiscard]] bool isListed(std::uint32_t position) const;
    [[nodiscard]] bool isCollapsed(std::uint32_t position) const { return m_collapsed[position]; }
    void setCollapsed(std::uint32_t position, bool collapsed);
    void collapseAll(); // but the roots
    void expandAll();
    bool reveal(std::uint32_t position); // opens what is above; false: nothing had to be
private:
    void list();
    std::shared_ptr<const TraceTree> m_tree;
    std::vector<bool> m_collapsed;
    std::vector<std::uint32_t> m_listed; // positions, rising
};

} // namespace causeway::views
