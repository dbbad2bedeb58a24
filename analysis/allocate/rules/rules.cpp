#include "analysis/allocate/rules/rules.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/allocate/rules/rule.h"
#include "analysis/simulate/simulation_state.h"

namespace causeway::allocate {

namespace {

using rules::kAny;
using rules::kNothing;
using rules::Level;
using rules::Metric;
using rules::Primitive;
using rules::Rule;
using simulate::InstanceWindow;
using simulate::Observation;
using simulate::RuleAudit;

// What two rules can want at once.
enum class Want : std::uint8_t { Members, Dimmer, Limit, RateLimit, Routing, Speed, Weight };

Want wantOf(Primitive primitive)
{
    switch (primitive) {
    case Primitive::Dim: return Want::Dimmer;
    case Primitive::Limit: return Want::Limit;
    case Primitive::RateLimit: return Want::RateLimit;
    case Primitive::Route: return Want::Routing;
    case Primitive::Speed:
    case Primitive::Resize: return Want::Speed;
    case Primitive::Weight: return Want::Weight;
    default: return Want::Members;
    }
}

struct Candidate {
    std::uint32_t rule = 0, service = 0, place = kNothing; // that it would act on
    std::uint64_t key = 0;                                 // of its state
};

class Rules final : public ControllerOf<Rules> {
public:
    Rules(const simulate::Scenario &scenario, const Settings &settings)
        : ControllerOf("rules", settings["interval_s"]), m_level(settings.count("level")), m_dry(settings.on("dry_run")), m_most(settings.count("most_replicas")), m_serviceOf(scenario.operations.size())
    {
        for (const simulate::PolicyRule &rule : rules::rulesOf(scenario))
            if (auto parsed = rules::parse(rule, scenario)) // checked before
                m_rules.push_back(*std::move(parsed));
        m_states.resize(m_rules.size());
        for (std::size_t o = 0; o < m_serviceOf.size(); ++o)
            m_serviceOf[o] = static_cast<std::size_t>(std::ranges::find(scenario.services, scenario.operations[o].service, &simulate::Service::name) - scenario.services.begin());
        for (const simulate::Node &node : scenario.nodes)
            m_domains.push_back(node.domain);
    }

    void tick(const Observation &seen, simulate::Actions &actions) override
    {
        sumViolations(seen);
        std::vector<Candidate> ready;
        for (std::uint32_t r = 0; r < m_rules.size(); ++r)
            if (m_level == 0 || (m_rules[r].level() == Level::Service) == (m_level == 1))
                look(r, seen, ready);
        std::ranges::stable_sort(ready, [&](const Candidate &a, const Candidate &b) { return m_rules[a.rule].priority > m_rules[b.rule].priority; });
        std::vector<Candidate> done;
        for (const Candidate &one : ready) {
            const Rule &rule = m_rules[one.rule];
            if (rule.dry) { // nobody stands back for it
                told(one, RuleAudit::What::WouldDo, seen.timeS, actions);
                continue;
            }
            const auto before = std::ranges::find_if(done, [&](const Candidate &other) { return conflict(one, other); });
            if (before != done.end()) {
                if (before->rule != one.rule)
                    actions.tell({RuleAudit::What::Outranked, one.rule, before->rule, one.service, one.place});
                continue;
            }
            done.push_back(one);
            told(one, m_dry ? RuleAudit::What::WouldDo : act(one, seen, actions) ? RuleAudit::What::Done : RuleAudit::What::Impossible, seen.timeS, actions);
        }
    }

private:
    struct State {
        double since = 0, acted = 0;
        bool holds = false, hasActed = false;
    };

