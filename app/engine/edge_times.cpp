#include "app/engine/edge_times.h"

#include <algorithm>

#include "analysis/flow/follow.h"
#include "analysis/flow/profile.h"
#include "app/engine/flow_material.h"

namespace causeway::engine {

namespace {

struct Found {
    std::size_t parent = 0, child = 0;
    std::int64_t delayNs = 0;
};

} // namespace

Result<EdgeTimesResponse> edgeTimes(storage::Project &project, const EdgeTimesRequest &request, const Job &job)
{
    const MineFlowResponse &mined = *request.mined;
    if (request.edge >= mined.graph.edges.size())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The graph has no such transition")));
    CAUSEWAY_ASSIGN(const FlowMaterial material, gatherFlow(project, mined.request, {.components = false, .ids = true}, job));
    const bool automaton = mined.request.miner == MineFlowRequest::Miner::Fsa;
    EdgeTimesResponse out;
    std::vector<Found> all;
    const auto read = [&](const FlowColumns &columns, const flow::Graph &graph, flow::DelayHistogram &delays, std::vector<Found> *keep) {
        return flow::forEachPassage(
            columns.events(), graph, automaton,
            [&](const flow::Passage &passage) {
                if (passage.edge != request.edge)
                    return;
                const std::int64_t delay = columns.times[passage.child] - columns.times[passage.parent];
                delays.add(delay);
                if (keep != nullptr)
                    keep->push_back({passage.parent, passage.child, delay});
            },
            job);
    };
    CAUSEWAY_TRY(read(material.now, mined.graph, out.delays, &all));
    if (material.before) {
        flow::Graph before = mined.graph;
        before.concurrent = mined.concurrentBefore;
        CAUSEWAY_TRY(read(*material.before, before, out.before, nullptr));
    }
    const std::int64_t fitted = mined.graph.edges[request.edge].boundNs;
    out.boundNs = fitted > 0 ? fitted : flow::latencyBound(out.before.count() > 0 ? out.before : out.delays);
    out.beyond = out.boundNs > 0 ? static_cast<std::uint64_t>(std::ranges::count_if(all, [&](const Found &one) { return one.delayNs > out.boundNs; })) : 0;
    const std::size_t most = std::min(request.slowest, all.size());
    std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(most), [](const Found &a, const Found &b) { return a.delayNs != b.delayNs ? a.delayNs > b.delayNs : a.child < b.child; });
    all.resize(most);
    const FlowColumns &now = material.now;
    for (const Found &one : all) {
        const std::uint32_t session = now.sessions[one.child];
        out.slowest.push_back({now.ids[one.parent], now.ids[one.child], TimePoint{now.times[one.parent]}, one.delayNs,
                               session == flow::kNoSession || material.sessions == nullptr ? std::string() : material.sessions->subjectId(session)});
    }
    return out;
}

} // namespace causeway::engine
