#pragma once
// Series of metrics.

#include "storage/metric_store.h"

namespace causeway::engine {

struct ListMetricsRequest {
    std::optional<std::string> name, service; // exactly so
    TimeRange time;
};
// Series with at least one point in the time. Errors: NotFound where the project has no metrics, or none of such a name or service.
Result<std::vector<storage::MetricSeries>> listMetrics(storage::Project &project, const ListMetricsRequest &request, const Job &job);

} // namespace causeway::engine
