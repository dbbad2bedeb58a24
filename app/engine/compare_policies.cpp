#include "app/engine/compare_policies.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "analysis/allocate/heartbeat/detector.h"
#include "analysis/simulate/warn_scenario.h"
#include "app/engine/approvals.h"
#include "app/engine/explore_scenario.h"
#include "app/engine/is_project.h"
#include "app/engine/learn_model.h"
#include "app/engine/nearest.h"
#include "app/engine/observed_model.h"
#include "app/engine/scenarios.h"
#include "app/engine/simulate_scenario.h"
#include "app/engine/simulation_json.h"
#include "app/engine/train_policy.h"
#include "storage/policy_store.h"

namespace causeway::engine {

using allocate::Policy;
using simulate::PolicyChoice;
using simulate::Scenario;

namespace {

// By method.
using TrainedPolicies = std::map<std::string, std::shared_ptr<const allocate::TrainedPolicy>, std::less<>>;

Result<TrainedPolicies> trainedOf(const ComparePoliciesRequest &request, storage::Project *project)
{
    TrainedPolicies out;
    for (const std::filesystem::path &file : request.trained) {
        CAUSEWAY_ASSIGN(allocate::Training training, readTrainedPolicy(file));
        out[training.method] = std::make_shared<const allocate::TrainedPolicy>(std::move(training.best));
    }
    for (const Policy &policy : allocate::policies()) {
        if (!policy.trained || project == nullptr || out.contains(policy.name))
            continue;
        CAUSEWAY_ASSIGN(const auto row, storage::PolicyStore(*project).newest(policy.name));
        if (!row)
            continue;
        CAUSEWAY_ASSIGN(allocate::Training training, unsealTraining(row->bytes));
        out[std::string(policy.name)] = std::make_shared<const allocate::TrainedPolicy>(std::move(training.best));
    }
    return out;
}

Result<PolicyOutcome> run(const Scenario &scenario, const PolicyChoice &choice, const TrainedPolicies &trained, const simulate::ReplicationSettings &common, const Job &job)
{
    PolicyOutcome out;
    out.choice = choice;
    const auto own = trained.find(choice.name);
    CAUSEWAY_ASSIGN(const allocate::Prepared prepared, allocate::prepare(scenario, choice, own == trained.end() ? nullptr : own->second));
    simulate::ReplicationSettings settings = common;
    settings.controller = prepared.controller;
    const auto from = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(out.result, simulate::runReplications(prepared.scenario, settings, job));
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    out.runs = allocate::measuresOf(prepared.scenario, out.result);
    out.measures = allocate::estimatesOf(out.runs);
    return out;
}

void write(JsonWriter &json, const ComparePoliciesResponse &response, const PolicyOutcome &outcome)
{
    json.field("name", outcome.choice.name).field("label", toText(outcome.choice)).key("settings").beginObject();
    for (const auto &[name, value] : outcome.choice.settings)
        json.field(name, value);
    json.endObject();
    if (outcome.error) {
        json.field("error", outcome.error->toEnglish());
        return;
    }
    writeSimulation(json, {response.scenario, outcome.result, response.seed, outcome.seconds});
    json.key("measures").beginObject();
    for (std::size_t m = 0; m < allocate::kMeasures.size(); ++m) {
        json.key(allocate::kMeasures[m]).beginObject().field("mean", outcome.measures[m].mean);
        writeInterval(json, "ci95", outcome.measures[m]);
        json.endObject();
    }
    json.endObject().key("risk");
    writeRisk(json, outcome.risk);
}

} // namespace

std::string toText(const PolicyChoice &choice)
{
    std::string out = choice.name;
    for (const auto &[name, value] : choice.settings) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out += (out.size() == choice.name.size() ? ":" : ",") + name + "=" + std::string(digits, end);
    }
    return out;
}

Result<NamedSettings> parseSettings(std::string_view text)
{
    NamedSettings out;
    const std::size_t colon = text.find(':');
    out.name = text.substr(0, colon);
    for (std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1); !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        const std::size_t equals = one.find('=');
        double value = 0;
        const char *const end = one.data() + one.size();
        const char *const from = equals == std::string_view::npos ? end : one.data() + equals + 1;
        if (const auto [stop, error] = std::from_chars(from, end, value); from == end || stop != end || error != std::errc{})
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no policy"), text), Message(CAUSEWAY_TEXT("“%1” is not NAME=NUMBER"), one));
        out.settings[std::string(one.substr(0, equals))] = value;
    }
    return out;
}

