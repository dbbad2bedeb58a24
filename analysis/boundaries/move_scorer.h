#pragma once
// The measures of a split while single classes move: each move costs what the class and its two services have of neighbours, not the
// whole program. As measure() has them, without its "published" way of counting.

#include "analysis/boundaries/measures.h"

namespace causeway::boundaries {

class MoveScorer {
public:
    // All three must outlive it. Services that become empty stay numbered and count as none.
    MoveScorer(const ClassModel &model, const CallGraph &graph, Assignment assignment, std::uint32_t services);

    void move(std::uint32_t one, std::uint32_t to); // one is in a service
    [[nodiscard]] Measures measures() const;        // coverage as at the beginning
    // What measures() would be after the move; nothing stays moved.
    [[nodiscard]] Measures tried(std::uint32_t one, std::uint32_t to);

    [[nodiscard]] const Assignment &assignment() const { return m_assignment; }
    [[nodiscard]] std::uint32_t sizeOf(std::uint32_t service) const { return static_cast<std::uint32_t>(m_size[service]); }
    [[nodiscard]] std::uint32_t services() const { return static_cast<std::uint32_t>(m_size.size()); }

private:
    struct Crossing {
        std::uint32_t to = 0;
        double pairs = 0;
    };
    struct Count {
        std::uint32_t useCase = 0, classes = 0;
    };
    double &crossing(std::uint32_t from, std::uint32_t to);
    void addPairs(std::uint32_t from, std::uint32_t to, double pairs);
    [[nodiscard]] double couplingOf(std::uint32_t service) const;
    void account(std::uint32_t a, std::uint32_t b, double sign);
    void count(std::uint32_t service, std::uint32_t useCase, int by);

    const ClassModel &m_model;
    const CallGraph &m_graph;
    Assignment m_assignment;
    std::vector<double> m_size, m_inner, m_inside, m_strength;
    std::vector<std::vector<Crossing>> m_crossing;  // of each service, both directions
    std::vector<std::vector<Count>> m_counts;       // of each service, by use case
    double m_services = 0, m_covered = 0, m_cohesion = 0, m_coupling = 0, m_crossWeight = 0, m_allWeight = 0, m_crossPairs = 0, m_even = 0, m_bcp = 0, m_bcpBySize = 0, m_modularity = 0;
    std::uint32_t m_singletons = 0, m_small = 0;
};

} // namespace causeway::boundaries
