#pragma once
// The traces of a table in figures, filtered and sorted. One pass over the spans; any thread.

#include <optional>

#include "analysis/traces/span_table.h"

namespace causeway::traces {

struct TraceSummary {
    std::uint32_t root = kNone;    // row: the first root that has no parent by its own account, else the first of all
    std::uint32_t spans = 0;
    std::uint32_t services = 0;    // distinct
    std::uint32_t errors = 0;      // spans of status error
    std::int64_t startNs = 0;      // of the first span
    std::int64_t durationNs = 0;   // until the last end
};

// By trace. Errors: Cancelled.
Result<std::vector<TraceSummary>> summarise(const SpanTable &table, const Job &job);

// A trace passes where each condition that is set holds for the trace or for some span of it.
struct TraceFilter {
    std::vector<std::uint32_t> services;   // each occurs
    std::vector<std::string> operations;   // each occurs as the name of an operation, of whatever service
    std::optional<std::int64_t> minDurationNs, maxDurationNs; // of the trace, both inclusive
    TimeRange time;                        // of the start
    bool errors = false;                   // some span failed
    std::vector<std::vector<std::uint32_t>> rows; // of each list some row is the trace's: what a query on attributes found
};

enum class TraceOrder : std::uint8_t { Start, Duration, Spans, Errors, Services };

// Traces that pass, in order; equals stand by start. Errors: Cancelled.
Result<std::vector<std::uint32_t>> listTraces(const SpanTable &table, std::span<const TraceSummary> summaries, const TraceFilter &filter, TraceOrder order,
                                              bool descending, const Job &job);

// Counts by duration, in steps of equal ratio: bucket i holds from edges[i] up to edges[i + 1], the last one its end as well.
struct DurationHistogram {
    std::vector<std::int64_t> edgesNs; // counts.size() + 1, rising; empty where there are no traces
    std::vector<std::uint32_t> counts;
};
DurationHistogram durationHistogram(std::span<const TraceSummary> summaries, std::span<const std::uint32_t> traces, std::size_t buckets);

} // namespace causeway::traces
