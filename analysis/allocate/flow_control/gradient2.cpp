// Netflix' concurrency-limits, Gradient2Limit: the limit shrinks as the latency of a window grows against its long-term average.

#include "analysis/allocate/flow_control/flow_control.h"
#include "analysis/allocate/flow_control/limiting.h"
#include "analysis/allocate/flow_control/limits.h"

namespace causeway::allocate {

namespace {

struct State {
    double limit = 0, longRttS = 0;
};

class Gradient2 final : public Limiting<Gradient2, State> {
public:
    Gradient2(const simulate::Scenario &scenario, const Settings &settings)
        : Limiting("gradient2", scenario, settings, {settings["first"]}), m_rule{settings["queue"], settings["tolerance"], settings["smoothing"], settings["least"], std::max(settings["most"], settings["least"])}, m_longWindow(settings["long_window"])
    {
    }
    [[nodiscard]] double next(State &state, const simulate::ServiceWindow &window) const
    {
        if (window.completions == 0)
            return state.limit;
        const double rtt = window.latencyMeanS;
        state.longRttS = state.longRttS == 0 ? rtt : state.longRttS + (rtt - state.longRttS) * 2 / (m_longWindow + 1);
        if (state.longRttS > 2 * rtt) // what was long ago is forgotten faster
            state.longRttS *= 0.95;
        return state.limit = m_rule.next(state.limit, state.longRttS, rtt, static_cast<double>(window.inFlight));
    }

private:
    Gradient2Rule m_rule;
    double m_longWindow;
};

} // namespace

Policy gradient2Policy()
{
    return {"gradient2", PolicyKind::FlowControl, "a limit that follows the long-term latency over the last window's", "Netflix concurrency-limits, Gradient2Limit", "as its code has it, on the mean of each window",
            {{"first", 20, 1, 1e6, "limit to begin with"},
             {"queue", 4, 0, 1e6, "requests that may wait: added at each step"},
             {"tolerance", 1.5, 1, 10, "latency may grow so many times before the limit shrinks"},
             {"smoothing", 0.2, 0.001, 1, "weight of a new limit"},
             {"long_window", 600, 1, 1e6, "windows that the long-term latency stands for"},
             {"least", 20, 1, 1e6, "limit at least"},
             {"most", 200, 1, 1e6, "and at most"}, interval(1), kEverywhere},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Gradient2>(scenario, settings); }};
}

} // namespace causeway::allocate
