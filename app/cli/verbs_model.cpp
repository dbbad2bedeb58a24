// model: what traces show of services, as a scenario that can be simulated.

#include <algorithm>
#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/learn_model.h"
#include "app/engine/simulate_scenario.h"
#include "app/engine/validate_model.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using simulate::Distribution;

std::string seconds(double value) { return toText(Nanos{std::llround(value * 1e9)}); }

std::string familyOf(const Distribution &distribution)
{
    switch (distribution.kind) {
    case Distribution::Kind::Constant: return "constant";
    case Distribution::Kind::Exponential: return "exponential";
    case Distribution::Kind::Lognormal: return "log-normal";
    case Distribution::Kind::Gamma: return "gamma";
    case Distribution::Kind::Empirical: return "as it is";
    }
    return {};
}

std::string callsOf(const simulate::Operation &operation)
{
    std::string out;
    for (const auto &step : operation.steps)
        for (std::size_t i = 0; i < step.size(); ++i) {
            out += (out.empty() ? "" : i > 0 ? " | " : ", ") + std::string(step[i].async ? "~" : "") + printable(step[i].operation);
            if (step[i].probability < 0.995)
                out += " (" + percent(step[i].probability) + ")";
        }
    return out;
}

void print(Output &out, const simulate::LearnedScenario &learned)
{
    const simulate::Scenario &scenario = learned.scenario;
    out.write("From " + thousands(learned.spans) + " spans of " + thousands(learned.traces) + " traces in " + seconds(scenario.durationS) + ".\n\n");
    Table operations({{"operation"}, {"service"}, {"spans", Align::Right}, {"own time", Align::Right}, {"fit"}, {"distance", Align::Right}, {"fails", Align::Right}, {"calls"}});
    for (std::size_t i = 0; i < scenario.operations.size(); ++i) {
        const simulate::Operation &one = scenario.operations[i];
        const simulate::LearnedOperation &from = learned.operations[i];
        operations.add({printable(one.name), printable(one.service), thousands(from.spans), seconds(one.self.mean), familyOf(one.self), from.self.sample < simulate::DistributionFit::kEnough ? "–" : fixed(from.self.ks, 3), percent(one.errorProbability), callsOf(one)});
    }
    operations.print(out);
    out.write("\n");
    Table services({{"service"}, {"requests", Align::Right}, {"busy on average", Align::Right}, {"at most", Align::Right}});
    for (std::size_t i = 0; i < learned.services.size(); ++i)
        services.add({printable(scenario.services[i].name), thousands(learned.services[i].requests), fixed(learned.services[i].busyMean, 3), thousands(learned.services[i].busyMost)});
    services.print(out);
    out.write("\n");
    Table arrivals({{"arrivals"}, {"a second", Align::Right}, {"99 % within", Align::Right}, {"load"}});
    for (std::size_t i = 0; i < scenario.arrivals.size(); ++i)
        arrivals.add({printable(scenario.arrivals[i].operation), fixed(scenario.arrivals[i].ratePerS, 3), seconds(scenario.objectives[i].latencyS), scenario.arrivals[i].rates.empty() ? "steady" : "changes"});
    arrivals.print(out);
    out.write("\nCalls with | between them are made at once; those with ~ are not waited for. What traces do not tell is taken for something:\n--json says at each such field why, and is a scenario file to edit.\n");
}

std::string percents(const simulate::Quantiles &values)
{
    std::string out;
    for (const double value : values) {
        char text[32];
        std::snprintf(text, sizeof text, "%+9.1f %%", 100 * std::clamp(value, -9.999, 99.999));
        out += text;
    }
    return out;
}

std::string times(const simulate::Quantiles &ns)
{
    return seconds(ns[0] * 1e-9) + ", " + seconds(ns[1] * 1e-9) + ", " + seconds(ns[2] * 1e-9);
}

std::string verdictOf(simulate::ServiceError::Verdict verdict)
{
    using Verdict = simulate::ServiceError::Verdict;
    switch (verdict) {
    case Verdict::Within: return "ok";
    case Verdict::Changed: return "the service changed";
    case Verdict::Uncertain: return "too few requests";
    case Verdict::New: return "was not there";
    case Verdict::Model: break;
    }
    return "the model is off";
}

