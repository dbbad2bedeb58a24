#include "app/engine/list_metrics.h"

#include <set>

#include "app/engine/nearest.h"

namespace causeway::engine {

Result<std::vector<storage::MetricSeries>> listMetrics(storage::Project &project, const ListMetricsRequest &request, const Job &job)
{
    std::set<std::string> names, services;
    const auto wanted = [&](const storage::MetricSeries &series) {
        names.insert(series.name);
        services.insert(series.service);
        return (!request.name || series.name == *request.name) && (!request.service || series.service == *request.service);
    };
    CAUSEWAY_ASSIGN(auto all, storage::MetricStore(project).load(wanted, request.time, job));
    if (names.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There are no metrics in the project")), {},
                       Message(CAUSEWAY_TEXT("Import some: OTLP, Prometheus and CSV are read. See: causeway formats.")), {project.path(), 0, -1});
    const auto unknown = [&](const std::optional<std::string> &name, const std::set<std::string> &known, Message what) -> Result<void> {
        if (!name || known.contains(*name))
            return {};
        const std::string near = nearest(*name, std::vector<std::string>(known.begin(), known.end()));
        return failure(ErrorCode::NotFound, std::move(what), {}, near.empty() ? Message() : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
    };
    CAUSEWAY_TRY(unknown(request.name, names, Message(CAUSEWAY_TEXT("There is no metric “%1”"), request.name.value_or(""))));
    CAUSEWAY_TRY(unknown(request.service, services, Message(CAUSEWAY_TEXT("No metric is of a service “%1”"), request.service.value_or(""))));
    std::erase_if(all, [](const storage::MetricSeries &series) { return series.timesNs.empty(); });
    return all;
}

} // namespace causeway::engine
