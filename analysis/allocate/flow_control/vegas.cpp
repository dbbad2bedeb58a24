// Netflix' concurrency-limits, VegasLimit, after TCP Vegas (Brakmo and Peterson 1995): requests that wait are estimated from the latency
// against the least one seen, which is looked for anew from time to time.

#include "analysis/allocate/flow_control/flow_control.h"
#include "analysis/allocate/flow_control/limiting.h"
#include "analysis/allocate/flow_control/limits.h"

namespace causeway::allocate {

namespace {

struct State {
    double limit = 0, noLoadS = 0, answers = 0;
};

class Vegas final : public Limiting<Vegas, State> {
public:
    Vegas(const simulate::Scenario &scenario, const Settings &settings)
        : Limiting("vegas", scenario, settings, {settings["first"]}), m_rule{settings["least"], std::max(settings["most"], settings["least"])}, m_probe(settings["probe"])
    {
    }
    [[nodiscard]] double next(State &state, const simulate::ServiceWindow &window) const
    {
        if (window.completions == 0)
            return state.limit;
        state.answers += static_cast<double>(window.completions);
        if (m_probe > 0 && state.answers >= m_probe * state.limit) {
            state.answers = 0;
            state.noLoadS = 0;
        }
        if (state.noLoadS == 0 || window.latencyMeanS < state.noLoadS) {
            state.noLoadS = window.latencyMeanS;
            return state.limit;
        }
        return state.limit = m_rule.next(state.limit, state.noLoadS, window.latencyMeanS, static_cast<double>(window.inFlight));
    }

private:
    VegasRule m_rule;
    double m_probe;
};

} // namespace

Policy vegasPolicy()
{
    return {"vegas", PolicyKind::FlowControl, "a limit that keeps few requests waiting, told from the least latency seen", "Netflix concurrency-limits, VegasLimit; Brakmo and Peterson 1995", "as its code has it, on the mean of each window",
            {{"first", 20, 1, 1e6, "limit to begin with"},
             {"probe", 30, 0, 1e6, "the least latency is looked for anew after so many times the limit of answers; 0: never"},
             {"least", 1, 1, 1e6, "limit at least"},
             {"most", 1000, 1, 1e6, "and at most"}, interval(1), kEverywhere},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Vegas>(scenario, settings); }};
}

} // namespace causeway::allocate
