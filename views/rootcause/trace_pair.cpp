#include "views/rootcause/trace_pair.h"

#include <algorithm>

#include "views/traces/trace_sets.h"

namespace causeway::views {

std::uint32_t exampleRow(const rootcause::Cause &cause)
{
    for (const rootcause::Evidence &one : cause.evidence)
        if (!one.rows.empty())
            return one.rows.front();
    return traces::kNone;
}

Result<std::shared_ptr<const TracePair>> makeTracePair(const CauseAnswer &answer, std::uint32_t row, const Job &job)
{
    auto pair = std::make_shared<TracePair>();
    const auto &table = answer.material().spans;
    const std::uint32_t trace = table->trace(row);
    pair->row = row;
    CAUSEWAY_ASSIGN(pair->example, TraceTree::make(table, trace, job));
    std::vector<std::uint32_t> others, with;
    for (std::uint32_t other = 0; other < answer.summaries.size(); ++other) {
        const traces::TraceSummary &one = answer.summaries[other];
        const bool isBaseline = std::ranges::any_of(answer.response.baseline, [&](const TimeRange &range) { return range.contains({one.startNs}); });
        if (isBaseline && one.errors == 0)
            others.push_back(other);
    }
    for (const std::uint32_t other : others)
        for (std::uint32_t at = table->firstRow(other); at < table->endRow(other); ++at)
            if (table->operation(at) == table->operation(row)) {
                with.push_back(other);
                break;
            }
    const std::uint32_t normal = typicalLike(*table, answer.summaries, trace, with.empty() ? others : with);
    if (normal == traces::kNone)
        return pair;
    CAUSEWAY_ASSIGN(pair->normal, TraceTree::make(table, normal, job));
    for (std::uint32_t at = table->firstRow(normal); at < table->endRow(normal) && pair->like == traces::kNone; ++at)
        if (table->operation(at) == table->operation(row))
            pair->like = at;
    return pair;
}

} // namespace causeway::views
