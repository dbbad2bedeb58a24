#include "app/engine/scenario_answer.h"

#include <array>
#include <chrono>

#include "analysis/allocate/policy.h"
#include "analysis/simulate/json_tree.h"
#include "app/engine/approvals.h"
#include "storage/digest.h"
#include "storage/scenario_store.h"

namespace causeway::engine {

using simulate::JsonValue;
using simulate::Scenario;
using Kind = JsonValue::Kind;

namespace {

constexpr std::array kOperationFields{&OperationAnswer::answers, &OperationAnswer::errors, &OperationAnswer::refused, &OperationAnswer::violations, &OperationAnswer::judged,
                                      &OperationAnswer::meanNs,  &OperationAnswer::p50Ns,  &OperationAnswer::p95Ns,   &OperationAnswer::p99Ns};
constexpr std::array kServiceFields{&ServiceAnswer::utilisation, &ServiceAnswer::queueMean, &ServiceAnswer::waitNs,   &ServiceAnswer::replicas, &ServiceAnswer::availability, &ServiceAnswer::p50Ns,
                                    &ServiceAnswer::p95Ns,       &ServiceAnswer::p99Ns,     &ServiceAnswer::arrivals, &ServiceAnswer::errors,   &ServiceAnswer::dropped,      &ServiceAnswer::cost};

std::vector<ScenarioRun> runsOf(const Scenario &scenario, const simulate::ReplicationsResult &result)
{
    std::map<std::string_view, std::size_t> serviceOf;
    for (std::size_t s = 0; s < scenario.services.size(); ++s)
        serviceOf[scenario.services[s].name] = s;
    std::vector<ScenarioRun> out;
    for (const simulate::RunResult &run : result.runs) {
        ScenarioRun &one = out.emplace_back();
        one.measures = allocate::measuresOf(scenario, run);
        std::vector<simulate::LatencyHistogram> latencies(scenario.services.size());
        for (std::size_t o = 0; o < run.operations.size(); ++o) {
            const simulate::OperationResult &r = run.operations[o];
            const auto n = [](std::uint64_t count) { return static_cast<double>(count); };
            one.operations.push_back({n(r.answers), n(r.errors), n(r.refused), n(r.violations), n(r.judged), r.latencyMean, r.latencies.quantile(0.5), r.latencies.quantile(0.95), r.latencies.quantile(0.99)});
            latencies[serviceOf[scenario.operations[o].service]].add(r.latencies);
        }
        for (std::size_t s = 0; s < run.services.size(); ++s) {
            const simulate::ServiceResult &r = run.services[s];
            ServiceAnswer &service = one.services.emplace_back();
            service.utilisation = r.utilisation;
            service.queueMean = r.queueMean;
            service.waitNs = r.waitMean;
            service.replicas = r.replicasMean;
            service.availability = r.availability;
            service.p50Ns = latencies[s].quantile(0.5);
            service.p95Ns = latencies[s].quantile(0.95);
            service.p99Ns = latencies[s].quantile(0.99);
            service.arrivals = static_cast<double>(r.arrivals);
            service.errors = static_cast<double>(r.errors);
            service.dropped = static_cast<double>(r.dropped);
            service.cost = r.replicasMean * scenario.services[s].pricePerH * scenario.durationS / 3600;
        }
    }
    return out;
}

template <typename T, std::size_t N>
void writeFields(JsonWriter &json, const T &of, const std::array<double T::*, N> &fields)
{
    json.beginArray();
    for (const auto field : fields)
        json.value(of.*field);
    json.endArray();
}

std::string encode(const ScenarioAnswer &answer)
{
    JsonWriter json;
    json.beginObject().field("events", answer.events).field("requests", answer.requests).field("seconds", answer.seconds).key("operations").beginArray();
    for (const std::string &name : answer.operations)
        json.value(name);
    json.endArray().key("services").beginArray();
    for (const std::string &name : answer.services)
        json.value(name);
    json.endArray().key("has_objective").beginArray();
    for (const bool has : answer.hasObjective)
        json.value(has);
    json.endArray().key("runs").beginArray();
    for (const ScenarioRun &run : answer.runs) {
        json.beginObject().key("measures").beginArray();
        for (const double value : run.measures)
            json.value(value);
        json.endArray().key("operations").beginArray();
        for (const OperationAnswer &one : run.operations)
            writeFields(json, one, kOperationFields);
        json.endArray().key("services").beginArray();
        for (const ServiceAnswer &one : run.services)
            writeFields(json, one, kServiceFields);
        json.endArray().endObject();
    }
    json.endArray().key("audit").beginArray();
    for (const simulate::AuditEntry &entry : answer.audit)
        json.beginArray().value(static_cast<int>(entry.what)).value(entry.service).value(entry.fromS).value(entry.toS).value(entry.asked).value(entry.kept).value(entry.times).value(static_cast<int>(entry.why)).endArray();
    json.endArray().endObject();
    return json.take();
}

// Numbers of an array; empty where it is none of that many numbers.
std::vector<double> numbers(const JsonValue &array, std::size_t count)
{
    std::vector<double> out;
    for (const JsonValue &item : array.items)
        if (item.kind == Kind::Number)
            out.push_back(item.number);
    if (array.kind != Kind::Array || array.items.size() != count || out.size() != count)
        out.clear();
    return out;
}

template <typename T, std::size_t N>
bool readFields(const JsonValue *list, std::size_t count, std::vector<T> &out, const std::array<double T::*, N> &fields)
{
    if (list == nullptr || list->items.size() != count)
        return false;
    for (const JsonValue &item : list->items) {
        const std::vector<double> values = numbers(item, N);
        if (values.empty())
            return false;
        T &one = out.emplace_back();
        for (std::size_t i = 0; i < N; ++i)
            one.*fields[i] = values[i];
    }
    return true;
}

bool readRun(const JsonValue &value, const ScenarioAnswer &answer, ScenarioRun &run)
{
    const JsonValue *measures = value.find("measures");
    const std::vector<double> all = measures == nullptr ? std::vector<double>() : numbers(*measures, run.measures.size());
    std::ranges::copy(all, run.measures.begin());
    return !all.empty() && readFields(value.find("operations"), answer.operations.size(), run.operations, kOperationFields) && readFields(value.find("services"), answer.services.size(), run.services, kServiceFields);
}

// nullptr where it is not what encode() writes for that scenario: then it is computed again.
std::shared_ptr<ScenarioAnswer> decode(std::string_view text, std::shared_ptr<ScenarioAnswer> answer, std::size_t replications)
{
    const auto document = simulate::parseJson(text);
    if (!document)
        return nullptr;
    const JsonValue *runs = document->find("runs"), *audit = document->find("audit");
    if (runs == nullptr || runs->items.size() != replications || audit == nullptr)
        return nullptr;
    const auto number = [&](std::string_view name) {
        const JsonValue *value = document->find(name);
        return value == nullptr || value->kind != Kind::Number || value->number < 0 || value->number > 1e18 ? 0 : value->number;
    };
    answer->events = static_cast<std::uint64_t>(number("events"));
    answer->requests = static_cast<std::uint64_t>(number("requests"));
    answer->seconds = number("seconds");
    for (const JsonValue &item : runs->items)
        if (!readRun(item, *answer, answer->runs.emplace_back()))
            return nullptr;
    for (const JsonValue &item : audit->items) {
        const std::vector<double> v = numbers(item, 8);
        if (v.empty() || v[0] < 0 || v[0] >= static_cast<double>(simulate::kAuditWhats.size()) || v[1] < 0 || v[1] >= static_cast<double>(answer->services.size()) || v[6] < 0 || v[6] > 1e18 || v[7] < 0 || v[7] >= static_cast<double>(simulate::kAuditWhys.size()))
            return nullptr;
        answer->audit.push_back({static_cast<simulate::AuditEntry::What>(v[0]), static_cast<std::uint32_t>(v[1]), v[2], v[3], v[4], v[5], static_cast<std::uint64_t>(v[6]), static_cast<simulate::AuditEntry::Why>(v[7])});
    }
    answer->wasKept = true;
    return answer;
}

// Names and the like, which a scenario tells by itself.
std::shared_ptr<ScenarioAnswer> blank(const Scenario &scenario, std::uint64_t seed)
{
    auto answer = std::make_shared<ScenarioAnswer>();
    answer->seed = seed;
    for (const simulate::Service &service : scenario.services)
        answer->services.push_back(service.name);
    for (const simulate::Operation &operation : scenario.operations) {
        answer->operations.push_back(operation.name);
        answer->hasObjective.push_back(std::ranges::find(scenario.objectives, operation.name, &simulate::Objective::operation) != scenario.objectives.end());
    }
    return answer;
}

} // namespace

std::string answerDigest(const Scenario &scenario, std::string_view question, std::uint64_t seed)
{
    Scenario bare = scenario;
    bare.notes.clear();
    bare.seed = Scenario().seed;
    return storage::sha256Hex(std::to_string(kSimulatorVersion) + "\n" + std::string(question) + "\n" + std::to_string(seed) + "\n" + toJson(bare));
}

Result<std::shared_ptr<const ScenarioAnswer>> answerScenario(storage::Project &project, const Scenario &asked, const AnswerRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const Scenario scenario, approvedScenario(project, asked, request.scenario));
    const std::uint64_t seed = request.seed.value_or(scenario.seed);
    const std::string digest = answerDigest(scenario, "simulation of " + std::to_string(request.replications), seed);
    storage::ScenarioStore store(project);
    CAUSEWAY_ASSIGN(const auto kept, store.answer(digest));
    if (kept)
        if (auto answer = decode(kept->result, blank(scenario, seed), request.replications))
            return std::shared_ptr<const ScenarioAnswer>(std::move(answer));
    CAUSEWAY_ASSIGN(const allocate::Prepared prepared, allocate::prepare(scenario, scenario.policy));
    simulate::ReplicationSettings settings;
    settings.replications = request.replications;
    settings.threads = request.threads;
    settings.seed = seed;
    settings.controller = prepared.controller;
    const auto from = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(const simulate::ReplicationsResult result, simulate::runReplications(prepared.scenario, settings, job));
    auto answer = blank(scenario, seed);
    answer->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    answer->events = result.events;
    answer->requests = result.requests;
    answer->runs = runsOf(prepared.scenario, result);
    if (!result.runs.empty())
        answer->audit = result.runs.front().audit;
    CAUSEWAY_TRY(store.keep({digest, "simulation", kSimulatorVersion, seed, encode(*answer)}));
    return std::shared_ptr<const ScenarioAnswer>(std::move(answer));
}

} // namespace causeway::engine
