#include "app/engine/policy_standing.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/engine/compare_scenarios.h"

namespace causeway::engine {

namespace {

using allocate::Measure;

constexpr std::array kGoals{Measure::SloViolation, Measure::Cost, Measure::CarbonG};

// −1: the one is better in that measure by more than chance; 1: worse; 0: within chance.
int against(const PolicyOutcome &one, const PolicyOutcome &other, const allocate::MeasureEstimates &difference, Measure measure)
{
    const auto m = static_cast<std::size_t>(measure);
    const simulate::Estimate &delta = difference[m];
    if (!(std::abs(delta.mean) > kLeastShare * std::max(std::abs(one.measures[m].mean), std::abs(other.measures[m].mean))))
        return 0;
    return delta.high < 0 ? -1 : delta.low > 0 ? 1 : 0;
}

bool betters(const PolicyOutcome &one, const PolicyOutcome &other)
{
    const allocate::MeasureEstimates difference = allocate::differencesOf(one.runs, other.runs);
    bool better = false;
    for (const Measure goal : kGoals) {
        const int here = against(one, other, difference, goal);
        if (here > 0)
            return false;
        better |= here < 0;
    }
    return better;
}

} // namespace

std::vector<PolicyStanding> standingsOf(const ComparePoliciesResponse &response)
{
    std::vector<const PolicyOutcome *> all{&response.baseline};
    for (const PolicyOutcome &outcome : response.policies)
        all.push_back(&outcome);
    std::vector<PolicyStanding> out(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i]->error)
            continue;
        for (std::size_t j = 0; j < all.size() && !out[i].by; ++j)
            if (j != i && !all[j]->error && betters(*all[j], *all[i]))
                out[i].by = j;
        const bool front = std::ranges::find(response.pareto, i) != response.pareto.end();
        out[i].kind = front == out[i].by.has_value() ? PolicyStanding::Kind::WithinChance : front ? PolicyStanding::Kind::NotBeaten : PolicyStanding::Kind::Beaten;
    }
    return out;
}

} // namespace causeway::engine
