#include "analysis/simulate/plan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <unordered_map>

#include "analysis/simulate/read_scenario.h"

namespace causeway::simulate {

namespace {

using Ids = std::unordered_map<std::string_view, std::uint32_t>;

template <typename T>
Ids idsOf(const std::vector<T> &things)
{
    Ids out;
    for (std::uint32_t i = 0; i < things.size(); ++i)
        out.emplace(things[i].name, i);
    return out;
}

class Planner {
public:
    explicit Planner(Plan &plan, bool controlled) : m_plan(plan), m_controlled(controlled), m_scenario(plan.scenario), m_services(idsOf(m_scenario.services)), m_operations(idsOf(m_scenario.operations)), m_nodes(idsOf(m_scenario.nodes)) {}

    void run()
    {
        m_plan.warmupNs = nanoseconds(m_scenario.warmupS);
        m_plan.endNs = m_plan.warmupNs + nanoseconds(m_scenario.durationS);
        domains();
        services();
        for (const Operation &operation : m_scenario.operations)
            add(operation);
        for (const Objective &objective : m_scenario.objectives)
            m_plan.operations[m_operations.at(objective.operation)].objectiveNs = nanoseconds(objective.latencyS);
        sources();
        guards();
    }

private:
    void domains()
    {
        Ids ids;
        for (const Domain &domain : m_scenario.domains) {
            ids.emplace(domain.name, m_plan.domains.size());
            m_plan.domains.push_back({{}, domain.pricePerKwh, domain.carbonPerKwh, domain.greenW});
        }
        for (std::uint32_t i = 0; i < m_scenario.nodes.size(); ++i) {
            const std::string &name = m_scenario.nodes[i].domain;
            if (name.empty()) {
                m_plan.nodeDomains.push_back(kNone);
                continue;
            }
            const auto [at, fresh] = ids.emplace(name, m_plan.domains.size());
            if (fresh)
                m_plan.domains.emplace_back();
            m_plan.domains[at->second].nodes.push_back(i);
            m_plan.nodeDomains.push_back(at->second);
        }
        const std::size_t n = m_plan.domains.size();
        m_link.assign(n * n, kNone);
        for (const bool back : {false, true})
            for (const Link &link : m_scenario.links) {
                const std::uint32_t a = ids.at(back ? link.to : link.from), b = ids.at(back ? link.from : link.to);
                if (m_link[a * n + b] == kNone) {
                    m_link[a * n + b] = static_cast<std::uint32_t>(m_plan.links.size());
                    m_plan.links.emplace_back(link.latency);
                }
            }
    }
    void services()
    {
        std::vector<double> wanted(m_scenario.nodes.size(), 0); // cores, at most
        std::vector<std::set<int, std::greater<>>> priorities(m_scenario.services.size());
        for (const Operation &operation : m_scenario.operations)
            priorities[m_services.at(operation.service)].insert(operation.priority);
        for (std::uint32_t i = 0; i < m_scenario.services.size(); ++i) {
            const Service &service = m_scenario.services[i];
            PlannedService &out = m_plan.services.emplace_back();
            out.key = keyOf(service.name);
            if (service.discipline == Discipline::Priority) {
                out.ranks = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(priorities[i].size()));
                m_ranks.emplace_back(priorities[i].begin(), priorities[i].end());
            } else
                m_ranks.emplace_back();
            out.queueLimit = service.queueLimit.value_or(kNone);
            out.viewNs = nanoseconds(service.routingViewS);
            for (const std::string &node : service.nodes)
                out.nodes.push_back(m_nodes.at(node));
            if (!out.nodes.empty()) {
                out.domain = m_plan.nodeDomains[out.nodes.front()];
                for (std::uint32_t k = 0; k < service.replicas; ++k)
                    wanted[out.nodes[k % out.nodes.size()]] += service.servers;
            }
            if (service.coldStart)
                out.coldStart = Sampler(*service.coldStart);
            out.fails = service.failures.has_value();
            if (out.fails) {
                out.between = Sampler(service.failures->between);
                out.repair = Sampler(service.failures->repair);
            }
            out.shares = service.discipline == Discipline::Ps;
        }
        // Replicas may be added while it runs: then a node that is large enough now may not be.
        for (std::uint32_t i = 0; i < m_plan.services.size(); ++i)
            for (const std::uint32_t node : m_plan.services[i].nodes)
                if (wanted[node] > m_scenario.nodes[node].cores || m_controlled)
                    m_plan.services[i].shares = true;
    }
    void add(const Operation &operation)
    {
        PlannedOperation out;
        out.service = m_services.at(operation.service);
        const std::vector<int> &ranks = m_ranks[out.service];
        out.rank = ranks.empty() ? 0 : static_cast<std::uint32_t>(std::ranges::find(ranks, operation.priority) - ranks.begin());
        out.self = Sampler(operation.self);
        const double all = m_scenario.correlation, here = std::max(all, m_scenario.services[out.service].correlation);
        out.correlated = here > 0;
        out.everywhere = std::sqrt(all);
        out.atService = std::sqrt(here - all);
        out.alone = std::sqrt(1 - here);
        out.errorProbability = operation.errorProbability;
        out.firstStep = static_cast<std::uint32_t>(m_plan.steps.size());
        std::unordered_map<std::string_view, std::uint64_t> occurrences;
        for (const auto &step : operation.steps) {
            PlannedStep planned{static_cast<std::uint32_t>(m_plan.calls.size()), 0};
            for (const Call &call : step)
                add(call, keyOf(keyOf(keyOf(operation.name), keyOf(call.operation)), occurrences[call.operation]++), m_plan.services[out.service].domain);
            planned.endCall = static_cast<std::uint32_t>(m_plan.calls.size());
            m_plan.steps.push_back(planned);
        }
        out.endStep = static_cast<std::uint32_t>(m_plan.steps.size());
        m_plan.operations.push_back(out);
    }
    void add(const Call &call, std::uint64_t key, std::uint32_t domain)
    {
        PlannedCall out;
        out.operation = m_operations.at(call.operation);
        out.key = key;
        out.probability = call.probability;
        out.async = call.async;
        out.dispensable = call.dispensable;
        if (call.delay)
            out.delay = Sampler(*call.delay);
        const std::uint32_t other = m_plan.services[m_services.at(m_scenario.operations[out.operation].service)].domain;
        if (domain != kNone && other != kNone) {
            out.linkOut = m_link[domain * m_plan.domains.size() + other];
            out.linkBack = m_link[other * m_plan.domains.size() + domain];
        }
        out.delayed = !out.delay.isZero() || out.linkOut != kNone || out.linkBack != kNone;
        if (call.timeoutS) {
            out.timeoutNs = std::max<std::int64_t>(1, nanoseconds(*call.timeoutS));
            out.timer = m_plan.timers++;
            m_plan.timerCalls.push_back(static_cast<std::uint32_t>(m_plan.calls.size()));
        }
        out.retries = call.retries;
        out.backoffNs = nanoseconds(call.backoffS);
        if (call.breaker) {
            out.breaker = m_plan.breakers++;
            out.breakerFailures = call.breaker->failures;
            out.breakerOpenNs = nanoseconds(call.breaker->openS);
        }
        m_plan.calls.push_back(out);
    }
    void sources()
    {
        std::unordered_map<std::string_view, std::uint64_t> occurrences;
        for (const Arrivals &arrivals : m_scenario.arrivals) {
            PlannedSource out;
            out.operation = m_operations.at(arrivals.operation);
            out.key = keyOf(keyOf("arrivals"), keyOf(keyOf(arrivals.operation), occurrences[arrivals.operation]++));
            if (arrivals.closed) {
                out.kind = PlannedSource::Kind::Closed;
                out.think = Sampler(arrivals.closed->think);
            } else if (!arrivals.times.empty())
                out.kind = PlannedSource::Kind::Times;
            else if (arrivals.rates.empty())
                out.rates.emplace_back(0, arrivals.ratePerS);
            else
                for (const auto &[from, rate] : arrivals.rates) {
                    // What begins before the clock does is cut; the warm-up has the rate of second 0.
                    const std::int64_t at = std::llround(from * 1e9) + (from > 0 || !out.rates.empty() ? m_plan.warmupNs : 0);
                    if (at <= 0)
                        out.rates.clear();
                    else if (out.rates.empty())
                        out.rates.emplace_back(0, 0);
                    out.rates.emplace_back(std::max<std::int64_t>(at, 0), rate);
                }
            for (const Fault &fault : m_scenario.faults)
                if (fault.service.empty() && out.kind == PlannedSource::Kind::Rates)
                    multiply(out.rates, fault);
            m_plan.sources.push_back(std::move(out));
        }
    }