Result<PolicyChoice> parsePolicy(std::string_view text)
{
    const auto problem = [&](Message why, Message hint = {}) {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no policy"), text), std::move(why), std::move(hint));
    };
    PolicyChoice out;
    const std::size_t colon = text.find(':');
    out.name = text.substr(0, colon);
    if (allocate::findPolicy(out.name) == nullptr) {
        if (std::ranges::find(allocate::heartbeat::detectors(), std::string_view(out.name), &allocate::heartbeat::DetectorInfo::name) != allocate::heartbeat::detectors().end())
            return problem(Message(CAUSEWAY_TEXT("it watches for crashed nodes and does not act on a scenario")), Message(CAUSEWAY_TEXT("See: causeway heartbeats.")));
        std::vector<std::string> names;
        for (const Policy &policy : allocate::policies())
            names.emplace_back(policy.name);
        const std::string near = nearest(out.name, names);
        return problem(Message(CAUSEWAY_TEXT("there is none of that name")), near.empty() ? Message(CAUSEWAY_TEXT("See: causeway policies.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”? See: causeway policies."), near));
    }
    CAUSEWAY_ASSIGN(NamedSettings named, parseSettings(text));
    out.settings = std::move(named.settings);
    Scenario holder;
    holder.policy = out;
    if (auto problems = allocate::checkPolicy(holder); !problems.empty())
        return problem(std::move(problems.front().why));
    return out;
}

