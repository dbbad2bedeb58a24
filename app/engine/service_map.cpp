#include "app/engine/service_map.h"

#include "app/engine/current_spans.h"

namespace causeway::engine {

Result<ServiceMapResponse> serviceMap(storage::Project &project, TimeRange time, const Job &job)
{
    ServiceMapResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    const std::vector<std::uint32_t> chosen = tracesIn(*response.table, time);
    CAUSEWAY_ASSIGN(response.map, traces::serviceMap(*response.table, &chosen, job));
    return response;
}

} // namespace causeway::engine
