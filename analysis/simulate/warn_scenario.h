#pragma once
// What is odd about a scenario that can be simulated all the same.

#include <functional>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

// Of a service: work that comes to it and what it can do, in busy servers, on average over the measured time.
struct ServiceLoad {
    double offered = 0, capacity = 0;
    double requestsPerS = 0;            // that reach it
    double growthPerS = 0;              // requests beyond what it can do
};
// Without a policy, time-outs and retries; what a service cannot do does not reach what it calls.
std::vector<ServiceLoad> serviceLoads(const Scenario &scenario);

// At their fields, with what to do: queues that grow without end and by how much, nodes with more work or memory on them than they have,
// floors that their nodes do not carry. The scenario must be one that checkScenario finds nothing wrong with.
std::vector<ScenarioNote> warningsOf(const Scenario &scenario);

} // namespace causeway::simulate
