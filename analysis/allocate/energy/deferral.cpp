#include "analysis/allocate/energy/deferral.h"

#include <algorithm>
#include <cmath>

#include "analysis/allocate/energy/brownout.h"
#include "analysis/allocate/energy/energy.h"

namespace causeway::allocate {

using simulate::Observation;
using simulate::Scenario;

Deferral::Deferral(const Scenario &scenario) : m_scenario(scenario)
{
    for (std::uint32_t s = 0; s < scenario.services.size(); ++s) {
        const simulate::Service &service = scenario.services[s];
        Batch batch{s, service.replicas, 0, HUGE_VAL, 0, {}};
        bool all = true, any = false;
        for (const simulate::Operation &operation : scenario.operations) {
            if (operation.service != service.name)
                continue;
            any = true;
            all = all && operation.deferrableS;
            batch.workS = std::max(batch.workS, operation.self.mean);
            batch.deadlineS = std::min(batch.deadlineS, operation.deferrableS.value_or(0));
        }
        // Only where they can wait at the service while it has no replica.
        if (!any || !all || service.routing != simulate::Routing::Shared)
            continue;
        if (!service.nodes.empty()) {
            const simulate::Node &node = *std::ranges::find(scenario.nodes, service.nodes.front(), &simulate::Node::name);
            batch.watts = (node.maxW - node.idleW) / node.cores;
        }
        m_batches.push_back(std::move(batch));
    }
}

void Deferral::tick(const Observation &seen, simulate::Actions &actions)
{
    double left = greenPowerAt(m_scenario, seen.timeS) - powerOf(m_scenario, seen);
    for (Batch &batch : m_batches) {
        const simulate::ServiceWindow &window = seen.services[batch.service];
        for (std::uint64_t i = 0; i < window.arrivals; ++i)
            batch.waiting.push_back(seen.timeS - seen.windowS); // at the earliest
        while (batch.waiting.size() > window.queue)
            batch.waiting.pop_front();
        const double running = static_cast<double>(window.inService), watts = std::max(batch.watts, 1e-9);
        left += running * watts; // what runs may go on on it
        const double green = std::floor(std::max(0.0, left) / watts);
        // Late unless it begins before the next look, or the one after.
        double urgent = 0;
        for (const double came : batch.waiting)
            urgent += came + batch.deadlineS - batch.workS <= seen.timeS + 2 * seen.windowS;
        const double wanted = std::min(static_cast<double>(batch.most), std::max(std::min(green, running + static_cast<double>(window.queue)), urgent > 0 ? running + urgent : 0));
        left -= std::max(wanted, running) * watts;
        actions.setReplicas(batch.service, static_cast<unsigned>(wanted));
    }
}

namespace {

class DeferralController final : public ControllerOf<DeferralController> {
public:
    DeferralController(const Scenario &scenario, const Settings &settings) : ControllerOf("deferral", settings["interval_s"]), m_deferral(scenario) {}
    void tick(const Observation &seen, simulate::Actions &actions) override { m_deferral.tick(seen, actions); }

private:
    Deferral m_deferral;
};

class Both final : public ControllerOf<Both> {
public:
    Both(const Scenario &scenario, const Settings &settings) : ControllerOf("brownout_deferral", settings["interval_s"]), m_dimmers(scenario, settings["overload"], settings["green"]), m_deferral(scenario) {}
    void tick(const Observation &seen, simulate::Actions &actions) override
    {
        m_dimmers.tick(seen, actions);
        m_deferral.tick(seen, actions);
    }

private:
    Dimmers m_dimmers;
    Deferral m_deferral;
};

} // namespace

Policy deferralPolicy()
{
    return {"deferral", PolicyKind::Energy, "does batch work on green power that is left, or when it would else be late", "Xu, Toosi and Buyya 2020", "as published; green power is known, not forecast",
            {{"interval_s", 300, 0.1, 86'400, "time between decisions, s"}},
            {}, [](const Scenario &scenario, const Settings &settings) { return std::make_unique<DeferralController>(scenario, settings); }};
}

Policy brownoutDeferralPolicy()
{
    return {"brownout_deferral", PolicyKind::Energy, "brownout and deferral together", "Xu, Toosi and Buyya 2020", "as published; with `green` also while power is brown",
            {{"interval_s", 60, 0.1, 86'400, "time between decisions, s"},
             {"overload", 0.8, 0.01, 1, "utilisation above which a node is overloaded"},
             {"green", 0, 0, 10, "share of optional work left out for the share of power that is not green"}},
            {}, [](const Scenario &scenario, const Settings &settings) { return std::make_unique<Both>(scenario, settings); }};
}

} // namespace causeway::allocate
