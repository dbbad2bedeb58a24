#pragma once
// The services of a project's traces, and who calls whom.

#include "analysis/traces/service_map.h"
#include "storage/project.h"

namespace causeway::engine {

struct ServiceMapResponse {
    std::shared_ptr<const traces::SpanTable> table;
    traces::ServiceMap map;
};
// time: of the traces' starts. Errors: NotFound (no spans), Cancelled, Damaged.
Result<ServiceMapResponse> serviceMap(storage::Project &project, TimeRange time, const Job &job);

} // namespace causeway::engine
