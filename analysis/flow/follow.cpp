#include "analysis/flow/follow.h"

#include <algorithm>

#include "analysis/flow/matcher.h"
#include "analysis/flow/session_order.h"

namespace causeway::flow {

namespace {

constexpr std::size_t kFarthest = 64; // events back that a parent is looked for without ids

class Order {
public:
    explicit Order(const Graph &graph) : m_graph(graph), m_concurrent(graph.nodes.size())
    {
        for (const auto &[a, b] : graph.concurrent)
            m_concurrent.set(a, b);
    }
    [[nodiscard]] std::uint32_t node(std::uint32_t templateId) const
    {
        const std::uint32_t found = m_graph.find(templateId);
        return found < m_graph.nodes.size() ? found : kNoNode;
    }
    // f(parent, child): places within nodes.
    template <typename F>
    void causes(std::span<const std::uint32_t> nodes, const F &f)
    {
        forEachCause(nodes, m_concurrent, m_ancestors, f);
    }
    [[nodiscard]] std::uint32_t edge(std::uint32_t from, std::uint32_t to) const
    {
        const Edge *found = from == kNoNode || to == kNoNode ? nullptr : m_graph.edge(from, to);
        return found == nullptr ? kNoNode : static_cast<std::uint32_t>(found - m_graph.edges.data());
    }

private:
    const Graph &m_graph;
    Concurrency m_concurrent;
    std::vector<std::uint64_t> m_ancestors;
};

void markRare(const Graph &graph, PathStep &step)
{
    step.rare = !step.edges.empty() && std::ranges::all_of(step.edges, [&](std::uint32_t e) {
        const Edge &edge = graph.edges[e];
        const double most = kRareStep * static_cast<double>(std::min(graph.nodes[edge.from].count, graph.nodes[edge.to].count));
        return static_cast<double>(edge.count) < most;
    });
}

// Steps of an automaton: kNoNode where it has none, then where a session may begin, else any state of that name.
class States {
public:
    explicit States(const Graph &graph) : m_graph(graph)
    {
        for (std::uint32_t n = 0; n < graph.nodes.size(); ++n)
            m_named.emplace_back(graph.nodes[n].templateId, n);
        std::ranges::sort(m_named);
    }
    struct Step {
        std::uint32_t node = kNoNode, edge = kNoNode;
    };
    [[nodiscard]] Step next(std::uint32_t from, std::uint32_t templateId) const
    {
        if (from != kNoNode)
            for (const Edge &edge : m_graph.out(from))
                if (m_graph.nodes[edge.to].templateId == templateId)
                    return {edge.to, static_cast<std::uint32_t>(&edge - m_graph.edges.data())};
        return {};
    }
    [[nodiscard]] std::uint32_t begin(std::uint32_t templateId, bool anywhere) const
    {
        std::uint32_t best = kNoNode;
        for (auto it = std::ranges::lower_bound(m_named, std::pair(templateId, 0u)); it != m_named.end() && it->first == templateId; ++it) {
            const Node &node = m_graph.nodes[it->second];
            if (node.begins > 0)
                return it->second;
            if (anywhere && (best == kNoNode || node.count > m_graph.nodes[best].count))
                best = it->second;
        }
        return best;
    }

private:
    const Graph &m_graph;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_named; // template, node
};

std::vector<PathStep> pathOfStates(const Graph &graph, std::span<const std::uint32_t> templates)
{
    const States states(graph);
    std::vector<PathStep> path(templates.size());
    std::uint32_t at = kNoNode;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const States::Step step = states.next(at, templates[i]);
        PathStep &made = path[i];
        made.node = step.node;
        if (step.edge != kNoNode) {
            made.edges.push_back(step.edge);
        } else if (i == 0) {
            made.node = states.begin(templates[i], false);
            made.leaves = made.node == kNoNode;
        } else {
            made.leaves = true;
        }
        if (made.leaves)
            made.node = states.begin(templates[i], true);
        at = made.node;
    }
    if (!path.empty() && at != kNoNode)
        path.back().open = graph.nodes[at].ends < kRareStep && !graph.out(at).empty();
    return path;
}

std::vector<PathStep> pathByEdges(const Graph &graph, std::span<const std::uint32_t> templates)
{
    const Order order(graph);
    std::vector<PathStep> path(templates.size());
    for (std::size_t j = 0; j < path.size(); ++j) {
        PathStep &step = path[j];
        step.node = order.node(templates[j]);
        for (std::size_t i = j; i-- > j - std::min(j, kFarthest) && step.edges.empty();)
            if (const std::uint32_t edge = order.edge(path[i].node, step.node); edge != kNoNode)
                step.edges.push_back(edge);
        step.leaves = step.node == kNoNode || (step.edges.empty() && graph.nodes[step.node].begins < kRareStep);
    }
    return path;
}

std::vector<PathStep> pathBySessions(const Graph &graph, std::span<const std::uint32_t> templates)
{
    Order order(graph);
    std::vector<PathStep> path(templates.size());
    std::vector<std::uint32_t> nodes;  // that are known
    std::vector<std::size_t> places;   // of each
    for (std::size_t j = 0; j < path.size(); ++j) {
        path[j].node = order.node(templates[j]);
        path[j].leaves = path[j].node == kNoNode;
        if (!path[j].leaves) {
            nodes.push_back(path[j].node);
            places.push_back(j);
        }
    }
    std::vector<bool> caused(nodes.size(), false), followed(nodes.size(), false);
    order.causes(nodes, [&](std::size_t i, std::size_t j) {
        caused[j] = true;
        followed[i] = true;
        if (const std::uint32_t edge = order.edge(nodes[i], nodes[j]); edge != kNoNode)
            path[places[j]].edges.push_back(edge);
    });
    for (std::size_t j = 0; j < nodes.size(); ++j) {
        PathStep &step = path[places[j]];
        const Node &node = graph.nodes[nodes[j]];
        step.leaves = step.edges.empty() && (caused[j] || node.begins < kRareStep) && node.kind != NodeKind::Operational;
        step.open = !followed[j] && node.ends < kRareStep && !graph.out(nodes[j]).empty();
        std::ranges::sort(step.edges);
        step.edges.erase(std::unique(step.edges.begin(), step.edges.end()), step.edges.end());
    }
    return path;
}

} // namespace

