// policies, whatif, heartbeats: what acts on a scenario, and what that comes to.

#include <algorithm>
#include <cmath>

#include "app/cli/verb.h"
#include "app/engine/compare_heartbeats.h"
#include "app/engine/compare_policies.h"
#include "app/engine/explore_scenario.h"
#include "app/engine/policy_standing.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using allocate::Measure;
using allocate::MeasureEstimates;
using allocate::of;

Result<void> runPolicies(Context &context)
{
    if (context.json) {
        context.out.write(engine::policiesJson() + "\n");
        return {};
    }
    Table table({{"name"}, {"kind"}, {"what it does"}, {"after"}, {"how near to that"}});
    for (const allocate::Policy &policy : allocate::policies())
        table.add({std::string(policy.name), std::string(toName(policy.kind)), std::string(policy.title), std::string(policy.paper), std::string(policy.fidelity)});
    for (const allocate::heartbeat::DetectorInfo &detector : allocate::heartbeat::detectors())
        table.add({std::string(detector.name), "heartbeat", "tells crashed nodes: " + std::string(detector.title), std::string(detector.paper), std::string(detector.fidelity)});
    table.print(context.out);
    context.out.write("\n--json has their settings. Those of heartbeats are compared by `causeway heartbeats`, all others by `causeway whatif`.\n");
    return {};
}

std::string duration(double ns) { return toText(Nanos{std::llround(ns)}); }

// "+1.2 … +3.4": as much more; a star where that is not zero by chance.
std::string interval(const simulate::Estimate &delta, double scale, int digits)
{
    if (!std::isfinite(delta.low))
        return "–";
    const auto sign = [&](double value) { return (value < 0 ? "" : "+") + fixed(value * scale, digits); };
    return sign(delta.low) + " … " + sign(delta.high) + (delta.low > 0 || delta.high < 0 ? " *" : "");
}

void print(Output &out, const engine::ComparePoliciesResponse &response)
{
    out.write(thousands(response.baseline.result.runs.size()) + (response.baseline.result.runs.size() == 1 ? " replication of " : " replications of ") + duration(response.scenario.durationS * 1e9) + ", seed " + std::to_string(response.seed) +
              ", the same requests under each policy.\n\n");
    const auto any = [&](Measure measure) { return of(response.baseline.measures, measure).mean > 0 || std::ranges::any_of(response.policies, [&](const engine::PolicyOutcome &one) { return !one.error && of(one.measures, measure).mean > 0; }); };
    const bool power = any(Measure::EnergyWh), priced = any(Measure::Cost), objectives = !response.scenario.objectives.empty();
    std::vector<Table::Column> columns{{"policy"}, {objectives ? "over SLO" : "failed", Align::Right}, {"against the baseline, %"}, {"mean", Align::Right}, {"p99", Align::Right}, {"in system", Align::Right}, {"against the baseline"}, {"replicas", Align::Right}, {"cost", Align::Right}, {"risk", Align::Right}};
    const bool refused = any(Measure::Refused);
    if (refused)
        columns.insert(columns.begin() + 2, {"refused", Align::Right});
    if (power) {
        columns.push_back({"brown Wh", Align::Right});
        columns.push_back({"carbon g", Align::Right});
    }
    Table table(std::move(columns));
    const auto row = [&](const std::string &name, const engine::PolicyOutcome &outcome, bool baseline) {
        const MeasureEstimates &m = outcome.measures;
        std::vector<std::string> cells{printable(name), percent(of(m, Measure::SloViolation).mean), baseline ? "" : interval(of(outcome.delta, Measure::SloViolation), 100, 2), duration(of(m, Measure::MeanNs).mean), duration(of(m, Measure::P99Ns).mean),
                                       fixed(of(m, Measure::WorkInProgress).mean, 3), baseline ? "" : interval(of(outcome.delta, Measure::WorkInProgress), 1, 3), fixed(of(m, Measure::Replicas).mean, 2), priced ? fixed(of(m, Measure::Cost).mean, 4) : "–"};
        if (refused)
            cells.insert(cells.begin() + 2, percent(of(m, Measure::Refused).mean));
        const allocate::Risk &risk = outcome.risk;
        cells.push_back(std::to_string(risk.grade) + (risk.costsMore ? " dearer" : ""));
        if (power) {
            cells.push_back(fixed(of(m, Measure::BrownWh).mean, 1));
            cells.push_back(fixed(of(m, Measure::CarbonG).mean, 1));
        }
        table.add(std::move(cells));
    };
    row("baseline (" + engine::toText(response.baseline.choice) + ")", response.baseline, true);
    for (const engine::PolicyOutcome &outcome : response.policies)
        if (!outcome.error)
            row(engine::toText(outcome.choice), outcome, false);
    table.print(out);
    out.write("\nIntervals (95 %) are of the differences, replication by replication; * where zero lies outside.\n");
    using Kind = engine::PolicyStanding::Kind;
    const auto standings = engine::standingsOf(response);
    for (const auto &[kind, said] : {std::pair(Kind::NotBeaten, "Not beaten in SLO violations, cost and carbon at once: "), std::pair(Kind::WithinChance, "Beaten by no more than chance: ")}) {
        std::string names;
        for (std::size_t i = 0; i < standings.size(); ++i)
            if (standings[i].kind == kind)
                names += (names.empty() ? "" : ", ") + (i == 0 ? std::string("baseline") : engine::toText(response.policies[i - 1].choice));
        if (!names.empty())
            out.write(said + names + "\n");
    }
}

