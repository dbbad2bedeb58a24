#pragma once
// Requests between services as a Markov chain, as Jackson networks and fluid models need it.

#include <vector>

#include "analysis/simulate/scenario.h"

namespace causeway::allocate {

struct ServiceFlow {
    std::vector<double> outside;           // by service: requests that come from outside to it, per second, on average
    std::vector<double> rate;              // all that reach it, per second, retries not counted
    std::vector<double> workS;             // own work of a request at it, at speed 1, on average
    std::vector<std::vector<double>> next; // [s][t]: requests that reach t next when one has ended its own work at s
};
// Calls of a step that are made at once all follow from what went before; what comes after the step follows from the one with the most
// work. The chain forgets where a request came from.
ServiceFlow flowOf(const simulate::Scenario &scenario);

} // namespace causeway::allocate
