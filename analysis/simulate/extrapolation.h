#pragma once
// What a scenario asks of a learned model that was never observed: there its answer rests on assumptions.

#include "analysis/simulate/learn_scenario.h"

namespace causeway::simulate {

struct Extrapolation {
    enum class What : std::uint8_t {
        Load,      // requests a second at a service, at the most
        Servers,   // of a replica: more than the model has; observed: as many as ever were busy at once
        Replicas,  // other than the one that traces are taken for
        Speed,     // other than as observed, at the most or least
        Work,      // mean self time of an operation, seconds
        Unknown    // a service or operation that was not there
    } what = What::Load;
    std::string name;              // service or operation of the asked scenario
    double observed = 0, asked = 0;
    bool operator==(const Extrapolation &) const = default;
};

// In a sentence.
Message told(const Extrapolation &one);

constexpr double kMarginOfLoad = 0.1; // above what was observed: parts of the time are short, and vary

// In the order of the asked scenario's services, then operations. asked: one that checkScenario lets pass.
std::vector<Extrapolation> extrapolations(const LearnedScenario &observed, const Scenario &asked);

} // namespace causeway::simulate
