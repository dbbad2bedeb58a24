#pragma once
// Spans as OTLP JSON (opentelemetry-proto 1.x, TracesData): what is read back are equal spans.

#include <functional>
#include <string>

#include "storage/project.h"

namespace causeway::engine {

// Appends to `out` and calls flush() whenever it has grown; how many spans. Where a resource does not name the service, it is
// added to it. Errors: NotFound (no spans), Cancelled, Damaged, what flush gives.
Result<std::uint64_t> writeSpansAsOtlp(storage::Project &project, std::string &out, const std::function<Result<void>()> &flush, const Job &job);

} // namespace causeway::engine
