#include "app/engine/training_curves.h"

#include <algorithm>
#include <cmath>

#include "analysis/allocate/compare.h"
#include "analysis/allocate/explore/trial.h"
#include "analysis/allocate/policy.h"
#include "analysis/allocate/scaling/budget.h"
#include "analysis/core/json_writer.h"
#include "analysis/simulate/json_tree.h"
#include "app/engine/compare_policies.h"
#include "app/engine/scenario_answer.h"
#include "app/engine/scenarios.h"
#include "storage/policy_store.h"
#include "storage/scenario_store.h"

namespace causeway::engine {

using allocate::TrainingRound;
using simulate::JsonValue;
using simulate::Scenario;
using Kind = JsonValue::Kind;

namespace {

// What decides how it is learned.
std::string bareDocument(Scenario scenario)
{
    scenario.notes.clear();
    scenario.seed = Scenario().seed;
    scenario.policy = {};
    return toJson(scenario);
}

double number(const JsonValue &of, std::string_view name)
{
    const JsonValue *value = of.find(name);
    return value != nullptr && value->kind == Kind::Number ? value->number : std::nan("");
}

std::vector<TrainingRound> roundsOf(const std::string &report)
{
    std::vector<TrainingRound> out;
    const auto tree = simulate::parseJson(report);
    const JsonValue *rounds = tree ? tree->find("rounds") : nullptr;
    if (rounds == nullptr)
        return out;
    for (const JsonValue &item : rounds->items) {
        TrainingRound &round = out.emplace_back();
        round.round = static_cast<unsigned>(out.size());
        round.reward = number(item, "reward");
        round.work = number(item, "work_in_progress");
        round.criticLoss = number(item, "critic_loss");
        if (const JsonValue *errors = item.find("model_errors"))
            for (const JsonValue &error : errors->items) {
                const double windows = number(error, "windows");
                if (windows >= 1 && windows <= 1e6)
                    round.errors.push_back({static_cast<unsigned>(windows), number(error, "model"), number(error, "persistence")});
            }
    }
    return out;
}

std::map<std::string, double> settingsOf(const std::string &text)
{
    std::map<std::string, double> out;
    if (const auto tree = simulate::parseJson(text))
        for (const auto &[name, value] : tree->members)
            if (value.kind == Kind::Number)
                out[name] = value.number;
    return out;
}

std::string digestOf(const Scenario &scenario, std::uint64_t seed, const std::map<std::string, double> &settings)
{
    const unsigned budget = allocate::budgetOf(scenario, allocate::Settings(allocate::trainingSettings(), settings)["budget"]);
    return answerDigest(scenario, "baselines of trainings on " + std::to_string(allocate::judgingRuns(seed, settings).replications) + ", budget " + std::to_string(budget), seed);
}

std::string encode(const TrainingBaselines &baselines)
{
    JsonWriter json;
    json.beginObject().field("worked", baselines.worked).key("policies").beginArray();
    for (const TrainingBaselines::Policy &one : baselines.policies)
        json.beginArray().value(toText(one.choice)).value(one.work.mean).value(one.work.low).value(one.work.high).endArray();
    json.endArray().endObject();
    return json.take();
}

std::optional<TrainingBaselines> decode(const std::string &text)
{
    const auto tree = simulate::parseJson(text);
    const JsonValue *policies = tree ? tree->find("policies") : nullptr;
    if (policies == nullptr)
        return std::nullopt;
    TrainingBaselines out;
    out.worked = number(*tree, "worked");
    for (const JsonValue &item : policies->items) {
        if (item.items.size() != 4 || item.items[0].kind != Kind::Text)
            return std::nullopt;
        const auto choice = parsePolicy(item.items[0].text);
        const auto value = [&](std::size_t i) { return item.items[i].kind == Kind::Number ? item.items[i].number : std::nan(""); };
        if (!choice)
            return std::nullopt;
        out.policies.push_back({*choice, {value(1), value(2), value(3)}});
    }
    return out;
}

// Those that share as many replicas among the services, window by window, by a rule.
std::vector<simulate::PolicyChoice> peersOf(const Scenario &scenario, unsigned budget)
{
    std::vector<simulate::PolicyChoice> out{scenario.policy};
    for (const allocate::Policy &policy : allocate::policies()) {
        const bool shares = std::ranges::find(policy.settings, std::string_view("budget"), &allocate::Setting::name) != policy.settings.end();
        if (policy.kind == allocate::PolicyKind::Scaling && !policy.trained && shares && policy.name != scenario.policy.name)
            out.push_back({std::string(policy.name), {{"budget", static_cast<double>(budget)}}});
    }
    return out;
}

} // namespace

Result<TrainingCurves> trainingCurves(storage::Project &project, const Scenario &scenario)
{
    CAUSEWAY_ASSIGN(const auto rows, storage::PolicyStore(project).all());
    TrainingCurves out;
    const std::string wanted = bareDocument(scenario);
    for (const storage::StoredPolicy &row : rows) {
        storage::StoredScenario stored;
        stored.document = row.scenario;
        const auto of = readStored(stored);
        if (!of || bareDocument(*of) != wanted) {
            ++out.others;
            continue;
        }
        out.curves.push_back({row.id, row.method, settingsOf(row.settings), row.seed, row.complete, row.createdNs, roundsOf(row.report)});
    }
    return out;
}

Result<std::optional<TrainingBaselines>> keptBaselines(storage::Project &project, const Scenario &scenario, std::uint64_t seed, const std::map<std::string, double> &settings)
{
    CAUSEWAY_ASSIGN(const auto kept, storage::ScenarioStore(project).answer(digestOf(scenario, seed, settings)));
    return kept ? decode(kept->result) : std::nullopt;
}

Result<TrainingBaselines> trainingBaselines(storage::Project &project, const Scenario &scenario, std::uint64_t seed, const std::map<std::string, double> &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(auto kept, keptBaselines(project, scenario, seed, settings));
    if (kept)
        return *std::move(kept);
    const unsigned budget = allocate::budgetOf(scenario, allocate::Settings(allocate::trainingSettings(), settings)["budget"]);
    const std::vector<simulate::PolicyChoice> choices = peersOf(scenario, budget);
    TrainingBaselines out;
    out.worked = HUGE_VAL;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto prepared = allocate::prepare(scenario, choices[i]);
        if (!prepared)
            continue; // its own one is a learned one, or is refused elsewhere
        simulate::ReplicationSettings runs = allocate::judgingRuns(seed, settings);
        runs.controller = prepared->controller;
        const auto result = simulate::runReplications(prepared->scenario, runs, allocate::partOf(job, static_cast<double>(i), 1, static_cast<double>(choices.size())));
        if (!result && result.error().code == ErrorCode::Cancelled)
            return failure(result.error());
        if (!result)
            continue;
        double worked = 0;
        for (const simulate::ServiceEstimate &service : result->services)
            worked += service.inSystemMean - service.queueMean.mean;
        out.worked = std::min(out.worked, worked);
        out.policies.push_back({choices[i], of(allocate::estimatesOf(allocate::measuresOf(prepared->scenario, *result)), allocate::Measure::WorkInProgress)});
    }
    CAUSEWAY_TRY(storage::ScenarioStore(project).keep({digestOf(scenario, seed, settings), "training baselines", kSimulatorVersion, seed, encode(out)}));
    return out;
}

} // namespace causeway::engine
