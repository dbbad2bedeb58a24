// SmartVM (Zheng et al. 2019, "SmartVM: a SLA-aware microservice deployment framework"): services that have an objective (business
// services) grow by 2 where its violation rate has been above a bound for a while, and shrink by 1 where it has been low for longer; the
// others (resource services) follow their use, and change only when the wish has stood for a while.

#include <algorithm>
#include <cmath>
#include <deque>

#include "analysis/allocate/scaling/budget.h"
#include "analysis/allocate/scaling/scaling.h"
#include "analysis/simulate/importance.h"

namespace causeway::allocate {

namespace {

struct Sums {
    double violations = 0, judged = 0, busy = 0;
};

class SmartVm final : public ControllerOf<SmartVm> {
public:
    SmartVm(const simulate::Scenario &scenario, const Settings &settings)
        : ControllerOf("smartvm", settings["interval_s"]), m_window(std::max(1u, static_cast<unsigned>(std::lround(settings["window_s"] / settings["interval_s"])))), m_high(settings["high"]), m_low(settings["low"]),
          m_highForS(settings["high_for_s"]), m_lowForS(settings["low_for_s"]), m_threshold(settings["threshold"]), m_upForS(settings["up_for_s"]), m_downForS(settings["down_for_s"]), m_mostBusiness(settings.count("most_business")),
          m_mostResource(settings.count("most_resource")), m_budget(settings.count("budget")), m_services(scenario.services.size()), m_serviceOf(scenario.operations.size(), 0), m_importance(simulate::importanceOf(scenario))
    {
        for (std::size_t o = 0; o < scenario.operations.size(); ++o) {
            m_serviceOf[o] = static_cast<std::size_t>(std::ranges::find(scenario.services, scenario.operations[o].service, &simulate::Service::name) - scenario.services.begin());
            if (std::ranges::find(scenario.objectives, scenario.operations[o].name, &simulate::Objective::operation) != scenario.objectives.end())
                m_services[m_serviceOf[o]].business = true;
        }
    }

    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        std::vector<Sums> sums(m_services.size());
        for (std::size_t o = 0; o < seen.operations.size(); ++o) {
            Sums &of = sums[m_serviceOf[o]];
            of.violations += static_cast<double>(seen.operations[o].violations);
            of.judged += static_cast<double>(seen.operations[o].completions + seen.operations[o].refused);
        }
        std::vector<unsigned> replicas;
        for (std::size_t s = 0; s < m_services.size(); ++s) {
            One &one = m_services[s];
            sums[s].busy = seen.services[s].utilisation * (seen.services[s].replicas - std::min(seen.services[s].replicas, seen.services[s].starting + seen.services[s].down));
            one.past.push_back(sums[s]);
            if (one.past.size() > m_window)
                one.past.pop_front();
            Sums all;
            for (const Sums &past : one.past) {
                all.violations += past.violations;
                all.judged += past.judged;
                all.busy += past.busy / static_cast<double>(one.past.size());
            }
            const unsigned now = seen.services[s].replicas;
            replicas.push_back(one.business ? business(one, all, now, seen.timeS) : resource(one, all.busy, now, seen.timeS));
        }
        if (m_budget > 0)
            replicas = fitBudget(replicas, m_budget, m_importance);
        for (std::uint32_t s = 0; s < replicas.size(); ++s)
            actions.setReplicas(s, replicas[s]);
    }

private:
    struct One {
        bool business = false;
        std::deque<Sums> past;
        double upSince = -1, downSince = -1; // when the wish began; -1: there is none (ticks begin before the measured time)
        bool up = false, down = false;
    };
    // Whether a wish has stood for so long; then it begins anew.
    static bool stood(bool wish, bool &is, double &since, double now, double forS)
    {
        if (!wish) {
            is = false;
            return false;
        }
        if (!is)
            since = now;
        is = true;
        if (now - since < forS - 1e-9)
            return false;
        since = now;
        return true;
    }
    unsigned business(One &one, const Sums &all, unsigned now, double time) const
    {
        const double rate = all.judged > 0 ? all.violations / all.judged : 0;
        unsigned to = now;
        if (stood(rate > m_high, one.up, one.upSince, time, m_highForS))
            to = now + 2;
        if (stood(rate < m_low, one.down, one.downSince, time, m_lowForS))
            to = now - std::min(now, 1u);
        return std::clamp(to, 1u, m_mostBusiness);
    }
    unsigned resource(One &one, double busy, unsigned now, double time) const
    {
        const auto target = std::clamp(static_cast<unsigned>(std::ceil(busy / m_threshold - 1e-9)), 1u, m_mostResource);
        const double change = (static_cast<double>(target) - now) / std::max(now, 1u);
        const bool up = stood(change > 0.05, one.up, one.upSince, time, m_upForS), down = stood(change < -0.05, one.down, one.downSince, time, m_downForS);
        return up || down ? target : now;
    }

    unsigned m_window;
    double m_high, m_low, m_highForS, m_lowForS, m_threshold, m_upForS, m_downForS;
    unsigned m_mostBusiness, m_mostResource, m_budget;
    std::vector<One> m_services;
    std::vector<std::size_t> m_serviceOf; // of operations
    std::vector<simulate::Importance> m_importance;
};

} // namespace

Policy smartVmPolicy()
{
    return {"smartvm", PolicyKind::Scaling, "scales services with an objective by its violations, the others by their use", "Zheng et al. 2019 (SmartVM)", "as its code has it; of resources only processors, there are no memory and disks here",
            {{"interval_s", 5, 0.1, 86'400, "time between decisions, s"},
             {"window_s", 30, 0.1, 86'400, "what is measured is of the last so many s"},
             {"high", 0.15, 0, 1, "share of violations above which a service with an objective gets 2 more"},
             {"high_for_s", 15, 0, 86'400, "when it has been so for s"},
             {"low", 0.05, 0, 1, "share of violations below which it gets 1 less"},
             {"low_for_s", 30, 0, 86'400, "when it has been so for s"},
             {"threshold", 0.6, 0.01, 1, "utilisation that a replica of another service is meant to have"},
             {"up_for_s", 30, 0, 86'400, "it grows when that has been wanted for s"},
             {"down_for_s", 70, 0, 86'400, "and shrinks after s"},
             {"most_business", 20, 1, 10'000, "replicas of a service with an objective at most", true},
             {"most_resource", 30, 1, 10'000, "of another one", true},
             {"budget", 0, 0, 100'000, "replicas of all services together; 0: no limit", true}},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<SmartVm>(scenario, settings); }};
}

} // namespace causeway::allocate
