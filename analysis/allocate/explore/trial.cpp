#include "analysis/allocate/explore/trial.h"

#include <algorithm>

namespace causeway::allocate {

using simulate::FluidResult;
using simulate::Scenario;

Result<Trial> tryOut(const Scenario &scenario, const TrialSettings &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(const Prepared prepared, prepare(scenario, scenario.policy));
    simulate::ReplicationSettings replications;
    replications.replications = settings.replications;
    replications.threads = settings.threads;
    replications.seed = settings.seed;
    replications.controller = prepared.controller;
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult result, simulate::runReplications(prepared.scenario, replications, job));
    Trial out;
    out.runs = measuresOf(prepared.scenario, result);
    out.measures = estimatesOf(out.runs);
    for (const simulate::ServiceEstimate &service : result.services) {
        out.utilisation.push_back(service.utilisation.mean);
        out.replicas.push_back(service.replicas.mean);
    }
    for (const simulate::OperationEstimate &operation : result.operations) {
        out.violation.push_back(operation.violation.mean);
        out.violationHigh.push_back(operation.violation.high);
    }
    for (const simulate::RunResult &run : result.runs)
        out.auditRefused += run.auditRefused;
    if (!result.runs.empty())
        out.audit = result.runs.front().audit;
    return out;
}

Measures measuresOf(const Scenario &scenario, const FluidResult &result)
{
    Measures out{};
    const auto put = [&out](Measure measure) -> double & { return out[static_cast<std::size_t>(measure)]; };
    double rate = 0;
    for (std::size_t o = 0; o < result.operations.size(); ++o) {
        const std::string &name = scenario.operations[o].name;
        const bool counts = scenario.objectives.empty() ? std::ranges::find(scenario.arrivals, name, &simulate::Arrivals::operation) != scenario.arrivals.end()
                                                        : std::ranges::find(scenario.objectives, name, &simulate::Objective::operation) != scenario.objectives.end();
        const simulate::FluidOperation &one = result.operations[o];
        if (!counts || !(one.rate > 0))
            continue;
        rate += one.rate;
        put(Measure::SloViolation) += one.rate * one.violation;
        put(Measure::MeanNs) += one.rate * one.latencyMeanS * 1e9;
        put(Measure::P95Ns) += one.rate * one.p95S * 1e9;
        put(Measure::P99Ns) += one.rate * one.p99S * 1e9;
        put(Measure::GoodPerS) += one.rate * (1 - one.violation);
    }
    if (rate > 0)
        for (const Measure measure : {Measure::SloViolation, Measure::MeanNs, Measure::P95Ns, Measure::P99Ns})
            put(measure) /= rate;
    for (std::size_t s = 0; s < result.services.size(); ++s) {
        const simulate::Service &service = scenario.services[s];
        put(Measure::WorkInProgress) += result.services[s].queueMean + result.services[s].utilisation * service.replicas * service.servers;
        put(Measure::Replicas) += service.replicas;
    }
    put(Measure::Cost) = result.cost;
    put(Measure::EnergyWh) = result.energyWh;
    put(Measure::BrownWh) = result.brownWh;
    put(Measure::CarbonG) = result.carbonG;
    return out;
}

Result<Measures> fluidMeasures(const Scenario &scenario)
{
    CAUSEWAY_ASSIGN(const Prepared prepared, prepare(scenario, scenario.policy));
    CAUSEWAY_ASSIGN(const FluidResult result, simulate::solveFluid(prepared.scenario));
    return measuresOf(prepared.scenario, result);
}

std::optional<Measure> measureOf(std::string_view name)
{
    const auto found = std::ranges::find(kMeasures, name);
    if (found == kMeasures.end())
        return std::nullopt;
    return static_cast<Measure>(found - kMeasures.begin());
}

Job partOf(const Job &job, double done, double share, double all)
{
    Job inner = job;
    inner.onProgress = [&job, done, share, all](const Progress &progress) {
        job.report({done + (progress.total > 0 ? share * progress.done / progress.total : 0), all, Progress::Unit::None});
    };
    return inner;
}

} // namespace causeway::allocate
