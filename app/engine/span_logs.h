#pragma once
// Lines of log and the span they were written in: the one they name, else the one that ran where and when they were written.

#include <functional>

#include "analysis/traces/span_table.h"
#include "storage/event_reader.h"

namespace causeway::engine {

enum class SpanJoin : std::uint8_t { Id, Time };

// Calls f(trace, row, event, join) for events in the range (and those without a time), in order of events: Id, where an event names
// a trace of the table and one of its spans (row is kNone where the trace is known and the span is not); Time, where it names none,
// but its component, pod, container, host or source is a service's (or a pod of it), and of that service just one span was running
// (traces::RunningSpans). Starts of spans are no lines of log. Errors: Cancelled, Damaged.
Result<void> forEachSpanLog(storage::Project &project, const traces::SpanTable &table, TimeRange range, const Job &job,
                            const std::function<void(std::uint32_t trace, std::uint32_t row, const storage::Event &, SpanJoin)> &f);
// The same for who does not mind how they were joined.
Result<void> forEachSpanLog(storage::Project &project, const traces::SpanTable &table, TimeRange range, const Job &job,
                            const std::function<void(std::uint32_t trace, std::uint32_t row, const storage::Event &)> &f);

} // namespace causeway::engine
