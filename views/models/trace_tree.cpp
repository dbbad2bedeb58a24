#include "views/models/trace_tree.h"

#include <algorithm>
#include <numeric>

#include "analysis/traces/critical_path.h"
#include "analysis/traces/self_time.h"

namespace causeway::views {

namespace {

constexpr std::uint32_t kBetweenLooks = 4096; // at the cancel token
constexpr int kOverviewRows = 40, kOverviewColumns = 1024;

} // namespace

Result<std::shared_ptr<const TraceTree>> TraceTree::make(std::shared_ptr<const traces::SpanTable> table, std::uint32_t trace, const Job &job)
{
    auto made = std::shared_ptr<TraceTree>(new TraceTree);
    made->m_table = std::move(table);
    made->m_trace = trace;
    traces::ClockSkew skew = traces::clockSkew(*made->m_table, trace);
    if (job.isCancelled())
        return failure(cancelled());
    made->m_skew = std::move(skew.services);
    CAUSEWAY_TRY(made->order(skew.shiftNs, job));
    made->follow();
    if (job.isCancelled())
        return failure(cancelled());
    made->draw();
    return std::shared_ptr<const TraceTree>(std::move(made));
}

Result<void> TraceTree::order(const std::vector<std::int64_t> &shift, const Job &job)
{
    const traces::SpanTable &table = *m_table;
    const std::uint32_t first = table.firstRow(m_trace), end = table.endRow(m_trace);
    m_spans.reserve(end - first);
    m_positions.assign(end - first, 0);
    std::int64_t begin = INT64_MAX, last = INT64_MIN;
    std::vector<bool> seen(table.services().size());
    std::vector<std::uint32_t> open; // rows, the next at the back
    std::uint32_t root = traces::kNone;
    for (std::uint32_t row = end; row-- > first;) {
        begin = std::min(begin, table.start(row) + shift[row - first]);
        last = std::max(last, table.end(row) + shift[row - first]);
        seen[table.service(row)] = true;
        if (table.parent(row) != traces::kNone)
            continue;
        open.push_back(row);
        if (root == traces::kNone || !table.isOrphan(row) || table.isOrphan(root))
            root = row;
    }
    m_services = static_cast<std::uint32_t>(std::count(seen.begin(), seen.end(), true));
    m_beginNs = begin;
    m_durationNs = std::max<std::int64_t>(1, last - begin);
    while (!open.empty()) {
        const std::uint32_t row = open.back();
        open.pop_back();
        const auto position = static_cast<std::uint32_t>(m_spans.size());
        if (position % kBetweenLooks == 0 && job.isCancelled())
            return failure(cancelled());
        TreeSpan span;
        span.row = row;
        if (const std::uint32_t parent = table.parent(row); parent != traces::kNone) {
            span.parent = m_positions[parent - first];
            span.depth = m_spans[span.parent].depth + 1;
        }
        span.shiftNs = shift[row - first];
        span.fromNs = table.start(row) + span.shiftNs - begin;
        span.durationNs = table.duration(row);
        span.selfNs = traces::selfTimeNs(table, row);
        span.errors = table.status(row) == traces::SpanStatus::Error ? 1 : 0;
        m_errors += span.errors;
        m_positions[row - first] = position;
        m_spans.push_back(span);
        const auto children = table.children(row);
        open.insert(open.end(), children.rbegin(), children.rend());
    }
    m_root = m_positions[root - first];
    for (auto position = static_cast<std::uint32_t>(m_spans.size()); position-- > 0;) {
        TreeSpan &span = m_spans[position];
        span.end = std::max(span.end, position + 1);
        if (span.parent == traces::kNone)
            continue;
        TreeSpan &parent = m_spans[span.parent];
        parent.end = std::max(parent.end, span.end);
        parent.errors += span.errors;
    }
    return {};
}

void TraceTree::follow()
{
    for (const traces::PathSegment &segment : traces::criticalPath(*m_table, m_spans[m_root].row)) {
        const std::uint32_t position = positionOf(segment.row);
        TreeSpan &span = m_spans[position];
        span.criticalNs += segment.endNs - segment.startNs;
        m_critical.push_back({position, segment.startNs + span.shiftNs - m_beginNs, segment.endNs + span.shiftNs - m_beginNs});
    }
    std::ranges::sort(m_critical, [](const TreeSegment &a, const TreeSegment &b) { return a.position != b.position ? a.position < b.position : a.fromNs < b.fromNs; });
}

// From the leaves up each span takes the cells of its line that are still free; the next free one is found by jumps.
void TraceTree::draw()
{
    m_overview.rows = static_cast<int>(std::min<std::uint32_t>(size(), kOverviewRows));
    m_overview.columns = kOverviewColumns;
    m_overview.cells.assign(static_cast<std::size_t>(m_overview.rows) * kOverviewColumns, 0);
    std::vector<int> next(static_cast<std::size_t>(m_overview.rows) * (kOverviewColumns + 1));
    for (int row = 0; row < m_overview.rows; ++row)
        std::iota(next.begin() + row * (kOverviewColumns + 1), next.begin() + (row + 1) * (kOverviewColumns + 1), 0);
    const double scale = kOverviewColumns / static_cast<double>(m_durationNs);
    for (std::uint32_t position = size(); position-- > 0;) {
        const TreeSpan &span = m_spans[position];
        const auto line = static_cast<std::size_t>(static_cast<std::uint64_t>(position) * static_cast<std::uint64_t>(m_overview.rows) / size());
        int *free = next.data() + line * (kOverviewColumns + 1);
        const auto find = [free](int column) {
            while (free[column] != column) {
                free[column] = free[free[column]];
                column = free[column];
            }
            return column;
        };
        const int from = std::clamp(static_cast<int>(static_cast<double>(span.fromNs) * scale), 0, kOverviewColumns - 1);
        const int to = std::clamp(static_cast<int>(static_cast<double>(span.toNs()) * scale), from, kOverviewColumns - 1);
        const std::uint32_t value = (m_table->service(span.row) + 1) | (isError(position) ? TraceOverview::kFailed : 0);
        for (int column = find(from); column <= to; column = find(column + 1)) {
            m_overview.cells[line * kOverviewColumns + static_cast<std::size_t>(column)] = value;
            free[column] = column + 1;
        }
    }
}

void VisibleSpans::setTree(std::shared_ptr<const TraceTree> tree)
{
    m_tree = std::move(tree);
    m_collapsed.assign(m_tree == nullptr ? 0 : m_tree->size(), false);
    list();
}

void VisibleSpans::list()
{
    m_listed.clear();
    if (m_tree == nullptr)
        return;
    for (std::uint32_t position = 0; position < m_tree->size(); position = m_collapsed[position] ? m_tree->span(position).end : position + 1)
        m_listed.push_back(position);
}

std::uint32_t VisibleSpans::lineOf(std::uint32_t position) const
{
    const auto after = std::upper_bound(m_listed.begin(), m_listed.end(), position);
    return after == m_listed.begin() ? 0 : static_cast<std::uint32_t>(after - m_listed.begin() - 1);
}

bool VisibleSpans::isListed(std::uint32_t position) const { return std::binary_search(m_listed.begin(), m_listed.end(), position); }

void VisibleSpans::setCollapsed(std::uint32_t position, bool collapsed)
{
    if (!m_tree->hasChildren(position) || m_collapsed[position] == collapsed)
        return;
    m_collapsed[position] = collapsed;
    list();
}

void VisibleSpans::collapseAll()
{
    for (std::uint32_t position = 0; position < m_tree->size(); ++position)
        m_collapsed[position] = m_tree->span(position).depth > 0 && m_tree->hasChildren(position);
    list();
}

void VisibleSpans::expandAll()
{
    m_collapsed.assign(m_collapsed.size(), false);
    list();
}

bool VisibleSpans::reveal(std::uint32_t position)
{
    bool changed = false;
    for (std::uint32_t above = m_tree->span(position).parent; above != traces::kNone; above = m_tree->span(above).parent)
        if (m_collapsed[above]) {
            m_collapsed[above] = false;
            changed = true;
        }
    if (changed)
        list();
    return changed;
}

} // namespace causeway::views
