#pragma once
// What can be turned at one service of a scenario, as a slider does.

#include <array>

#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::engine {

enum class Knob : std::uint8_t { Replicas, Servers, Load, Speed, Failures, Price };
constexpr std::array<Knob, 6> kKnobs{Knob::Replicas, Knob::Servers, Knob::Load, Knob::Speed, Knob::Failures, Knob::Price};

struct KnobState {
    double value = 0;
    double least = 0, most = 0;    // that can be set
    double reach = 0;              // how far a slider should go: from `least` to that
    bool whole = false;
    std::optional<Message> whyNot; // it cannot be turned
};

// Replicas; servers of a replica; Load: requests per second from outside, or users, of all operations that lead to the service; Speed: mean of its
// replicas, 1 is as told; Failures: of a replica per hour; Price: of a replica per hour. service: of the scenario's.
KnobState knobState(const simulate::Scenario &scenario, std::size_t service, Knob knob);

// Changes the scenario. Load scales every arrival that leads to the service; Speed scales those of all replicas; Failures scales the time between them,
// and where there were none gives them an exponential one, repaired in a minute. Errors: InvalidInput (out of bounds, or what cannot be turned).
Result<void> turnKnob(simulate::Scenario &scenario, std::size_t service, Knob knob, double value);

// By entry of scenario.arrivals: whether it leads to the service, by whatever calls.
std::vector<bool> arrivalsOf(const simulate::Scenario &scenario, std::size_t service);

} // namespace causeway::engine
