#include "analysis/loop/healer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/simulate/plan.h"

namespace causeway::loop {

namespace {

using simulate::Actions;
using simulate::Observation;
using Deed = LoopRecord::Deed;

class Healer final : public allocate::ControllerOf<Healer> {
public:
    Healer(const simulate::Scenario &scenario, std::shared_ptr<const Normal> normal, std::unique_ptr<Trigger> trigger, const HealSettings &settings, std::shared_ptr<LoopRecord> record)
        : ControllerOf("closed-loop", settings.intervalS), m_settings(settings), m_normal(std::move(normal)), m_trigger(std::move(trigger)), m_record(std::move(record)), m_services(scenario.services.size())
    {
        for (std::size_t s = 0; s < m_services.size(); ++s) {
            m_services[s].replicas = scenario.services[s].replicas;
            m_services[s].servers = scenario.services[s].servers;
        }
        for (const simulate::Operation &operation : scenario.operations) {
            m_judged.push_back(std::ranges::find(scenario.objectives, operation.name, &simulate::Objective::operation) != scenario.objectives.end());
            if (std::ranges::find(scenario.arrivals, operation.name, &simulate::Arrivals::operation) != scenario.arrivals.end())
                m_services[static_cast<std::size_t>(std::ranges::find(scenario.services, operation.service, &simulate::Service::name) - scenario.services.begin())].entry = true;
        }
    }
    Healer(const Healer &other)
        : ControllerOf(other), m_settings(other.m_settings), m_normal(other.m_normal), m_trigger(other.m_trigger ? other.m_trigger->clone() : nullptr), m_record(other.m_record), m_services(other.m_services), m_judged(other.m_judged), m_lastAlarmS(other.m_lastAlarmS), m_load(other.m_load)
    {
    }
    Healer &operator=(const Healer &) = delete;

    [[nodiscard]] simulate::TraceSink *sink() override { return m_trigger ? m_trigger->sink() : nullptr; }

    void tick(const Observation &seen, Actions &actions) override
    {
        double requests = 0;
        for (std::size_t s = 0; s < m_services.size(); ++s)
            if (m_services[s].entry)
                requests += static_cast<double>(seen.services[s].arrivals);
        requests /= seen.windowS;
        write(seen, requests);
        if (!m_trigger)
            return;
        std::vector<Alarm> alarms = m_trigger->look(seen);
        if (m_record)
            m_record->strongest = m_trigger->strongest();
        if (seen.timeS < 0) // it warms up
            return m_trigger->forget();
        m_load = {requests, m_load[0], m_load[1]};
        const bool rush = m_normal->requestsPerS > 0 && *std::ranges::max_element(m_load) > m_settings.rush * m_normal->requestsPerS;
        if (!alarms.empty()) {
            if (m_record)
                m_record->alarms.emplace_back(seen.timeS, alarms.front().service);
            m_lastAlarmS = seen.timeS;
            if (rush)
                addWhereBusy(seen, actions);
            else
                mend(seen, alarms, actions);
        }
        easeOff(seen, actions);
    }

private:
    struct Standing {
        unsigned replicas = 1, servers = 1; // as the scenario has them
        double untouchedFromS = -1;         // it is left alone until then
        double replacedS = -1e9;
        bool limited = false;
        bool entry = false;                 // requests come to it from outside
    };

