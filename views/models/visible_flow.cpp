#include "views/models/visible_flow.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
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

VisibleFlow makeVisible(const flow::Graph &graph, const FlowFold &fold, std::span<const std::uint32_t> componentOf, std::span<const std::string> names)
{
    VisibleFlow visible;
    const std::size_t n = graph.nodes.size();
    const bool byComponent = fold.components && componentOf.size() == n && !names.empty();
    std::vector<bool> drawn(graph.edges.size());
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        drawn[e] = graph.edges[e].count >= fold.fewest || graph.edges[e].count == 0;
        visible.hiddenEdges += !drawn[e];
    }
    // What stands for several nodes of the graph: a chain or the steps of a component, each by its members in order.
    std::vector<std::vector<std::uint32_t>> piles;
    std::vector<std::optional<std::uint32_t>> pileComponent;
    std::vector<std::uint32_t> pileOf(n, kNone), openedAs(n, kNone); // openedAs: pile whose first member it is
    if (byComponent) {
        visible.components.assign(names.begin(), names.end());
        std::vector<std::vector<std::uint32_t>> members(names.size());
        for (std::uint32_t i = 0; i < n; ++i)
            if (componentOf[i] < names.size())
                members[componentOf[i]].push_back(i);
        for (std::uint32_t c = 0; c < members.size(); ++c)
            if (members[c].size() > 1) {
                piles.push_back(std::move(members[c]));
                pileComponent.emplace_back(c);
            }
    } else {
        piles = chainsOf(graph, drawn);
        pileComponent.resize(piles.size());
        visible.chains = piles.size();
    }
    for (std::uint32_t p = 0; p < piles.size(); ++p) {
        const bool open = byComponent ? fold.openComponents.contains(*pileComponent[p]) : !fold.chains || fold.open.contains(piles[p].front());
        if (!open)
            for (const std::uint32_t node : piles[p])
                pileOf[node] = p;
        else if (byComponent || fold.chains)
            openedAs[piles[p].front()] = p;
    }
    std::vector<std::uint32_t> nodeOfPile(piles.size(), kNone);
    std::unordered_map<std::uint32_t, std::uint32_t> times; // an automaton has several states of a template
    for (std::uint32_t i = 0; i < n; ++i) {
        const flow::Node &node = graph.nodes[i];
        // The number of its occurrence tells states of a template apart.
        const std::uint64_t name = (std::uint64_t{times[node.templateId]++} << 32) | node.templateId;
        const std::uint32_t pile = pileOf[i];
        if (pile != kNone && nodeOfPile[pile] != kNone) {
            visible.nodeOf.push_back(nodeOfPile[pile]);
            continue;
        }
        VisibleFlow::Node made;
        made.members = pile == kNone ? std::vector{i} : piles[pile];
        made.name = name;
        made.count = graph.nodes[made.members.front()].count;
        made.kind = graph.nodes[made.members.front()].kind;
        made.opened = openedAs[i] != kNone;
        made.alone = true;
        if (pile != kNone && pileComponent[pile]) {
            made.component = pileComponent[pile];
            made.kind = flow::NodeKind::Event;
            made.count = 0;
            for (const std::uint32_t member : made.members)
                made.count += graph.nodes[member].count;
        } else if (made.opened) {
            made.component = pileComponent[openedAs[i]];
        }
        if (pile != kNone)
            nodeOfPile[pile] = static_cast<std::uint32_t>(visible.nodes.size());
        visible.nodeOf.push_back(static_cast<std::uint32_t>(visible.nodes.size()));
        visible.nodes.push_back(std::move(made));
    }
    visible.edgeOf.assign(graph.edges.size(), VisibleFlow::kHidden);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> between;
    for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
        const flow::Edge &edge = graph.edges[e];
        const std::uint32_t from = visible.nodeOf[edge.from], to = visible.nodeOf[edge.to];
        if (!drawn[e])
            continue;
        const VisibleFlow::Node &pile = visible.nodes[from];
        if (from == to && pile.isChain() && (pile.component || (edge.from != edge.to && pile.members.front() != edge.to)))
            continue; // within it
        const auto [place, fresh] = between.try_emplace({from, to}, static_cast<std::uint32_t>(visible.edges.size()));
        if (fresh) {
            visible.edges.push_back({from, to, e, edge.count, 1});
        } else {
            VisibleFlow::Edge &shown = visible.edges[place->second];
            if (edge.count > graph.edges[shown.edge].count)
                shown.edge = e;
            shown.count += edge.count;
            ++shown.edges;
        }
        visible.edgeOf[e] = place->second;
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
