#include "analysis/allocate/scaling/drs.h"

#include <algorithm>
#include <cmath>

#include "analysis/allocate/scaling/budget.h"
#include "analysis/allocate/scaling/scaling.h"
#include "analysis/allocate/scaling/service_flow.h"
#include "analysis/simulate/queueing.h"

namespace causeway::allocate {

namespace {

double inService(const DrsService &service, unsigned replicas)
{
    if (service.lambda <= 0)
        return 0;
    return replicas == 0 ? HUGE_VAL : service.lambda * simulate::mmc(service.lambda, service.mu, replicas * service.servers).response;
}

} // namespace

double requestsInService(std::span<const DrsService> services, std::span<const unsigned> replicas)
{
    double sum = 0;
    for (std::size_t i = 0; i < services.size(); ++i)
        sum += inService(services[i], replicas[i]);
    return sum;
}

std::vector<unsigned> drsAllocation(std::span<const DrsService> services, unsigned budget)
{
    std::vector<unsigned> out;
    std::vector<double> load;
    unsigned sum = 0;
    for (const DrsService &service : services) {
        load.push_back(service.lambda / (service.mu * service.servers));
        out.push_back(static_cast<unsigned>(std::min(load.back(), 1e6)) + 1);
        sum += out.back();
    }
    if (sum > budget)
        return shareOut(load, budget, 1);
    for (; sum < budget && !out.empty(); ++sum) {
        std::size_t best = 0;
        double most = -1;
        for (std::size_t i = 0; i < out.size(); ++i)
            if (const double gain = inService(services[i], out[i]) - inService(services[i], out[i] + 1); gain > most) {
                most = gain;
                best = i;
            }
        ++out[best];
    }
    return out;
}

namespace {

class Drs final : public ControllerOf<Drs> {
public:
    Drs(const simulate::Scenario &scenario, const Settings &settings)
        : ControllerOf("drs", settings["interval_s"]), m_keep(settings["keep"]), m_budget(budgetOf(scenario, settings["budget"]))
    {
        const ServiceFlow flow = flowOf(scenario);
        for (std::size_t s = 0; s < scenario.services.size(); ++s)
            m_services.push_back({flow.rate[s], 1 / std::max(flow.workS[s], 1e-9), scenario.services[s].servers});
    }
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        for (std::size_t s = 0; s < m_services.size(); ++s) {
            const simulate::ServiceWindow &window = seen.services[s];
            DrsService &service = m_services[s];
            service.lambda = m_keep * service.lambda + (1 - m_keep) * static_cast<double>(window.arrivals) / seen.windowS;
            if (window.departures > 0 && window.busyMean > 0)
                service.mu = 1 / (m_keep / service.mu + (1 - m_keep) * window.busyMean * seen.windowS / static_cast<double>(window.departures));
        }
        const std::vector<unsigned> replicas = drsAllocation(m_services, m_budget);
        for (std::uint32_t s = 0; s < replicas.size(); ++s)
            actions.setReplicas(s, replicas[s]);
    }

private:
    double m_keep;
    unsigned m_budget;
    std::vector<DrsService> m_services;
};

} // namespace

Policy drsPolicy()
{
    return {"drs", PolicyKind::Scaling, "shares a fixed number of replicas so that a Jackson network of the measured rates is fastest", "Fu et al. 2015 (DRS)", "as published; rates are smoothed exponentially",
            {{"interval_s", 30, 0.1, 86'400, "time between decisions, s"},
             {"budget", 0, 0, 10'000, "replicas of all services together; 0: as many as the scenario has", true},
             {"keep", 0.5, 0, 0.999, "weight of what was measured before against the last window"}},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Drs>(scenario, settings); }};
}

} // namespace causeway::allocate
