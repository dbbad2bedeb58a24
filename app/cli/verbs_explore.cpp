// whatif --tornado, --sweep, --pareto: a scenario explored.

#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/explore_scenario.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using allocate::Measure;
using allocate::of;

// A value of a measure as people read it; differences with their sign.
std::string text(Measure measure, double value, bool difference = false)
{
    const std::string sign = difference && value > 0 ? "+" : "";
    switch (measure) {
    case Measure::SloViolation:
    case Measure::Refused:
    case Measure::LeftOut: return sign + percent(value);
    case Measure::MeanNs:
    case Measure::P95Ns:
    case Measure::P99Ns: return sign + (value < 0 ? "-" : "") + toText(Nanos{std::llround(std::abs(value))});
    default: return sign + fixed(value, 3);
    }
}

std::string number(double value)
{
    return std::abs(value - std::round(value)) < 1e-9 && std::abs(value) < 1e6 ? fixed(value, 0) : std::abs(value) < 0.01 ? fixed(value, 6) : fixed(value, 3);
}

std::string withInterval(Measure measure, const simulate::Estimate &estimate, bool difference)
{
    const std::string mean = text(measure, estimate.mean, difference);
    if (!std::isfinite(estimate.low))
        return mean;
    return mean + " (" + text(measure, estimate.low, difference) + " … " + text(measure, estimate.high, difference) + ")" + (difference && (estimate.low > 0 || estimate.high < 0) ? " *" : "");
}

Result<void> tornado(Context &context, const simulate::Scenario &scenario, const allocate::TrialSettings &trial)
{
    allocate::TornadoSettings settings;
    settings.trial = trial;
    const std::string name = context.arguments.value("--tornado").value_or("");
    const std::optional<Measure> measure = allocate::measureOf(name);
    if (!measure) {
        std::string all;
        for (const std::string_view one : allocate::kMeasures)
            all += (all.empty() ? "" : ", ") + std::string(one);
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("“%1” is no measure"), name), {}, Message(CAUSEWAY_TEXT("There are: %1."), all));
    }
    settings.measure = *measure;
    CAUSEWAY_ASSIGN(const auto change, context.arguments.real("--change", 0.001, 0.9));
    settings.change = change.value_or(settings.change);
    CAUSEWAY_ASSIGN(const auto most, context.arguments.integer("--most", 0, 1000));
    settings.confirmed = static_cast<std::size_t>(most.value_or(settings.confirmed));
    CAUSEWAY_ASSIGN(const allocate::Tornado result, allocate::makeTornado(scenario, settings, context.job));
    if (context.json) {
        context.out.write(engine::toJson(result, trial.seed) + "\n");
        return {};
    }
    context.out.write(std::string(allocate::kMeasures[static_cast<std::size_t>(*measure)]) + " of the scenario: " + withInterval(*measure, of(result.base, *measure), false) + ", by fluid " + text(*measure, of(result.fluid, *measure)) +
                      ". Each input " + percent(result.change) + " less and more, the others as they are.\n\n");
    Table table({{"input"}, {"now", Align::Right}, {"less", Align::Right}, {"makes"}, {"more", Align::Right}, {"makes"}, {"by"}});
    for (const allocate::TornadoInput &input : result.inputs) {
        const auto end = [&](const std::optional<allocate::MeasureEstimates> &delta, const allocate::Measures &fluid) {
            return delta ? withInterval(*measure, of(*delta, *measure), true) : text(*measure, of(fluid, *measure) - of(result.fluid, *measure), true);
        };
        table.add({printable(input.path), number(input.now), number(input.less), end(input.deltaLess, input.fluidLess), number(input.more), end(input.deltaMore, input.fluidMore), input.isConfirmed() ? "simulation" : "fluid"});
    }
    table.print(context.out);
    context.out.write("\nDifferences with 95 % intervals, replication by replication; * where zero lies outside.\n");
    if (result.leftOut > 0)
        context.out.write(thousands(result.leftOut) + " inputs of short own times were left out.\n");
    return {};
}

