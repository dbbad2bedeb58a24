#pragma once
// Lines of log that name the span they were written in.

#include <functional>

#include "analysis/traces/span_table.h"
#include "storage/event_reader.h"

namespace causeway::engine {

// Calls f(row, event) for events in the range (and those without a time) that name a trace of the table and one of its spans, in
// order of events; row is kNone where the trace is known and the span is not. Errors: Cancelled, Damaged.
Result<void> forEachSpanLog(storage::Project &project, const traces::SpanTable &table, TimeRange range, const Job &job,
                            const std::function<void(std::uint32_t trace, std::uint32_t row, const storage::Event &)> &f);

} // namespace causeway::engine
