#pragma once
// How well a mined graph agrees with what a made-up program does. Edges seen fewer than ten times count neither way.

#include <set>

#include "analysis/flow/mine.h"
#include "tests/support/synthetic_program.h"

namespace causeway::test {

struct EdgeScore {
    double precision = 0, recall = 0;
};

inline EdgeScore scoreEdges(const flow::Graph &graph, const std::map<TemplateEdge, std::uint64_t> &truth)
{
    std::set<TemplateEdge> found;
    double right = 0, wrong = 0, missed = 0;
    for (const flow::Edge &edge : graph.edges)
        found.insert({graph.nodes[edge.from].templateId, graph.nodes[edge.to].templateId});
    for (const TemplateEdge &edge : found) {
        const auto it = truth.find(edge);
        right += it != truth.end() && it->second >= 10;
        wrong += it == truth.end();
    }
    for (const auto &[edge, count] : truth)
        missed += count >= 10 && !found.contains(edge);
    return {right + wrong > 0 ? right / (right + wrong) : 1, right + missed > 0 ? right / (right + missed) : 1};
}

inline flow::Events eventsOf(const SyntheticLog &log) { return {log.templates, log.timesNs, log.instances}; }

} // namespace causeway::test
