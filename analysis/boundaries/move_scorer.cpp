#include "analysis/boundaries/move_scorer.h"

#include <algorithm>
#include <cmath>

namespace causeway::boundaries {

MoveScorer::MoveScorer(const ClassModel &model, const CallGraph &graph, Assignment assignment, std::uint32_t services) : m_model(model), m_graph(graph), m_assignment(std::move(assignment))
{
    for (auto *values : {&m_size, &m_inner, &m_inside, &m_strength})
        values->assign(services, 0);
    m_crossing.resize(services);
    m_counts.resize(services);
    for (std::uint32_t i = 0; i < m_assignment.size(); ++i) {
        const std::uint32_t s = m_assignment[i];
        if (s == kNoService)
            continue;
        ++m_covered;
        ++m_size[s];
        for (const std::uint32_t useCase : model.uses[i])
            count(s, useCase, 1);
        for (const CallGraph::Edge &edge : graph.of(i)) {
            const std::uint32_t t = m_assignment[edge.to];
            if (t == kNoService)
                continue;
            m_strength[s] += edge.weight;
            if (edge.to < i)
                continue;
            m_allWeight += edge.weight;
            if (s == t) {
                ++m_inner[s];
                m_inside[s] += edge.weight;
            } else {
                addPairs(s, t, 1);
                m_crossWeight += edge.weight;
                ++m_crossPairs;
            }
        }
    }
    for (std::uint32_t s = 0; s < services; ++s) {
        account(s, s, 1);
        m_coupling += couplingOf(s) / 2; // each pair is met twice
    }
}

// Sorted by use case.
void MoveScorer::count(std::uint32_t service, std::uint32_t useCase, int by)
{
    std::vector<Count> &counts = m_counts[service];
    const auto it = std::ranges::lower_bound(counts, useCase, {}, &Count::useCase);
    if (it == counts.end() || it->useCase != useCase)
        counts.insert(it, {useCase, 1});
    else if ((it->classes += static_cast<std::uint32_t>(by)) == 0)
        counts.erase(it);
}

double &MoveScorer::crossing(std::uint32_t from, std::uint32_t to)
{
    std::vector<Crossing> &row = m_crossing[from];
    const auto it = std::ranges::lower_bound(row, to, {}, &Crossing::to);
    return it == row.end() || it->to != to ? row.insert(it, {to, 0})->pairs : it->pairs;
}

void MoveScorer::addPairs(std::uint32_t from, std::uint32_t to, double pairs)
{
    for (int way = 0; way < 2; ++way, std::swap(from, to)) {
        double &known = crossing(from, to);
        known += pairs;
        if (known == 0)
            std::erase_if(m_crossing[from], [&](const Crossing &one) { return one.to == to; });
    }
}

double MoveScorer::couplingOf(std::uint32_t service) const
{
    double sum = 0;
    for (const Crossing &one : m_crossing[service])
        sum += one.pairs / m_size[one.to];
    return m_size[service] > 0 ? sum / m_size[service] : 0;
}

// Adds (sign 1) or takes out (−1) what services a and b give to the sums, but for coupling.
void MoveScorer::account(std::uint32_t a, std::uint32_t b, double sign)
{
    const std::uint32_t both[2] = {a, b};
    for (int i = 0; i < (a == b ? 1 : 2); ++i) {
        const std::uint32_t s = both[i];
        const double size = m_size[s];
        if (size == 0)
            continue;
        const double use = m_counts[s].empty() ? 0 : std::log(static_cast<double>(m_counts[s].size()));
        m_services += sign;
        m_cohesion += sign * m_inner[s] / (size * size);
        m_bcp += sign * use;
        m_bcpBySize += sign * use * size;
        if (size >= kEvenLeast && size <= kEvenMost)
            m_even += sign * size;
        const auto whole = static_cast<std::uint32_t>(static_cast<int>(sign));
        m_singletons += size == 1 ? whole : 0;
        m_small += size < kSmallService ? whole : 0;
        if (m_allWeight > 0)
            m_modularity += sign * (m_inside[s] / m_allWeight - m_strength[s] / (2 * m_allWeight) * (m_strength[s] / (2 * m_allWeight)));
    }
}

void MoveScorer::move(std::uint32_t one, std::uint32_t to)
{
    const std::uint32_t from = m_assignment[one];
    if (from == to || from == kNoService)
        return;
    const auto pairBetween = [&] {
        if (m_size[from] == 0 || m_size[to] == 0)
            return 0.0;
        const auto it = std::ranges::lower_bound(m_crossing[from], to, {}, &Crossing::to);
        return it == m_crossing[from].end() || it->to != to ? 0.0 : it->pairs / (m_size[from] * m_size[to]);
    };
    account(from, to, -1);
    m_coupling -= couplingOf(from) + couplingOf(to) - pairBetween();
    for (const CallGraph::Edge &edge : m_graph.of(one)) {
        const std::uint32_t other = m_assignment[edge.to];
        if (other == kNoService)
            continue;
        m_strength[from] -= edge.weight;
        m_strength[to] += edge.weight;
        if (other == from) {
            --m_inner[from];
            m_inside[from] -= edge.weight;
            m_crossWeight += edge.weight;
            ++m_crossPairs;
            addPairs(from, to, 1);
        } else if (other == to) {
            ++m_inner[to];
            m_inside[to] += edge.weight;
            m_crossWeight -= edge.weight;
            --m_crossPairs;
            addPairs(from, to, -1);
        } else {
            addPairs(from, other, -1);
            addPairs(to, other, 1);
        }
    }
    for (const std::uint32_t useCase : m_model.uses[one]) {
        count(from, useCase, -1);
        count(to, useCase, 1);
    }
    --m_size[from];
    ++m_size[to];
    m_assignment[one] = to;
    account(from, to, 1);
    m_coupling += couplingOf(from) + couplingOf(to) - pairBetween();
}

Measures MoveScorer::measures() const
{
    Measures out;
    out.k = static_cast<std::uint32_t>(std::lround(m_services));
    if (out.k == 0)
        return out;
    out.coverage = m_covered / static_cast<double>(m_assignment.size());
    out.sm = m_cohesion / m_services - (out.k > 1 ? m_coupling / (m_services * (m_services - 1) / 2) : 0);
    out.icp = m_allWeight > 0 ? m_crossWeight / m_allWeight : 0;
    out.bcp = m_bcp / m_services;
    out.bcpBySize = m_bcpBySize / m_covered;
    out.ifn = m_crossPairs / m_services;
    out.ned = 1 - m_even / m_covered;
    out.modularity = m_modularity;
    out.singletons = m_singletons;
    out.small = m_small;
    out.largest = 0; // takes a look at all of them: measure() tells
    return out;
}

Measures MoveScorer::tried(std::uint32_t one, std::uint32_t to)
{
    const std::uint32_t from = m_assignment[one];
    move(one, to);
    const Measures out = measures();
    move(one, from);
    return out;
}

} // namespace causeway::boundaries
