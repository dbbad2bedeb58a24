#pragma once
// Follows open instances through a log: for each event the parents it follows from, by ids where there are any, else by which
// delay is likeliest. A parent that every child was found for, or that waited too long, is let go.

#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "analysis/flow/profile.h"

namespace causeway::flow {

struct Open {
    std::uint64_t event = 0;       // number of the event
    std::int64_t timeNs = 0;
    std::uint64_t children = 0;    // bits: places among the node's edges that were taken
    std::uint32_t session = kNoSession;
};

class Matcher {
public:
    static constexpr std::size_t kMostChildren = 64; // of a node; further ones are not followed
    static constexpr std::size_t kMostOpen = 4096;   // instances of a node at a time; the oldest are let go
    // waitNs: how long an instance of each node is kept.
    Matcher(const Profile &profile, std::vector<std::int64_t> waitNs);

    struct Match {
        std::uint32_t edge = 0;    // of the graph
        std::int64_t delayNs = 0;
        std::uint64_t parent = 0;  // number of the event
    };
    struct Seen {
        std::vector<Match> parents; // empty: of itself
        bool taken = false;         // a parent was there, whose child had come already
    };
    // node < graph.nodes.size(); times ascending. The result is valid until the next call.
    const Seen &add(std::uint32_t node, std::int64_t timeNs, std::uint32_t session, std::uint64_t event);
    // Called with each instance that is let go.
    std::function<void(std::uint32_t node, const Open &open)> onGone;
    void expire(std::int64_t nowNs); // all that waited too long
    void finish();                   // all

private:
    struct Candidate {
        std::uint32_t edge = 0;
        Open *open = nullptr;
        double density = 0;
    };
    [[nodiscard]] Candidate best(std::uint32_t edge, std::int64_t timeNs, std::uint32_t session, bool &taken);
    [[nodiscard]] bool available(const Open &open, std::uint32_t edge) const;
    std::deque<Open> &openOf(std::uint32_t node, std::uint32_t session);
    void gone(std::uint32_t node, const Open &open);

    const Profile &m_profile;
    std::vector<std::int64_t> m_wait;
    std::vector<std::vector<std::uint32_t>> m_in;  // by node: edges into it
    std::vector<std::uint32_t> m_firstOut;         // by node: its first edge
    std::vector<std::deque<Open>> m_open;          // by node, ascending by time; without ids all that is looked at
    std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> m_bySession; // (session, node) → numbers of instances in m_open
    std::vector<std::uint64_t> m_base;             // by node: number of m_open's first instance
    std::vector<Candidate> m_candidates;
    Seen m_seen;
    std::uint64_t m_added = 0;
};

} // namespace causeway::flow
