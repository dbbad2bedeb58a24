// offload, place, repair: what is worked on where, and when what is broken is mended.

#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/place_scenario.h"
#include "app/engine/plan_offload.h"
#include "app/engine/weigh_repair.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;

Result<void> runOffload(Context &context)
{
    CAUSEWAY_ASSIGN(const auto response, engine::planOffload(context.positional(0), context.job));
    if (context.json) {
        context.out.write(engine::toJson(response) + "\n");
        return {};
    }
    Table table({{"plan"}, {"cost", Align::Right}, {"above exact", Align::Right}, {"time s", Align::Right}, {"energy J", Align::Right}, {"late", Align::Right}, {"at the edge", Align::Right}, {"which"}});
    for (const engine::OffloadPlan &plan : response.plans) {
        std::string which;
        std::size_t sent = 0;
        for (std::size_t i = 0; i < plan.plan.size(); ++i)
            if (plan.plan[i] && ++sent <= 8)
                which += (which.empty() ? "" : ", ") + printable(response.instance.tasks[i].name);
        const auto gap = engine::gapOf(response, plan);
        table.add({std::string(plan.name), fixed(plan.outcome.cost, 4), gap ? percent(*gap) : "–", fixed(plan.outcome.timeS, 4), fixed(plan.outcome.energyJ, 4), thousands(plan.outcome.late), thousands(sent), which + (sent > 8 ? " …" : "")});
    }
    table.print(context.out);
    context.out.write("\nCost is " + fixed(response.instance.timeWeight, 2) + " of the seconds and " + fixed(1 - response.instance.timeWeight, 2) + " of the joules; a plan with fewer late tasks is better, whatever it costs.\n");
    if (response.noExact)
        context.warn(*response.noExact);
    return {};
}

std::string duration(double seconds) { return toText(Nanos{std::llround(seconds * 1e9)}); }

void print(Output &out, const engine::PlaceScenarioResponse &response)
{
    Table table({{"placement"}, {"objective", Align::Right}, {"latency", Align::Right}, {"cost/h", Align::Right}, {"carbon g/h", Align::Right}, {"nodes", Align::Right}, {"how sure"}});
    for (const engine::PlacedServices &one : response.placements) {
        std::string sure = one.broken.empty() ? std::string() : printable(one.broken.toEnglish());
        if (one.gap)
            sure = one.proven ? "none is better" : "at most " + percent(*one.gap) + " above the best";
        table.add({std::string(one.name), fixed(one.score.objective, 4), duration(one.score.latencyS), fixed(one.score.costPerH, 4), fixed(one.score.carbonGPerH, 2), thousands(one.score.nodes), sure});
    }
    table.print(out);
    out.write("\nLatency is of own work and ways, without waiting. Relative to services spread evenly over all nodes, that come to " + duration(response.problem.latencyUnit) + ", " + fixed(response.problem.costUnit, 4) + " and " +
              fixed(response.problem.carbonUnit, 2) + " g.\n\n");
    Table where({{"service"}, {std::string(response.placements.back().name) + ": nodes"}});
    const engine::PlacedServices &last = response.placements.back();
    for (std::size_t s = 0; s < last.placement.size(); ++s) {
        std::string nodes;
        for (std::size_t n = 0; n < last.placement[s].size(); ++n)
            if (const unsigned here = last.placement[s][n]; here > 0)
                nodes += (nodes.empty() ? "" : ", ") + printable(response.problem.nodeNames[n]) + (here > 1 ? " × " + std::to_string(here) : "");
        where.add({printable(response.problem.serviceNames[s]), nodes});
    }
    where.print(out);
}

