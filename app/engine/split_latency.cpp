#include "app/engine/split_latency.h"

#include <map>
#include <numeric>

#include "analysis/simulate/fluid.h"

namespace causeway::engine {

using boundaries::kNoService;

namespace {

simulate::Scenario scenarioBefore(const ClassData &data, const boundaries::Split &split, std::span<const std::uint32_t> utilities, const boundaries::CostSettings &settings)
{
    boundaries::Assignment whole(split.serviceOf.size(), 0);
    std::vector<std::string> names{"program"};
    if (data.services) {
        std::iota(whole.begin(), whole.end(), 0u);
        names = data.model.classes;
    } else
        for (std::size_t i = 0; i < whole.size(); ++i)
            if (split.serviceOf[i] == kNoService)
                whole[i] = kNoService;
    return boundaries::splitScenario({data.model, split, nullptr, utilities}, whole, names, settings);
}

std::optional<SplitLatency> solve(const simulate::Scenario &scenario)
{
    if (scenario.arrivals.empty())
        return std::nullopt;
    const auto solved = simulate::solveFluid(scenario);
    if (!solved)
        return std::nullopt;
    std::map<std::string_view, std::size_t> number;
    for (std::size_t o = 0; o < scenario.operations.size(); ++o)
        number.emplace(scenario.operations[o].name, o);
    SplitLatency out;
    for (const simulate::Service &service : scenario.services)
        out.processors += service.servers;
    double rates = 0;
    for (const simulate::Arrivals &arrivals : scenario.arrivals)
        if (const auto found = number.find(arrivals.operation); found != number.end()) {
            const simulate::FluidOperation &operation = solved->operations[found->second];
            rates += arrivals.ratePerS;
            out.meanNs += arrivals.ratePerS * operation.latencyMeanS * 1e9;
            out.p95Ns += arrivals.ratePerS * operation.p95S * 1e9;
        }
    if (rates <= 0)
        return std::nullopt;
    out.meanNs /= rates;
    out.p95Ns /= rates;
    return out;
}

} // namespace

std::optional<SplitLatency> latencyOfSplit(const ClassData &data, const boundaries::Split &split, std::span<const std::uint32_t> utilities, const boundaries::CostSettings &settings)
{
    simulate::Scenario after = boundaries::splitScenario({data.model, split, nullptr, utilities}, split.serviceOf, split.services, settings);
    if (data.services) { // the load is that of what runs now
        const simulate::Scenario before = scenarioBefore(data, split, utilities, settings);
        for (std::size_t i = 0; i < after.arrivals.size() && i < before.arrivals.size(); ++i)
            after.arrivals[i].ratePerS = before.arrivals[i].ratePerS;
    }
    return solve(after);
}

std::optional<SplitLatency> latencyBefore(const ClassData &data, const boundaries::Split &split, std::span<const std::uint32_t> utilities, const boundaries::CostSettings &settings) { return solve(scenarioBefore(data, split, utilities, settings)); }

} // namespace causeway::engine
