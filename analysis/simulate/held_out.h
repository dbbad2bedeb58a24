#pragma once
// How well a service model tells what it has not seen: learned from a part of the traces, simulated, and held against the others.
//
// Two things bound what any model can do, and stand beside it. The part that was learned from may itself be unlike the other (its own
// quantiles against those of the rest: the floor); then the services changed, and no model of the first part tells the second. And few
// requests have uncertain quantiles: so the same traces are divided at random many times.

#include <array>

#include "analysis/simulate/learn_scenario.h"
#include "analysis/simulate/replications.h"

namespace causeway::simulate {

using Quantiles = std::array<double, 3>;            // p50, p95, p99
constexpr Quantiles kShares{0.5, 0.95, 0.99}, kErrorLimits{0.10, 0.15, 0.25};
bool withinLimits(const Quantiles &errors);

struct ServiceError {
    enum class Verdict : std::uint8_t {
        Within,
        Changed,   // it takes other times in the rest than a division by chance explains
        Uncertain, // too few requests: of divisions by chance, too many are beyond the limits
        New,       // not in the part that was learned from
        Model      // neither: the model is wrong
    };
    std::uint32_t service = 0;                      // of the table
    std::uint64_t learned = 0, held = 0;            // requests
    Quantiles heldNs{}, learnedNs{}, predictedNs{};
    Quantiles error{}, floor{}, own{};              // predicted / held − 1, learned / held − 1, predicted / learned − 1
    double unchanged = 1;                           // chance of parts as unlike as these (Kolmogorov's distance) in a division by chance
    double byChance = 0;                            // share of the divisions by chance whose one part tells the other within the limits
    Verdict verdict = Verdict::Model;
};

enum class Division : std::uint8_t { Time, Recordings }; // the first traces; the first of each recording

struct HeldOutSettings {
    double share = 0.7;                             // to learn from
    Division division = Division::Time;
    unsigned replications = 10, threads = 0;
    std::uint64_t seed = 1;
    static constexpr std::uint64_t kFewest = 50;    // requests in the rest; services with fewer are not judged
    static constexpr unsigned kDivisions = 199;     // by chance, of whole traces
    static constexpr double kSame = 0.01, kCertain = 0.8;
};

struct HeldOut {
    LearnedScenario learned;
    ReplicationsResult simulated;
    std::vector<ServiceError> services;             // judged ones, by number
    std::uint64_t tracesLearned = 0, tracesHeld = 0;
    std::size_t within = 0, floorWithin = 0, ownWithin = 0; // services
};

// traces: rising. Errors: InvalidInput (fewer than two traces), those of learnScenario and runReplications, Cancelled.
Result<HeldOut> holdOut(const traces::SpanTable &table, std::span<const std::uint32_t> traces, const HeldOutSettings &settings, const Job &job);

} // namespace causeway::simulate