void print(Output &out, const engine::ValidateModelResponse &response)
{
    const simulate::HeldOut &held = response.heldOut;
    out.write("Learned from " + thousands(held.tracesLearned) + " traces, held against " + thousands(held.tracesHeld) + ".\n\n");
    Table table({{"service"}, {"requests", Align::Right}, {"p50, p95, p99"}, {"predicted"}, {"errors", Align::Right}, {"floor", Align::Right}, {"of its own part", Align::Right}, {""}});
    for (const simulate::ServiceError &one : held.services)
        table.add({printable(response.table->services()[one.service]), thousands(one.held), times(one.heldNs), times(one.predictedNs), percents(one.error), percents(one.floor), percents(one.own), verdictOf(one.verdict)});
    table.print(out);
    const std::string of = " of " + thousands(held.services.size()) + " services";
    out.write("\nWithin 10 %, 15 % and 25 %: " + thousands(held.within) + of + "; the part that was learned from tells the rest for " + thousands(held.floorWithin) + ", the model tells that part for " + thousands(held.ownWithin) + ".\n");
    for (const simulate::TheoryCheck &check : response.theory)
        out.write("Theory: " + printable(response.services[check.service]) + " is " + check.form + ", response " + seconds(check.responseS) + ", simulated " + seconds(check.simulatedS.mean) + (check.agrees() ? "\n" : ": they do not agree\n"));
    if (response.theory.empty())
        out.write("Theory: none of its services has a closed form.\n");
    out.write("Little's law: off by at most " + percent(response.littleGap) + (response.littleGap > engine::ValidateModelResponse::kSettled ? ": it did not settle.\n" : ".\n"));
    for (const simulate::Extrapolation &one : response.extrapolations)
        out.write("Never observed: " + std::string(engine::nameOf(one.what)) + " of " + printable(one.name) + " " + fixed(one.asked, 3) + ", observed " + fixed(one.observed, 3) + "\n");
}

Result<void> runValidate(Context &context, storage::Project &project, TimeRange range)
{
    engine::ValidateModelRequest request;
    request.time = range;
    const std::string division = context.arguments.value("--division").value_or("time");
    if (division != "time" && division != "recordings")
        return failure(usage(Message(CAUSEWAY_TEXT("--division is time or recordings, not “%1”"), division)));
    request.settings.division = division == "time" ? simulate::Division::Time : simulate::Division::Recordings;
    request.settings.seed = context.seed;
    request.settings.threads = context.threads;
    if (const auto file = context.arguments.value("--scenario")) {
        CAUSEWAY_ASSIGN(request.asked, engine::readScenarioFile(*file));
    }
    CAUSEWAY_ASSIGN(const auto response, engine::validateModel(project, request, context.job));
    if (context.json)
        context.out.write(engine::toJson(response) + "\n");
    else
        print(context.out, response);
    return {};
}

Result<void> runModel(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const TimeRange range, context.timeRange("--from", "--to", *project));
    if (context.arguments.has("--validate"))
        return runValidate(context, *project, range);
    for (const std::string_view option : {"--division", "--scenario"})
        if (context.arguments.value(option))
            return failure(usage(Message(CAUSEWAY_TEXT("%1 goes with --validate"), std::string(option))));
    CAUSEWAY_ASSIGN(const auto response, engine::learnModel(*project, range, context.job));
    if (context.json)
        context.out.write(simulate::toJson(response.learned.scenario) + "\n");
    else
        print(context.out, response.learned);
    return {};
}

} // namespace

std::vector<Verb> modelVerbs()
{
    return {{"model", "PROJECT [--from T] [--to T] [--validate]", "the services as traces show them, as a scenario to simulate",
             "Who calls whom, one after the other or at once; how long each works itself, by the distribution it follows; how requests come;\n"
             "what fails. With --json it is a scenario file.\n"
             "--validate learns from the first 70 % of the traces and says how far it is off on the others; how far those 70 % themselves are\n"
             "(the floor: a model cannot know what changed later); and whether theory and Little's law hold.",
             {{"--from", "T", "traces that start from then on"},
              {"--to", "T", "and before"},
              {"--validate", "", "errors on traces that the model has not seen"},
              {"--division", "HOW", "the first 70 % of all traces (time), or of each recording (recordings)"},
              {"--scenario", "FILE", "what this one asks that was never observed"}},
             1, 1, runModel, true, true}};
}

} // namespace causeway::cli