Result<void> sweep(Context &context, const simulate::Scenario &scenario, const allocate::TrialSettings &trial)
{
    Result<allocate::SweepRange> range = allocate::parseSweep(context.arguments.value("--sweep").value_or(""));
    if (!range) {
        Error error = std::move(range).error();
        error.code = ErrorCode::Usage;
        return failure(std::move(error));
    }
    CAUSEWAY_ASSIGN(const allocate::Sweep result, allocate::makeSweep(scenario, *range, trial, context.job));
    for (const allocate::SweepPoint &point : result.points)
        if (point.error)
            context.warn(*point.error);
    if (context.json) {
        context.out.write(engine::toJson(result, trial.seed) + "\n");
        return {};
    }
    const bool power = of(result.base, Measure::EnergyWh).mean > 0;
    std::vector<Table::Column> columns{{range->path, Align::Right}, {"over SLO"}, {"p99"}, {"by fluid", Align::Right}, {"cost", Align::Right}};
    if (power)
        columns.push_back({"carbon g", Align::Right});
    Table table(std::move(columns));
    for (const allocate::SweepPoint &point : result.points) {
        if (point.error)
            continue;
        std::vector<std::string> cells{number(point.value), withInterval(Measure::SloViolation, of(point.measures, Measure::SloViolation), false), withInterval(Measure::P99Ns, of(point.measures, Measure::P99Ns), false),
                                       text(Measure::P99Ns, of(point.fluid, Measure::P99Ns)), fixed(of(point.measures, Measure::Cost).mean, 4)};
        if (power)
            cells.push_back(fixed(of(point.measures, Measure::CarbonG).mean, 1));
        table.add(std::move(cells));
    }
    table.print(context.out);
    context.out.write("\nIn the scenario it is " + result.field.text + ".\n");
    return {};
}

Result<void> pareto(Context &context, const simulate::Scenario &scenario, const allocate::TrialSettings &trial)
{
    allocate::ParetoSettings settings;
    settings.trial = trial;
    for (const std::string &name : context.arguments.values("--policy")) {
        CAUSEWAY_ASSIGN(auto choice, engine::parsePolicy(name));
        settings.policies.push_back(std::move(choice));
    }
    CAUSEWAY_ASSIGN(const auto most, context.arguments.integer("--most", 1, 10'000));
    settings.most = static_cast<std::size_t>(most.value_or(settings.most));
    CAUSEWAY_ASSIGN(const allocate::ParetoResult result, allocate::findPareto(scenario, settings, context.job));
    if (context.json) {
        context.out.write(engine::toJson(scenario, result, trial.seed) + "\n");
        return {};
    }
    Table table({{""}, {"candidate"}, {"over SLO"}, {"cost", Align::Right}, {"carbon g", Align::Right}, {"p99", Align::Right}, {"risk", Align::Right}});
    for (const allocate::TriedCandidate &one : result.tried)
        if (!one.error)
            table.add({one.dominated ? "" : "o", (one.isNow ? "now: " : "") + printable(engine::toText(one.candidate)), withInterval(Measure::SloViolation, of(one.measures, Measure::SloViolation), false), fixed(of(one.measures, Measure::Cost).mean, 4),
                       fixed(of(one.measures, Measure::CarbonG).mean, 2), text(Measure::P99Ns, of(one.measures, Measure::P99Ns).mean), std::to_string(one.risk.grade) + (one.risk.costsMore ? " dearer" : "")});
    table.print(context.out);
    context.out.write("\no: nothing else that was tried is as good in SLO violations, cost and carbon and better in one, by their means.\n");
    if (result.leftOut > 0)
        context.out.write(thousands(result.leftOut) + " more combinations were not tried; --most tries more.\n");
    return {};
}

} // namespace

Result<void> runExplore(Context &context)
{
    CAUSEWAY_ASSIGN(const engine::OpenedScenario opened, engine::openScenario(context.positional(0), context.arguments.value("--scenario").value_or(""), context.job));
    const simulate::Scenario &scenario = opened.scenario;
    for (const Error &warning : opened.warnings)
        context.warn(warning);
    allocate::TrialSettings trial;
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 10'000));
    trial.replications = static_cast<unsigned>(replications.value_or(trial.replications));
    trial.threads = context.threads;
    trial.seed = context.arguments.has("--seed") ? context.seed : scenario.seed;
    if (context.arguments.has("--tornado"))
        return tornado(context, scenario, trial);
    return context.arguments.has("--sweep") ? sweep(context, scenario, trial) : pareto(context, scenario, trial);
}

} // namespace causeway::cli
