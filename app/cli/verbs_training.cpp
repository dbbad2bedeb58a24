// train-policy, trainings: policies that learn on a simulated scenario.

#include <algorithm>
#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/compare_policies.h"
#include "app/engine/scenarios.h"
#include "app/engine/train_policy.h"
#include "app/engine/training_curves.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;

Result<std::shared_ptr<const simulate::Scenario>> scenarioOf(storage::Project &project, const std::string &name)
{
    CAUSEWAY_ASSIGN(const engine::ScenarioId id, engine::findScenario(project, name));
    CAUSEWAY_ASSIGN(simulate::Scenario scenario, engine::readScenarioOf(project, id));
    return std::make_shared<const simulate::Scenario>(std::move(scenario));
}

Result<void> runTrainPolicy(Context &context)
{
    engine::TrainPolicyRequest request;
    request.file = context.positional(0);
    if (const auto name = context.arguments.value("--scenario")) {
        CAUSEWAY_ASSIGN(request.project, context.openProject());
        CAUSEWAY_ASSIGN(request.scenario, scenarioOf(*request.project, *name));
    }
    const std::string &text = context.positional(1);
    CAUSEWAY_ASSIGN(engine::NamedSettings named, engine::parseSettings(text));
    request.method = std::move(named.name);
    request.settings = std::move(named.settings);
    CAUSEWAY_ASSIGN(const auto rounds, context.arguments.integer("--rounds", 1, 10'000));
    request.rounds = static_cast<unsigned>(rounds.value_or(request.rounds));
    request.seed = context.seed;
    request.out = context.arguments.value("--out").value_or("");
    request.resume = context.arguments.has("--resume");
    if (request.resume && !request.settings.empty())
        return failure(usage(Message(CAUSEWAY_TEXT("A training that goes on keeps its settings")), Message(CAUSEWAY_TEXT("Leave out either --resume or the settings."))));
    if (!context.json)
        request.onRound = [&](const allocate::TrainingRound &round) {
            std::string line = "round " + std::to_string(round.round) + ": " + fixed(round.work, 3) + " requests in the system, reward " + fixed(round.reward, 2);
            if (!round.errors.empty())
                line += ", the model is off by " + fixed(round.errors.front().model, 2) + " (that nothing changes, by " + fixed(round.errors.front().persistence, 2) + ")";
            context.out.write(line + "\n");
        };
    CAUSEWAY_ASSIGN(const auto response, engine::trainPolicy(request, context.job));
    if (context.json) {
        context.out.write(engine::toJson(response, request.out) + "\n");
        return {};
    }
    if (const allocate::TrainingRound *best = engine::bestRound(response.training))
        context.out.write("Kept " + (response.id != 0 ? "in the project" : "in " + printable(request.out.string())) + " is round " + std::to_string(best->round) + ", with " + fixed(best->work, 3) + " requests in the system, in " + fixed(response.seconds, 1) + " s.\n");
    return {};
}

void print(Output &out, const engine::TrainingCurves &all, const std::optional<engine::TrainingBaselines> &baselines)
{
    Table table({{"id", Align::Right}, {"method"}, {"seed", Align::Right}, {"rounds", Align::Right}, {"state"}, {"best round", Align::Right}, {"work in progress", Align::Right}});
    for (const engine::TrainingCurve &curve : all.curves) {
        const auto best = std::ranges::min_element(curve.rounds, {}, &allocate::TrainingRound::work);
        table.add({std::to_string(curve.id), printable(engine::toText({curve.method, curve.settings})), std::to_string(curve.seed), std::to_string(curve.rounds.size()), curve.complete ? "complete" : "can go on", best == curve.rounds.end() ? "–" : std::to_string(best->round),
                   best == curve.rounds.end() ? "–" : fixed(best->work, 3)});
    }
    table.print(out);
    if (baselines) {
        out.write("\nOn the same runs, not learned:\n");
        Table others({{"policy"}, {"work in progress", Align::Right}, {"95 % interval"}});
        for (const engine::TrainingBaselines::Policy &one : baselines->policies)
            others.add({printable(engine::toText(one.choice)), fixed(one.work.mean, 3), std::isfinite(one.work.low) ? fixed(one.work.low, 3) + " … " + fixed(one.work.high, 3) : "–"});
        others.print(out);
        out.write("\nNo policy comes below " + fixed(baselines->worked, 3) + ": that is left where nothing waits.\n");
    }
    if (all.others > 0)
        out.write("\n" + thousands(all.others) + " of other scenarios.\n");
}

std::string toJson(const engine::TrainingCurves &all, const std::optional<engine::TrainingBaselines> &baselines)
{
    JsonWriter json;
    json.beginObject().key("trainings").beginArray();
    for (const engine::TrainingCurve &curve : all.curves) {
        json.beginObject().field("id", curve.id).field("method", curve.method).key("settings").beginObject();
        for (const auto &[name, value] : curve.settings)
            json.field(name, value);
        json.endObject().field("seed", curve.seed).field("complete", curve.complete).key("work_in_progress").beginArray();
        for (const allocate::TrainingRound &round : curve.rounds)
            json.value(round.work);
        json.endArray().endObject();
    }
    json.endArray().key("baselines").beginArray();
    if (baselines)
        for (const engine::TrainingBaselines::Policy &one : baselines->policies) {
            json.beginObject().field("policy", engine::toText(one.choice)).field("work_in_progress", one.work.mean).key("ci95").beginArray();
            json.value(one.work.low).value(one.work.high).endArray().endObject();
        }
    json.endArray().key("least_possible");
    baselines ? json.value(baselines->worked) : json.null();
    json.field("of_other_scenarios", static_cast<std::uint64_t>(all.others)).endObject();
    return json.take();
}

Result<void> runTrainings(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto scenario, scenarioOf(*project, context.positional(1)));
    CAUSEWAY_ASSIGN(const engine::TrainingCurves all, engine::trainingCurves(*project, *scenario));
    std::optional<engine::TrainingBaselines> baselines;
    if (!all.curves.empty()) {
        CAUSEWAY_ASSIGN(baselines, engine::trainingBaselines(*project, *scenario, all.curves.front().seed, all.curves.front().settings, context.job));
    }
    if (context.json)
        context.out.write(toJson(all, baselines) + "\n");
    else
        print(context.out, all, baselines);
    return {};
}

} // namespace

