#include "analysis/flow/difference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace causeway::flow {

std::string_view toName(Change change)
{
    static constexpr std::array<std::string_view, 7> kNames{"", "new", "gone", "slower", "faster", "likelier", "rarer"};
    return kNames[static_cast<std::size_t>(change)];
}

namespace {

constexpr double kLeastFactor = 1.1;      // of medians
constexpr double kMedianToMean = 1.2533;  // the median's error is so much larger than the mean's
constexpr double kNormal95 = 1.645;

double twoSided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

// z of the share now against before; a parent with several children counts as if it had one.
double proportions(double taken, double of, double takenBefore, double ofBefore)
{
    if (of < 1 || ofBefore < 1)
        return 0;
    taken = std::min(taken, of);
    takenBefore = std::min(takenBefore, ofBefore);
    const double pooled = (taken + takenBefore) / (of + ofBefore);
    const double error = std::sqrt(pooled * (1 - pooled) * (1 / of + 1 / ofBefore));
    return error > 0 ? (taken / of - takenBefore / ofBefore) / error : 0;
}

// z of the logarithms of medians.
double medians(const Edge &now, const Edge &before)
{
    const auto spread = [](const Edge &edge) {
        const double sigma = std::log(std::max(static_cast<double>(edge.p95Ns) / std::max<double>(1, static_cast<double>(edge.p50Ns)), 1.05)) / kNormal95;
        return kMedianToMean * kMedianToMean * sigma * sigma / static_cast<double>(std::max<std::uint64_t>(edge.count, 1));
    };
    if (now.p50Ns <= 0 || before.p50Ns <= 0)
        return 0;
    const double factor = std::log(static_cast<double>(now.p50Ns) / static_cast<double>(before.p50Ns));
    return std::abs(factor) < std::log(kLeastFactor) ? 0 : factor / std::sqrt(spread(now) + spread(before));
}

std::uint64_t countOf(const Graph &graph, std::uint32_t templateId)
{
    const std::uint32_t node = graph.find(templateId);
    return node < graph.nodes.size() ? graph.nodes[node].count : 0;
}

} // namespace

std::vector<EdgeDifference> differenceOf(const Graph &before, const Graph &now, double significance)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<const Edge *, const Edge *>> all;
    for (const Edge &edge : before.edges)
        all[{before.nodes[edge.from].templateId, before.nodes[edge.to].templateId}].first = &edge;
    for (const Edge &edge : now.edges)
        all[{now.nodes[edge.from].templateId, now.nodes[edge.to].templateId}].second = &edge;
    std::vector<EdgeDifference> out;
    const double tests = 2.0 * static_cast<double>(all.size());
    for (const auto &[ends, edges] : all) {
        const auto [old, edge] = edges;
        EdgeDifference difference{ends.first, ends.second, Change::None, 1, 0, 0, 0, 0, 0, 0};
        if (old != nullptr) {
            difference.countBefore = old->count;
            difference.probabilityBefore = old->probability;
            difference.p50BeforeNs = old->p50Ns;
        }
        if (edge != nullptr) {
            difference.count = edge->count;
            difference.probability = edge->probability;
            difference.p50Ns = edge->p50Ns;
        }
        // Where one period has no event of the parent, all that the child could say is that it is there at all.
        const double parents = static_cast<double>(countOf(now, ends.first)), parentsBefore = static_cast<double>(countOf(before, ends.first));
        double share = proportions(static_cast<double>(difference.count), parents, static_cast<double>(difference.countBefore), parentsBefore);
        if (parents < 1 || parentsBefore < 1)
            share = (edge != nullptr ? 1 : -1) * std::sqrt(static_cast<double>(difference.count + difference.countBefore));
        const double delay = old != nullptr && edge != nullptr ? medians(*edge, *old) : 0;
        const bool byShare = std::abs(share) >= std::abs(delay);
        const double p = std::min(1.0, tests * twoSided(byShare ? share : delay));
        difference.pValue = p;
        if (p <= significance)
            difference.change = old == nullptr   ? Change::New
                                : edge == nullptr ? Change::Gone
                                : !byShare        ? (delay > 0 ? Change::Slower : Change::Faster)
                                : share > 0       ? Change::Likelier
                                                  : Change::Rarer;
        out.push_back(difference);
    }
    return out;
}

} // namespace causeway::flow
