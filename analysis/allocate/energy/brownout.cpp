#include "analysis/allocate/energy/brownout.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/allocate/energy/energy.h"
#include "analysis/allocate/scaling/service_flow.h"
#include "analysis/simulate/plan.h"

namespace causeway::allocate {

using simulate::Observation;
using simulate::Scenario;

double powerOf(const Scenario &scenario, const Observation &seen)
{
    double watts = 0;
    for (std::size_t n = 0; n < seen.nodes.size(); ++n)
        watts += scenario.nodes[n].idleW + (scenario.nodes[n].maxW - scenario.nodes[n].idleW) * seen.nodes[n];
    return watts;
}

double greenPowerAt(const Scenario &scenario, double timeS)
{
    double watts = 0;
    for (const simulate::Domain &domain : scenario.domains)
        watts += simulate::valueAt(domain.greenW, timeS);
    return watts;
}

Dimmers::Dimmers(const Scenario &scenario, double overload, double green) : m_scenario(scenario), m_overload(overload), m_green(green)
{
    std::set<std::string> called, both, hosts;
    for (const simulate::Operation &operation : scenario.operations)
        for (const auto &step : operation.steps)
            for (const simulate::Call &call : step)
                if (call.dispensable) {
                    called.insert(std::ranges::find(scenario.operations, call.operation, &simulate::Operation::name)->service);
                    both.insert(operation.service);
                }
    both.insert(called.begin(), called.end());
    for (const simulate::Service &service : scenario.services)
        if (both.contains(service.name))
            hosts.insert(service.nodes.begin(), service.nodes.end());
    for (std::size_t n = 0; n < scenario.nodes.size(); ++n)
        if (hosts.contains(scenario.nodes[n].name))
            m_hosts.push_back(n);
    const ServiceFlow flow = flowOf(scenario);
    for (std::uint32_t s = 0; s < scenario.services.size(); ++s)
        if (called.contains(scenario.services[s].name))
            m_optional.push_back({s, flow.rate[s] * flow.workS[s]});
    std::ranges::stable_sort(m_optional, {}, &Optional::work);
}

double Dimmers::brownShare(const Observation &seen) const
{
    const double watts = powerOf(m_scenario, seen);
    return watts > 0 ? std::max(0.0, 1 - greenPowerAt(m_scenario, seen.timeS) / watts) : 0;
}

void Dimmers::tick(const Observation &seen, simulate::Actions &actions)
{
    // Where there are no nodes, services stand for them.
    double overloaded = 0, all = 0;
    if (!m_hosts.empty()) {
        overloaded = static_cast<double>(std::ranges::count_if(m_hosts, [&](std::size_t node) { return seen.nodes[node] > m_overload; }));
        all = static_cast<double>(m_hosts.size());
    } else {
        overloaded = static_cast<double>(std::ranges::count_if(seen.services, [&](const simulate::ServiceWindow &service) { return service.utilisation > m_overload; }));
        all = static_cast<double>(seen.services.size());
    }
    m_theta = std::sqrt(overloaded / std::max(all, 1.0));
    if (m_green > 0)
        m_theta = std::max(m_theta, std::min(1.0, m_green * brownShare(seen)));
    double sum = 0;
    for (const Optional &optional : m_optional)
        sum += optional.work;
    double less = m_theta * sum;
    for (const Optional &optional : m_optional) {
        const double here = std::min(less, optional.work);
        less -= here;
        actions.setDimmer(optional.service, optional.work > 0 ? 1 - here / optional.work : 1);
    }
}

namespace {

class Brownout final : public ControllerOf<Brownout> {
public:
    Brownout(const Scenario &scenario, const Settings &settings) : ControllerOf("brownout", settings["interval_s"]), m_dimmers(scenario, settings["overload"], settings["green"]) {}
    void tick(const Observation &seen, simulate::Actions &actions) override { m_dimmers.tick(seen, actions); }

private:
    Dimmers m_dimmers;
};

} // namespace

Policy brownoutPolicy()
{
    return {"brownout", PolicyKind::Energy, "leaves out optional calls while nodes are overloaded, or power is not green", "Xu, Toosi and Buyya 2020", "as published; with `green` also while power is brown",
            {{"interval_s", 60, 0.1, 86'400, "time between decisions, s"},
             {"overload", 0.8, 0.01, 1, "utilisation above which a node is overloaded"},
             {"green", 0, 0, 10, "share of optional work left out for the share of power that is not green"}},
            {}, [](const Scenario &scenario, const Settings &settings) { return std::make_unique<Brownout>(scenario, settings); }};
}

} // namespace causeway::allocate
