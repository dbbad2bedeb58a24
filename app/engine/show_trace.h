#pragma once
// One trace: its spans as a tree, what it waited for, where clocks disagree, and what was logged in it.

#include "analysis/traces/clock_skew.h"
#include "analysis/traces/critical_path.h"
#include "storage/project.h"

namespace causeway::engine {

struct TraceSpan {
    std::uint32_t row = 0;
    std::uint32_t depth = 0;
    std::int64_t selfNs = 0;
    std::int64_t criticalNs = 0;  // of the critical path
    std::int64_t shiftNs = 0;     // what a correction of clocks adds to its start
};
struct TraceLog {
    EventId event;
    TimePoint time = TimePoint::none();
    std::uint32_t row = traces::kNone; // the span it was written in; kNone where it names none of the trace
    std::string text;                  // of the event, whole
    std::uint32_t contentBegin = 0, contentEnd = 0; // of it: what is not header
    bool byTime = false;               // it names no trace: it was written in that service while that span alone was running
};
struct ShowTraceResponse {
    std::shared_ptr<const traces::SpanTable> table;
    std::uint32_t trace = 0, root = 0;
    std::vector<TraceSpan> spans;                // depth first
    std::vector<traces::PathSegment> criticalPath; // of the root
    std::vector<traces::ServiceSkew> skew;
    std::vector<TraceLog> logs;                  // by time, then in order of events; those without a time last
};

// id: as findTrace() takes it. Errors: NotFound, InvalidInput, Cancelled, Damaged.
Result<ShowTraceResponse> showTrace(storage::Project &project, const std::string &id, const Job &job);

} // namespace causeway::engine
