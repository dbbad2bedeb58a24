#pragma once
// The graph of a finite automaton of sessions (state_machine.h), with times and loop counts and what they are bound by (Fu et al.
// 2009, "Execution anomaly detection in distributed systems").

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/graph.h"
#include "analysis/flow/timeline.h"

namespace causeway::flow {

struct AutomatonSettings {
    unsigned tail = 2;                  // k, 1 or 2
    std::size_t mostPrefixes = 200'000; // different beginnings of sessions that are kept; later sessions with others are left out
};

// A node is a state, named by the template that leads into it; several states may have the same. Edges are transitions with
// their times. Errors: InvalidInput (no sessions), Cancelled.
Result<Graph> mineAutomaton(const Events &events, const AutomatonSettings &settings, const Job &job);

} // namespace causeway::flow
