#include "analysis/allocate/learned/trained_policy.h"

#include "analysis/allocate/learned/judged_allocation.h"

namespace causeway::allocate {

namespace {

class Trained final : public ControllerOf<Trained> {
public:
    Trained(std::shared_ptr<const TrainedPolicy> policy, const simulate::Scenario &scenario, unsigned budget)
        : ControllerOf(policy->method == "miras" ? "miras" : "model_free", policy->task.windowS), m_policy(std::move(policy)), m_view(scenario, m_policy->task), m_budget(budget > 0 ? budget : m_policy->task.budget)
    {
    }
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        const std::vector<unsigned> replicas = allocationOf(m_policy->actor, m_policy->judged ? &m_policy->critic : nullptr, m_view.of(seen), m_budget, m_policy->task.least);
        for (std::uint32_t s = 0; s < replicas.size(); ++s)
            actions.setReplicas(s, replicas[s]);
    }

private:
    std::shared_ptr<const TrainedPolicy> m_policy;
    StateView m_view;
    unsigned m_budget;
};

} // namespace

Message misfit(const TrainedPolicy &policy, const simulate::Scenario &scenario)
{
    std::string trained, here;
    for (const std::string &name : policy.services)
        trained += (trained.empty() ? "" : ", ") + name;
    for (const simulate::Service &service : scenario.services)
        here += (here.empty() ? "" : ", ") + service.name;
    if (trained != here || policy.services.size() != scenario.services.size())
        return Message(CAUSEWAY_TEXT("it was trained for the services %1, the scenario has %2"), trained, here);
    if (StateView(scenario, policy.task).size() != policy.actor.inputs())
        return Message(CAUSEWAY_TEXT("it was trained where replicas start otherwise: with or without a cold start"));
    return {};
}

std::unique_ptr<simulate::Controller> controllerOf(std::shared_ptr<const TrainedPolicy> policy, const simulate::Scenario &scenario, unsigned budget)
{
    return std::make_unique<Trained>(std::move(policy), scenario, budget);
}

} // namespace causeway::allocate
