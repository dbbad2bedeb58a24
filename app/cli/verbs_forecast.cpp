// forecast: how likely objectives are missed soon.

#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/forecast_slo.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;

std::string duration(double seconds) { return toText(Nanos{std::llround(seconds * 1e9)}); }

void print(Output &out, const engine::ForecastSloResponse &response)
{
    out.write("Limit: " + fixed(response.limitPerS, 3) + " requests/s" + (response.limit ? ", where the objective of " + printable(response.limit->objective) + " is missed first (" + fixed(response.limit->factor, 2) + " times the scenario's load)" : "") + "\n");
    out.write("Now:   " + fixed(response.loadPerS, 3) + " requests/s. Within " + duration(response.horizonS) + ": at most " + fixed(response.medianPerS, 3) + " (median), " + fixed(response.highPerS, 3) + " (95 %)\n");
    out.write("Chance that objectives are missed within " + duration(response.horizonS) + ": " + percent(response.chance) + "\n");
    if (response.methods.empty())
        return;
    const double days = response.methods.front().measured.days;
    out.write("\nMeasured on the last " + fixed(days, 1) + " days, in which " + percent(response.violatedShare) + " of the time is over the limit. Brier score " + fixed(response.brier, 4) + "; of always telling the share that came true " + fixed(response.brierOfRate, 4) + ".\n");
    out.write("Heights of alarms are chosen every week on the two weeks before.\n\n");
    Table table({{"method"}, {"violations", Align::Right}, {"warned of", Align::Right}, {"mean lead", Align::Right}, {"alarms in vain a day", Align::Right}});
    for (const engine::ForecastMethod &method : response.methods) {
        const forecast::AlarmCount &count = method.measured;
        table.add({std::string(method.name), std::to_string(count.violations), std::to_string(count.warned), duration(count.leadSteps * response.stepS), fixed(count.inVainPerDay(), 2)});
    }
    table.print(out);
    out.write("\nThe lead is up to the beginning of the step in which the violation is; of what was not warned of it is 0.\n");
}

Result<void> runForecast(Context &context)
{
    engine::ForecastSloRequest request;
    request.file = context.positional(0);
    request.load = context.arguments.value("--load").value_or("");
    CAUSEWAY_ASSIGN(const auto unit, context.arguments.real("--unit", 1e-3, 86400));
    CAUSEWAY_ASSIGN(const auto step, context.arguments.real("--step", 1, 21'600));
    CAUSEWAY_ASSIGN(const auto horizon, context.arguments.real("--horizon", 1, 43'200));
    CAUSEWAY_ASSIGN(const auto weekday, context.arguments.integer("--weekday", 1, 7));
    CAUSEWAY_ASSIGN(const auto days, context.arguments.real("--fit-days", 4, 3660));
    CAUSEWAY_ASSIGN(request.limitPerS, context.arguments.real("--limit", 1e-9, 1e12));
    request.unitS = unit.value_or(request.unitS);
    request.stepS = step.value_or(request.stepS);
    request.horizonS = horizon.value_or(request.horizonS);
    request.firstWeekday = static_cast<std::size_t>(weekday.value_or(1) - 1);
    request.fitDays = days.value_or(request.fitDays);
    CAUSEWAY_ASSIGN(const auto response, engine::forecastSlo(request, context.job));
    if (context.json)
        context.out.write(engine::toJson(response) + "\n");
    else
        print(context.out, response);
    return {};
}

} // namespace

std::vector<Verb> forecastVerbs()
{
    return {{"forecast", "PROJECT|FILE [--load FILE] [--horizon S]", "tells how likely objectives are missed soon",
             "From the load so far (season, level, trend) and the load at which the scenario's objectives are missed by the model of its services.\n"
             "The load is that of the project's traces, or of a file of counts. Later weeks of it measure how early violations are told, beside the\n"
             "load of a day and of a week before.",
             {{"--load", "FILE", "counts of requests, one after the other, separated by spaces, commas or lines"},
              {"--unit", "S", "a count of the file is of so many seconds (1)"},
              {"--step", "S", "loads are looked at by so many seconds (300)"},
              {"--horizon", "S", "how far ahead (3600)"},
              {"--weekday", "N", "of the load's first day, 1 Monday to 7 Sunday (1)"},
              {"--fit-days", "N", "fitted on so many days at most (21)"},
              {"--limit", "N", "requests per second above which objectives are missed, instead of what the model says"}},
             1, 1, runForecast}};
}

} // namespace causeway::cli