Result<OpenedScenario> openScenario(const std::filesystem::path &path, const std::string &stored, const Job &job)
{
    OpenedScenario out;
    if (!isProject(path)) {
        if (!stored.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” keeps no scenarios"), path.string()), Message(CAUSEWAY_TEXT("it is no project")), Message(CAUSEWAY_TEXT("Leave --scenario out, or give a project.")));
        CAUSEWAY_ASSIGN(out.scenario, readScenarioFile(path, &out.warnings));
        return out;
    }
    CAUSEWAY_ASSIGN(out.project, storage::Project::open(path.string(), storage::Project::Mode::OpenExisting));
    if (!stored.empty()) {
        CAUSEWAY_ASSIGN(const ScenarioId id, findScenario(*out.project, stored));
        CAUSEWAY_ASSIGN(const Scenario asked, readScenarioOf(*out.project, id));
        CAUSEWAY_ASSIGN(out.scenario, approvedScenario(*out.project, asked, id));
    } else {
        CAUSEWAY_ASSIGN(auto response, learnModel(*out.project, {}, job));
        out.scenario = std::move(response.learned.scenario);
    }
    for (simulate::ScenarioNote &note : simulate::warningsOf(out.scenario))
        out.warnings.push_back({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario is odd")), std::move(note.why), std::move(note.hint), {}});
    return out;
}

Result<ComparePoliciesResponse> comparePolicies(const ComparePoliciesRequest &request, const Job &job)
{
    ComparePoliciesResponse response;
    std::shared_ptr<storage::Project> project = request.project;
    if (request.scenario != nullptr) {
        response.scenario = *request.scenario;
        if (project != nullptr) {
            CAUSEWAY_ASSIGN(response.scenario, approvedScenario(*project, *request.scenario, request.number));
        }
    }
    else {
        CAUSEWAY_ASSIGN(OpenedScenario opened, openScenario(request.file, request.stored, job));
        response.scenario = std::move(opened.scenario);
        project = std::move(opened.project);
        response.warnings = std::move(opened.warnings);
    }
    CAUSEWAY_ASSIGN(const TrainedPolicies trained, trainedOf(request, project.get()));
    std::vector<PolicyChoice> choices = request.policies;
    if (choices.empty())
        for (const Policy &policy : allocate::policies())
            if (policy.name != response.scenario.policy.name && (!policy.trained || trained.contains(policy.name)))
                choices.push_back({std::string(policy.name), {}});
    response.seed = request.seed.value_or(response.scenario.seed);
    simulate::ReplicationSettings settings;
    settings.replications = request.replications;
    settings.threads = request.threads;
    settings.seed = response.seed;
    const auto part = [&](std::size_t done) {
        Job inner = job;
        inner.onProgress = [&job, done, all = choices.size() + 1](const Progress &progress) {
            job.report({static_cast<double>(done) + (progress.total > 0 ? progress.done / progress.total : 0), static_cast<double>(all), Progress::Unit::None});
        };
        return inner;
    };
    CAUSEWAY_ASSIGN(response.baseline, run(response.scenario, response.scenario.policy, trained, settings, part(0)));
    for (const PolicyChoice &choice : choices) {
        Result<PolicyOutcome> outcome = run(response.scenario, choice, trained, settings, part(response.policies.size() + 1));
        if (!outcome && outcome.error().code == ErrorCode::Cancelled)
            return failure(std::move(outcome).error());
        if (outcome)
            outcome->delta = allocate::differencesOf(outcome->runs, response.baseline.runs);
        else {
            PolicyOutcome failed;
            failed.choice = choice;
            failed.error = std::move(outcome).error();
            outcome = std::move(failed);
        }
        response.policies.push_back(*std::move(outcome));
    }
    Extrapolations beyond;
    if (project != nullptr && request.number != 0) {
        CAUSEWAY_ASSIGN(auto found, beyondObserved(*project, request.number, response.scenario));
        beyond = std::move(found).value_or(Extrapolations());
    }
    response.baseline.risk = riskOf(response.scenario, response.baseline, nullptr, beyond);
    for (PolicyOutcome &outcome : response.policies)
        if (!outcome.error)
            outcome.risk = riskOf(response.scenario, outcome, &response.baseline, beyond);
    std::vector<allocate::MeasureEstimates> measures{response.baseline.measures};
    std::vector<std::size_t> which{0};
    for (std::size_t i = 0; i < response.policies.size(); ++i)
        if (!response.policies[i].error) {
            measures.push_back(response.policies[i].measures);
            which.push_back(i + 1);
        }
    for (const std::size_t i : allocate::paretoFront(measures))
        response.pareto.push_back(which[i]);
    return response;
}

std::string toJson(const ComparePoliciesResponse &response)
{
    JsonWriter json;
    json.beginObject().key("baseline").beginObject();
    write(json, response, response.baseline);
    json.endObject().key("policies").beginArray();
    for (const PolicyOutcome &outcome : response.policies) {
        json.beginObject();
        write(json, response, outcome);
        if (!outcome.error) {
            json.key("delta").beginObject();
            for (std::size_t m = 0; m < allocate::kMeasures.size(); ++m) {
                json.key(allocate::kMeasures[m]).beginObject().field("mean", outcome.delta[m].mean);
                writeInterval(json, "ci95", outcome.delta[m]);
                json.endObject();
            }
            json.endObject();
        }
        json.endObject();
    }
    json.endArray().key("pareto").beginArray();
    for (const std::size_t i : response.pareto)
        json.value(i == 0 ? std::string("baseline") : toText(response.policies[i - 1].choice));
    json.endArray();
    writeWarnings(json, response.warnings);
    json.endObject();
    return json.take();
}

std::string policiesJson()
{
    JsonWriter json;
    json.beginArray();
    for (const Policy &policy : allocate::policies()) {
        json.beginObject().field("name", policy.name).field("kind", toName(policy.kind)).field("paper", policy.paper).field("fidelity", policy.fidelity).field("title", policy.title);
        json.key("settings").beginArray();
        for (const allocate::Setting &setting : policy.settings)
            json.beginObject().field("name", setting.name).field("what", setting.what).field("default", setting.usual).field("least", setting.least).field("most", setting.most).field("whole", setting.whole).endObject();
        json.endArray().endObject();
    }
    for (const allocate::heartbeat::DetectorInfo &detector : allocate::heartbeat::detectors())
        json.beginObject().field("name", detector.name).field("kind", "heartbeat").field("paper", detector.paper).field("fidelity", detector.fidelity).field("title", detector.title).key("settings").beginArray().endArray().endObject();
    json.endArray();
    return json.take();
}

} // namespace causeway::engine
