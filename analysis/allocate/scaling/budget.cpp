#include "analysis/allocate/scaling/budget.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace causeway::allocate {

unsigned budgetOf(const simulate::Scenario &scenario, double setting)
{
    if (setting > 0)
        return static_cast<unsigned>(setting);
    unsigned all = 0;
    for (const simulate::Service &service : scenario.services)
        all += service.replicas;
    return all;
}

std::vector<unsigned> shareOut(std::span<const double> weights, unsigned budget, unsigned least)
{
    const std::size_t n = weights.size();
    std::vector<unsigned> out(n, 0);
    unsigned left = budget;
    for (unsigned round = 0; round < least && left > 0; ++round)
        for (std::size_t i = 0; i < n && left > 0; ++i, --left)
            ++out[i];
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> share(n);
    for (std::size_t i = 0; i < n; ++i)
        share[i] = static_cast<double>(budget) * (sum > 0 ? weights[i] / sum : 1 / static_cast<double>(n));
    // One at a time to whom the most is missing: the largest remainders, and it respects what all have at least.
    for (; left > 0 && n > 0; --left) {
        std::size_t most = 0;
        for (std::size_t i = 1; i < n; ++i)
            if (share[i] - out[i] > share[most] - out[most])
                most = i;
        ++out[most];
    }
    return out;
}

std::vector<unsigned> fitBudget(std::span<const unsigned> wanted, unsigned budget, std::span<const simulate::Importance> importance)
{
    std::vector<unsigned> out(wanted.begin(), wanted.end());
    if (std::accumulate(wanted.begin(), wanted.end(), std::uint64_t{0}) <= budget)
        return out;
    auto left = budget;
    auto others = static_cast<unsigned>(wanted.size());
    for (std::size_t c = simulate::kImportances.size(); c-- > 0;) {
        std::vector<std::size_t> which;
        std::vector<double> weights;
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            if (static_cast<std::size_t>(importance[i]) == c) {
                which.push_back(i);
                weights.push_back(wanted[i]);
                all += wanted[i];
            }
        others -= static_cast<unsigned>(which.size());
        // One is kept for each that is less important.
        const unsigned here = left - std::min(left, others);
        if (all > here) {
            const std::vector<unsigned> shares = shareOut(weights, here, 1);
            for (std::size_t i = 0; i < which.size(); ++i)
                out[which[i]] = shares[i];
        }
        left -= static_cast<unsigned>(std::min<std::uint64_t>(all, here));
    }
    return out;
}

} // namespace causeway::allocate
