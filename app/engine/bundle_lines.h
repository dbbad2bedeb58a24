#pragma once

#include "storage/bundle/event_slice.h"
#include "storage/event_reader.h"

namespace causeway::engine {

// Adds the lines of some times; a line without a time goes with the line before it in its source, in front of the first that has one
// with that. Starts of spans are no lines. Gives how many lines are in sources in which no line has a time: they stay out.
// Errors: Cancelled, Damaged.
Result<std::uint64_t> takeLines(storage::EventReader &reader, const std::vector<TimeRange> &times, storage::EventSlice &events, const Job &job);

} // namespace causeway::engine
