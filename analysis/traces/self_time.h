#pragma once
// How long a span was busy itself: its duration minus the union of its children, each cut to the span.

#include "analysis/traces/span_table.h"

namespace causeway::traces {

std::int64_t selfTimeNs(const SpanTable &table, std::uint32_t row);
// By row. Errors: Cancelled.
Result<std::vector<std::int64_t>> selfTimesNs(const SpanTable &table, const Job &job);

} // namespace causeway::traces
