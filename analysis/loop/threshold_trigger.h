#pragma once
// Thresholds on what is measured at each service, as monitoring has them.

#include "analysis/loop/trigger.h"

namespace causeway::loop {

struct Thresholds {
    double utilisation = 0.9;           // of its servers; above 1: not looked at
    double latency = 3;                 // 95th percentile, as a multiple of what is normal
    double errors = 2;                  // share of its answers that are failures; above 1: not looked at
    unsigned windows = 2;               // so many one after the other
};

// A service that calls another one which is over its thresholds as well is not told: it shows what it suffers from.
std::unique_ptr<Trigger> thresholdTrigger(const simulate::Scenario &scenario, std::shared_ptr<const Normal> normal, const Thresholds &thresholds);

} // namespace causeway::loop
