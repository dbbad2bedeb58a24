#include "app/engine/flow_path.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "analysis/flow/fitted_bound.h"
#include "app/engine/flow_material.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kMostExpected = 3;

// Children of a node that it mostly has, or else its likeliest ones.
std::vector<std::uint32_t> childrenOf(const flow::Graph &graph, std::uint32_t node)
{
    std::vector<const flow::Edge *> edges;
    for (const flow::Edge &edge : graph.out(node))
        if (edge.count > 0)
            edges.push_back(&edge);
    std::ranges::stable_sort(edges, std::ranges::greater(), [](const flow::Edge *edge) { return edge->count; });
    std::vector<std::uint32_t> out;
    for (const flow::Edge *edge : edges)
        if (out.size() < kMostExpected)
            out.push_back(edge->to);
    return out;
}

// By edge of the graph; 0: too few passages for a bound, or an edge of no step.
Result<std::vector<std::int64_t>> boundsOf(const FlowColumns &columns, const MineFlowResponse &mined, const std::vector<bool> &wanted, const Job &job)
{
    std::vector<std::int64_t> bounds(wanted.size(), 0);
    std::vector<flow::DelayHistogram> delays(wanted.size());
    CAUSEWAY_TRY(flow::forEachPassage(columns.events(), mined.graph, mined.request.miner == MineFlowRequest::Miner::Fsa,
                                      [&](const flow::Passage &passage) {
                                          if (wanted[passage.edge])
                                              delays[passage.edge].add(columns.times[passage.child] - columns.times[passage.parent]);
                                      },
                                      job));
    for (std::size_t e = 0; e < bounds.size(); ++e)
        if (wanted[e]) {
            auto bins = delays[e].bins();
            std::erase_if(bins, [](const auto &bin) { return bin.first <= 0; });
            const flow::FittedBound bound = flow::fitBound(bins);
            bounds[e] = static_cast<std::int64_t>(std::llround(std::max(bound.bound, bound.bound > 0 ? 2 * bound.typical : 0)));
        }
    return bounds;
}

void markLate(const MineFlowResponse &mined, const std::vector<std::int64_t> &bounds, FlowPathResponse &path)
{
    for (FlowPathResponse::Step &step : path.steps) {
        std::int64_t most = 0;
        bool late = !step.path.edges.empty();
        for (std::size_t k = 0; k < step.path.edges.size() && late; ++k) {
            const std::int64_t fitted = mined.graph.edges[step.path.edges[k]].boundNs, bound = fitted > 0 ? fitted : bounds[step.path.edges[k]];
            late = bound > 0 && step.delaysNs[k] > bound;
            most = std::max(most, bound);
        }
        step.boundNs = late ? most : 0;
    }
}

// A template that comes several times, and what came before the first of them.
struct Repetition {
    std::uint32_t templateId = 0, before = 0;
    std::vector<std::size_t> steps;
};

std::vector<Repetition> repetitionsIn(const FlowPathResponse &path)
{
    std::vector<Repetition> out;
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
        const std::uint32_t id = path.steps[i].templateId;
        const auto known = std::ranges::find(out, id, &Repetition::templateId);
        if (known != out.end())
            known->steps.push_back(i);
        else
            out.push_back({id, i > 0 ? path.steps[i - 1].templateId : id, {i}});
    }
    std::erase_if(out, [](const Repetition &one) { return one.steps.size() < 3; });
    return out;
}

void markRepeated(const FlowColumns &columns, const Repetition &one, FlowPathResponse &path)
{
    std::unordered_map<std::uint32_t, std::uint32_t> times; // by session
    std::unordered_set<std::uint32_t> holding;
    for (std::size_t i = 0; i < columns.templates.size(); ++i)
        if (columns.sessions[i] != flow::kNoSession) {
            if (columns.templates[i] == one.templateId)
                ++times[columns.sessions[i]];
            if (columns.templates[i] == one.before)
                holding.insert(columns.sessions[i]);
        }
    for (std::size_t n = 2; n <= one.steps.size(); ++n) {
        const auto asOften = std::ranges::count_if(times, [&](const auto &session) { return session.second >= n && holding.contains(session.first); });
        if (static_cast<double>(asOften) < flow::kRareStep * static_cast<double>(holding.size())) {
            path.steps[one.steps[n - 1]].repeats = static_cast<std::uint32_t>(one.steps.size());
            return;
        }
    }
}

