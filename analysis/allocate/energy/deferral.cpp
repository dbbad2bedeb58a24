#include "analysis/allocate/energy/deferral.h"

#include <algorithm>
#include <cmath>

#include "analysis/allocate/energy/brownout.h"
#include "analysis/allocate/energy/energy.h"
#include "analysis/simulate/plan.h"

namespace causeway::allocate {

using simulate::Observation;
using simulate::Scenario;

namespace {

constexpr double kSlotS = 3600; // in which beginnings are compared

}

Deferral::Deferral(const Scenario &scenario, bool carbon) : m_scenario(scenario), m_carbon(carbon)
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

double Deferral::costAt(double timeS, double baseW, double besideW, double jobW, double workS) const
{
    double cost = 0;
    const int parts = std::clamp(static_cast<int>(std::ceil(workS / kSlotS)), 1, 24);
    for (int i = 0; i < parts; ++i) {
        const double at = timeS + (i + 0.5) * workS / parts;
        const double left = greenPowerAt(m_scenario, at) - baseW - besideW;
        double weight = 1;
        if (m_carbon) {
            double carbon = 0, count = 0;
            for (const simulate::Domain &domain : m_scenario.domains)
                if (!domain.carbonPerKwh.empty()) {
                    carbon += simulate::valueAt(domain.carbonPerKwh, at);
                    ++count;
                }
            weight = count > 0 ? carbon / count : 1;
        }
        cost += weight * std::clamp(1 - left / jobW, 0.0, 1.0);
    }
    return cost / parts;
}

void Deferral::tick(const Observation &seen, simulate::Actions &actions)
{
    double baseW = powerOf(m_scenario, seen), besideW = 0;
    for (const Batch &batch : m_batches)
        baseW -= seen.services[batch.service].busyMean * batch.watts; // of the time that the nodes were looked at
    baseW = std::max(0.0, baseW);
    for (Batch &batch : m_batches) {
        const simulate::ServiceWindow &window = seen.services[batch.service];
        for (std::uint64_t i = 0; i < window.arrivals; ++i)
            batch.waiting.push_back(seen.timeS - seen.windowS); // at the earliest
        while (batch.waiting.size() > window.queue)
            batch.waiting.pop_front();
        const double watts = std::max(batch.watts, 1e-9);
        const auto running = static_cast<unsigned>(window.inService);
        besideW += running * watts;
        // What later hours cost, each as if nothing else began in it.
        std::vector<double> later;
        for (double at = kSlotS; at <= batch.deadlineS - batch.workS; at += kSlotS)
            later.push_back(costAt(seen.timeS + at, baseW, 0, watts, batch.workS));
        unsigned begin = 0;
        for (std::size_t i = 0; i < batch.waiting.size() && running + begin < batch.most; ++i) {
            const double slackS = batch.waiting[i] + batch.deadlineS - batch.workS - seen.timeS;
            // Those before it take their turns; the next look, or the one after, must not be too late.
            const double turnS = std::floor(static_cast<double>(i) / batch.most) * batch.workS;
            const bool urgent = slackS - turnS <= 2 * seen.windowS;
            const double now = costAt(seen.timeS, baseW, besideW, watts, batch.workS);
            // So many hours are needed for all that waits: it need not be the best of all.
            const std::size_t needed = 1 + batch.waiting.size() / batch.most;
            const auto end = later.begin() + static_cast<std::ptrdiff_t>(std::min(later.size(), static_cast<std::size_t>(std::max(0.0, slackS - turnS) / kSlotS)));
            const auto better = static_cast<std::size_t>(std::count_if(later.begin(), end, [&](double cost) { return cost < now * (1 - 1e-9); }));
            if (!urgent && better >= needed)
                continue;
            ++begin;
            besideW += watts;
        }
        actions.setReplicas(batch.service, begin > 0 ? running + begin : 0);
    }
}

namespace {

class DeferralController final : public ControllerOf<DeferralController> {
public:
    DeferralController(const Scenario &scenario, const Settings &settings) : ControllerOf("deferral", settings["interval_s"]), m_deferral(scenario, settings.on("carbon")) {}
    void tick(const Observation &seen, simulate::Actions &actions) override { m_deferral.tick(seen, actions); }

private:
    Deferral m_deferral;
};

class Both final : public ControllerOf<Both> {
public:
    Both(const Scenario &scenario, const Settings &settings) : ControllerOf("brownout_deferral", settings["interval_s"]), m_dimmers(scenario, settings["overload"], settings["green"]), m_deferral(scenario, settings.on("carbon")) {}
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
    return {"deferral", PolicyKind::Energy, "does batch work in the greenest hours before it would be late", "Xu, Toosi and Buyya 2020; for carbon Wiesner et al. 2021 (Let's wait awhile)", "the principle; green power and carbon are known, not forecast",
            {{"interval_s", 300, 0.1, 86'400, "time between decisions, s"},
             {"carbon", 1, 0, 1, "1: brown power counts by its carbon; 0: all alike", true}},
            {}, [](const Scenario &scenario, const Settings &settings) { return std::make_unique<DeferralController>(scenario, settings); }};
}

Policy brownoutDeferralPolicy()
{
    return {"brownout_deferral", PolicyKind::Energy, "brownout and deferral together", "Xu, Toosi and Buyya 2020", "as published; with `green` also while power is brown",
            {{"interval_s", 60, 0.1, 86'400, "time between decisions, s"},
             {"overload", 0.8, 0.01, 1, "utilisation above which a node is overloaded"},
             {"green", 0, 0, 10, "share of optional work left out for the share of power that is not green"},
             {"carbon", 1, 0, 1, "1: for batch work brown power counts by its carbon; 0: all alike", true}},
            {}, [](const Scenario &scenario, const Settings &settings) { return std::make_unique<Both>(scenario, settings); }};
}

} // namespace causeway::allocate
