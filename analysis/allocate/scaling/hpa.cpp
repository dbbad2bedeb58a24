// The horizontal pod autoscaler of Kubernetes (v2, the documentation's algorithm details): ceil(n · metric / target) every 15 s; nothing
// within a tolerance; replicas that start count as idle when it grows, and not at all when it shrinks; at most twice as many or 4 more in
// a period; it shrinks only to the most that was wanted within the last 300 s.

#include <algorithm>
#include <cmath>
#include <deque>

#include "analysis/allocate/scaling/budget.h"
#include "analysis/allocate/scaling/scaling.h"
#include "analysis/simulate/importance.h"

namespace causeway::allocate {

namespace {

class Hpa final : public ControllerOf<Hpa> {
public:
    Hpa(const simulate::Scenario &scenario, const Settings &settings)
        : ControllerOf("hpa", settings["interval_s"]), m_target(settings["target"]), m_tolerance(settings["tolerance"]), m_downWindowS(settings["down_window_s"]), m_least(settings.count("least")),
          m_most(std::max(settings.count("most"), settings.count("least"))), m_budget(settings.count("budget")), m_wanted(scenario.services.size()), m_importance(simulate::importanceOf(scenario))
    {
    }

    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        std::vector<unsigned> replicas;
        for (std::size_t s = 0; s < seen.services.size(); ++s) {
            const unsigned now = seen.services[s].replicas;
            auto &wanted = m_wanted[s];
            if (wanted.empty()) // what it begins with counts as wanted
                wanted.emplace_back(seen.timeS, now);
            wanted.emplace_back(seen.timeS, desired(seen.services[s]));
            while (wanted.size() > 1 && wanted.front().first <= seen.timeS - m_downWindowS + 1e-6)
                wanted.pop_front();
            unsigned to = wanted.back().second;
            if (to < now)
                to = std::min(now, std::ranges::max_element(wanted, {}, &std::pair<double, unsigned>::second)->second);
            to = std::min(to, std::max(2 * now, now + 4));
            replicas.push_back(std::clamp(to, m_least, m_most));
        }
        if (m_budget > 0)
            replicas = fitBudget(replicas, m_budget, m_importance);
        for (std::uint32_t s = 0; s < replicas.size(); ++s)
            actions.setReplicas(s, replicas[s]);
    }

private:
    [[nodiscard]] unsigned desired(const simulate::ServiceWindow &service) const
    {
        const unsigned ready = service.replicas - std::min(service.replicas, service.starting + service.down);
        if (ready == 0)
            return service.replicas;
        const double usage = service.utilisation * ready;
        double ratio = service.utilisation / m_target;
        if (ratio > 1)
            ratio = std::max(1.0, usage / (m_target * service.replicas));
        if (std::abs(ratio - 1) <= m_tolerance)
            return service.replicas;
        // Rounded down where it is whole but for the last digits.
        return static_cast<unsigned>(std::ceil(ratio * (ratio > 1 ? service.replicas : ready) - 1e-9));
    }

    double m_target, m_tolerance, m_downWindowS;
    unsigned m_least, m_most, m_budget;
    std::vector<std::deque<std::pair<double, unsigned>>> m_wanted; // by service: (time, replicas), of the window
    std::vector<simulate::Importance> m_importance;
};

} // namespace

Policy hpaPolicy()
{
    return {"hpa", PolicyKind::Scaling, "keeps the utilisation of each service near a target, as Kubernetes' autoscaler does", "Kubernetes, HorizontalPodAutoscaler v2", "as documented; utilisation of servers stands for that of processors",
            {{"target", 0.5, 0.01, 1, "utilisation to keep"},
             {"tolerance", 0.1, 0, 1, "relative distance from the target within which nothing changes"},
             {"interval_s", 15, 0.1, 86'400, "time between decisions, s"},
             {"down_window_s", 300, 0, 86'400, "it shrinks only to the most that was wanted in so many s"},
             {"least", 1, 0, 10'000, "replicas of a service at least", true},
             {"most", 20, 1, 10'000, "and at most", true},
             {"budget", 0, 0, 100'000, "replicas of all services together; 0: no limit", true}},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Hpa>(scenario, settings); }};
}

} // namespace causeway::allocate
