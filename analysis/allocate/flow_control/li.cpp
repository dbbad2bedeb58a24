// Li et al. 2020, from the abstract: greatest rate of answers times least latency times a headroom may be in flight, a token bucket holds
// back bursts beyond that rate, and both shrink by a factor while the 99th percentile is over the objective and grow back in steps.

#include "analysis/allocate/flow_control/flow_control.h"
#include "analysis/allocate/flow_control/limiting.h"

namespace causeway::allocate {

namespace {

struct State {
    Recent answersPerS{1}, latencyS{1};
    double share = 1, objectiveS = 1;
};

class Li final : public Limiting<Li, State> {
public:
    Li(const simulate::Scenario &scenario, const Settings &settings)
        : Limiting("li", scenario, settings, {Recent(settings.count("windows")), Recent(settings.count("windows"))}), m_headroom(settings["headroom"]), m_decrease(settings["decrease"]), m_increase(settings["increase"]),
          m_intervalS(settings["interval_s"]), m_least(settings["least"])
    {
        for (std::size_t i = 0; i < services().size(); ++i)
            states()[i].objectiveS = strictestObjective(scenario, services()[i], settings["objective_s"]);
    }
    [[nodiscard]] double next(State &state, const simulate::ServiceWindow &window) const
    {
        if (window.completions > 0) {
            state.answersPerS.add(static_cast<double>(window.completions) / m_intervalS);
            state.latencyS.add(window.latencyMeanS);
            if (window.latencyP99S > state.objectiveS)
                state.share = std::max(0.05, state.share * m_decrease);
            else
                state.share = std::min(1.0, state.share + m_increase);
        }
        return state.latencyS.empty() ? HUGE_VAL : std::max(m_least, std::ceil(state.answersPerS.most() * state.latencyS.least() * m_headroom * state.share));
    }
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        Limiting::tick(seen, actions);
        for (std::size_t i = 0; i < services().size(); ++i)
            if (const State &state = states()[i]; !state.answersPerS.empty()) {
                // Only where requests are let in at less than they come: an idle service has answered few.
                const double rate = state.answersPerS.most() * m_headroom * state.share;
                const bool busy = seen.services[services()[i]].utilisation > kBusy;
                actions.setRateLimit(services()[i], busy ? rate : 0, rate * m_intervalS);
            }
    }

private:
    static constexpr double kBusy = 0.8;
    double m_headroom, m_decrease, m_increase, m_intervalS, m_least;
};

} // namespace

Policy liPolicy()
{
    return {"li", PolicyKind::FlowControl, "greatest throughput times least latency in flight, a token bucket, and less of both while the p99 is over the objective", "Li et al. 2020", "re-implemented from the abstract",
            {{"headroom", 1.5, 0.1, 100, "so many times what throughput and latency come to"},
             {"windows", 60, 1, 10'000, "greatest and least are of so many windows", true},
             {"decrease", 0.9, 0.01, 1, "factor while the p99 is over the objective"},
             {"increase", 0.02, 0, 1, "step back up while it is not"},
             {"least", 20, 1, 1e6, "limit at least: what an idle service answers says nothing of its capacity"},
             {"objective_s", 1, 0.001, 1e6, "for services without an objective of their own, s"}, interval(0.5), kEverywhere},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Li>(scenario, settings); }};
}

} // namespace causeway::allocate
