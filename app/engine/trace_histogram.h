#pragma once
// Traces per bucket of time by their start, for the time line of a project without events.

#include "app/engine/event_histogram.h"

namespace causeway::engine {

// Two series: traces with errors as Level::Error, the others as Level::Unknown; only those that occur. No buckets: no trace starts
// in the range. buckets: wished, 1 to 100,000. Errors: NotFound (no spans), Cancelled, Damaged.
Result<EventHistogramResponse> traceHistogram(storage::Project &project, const TimeRange &range, std::size_t buckets, const Job &job);

} // namespace causeway::engine
