#include "analysis/forecast/limit_load.h"

#include <algorithm>

#include "analysis/simulate/call_load.h"
#include "analysis/simulate/fluid.h"

namespace causeway::forecast {

using simulate::Arrivals;
using simulate::Objective;
using simulate::Scenario;

Result<LimitLoad> limitLoad(const Scenario &scenario)
{
    const Message what(CAUSEWAY_TEXT("The load at which the objectives are missed cannot be told"));
    if (scenario.objectives.empty())
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("the scenario has no objectives")), Message(CAUSEWAY_TEXT("Give it some, as \"slo\".")));
    // Steady: the mean rate of each kind of request, for as long as it takes to see where it settles.
    constexpr double kSeconds = 3600;
    Scenario steady = scenario;
    steady.durationS = kSeconds;
    steady.warmupS = 600;
    steady.faults.clear();
    for (simulate::Service &service : steady.services)
        service.speedOverTime.clear();
    double perS = 0;
    std::vector<double> rates;
    for (std::size_t i = 0; i < scenario.arrivals.size(); ++i) {
        rates.push_back(simulate::expectedRequests(scenario, scenario.arrivals[i]) / (scenario.warmupS + scenario.durationS));
        perS += rates.back();
        steady.arrivals[i] = Arrivals{scenario.arrivals[i].operation, rates.back(), {}};
    }
    const auto missed = [&](double factor) -> Result<std::string> {
        for (std::size_t i = 0; i < rates.size(); ++i)
            steady.arrivals[i].ratePerS = rates[i] * factor;
        CAUSEWAY_ASSIGN(const simulate::FluidResult result, simulate::solveFluid(steady, 60));
        std::string out;
        double worst = 0;
        for (const Objective &objective : scenario.objectives) {
            const auto o = static_cast<std::size_t>(std::ranges::find(scenario.operations, objective.operation, &simulate::Operation::name) - scenario.operations.begin());
            if (const double over = result.operations[o].violation - (1 - objective.share); result.operations[o].rate > 0 && over > worst) {
                worst = over;
                out = objective.operation;
            }
        }
        return out;
    };
    double low = 1e-3, high = 1e-3;
    CAUSEWAY_ASSIGN(const std::string always, missed(low));
    if (!always.empty())
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("slo.%1 is not met even without load"), always));
    LimitLoad out;
    for (out.objective.clear(); out.objective.empty();) {
        low = high;
        high *= 2;
        if (high > 1000)
            return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("the objectives are met at a thousand times the load")));
        CAUSEWAY_ASSIGN(out.objective, missed(high));
    }
    for (int i = 0; i < 20; ++i) {
        const double middle = (low + high) / 2;
        CAUSEWAY_ASSIGN(std::string here, missed(middle));
        if (here.empty())
            low = middle;
        else {
            high = middle;
            out.objective = std::move(here);
        }
    }
    out.factor = low;
    out.perS = perS * low;
    return out;
}

} // namespace causeway::forecast
