#pragma once
// Sharing a number of replicas among services.

#include <span>
#include <vector>

#include "analysis/simulate/scenario.h"

namespace causeway::allocate {

// The setting `budget`, where 0 stands for all the replicas that the scenario begins with.
unsigned budgetOf(const simulate::Scenario &scenario, double setting);

// In proportion to the weights (not negative; all 0: evenly), each at least `least` as far as the budget reaches, by largest remainders,
// the first of equals first. Their sum is the budget.
std::vector<unsigned> shareOut(std::span<const double> weights, unsigned budget, unsigned least);

// What was wanted, where the sum is within the budget; else at least 1 each, and of the rest the most important get what they wanted first
// (importance: as simulate::importanceOf has it), equally important ones in proportion to what they wanted.
std::vector<unsigned> fitBudget(std::span<const unsigned> wanted, unsigned budget, std::span<const simulate::Importance> importance);

} // namespace causeway::allocate
