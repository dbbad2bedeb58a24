#pragma once
// Communities of a weighted graph by the Leiden algorithm (Traag, Waltman, van Eck 2019): nodes move while that is a gain, communities
// are refined from within, the refined ones become the nodes of a smaller graph. Own code, since what must be apart is honoured while
// nodes move, and the result depends on nothing but its input.

#include "analysis/boundaries/class_model.h"

namespace causeway::boundaries {

class WeightedGraph {
public:
    struct Edge {
        std::uint32_t to = 0;
        double weight = 0;
    };
    WeightedGraph() = default;
    // Pairs with a ≠ b, each once; weights above 0.
    WeightedGraph(std::uint32_t size, std::span<const ClassPair> pairs);
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_first.size() - 1); }
    [[nodiscard]] std::span<const Edge> of(std::uint32_t i) const { return {m_edges.data() + m_first[i], m_edges.data() + m_first[i + 1]}; }

private:
    std::vector<std::uint32_t> m_first{0};
    std::vector<Edge> m_edges;
};

struct LeidenSettings {
    double gamma = 1;                   // resolution; more: smaller communities
    bool bySize = false;                // constant Potts model: weight inside − gamma · pairs inside. Else modularity
    std::vector<double> sizes = {};     // of the nodes, for bySize; empty: 1
    std::uint64_t seed = 1;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> apart = {}; // never in one community
    std::vector<std::uint32_t> start = {}; // communities to begin with; empty: each node its own
};

// Of each node the number of its community, without gaps, in order of first nodes.
std::vector<std::uint32_t> leiden(const WeightedGraph &graph, const LeidenSettings &settings);

} // namespace causeway::boundaries
