#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

namespace {

void write(JsonWriter &json, const Call &call)
{
    json.beginObject().field("operation", call.operation);
    if (call.probability < 1)
        json.field("probability", call.probability);
    if (call.delay) {
        json.key("delay_s");
        write(json, *call.delay);
    }
    if (call.async)
        json.field("async", true);
    json.endObject();
}

void write(JsonWriter &json, const Operation &operation)
{
    json.beginObject().field("service", operation.service).key("self_s");
    write(json, operation.self);
    if (operation.errorProbability > 0)
        json.field("error_probability", operation.errorProbability);
    if (!operation.steps.empty()) {
        json.key("calls").beginArray();
        for (const auto &step : operation.steps) {
            if (step.size() == 1) {
                write(json, step.front());
                continue;
            }
            json.beginObject().key("parallel").beginArray();
            for (const Call &call : step)
                write(json, call);
            json.endArray().endObject();
        }
        json.endArray();
    }
    json.endObject();
}

void write(JsonWriter &json, const Arrivals &arrivals)
{
    json.beginObject().field("operation", arrivals.operation);
    if (arrivals.rates.empty())
        json.key("poisson").beginObject().field("rate_per_s", arrivals.ratePerS).endObject();
    else {
        json.key("rates").beginArray();
        for (const auto &[from, rate] : arrivals.rates)
            json.beginArray().value(from).value(rate).endArray();
        json.endArray();
    }
    json.endObject();
}

} // namespace

std::string toJson(const Scenario &scenario)
{
    JsonWriter json;
    json.beginObject().field("causeway_scenario", 1).field("duration_s", scenario.durationS);
    json.key("services").beginObject();
    for (const Service &service : scenario.services)
        json.key(service.name).beginObject().field("replicas", service.replicas).field("servers", service.servers).endObject();
    json.endObject().key("operations").beginObject();
    for (const Operation &operation : scenario.operations) {
        json.key(operation.name);
        write(json, operation);
    }
    json.endObject().key("arrivals").beginArray();
    for (const Arrivals &arrivals : scenario.arrivals)
        write(json, arrivals);
    json.endArray().key("slo").beginObject();
    for (const Objective &objective : scenario.objectives)
        json.key(objective.operation).beginObject().field("latency_s", objective.latencyS).field("share", objective.share).endObject();
    json.endObject().key("notes").beginArray();
    for (const ScenarioNote &note : scenario.notes)
        json.beginObject().field("field", note.field).field("why", note.why.toEnglish()).endObject();
    json.endArray().endObject();
    return json.take();
}

} // namespace causeway::simulate
