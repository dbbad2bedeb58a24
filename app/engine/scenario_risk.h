#pragma once
// How far what a scenario comes to can be relied on, from its answer.

#include "analysis/allocate/explore/risk.h"
#include "app/engine/compare_scenarios.h"

namespace causeway::engine {

// rows: of the comparison with how things are, for the difference in cost. beyond: what it asks that was never observed.
allocate::Risk riskOf(const simulate::Scenario &scenario, const ScenarioAnswer &answer, std::span<const ComparedRow> rows, std::span<const simulate::Extrapolation> beyond = {});

} // namespace causeway::engine
