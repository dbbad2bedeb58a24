#pragma once
// The control-flow graph of a project's events, or of two periods and what differs between them.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/flow/difference.h"
#include "analysis/flow/graph.h"
#include "storage/project.h"

namespace causeway::engine {

struct MineFlowRequest {
    enum class Miner : std::uint8_t { Fsa, Cfg, Tcfg } miner = Miner::Cfg;
    std::string component;          // only events whose header names it; empty = all
    bool ignoreIds = false;         // mine from times even where sessions are known; not for Fsa
    TimeRange range;
    std::optional<TimeRange> against; // the period before; not for Fsa, whose states have no names of their own
    bool againstRest = false;         // the period before is all outside `range` that has a time; `against` is not looked at
    [[nodiscard]] bool compares() const { return against.has_value() || againstRest; }
    unsigned threads = 0;
    bool operator==(const MineFlowRequest &) const = default;
};

struct MineFlowResponse {
    MineFlowRequest request;
    // With a period to compare with: nodes and edges of either; what is gone has no count.
    flow::Graph graph;
    std::vector<std::string> texts;     // of nodes
    std::vector<flow::EdgeDifference> differences; // one an edge; empty without a period to compare with
    std::vector<std::pair<std::uint32_t, std::uint32_t>> concurrentBefore; // as graph.concurrent, which is of `range`
    std::vector<std::uint64_t> countsBefore;       // of nodes; empty without a period to compare with
    std::string grouping;               // whose sessions were used; empty: none
    std::uint64_t timeless = 0;         // events without a time of their own
};

// Sessions are those of the current grouping, but for windows of time and sources, which say nothing of what belongs
// together. Errors: NotFound (no events, or none of the component), InvalidInput (nothing to mine from), Cancelled, Damaged.
Result<MineFlowResponse> mineFlow(storage::Project &project, const MineFlowRequest &request, const Job &job);

// The same of all, and after it one of each component that the lines' headers name, most events first; of all alone where there
// is one component or none, or one is asked for. What cannot be mined of a component is empty, and a warning says why.
Result<std::vector<MineFlowResponse>> mineFlows(storage::Project &project, const MineFlowRequest &request, const Job &job);

} // namespace causeway::engine
