#pragma once
// The workflow that sessions follow: steps one after another, at the same time, one or the other, again and again. Concurrency is told by co-
// occurrence within a distance d in either order, branches by what never follows each other, loops by segments that recur (Du et al. 2017, DeepLog,
// section 4.2). Blocks are found from the outside in, by cuts of the graph of what follows what, with rare edges left out (Leemans, Fahland & van der
// Aalst 2014, Discovering block-structured process models from event logs containing infrequent behaviour: "inductive miner – infrequent").

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::sessions {

struct WorkflowSettings {
    std::uint32_t distance = 3; // events that lie at most so far apart co-occur
    double noise = 0.05;        // what follows an event this much more rarely than its commonest successor is left out
    double rare = 0.01;         // templates in a smaller share of the sessions are left out
    bool operator==(const WorkflowSettings &) const = default;
};

struct WorkflowBlock {
    enum class Kind : std::uint8_t {
        Step,       // an event of a template
        Sequence,   // children one after another
        Concurrent, // all children, in any order, their steps among each other's
        Branch,     // one of the children
        Loop        // the first child, again and again; between two rounds one of the others, where there are any
    } kind = Kind::Sequence;
    std::uint32_t key = 0;   // of a step
    std::uint64_t times = 0; // how often it was gone through; of a step: events
    bool optional = false;   // may be passed over
    std::vector<WorkflowBlock> children;
    bool operator==(const WorkflowBlock &) const = default;
};

struct Workflow {
    struct Node {
        std::uint32_t key = 0;
        std::uint64_t events = 0, sessions = 0;
        bool operator==(const Node &) const = default;
    };
    struct Edge { // the end of it is the next event of the session
        std::uint32_t from = 0, to = 0; // places among nodes; kOutside: the session's begin or end
        std::uint64_t count = 0;
        bool operator==(const Edge &) const = default;
    };
    static constexpr std::uint32_t kOutside = 0xffffffffu;
    WorkflowBlock root;       // a sequence without children where there are no events
    std::vector<Node> nodes;  // falling events, ties by key
    std::vector<Edge> edges;  // not left out; by from and to, kOutside last
    std::uint64_t sessions = 0, events = 0;
    std::uint64_t rareTemplates = 0; // left out
    bool operator==(const Workflow &) const = default;
};

// Session s is keys[offsets[s], offsets[s + 1]). Time and memory are linear in events, for each of at most kDeepestBlock levels of blocks; the 400
// commonest templates count. Errors: Cancelled.
inline constexpr int kDeepestBlock = 32;
Result<Workflow> mineWorkflow(std::span<const std::uint64_t> offsets, std::span<const std::uint32_t> keys, const WorkflowSettings &settings, const Job &job);

} // namespace causeway::sessions
