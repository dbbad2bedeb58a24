#include "views/models/visible_flow.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_map>

namespace causeway::views {

namespace {

constexpr std::size_t kShortestChain = 3;
constexpr std::uint32_t kNone = 0xffffffff;

// Chains: each node but the last has one child, each but the first one parent, and what begins or ends inside stays apart.
std::vector<std::vector<std::uint32_t>> chainsOf(const flow::Graph &graph, const std::vector<bool> &drawn)
{
    const std::size_t n = graph.nodes.size();
    std::vector<std::uint32_t> in(n, 0), out(n, 0), next(n, kNone), previous(n, kNone);
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        if (drawn[e]) {
            ++out[graph.edges[e].from];
            ++in[graph.edges[e].to];
        }
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const flow::Edge &edge = graph.edges[e];
        if (drawn[e] && edge.from != edge.to && out[edge.from] == 1 && in[edge.to] == 1) {
            next[edge.from] = edge.to;
            previous[edge.to] = edge.from;
        }
    }
    std::vector<std::vector<std::uint32_t>> chains;
    std::vector<bool> seen(n, false);
    for (std::uint32_t i = 0; i < n; ++i) {
        if (seen[i] || previous[i] != kNone)
            continue; // rings have no first node and stay as they are
        std::vector<std::uint32_t> chain;
        for (std::uint32_t at = i; at != kNone && !seen[at]; at = next[at]) {
            seen[at] = true;
            chain.push_back(at);
        }
        if (chain.size() >= kShortestChain)
            chains.push_back(std::move(chain));
    }
    return chains;
}

} // namespace

VisibleFlow makeVisible(const flow::Graph &graph, const FlowFold &fold)
{
    VisibleFlow visible;
    const std::size_t n = graph.nodes.size();
    std::vector<bool> drawn(graph.edges.size());
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        drawn[e] = graph.edges[e].count >= fold.fewest || graph.edges[e].count == 0;
        visible.hiddenEdges += !drawn[e];
    }
    std::vector<std::uint32_t> chainOf(n, kNone);
    const auto chains = chainsOf(graph, drawn);
    visible.chains = chains.size();
    std::vector<bool> opened(n, false);
    for (std::uint32_t c = 0; c < chains.size(); ++c) {
        if (fold.chains && !fold.open.contains(chains[c].front()))
            for (const std::uint32_t node : chains[c])
                chainOf[node] = c;
        else if (fold.chains)
            opened[chains[c].front()] = true;
    }
    std::vector<std::uint32_t> nodeOfChain(chains.size(), kNone);
    std::unordered_map<std::uint32_t, std::uint32_t> times; // an automaton has several states of a template
    for (std::uint32_t i = 0; i < n; ++i) {
        const flow::Node &node = graph.nodes[i];
        // The number of its occurrence tells states of a template apart.
        const std::uint64_t name = (std::uint64_t{times[node.templateId]++} << 32) | node.templateId;
        const std::uint32_t chain = chainOf[i];
        if (chain != kNone && nodeOfChain[chain] != kNone) {
            visible.nodeOf.push_back(nodeOfChain[chain]);
            continue;
        }
        VisibleFlow::Node made;
        made.members = chain == kNone ? std::vector{i} : chains[chain];
        made.name = name;
        made.count = graph.nodes[made.members.front()].count;
        made.kind = graph.nodes[made.members.front()].kind;
        made.opened = opened[i];
        made.alone = true;
        if (chain != kNone)
            nodeOfChain[chain] = static_cast<std::uint32_t>(visible.nodes.size());
        visible.nodeOf.push_back(static_cast<std::uint32_t>(visible.nodes.size()));
        visible.nodes.push_back(std::move(made));
    }
    for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
        const std::uint32_t from = visible.nodeOf[graph.edges[e].from], to = visible.nodeOf[graph.edges[e].to];
        if (!drawn[e])
            continue;
        if (from == to && visible.nodes[from].isChain() && graph.edges[e].from != graph.edges[e].to && visible.nodes[from].members.front() != graph.edges[e].to)
            continue; // within the chain
        visible.edges.push_back({from, to, e});
        visible.nodes[from].alone = visible.nodes[to].alone = false;
    }
    for (VisibleFlow::Node &node : visible.nodes)
        node.alone = node.alone && !node.isChain();
    return visible;
}

QString flowKindName(flow::NodeKind kind)
{
    switch (kind) {
    case flow::NodeKind::Event: return QCoreApplication::translate("flow", "step");
    case flow::NodeKind::Branch: return QCoreApplication::translate("flow", "branch");
    case flow::NodeKind::Fork: return QCoreApplication::translate("flow", "fork");
    case flow::NodeKind::Join: return QCoreApplication::translate("flow", "join");
    case flow::NodeKind::Loop: return QCoreApplication::translate("flow", "loop");
    case flow::NodeKind::Begin: return QCoreApplication::translate("flow", "begin");
    case flow::NodeKind::End: return QCoreApplication::translate("flow", "end");
    case flow::NodeKind::Operational: return QCoreApplication::translate("flow", "operational");
    }
    return {};
}

} // namespace causeway::views
