#pragma once
// What a split costs, for people.

#include "app/cli/output.h"
#include "app/engine/propose_boundaries.h"

namespace causeway::cli {

// Of a response that has a cost.
void printSplitCost(Output &out, const engine::BoundariesResponse &response);

} // namespace causeway::cli