std::vector<PathStep> pathOf(const Graph &graph, std::span<const std::uint32_t> templates, bool automaton)
{
    std::vector<PathStep> path = automaton ? pathOfStates(graph, templates) : graph.sessions == 0 ? pathByEdges(graph, templates) : pathBySessions(graph, templates);
    for (PathStep &step : path)
        markRare(graph, step);
    return path;
}

Result<void> forEachPassage(const Events &events, const Graph &graph, bool automaton, const std::function<void(const Passage &)> &found, const Job &job)
{
    if (graph.sessions == 0) {
        CAUSEWAY_ASSIGN(const Profile profile, learnProfile(graph, events, job));
        std::vector<std::int64_t> wait;
        for (const NodeProfile &node : profile.nodes)
            wait.push_back(node.deadlineNs > INT64_MAX / 3 ? INT64_MAX : node.deadlineNs * 3);
        Matcher matcher(profile, std::move(wait));
        for (std::size_t i = 0; i < events.templates.size(); ++i) {
            if (i % 8192 == 0 && job.isCancelled())
                return failure(cancelled());
            const std::uint32_t node = graph.find(events.templates[i]);
            if (node == graph.nodes.size())
                continue;
            for (const Matcher::Match &match : matcher.add(node, events.timesNs[i], kNoSession, i).parents)
                found({match.edge, static_cast<std::size_t>(match.parent), i});
        }
        return {};
    }
    const SessionIndex index = indexSessions(events);
    Order order(graph);
    const States states(graph);
    std::vector<std::uint32_t> nodes;
    for (std::size_t s = 0; s < index.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const auto places = index.of(s);
        if (automaton) {
            std::uint32_t at = kNoNode;
            for (std::size_t k = 0; k < places.size(); ++k) {
                const States::Step step = k == 0 ? States::Step{states.begin(events.templates[places[k]], false), kNoNode} : states.next(at, events.templates[places[k]]);
                at = step.node;
                if (step.edge != kNoNode)
                    found({step.edge, places[k - 1], places[k]});
                if (at == kNoNode)
                    break; // left out when it was mined
            }
            continue;
        }
        nodes.clear();
        for (const std::uint32_t place : places)
            nodes.push_back(order.node(events.templates[place]));
        order.causes(nodes, [&](std::size_t i, std::size_t j) {
            if (const std::uint32_t edge = order.edge(nodes[i], nodes[j]); edge != kNoNode)
                found({edge, places[i], places[j]});
        });
    }
    return {};
}

} // namespace causeway::flow
