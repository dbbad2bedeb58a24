#include "analysis/flow/branch_shift.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/core/gamma_function.h"

namespace causeway::flow {

namespace {

// By template of the child; 0: nothing follows. Edges that the matcher counts more often than the parent are shares all the same.
std::map<std::uint32_t, double> childrenOf(const Graph &graph, std::uint32_t node)
{
    std::map<std::uint32_t, double> out;
    for (const Edge &edge : graph.out(node))
        out[graph.nodes[edge.to].templateId] += static_cast<double>(edge.count);
    const double ends = std::round(graph.nodes[node].ends * static_cast<double>(graph.nodes[node].count));
    if (ends > 0)
        out[0] += ends;
    return out;
}

double sum(const std::map<std::uint32_t, double> &counts)
{
    double total = 0;
    for (const auto &[key, count] : counts)
        total += count;
    return total;
}

double term(double observed, double expected) { return observed > 0 && expected > 0 ? observed * std::log(observed / expected) : 0; }

} // namespace

// Regularised upper incomplete gamma function: series below, continued fraction above (Press et al., "Numerical Recipes", 6.2).
double chiSquaredTail(double x, unsigned degrees) { return degrees == 0 ? 1 : gammaTail(degrees / 2.0, x / 2); }

std::vector<BranchShift> branchShifts(const Graph &before, const Graph &now, const BranchShiftSettings &settings)
{
    std::vector<BranchShift> out;
    std::size_t tests = 0;
    for (std::uint32_t n = 0; n < now.nodes.size(); ++n) {
        const std::uint32_t old = before.find(now.nodes[n].templateId);
        if (old == before.nodes.size() || now.nodes[n].count < settings.leastEvents || before.nodes[old].count < settings.leastEvents)
            continue;
        std::map<std::uint32_t, double> one = childrenOf(before, old), other = childrenOf(now, n);
        for (const auto &[key, count] : one)
            other.try_emplace(key, 0);
        for (const auto &[key, count] : other)
            one.try_emplace(key, 0);
        const double totalOne = sum(one), totalOther = sum(other), total = totalOne + totalOther;
        if (one.size() < 2 || totalOne < 1 || totalOther < 1)
            continue;
        ++tests;
        BranchShift shift;
        shift.templateId = now.nodes[n].templateId;
        double g = 0;
        for (const auto &[key, count] : one) {
            const double here = other.at(key), both = count + here;
            g += 2 * (term(count, both * totalOne / total) + term(here, both * totalOther / total));
            shift.children.push_back({key, count / totalOne, here / totalOther, static_cast<std::uint64_t>(count), static_cast<std::uint64_t>(here)});
            shift.distance += std::abs(count / totalOne - here / totalOther) / 2;
        }
        shift.pValue = chiSquaredTail(g, static_cast<unsigned>(one.size() - 1));
        std::ranges::stable_sort(shift.children, [](const BranchShift::Child &a, const BranchShift::Child &b) { return std::abs(a.share - a.shareBefore) > std::abs(b.share - b.shareBefore); });
        out.push_back(std::move(shift));
    }
    std::erase_if(out, [&](BranchShift &shift) {
        shift.pValue = std::min(1.0, shift.pValue * static_cast<double>(tests));
        return shift.pValue > settings.significance || shift.distance < settings.leastDistance;
    });
    std::ranges::stable_sort(out, [](const BranchShift &a, const BranchShift &b) { return a.pValue != b.pValue ? a.pValue < b.pValue : a.distance > b.distance; });
    return out;
}

} // namespace causeway::flow