    void sumViolations(const Observation &seen)
    {
        m_violations.assign(seen.services.size(), {0, 0});
        for (std::size_t o = 0; o < m_serviceOf.size(); ++o) {
            auto &[violations, judged] = m_violations[m_serviceOf[o]];
            violations += static_cast<double>(seen.operations[o].violations);
            judged += static_cast<double>(seen.operations[o].completions + seen.operations[o].refused);
        }
    }
    // NaN: nothing to tell it from.
    [[nodiscard]] double valueOf(Metric metric, std::uint32_t s, const Observation &seen) const
    {
        const simulate::ServiceWindow &service = seen.services[s];
        const auto share = [](double part, double all) { return all > 0 ? part / all : std::nan(""); };
        const bool answers = service.completions > 0;
        switch (metric) {
        case Metric::Utilisation: return service.utilisation;
        case Metric::Queue: return service.queueMean;
        case Metric::Wait: return service.waitMeanS;
        case Metric::LatencyMean: return answers ? service.latencyMeanS : std::nan("");
        case Metric::LatencyP95: return answers ? service.latencyP95S : std::nan("");
        case Metric::LatencyP99: return answers ? service.latencyP99S : std::nan("");
        case Metric::Arrivals: return static_cast<double>(service.arrivals) / seen.windowS;
        case Metric::Errors: return share(static_cast<double>(service.errors), static_cast<double>(service.completions));
        case Metric::Dropped: return share(static_cast<double>(service.dropped), static_cast<double>(service.arrivals));
        case Metric::Violations: return share(m_violations[s].first, m_violations[s].second);
        case Metric::Replicas: return service.replicas;
        case Metric::Down: return service.down;
        case Metric::Node: break;
        }
        return std::nan("");
    }
    [[nodiscard]] static double valueOf(Metric metric, const InstanceWindow &instance, const Observation &seen)
    {
        const bool up = instance.state == InstanceWindow::State::Up;
        switch (metric) {
        case Metric::Utilisation: return up ? instance.utilisation : std::nan("");
        case Metric::Queue: return up ? static_cast<double>(instance.queue) : std::nan("");
        case Metric::Down: return instance.state == InstanceWindow::State::Down ? 1 : 0;
        case Metric::Node: return instance.node < seen.nodes.size() ? seen.nodes[instance.node] : std::nan("");
        default: return std::nan("");
        }
    }
    void look(std::uint32_t r, const Observation &seen, std::vector<Candidate> &ready)
    {
        const Rule &rule = m_rules[r];
        if (rule.subject.place == kNothing) {
            for (std::uint32_t s = 0; s < seen.services.size(); ++s)
                if (rule.subject.service == kAny || rule.subject.service == s)
                    hold(r, s, kNothing, valueOf(rule.metric, s, seen), seen.timeS, ready);
            return;
        }
        // A replica that is gone forgets what it has held.
        std::map<std::uint64_t, State> now;
        std::swap(now, m_states[r]);
        for (const InstanceWindow &instance : seen.instances)
            if ((rule.subject.service == kAny || rule.subject.service == instance.service) && (rule.subject.place == kAny || rule.subject.place == instance.place)) {
                const std::uint64_t key = keyOf(instance.service, instance.place);
                if (const auto was = now.find(key); was != now.end())
                    m_states[r].insert(*was);
                hold(r, instance.service, instance.place, valueOf(rule.metric, instance, seen), seen.timeS, ready);
            }
    }
    static std::uint64_t keyOf(std::uint32_t service, std::uint32_t place) { return static_cast<std::uint64_t>(service) << 32 | place; }
    static bool compares(const Rule &rule, double value)
    {
        switch (rule.comparison) {
        case Rule::Comparison::Above: return value > rule.value;
        case Rule::Comparison::AtLeast: return value >= rule.value;
        case Rule::Comparison::Below: return value < rule.value;
        case Rule::Comparison::AtMost: return value <= rule.value;
        }
        return false;
    }
    void hold(std::uint32_t r, std::uint32_t s, std::uint32_t place, double value, double now, std::vector<Candidate> &ready)
    {
        const Rule &rule = m_rules[r];
        const std::uint64_t key = keyOf(s, place);
        State &state = m_states[r][key];
        if (!compares(rule, value)) { // nor does NaN
            state.holds = false;
            return;
        }
        if (!state.holds)
            state.since = now;
        state.holds = true;
        if (now - state.since < rule.forS - 1e-9 || (state.hasActed && now - state.acted < rule.cooldownS - 1e-9))
            return;
        ready.push_back({r, rule.target.service == kAny ? s : rule.target.service, rule.target.place == kAny ? place : rule.target.place, key});
    }
    [[nodiscard]] bool conflict(const Candidate &a, const Candidate &b) const
    {
        if (a.service != b.service || wantOf(m_rules[a.rule].primitive) != wantOf(m_rules[b.rule].primitive))
            return false;
        return a.place == b.place || a.place == kNothing || b.place == kNothing;
    }
    // It begins anew.
    void told(const Candidate &one, RuleAudit::What what, double now, simulate::Actions &actions)
    {
        State &state = m_states[one.rule][one.key];
        state = {now, now, false, true};
        actions.tell({what, one.rule, simulate::kNone, one.service, one.place});
    }
    bool act(const Candidate &one, const Observation &seen, simulate::Actions &actions) const
    {
        const Rule &rule = m_rules[one.rule];
        const unsigned now = seen.services[one.service].replicas, amount = rule.amount < 4.2e9 ? static_cast<unsigned>(rule.amount) : 0;
        const auto replicas = [&](unsigned to) {
            to = std::clamp(to, 1u, std::max(m_most, now));
            return to != now && actions.setReplicas(one.service, to);
        };
        switch (rule.primitive) {
        case Primitive::AddReplicas: return replicas(now + amount);
        case Primitive::RemoveReplicas: return replicas(now - std::min(now, amount));
        case Primitive::SetReplicas: return replicas(amount);
        case Primitive::Dim: return actions.setDimmer(one.service, rule.amount);
        case Primitive::Limit: return actions.setConcurrencyLimit(one.service, amount == 0 ? simulate::kNone : amount);
        case Primitive::RateLimit: return actions.setRateLimit(one.service, rule.amount, std::max(1.0, rule.amount));
        case Primitive::Route: return actions.setRouting(one.service, rule.routing);
        case Primitive::Speed: return actions.setSpeed(one.service, rule.amount);
        case Primitive::Weight: return actions.setWeight(one.service, one.place, rule.amount);
        case Primitive::Restart: return actions.restart(one.service, one.place);
        case Primitive::Resize: return actions.resize(one.service, one.place, rule.amount);
        case Primitive::Move: break;
        }
        if (rule.node != kAny)
            return actions.move(one.service, one.place, rule.node);
        const auto instance = std::ranges::find_if(seen.instances, [&](const InstanceWindow &of) { return of.service == one.service && of.place == one.place; });
        if (instance == seen.instances.end() || instance->node >= m_domains.size())
            return false;
        std::vector<std::uint32_t> order;
        for (std::uint32_t n = 0; n < m_domains.size(); ++n)
            if (n != instance->node && m_domains[n] == m_domains[instance->node] && seen.nodes[n] < seen.nodes[instance->node])
                order.push_back(n);
        std::ranges::stable_sort(order, {}, [&](std::uint32_t n) { return seen.nodes[n]; });
        return std::ranges::any_of(order, [&](std::uint32_t n) { return actions.move(one.service, one.place, n); });
    }

    unsigned m_level;
    bool m_dry;
    unsigned m_most;
    std::vector<Rule> m_rules;
    std::vector<std::map<std::uint64_t, State>> m_states;  // of rules, by what their condition is about
    std::vector<std::size_t> m_serviceOf;                  // of operations
    std::vector<std::string> m_domains;                    // of nodes
    std::vector<std::pair<double, double>> m_violations;   // of services: and what was judged
};

} // namespace

Policy rulesPolicy()
{
    return {"rules", PolicyKind::Rules, "acts by rules on services and on their instances, the higher priority first", "Zhang et al. 2019 (multi-level self-adaptation, MAPE-K)", "re-implemented from the abstract; the rules are those of the scenario (policy.rules), else usual ones",
            {{"interval_s", 5, 0.1, 86'400, "time between looks, s"},
             {"level", 0, 0, 2, "0: both levels, 1: rules of services alone, 2: rules of instances alone", true},
             {"dry_run", 0, 0, 1, "1: what would be done is told, not done", true},
             {"most_replicas", 100, 1, 10'000, "replicas of a service at most", true}},
            {}, [](const simulate::Scenario &scenario, const Settings &settings) { return std::make_unique<Rules>(scenario, settings); }};
}

} // namespace causeway::allocate
