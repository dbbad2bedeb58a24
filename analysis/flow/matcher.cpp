#include "analysis/flow/matcher.h"

#include <algorithm>

namespace causeway::flow {

Matcher::Matcher(const Profile &profile, std::vector<std::int64_t> waitNs)
    : m_profile(profile), m_wait(std::move(waitNs)), m_in(profile.graph.nodes.size()), m_firstOut(profile.graph.nodes.size() + 1, 0),
      m_open(profile.graph.nodes.size()), m_base(profile.graph.nodes.size(), 0)
{
    const auto &edges = profile.graph.edges;
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        m_in[edges[e].to].push_back(e);
        ++m_firstOut[edges[e].from + 1];
    }
    for (std::size_t i = 1; i < m_firstOut.size(); ++i)
        m_firstOut[i] += m_firstOut[i - 1];
}

bool Matcher::available(const Open &open, std::uint32_t edge) const
{
    const std::uint32_t place = edge - m_firstOut[m_profile.graph.edges[edge].from];
    return place < kMostChildren && (open.children & (std::uint64_t{1} << place | m_profile.edges[edge].exclusive)) == 0;
}

Matcher::Candidate Matcher::best(std::uint32_t edge, std::int64_t timeNs, std::uint32_t session, bool &taken)
{
    const std::uint32_t from = m_profile.graph.edges[edge].from;
    Candidate out{edge, nullptr, 0};
    if (m_profile.ids) {
        if (session == kNoSession)
            return out;
        const auto it = m_bySession.find(std::uint64_t{session} << 32 | from);
        if (it == m_bySession.end())
            return out;
        for (auto number = it->second.rbegin(); number != it->second.rend(); ++number) {
            Open &open = m_open[from][static_cast<std::size_t>(*number - m_base[from])];
            if (available(open, edge)) { // the latest
                out.open = &open;
                out.density = static_cast<double>(open.timeNs); // among parents the latest counts
                return out;
            }
            taken = true;
        }
        return out;
    }
    for (auto open = m_open[from].rbegin(); open != m_open[from].rend(); ++open) {
        if (!available(*open, edge)) {
            taken = taken || timeNs - open->timeNs <= m_profile.edges[edge].boundNs;
            continue;
        }
        const double density = m_profile.edges[edge].density(static_cast<double>(timeNs - open->timeNs) * 1e-9) * m_profile.graph.edges[edge].probability;
        if (out.open == nullptr || density > out.density) {
            out.open = &*open;
            out.density = density;
        }
    }
    return out;
}

const Matcher::Seen &Matcher::add(std::uint32_t node, std::int64_t timeNs, std::uint32_t session, std::uint64_t event)
{
    if (++m_added % 32 == 0) // not with each: there are many nodes
        expire(timeNs);
    m_seen.parents.clear();
    m_seen.taken = false;
    m_candidates.clear();
    for (const std::uint32_t edge : m_in[node])
        if (const Candidate candidate = best(edge, timeNs, session, m_seen.taken); candidate.open != nullptr)
            m_candidates.push_back(candidate);
    std::ranges::stable_sort(m_candidates, [](const Candidate &a, const Candidate &b) { return a.density > b.density; });
    if (!m_profile.graph.nodes[node].joins && m_candidates.size() > 1)
        m_candidates.resize(1);
    for (const Candidate &candidate : m_candidates) {
        candidate.open->children |= std::uint64_t{1} << (candidate.edge - m_firstOut[m_profile.graph.edges[candidate.edge].from]);
        m_seen.parents.push_back({candidate.edge, timeNs - candidate.open->timeNs, candidate.open->event});
    }
    if (m_firstOut[node + 1] > m_firstOut[node]) {
        if (m_open[node].size() >= kMostOpen) {
            gone(node, m_open[node].front());
            m_open[node].pop_front();
            ++m_base[node];
        }
        m_open[node].push_back({event, timeNs, 0, session});
        if (m_profile.ids && session != kNoSession)
            m_bySession[std::uint64_t{session} << 32 | node].push_back(m_base[node] + m_open[node].size() - 1);
    }
    return m_seen;
}

void Matcher::gone(std::uint32_t node, const Open &open)
{
    if (m_profile.ids && open.session != kNoSession) {
        const auto it = m_bySession.find(std::uint64_t{open.session} << 32 | node);
        if (it != m_bySession.end()) {
            it->second.erase(it->second.begin()); // instances of a node go in order
            if (it->second.empty())
                m_bySession.erase(it);
        }
    }
    if (onGone)
        onGone(node, open);
}

void Matcher::expire(std::int64_t nowNs)
{
    for (std::uint32_t node = 0; node < m_open.size(); ++node)
        while (!m_open[node].empty() && nowNs - m_open[node].front().timeNs > m_wait[node]) {
            gone(node, m_open[node].front());
            m_open[node].pop_front();
            ++m_base[node];
        }
}

void Matcher::finish()
{
    for (std::uint32_t node = 0; node < m_open.size(); ++node)
        while (!m_open[node].empty()) {
            gone(node, m_open[node].front());
            m_open[node].pop_front();
            ++m_base[node];
        }
}

} // namespace causeway::flow
