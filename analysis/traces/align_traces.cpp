#include <algorithm>
#include <map>

#include "analysis/traces/trace_difference.h"

namespace causeway::traces {

namespace {

using Rows = std::vector<std::uint32_t>;
using RowPair = std::pair<std::uint32_t, std::uint32_t>; // row, baseline row

// The k-th of an operation against the k-th of the same operation, in the order described in the header.
std::vector<RowPair> pairUp(const SpanTable &table, const Rows &rows, const Rows &baseline)
{
    std::map<std::uint32_t, Rows> waiting; // operation → baseline rows, the first at the back
    for (auto it = baseline.rbegin(); it != baseline.rend(); ++it)
        waiting[table.operation(*it)].push_back(*it);
    std::map<std::uint32_t, std::uint32_t> partner; // baseline row → row
    std::vector<RowPair> pairs;
    for (const std::uint32_t row : rows) {
        Rows &same = waiting[table.operation(row)];
        pairs.emplace_back(row, same.empty() ? kNone : same.back());
        if (!same.empty()) {
            partner.emplace(same.back(), row);
            same.pop_back();
        }
    }
    std::uint32_t behind = kNone; // row after whose pair the next one alone stands
    std::map<std::uint32_t, Rows> alone;
    for (const std::uint32_t row : baseline)
        if (const auto found = partner.find(row); found != partner.end())
            behind = found->second;
        else
            alone[behind].push_back(row);
    std::vector<RowPair> all;
    const auto addAlone = [&](std::uint32_t after) {
        for (const std::uint32_t row : alone[after])
            all.emplace_back(kNone, row);
    };
    addAlone(kNone);
    for (const RowPair &pair : pairs) {
        all.push_back(pair);
        addAlone(pair.first);
    }
    return all;
}

Rows roots(const SpanTable &table, std::uint32_t trace)
{
    Rows rows;
    for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
        if (table.parent(row) == kNone)
            rows.push_back(row);
    return rows;
}

} // namespace

std::vector<AlignedSpan> alignTraces(const SpanTable &table, std::uint32_t trace, std::uint32_t baseline)
{
    const auto childrenOf = [&](std::uint32_t row) {
        Rows rows;
        if (row != kNone)
            rows.assign(table.children(row).begin(), table.children(row).end());
        return rows;
    };
    std::vector<AlignedSpan> aligned;
    std::vector<AlignedSpan> open;
    const auto enter = [&](const std::vector<RowPair> &pairs, std::uint32_t parent, std::uint32_t depth) {
        for (auto it = pairs.rbegin(); it != pairs.rend(); ++it)
            open.push_back({it->first, it->second, parent, depth});
    };
    enter(pairUp(table, roots(table, trace), roots(table, baseline)), kNone, 0);
    while (!open.empty()) {
        const AlignedSpan span = open.back();
        open.pop_back();
        const auto place = static_cast<std::uint32_t>(aligned.size());
        aligned.push_back(span);
        enter(pairUp(table, childrenOf(span.row), childrenOf(span.baselineRow)), place, span.depth + 1);
    }
    return aligned;
}

} // namespace causeway::traces