Result<void> judge(storage::Project &project, const MineFlowResponse &mined, FlowPathResponse &path, const Job &job)
{
    std::vector<bool> wanted(mined.graph.edges.size(), false);
    for (const FlowPathResponse::Step &step : path.steps)
        for (std::size_t k = 0; k < step.path.edges.size(); ++k)
            if (step.delaysNs[k] > 0 && mined.graph.edges[step.path.edges[k]].boundNs == 0)
                wanted[step.path.edges[k]] = true;
    CAUSEWAY_ASSIGN(const FlowMaterial material, gatherFlow(project, mined.request, {}, job));
    CAUSEWAY_ASSIGN(const auto bounds, boundsOf(material.now, mined, wanted, job));
    markLate(mined, bounds, path);
    for (const Repetition &one : repetitionsIn(path)) {
        if (job.isCancelled())
            return failure(cancelled());
        markRepeated(material.now, one, path);
    }
    return {};
}

} // namespace

Result<FlowPathResponse> flowPath(storage::Project &project, const FlowPathRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto set, currentSessions(project, request.mined->request.threads, job));
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.mined->request.threads, job));
    const auto session = set->find(request.session);
    if (!session)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no session “%1”"), request.session), {}, Message(CAUSEWAY_TEXT("Sessions may have been grouped anew.")));
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    const auto &chunks = reader.snapshot().chunks;
    FlowPathResponse out;
    out.session = set->subjectId(*session);
    std::span<const EventId> events = set->eventsOf(*session);
    out.left = events.size() > FlowPathResponse::kMostSteps ? events.size() - FlowPathResponse::kMostSteps : 0;
    events = events.first(events.size() - out.left);
    std::vector<std::uint32_t> templates;
    for (const EventId event : events) {
        if (job.isCancelled())
            return failure(cancelled());
        const auto after = std::ranges::upper_bound(chunks, event, {}, [](const auto &chunk) { return chunk.first; });
        if (after == chunks.begin())
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("An event of the session is gone")));
        const auto chunk = static_cast<std::size_t>(after - chunks.begin()) - 1;
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        const auto row = static_cast<std::size_t>(event.value - chunks[chunk].first.value);
        if (row >= rows->shapes.size())
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("An event of the session is gone")));
        FlowPathResponse::Step step;
        step.event = event;
        step.time = TimePoint{rows->timesNs[row]};
        step.templateId = catalog->templateOf(rows->shapes[row]).value;
        templates.push_back(step.templateId);
        out.steps.push_back(std::move(step));
    }
    const flow::Graph &graph = request.mined->graph;
    auto path = flow::pathOf(graph, templates, request.mined->request.miner == MineFlowRequest::Miner::Fsa);
    std::uint32_t at = flow::kNoNode;
    for (std::size_t i = 0; i < out.steps.size(); ++i) {
        FlowPathResponse::Step &step = out.steps[i];
        step.path = std::move(path[i]);
        step.path.open = step.path.open && out.left == 0;
        for (const std::uint32_t edge : step.path.edges) {
            // The latest event before it of that node.
            std::int64_t delay = -1;
            for (std::size_t k = i; k-- > 0 && delay < 0;)
                if (out.steps[k].path.node == graph.edges[edge].from)
                    delay = step.time == TimePoint::none() || out.steps[k].time == TimePoint::none() ? 0 : step.time.ns - out.steps[k].time.ns;
            step.delaysNs.push_back(std::max<std::int64_t>(delay, 0));
        }
        if ((step.path.leaves || step.path.rare) && at != flow::kNoNode)
            step.expected = childrenOf(graph, at);
        else if (step.path.open)
            step.expected = childrenOf(graph, step.path.node);
        if (step.path.node != flow::kNoNode)
            at = step.path.node;
    }
    CAUSEWAY_TRY(judge(project, *request.mined, out, job));
    for (std::size_t i = 0; i < out.steps.size(); ++i)
        if (out.steps[i].isOdd()) {
            ++out.odd;
            if (!out.first)
                out.first = i;
        }
    return out;
}

} // namespace causeway::engine
