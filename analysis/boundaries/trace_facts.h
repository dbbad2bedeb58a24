#pragma once
// Services known from traces as the classes of a program: for those who would merge services rather than split them.

#include "analysis/boundaries/class_fact.h"
#include "analysis/core/job.h"
#include "analysis/traces/span_table.h"

namespace causeway::boundaries {

constexpr std::size_t kMostUseCases = 2000; // of most traces; the others are of no use case

// A use case is what the first span of a trace does, "service: operation"; a span whose parent is of another service is a call; a service
// works while none of its callees does. Errors: Cancelled.
Result<std::vector<ClassFact>> factsOfTraces(const traces::SpanTable &table, const Job &job);

} // namespace causeway::boundaries
