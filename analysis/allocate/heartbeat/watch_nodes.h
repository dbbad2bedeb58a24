#pragma once
// Nodes that crash and are repaired, watched over a network that delays and loses messages.

#include <optional>

#include "analysis/allocate/heartbeat/detector.h"
#include "analysis/core/job.h"
#include "analysis/simulate/distribution.h"
#include "analysis/simulate/replications.h"

namespace causeway::allocate::heartbeat {

struct WatchScenario {
    unsigned nodes = 20;
    double durationS = 10'000;
    simulate::Distribution rttS{simulate::Distribution::Kind::Lognormal, 0.02, 0.5, {}}; // each way takes half
    double goodToBad = 0.001, badToGood = 0.1, lossInBad = 0.5;                         // by message, each way by itself (Gilbert 1960, Elliott 1963)
    double crashEveryS = 1000, repairS = 60;                                            // exponential from up to down; constant
    std::uint64_t seed = 1;
};

struct WatchResult {
    unsigned crashes = 0, detected = 0;     // whose whole repair lies within the time
    double detectionMeanS = 0;              // from the crash to the suspicion; 0 where it was suspected already
    std::uint64_t falseSuspicions = 0;      // begun while the node was up
    double suspectedUpShare = 0;            // of the time in which nodes are up
    std::uint64_t messages = 0;
    double messagesPerNodeS = 0;
};
// The same scenario and seed have the same crashes; messages have the same fate by their number.
WatchResult watchNodes(const WatchScenario &scenario, const DetectorInfo &detector, double intervalS, double margin);

// Interval and margin by which a detector sends so many messages and needs so long on average to detect a crash, found on the scenario
// with some seeds from its own on.
struct Calibrated {
    double intervalS = 0, margin = 0;
    WatchResult result;                     // of these seeds together
};
// nullopt: it cannot be so fast with so few messages, or only by suspecting nodes that are up for more than kMostSuspected of the time.
constexpr double kMostSuspected = 0.25;
std::optional<Calibrated> calibrate(const WatchScenario &scenario, const DetectorInfo &detector, double messagesPerNodeS, double detectionS);

// A detector calibrated on other random numbers than it is judged on.
struct DetectorOutcome {
    const DetectorInfo *detector = nullptr;
    std::optional<Calibrated> calibrated;   // none: then nothing else holds
    simulate::Estimate detectionS, messagesPerNodeS, falsePerNodeH, suspectedUp; // over replications; suspectedUp: a share
};
// All detectors, on as many replications, at the same time and messages. The result does not depend on the threads. Errors: Cancelled.
Result<std::vector<DetectorOutcome>> compareDetectors(const WatchScenario &scenario, double messagesPerNodeS, double detectionS, unsigned replications, unsigned threads, const Job &job);

} // namespace causeway::allocate::heartbeat
