#pragma once
// A scenario answered in milliseconds: requests as a fluid that runs through the services, with what is known of waiting where there is
// capacity enough. For sliders; the simulation tells how far it is off.
//
// Of each service dx/dt = λ − μ · min(c, x), solved exactly over short steps, x in requests; what leaves it runs on to what it calls.
// A request waits for the backlog before it, plus what it would in an M/G/c queue of that load (mgcApproximate, load at most kMostLoad), which it comes to in the
// relaxation time of such a queue.
// Latencies are added up along the calls by mean and variance, calls at once by Clark 1961; those of a step follow a gamma distribution
// of that mean and variance, and of the requests of a step those count that are answered within the measured time. Not in it: time-outs, breakers, retries after anything but an operation's own error, refusals while a queue is
// short of its limit, priorities, faults, and that arrivals at once or in turn are no Poisson stream.

#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

struct FluidService {
    double arrivalRate = 0, utilisation = 0, utilisationMost = 0; // means over the measured time, per second
    double queueMean = 0, waitS = 0;
    double backlogEnd = 0;                // requests more than it works on, at the end
    double droppedPerS = 0;
};

struct FluidOperation {
    double rate = 0;                      // per second
    double latencyMeanS = 0, p50S = 0, p95S = 0, p99S = 0;
    double violation = 0;                 // share later than the objective or failed; without objective: failed
};

struct FluidResult {
    std::vector<FluidService> services;     // as in the scenario
    std::vector<FluidOperation> operations; // likewise
    double cost = 0, energyWh = 0, brownWh = 0, carbonG = 0;
    std::vector<double> timesS;             // ends of the steps
    std::vector<std::vector<float>> utilisation, queue; // by service and step: for pictures
};

constexpr double kMostLoad = 0.99;

// Errors: InvalidInput (the first of checkScenario).
Result<FluidResult> solveFluid(const Scenario &scenario, unsigned steps = 300);

} // namespace causeway::simulate