    void guards()
    {
        const std::vector<Importance> importance = importanceOf(m_scenario);
        m_plan.ranked = std::ranges::adjacent_find(importance, std::ranges::not_equal_to()) != importance.end();
        for (std::uint32_t s = 0; s < m_plan.services.size(); ++s) {
            m_plan.services[s].importance = importance[s];
            m_plan.services[s].approve = static_cast<ActionKinds>(m_scenario.approve | m_scenario.services[s].approve);
        }
        for (const PlannedCall &call : m_plan.calls)
            if (const std::uint32_t s = m_plan.operations[call.operation].service; call.dispensable)
                m_plan.services[s].dimmable = !(m_scenario.services[s].floor && m_scenario.services[s].floor->neverDimmed) && !has(m_plan.services[s].approve, ActionKind::Dim);
        if (!m_plan.ranked)
            return;
        const auto before = servicesBefore(m_scenario, importance);
        for (std::uint32_t s = 0; s < before.size(); ++s)
            for (const std::uint32_t other : before[s])
                if (!has(m_plan.services[other].approve, ActionKind::Limit)) {
                    m_plan.services[s].before.push_back(other);
                    m_plan.services[other].after.push_back(s);
                }
        for (PlannedService &service : m_plan.services)
            std::ranges::stable_sort(service.after, std::ranges::greater(), [&](std::uint32_t s) { return importance[s]; });
    }

