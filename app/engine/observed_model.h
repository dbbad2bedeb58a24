#pragma once
// What was observed where a scenario was learned from traces: kept in the project beside it, so that it and its forks tell what they ask beyond.

#include "analysis/simulate/extrapolation.h"
#include "app/engine/scenarios.h"

namespace causeway::engine {

Result<void> keepObserved(storage::Project &project, ScenarioId id, const simulate::LearnedScenario &learned);

// Of the first scenario that this one was forked from: its document, and the loads of its services; nothing else of it. nullopt: it was not
// learned from traces.
Result<std::optional<simulate::LearnedScenario>> observedOf(storage::Project &project, ScenarioId id);

using Extrapolations = std::vector<simulate::Extrapolation>;
// nullopt likewise. asked: the scenario of that number, as it is now.
Result<std::optional<Extrapolations>> beyondObserved(storage::Project &project, ScenarioId id, const simulate::Scenario &asked);

} // namespace causeway::engine
