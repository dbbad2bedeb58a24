// closed-loop: detectors of anomalies that trigger repair, against thresholds on metrics.

#include <cmath>
#include <utility>

#include "app/cli/verb.h"
#include "app/engine/close_loop.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using loop::LoopMeasure;

const simulate::Estimate &of(const std::array<simulate::Estimate, loop::kLoopMeasures.size()> &all, LoopMeasure measure) { return all[static_cast<std::size_t>(measure)]; }

// Its interval, which is never below 0.
std::string withInterval(const simulate::Estimate &one, double scale, int digits)
{
    const std::string mean = fixed(one.mean * scale, digits);
    if (!std::isfinite(one.high) || one.high == one.low)
        return mean;
    return mean + " (" + fixed(std::max(0.0, one.low) * scale, digits) + " … " + fixed(one.high * scale, digits) + ")";
}

std::string describe(const loop::Thresholds &thresholds, bool errors, bool limit)
{
    return (thresholds.utilisation <= 1 ? "utilisation above " + fixed(thresholds.utilisation, 2) + ", " : std::string()) + "p95 above " + fixed(thresholds.latency, 2) + " times the normal one" +
           (errors ? ", errors above " + fixed(thresholds.errors * 100, 1) + " %" : "") + ", in " + std::to_string(thresholds.windows) + (thresholds.windows == 1 ? " window" : " windows") + (limit ? ", refusing while it adds" : "");
}

// Whether the detector did better, in a word: of what is to be small.
std::string verdict(const simulate::Estimate &delta) { return !std::isfinite(delta.low) ? "–" : delta.high < 0 ? "win" : delta.low > 0 ? "loss" : "no difference"; }

void print(Output &out, const engine::CloseLoopResponse &response)
{
    const loop::LoopResult &result = response.result;
    const std::size_t runs = result.faults.front().arms.front().runs.size();
    const std::string reference = result.reference == loop::Arm::Thresholds ? "thresholds" : "thresholds and errors";
    out.write(thousands(runs) + " replications, seed " + std::to_string(response.seed) + ", the same requests for all. Chosen on other replications:\n");
    out.write("  thresholds: " + describe(result.thresholds, false, result.thresholdsLimit) + "\n  thresholds and errors: " + describe(result.withErrors, true, result.withErrorsLimit) + "\n");
    out.write("  detector: " + printable(result.detector) + ", trained on " + thousands(result.sessions) + " requests, told at " + fixed(result.height, 1) + " nats" + (result.limit ? ", refusing while it adds" : "") + "\n\n");
    Table trials({{"detector"}, {"over SLO in validation", Align::Right}, {"acts in vain", Align::Right}});
    for (const loop::DetectorTrial &trial : result.trials)
        trials.add({printable(trial.name), trial.error ? printable(trial.error->toEnglish()) : percent(trial.violation), trial.error ? "–" : fixed(trial.vain, 2)});
    trials.print(out);
    static constexpr std::array<const char *, loop::kArms.size()> names{"nobody looks", "thresholds", "thresholds and errors", "detector"};
    for (const loop::FaultOutcome &fault : result.faults) {
        out.write("\n" + (fault.name.empty() ? std::string("nothing is wrong") : printable(fault.name) + (fault.service.empty() ? "" : " (" + printable(fault.service) + ")")) + "\n");
        const bool calm = fault.name.empty();
        std::vector<Table::Column> columns{{""}, {calm ? "false alarms" : "detected", Align::Right}};
        if (!calm)
            columns.insert(columns.end(), {{"right service", Align::Right}, {"time to detect, s", Align::Right}, {"time to repair, s", Align::Right}});
        columns.insert(columns.end(), {{"over SLO, %", Align::Right}, {"cost", Align::Right}, {"acts", Align::Right}});
        Table table(std::move(columns));
        for (std::size_t a = 0; a < loop::kArms.size(); ++a) {
            const loop::ArmOutcome &arm = fault.arms[a];
            std::vector<std::string> cells{names[a], std::to_string(arm.detected) + "/" + std::to_string(runs)};
            if (!calm)
                cells.insert(cells.end(), {std::to_string(arm.right) + "/" + std::to_string(runs), withInterval(of(arm.measures, LoopMeasure::DetectS), 1, 1), withInterval(of(arm.measures, LoopMeasure::RepairS), 1, 1)});
            cells.insert(cells.end(), {withInterval(of(arm.measures, LoopMeasure::Violation), 100, 3), withInterval(of(arm.measures, LoopMeasure::Cost), 1, 4), withInterval(of(arm.measures, LoopMeasure::Deeds), 1, 2)});
            table.add(std::move(cells));
        }
        table.print(out);
        out.write("  detector less " + reference + ":");
        static constexpr std::array<std::pair<LoopMeasure, const char *>, 4> told{{{LoopMeasure::DetectS, "to detect, s "}, {LoopMeasure::RepairS, "to repair, s "}, {LoopMeasure::Violation, "over SLO, % "}, {LoopMeasure::Cost, "cost "}}};
        const char *between = " ";
        for (const auto &[measure, name] : told) {
            if (calm && (measure == LoopMeasure::DetectS || measure == LoopMeasure::RepairS))
                continue;
            const simulate::Estimate &delta = of(fault.delta, measure);
            const double scale = measure == LoopMeasure::Violation ? 100 : 1;
            out.write(std::exchange(between, "; ") + std::string(name) + (std::isfinite(delta.low) ? fixed(delta.low * scale, measure == LoopMeasure::Cost ? 4 : 3) + " … " + fixed(delta.high * scale, measure == LoopMeasure::Cost ? 4 : 3) : std::string("–")) + " (" + verdict(delta) + ")");
        }
        out.write("\n");
    }
    out.write("\nWhat did not happen before the end counts as if it had happened then. Intervals (95 %) of differences are replication by replication.\n");
}

Result<void> runClosedLoop(Context &context)
{
    engine::CloseLoopRequest request;
    request.file = context.positional(0);
    request.stored = context.arguments.value("--scenario").value_or("");
    request.detectors = context.arguments.values("--detector");
    CAUSEWAY_ASSIGN(const auto replications, context.arguments.integer("--replications", 1, 1000));
    request.replications = static_cast<unsigned>(replications.value_or(request.replications));
    request.threads = context.threads;
    if (context.arguments.has("--seed"))
        request.seed = context.seed;
    CAUSEWAY_ASSIGN(const auto response, engine::closeLoop(request, context.job));
    if (context.json)
        context.out.write(engine::toJson(response) + "\n");
    else
        print(context.out, response);
    return {};
}

} // namespace

std::vector<Verb> loopVerbs()
{
    return {{"closed-loop", "PROJECT|FILE [--scenario S] [--replications N] [--detector NAME]…", "lets detectors trigger repair, against thresholds on metrics",
             "Each fault of the scenario (a project and a scenario without any get four usual ones) is simulated by itself: with nobody looking, with\n"
             "thresholds on utilisation, latency and errors, and with a detector that judges what the services write. An alarm names a service; it is\n"
             "replaced, or added to where the load is what is too much. Thresholds, detector and what it takes are chosen on other replications.",
             {{"--scenario", "S", "number or name of a scenario that the project keeps; what people approved of it is done"}, {"--replications", "N", "how often each is run (30)"}, {"--detector", "NAME", "choose among these detectors only", true}},
             1, 1, runClosedLoop, true, true}};
}

} // namespace causeway::cli
