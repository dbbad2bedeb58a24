#pragma once
// What differs between the traces of two times: services, operations, how long they took, what their spans have and what was
// logged in them.

#include "analysis/traces/trace_difference.h"
#include "storage/project.h"

namespace causeway::engine {

struct CompareTracesRequest {
    TimeRange time, baseline; // of the traces' starts
};
struct CompareTracesResponse {
    std::shared_ptr<const traces::SpanTable> table;
    std::uint64_t traces = 0, baselineTraces = 0;
    traces::TraceSetDifference difference;
};
// Errors: NotFound (no spans), InvalidInput (no traces in one of the times), Cancelled, Damaged.
Result<CompareTracesResponse> compareTraces(storage::Project &project, const CompareTracesRequest &request, const Job &job);

// By chosen traces, rising, instead of times.
Result<CompareTracesResponse> compareTraces(storage::Project &project, const std::vector<std::uint32_t> &traces, const std::vector<std::uint32_t> &baseline, const Job &job);

} // namespace causeway::engine
