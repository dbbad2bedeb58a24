#pragma once
// How often each operation is called, a second, calls of calls included; retries and refusals not.

#include <vector>

#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

// On average over the measured time; of closed arrivals as if each answer took no time, 0 where the users do not pause. For scenarios that
// checkScenario lets pass.
std::vector<double> operationRates(const Scenario &scenario);

// By service of the scenario: the most at any time. Of single times the most in a sixtieth of the measured time.
std::vector<double> peakRates(const Scenario &scenario);

} // namespace causeway::simulate
