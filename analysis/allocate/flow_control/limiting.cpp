#include "analysis/allocate/flow_control/limiting.h"

namespace causeway::allocate {

std::vector<std::uint32_t> limitedServices(const simulate::Scenario &scenario, bool everywhere)
{
    std::vector<std::uint32_t> out;
    for (std::uint32_t s = 0; s < scenario.services.size(); ++s) {
        const bool asked = std::ranges::any_of(scenario.arrivals, [&](const simulate::Arrivals &arrivals) {
            return std::ranges::any_of(scenario.operations, [&](const simulate::Operation &operation) { return operation.name == arrivals.operation && operation.service == scenario.services[s].name; });
        });
        if (everywhere || asked)
            out.push_back(s);
    }
    return out;
}

double strictestObjective(const simulate::Scenario &scenario, std::uint32_t service, double otherwise)
{
    double out = HUGE_VAL;
    for (const simulate::Objective &objective : scenario.objectives)
        if (const auto operation = std::ranges::find(scenario.operations, objective.operation, &simulate::Operation::name); operation != scenario.operations.end() && operation->service == scenario.services[service].name)
            out = std::min(out, objective.latencyS);
    return std::isfinite(out) ? out : otherwise;
}

} // namespace causeway::allocate
