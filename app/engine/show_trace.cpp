#include "app/engine/show_trace.h"

#include <algorithm>

#include "analysis/traces/self_time.h"
#include "app/engine/current_spans.h"
#include "app/engine/span_logs.h"

namespace causeway::engine {

namespace {

constexpr std::int64_t kAroundNs = 60'000'000'000; // lines may be written by another clock

} // namespace

Result<ShowTraceResponse> showTrace(storage::Project &project, const std::string &id, const Job &job)
{
    ShowTraceResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    const traces::SpanTable &table = *response.table;
    CAUSEWAY_ASSIGN(response.trace, findTrace(table, id));
    const std::uint32_t first = table.firstRow(response.trace), end = table.endRow(response.trace);
    std::int64_t last = table.start(first);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open; // row, depth; the first at the back
    response.root = traces::kNone;
    for (std::uint32_t row = end; row-- > first;) {
        last = std::max(last, table.end(row));
        if (table.parent(row) != traces::kNone)
            continue;
        open.emplace_back(row, 0);
        if (response.root == traces::kNone || !table.isOrphan(row) || table.isOrphan(response.root))
            response.root = row;
    }
    response.criticalPath = traces::criticalPath(table, response.root);
    std::vector<std::int64_t> critical(end - first);
    for (const traces::PathSegment &segment : response.criticalPath)
        critical[segment.row - first] += segment.endNs - segment.startNs;
    const traces::ClockSkew skew = traces::clockSkew(table, response.trace);
    response.skew = skew.services;
    while (!open.empty()) {
        const auto [row, depth] = open.back();
        open.pop_back();
        response.spans.push_back({row, depth, traces::selfTimeNs(table, row), critical[row - first], skew.shiftNs[row - first]});
        const auto children = table.children(row);
        for (auto child = children.rbegin(); child != children.rend(); ++child)
            open.emplace_back(*child, depth + 1);
    }
    const std::int64_t from = table.start(first) > INT64_MIN + kAroundNs ? table.start(first) - kAroundNs : INT64_MIN;
    const std::int64_t to = last < INT64_MAX - kAroundNs ? last + kAroundNs : INT64_MAX;
    CAUSEWAY_TRY(forEachSpanLog(project, table, {{from}, {to}}, job, [&](std::uint32_t trace, std::uint32_t row, const storage::Event &event, SpanJoin join) {
        if (trace == response.trace)
            response.logs.push_back({event.id, event.time, row, event.bytes, event.contentBegin, event.contentEnd, join == SpanJoin::Time});
    }));
    std::stable_sort(response.logs.begin(), response.logs.end(), [](const TraceLog &a, const TraceLog &b) {
        return a.time.isNone() || b.time.isNone() ? !a.time.isNone() && b.time.isNone() : a.time < b.time;
    });
    return response;
}

} // namespace causeway::engine