Result<void> runPlace(Context &context)
{
    engine::PlaceScenarioRequest request;
    request.file = context.positional(0);
    if (const auto weights = context.arguments.value("--weights")) {
        CAUSEWAY_ASSIGN(request.weights, engine::parseWeights(*weights));
    }
    CAUSEWAY_ASSIGN(const auto overcommit, context.arguments.real("--overcommit", 0.01, 1000));
    CAUSEWAY_ASSIGN(const auto limit, context.arguments.real("--time-limit", 0.1, 86'400));
    request.overcommit = overcommit.value_or(request.overcommit);
    request.limitS = limit.value_or(request.limitS);
    request.exact = context.arguments.has("--exact");
    if (const auto out = context.arguments.value("--out"))
        request.out = *out;
    CAUSEWAY_ASSIGN(const auto response, engine::placeScenario(request, context.job));
    if (response.noExact)
        context.warn(*response.noExact);
    if (context.json)
        context.out.write(engine::toJson(response) + "\n");
    else
        print(context.out, response);
    return {};
}

Result<void> runRepair(Context &context)
{
    engine::WeighRepairRequest request;
    request.broken = context.positional(0);
    request.repaired = context.positional(1);
    CAUSEWAY_ASSIGN(const auto energy, context.arguments.real("--energy-wh", 0, 1e9));
    CAUSEWAY_ASSIGN(const auto takes, context.arguments.duration("--takes"));
    CAUSEWAY_ASSIGN(const auto risk, context.arguments.real("--risk-per-h", 0, 1000));
    CAUSEWAY_ASSIGN(const auto within, context.arguments.real("--within-h", 0, 1000));
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 10'000));
    request.energyWh = energy.value_or(0);
    request.takesS = takes ? static_cast<double>(takes->count) * 1e-9 : 0;
    request.risksPerH = risk.value_or(0);
    request.withinH = within.value_or(request.withinH);
    request.domain = context.arguments.value("--domain").value_or("");
    request.replications = static_cast<unsigned>(replications.value_or(request.replications));
    request.threads = context.threads;
    if (context.arguments.has("--seed"))
        request.seed = context.seed;
    CAUSEWAY_ASSIGN(const auto response, engine::weighRepair(request, context.job));
    if (context.json) {
        context.out.write(engine::toJson(response) + "\n");
        return {};
    }
    const auto interval = [](const simulate::Estimate &of, int digits) { return fixed(of.mean, digits) + (std::isfinite(of.low) ? " (" + fixed(of.low, digits) + " … " + fixed(of.high, digits) + ")" : std::string()); };
    context.out.write("An hour as it is, against an hour repaired (95 % intervals over the same random numbers): " + interval(response.violationsPerH, 1) + " more requests over SLO, " + interval(response.carbonPerH, 2) + " g more carbon, " + interval(response.costPerH, 4) +
                      " more cost.\n\n");
    Table table({{"begun after"}, {"over SLO", Align::Right}, {"carbon of the repair g", Align::Right}, {"carbon g", Align::Right}, {"cost", Align::Right}, {"got worse", Align::Right}, {""}});
    for (std::size_t i = 0; i < response.rows.size(); ++i) {
        const engine::RepairRow &row = response.rows[i];
        std::string note = i == response.greenest ? "least carbon" : "";
        if (i == response.fewest)
            note += std::string(note.empty() ? "" : ", ") + "fewest over SLO";
        table.add({row.startH == 0 ? "at once" : fixed(row.startH, 0) + " h", fixed(row.violations, 0), fixed(row.carbonOfRepairG, 1), fixed(row.carbonG, 1), fixed(row.cost, 4), percent(row.risk), note});
    }
    table.print(context.out);
    context.out.write("\nSums over the " + fixed(response.horizonH, 2) + " hours within which each is done" + (response.domain.empty() ? std::string() : "; power of " + printable(response.domain)) + ". What to do is yours to decide.\n");
    return {};
}

} // namespace

std::vector<Verb> placeVerbs()
{
    return {{"offload", "FILE", "which tasks of devices are best worked on at the edge",
             "A task of C cycles and D bits takes C/f seconds and κCf² joules on its device; at the edge D/r + wait + C/f_e seconds and pD/r joules,\n"
             "with r = (B/k) log2(1 + ph/N0). All k that are sent share the channel evenly; the edge works on so many at once, first come first\n"
             "served. All begin at once, answers cost nothing. All local, all edge, greedy (the change that helps most, again and again), each for\n"
             "itself (nobody gains by changing alone) and the best of all plans, which is searched for up to 15 tasks.\n"
             "FILE: {\"causeway_offload\": 1, \"time_weight\": 0.5, \"channel\": {\"bandwidth_hz\": 1e6, \"noise_w\": 1e-9},\n"
             "\"edge\": {\"cycles_per_s\": 1e10, \"servers\": 1}, \"device\": {\"cycles_per_s\": 1e9, \"kappa\": 1e-27, \"power_w\": 0.1},\n"
             "\"tasks\": {\"resize\": {\"cycles\": 1e9, \"bits\": 1e6, \"gain\": 1e-6, \"deadline_s\": 0.9, \"device\": {…}}}}",
             {},
             1, 1, runOffload},
            {"place", "SCENARIO [--weights W] [--exact] [--out FILE]", "puts the services of a scenario on its nodes",
             "Nodes have cores, speed, memory_gib, price_per_h, idle_w and max_w and a domain with carbon_g_per_kwh, price_per_kwh and green_w; links\n"
             "between domains have a latency_s; services have memory_gib. Cores and memory of no node are exceeded, and where there are links a\n"
             "service stays in one domain. What is weighed: latency of own work and ways by the mean load, cost of the nodes that hold anything and\n"
             "of their power, carbon. FILE is the scenario with its services placed, for simulate and whatif; nodes left empty are not in it.",
             {{"--weights", "W", "latency=1,cost=1,carbon=1"}, {"--exact", "", "search for the best (GLPK), from the greedy one on"}, {"--time-limit", "S", "of that search, seconds (10)"}, {"--overcommit", "X", "servers for each core (1)"}, {"--out", "FILE", "writes the scenario"}},
             1, 1, runPlace},
            {"repair", "BROKEN REPAIRED --energy-wh E", "what it costs to repair at once, or at a greener hour",
             "BROKEN and REPAIRED are scenarios of an hour as it is and as it will be; both are simulated on the same random numbers. The repair takes\n"
             "energy at the carbon intensity and price of the hour at which it is begun; until it is done the fault goes on. The table shows what\n"
             "each start comes to and the risk that the fault gets worse before; it does not decide.",
             {{"--energy-wh", "E", "energy that the repair takes (0)"}, {"--takes", "DURATION", "how long it takes (0)"}, {"--risk-per-h", "R", "rate at which the fault gets worse, per hour (0)"}, {"--within-h", "H", "starts are looked at up to then (24)"},
              {"--domain", "NAME", "whose power it takes (that of the first node)"}, {"--replications", "N", "how often each is run (10)"}},
             2, 2, runRepair, true, true}};
}

} // namespace causeway::cli
