#pragma once
// The spans of a project as columns, loaded once for what is imported.

#include "analysis/traces/span_table.h"
#include "storage/project.h"

namespace causeway::engine {

// The last project's are kept while it is open; any thread. Errors: Cancelled, Damaged; NotFound where there are no spans.
Result<std::shared_ptr<const traces::SpanTable>> currentSpans(storage::Project &project, const Job &job);

// Those that start in that time, rising.
std::vector<std::uint32_t> tracesIn(const traces::SpanTable &table, TimeRange time);

// Index of a service, or an error (NotFound) that names the nearest there is.
Result<std::uint32_t> findService(const traces::SpanTable &table, const std::string &name);
// By its id in hexadecimal digits, leading zeros or not, or by the beginning of it where that is unique. Errors: NotFound, InvalidInput.
Result<std::uint32_t> findTrace(const traces::SpanTable &table, const std::string &id);

} // namespace causeway::engine
