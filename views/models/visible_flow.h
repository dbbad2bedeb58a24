#pragma once
// What is drawn of a control-flow graph: linear chains as one node each, rare edges left out.

#include <QString>

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "app/engine/mine_flow.h"

namespace causeway::views {

// How much of the graph is drawn.
struct FlowFold {
    bool chains = true;            // chains of three nodes and more are one node …
    std::set<std::uint32_t> open;  // … but those that begin with these nodes of the graph
    bool components = false;       // the steps of a component are one node (chains are not looked at) …
    std::set<std::uint32_t> openComponents; // … but those of these
    std::uint64_t fewest = 0;      // edges taken less often are left out; what is gone (a difference) stays
};

struct VisibleFlow {
    struct Node {
        std::vector<std::uint32_t> members; // nodes of the graph in order; several: a chain
        std::uint64_t name = 0;             // stays when the graph changes; no two the same
        std::uint64_t count = 0;            // of events; of a chain: of its first node
        flow::NodeKind kind = flow::NodeKind::Event;
        bool opened = false;                // begins a chain, or a component, that was opened
        std::optional<std::uint32_t> component; // whose steps it is, or whose first step where it is opened
        bool alone = false;                 // no edge is drawn at it
        [[nodiscard]] bool isChain() const { return members.size() > 1; }
    };
    struct Edge {
        std::uint32_t from = 0, to = 0; // nodes above
        std::uint32_t edge = 0;         // of the graph; of several between components: that taken most
        std::uint64_t count = 0;        // of all of them
        std::uint32_t edges = 1;        // how many they are
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    static constexpr std::uint32_t kHidden = 0xffffffff;
    std::vector<std::uint32_t> nodeOf; // a node of the graph → the node above
    std::vector<std::uint32_t> edgeOf; // an edge of the graph → the edge above; kHidden: too rare, or within a node
    std::size_t hiddenEdges = 0;       // too rare
    std::size_t chains = 0;            // that are or could be collapsed
    std::vector<std::string> components; // names, where steps are collapsed by them
};

// componentOf: of each node of the graph, kHidden: of none; names: of components. Both may be empty: then none are collapsed.
VisibleFlow makeVisible(const flow::Graph &graph, const FlowFold &fold, std::span<const std::uint32_t> componentOf = {}, std::span<const std::string> names = {});

// In words, singular: "branch". Plain text.
QString flowKindName(flow::NodeKind kind);

} // namespace causeway::views
