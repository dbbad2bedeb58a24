#include "analysis/simulate/read_scenario.h"

#include <algorithm>
#include <cmath>

#include "analysis/simulate/json_fields.h"
#include "analysis/simulate/scenario_fields.h"
#include "analysis/simulate/warn_scenario.h"

namespace causeway::simulate {

namespace {

using Kind = JsonValue::Kind;

Call readCall(const Field &field)
{
    Call call;
    readObject(field, {{"operation", true, [&](const Field &f) { call.operation = f.text(); }},
                       {"probability", false, [&](const Field &f) { call.probability = f.number(); }},
                       {"delay_s", false, [&](const Field &f) { call.delay = readDistribution(f); }},
                       {"async", false, [&](const Field &f) { call.async = f.truth(); }},
                       {"timeout_s", false, [&](const Field &f) { if (!f.is(Kind::Null)) call.timeoutS = f.number(); }},
                       {"retries", false, [&](const Field &f) { call.retries = f.count(); }},
                       {"backoff_s", false, [&](const Field &f) { call.backoffS = f.number(); }},
                       {"breaker", false, [&](const Field &f) {
                            call.breaker.emplace();
                            readObject(f, {{"failures", false, [&](const Field &b) { call.breaker->failures = b.count(); }},
                                           {"open_s", false, [&](const Field &b) { call.breaker->openS = b.number(); }}});
                        }},
                       {"optional", false, [&](const Field &f) { call.dispensable = f.truth(); }}});
    return call;
}

Operation readOperation(const std::string &name, const Field &field)
{
    Operation operation;
    operation.name = name;
    readObject(field, {{"service", true, [&](const Field &f) { operation.service = f.text(); }},
                       {"self_s", true, [&](const Field &f) { operation.self = readDistribution(f); }},
                       {"error_probability", false, [&](const Field &f) { operation.errorProbability = f.number(); }},
                       {"priority", false, [&](const Field &f) { operation.priority = static_cast<int>(std::clamp(f.number(), -1e6, 1e6)); }},
                       {"deferrable_s", false, [&](const Field &f) { if (!f.is(Kind::Null)) operation.deferrableS = f.number(); }},
                       {"calls", false, [&](const Field &f) {
                            f.each([&](const Field &item) {
                                auto &step = operation.steps.emplace_back();
                                if (item.value().find("parallel") == nullptr)
                                    return step.push_back(readCall(item));
                                readObject(item, {{"parallel", true, [&](const Field &group) { group.each([&](const Field &call) { step.push_back(readCall(call)); }); }}});
                            });
                        }}});
    return operation;
}

ActionKinds readKinds(const Field &field)
{
    ActionKinds out = 0;
    field.each([&](const Field &item) { out |= bitOf(static_cast<ActionKind>(item.oneOf(kActionKinds))); });
    return out;
}

Service readService(const std::string &name, const Field &field)
{
    Service service;
    service.name = name;
    readObject(field, {{"replicas", false, [&](const Field &f) { service.replicas = f.count(); }},
                       {"servers", false, [&](const Field &f) { service.servers = f.count(); }},
                       {"discipline", false, [&](const Field &f) { service.discipline = static_cast<Discipline>(f.oneOf(kDisciplines)); }},
                       {"queue_limit", false, [&](const Field &f) { if (!f.is(Kind::Null)) service.queueLimit = f.count(); }},
                       {"node", false, [&](const Field &f) {
                            if (f.is(Kind::Array))
                                f.each([&](const Field &item) { service.nodes.push_back(item.text()); });
                            else if (!f.is(Kind::Null))
                                service.nodes.push_back(f.text());
                        }},
                       {"routing", false, [&](const Field &f) { service.routing = static_cast<Routing>(f.oneOf(kRoutings)); }},
                       {"routing_view_s", false, [&](const Field &f) { service.routingViewS = f.number(); }},
                       {"speeds", false, [&](const Field &f) { service.speeds = f.numbers(); }},
                       {"cold_start_s", false, [&](const Field &f) { service.coldStart = readDistribution(f); }},
                       {"failures", false, [&](const Field &f) {
                            service.failures.emplace();
                            readObject(f, {{"mtbf_s", true, [&](const Field &d) { service.failures->between = readDistribution(d); }},
                                           {"mttr_s", true, [&](const Field &d) { service.failures->repair = readDistribution(d); }}});
                        }},
                       {"memory_gib", false, [&](const Field &f) { service.memoryGib = f.number(); }},
                       {"price_per_h", false, [&](const Field &f) { service.pricePerH = f.number(); }},
                       {"speed_over_time", false, [&](const Field &f) { service.speedOverTime = f.series(); }},
                       {"correlation", false, [&](const Field &f) { service.correlation = f.number(); }},
                       {"importance", false, [&](const Field &f) { service.importance = static_cast<Importance>(f.oneOf(kImportances)); }},
                       {"approve", false, [&](const Field &f) { service.approve = readKinds(f); }},
                       {"floor", false, [&](const Field &f) {
                            service.floor.emplace();
                            readObject(f, {{"min_replicas", false, [&](const Field &b) { service.floor->minReplicas = b.count(); }},
                                           {"most_shed", false, [&](const Field &b) { service.floor->mostShed = b.number(); }},
                                           {"never_dimmed", false, [&](const Field &b) { service.floor->neverDimmed = b.truth(); }}});
                        }}});
    return service;
}

Arrivals readArrivals(const Field &field)
{
    Arrivals arrivals;
    int kinds = 0;
    readObject(field, {{"operation", true, [&](const Field &f) { arrivals.operation = f.text(); }},
                       {"poisson", false, [&](const Field &f) {
                            ++kinds;
                            readObject(f, {{"rate_per_s", true, [&](const Field &r) { arrivals.ratePerS = r.number(); }}});
                        }},
                       {"rates", false, [&](const Field &f) {
                            ++kinds;
                            arrivals.rates = f.series();
                            if (arrivals.rates.empty())
                                f.fail(Message(CAUSEWAY_TEXT("%1 must not be empty"), f.path()), Message(CAUSEWAY_TEXT("Put something in, or leave it out.")));
                        }},
                       {"times_s", false, [&](const Field &f) {
                            ++kinds;
                            arrivals.times = f.numbers();
                            if (arrivals.times.empty())
                                f.fail(Message(CAUSEWAY_TEXT("%1 must not be empty"), f.path()), Message(CAUSEWAY_TEXT("Put something in, or leave it out.")));
                        }},
                       {"closed", false, [&](const Field &f) {
                            ++kinds;
                            arrivals.closed.emplace();
                            readObject(f, {{"users", true, [&](const Field &u) { arrivals.closed->users = u.count(); }},
                                           {"think_s", true, [&](const Field &t) { arrivals.closed->think = readDistribution(t); }}});
                        }}});
    if (kinds != 1)
        field.fail(Message(CAUSEWAY_TEXT("%1 must have one of: poisson, rates, times_s, closed"), field.path()), Message(CAUSEWAY_TEXT("Write, for example: \"poisson\": {\"rate_per_s\": 20}.")));
    return arrivals;
}

Node readNode(const std::string &name, const Field &field)
{
    Node node;
    node.name = name;
    readObject(field, {{"cores", false, [&](const Field &f) { node.cores = f.number(); }},
                       {"idle_w", false, [&](const Field &f) { node.idleW = f.number(); }},
                       {"max_w", false, [&](const Field &f) { node.maxW = f.number(); }},
                       {"price_per_h", false, [&](const Field &f) { node.pricePerH = f.number(); }},
                       {"speed", false, [&](const Field &f) { node.speed = f.number(); }},
                       {"memory_gib", false, [&](const Field &f) { if (!f.is(Kind::Null)) node.memoryGib = f.number(); }},
                       {"off_w", false, [&](const Field &f) { if (!f.is(Kind::Null)) node.offW = f.number(); }},
                       {"domain", false, [&](const Field &f) { if (!f.is(Kind::Null)) node.domain = f.text(); }}});
    node.maxW = field.value().find("max_w") == nullptr ? node.idleW : node.maxW;
    return node;
}

PolicyRule readRule(const Field &field)
{
    PolicyRule rule;
    if (!field.is(Kind::Object)) {
        Result<PolicyRule> parsed = parseRule(field.text());
        if (parsed)
            return *std::move(parsed);
        field.fail(Message(CAUSEWAY_TEXT("%1: %2"), field.path(), parsed.error().why.toEnglish()), std::move(parsed.error().hint));
        return rule;
    }
    readObject(field, {{"when", true, [&](const Field &f) { rule.when = f.text(); }},
                       {"for_s", false, [&](const Field &f) { rule.forS = f.number(); }},
                       {"do", true, [&](const Field &f) { rule.action = f.text(); }},
                       {"cooldown_s", false, [&](const Field &f) { rule.cooldownS = f.number(); }},
                       {"priority", false, [&](const Field &f) { rule.priority = f.number(); }},
                       {"dry", false, [&](const Field &f) { rule.dry = f.truth(); }}});
    return rule;
}

Fault readFault(const Field &field)
{
    Fault fault;
    readObject(field, {{"name", true, [&](const Field &f) { fault.name = f.text(); }},
                       {"service", false, [&](const Field &f) { fault.service = f.text(); }},
                       {"from_s", true, [&](const Field &f) { fault.fromS = f.number(); }},
                       {"to_s", false, [&](const Field &f) { if (!f.is(Kind::Null)) fault.toS = f.number(); }},
                       {"instances", false, [&](const Field &f) { fault.instances = f.count(); }},
                       {"speed", false, [&](const Field &f) { fault.speed = f.number(); }},
                       {"error_probability", false, [&](const Field &f) { fault.errorProbability = f.number(); }},
                       {"lost", false, [&](const Field &f) { fault.lost = f.number(); }},
                       {"load", false, [&](const Field &f) { fault.load = f.number(); }}});
    return fault;
}

Series steadyOr(const Field &field) { return field.is(Kind::Number) ? Series{{0, field.number()}} : field.series(); }

void readScenarioFields(const Field &root, Scenario &out)
{
    readObject(root, {{"causeway_scenario", true, [&](const Field &) {}},
                      {"seed", false, [&](const Field &f) {
                           const double seed = f.number();
                           if (seed < 0 || seed != std::floor(seed) || seed > 0x1p53)
                               f.fail(Message(CAUSEWAY_TEXT("%1 must be a whole number that is not negative"), f.path()), Message(CAUSEWAY_TEXT("Write 0, 1, 2 or more, without a decimal point.")));
                           else
                               out.seed = static_cast<std::uint64_t>(seed);
                       }},
                      {"warmup_s", false, [&](const Field &f) { out.warmupS = f.number(); }},
                      {"duration_s", true, [&](const Field &f) { out.durationS = f.number(); }},
                      {"correlation", false, [&](const Field &f) { out.correlation = f.number(); }},
                      {"approve", false, [&](const Field &f) { out.approve = readKinds(f); }},
                      {"services", true, [&](const Field &f) { f.eachMember([&](const std::string &name, const Field &of) { out.services.push_back(readService(name, of)); }); }},
                      {"operations", true, [&](const Field &f) { f.eachMember([&](const std::string &name, const Field &of) { out.operations.push_back(readOperation(name, of)); }); }},
                      {"arrivals", true, [&](const Field &f) { f.each([&](const Field &of) { out.arrivals.push_back(readArrivals(of)); }); }},
                      {"nodes", false, [&](const Field &f) { f.eachMember([&](const std::string &name, const Field &of) { out.nodes.push_back(readNode(name, of)); }); }},
                      {"domains", false, [&](const Field &f) {
                           f.eachMember([&](const std::string &name, const Field &of) {
                               Domain &domain = out.domains.emplace_back();
                               domain.name = name;
                               readObject(of, {{"price_per_kwh", false, [&](const Field &s) { domain.pricePerKwh = steadyOr(s); }},
                                               {"carbon_g_per_kwh", false, [&](const Field &s) { domain.carbonPerKwh = steadyOr(s); }},
                                               {"green_w", false, [&](const Field &s) { domain.greenW = steadyOr(s); }}});
                           });
                       }},
                      {"links", false, [&](const Field &f) {
                           f.each([&](const Field &of) {
                               Link &link = out.links.emplace_back();
                               readObject(of, {{"from", true, [&](const Field &n) { link.from = n.text(); }},
                                               {"to", true, [&](const Field &n) { link.to = n.text(); }},
                                               {"latency_s", true, [&](const Field &d) { link.latency = readDistribution(d); }}});
                           });
                       }},
                      {"slo", false, [&](const Field &f) {
                           f.eachMember([&](const std::string &name, const Field &of) {
                               Objective &objective = out.objectives.emplace_back();
                               objective.operation = name;
                               readObject(of, {{"latency_s", true, [&](const Field &n) { objective.latencyS = n.number(); }},
                                               {"share", false, [&](const Field &n) { objective.share = n.number(); }}});
                           });
                       }},
                      {"policy", false, [&](const Field &f) {
                           readObject(f, {{"name", true, [&](const Field &n) { out.policy.name = n.text(); }},
                                          {"settings", false, [&](const Field &s) {
                                               s.eachMember([&](const std::string &name, const Field &value) { out.policy.settings[name] = value.number(); });
                                           }},
                                          {"rules", false, [&](const Field &r) { r.each([&](const Field &item) { out.rules.push_back(readRule(item)); }); }}});
                       }},
                      {"faults", false, [&](const Field &f) { f.each([&](const Field &of) { out.faults.push_back(readFault(of)); }); }},
                      {"notes", false, [&](const Field &f) {
                           f.each([&](const Field &of) {
                               ScenarioNote note;
                               readObject(of, {{"field", true, [&](const Field &n) { note.field = n.text(); }},
                                               {"why", true, [&](const Field &n) { note.why = Message(CAUSEWAY_TEXT("%1"), n.text()); }}});
                               out.notes.push_back(std::move(note));
                           });
                       }}});
}

} // namespace

Result<ScenarioText> readScenarioText(std::string_view text, const ScenarioCheck &alsoCheck, const ScenarioCheck &alsoWarn)
{
    CAUSEWAY_ASSIGN(const JsonValue tree, parseJson(text));
    Reading reading;
    const Field root(reading, tree, {});
    const JsonValue *format = tree.find("causeway_scenario");
    if (tree.kind != Kind::Object || format == nullptr || format->kind != Kind::Number)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("This is not a scenario")), Message(CAUSEWAY_TEXT("an object with \"causeway_scenario\": 1 was expected")), Message(CAUSEWAY_TEXT("Begin it with {\"causeway_scenario\": 1, … or have one made: causeway model.")), {{}, format == nullptr ? tree.line : format->line, -1});
    if (format->number != 1)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("The scenario cannot be used")), Message(CAUSEWAY_TEXT("it is of format %1; this program reads format 1"), format->number), Message(CAUSEWAY_TEXT("Write 1, where its fields are those of format 1.")), {{}, format->line, -1});
    ScenarioText out;
    readScenarioFields(root, out.scenario);
    if (!reading.error) {
        auto problems = checkScenario(out.scenario);
        if (problems.empty() && alsoCheck)
            problems = alsoCheck(out.scenario);
        if (!problems.empty()) {
            ScenarioNote &first = problems.front();
            reading.fail(reading.lineOf(std::move(first.field)), std::move(first.why), std::move(first.hint));
        }
    }
    if (reading.error)
        return failure(std::move(*reading.error));
    for (const ScenarioCheck &warn : {ScenarioCheck(warningsOf), alsoWarn})
        for (ScenarioNote &note : warn ? warn(out.scenario) : std::vector<ScenarioNote>())
            out.warnings.push_back({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario is odd")), std::move(note.why), std::move(note.hint), {{}, reading.lineOf(note.field), -1}});
    return out;
}

Result<Scenario> readScenario(std::string_view text, const ScenarioCheck &alsoCheck)
{
    CAUSEWAY_ASSIGN(ScenarioText out, readScenarioText(text, alsoCheck));
    return std::move(out.scenario);
}

} // namespace causeway::simulate
