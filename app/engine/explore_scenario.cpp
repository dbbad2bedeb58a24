#include "app/engine/explore_scenario.h"

#include <charconv>

#include "app/engine/simulation_json.h"

namespace causeway::engine {

using allocate::kMeasures;
using allocate::MeasureEstimates;
using allocate::Measures;

namespace {

std::string digits(double value)
{
    char out[32];
    return {out, std::to_chars(out, out + sizeof out, value).ptr};
}

void write(JsonWriter &json, std::string_view name, const Measures &measures)
{
    json.key(name).beginObject();
    for (std::size_t m = 0; m < kMeasures.size(); ++m)
        json.field(kMeasures[m], measures[m]);
    json.endObject();
}

void write(JsonWriter &json, std::string_view name, const MeasureEstimates &measures)
{
    json.key(name).beginObject();
    for (std::size_t m = 0; m < kMeasures.size(); ++m) {
        json.key(kMeasures[m]).beginObject().field("mean", measures[m].mean);
        writeInterval(json, "ci95", measures[m]);
        json.endObject();
    }
    json.endObject();
}

void write(JsonWriter &json, std::string_view name, const std::optional<MeasureEstimates> &measures)
{
    if (measures)
        write(json, name, *measures);
    else
        json.key(name).null();
}

} // namespace

std::string toJson(const allocate::Tornado &tornado, std::uint64_t seed)
{
    JsonWriter json;
    json.beginObject().field("measure", kMeasures[static_cast<std::size_t>(tornado.measure)]).field("change", tornado.change).field("seed", seed);
    write(json, "fluid", tornado.fluid);
    write(json, "base", tornado.base);
    json.field("left_out", static_cast<std::uint64_t>(tornado.leftOut)).key("inputs").beginArray();
    for (const allocate::TornadoInput &input : tornado.inputs) {
        json.beginObject().field("field", input.path).field("kind", simulate::toName(input.kind)).field("now", input.now).field("less", input.less).field("more", input.more);
        json.field("swing", input.swing(tornado.measure)).field("confirmed", input.isConfirmed());
        write(json, "fluid_less", input.fluidLess);
        write(json, "fluid_more", input.fluidMore);
        write(json, "delta_less", input.deltaLess);
        write(json, "delta_more", input.deltaMore);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

std::string toJson(const allocate::Sweep &sweep, std::uint64_t seed)
{
    JsonWriter json;
    json.beginObject().field("field", sweep.range.path).field("unit", sweep.field.unit).field("now", sweep.field.value.value_or(0)).field("seed", seed);
    write(json, "base", sweep.base);
    json.key("points").beginArray();
    for (const allocate::SweepPoint &point : sweep.points) {
        json.beginObject().field("value", point.value);
        if (point.error)
            json.field("error", point.error->toEnglish());
        else {
            write(json, "fluid", point.fluid);
            write(json, "measures", point.measures);
            write(json, "delta", point.delta);
        }
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

std::string toText(const allocate::Candidate &candidate)
{
    std::string out = toText(candidate.policy);
    for (const auto &[path, value] : candidate.fields)
        out += ", " + path + "=" + digits(value);
    return out;
}

std::string toJson(const simulate::Scenario &scenario, const allocate::ParetoResult &result, std::uint64_t seed)
{
    JsonWriter json;
    json.beginObject().field("seed", seed).field("policy_now", scenario.policy.name).field("left_out", static_cast<std::uint64_t>(result.leftOut)).key("candidates").beginArray();
    for (const allocate::TriedCandidate &one : result.tried) {
        json.beginObject().field("label", toText(one.candidate)).field("policy", one.candidate.policy.name).key("settings").beginObject();
        for (const auto &[name, value] : one.candidate.policy.settings)
            json.field(name, value);
        json.endObject().key("fields").beginObject();
        for (const auto &[path, value] : one.candidate.fields)
            json.field(path, value);
        json.endObject().field("now", one.isNow);
        if (one.error)
            json.field("error", one.error->toEnglish());
        else {
            json.field("dominated", one.dominated);
            write(json, "measures", one.measures);
            write(json, "delta", one.delta);
            json.key("risk");
            writeRisk(json, one.risk);
        }
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

void writeRisk(JsonWriter &json, const allocate::Risk &risk)
{
    json.beginObject().field("grade", risk.grade).field("costs_more", risk.costsMore).key("reasons").beginArray();
    for (const allocate::RiskReason &reason : risk.reasons)
        json.beginObject().field("kind", allocate::toName(reason.kind)).field("text", reason.text.toEnglish()).endObject();
    json.endArray().endObject();
}

allocate::Risk riskOf(const simulate::Scenario &scenario, const PolicyOutcome &outcome, const PolicyOutcome *baseline, std::span<const simulate::Extrapolation> beyond)
{
    allocate::Trial trial;
    for (const simulate::ServiceEstimate &service : outcome.result.services) {
        trial.utilisation.push_back(service.utilisation.mean);
        trial.replicas.push_back(service.replicas.mean);
    }
    for (const simulate::OperationEstimate &operation : outcome.result.operations) {
        trial.violation.push_back(operation.violation.mean);
        trial.violationHigh.push_back(operation.violation.high);
    }
    if (!outcome.result.runs.empty())
        trial.audit = outcome.result.runs.front().audit;
    std::optional<simulate::Estimate> costs;
    std::vector<double> before;
    if (baseline != nullptr) {
        costs = allocate::of(outcome.delta, allocate::Measure::Cost);
        for (const simulate::ServiceEstimate &service : baseline->result.services)
            before.push_back(service.replicas.mean);
    }
    return allocate::riskOf(scenario, trial, costs, beyond, before);
}

} // namespace causeway::engine
