#include "analysis/allocate/resilience/resilience.h"

namespace causeway::allocate {

namespace {

// Of the calls that are waited for.
template <typename F>
void eachCall(simulate::Scenario &scenario, const F &f)
{
    for (simulate::Operation &operation : scenario.operations)
        for (auto &step : operation.steps)
            for (simulate::Call &call : step)
                if (!call.async)
                    f(call);
}

} // namespace

Policy breakerPolicy()
{
    return {"breaker", PolicyKind::Resilience, "after so many failures of a call one after the other it is not tried for a while", "Nygard 2007 (Release It!)", "as published; one call is let through to see",
            {{"failures", 5, 1, 1e6, "failures one after the other that open it", true}, {"open_s", 10, 0.001, 86'400, "it stays open for s"}},
            [](simulate::Scenario &scenario, const Settings &settings) {
                eachCall(scenario, [&](simulate::Call &call) { call.breaker = simulate::Breaker{settings.count("failures"), settings["open_s"]}; });
            }};
}

Policy backoffPolicy()
{
    return {"backoff", PolicyKind::Resilience, "waits before a retry, twice as long before each further one", "Metcalfe and Boggs 1976 (exponential back-off)", "without the random part",
            {{"first_s", 0.1, 0.001, 3600, "before the first retry, s"}},
            [](simulate::Scenario &scenario, const Settings &settings) {
                eachCall(scenario, [&](simulate::Call &call) { call.backoffS = settings["first_s"]; });
            }};
}

} // namespace causeway::allocate
