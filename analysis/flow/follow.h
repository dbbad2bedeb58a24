#pragma once
// Events along a mined graph: the path of one session, with where it leaves the graph; every passage of an edge in a log.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/graph.h"
#include "analysis/flow/timeline.h"

namespace causeway::flow {

constexpr std::uint32_t kNoNode = 0xffffffff;
// Below this share of a node's events something is out of the ordinary: a graph is often mined from what went wrong as well.
constexpr double kRareStep = 0.05;

struct PathStep {
    std::uint32_t node = kNoNode;     // kNoNode: the graph has no such template, or an automaton no such state there
    std::vector<std::uint32_t> edges; // that it came by; several: a join
    bool leaves = false;              // it is not where the graph has it: no such node, no edge to it, or a beginning that is none
    bool open = false;                // nothing follows from it, where something mostly does
    bool rare = false;                // each edge that it came by is taken by less than kRareStep of its parents and of its children
};

// One a template. automaton: the graph is one (automaton.h). A step after a state that is not there begins where its template
// can. Of a graph without ids: the latest event that an edge leads from.
std::vector<PathStep> pathOf(const Graph &graph, std::span<const std::uint32_t> templates, bool automaton);

struct Passage {
    std::uint32_t edge = 0;
    std::size_t parent = 0, child = 0; // events
};

// Every passage of an edge: with ids in order of sessions and of children, as mining counted them; without in order of children,
// as the matcher pairs events (matcher.h). Errors: Cancelled.
Result<void> forEachPassage(const Events &events, const Graph &graph, bool automaton, const std::function<void(const Passage &)> &found, const Job &job);

} // namespace causeway::flow
