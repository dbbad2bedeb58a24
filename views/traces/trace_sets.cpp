#include "views/traces/trace_sets.h"

#include <algorithm>

namespace causeway::views {

TraceSets chooseTraces(std::span<const traces::TraceSummary> summaries, const TraceSetChoice &choice)
{
    using What = TraceSetChoice::What;
    TraceSets sets;
    std::vector<std::uint32_t> inside, outside, before;
    const bool open = choice.range.from == TimeRange{}.from || choice.range.to == TimeRange{}.to;
    const TimeRange earlier{{open ? 0 : choice.range.from.ns - (choice.range.to.ns - choice.range.from.ns)}, choice.range.from};
    for (std::uint32_t trace = 0; trace < summaries.size(); ++trace) {
        const TimePoint start{summaries[trace].startNs};
        (choice.range.contains(start) ? inside : outside).push_back(trace);
        if (!open && earlier.contains(start))
            before.push_back(trace);
    }
    std::int64_t slow = 0;
    if (choice.what == What::Slowest && !inside.empty()) {
        std::vector<std::int64_t> durations;
        for (const std::uint32_t trace : inside)
            durations.push_back(summaries[trace].durationNs);
        const auto at = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() * 95 / 100);
        std::nth_element(durations.begin(), at, durations.end());
        slow = *at;
    }
    if (choice.what == What::Given) {
        sets.traces = choice.given;
        if (choice.against == TraceSetChoice::Against::Before)
            sets.baseline = std::move(before);
        else
            for (std::uint32_t trace = 0; trace < summaries.size(); ++trace)
                if (!std::ranges::binary_search(sets.traces, trace))
                    sets.baseline.push_back(trace);
        std::erase_if(sets.baseline, [&](std::uint32_t trace) { return std::ranges::binary_search(sets.traces, trace); });
        return sets;
    }
    std::vector<std::uint32_t> others;
    for (const std::uint32_t trace : inside) {
        const bool chosen = choice.what == What::All || (choice.what == What::Failing ? summaries[trace].errors > 0 : summaries[trace].durationNs >= slow);
        (chosen ? sets.traces : others).push_back(trace);
    }
    if (choice.against == TraceSetChoice::Against::Before)
        sets.baseline = std::move(before);
    else
        sets.baseline = choice.what == What::All ? std::move(outside) : std::move(others);
    return sets;
}

std::uint32_t typicalLike(const traces::SpanTable &table, std::span<const traces::TraceSummary> summaries, std::uint32_t trace, const std::vector<std::uint32_t> &others)
{
    const auto root = [&](std::uint32_t one) { return table.operation(summaries[one].root); };
    std::vector<std::uint32_t> alike;
    for (const std::uint32_t other : others)
        if (other != trace && root(other) == root(trace))
            alike.push_back(other);
    if (alike.empty())
        std::ranges::copy_if(others, std::back_inserter(alike), [&](std::uint32_t other) { return other != trace; });
    if (alike.empty())
        return traces::kNone;
    const auto middle = alike.begin() + static_cast<std::ptrdiff_t>((alike.size() - 1) / 2);
    std::nth_element(alike.begin(), middle, alike.end(), [&](std::uint32_t a, std::uint32_t b) { return std::pair(summaries[a].durationNs, a) < std::pair(summaries[b].durationNs, b); });
    return *middle;
}

} // namespace causeway::views
