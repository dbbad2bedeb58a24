// model: what traces show of services, as a scenario that can be simulated.

#include <algorithm>
#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/learn_model.h"

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

Result<void> runModel(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const TimeRange range, context.timeRange("--from", "--to", *project));
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
    return {{"model", "PROJECT [--from T] [--to T]", "the services as traces show them, as a scenario to simulate",
             "Who calls whom, one after the other or at once; how long each works itself, by the distribution it follows; how requests come;\n"
             "what fails. With --json it is a scenario file.",
             {{"--from", "T", "traces that start from then on"}, {"--to", "T", "and before"}},
             1, 1, runModel}};
}

} // namespace causeway::cli
