#pragma once
// What is behind an edge of a mined graph: how long it took, each time; which times were the slowest.

#include <memory>
#include <string>
#include <vector>

#include "app/engine/mine_flow.h"

namespace causeway::engine {

struct EdgeTimesRequest {
    std::shared_ptr<const MineFlowResponse> mined;
    std::uint32_t edge = 0;      // of its graph
    std::size_t slowest = 100;   // how many are listed
};

struct EdgeTimesResponse {
    flow::DelayHistogram delays;
    flow::DelayHistogram before; // in the period that is compared with; empty where there is none
    std::int64_t boundNs = 0;    // a longer one is slow: an automaton's fitted bound, else flow::latencyBound of `before`, or of `delays`; 0: none
    std::uint64_t beyond = 0;    // of `delays`
    struct Passage {
        EventId from, to;
        TimePoint time;          // of the first event
        std::int64_t delayNs = 0;
        std::string session;     // subject id; empty: of none
    };
    std::vector<Passage> slowest; // first the slowest
};

// Reads the events again. Errors: NotFound (the edge, or the events, are gone), Cancelled, Damaged.
Result<EdgeTimesResponse> edgeTimes(storage::Project &project, const EdgeTimesRequest &request, const Job &job);

} // namespace causeway::engine
