#pragma once
// Anomaly detection as the feedback loop of resource management, measured: a scenario's faults, each by itself, once with nobody looking,
// once with thresholds on metrics, once with a detector that judges what the services write. What is done about an alarm is the same
// (healer.h), so are the random numbers.
//
// Everything is chosen on other replications than those told of: the detector is trained on a run where nothing is wrong; what is normal,
// the heights of thresholds and the detector itself come from validation runs. Of settings that never act where nothing is wrong (else: that
// do so least) the one with the fewest SLO violations over the faults is taken, for both in the same way.

#include "analysis/loop/detector_trigger.h"
#include "analysis/loop/healer.h"
#include "analysis/loop/threshold_trigger.h"
#include "analysis/simulate/replications.h"

namespace causeway::loop {

struct LoopSettings {
    unsigned replications = 30, validation = 4, threads = 0;
    std::uint64_t seed = 1;
    std::vector<const detect::Detector *> detectors; // to choose among
    std::size_t trainingSessions = 5000;             // at most
};

enum class Arm : std::uint8_t { None, Thresholds, ThresholdsAndErrors, Detector };
constexpr std::array<std::string_view, 4> kArms{"none", "thresholds", "thresholds_and_errors", "detector"};

// Of a run. What did not happen before the end counts as if it had then.
struct LoopMeasures {
    double detectS = 0, repairS = 0;    // since the fault began: the first alarm; the end of the last window with too many SLO violations
    double violation = 0, cost = 0;     // share of the requests; of the measured time
    double deeds = 0;
    bool detected = false, right = false; // right: the first service named is that of the fault
};
enum class LoopMeasure : std::uint8_t { DetectS, RepairS, Violation, Cost, Deeds };
constexpr std::array<std::string_view, 5> kLoopMeasures{"detect_s", "repair_s", "slo_violation", "cost", "deeds"};
double of(const LoopMeasures &run, LoopMeasure measure);

struct ArmOutcome {
    std::vector<LoopMeasures> runs;
    std::array<simulate::Estimate, kLoopMeasures.size()> measures;
    std::size_t detected = 0, right = 0; // runs
};

struct FaultOutcome {
    std::string name, service;          // name empty: nothing is wrong; service empty: load
    std::array<ArmOutcome, kArms.size()> arms;
    // The detector less the thresholds that did better on validation runs, replication by replication.
    std::array<simulate::Estimate, kLoopMeasures.size()> delta;
};

struct DetectorTrial {
    std::string name;
    double height = 0;
    double violation = 0;               // mean over faults, validation runs
    double vain = 0;                    // deeds a run where nothing is wrong
    std::optional<Error> error;         // it could not be trained
};

struct LoopResult {
    std::vector<FaultOutcome> faults;   // as in the scenario; the last: nothing is wrong
    std::vector<DetectorTrial> trials;  // the best height of each detector
    std::string detector;               // chosen
    double height = 0;
    bool limit = false;                 // it limits while it adds
    Thresholds thresholds, withErrors;  // chosen, without and with errors looked at
    bool thresholdsLimit = false, withErrorsLimit = false;
    Arm reference = Arm::Thresholds;    // of delta
    std::size_t sessions = 0;           // trained on
};

// The scenario's faults; where it has none: those of standardFaults(). Errors: those of makePlan and Simulation::run, InvalidInput (no
// objectives; no detector could be trained), Cancelled.
Result<LoopResult> closeLoop(const simulate::Scenario &scenario, const LoopSettings &settings, const Job &job);

// The busiest service slow, the second failing, the third losing answers (in turn where there are fewer), and 2.2 times the load, from a
// fifth of the time on.
std::vector<simulate::Fault> standardFaults(const simulate::Scenario &scenario);

} // namespace causeway::loop
