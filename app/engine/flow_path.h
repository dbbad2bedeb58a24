#pragma once
// A session along a mined graph: which node each event is, by which edges it came, where it left the graph.

#include <memory>
#include <string>
#include <vector>

#include "analysis/flow/follow.h"
#include "app/engine/mine_flow.h"
#include "storage/event_reader.h"

namespace causeway::engine {

struct FlowPathRequest {
    std::shared_ptr<const MineFlowResponse> mined;
    std::string session; // subject id
};

struct FlowPathResponse {
    static constexpr std::size_t kMostSteps = 10'000; // the first ones of a longer session
    std::string session;
    struct Step {
        EventId event;
        TimePoint time;              // none(): it has none
        std::uint32_t templateId = 0;
        flow::PathStep path;
        std::vector<std::int64_t> delaysNs;  // of path.edges: since the event it came from
        std::int64_t boundNs = 0;            // > 0: it came late by each of its edges; the largest bound of them
        std::uint32_t repeats = 0;           // > 0: it comes here once more than usual, and this often in the session
        std::vector<std::uint32_t> expected; // where it leaves, is rare or nothing follows: nodes that mostly follow from where the session was
        [[nodiscard]] bool isOdd() const { return path.leaves || path.open || path.rare || boundNs > 0 || repeats > 0; }
    };
    std::vector<Step> steps;
    std::size_t left = 0;            // events beyond kMostSteps
    std::size_t odd = 0;             // steps
    std::optional<std::size_t> first; // of those
};

// A delay is late beyond an automaton's fitted bound, else beyond one fitted to all passages of the edge, which some slow ones do not
// move (fitted_bound.h), and twice their median. More often than usual: as often as in less than flow::kRareStep of the sessions that hold the step before the
// first of them. Errors: NotFound (no such session), Cancelled, Damaged.
Result<FlowPathResponse> flowPath(storage::Project &project, const FlowPathRequest &request, const Job &job);

} // namespace causeway::engine
