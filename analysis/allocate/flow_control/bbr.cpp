// Alibaba Sentinel's system rule, after TCP BBR (Cardwell et al. 2016): while servers are busier than a bound, no more in flight than the
// greatest throughput times the least latency, both of the last windows.

#include "analysis/allocate/flow_control/flow_control.h"
#include "analysis/allocate/flow_control/limiting.h"
#include "analysis/allocate/flow_control/limits.h"

namespace causeway::allocate {

namespace {

struct State {
    Recent answersPerS{1}, latencyS{1};
};

class Bbr final : public Limiting<Bbr, State> {
public:
    Bbr(const simulate::Scenario &scenario, const Settings &settings)
        : Limiting("bbr", scenario, settings, {Recent(settings.count("windows")), Recent(settings.count("windows"))}), m_load(settings["load"]), m_intervalS(settings["interval_s"]), m_means(settings.on("means"))
    {
    }
    [[nodiscard]] double next(State &state, const simulate::ServiceWindow &window) const
    {
        if (window.completions > 0) {
            state.answersPerS.add(static_cast<double>(window.completions) / m_intervalS);
            state.latencyS.add(m_means ? window.latencyMeanS : std::max(window.latencyLeastS, 0.001)); // it counts whole milliseconds
        }
        if (window.utilisation <= m_load || state.latencyS.empty())
            return HUGE_VAL;
        return bbrLimit(state.answersPerS.most(), state.latencyS.least());
    }

private:
    double m_load, m_intervalS;
    bool m_means;
};

} // namespace

Policy bbrPolicy()
{
    return {"bbr", PolicyKind::FlowControl, "while servers are busy, no more in flight than greatest throughput times least latency", "Alibaba Sentinel, SystemRule; Cardwell et al. 2016 (BBR)", "as its code has it; utilisation of servers stands for the system's load",
            {{"load", 0.8, 0, 1, "utilisation above which it limits"},
             {"windows", 2, 1, 10'000, "so many windows are looked at", true},
             {"means", 0, 0, 1, "1: the least of the windows' mean latencies; 0: the least of any request, as Sentinel has it", true}, interval(0.5), kEverywhere},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Bbr>(scenario, settings); }};
}

} // namespace causeway::allocate