    void multiply(std::vector<std::pair<std::int64_t, double>> &rates, const Fault &fault) const
    {
        const auto at = [&](double seconds) { return std::max<std::int64_t>(0, std::llround(seconds * 1e9) + m_plan.warmupNs); };
        const std::int64_t from = at(fault.fromS), to = fault.toS ? at(*fault.toS) : kNever;
        std::vector<std::pair<std::int64_t, double>> out;
        for (std::size_t i = 0; i < rates.size(); ++i) {
            const auto [begin, rate] = rates[i];
            const std::int64_t end = i + 1 < rates.size() ? rates[i + 1].first : kNever;
            out.emplace_back(begin, begin >= from && begin < to ? rate * fault.load : rate);
            if (from > begin && from < end)
                out.emplace_back(from, rate * fault.load);
            if (to > begin && to < end)
                out.emplace_back(to, rate);
        }
        rates = std::move(out);
    }

    Plan &m_plan;
    bool m_controlled;
    const Scenario &m_scenario;
    Ids m_services, m_operations, m_nodes;
    std::vector<std::vector<int>> m_ranks; // of services by priority, highest first
    std::vector<std::uint32_t> m_link;     // by domain and domain
};

} // namespace

Result<std::shared_ptr<const Plan>> makePlan(Scenario scenario, bool controlled)
{
    if (auto problems = checkScenario(scenario); !problems.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario cannot be used")), std::move(problems.front().why), std::move(problems.front().hint));
    auto plan = std::make_shared<Plan>();
    plan->scenario = std::move(scenario);
    Planner(*plan, controlled).run();
    return plan;
}

double valueAt(const Series &series, double timeS)
{
    if (series.empty())
        return 0;
    const auto after = std::ranges::upper_bound(series, timeS, {}, [](const auto &point) { return point.first; });
    return after == series.begin() ? series.front().second : std::prev(after)->second;
}

} // namespace causeway::simulate
