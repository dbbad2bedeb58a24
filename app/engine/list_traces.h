#pragma once
// The traces of a project, filtered and sorted.

#include "analysis/traces/trace_list.h"
#include "storage/project.h"

namespace causeway::engine {

struct ListTracesRequest {
    std::vector<std::string> services, operations;                  // each occurs in the trace
    std::vector<std::pair<std::string, std::string>> attributes;   // of each some span has it; the value as text
    std::optional<std::int64_t> minDurationNs, maxDurationNs;
    TimeRange time;                                                 // of the start
    bool errors = false;
    traces::TraceOrder order = traces::TraceOrder::Start;
    bool descending = false;
    std::size_t buckets = 40;                                       // of the histogram
};

struct ListTracesResponse {
    std::shared_ptr<const traces::SpanTable> table;
    std::vector<traces::TraceSummary> summaries; // by trace
    std::vector<std::uint32_t> traces;           // that pass, in order
    traces::DurationHistogram histogram;         // of those
};

// Errors: NotFound (no spans, an unknown service), Cancelled, Damaged.
Result<ListTracesResponse> listTraces(storage::Project &project, const ListTracesRequest &request, const Job &job);

} // namespace causeway::engine
