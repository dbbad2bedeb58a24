// simulate: what a scenario comes to.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>

#include "analysis/allocate/rules/rule.h"
#include "analysis/simulate/run_series.h"
#include "app/cli/verb.h"
#include "app/engine/simulate_scenario.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;

constexpr double kUnsettled = 0.05;

std::string duration(double ns) { return toText(Nanos{std::llround(ns)}); }

std::string interval(const simulate::Estimate &estimate)
{
    return std::isfinite(estimate.low) ? duration(std::max(estimate.low, 0.0)) + " … " + duration(estimate.high) : "–";
}

// What a policy wanted and people did not let it, or not so.
void printAudit(Output &out, const engine::SimulateScenarioResponse &response)
{
    using What = simulate::AuditEntry::What;
    static constexpr std::array<const char *, simulate::kAuditWhats.size()> names{"replicas", "optional calls made", "requests refused", "most in flight", "most a second", "routing", "weights", "speed", "restart", "move to another node", "replacement", "breakers or back-off"};
    static constexpr std::array<const char *, simulate::kAuditWhys.size()> whys{"its floor", "importance", "no consent"};
    const auto amount = [](const simulate::AuditEntry &entry, double value) {
        switch (entry.what) {
        case What::Replicas: return fixed(value, 0);
        case What::Dimmer: return percent(value);
        case What::Shed: return entry.why == simulate::AuditEntry::Why::Floor ? percent(value) : std::string(value == 0 ? "no" : "yes");
        case What::Limit: return value == 0 ? std::string("–") : fixed(value, 0);
        case What::RateLimit: return value == 0 ? std::string("–") : fixed(value, 2);
        case What::Speed: return fixed(value, 2);
        default: return std::string(value == 0 ? "no" : "yes");
        }
    };
    // What was asked for differs from time to time; where, what and why is told once.
    struct Refused {
        double leastAsked = HUGE_VAL, mostAsked = -HUGE_VAL, leastKept = HUGE_VAL, mostKept = -HUGE_VAL, fromS = HUGE_VAL, toS = -HUGE_VAL;
        std::uint64_t times = 0;
        const simulate::AuditEntry *first = nullptr;
    };
    const simulate::RunResult &run = response.result.runs.front();
    std::map<std::tuple<std::uint32_t, What, simulate::AuditEntry::Why>, Refused> told;
    bool consent = false;
    for (const simulate::AuditEntry &entry : run.audit) {
        Refused &one = told[{entry.service, entry.what, entry.why}];
        one.leastAsked = std::min(one.leastAsked, entry.asked);
        one.mostAsked = std::max(one.mostAsked, entry.asked);
        one.leastKept = std::min(one.leastKept, entry.kept);
        one.mostKept = std::max(one.mostKept, entry.kept);
        one.fromS = std::min(one.fromS, entry.fromS);
        one.toS = std::max(one.toS, entry.toS);
        one.times += entry.times;
        if (one.first == nullptr)
            one.first = &entry;
        consent |= entry.why == simulate::AuditEntry::Why::Approval;
    }
    Table table({{"service"}, {"wanted"}, {"asked", Align::Right}, {"kept", Align::Right}, {"for"}, {"times", Align::Right}, {"from", Align::Right}, {"to", Align::Right}});
    for (const auto &[key, one] : told) {
        const bool routing = one.first->what == What::Routing;
        const auto range = [&](double least, double most) {
            const std::string from = amount(*one.first, least), to = amount(*one.first, most);
            return from == to ? from : from + " … " + to;
        };
        table.add({printable(response.scenario.services[one.first->service].name), names[static_cast<std::size_t>(one.first->what)], routing ? "yes" : range(one.leastAsked, one.mostAsked), routing ? "no" : range(one.leastKept, one.mostKept),
                   whys[static_cast<std::size_t>(one.first->why)], thousands(one.times), duration(one.fromS * 1e9), duration(one.toS * 1e9)});
    }
    if (!run.audit.empty()) {
        out.write("\nNot done as the policy asked, in the first replication:\n\n");
        table.print(out);
        if (consent)
            out.write("\nA person's consent is given by causeway approve, to a scenario of a project.\n");
    }
}

