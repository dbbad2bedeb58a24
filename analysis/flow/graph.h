#pragma once
// Control-flow graphs: templates, what follows from what, how often and after how long.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/core/message.h"

namespace causeway::flow {

// A node that is several takes the first that holds of: operational, loop, fork, branch, join, begin, end.
enum class NodeKind : std::uint8_t { Event, Branch, Fork, Join, Loop, Begin, End, Operational };
std::string_view toName(NodeKind kind); // "event", "branch" …

struct Node {
    std::uint32_t templateId = 0;
    std::uint64_t count = 0;
    NodeKind kind = NodeKind::Event; // Branch: one child of several; Fork: several; Join: waits for several parents; Loop: entered
                                     // from outside and from within; Operational: neither follows from others nor others from it
    double begins = 0;               // share of its events that follow from none
    double ends = 0;                 // share of its events that nothing follows from
    bool joins = false;              // waits for several parents, whatever its kind
    std::uint32_t mostTimes = 0;     // an automaton's state on a loop: times in a session at most (fitted); 0: no bound
};

struct Edge {
    std::uint32_t from = 0, to = 0;  // nodes
    std::uint64_t count = 0;
    double probability = 0;          // children a parent has on average; below 1 a branch, above 1 a repetition
    std::int64_t p50Ns = 0, p95Ns = 0, p99Ns = 0;
    bool inferred = false;           // from times of interleaved events, not from ids
    std::int64_t boundNs = 0;        // an automaton's: a longer delay is slow (fitted); 0: no bound
};

struct Graph {
    std::string component;
    std::vector<Node> nodes;         // ascending by templateId (an automaton: by state)
    std::vector<Edge> edges;         // ascending by (from, to)
    std::uint64_t events = 0;
    std::uint64_t sessions = 0;      // 0: mined without ids
    std::vector<std::pair<std::uint32_t, std::uint32_t>> concurrent; // with ids: nodes that run side by side, a < b, ascending
    std::vector<Message> warnings;   // why not to believe it, if so

    // Index of a template's node; nodes.size() where there is none.
    [[nodiscard]] std::uint32_t find(std::uint32_t templateId) const;
    [[nodiscard]] const Edge *edge(std::uint32_t from, std::uint32_t to) const; // by nodes; nullptr: none
    [[nodiscard]] std::span<const Edge> out(std::uint32_t node) const;
};

// Delays at eight steps an octave: a quantile is off by 4.5 % at most. Fixed memory, merges, never overflows.
class DelayHistogram {
public:
    void add(std::int64_t ns, std::uint32_t times = 1);
    void remove(std::int64_t ns); // that was added
    [[nodiscard]] std::vector<std::pair<double, std::uint64_t>> bins() const; // middle of each in ns, ascending, with its count (> 0)
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] std::int64_t quantile(double p) const; // ns; 0 where there is none
    // Mean and standard deviation of ln(seconds), of delays of at least 1 ns.
    [[nodiscard]] double logMean() const;
    [[nodiscard]] double logDeviation() const;
    [[nodiscard]] double density(std::int64_t ns) const; // a second

private:
    static constexpr std::size_t kBins = 8 * 48;
    std::vector<std::uint32_t> m_counts; // from the first bin that is used
    std::size_t m_first = 0;
    std::uint64_t m_count = 0;
    std::int64_t m_least = INT64_MAX, m_most = 0; // ever added: no quantile lies beyond
};

// Tells branch, fork, join and loop (or only begin and end) from shares: of a node's events, how many have several children,
// several parents.
struct NodeShares {
    double severalChildren = 0, severalParents = 0;
};
void classify(Graph &graph, std::span<const NodeShares> shares, bool structure);

// Graphviz' language; labels are the templates' texts, cut to 60 characters.
std::string toDot(const Graph &graph, std::span<const std::string> texts);

} // namespace causeway::flow