std::vector<Verb> trainingVerbs()
{
    return {{"train-policy", "SCENARIO|PROJECT METHOD [--scenario NAME] [--rounds N] [--out FILE] [--resume]", "trains a resource policy on a simulated scenario",
             "METHOD is miras (on a model that it learns of the system) or model_free (on the system itself), with settings as NAME:SETTING=VALUE,…:\n"
             "budget, least, window_s, windows, updates, roll_out, epochs, lend, residuals, discount, random, distance, at_end, period_s, judged,\n"
             "judging_runs. Each round is kept as it ends, so that a training that was stopped can go on. It is then one of the policies of whatif.",
             {{"--scenario", "NAME", "one of the project's scenarios, by number or name; else what its traces show"}, {"--rounds", "N", "rounds in all (12)"}, {"--out", "FILE", "where it is kept; else in the project"}, {"--resume", "", "goes on where the one that is kept there got to"}},
             2, 2, runTrainPolicy, false, true},
            {"trainings", "PROJECT SCENARIO", "the policies that were trained on a scenario, beside those that are not learned",
             "Work in progress by round, on runs that are not learned from. Policies that are not learned meet the same runs as the newest training,\n"
             "with as many replicas; they are simulated once and kept. Scenarios are named as in `causeway scenarios`.",
             {}, 2, 2, runTrainings, true, true}};
}

} // namespace causeway::cli