Result<void> runWhatIf(Context &context)
{
    if (context.arguments.has("--tornado") || context.arguments.has("--sweep") || context.arguments.has("--pareto"))
        return runExplore(context);
    engine::ComparePoliciesRequest request;
    request.file = context.positional(0);
    request.stored = context.arguments.value("--scenario").value_or("");
    for (const std::string &text : context.arguments.values("--policy")) {
        Result<simulate::PolicyChoice> choice = engine::parsePolicy(text);
        if (!choice) {
            Error error = std::move(choice).error();
            error.code = ErrorCode::Usage;
            return failure(std::move(error));
        }
        request.policies.push_back(*std::move(choice));
    }
    for (const std::string &file : context.arguments.values("--trained"))
        request.trained.emplace_back(file);
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 10'000));
    request.replications = static_cast<unsigned>(replications.value_or(request.replications));
    request.threads = context.threads;
    if (context.arguments.has("--seed"))
        request.seed = context.seed;
    CAUSEWAY_ASSIGN(const auto response, engine::comparePolicies(request, context.job));
    for (const Error &warning : response.warnings)
        context.warn(warning);
    for (const engine::PolicyOutcome &outcome : response.policies)
        if (outcome.error) {
            Error error = *outcome.error;
            error.what = Message(CAUSEWAY_TEXT("The policy “%1” was not run to the end"), engine::toText(outcome.choice));
            context.warn(error);
        }
    if (context.json)
        context.out.write(engine::toJson(response) + "\n");
    else
        print(context.out, response);
    return {};
}