    void note(Deed::What what, const Observation &seen, std::uint32_t service, unsigned replicas)
    {
        if (m_record)
            m_record->deeds.push_back({what, seen.timeS, service, replicas});
    }
    void addTo(std::uint32_t s, unsigned replicas, const Observation &seen, Actions &actions)
    {
        replicas = std::min(replicas, std::max(m_settings.mostReplicas, seen.services[s].replicas));
        if (replicas <= seen.services[s].replicas)
            return;
        if (actions.setReplicas(s, replicas))
            note(Deed::What::Add, seen, s, replicas);
        m_services[s].untouchedFromS = seen.timeS + m_settings.againS;
    }
    void addWhereBusy(const Observation &seen, Actions &actions)
    {
        bool any = false;
        for (std::uint32_t s = 0; s < m_services.size(); ++s) {
            const simulate::ServiceWindow &window = seen.services[s];
            if (window.utilisation <= m_settings.busy || seen.timeS < m_services[s].untouchedFromS)
                continue;
            // What waits is work to be done as well, within a minute.
            const double up = std::max(1u, window.replicas - std::min(window.replicas, window.starting + window.down));
            const double backlog = window.completions > 0 ? static_cast<double>(window.queue) / (static_cast<double>(window.completions) / seen.windowS * 60) : 0;
            addTo(s, static_cast<unsigned>(std::ceil(up * window.utilisation * (1 + backlog) / m_settings.target)), seen, actions);
            any = true;
            if (m_settings.limit && !m_services[s].limited) {
                const auto most = static_cast<unsigned>(std::ceil(up * m_services[s].servers * m_settings.queue));
                if (actions.setConcurrencyLimit(s, most)) {
                    note(Deed::What::Limit, seen, s, most);
                    m_services[s].limited = true;
                }
            }
        }
        if (any)
            m_trigger->forget();
    }
    void mend(const Observation &seen, const std::vector<Alarm> &alarms, Actions &actions)
    {
        for (const Alarm &alarm : alarms) {
            Standing &standing = m_services[alarm.service];
            if (seen.timeS < standing.untouchedFromS)
                continue;
            if (seen.timeS - standing.replacedS < 2 * m_settings.againS)
                addTo(alarm.service, seen.services[alarm.service].replicas + 1, seen, actions);
            else {
                if (actions.replaceReplicas(alarm.service))
                    note(Deed::What::Replace, seen, alarm.service, seen.services[alarm.service].replicas);
                standing.replacedS = seen.timeS;
                standing.untouchedFromS = seen.timeS + m_settings.againS;
            }
            return m_trigger->forget();
        }
    }
    void easeOff(const Observation &seen, Actions &actions)
    {
        for (std::uint32_t s = 0; s < m_services.size(); ++s) {
            Standing &standing = m_services[s];
            const simulate::ServiceWindow &window = seen.services[s];
            if (standing.limited && window.utilisation < m_settings.busy) {
                actions.setConcurrencyLimit(s, simulate::kNone);
                standing.limited = false;
            }
            if (window.replicas <= standing.replicas || window.starting > 0 || seen.timeS < standing.untouchedFromS || seen.timeS - m_lastAlarmS < m_settings.calmS)
                continue;
            if (window.utilisation * window.replicas / (window.replicas - 1) < m_settings.target) {
                if (actions.setReplicas(s, window.replicas - 1))
                    note(Deed::What::TakeAway, seen, s, window.replicas - 1);
            }
        }
    }
    void write(const Observation &seen, double requestsPerS)
    {
        if (m_record && m_record->keepSeen)
            m_record->seen.push_back({seen.timeS, seen.windowS, {seen.services.begin(), seen.services.end()}});
        if (!m_record || seen.timeS <= 0)
            return;
        LoopRecord::Window &window = m_record->windows.emplace_back();
        window.timeS = seen.timeS;
        for (std::size_t o = 0; o < seen.operations.size(); ++o)
            if (m_judged[o]) {
                window.judged += seen.operations[o].completions + seen.operations[o].refused;
                window.violations += seen.operations[o].violations;
            }
        m_record->sums.requestsPerS += requestsPerS;
        m_record->sums.latencyP95S.resize(seen.services.size());
        for (std::size_t s = 0; s < seen.services.size(); ++s)
            m_record->sums.latencyP95S[s] += seen.services[s].latencyP95S;
    }

    HealSettings m_settings;
    std::shared_ptr<const Normal> m_normal;
    std::unique_ptr<Trigger> m_trigger;
    std::shared_ptr<LoopRecord> m_record;
    std::vector<Standing> m_services;
    std::vector<bool> m_judged;         // of operations: it has an objective
    double m_lastAlarmS = -1e9;
    std::array<double, 3> m_load{};      // requests per second, of the last windows
};

} // namespace

std::unique_ptr<simulate::Controller> healer(const simulate::Scenario &scenario, std::shared_ptr<const Normal> normal, std::unique_ptr<Trigger> trigger, const HealSettings &settings, std::shared_ptr<LoopRecord> record)
{
    return std::make_unique<Healer>(scenario, std::move(normal), std::move(trigger), settings, std::move(record));
}

} // namespace causeway::loop
