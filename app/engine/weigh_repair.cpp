#include "app/engine/weigh_repair.h"

#include <algorithm>
#include <cmath>

#include "analysis/allocate/policy.h"
#include "analysis/core/json_writer.h"
#include "analysis/simulate/plan.h"
#include "app/engine/simulate_scenario.h"
#include "app/engine/simulation_json.h"

namespace causeway::engine {

namespace {

struct PerHour {
    std::vector<double> violations, carbonG, cost; // by replication
};

Result<PerHour> run(const simulate::Scenario &scenario, const WeighRepairRequest &request, std::uint64_t seed, const Job &job)
{
    CAUSEWAY_ASSIGN(const allocate::Prepared prepared, allocate::prepare(scenario, scenario.policy));
    simulate::ReplicationSettings settings;
    settings.replications = request.replications;
    settings.threads = request.threads;
    settings.seed = seed;
    settings.controller = prepared.controller;
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult result, simulate::runReplications(prepared.scenario, settings, job));
    PerHour out;
    const double hours = scenario.durationS / 3600;
    for (const simulate::RunResult &one : result.runs) {
        double violations = 0;
        for (std::size_t o = 0; o < one.operations.size(); ++o)
            if (std::ranges::any_of(scenario.objectives, [&](const simulate::Objective &objective) { return objective.operation == scenario.operations[o].name; }))
                violations += static_cast<double>(one.operations[o].violations);
        out.violations.push_back(violations / hours);
        out.carbonG.push_back(one.carbonG / hours);
        out.cost.push_back(one.cost / hours);
    }
    return out;
}

simulate::Estimate difference(const std::vector<double> &a, const std::vector<double> &b)
{
    std::vector<double> out;
    for (std::size_t i = 0; i < a.size(); ++i)
        out.push_back(a[i] - b[i]);
    return simulate::estimate(out);
}

// Mean of a series from one second on; past its end its last value.
double meanOver(const simulate::Series &series, double fromS, double lastsS)
{
    constexpr int kSteps = 100;
    double sum = 0;
    for (int i = 0; i < kSteps && !series.empty(); ++i)
        sum += simulate::valueAt(series, fromS + (i + 0.5) * lastsS / kSteps);
    return sum / kSteps;
}

double mean(const std::vector<double> &values) { return simulate::estimate(values).mean; }

} // namespace

Result<WeighRepairResponse> weighRepair(const WeighRepairRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const simulate::Scenario broken, readScenarioFile(request.broken));
    CAUSEWAY_ASSIGN(const simulate::Scenario repaired, readScenarioFile(request.repaired));
    const auto wrong = [&](Message why, Message hint) { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The repair cannot be weighed")), std::move(why), std::move(hint), {request.repaired.string(), 0, -1}); };
    if (broken.objectives.empty())
        return wrong(Message(CAUSEWAY_TEXT("slo: the scenario has no objective, so nothing tells what the fault costs")), Message(CAUSEWAY_TEXT("Add one: \"slo\": {\"OPERATION\": {\"latency_s\": 0.5}}.")));
    for (const simulate::Objective &objective : broken.objectives)
        if (std::ranges::find(repaired.objectives, objective.operation, &simulate::Objective::operation) == repaired.objectives.end())
            return wrong(Message(CAUSEWAY_TEXT("slo.%1: the repaired scenario has no such objective"), objective.operation), Message(CAUSEWAY_TEXT("Give both the same objectives.")));
    WeighRepairResponse out;
    out.domain = request.domain.empty() && !broken.nodes.empty() ? broken.nodes.front().domain : request.domain;
    const auto domain = std::ranges::find(broken.domains, out.domain, &simulate::Domain::name);
    if (!request.domain.empty() && domain == broken.domains.end())
        return wrong(Message(CAUSEWAY_TEXT("domains: there is no “%1”"), request.domain), Message(CAUSEWAY_TEXT("Name one that the scenario has, with carbon_g_per_kwh.")));
    out.seed = request.seed.value_or(broken.seed);
    CAUSEWAY_ASSIGN(const PerHour with, run(broken, request, out.seed, job));
    CAUSEWAY_ASSIGN(const PerHour without, run(repaired, request, out.seed, job));
    out.violationsPerH = difference(with.violations, without.violations);
    out.carbonPerH = difference(with.carbonG, without.carbonG);
    out.costPerH = difference(with.cost, without.cost);
    out.brokenPerH = mean(with.violations);
    out.repairedPerH = mean(without.violations);
    const double takesH = request.takesS / 3600, last = std::floor(request.withinH + 1e-9);
    out.horizonH = last + takesH;
    for (double start = 0; start <= last; ++start) {
        RepairRow row;
        row.startH = start;
        if (domain != broken.domains.end()) {
            const double lasts = std::max(request.takesS, 1.0);
            row.carbonOfRepairG = request.energyWh / 1000 * meanOver(domain->carbonPerKwh, start * 3600, lasts);
            row.costOfRepair = request.energyWh / 1000 * meanOver(domain->pricePerKwh, start * 3600, lasts);
        }
        const double ill = start + takesH, well = out.horizonH - ill;
        row.violations = ill * out.brokenPerH + well * out.repairedPerH;
        row.carbonG = ill * mean(with.carbonG) + well * mean(without.carbonG) + row.carbonOfRepairG;
        row.cost = ill * mean(with.cost) + well * mean(without.cost) + row.costOfRepair;
        row.risk = 1 - std::exp(-request.risksPerH * ill);
        out.rows.push_back(row);
    }
    out.greenest = static_cast<std::size_t>(std::ranges::min_element(out.rows, {}, &RepairRow::carbonG) - out.rows.begin());
    out.fewest = static_cast<std::size_t>(std::ranges::min_element(out.rows, {}, &RepairRow::violations) - out.rows.begin());
    return out;
}

std::string toJson(const WeighRepairResponse &response)
{
    JsonWriter json;
    json.beginObject().field("seed", response.seed).field("domain", response.domain).field("horizon_h", response.horizonH);
    json.field("violations_per_h_broken", response.brokenPerH).field("violations_per_h_repaired", response.repairedPerH);
    for (const auto &[name, one] : {std::pair{"violations_per_h", &response.violationsPerH}, {"carbon_g_per_h", &response.carbonPerH}, {"cost_per_h", &response.costPerH}}) {
        json.key(name).beginObject().field("mean", one->mean);
        writeInterval(json, "ci95", *one);
        json.endObject();
    }
    json.key("starts").beginArray();
    for (const RepairRow &row : response.rows)
        json.beginObject().field("start_h", row.startH).field("carbon_of_repair_g", row.carbonOfRepairG).field("cost_of_repair", row.costOfRepair).field("violations", row.violations).field("carbon_g", row.carbonG).field("cost", row.cost).field("risk", row.risk).endObject();
    json.endArray().field("greenest_start_h", response.rows[response.greenest].startH).field("fewest_violations_start_h", response.rows[response.fewest].startH).endObject();
    return json.take();
}

} // namespace causeway::engine
