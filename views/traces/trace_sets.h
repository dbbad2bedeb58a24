#pragma once
// Which traces are compared with which. Pure; for jobs.

#include <utility>
#include <vector>

#include "analysis/traces/trace_list.h"

namespace causeway::views {

struct TraceSetChoice {
    enum class What : std::uint8_t { All, Failing, Slowest, Given } what = What::Failing; // of the range; slowest: one in twenty
    enum class Against : std::uint8_t { Rest, Before } against = Against::Rest;    // before: as long as the range, at its beginning
    TimeRange range;                  // of their starts
    std::vector<std::uint32_t> given = {}; // rising; the range says nothing of them
    bool operator==(const TraceSetChoice &) const = default;
};

struct TraceSets {
    std::vector<std::uint32_t> traces, baseline; // rising
};

// The rest: of all traces of the range the others; all outside the range; of given ones all others. Before: nothing where the range is open.
[[nodiscard]] TraceSets chooseTraces(std::span<const traces::TraceSummary> summaries, const TraceSetChoice &choice);

// To be laid beside the trace: one of the others with the same root's operation, of the median duration; else of any.
[[nodiscard]] std::uint32_t typicalLike(const traces::SpanTable &table, std::span<const traces::TraceSummary> summaries, std::uint32_t trace, const std::vector<std::uint32_t> &others);

} // namespace causeway::views
