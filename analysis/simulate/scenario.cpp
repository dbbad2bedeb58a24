#include "analysis/simulate/scenario.h"

#include <array>

#include "analysis/simulate/scenario_fields.h"

namespace causeway::simulate {

namespace {

void write(JsonWriter &json, const Series &series)
{
    json.beginArray();
    for (const auto &[from, value] : series)
        json.beginArray().value(from).value(value).endArray();
    json.endArray();
}

void write(JsonWriter &json, const std::vector<double> &values)
{
    json.beginArray();
    for (const double value : values)
        json.value(value);
    json.endArray();
}

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
    if (call.timeoutS)
        json.field("timeout_s", *call.timeoutS);
    if (call.retries > 0)
        json.field("retries", call.retries);
    if (call.backoffS > 0)
        json.field("backoff_s", call.backoffS);
    if (call.breaker)
        json.key("breaker").beginObject().field("failures", call.breaker->failures).field("open_s", call.breaker->openS).endObject();
    if (call.dispensable)
        json.field("optional", true);
    json.endObject();
}

void write(JsonWriter &json, const Operation &operation)
{
    json.beginObject().field("service", operation.service).key("self_s");
    write(json, operation.self);
    if (operation.errorProbability > 0)
        json.field("error_probability", operation.errorProbability);
    if (operation.priority != 0)
        json.field("priority", operation.priority);
    if (operation.deferrableS)
        json.field("deferrable_s", *operation.deferrableS);
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

void writeKinds(JsonWriter &json, ActionKinds kinds)
{
    if (kinds == 0)
        return;
    json.key("approve").beginArray();
    for (std::size_t kind = 0; kind < kActionKinds.size(); ++kind)
        if (has(kinds, static_cast<ActionKind>(kind)))
            json.value(kActionKinds[kind]);
    json.endArray();
}

void write(JsonWriter &json, const Service &service)
{
    json.beginObject().field("replicas", service.replicas).field("servers", service.servers);
    if (service.discipline != Discipline::Fcfs)
        json.field("discipline", kDisciplines[static_cast<std::size_t>(service.discipline)]);
    if (service.queueLimit)
        json.field("queue_limit", *service.queueLimit);
    if (service.nodes.size() == 1)
        json.field("node", service.nodes.front());
    else if (!service.nodes.empty()) {
        json.key("node").beginArray();
        for (const std::string &node : service.nodes)
            json.value(node);
        json.endArray();
    }
    if (service.routing != Routing::RoundRobin)
        json.field("routing", kRoutings[static_cast<std::size_t>(service.routing)]);
    if (service.routingViewS > 0)
        json.field("routing_view_s", service.routingViewS);
    if (!service.speeds.empty()) {
        json.key("speeds");
        write(json, service.speeds);
    }
    if (service.coldStart) {
        json.key("cold_start_s");
        write(json, *service.coldStart);
    }
    if (service.failures) {
        json.key("failures").beginObject().key("mtbf_s");
        write(json, service.failures->between);
        json.key("mttr_s");
        write(json, service.failures->repair);
        json.endObject();
    }
    if (service.memoryGib > 0)
        json.field("memory_gib", service.memoryGib);
    if (service.pricePerH > 0)
        json.field("price_per_h", service.pricePerH);
    if (!service.speedOverTime.empty()) {
        json.key("speed_over_time");
        write(json, service.speedOverTime);
    }
    if (service.correlation > 0)
        json.field("correlation", service.correlation);
    if (service.floor)
        json.key("floor").beginObject().field("min_replicas", service.floor->minReplicas).field("most_shed", service.floor->mostShed).field("never_dimmed", service.floor->neverDimmed).endObject();
    if (service.importance != Importance::Normal)
        json.field("importance", kImportances[static_cast<std::size_t>(service.importance)]);
    writeKinds(json, service.approve);
    json.endObject();
}

void write(JsonWriter &json, const Arrivals &arrivals)
{
    json.beginObject().field("operation", arrivals.operation);
    if (arrivals.closed) {
        json.key("closed").beginObject().field("users", arrivals.closed->users).key("think_s");
        write(json, arrivals.closed->think);
        json.endObject();
    } else if (!arrivals.times.empty()) {
        json.key("times_s");
        write(json, arrivals.times);
    } else if (!arrivals.rates.empty()) {
        json.key("rates");
        write(json, arrivals.rates);
    } else
        json.key("poisson").beginObject().field("rate_per_s", arrivals.ratePerS).endObject();
    json.endObject();
}

void write(JsonWriter &json, const PolicyRule &rule)
{
    json.beginObject().field("when", rule.when);
    if (rule.forS != 0)
        json.field("for_s", rule.forS);
    json.field("do", rule.action);
    if (rule.cooldownS != 0)
        json.field("cooldown_s", rule.cooldownS);
    if (rule.priority != 0)
        json.field("priority", rule.priority);
    if (rule.dry)
        json.field("dry", true);
    json.endObject();
}

void write(JsonWriter &json, const Fault &fault)
{
    json.beginObject().field("name", fault.name).field("from_s", fault.fromS);
    if (fault.toS)
        json.field("to_s", *fault.toS);
    if (fault.service.empty())
        json.field("load", fault.load);
    else
        json.field("service", fault.service).field("instances", fault.instances).field("speed", fault.speed).field("error_probability", fault.errorProbability).field("lost", fault.lost);
    json.endObject();
}

void writeInfrastructure(JsonWriter &json, const Scenario &scenario)
{
    if (!scenario.nodes.empty()) {
        json.key("nodes").beginObject();
        for (const Node &node : scenario.nodes) {
            json.key(node.name).beginObject().field("cores", node.cores).field("idle_w", node.idleW).field("max_w", node.maxW).field("price_per_h", node.pricePerH);
            if (node.offW)
                json.field("off_w", *node.offW);
            if (node.speed != 1)
                json.field("speed", node.speed);
            if (node.memoryGib)
                json.field("memory_gib", *node.memoryGib);
            if (!node.domain.empty())
                json.field("domain", node.domain);
            json.endObject();
        }
        json.endObject();
    }
    if (!scenario.domains.empty()) {
        json.key("domains").beginObject();
        for (const Domain &domain : scenario.domains) {
            json.key(domain.name).beginObject();
            for (const auto &[name, series] : {std::pair{"price_per_kwh", &domain.pricePerKwh}, {"carbon_g_per_kwh", &domain.carbonPerKwh}, {"green_w", &domain.greenW}})
                if (!series->empty()) {
                    json.key(name);
                    write(json, *series);
                }
            json.endObject();
        }
        json.endObject();
    }
    if (!scenario.links.empty()) {
        json.key("links").beginArray();
        for (const Link &link : scenario.links) {
            json.beginObject().field("from", link.from).field("to", link.to).key("latency_s");
            write(json, link.latency);
            json.endObject();
        }
        json.endArray();
    }
}

} // namespace

std::string toJson(const Scenario &scenario)
{
    JsonWriter json;
    json.beginObject().field("causeway_scenario", 1);
    if (const Scenario usual; scenario.seed != usual.seed || scenario.warmupS != usual.warmupS)
        json.field("seed", scenario.seed).field("warmup_s", scenario.warmupS);
    json.field("duration_s", scenario.durationS);
    if (scenario.correlation > 0)
        json.field("correlation", scenario.correlation);
    writeKinds(json, scenario.approve);
    json.key("services").beginObject();
    for (const Service &service : scenario.services) {
        json.key(service.name);
        write(json, service);
    }
    json.endObject().key("operations").beginObject();
    for (const Operation &operation : scenario.operations) {
        json.key(operation.name);
        write(json, operation);
    }
    json.endObject().key("arrivals").beginArray();
    for (const Arrivals &arrivals : scenario.arrivals)
        write(json, arrivals);
    json.endArray();
    writeInfrastructure(json, scenario);
    json.key("slo").beginObject();
    for (const Objective &objective : scenario.objectives)
        json.key(objective.operation).beginObject().field("latency_s", objective.latencyS).field("share", objective.share).endObject();
    json.endObject();
    if (scenario.policy != PolicyChoice{} || !scenario.rules.empty()) {
        json.key("policy").beginObject().field("name", scenario.policy.name).key("settings").beginObject();
        for (const auto &[name, value] : scenario.policy.settings)
            json.field(name, value);
        json.endObject();
        if (!scenario.rules.empty()) {
            json.key("rules").beginArray();
            for (const PolicyRule &rule : scenario.rules)
                write(json, rule);
            json.endArray();
        }
        json.endObject();
    }
    if (!scenario.faults.empty()) {
        json.key("faults").beginArray();
        for (const Fault &fault : scenario.faults)
            write(json, fault);
        json.endArray();
    }
    json.key("notes").beginArray();
    for (const ScenarioNote &note : scenario.notes)
        json.beginObject().field("field", note.field).field("why", note.why.toEnglish()).endObject();
    json.endArray().endObject();
    return json.take();
}

} // namespace causeway::simulate
