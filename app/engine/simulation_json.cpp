#include "app/engine/simulation_json.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/allocate/compare.h"
#include "analysis/allocate/rules/rule.h"
#include "analysis/simulate/latency_cdf.h"
#include "analysis/simulate/run_series.h"

namespace causeway::engine {

namespace {

using simulate::Estimate;

// Integers, or null where the interval is not known.
void writeNs(JsonWriter &json, std::string_view name, const Estimate &estimate)
{
    json.key(name).beginArray();
    for (const double value : {estimate.low, estimate.high}) {
        if (std::isfinite(value))
            json.value(static_cast<std::int64_t>(std::llround(value)));
        else
            json.null();
    }
    json.endArray();
}

std::int64_t rounded(double ns) { return std::llround(ns); }

// What was kept from a policy, by replication.
void writeAudit(JsonWriter &json, const SimulationToWrite &of)
{
    std::uint64_t refused = 0;
    std::size_t written = 0;
    json.key("audit").beginArray();
    for (std::size_t r = 0; r < of.result.runs.size(); ++r) {
        refused += of.result.runs[r].auditRefused;
        for (const simulate::AuditEntry &entry : of.result.runs[r].audit) {
            if (++written > simulate::kMostAudit)
                break;
            json.beginObject().field("replication", static_cast<std::uint64_t>(r)).field("service", of.scenario.services[entry.service].name).field("what", simulate::kAuditWhats[static_cast<std::size_t>(entry.what)]);
            json.field("why", simulate::kAuditWhys[static_cast<std::size_t>(entry.why)]).field("kind", simulate::kActionKinds[static_cast<std::size_t>(simulate::kindOf(entry))]).field("from_s", entry.fromS).field("to_s", entry.toS).field("asked", entry.asked).field("kept", entry.kept).field("times", entry.times).endObject();
        }
    }
    json.endArray().field("audit_refused", refused);
}

// What rules did, by replication.
void writeRules(JsonWriter &json, const SimulationToWrite &of)
{
    static constexpr std::array<std::string_view, 4> names{"done", "would_do", "outranked", "impossible"};
    if (std::ranges::all_of(of.result.runs, [](const simulate::RunResult &run) { return run.ruleAudit.empty(); }))
        return;
    const std::vector<simulate::PolicyRule> rules = allocate::rules::rulesOf(of.scenario);
    std::size_t written = 0;
    json.key("rules").beginArray();
    for (std::size_t r = 0; r < of.result.runs.size(); ++r)
        for (const simulate::RuleAudit &entry : of.result.runs[r].ruleAudit) {
            if (++written > simulate::kMostAudit)
                break;
            json.beginObject().field("replication", static_cast<std::uint64_t>(r)).field("rule", entry.rule).field("text", simulate::toText(rules[entry.rule])).field("what", names[static_cast<std::size_t>(entry.what)]);
            json.field("service", of.scenario.services[entry.service].name);
            if (entry.instance != simulate::kNone)
                json.field("instance", entry.instance);
            if (entry.other != simulate::kNone)
                json.field("outranked_by", entry.other);
            json.field("from_s", entry.fromS).field("to_s", entry.toS).field("times", entry.times).endObject();
        }
    json.endArray();
}

void writeNumbers(JsonWriter &json, std::string_view name, const std::vector<double> &values)
{
    json.key(name).beginArray();
    for (const double value : values)
        json.value(value);
    json.endArray();
}

// Of all replications; and the distribution of each operation's latencies.
void writeSeries(JsonWriter &json, const SimulationToWrite &of)
{
    const simulate::RunSeries &first = *of.result.runs.front().series;
    const std::size_t slots = first.columns.empty() ? 0 : first.columns.front().values.size();
    std::vector<double> from(slots);
    for (std::size_t i = 0; i < slots; ++i)
        from[i] = static_cast<double>(i) * first.slotS;
    json.key("series").beginObject().field("slot_s", first.slotS);
    writeNumbers(json, "from_s", from);
    json.key("columns").beginArray();
    for (const simulate::SeriesEstimate &column : simulate::estimateSeries(of.result.runs)) {
        json.beginObject().field("what", simulate::toName(column.what));
        if (column.of != simulate::kNone && column.what < simulate::SeriesOf::Utilisation)
            json.field("operation", of.scenario.operations[column.of].name);
        else if (column.of != simulate::kNone)
            json.field("service", of.scenario.services[column.of].name);
        writeNumbers(json, "mean", column.mean);
        writeNumbers(json, "low", column.low);
        writeNumbers(json, "high", column.high);
        json.endObject();
    }
    json.endArray().endObject().key("latency_cdf").beginObject();
    for (std::size_t o = 0; o < of.result.operations.size(); ++o) {
        json.key(of.scenario.operations[o].name).beginArray();
        for (const simulate::CdfPoint &point : simulate::latencyCdf(of.result.operations[o].latencies))
            json.beginArray().value(rounded(point.ns)).value(point.share).endArray();
        json.endArray();
    }
    json.endObject();
}

} // namespace

void writeInterval(JsonWriter &json, std::string_view name, const Estimate &estimate)
{
    json.key(name).beginArray().value(estimate.low).value(estimate.high).endArray();
}

void writeWarnings(JsonWriter &json, const std::vector<Error> &warnings)
{
    if (warnings.empty())
        return;
    json.key("warnings").beginArray();
    for (const Error &warning : warnings)
        json.value(warning.toEnglish());
    json.endArray();
}

void writeSimulation(JsonWriter &json, const SimulationToWrite &of)
{
    const simulate::ReplicationsResult &result = of.result;
    json.field("events", result.events).field("seconds", of.seconds).field("requests", result.requests);
    json.field("replications", static_cast<std::uint64_t>(result.runs.size())).field("seed", of.seed).field("simulated_s", of.scenario.durationS);
    json.key("operations").beginObject();
    for (std::size_t o = 0; o < result.operations.size(); ++o) {
        const simulate::OperationEstimate &operation = result.operations[o];
        json.key(of.scenario.operations[o].name).beginObject().field("mean_ns", rounded(operation.latencyNs.mean));
        writeNs(json, "ci95_ns", operation.latencyNs);
        json.field("p50_ns", rounded(operation.p50Ns)).field("p95_ns", rounded(operation.p95Ns)).field("p99_ns", rounded(operation.p99Ns));
        json.field("slo_violation", operation.violation.mean);
        writeInterval(json, "slo_violation_ci95", operation.violation);
        json.field("answers", operation.answers).field("errors", operation.errors).field("refused", operation.refused).endObject();
    }
    json.endObject().key("services").beginObject();
    for (std::size_t s = 0; s < result.services.size(); ++s) {
        const simulate::ServiceEstimate &service = result.services[s];
        json.key(of.scenario.services[s].name).beginObject().field("utilisation", service.utilisation.mean).field("queue_mean", service.queueMean.mean);
        json.field("wait_ns", rounded(service.waitNs.mean)).field("dropped", service.dropped).field("arrivals", service.arrivals).field("errors", service.errors);
        json.field("p50_ns", rounded(service.p50Ns)).field("p95_ns", rounded(service.p95Ns)).field("p99_ns", rounded(service.p99Ns));
        json.field("availability", service.availability.mean).field("replicas_mean", service.replicas.mean);
        json.key("little").beginObject().field("in_system", service.inSystemMean).field("arrivals_per_s", service.arrivalRate).field("sojourn_ns", rounded(service.sojournNs)).field("gap", service.littleGap).endObject();
        json.endObject();
    }
    json.endObject().field("little_gap", result.littleGap);
    const allocate::MeasureEstimates all = allocate::estimatesOf(allocate::measuresOf(of.scenario, result));
    for (const allocate::Measure measure : {allocate::Measure::SloViolation, allocate::Measure::GoodPerS, allocate::Measure::WorkInProgress})
        json.field(allocate::kMeasures[static_cast<std::size_t>(measure)], all[static_cast<std::size_t>(measure)].mean);
    json.field("cost", result.cost.mean).field("energy_wh", result.energyWh.mean).field("brown_wh", result.brownWh.mean).field("carbon_g", result.carbonG.mean);
    writeAudit(json, of);
    writeRules(json, of);
    if (!result.runs.empty() && result.runs.front().series)
        writeSeries(json, of);
}

} // namespace causeway::engine
