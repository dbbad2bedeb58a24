#pragma once
// The service model that a project's traces show, as a scenario.

#include "analysis/simulate/learn_scenario.h"
#include "storage/project.h"

namespace causeway::engine {

struct LearnModelResponse {
    std::shared_ptr<const traces::SpanTable> table;
    simulate::LearnedScenario learned;
};

// time: of the traces' starts. Errors: NotFound (no spans), InvalidInput (no traces in that time), Cancelled, Damaged.
Result<LearnModelResponse> learnModel(storage::Project &project, TimeRange time, const Job &job);

} // namespace causeway::engine
