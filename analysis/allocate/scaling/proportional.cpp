// In proportion to the work in progress at each service: requests that wait or are worked on.

#include "analysis/allocate/scaling/budget.h"
#include "analysis/allocate/scaling/scaling.h"

namespace causeway::allocate {

namespace {

class Proportional final : public ControllerOf<Proportional> {
public:
    Proportional(const simulate::Scenario &scenario, const Settings &settings)
        : ControllerOf("proportional", settings["interval_s"]), m_budget(budgetOf(scenario, settings["budget"])), m_least(settings.count("least"))
    {
    }
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        std::vector<double> work;
        for (const simulate::ServiceWindow &service : seen.services)
            work.push_back(static_cast<double>(service.queue + service.inService));
        const std::vector<unsigned> replicas = shareOut(work, m_budget, m_least);
        for (std::uint32_t s = 0; s < replicas.size(); ++s)
            actions.setReplicas(s, replicas[s]);
    }

private:
    unsigned m_budget, m_least;
};

} // namespace

Policy proportionalPolicy()
{
    return {"proportional", PolicyKind::Scaling, "shares a fixed number of replicas in proportion to the requests at each service", "Yang et al. 2019 (MIRAS), a baseline there", "as published",
            {{"interval_s", 30, 0.1, 86'400, "time between decisions, s"},
             {"budget", 0, 0, 10'000, "replicas of all services together; 0: as many as the scenario has", true},
             {"least", 1, 0, 100, "replicas that each service has at least", true}},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Proportional>(scenario, settings); }};
}

} // namespace causeway::allocate
