#pragma once
// Sessions as the miner of workflows sees them: distinct sequences of activities 0 … n − 1 with their numbers, and what follows what in them.

#include <cstdint>
#include <span>
#include <vector>

namespace causeway::sessions {

struct WorkflowLog {
    std::uint32_t activities = 0;
    std::vector<std::size_t> offsets{0};
    std::vector<std::uint32_t> events;
    std::vector<std::uint64_t> weights; // of each trace

    [[nodiscard]] std::size_t size() const { return weights.size(); }
    [[nodiscard]] std::span<const std::uint32_t> trace(std::size_t i) const { return {events.data() + offsets[i], offsets[i + 1] - offsets[i]}; }
    [[nodiscard]] std::uint64_t total() const;
    void close(std::uint64_t weight); // the events since the last one are a trace
};

// Square tables of n × n.
struct FollowGraph {
    std::uint32_t n = 0;
    std::vector<std::uint64_t> next;   // [a × n + b]: how often b comes right after a
    std::vector<std::uint64_t> within; // how often b comes within the distance after a
    std::vector<std::uint64_t> begins, ends;
    std::vector<bool> edge;            // next, without what rarely follows; the commonest way to b always
    std::vector<bool> concurrent;      // within the distance in either order, neither of which is rare
    std::vector<bool> isBegin, isEnd;  // not rare

    FollowGraph(const WorkflowLog &log, std::uint32_t distance, double noise);
};

// How the activities fall apart: the part of each. No parts: they do not.
struct WorkflowCut {
    enum class Kind : std::uint8_t { None, Branch, Sequence, Concurrent, Loop } kind = Kind::None;
    std::uint32_t parts = 0;
    std::vector<std::uint32_t> partOf; // Sequence: in order; Loop: 0 is the body
};
WorkflowCut findCut(const FollowGraph &graph);

// The log of each part.
std::vector<WorkflowLog> splitLog(const WorkflowLog &log, const WorkflowCut &cut);

} // namespace causeway::sessions
