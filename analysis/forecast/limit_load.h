#pragma once
// The load at which an objective is no longer met, by the fluid and queueing model of the service.

#include "analysis/simulate/scenario.h"
#include "analysis/core/result.h"

namespace causeway::forecast {

struct LimitLoad {
    std::string objective;              // the operation whose objective goes first
    double factor = 0;                  // on all arrivals
    double perS = 0;                    // requests from outside, all operations together
};

// Of the mean of all arrivals of the scenario, in the shares that they have there. Errors: those of solveFluid; InvalidInput (no objectives;
// an objective that is not met even without load, or at a thousand times the load).
Result<LimitLoad> limitLoad(const simulate::Scenario &scenario);

} // namespace causeway::forecast