Result<void> runHeartbeats(Context &context)
{
    engine::CompareHeartbeatsRequest request;
    CAUSEWAY_ASSIGN(const auto detection, context.arguments.real("--detection", 0.01, 30));
    CAUSEWAY_ASSIGN(const auto messages, context.arguments.real("--messages", 0.01, 100));
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 1000));
    request.detectionS = detection.value_or(request.detectionS);
    request.messagesPerNodeS = messages.value_or(request.messagesPerNodeS);
    request.replications = static_cast<unsigned>(replications.value_or(request.replications));
    request.threads = context.threads;
    request.seed = context.seed;
    CAUSEWAY_ASSIGN(const auto all, engine::compareHeartbeats(request, context.job));
    if (context.json) {
        context.out.write(engine::toJson(request, all) + "\n");
        return {};
    }
    context.out.write("20 nodes that crash every 1000 s, watched for 10,000 s; each detector set so that it detects in " + fixed(request.detectionS, 2) + " s on average with " + fixed(request.messagesPerNodeS, 2) + " messages per node and second.\n\n");
    Table table({{"detector"}, {"how"}, {"interval", Align::Right}, {"detects in", Align::Right}, {"messages/s", Align::Right}, {"false suspicions per node and hour", Align::Right}, {"95 % interval"}, {"after"}, {"how near to that"}});
    for (const allocate::heartbeat::DetectorOutcome &one : all) {
        const std::string range = std::isfinite(one.falsePerNodeH.low) ? fixed(std::max(0.0, one.falsePerNodeH.low), 3) + " … " + fixed(one.falsePerNodeH.high, 3) : "–";
        table.add({std::string(one.detector->name), one.detector->pulls ? "asked" : "sends", one.calibrated ? duration(one.calibrated->intervalS * 1e9) : "too few messages", one.calibrated ? duration(one.detectionS.mean * 1e9) : "–",
                   one.calibrated ? fixed(one.messagesPerNodeS.mean, 3) : "–", one.calibrated ? fixed(one.falsePerNodeH.mean, 3) : "–", one.calibrated ? range : "–", std::string(one.detector->paper), std::string(one.detector->fidelity)});
    }
    table.print(context.out);
    return {};
}

} // namespace

std::vector<Verb> whatIfVerbs()
{
    return {{"policies", "", "lists the policies that can act on a scenario", "", {}, 0, 0, runPolicies},
            {"whatif", "PROJECT|FILE [--scenario S] [--policy NAME]… [--replications N] [--tornado MEASURE | --sweep FIELD=FROM:TO:STEPS | --pareto]", "compares policies on one scenario",
             "Of a project the scenario is what its traces show, or one that it keeps; then what people approved of it is done. The baseline is the scenario as it is; each policy meets the same requests, so\n"
             "that differences are compared replication by replication. Without --policy all of them are run. What was trained\n"
             "in a project is used there. Each has a risk from 0 to 4.\n"
             "--tornado makes each input less and more and tells which of them move MEASURE most, the widest simulated, all others by fluid.\n"
             "--sweep takes one field through a range; --pareto tries policies with their settings and the replicas of the busiest services.",
             {{"--scenario", "S", "number or name of one that the project keeps"}, {"--policy", "NAME", "one of `causeway policies`, with settings as NAME:SETTING=VALUE,…", true}, {"--trained", "FILE", "a policy that `causeway train-policy` made", true}, {"--replications", "N", "how often each is run (10)"},
              {"--tornado", "MEASURE", "slo_violation, p99_ns, cost, carbon_g …"}, {"--sweep", "FIELD=FROM:TO:STEPS", "as services.order.replicas=1:8:8"},
              {"--pareto", "", "what cannot be bettered in SLO violations, cost and carbon at once"}, {"--change", "SHARE", "by which a tornado changes inputs (0.2)"},
              {"--most", "N", "candidates of --pareto, or inputs that a tornado simulates (60, 8)"}},
             1, 1, runWhatIf, true, true},
            {"heartbeats", "[--detection S] [--messages N] [--replications N]", "compares detectors of crashed nodes",
             "Messages are delayed and lost in bursts. Each detector is set, on other random numbers, to the same mean time of detection and the same\n"
             "number of messages; what is left to compare is how often it is wrong.",
             {{"--detection", "S", "mean time from a crash to its detection, seconds (1)"}, {"--messages", "N", "messages per node and second (4)"}, {"--replications", "N", "how often it is run (10)"}},
             0, 0, runHeartbeats, true, true}};
}

} // namespace causeway::cli
