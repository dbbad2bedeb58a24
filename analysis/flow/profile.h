#pragma once
// What is normal of a program's flow: its graph, and what the matcher makes of a log that is taken for normal. Bounds come from
// the matcher's own output, so what it gets wrong regularly is never reported.

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/graph.h"
#include "analysis/flow/timeline.h"

namespace causeway::flow {

struct EdgeProfile {
    double logMean = 0, logDeviation = 0.5; // of seconds
    std::int64_t boundNs = 0;               // a longer delay is odd; 0: seen too seldom to say
    bool expected = false;                  // almost every parent has this child
    std::uint64_t exclusive = 0;            // edges of the same parent (bit: place among its children) that never go with this one
    [[nodiscard]] double density(double seconds) const; // a second
};

struct NodeProfile {
    bool needsParent = false;      // almost none of its events comes of itself
    bool needsChild = false;       // almost always something follows
    std::int64_t deadlineNs = 0;   // until the last of its children is there
    std::uint32_t mostPerSession = 0; // of a loop; 0: no bound
};

struct Profile {
    Graph graph;
    bool ids = false;
    std::vector<EdgeProfile> edges; // as graph.edges
    std::vector<NodeProfile> nodes; // as graph.nodes
};

// What the delays of an edge are bound by: beyond 4.2 standard deviations of their logarithms and 1.3 times the 99.5 % quantile;
// 0: too few to say.
std::int64_t latencyBound(const DelayHistogram &delays);

// events: what is taken for normal, in order of time. Errors: Cancelled.
Result<Profile> learnProfile(Graph graph, const Events &events, const Job &job);

} // namespace causeway::flow
