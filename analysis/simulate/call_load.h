#pragma once
// How many calls follow from a request on average, retries not counted.

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

// Calls of one operation by another: average number.
struct CallRate {
    std::uint32_t operation = 0;
    double times = 0;
};
// By the caller. Calls of operations that do not exist are left out.
std::vector<std::vector<CallRate>> callRates(const Scenario &scenario);

// For each operation, the calls that follow from one, itself counted: 1 + Σ times · that of the called. Infinity where that is more than
// `most`, also where calls go round without end.
std::vector<double> callsPerRequest(std::span<const std::vector<CallRate>> rates, double most);

// From an operation on along the calls that cost most, to the first one that comes again; empty where none does.
std::vector<std::uint32_t> costliestRound(std::span<const std::vector<CallRate>> rates, std::span<const double> calls, std::uint32_t from);

// Calls of each operation a second, on average, retries not counted, given those from outside. Those that do not exist are left out.
std::vector<double> operationRates(const Scenario &scenario, std::span<const double> outside);

// Expected requests in the measured time and the warm-up. Closed: as if each answer came in the time of the operation's own work.
double expectedRequests(const Scenario &scenario, const Arrivals &arrivals);

} // namespace causeway::simulate
