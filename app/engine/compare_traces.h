#pragma once
// What differs between the traces of two times: services, operations, how long they took, what their spans have and what was
// logged in them. Beside their attributes spans have the traits "log level" and "log line" (the pattern of a line that was written in
// them), and those that failed "status message" and "exception" (type and message of their exception events) as patterns.

#include "analysis/traces/trace_difference.h"
#include "storage/project.h"

namespace causeway::engine {

struct CompareTracesRequest {
    TimeRange time, baseline; // of the traces' starts
};
struct CompareTracesResponse {
    std::shared_ptr<const traces::SpanTable> table;
    std::uint64_t traces = 0, baselineTraces = 0; // that were compared
    std::uint64_t common = 0;                     // of the baseline as asked for, that are among the chosen: they count there alone
    traces::TraceSetDifference difference;
};
// Errors: NotFound (no spans), InvalidInput (no traces in one of the times, or all of the baseline among the chosen), Cancelled, Damaged.
Result<CompareTracesResponse> compareTraces(storage::Project &project, const CompareTracesRequest &request, const Job &job);

// Whether a trait of this name is one of those, and no attribute.
bool isPatternTrait(std::string_view attribute);

// By chosen traces, rising, instead of times.
Result<CompareTracesResponse> compareTraces(storage::Project &project, const std::vector<std::uint32_t> &traces, const std::vector<std::uint32_t> &baseline, const Job &job);

} // namespace causeway::engine