void printRules(Output &out, const engine::SimulateScenarioResponse &response)
{
    const simulate::RunResult &run = response.result.runs.front();
    if (run.ruleAudit.empty())
        return;
    static constexpr std::array<const char *, 4> names{"done", "would be done", "outranked", "impossible"};
    const std::vector<simulate::PolicyRule> rules = allocate::rules::rulesOf(response.scenario);
    Table table({{"rule"}, {"what"}, {"service"}, {"times", Align::Right}, {"from", Align::Right}, {"to", Align::Right}});
    for (const simulate::RuleAudit &entry : run.ruleAudit) {
        const std::string by = entry.other == simulate::kNone ? std::string() : " by rule " + std::to_string(entry.other);
        table.add({std::to_string(entry.rule), names[static_cast<std::size_t>(entry.what)] + by, printable(response.scenario.services[entry.service].name) + (entry.instance == simulate::kNone ? std::string() : "#" + std::to_string(entry.instance)),
                   thousands(entry.times), duration(entry.fromS * 1e9), duration(entry.toS * 1e9)});
    }
    out.write("\nWhat rules did, in the first replication:\n\n");
    for (std::size_t i = 0; i < rules.size(); ++i)
        out.write("rule " + std::to_string(i) + ": " + printable(simulate::toText(rules[i])) + "\n");
    out.write("\n");
    table.print(out);
}

// A row a slot: what people look at first. All of it is in the JSON.
void printSeries(Output &out, const engine::SimulateScenarioResponse &response)
{
    const std::vector<simulate::SeriesEstimate> all = simulate::estimateSeries(response.result.runs);
    const auto find = [&](simulate::SeriesOf what, std::uint32_t of) {
        const auto found = std::ranges::find_if(all, [&](const simulate::SeriesEstimate &one) { return one.what == what && one.of == of; });
        return found == all.end() ? nullptr : &*found;
    };
    std::vector<Table::Column> columns{{"from", Align::Right}};
    std::vector<std::function<std::string(std::size_t)>> cells;
    for (std::uint32_t o = 0; o < response.scenario.operations.size(); ++o) {
        const std::string &name = response.scenario.operations[o].name;
        const bool outside = std::ranges::any_of(response.scenario.arrivals, [&](const simulate::Arrivals &arrivals) { return arrivals.operation == name; });
        const simulate::SeriesEstimate *answers = find(simulate::SeriesOf::Answers, o), *p99 = find(simulate::SeriesOf::P99, o), *violation = find(simulate::SeriesOf::Violation, o);
        if (!outside || answers == nullptr)
            continue;
        columns.insert(columns.end(), {{printable(name) + " /s", Align::Right}, {"p99", Align::Right}, {"over SLO", Align::Right}});
        cells.push_back([answers](std::size_t i) { return fixed(answers->mean[i], 1); });
        cells.push_back([p99](std::size_t i) { return std::isnan(p99->mean[i]) ? std::string("–") : duration(p99->mean[i]); });
        cells.push_back([violation](std::size_t i) { return std::isnan(violation->mean[i]) ? std::string("–") : percent(violation->mean[i]); });
    }
    for (const auto &[what, title] : {std::pair{simulate::SeriesOf::Power, "W"}, {simulate::SeriesOf::Brown, "brown W"}, {simulate::SeriesOf::Carbon, "g/h"}, {simulate::SeriesOf::Deferred, "deferred"}})
        if (const simulate::SeriesEstimate *const column = find(what, simulate::kNone)) {
            columns.push_back({title, Align::Right});
            cells.push_back([column](std::size_t i) { return fixed(column->mean[i], 1); });
        }
    Table table(std::move(columns));
    const double slotS = response.result.runs.front().series->slotS;
    for (std::size_t i = 0; !all.empty() && i < all.front().mean.size(); ++i) {
        std::vector<std::string> row{duration(static_cast<double>(i) * slotS * 1e9)};
        for (const auto &cell : cells)
            row.push_back(cell(i));
        table.add(std::move(row));
    }
    out.write("\n");
    table.print(out);
}

void print(Output &out, const engine::SimulateScenarioResponse &response)
{
    const simulate::ReplicationsResult &result = response.result;
    out.write(thousands(result.requests) + " requests in " + thousands(result.runs.size()) + (result.runs.size() == 1 ? " replication of " : " replications of ") + duration(response.scenario.durationS * 1e9) + ", seed " +
              std::to_string(response.seed) + "; " + thousands(result.events) + " events in " + duration(response.seconds * 1e9) + ".\n\n");
    Table operations({{"operation"}, {"answers", Align::Right}, {"failed", Align::Right}, {"refused", Align::Right}, {"mean", Align::Right}, {"95 % interval"}, {"p50", Align::Right}, {"p95", Align::Right}, {"p99", Align::Right}, {"over SLO", Align::Right}});
    for (std::size_t o = 0; o < result.operations.size(); ++o) {
        const simulate::OperationEstimate &one = result.operations[o];
        const bool judged = std::ranges::any_of(response.scenario.objectives, [&](const simulate::Objective &objective) { return objective.operation == response.scenario.operations[o].name; });
        operations.add({printable(response.scenario.operations[o].name), thousands(one.answers), thousands(one.errors), thousands(one.refused), duration(one.latencyNs.mean), interval(one.latencyNs), duration(one.p50Ns), duration(one.p95Ns),
                        duration(one.p99Ns), judged ? percent(one.violation.mean) : "–"});
    }
    operations.print(out);
    out.write("\n");
    Table services({{"service"}, {"busy", Align::Right}, {"queue", Align::Right}, {"wait", Align::Right}, {"dropped", Align::Right}, {"L", Align::Right}, {"λW", Align::Right}});
    for (std::size_t s = 0; s < result.services.size(); ++s) {
        const simulate::ServiceEstimate &one = result.services[s];
        services.add({printable(response.scenario.services[s].name), percent(one.utilisation.mean), fixed(one.queueMean.mean, 3), duration(one.waitNs.mean), thousands(one.dropped), fixed(one.inSystemMean, 3), fixed(one.arrivalRate * one.sojournNs * 1e-9, 3)});
    }
    services.print(out);
    if (result.littleGap > kUnsettled)
        out.write("\nL and λW differ by up to " + percent(result.littleGap) + ": queues grow, or the time is too short to settle.\n");
    if (result.energyWh.mean > 0 || result.cost.mean > 0)
        out.write("\nIn one replication: cost " + fixed(result.cost.mean, 4) + ", energy " + fixed(result.energyWh.mean, 1) + " Wh, of it brown " + fixed(result.brownWh.mean, 1) + " Wh, carbon " + fixed(result.carbonG.mean, 1) + " g.\n");
    printAudit(out, response);
    printRules(out, response);
    if (!result.runs.empty() && result.runs.front().series)
        printSeries(out, response);
}

Result<void> runSimulate(Context &context)
{
    engine::SimulateScenarioRequest request;
    request.file = context.positional(0);
    request.stored = context.arguments.value("--scenario").value_or("");
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 10'000));
    request.replications = static_cast<unsigned>(replications.value_or(request.replications));
    request.threads = context.threads;
    if (context.arguments.has("--seed"))
        request.seed = context.seed;
    CAUSEWAY_ASSIGN(const auto slots, context.arguments.integer("--series", 1, simulate::kMostSlots));
    request.slots = static_cast<unsigned>(slots.value_or(0));
    CAUSEWAY_ASSIGN(const auto response, engine::simulateScenario(request, context.job));
    for (const Error &warning : response.warnings)
        context.warn(warning);
    if (context.json)
        context.out.write(engine::toJson(response) + "\n");
    else
        print(context.out, response);
    return {};
}

} // namespace

std::vector<Verb> simulateVerbs()
{
    return {{"simulate", "FILE|PROJECT [--scenario S] [--replications N] [--series N]", "runs a scenario: latencies, queues, cost and energy",
             "FILE is a scenario (causeway model writes one), run under the policy that it names; or of a project one that it keeps, in which what\n"
             "people approved is done (causeway approve). What was kept from the policy, and why, is told. Each replication has other random numbers; the\n"
             "intervals are over replications.\n"
             "L is the mean number of requests at a service, λW what it must be in a steady state (Little's law). Without --seed that of the\n"
             "scenario is taken.",
             {{"--scenario", "S", "number or name of a scenario that the project keeps"}, {"--replications", "N", "how often it is run (10)"}, {"--series", "N", "also over time, in so many slots; with --json the distributions of latencies too"}},
             1, 1, runSimulate, true, true}};
}

} // namespace causeway::cli
