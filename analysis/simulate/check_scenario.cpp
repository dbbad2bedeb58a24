#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "analysis/core/nearest.h"
#include "analysis/simulate/call_load.h"
#include "analysis/simulate/read_scenario.h"

namespace causeway::simulate {

namespace {

using Kind = Distribution::Kind;

constexpr double kShortest = 1e-3; // mean time between failures, or of a view: shorter ones are events without end

class Check {
public:
    explicit Check(const Scenario &scenario) : m_scenario(scenario) {}

    std::vector<ScenarioNote> run()
    {
        bounds("duration_s", m_scenario.durationS, 1e-6, most::kSeconds);
        bounds("warmup_s", m_scenario.warmupS, 0, most::kSeconds);
        bounds("correlation", m_scenario.correlation, 0, most::kCorrelation);
        infrastructure();
        services();
        operations();
        arrivals();
        faults();
        std::unordered_set<std::string> seen;
        for (const Objective &objective : m_scenario.objectives) {
            const std::string path = "slo." + objective.operation;
            if (!m_operations.contains(objective.operation))
                noSuch(path, Message(CAUSEWAY_TEXT("%1: there is no operation of that name"), path), objective.operation, m_scenario.operations);
            if (!seen.insert(objective.operation).second)
                say(path, Message(CAUSEWAY_TEXT("%1 is there twice"), path), Message(CAUSEWAY_TEXT("Leave one out, or give it another name.")));
            bounds(path + ".latency_s", objective.latencyS, 0, most::kSeconds);
            bounds(path + ".share", objective.share, 0, 1);
        }
        if (m_problems.empty())
            load();
        return std::move(m_problems);
    }

private:
    void say(std::string field, Message why, Message hint) { m_problems.push_back({std::move(field), std::move(why), std::move(hint)}); }
    template <typename T>
    void noSuch(const std::string &field, Message why, const std::string &name, const std::vector<T> &things)
    {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < std::min<std::size_t>(things.size(), 1'000); ++i)
            names.push_back(things[i].name);
        const std::string near = nearest(name, names);
        say(field, std::move(why), near.empty() ? Message(CAUSEWAY_TEXT("Add it, or write the name of one that there is.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
    }
    void bounds(const std::string &path, double value, double least, double largest)
    {
        if (!(value >= least && value <= largest))
            say(path, Message(CAUSEWAY_TEXT("%1 must be between %2 and %3, it is %4"), path, least, largest, value), value < least ? Message(CAUSEWAY_TEXT("Write %1 or more."), least) : Message(CAUSEWAY_TEXT("Write %1 or less."), largest));
    }
    void atMost(const std::string &path, std::size_t count, std::size_t largest)
    {
        if (count > largest)
            say(path, Message(CAUSEWAY_TEXT("%1 has %2 entries; at most %3 can be simulated"), path, count, largest), Message(CAUSEWAY_TEXT("Leave some out.")));
    }
    void distribution(const std::string &path, const Distribution &d, double least = 0)
    {
        if (d.kind == Kind::Empirical) {
            if (d.values.empty())
                say(path, Message(CAUSEWAY_TEXT("%1.empirical must not be empty"), path), Message(CAUSEWAY_TEXT("Put values in, or write another distribution.")));
            for (const double value : d.values)
                if (!(value >= 0 && value <= most::kSeconds))
                    return bounds(path + ".empirical", value, 0, most::kSeconds);
        }
        const bool family = d.kind == Kind::Lognormal || d.kind == Kind::Gamma;
        bounds(path + (family ? ".mean" : ""), d.mean, family ? std::max(least, 1e-12) : least, most::kSeconds);
        if (family)
            bounds(path + ".cv", d.cv, 1e-6, 100);
    }
    void series(const std::string &path, const Series &values)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string place = path + "[" + std::to_string(i) + "]";
            bounds(place, values[i].first, -most::kSeconds, most::kSeconds);
            bounds(place, values[i].second, 0, 1e12);
            if (i > 0 && !(values[i].first > values[i - 1].first))
                say(place, Message(CAUSEWAY_TEXT("%1: times must rise"), place), Message(CAUSEWAY_TEXT("Sort the pairs by their times, each once.")));
        }
    }
    template <typename T>
    void names(const std::string &section, const std::vector<T> &things, std::unordered_map<std::string, std::size_t> &into, std::size_t largest)
    {
        atMost(section, things.size(), largest);
        for (std::size_t i = 0; i < things.size(); ++i)
            if (!into.emplace(things[i].name, i).second)
                say(section + "." + things[i].name, Message(CAUSEWAY_TEXT("%1 is there twice"), section + "." + things[i].name), Message(CAUSEWAY_TEXT("Leave one out, or give it another name.")));
    }

    void infrastructure()
    {
        names("nodes", m_scenario.nodes, m_nodes, most::kNodes);
        names("domains", m_scenario.domains, m_domains, most::kDomains);
        std::size_t ownDomains = 0; // named by nodes alone
        std::unordered_set<std::string> domains;
        for (const Node &node : m_scenario.nodes) {
            const std::string path = "nodes." + node.name;
            bounds(path + ".cores", node.cores, 0.01, 1e6);
            bounds(path + ".idle_w", node.idleW, 0, 1e9);
            bounds(path + ".max_w", node.maxW, node.idleW, 1e9);
            bounds(path + ".price_per_h", node.pricePerH, 0, 1e9);
            bounds(path + ".speed", node.speed, 1e-3, 1e3);
            bounds(path + ".memory_gib", node.memoryGib.value_or(0), 0, 1e9);
            bounds(path + ".off_w", node.offW.value_or(0), 0, 1e9);
            if (!node.domain.empty() && domains.insert(node.domain).second)
                ++ownDomains;
        }
        atMost("nodes", ownDomains, most::kDomains);
        for (const Domain &domain : m_scenario.domains) {
            const std::string path = "domains." + domain.name;
            if (!domains.contains(domain.name))
                say(path, Message(CAUSEWAY_TEXT("%1: no node lies in it"), path), Message(CAUSEWAY_TEXT("Give a node this domain, or leave it out.")));
            series(path + ".price_per_kwh", domain.pricePerKwh);
            series(path + ".carbon_g_per_kwh", domain.carbonPerKwh);
            series(path + ".green_w", domain.greenW);
        }
        std::unordered_set<std::string> pairs;
        for (std::size_t i = 0; i < m_scenario.links.size(); ++i) {
            const Link &link = m_scenario.links[i];
            const std::string path = "links[" + std::to_string(i) + "]";
            for (const auto &[field, name] : {std::pair{".from", &link.from}, {".to", &link.to}})
                if (!domains.contains(*name))
                    say(path + field, Message(CAUSEWAY_TEXT("%1: no node lies in a domain \"%2\""), path + field, *name), Message(CAUSEWAY_TEXT("Write the domain of a node.")));
            if (!pairs.insert(link.from + '\n' + link.to).second)
                say(path, Message(CAUSEWAY_TEXT("%1 is there twice"), path), Message(CAUSEWAY_TEXT("Leave one out, or give it another name.")));
            distribution(path + ".latency_s", link.latency);
            if (m_problems.size() > 100)
                return;
        }
    }
    void services()
    {
        if (m_scenario.services.empty())
            say("services", Message(CAUSEWAY_TEXT("%1 must not be empty"), "services"), Message(CAUSEWAY_TEXT("Add one: \"services\": {\"web\": {}}.")));
        names("services", m_scenario.services, m_services, most::kServices);
        std::size_t replicas = 0;
        for (const Service &service : m_scenario.services) {
            const std::string path = "services." + service.name;
            bounds(path + ".replicas", service.replicas, 1, most::kReplicas);
            bounds(path + ".servers", service.servers, 1, most::kServers);
            replicas += std::min(service.replicas, most::kReplicas);
            if (service.queueLimit)
                bounds(path + ".queue_limit", *service.queueLimit, 0, 1e9);
            if (service.discipline == Discipline::Ps && service.routing == Routing::Shared)
                say(path + ".routing", Message(CAUSEWAY_TEXT("%1: replicas that share their processors among requests have no queue to share"), path + ".routing"), Message(CAUSEWAY_TEXT("Write another routing, or the discipline fcfs.")));
            if (service.routingViewS != 0)
                bounds(path + ".routing_view_s", service.routingViewS, kShortest, most::kSeconds);
            for (std::size_t i = 0; i < service.speeds.size(); ++i)
                bounds(path + ".speeds[" + std::to_string(i) + "]", service.speeds[i], 1e-3, 1e3);
            if (service.coldStart)
                distribution(path + ".cold_start_s", *service.coldStart);
            if (service.failures) {
                distribution(path + ".failures.mtbf_s", service.failures->between, kShortest);
                distribution(path + ".failures.mttr_s", service.failures->repair, kShortest);
            }
            bounds(path + ".price_per_h", service.pricePerH, 0, 1e9);
            bounds(path + ".memory_gib", service.memoryGib, 0, 1e9);
            series(path + ".speed_over_time", service.speedOverTime);
            bounds(path + ".correlation", service.correlation, 0, most::kCorrelation);
            for (std::size_t i = 0; i < service.speedOverTime.size(); ++i)
                bounds(path + ".speed_over_time[" + std::to_string(i) + "]", service.speedOverTime[i].second, 1e-3, 1e3);
            if (service.floor) {
                bounds(path + ".floor.most_shed", service.floor->mostShed, 0, 1);
                if (service.floor->minReplicas > service.replicas)
                    say(path + ".floor.min_replicas", Message(CAUSEWAY_TEXT("%1 is %2, and the service has %3 replicas to begin with: give it as many"), path + ".floor.min_replicas", service.floor->minReplicas, service.replicas), Message(CAUSEWAY_TEXT("Write %1 replicas, or lower the floor."), service.floor->minReplicas));
            }
            for (const std::string &node : service.nodes) {
                if (!m_nodes.contains(node))
                    noSuch(path + ".node", Message(CAUSEWAY_TEXT("%1: there is no node \"%2\""), path + ".node", node), node, m_scenario.nodes);
                else if (!m_scenario.links.empty() && m_nodes.contains(service.nodes.front()) && m_scenario.nodes[m_nodes[node]].domain != m_scenario.nodes[m_nodes[service.nodes.front()]].domain)
                    say(path + ".node", Message(CAUSEWAY_TEXT("%1: its nodes lie in several domains; make it a service in each"), path + ".node"), Message(CAUSEWAY_TEXT("Keep to the nodes of one domain, or leave out the links.")));
            }
        }
        if (replicas > most::kReplicasInAll)
            say("services", Message(CAUSEWAY_TEXT("%1 have %2 replicas in all; at most %3 can be simulated"), "services", replicas, most::kReplicasInAll), Message(CAUSEWAY_TEXT("Write fewer replicas.")));
    }
    void call(const std::string &path, const Call &call)
    {
        if (!m_operations.contains(call.operation))
            noSuch(path + ".operation", Message(CAUSEWAY_TEXT("%1: there is no operation \"%2\""), path + ".operation", call.operation), call.operation, m_scenario.operations);
        bounds(path + ".probability", call.probability, 0, 1);
        if (call.delay)
            distribution(path + ".delay_s", *call.delay);
        if (call.timeoutS)
            bounds(path + ".timeout_s", *call.timeoutS, 1e-9, most::kSeconds);
        bounds(path + ".retries", call.retries, 0, most::kRetries);
        bounds(path + ".backoff_s", call.backoffS, 0, most::kSeconds);
        if (call.breaker) {
            bounds(path + ".breaker.failures", call.breaker->failures, 1, 1e6);
            bounds(path + ".breaker.open_s", call.breaker->openS, 0, most::kSeconds);
        }
        if (call.async && (call.timeoutS || call.retries > 0 || call.breaker))
            say(path + ".async", Message(CAUSEWAY_TEXT("%1: a call that is not waited for has no time-out, retries or breaker"), path + ".async"), Message(CAUSEWAY_TEXT("Leave out async, or the others.")));
    }
    void operations()
    {
        names("operations", m_scenario.operations, m_operations, most::kOperations);
        std::unordered_map<std::string, std::unordered_set<int>> priorities;
        for (const Operation &operation : m_scenario.operations) {
            const std::string path = "operations." + operation.name;
            if (!m_services.contains(operation.service))
                noSuch(path + ".service", Message(CAUSEWAY_TEXT("%1: there is no service \"%2\""), path + ".service", operation.service), operation.service, m_scenario.services);
            distribution(path + ".self_s", operation.self);
            bounds(path + ".error_probability", operation.errorProbability, 0, 1);
            bounds(path + ".deferrable_s", operation.deferrableS.value_or(0), 0, most::kSeconds);
            if (priorities[operation.service].insert(operation.priority).second && priorities[operation.service].size() > most::kPriorities)
                say(path + ".priority", Message(CAUSEWAY_TEXT("%1: a service can have %2 different priorities at most"), path + ".priority", most::kPriorities), Message(CAUSEWAY_TEXT("Give several operations the same priority.")));
            std::size_t calls = 0;
            for (std::size_t i = 0; i < operation.steps.size(); ++i) {
                const std::string step = path + ".calls[" + std::to_string(i) + "]";
                calls += operation.steps[i].size();
                for (std::size_t k = 0; k < operation.steps[i].size() && calls <= most::kCallsOfOperation; ++k)
                    call(operation.steps[i].size() == 1 ? step : step + ".parallel[" + std::to_string(k) + "]", operation.steps[i][k]);
            }
            atMost(path + ".calls", calls, most::kCallsOfOperation);
            if (m_problems.size() > 100)
                return;
        }
    }
    void arrivals()
    {
        atMost("arrivals", m_scenario.arrivals.size(), most::kArrivals);
        std::uint64_t users = 0;
        for (std::size_t i = 0; i < m_scenario.arrivals.size(); ++i) {
            const Arrivals &arrivals = m_scenario.arrivals[i];
            const std::string path = "arrivals[" + std::to_string(i) + "]";
            if (!m_operations.contains(arrivals.operation))
                noSuch(path + ".operation", Message(CAUSEWAY_TEXT("%1: there is no operation \"%2\""), path + ".operation", arrivals.operation), arrivals.operation, m_scenario.operations);
            bounds(path + ".poisson.rate_per_s", arrivals.ratePerS, 0, most::kRate);
            series(path + ".rates", arrivals.rates);
            for (std::size_t k = 0; k < arrivals.times.size(); ++k)
                if (!(arrivals.times[k] >= (k == 0 ? 0 : arrivals.times[k - 1]) && arrivals.times[k] <= most::kSeconds)) {
                    const std::string place = path + ".times_s[" + std::to_string(k) + "]";
                    say(place, Message(CAUSEWAY_TEXT("%1: times must not be negative, and must rise"), place), Message(CAUSEWAY_TEXT("Sort them; 0 is where measuring begins.")));
                    break;
                }
            if (arrivals.closed) {
                bounds(path + ".closed.users", arrivals.closed->users, 1, most::kUsers);
                distribution(path + ".closed.think_s", arrivals.closed->think);
                users += arrivals.closed->users;
            }
        }
        if (users > most::kUsers)
            say("arrivals", Message(CAUSEWAY_TEXT("%1 have %2 users in all; at most %3 can be simulated"), "arrivals", users, most::kUsers), Message(CAUSEWAY_TEXT("Write fewer users.")));
    }
    void faults()
    {
        atMost("faults", m_scenario.faults.size(), 100);
        for (std::size_t i = 0; i < m_scenario.faults.size(); ++i) {
            const Fault &fault = m_scenario.faults[i];
            const std::string path = "faults[" + std::to_string(i) + "]";
            bounds(path + ".from_s", fault.fromS, -most::kSeconds, most::kSeconds);
            if (fault.toS && !(*fault.toS > fault.fromS && *fault.toS <= most::kSeconds))
                say(path + ".to_s", Message(CAUSEWAY_TEXT("%1 must be after %2"), path + ".to_s", path + ".from_s"), Message(CAUSEWAY_TEXT("Write a later end, or leave it out: then it does not end.")));
            bounds(path + ".speed", fault.speed, 1e-3, 1e3);
            bounds(path + ".error_probability", fault.errorProbability, 0, 1);
            bounds(path + ".lost", fault.lost, 0, 1);
            bounds(path + ".load", fault.load, 0, 1000);
            const bool ofInstances = fault.speed != 1 || fault.errorProbability > 0 || fault.lost > 0;
            if (fault.service.empty() == ofInstances || (fault.load != 1) == ofInstances)
                say(path, Message(CAUSEWAY_TEXT("%1 needs either load, or a service and one of: speed, error_probability, lost"), path), Message(CAUSEWAY_TEXT("Write {\"name\": …, \"from_s\": …, \"service\": …, \"speed\": 0.1}, or load instead of service and speed.")));
            else if (!fault.service.empty() && !m_services.contains(fault.service))
                say(path + ".service", Message(CAUSEWAY_TEXT("%1: there is no service \"%2\""), path + ".service", fault.service), Message(CAUSEWAY_TEXT("Write the name of one of the services.")));
        }
    }
    void load()
    {
        const auto rates = callRates(m_scenario);
        const std::vector<double> calls = callsPerRequest(rates, most::kCallsOfRequest);
        for (std::uint32_t i = 0; i < calls.size(); ++i) {
            if (!std::isinf(calls[i]))
                continue;
            const std::vector<std::uint32_t> round = costliestRound(rates, calls, i);
            const std::uint32_t at = round.empty() ? i : round.front();
            const std::string path = "operations." + m_scenario.operations[at].name + ".calls";
            if (round.empty())
                return say(path, Message(CAUSEWAY_TEXT("%1: more than %2 calls follow from one of it"), path, most::kCallsOfRequest), Message(CAUSEWAY_TEXT("Leave some of the calls out, or give them a lower probability.")));
            std::string names;
            for (const std::uint32_t one : round)
                names += (names.empty() ? "" : " → ") + m_scenario.operations[one].name;
            return say(path, Message(CAUSEWAY_TEXT("%1: calls go round without end, or nearly so: %2"), path, names), Message(CAUSEWAY_TEXT("Leave out one of these calls, or give it a probability below 1.")));
        }
        double all = 0, rush = 1; // rush: at the most
        for (const Fault &fault : m_scenario.faults)
            rush *= std::max(fault.load, 1.0);
        for (std::size_t i = 0; i < m_scenario.arrivals.size(); ++i) {
            const double requests = expectedRequests(m_scenario, m_scenario.arrivals[i]) * rush;
            all += requests * calls[m_operations[m_scenario.arrivals[i].operation]];
            const std::string path = "arrivals[" + std::to_string(i) + "]";
            if (!(all <= most::kRequests))
                return say(path, Message(CAUSEWAY_TEXT("%1: that makes %2 calls in the time simulated; at most %3 can be"), path, all, most::kRequests), Message(CAUSEWAY_TEXT("Shorten duration_s or lower the load.")));
        }
    }

    const Scenario &m_scenario;
    std::vector<ScenarioNote> m_problems;
    std::unordered_map<std::string, std::size_t> m_services, m_operations, m_nodes, m_domains;
};

} // namespace

std::vector<ScenarioNote> checkScenario(const Scenario &scenario) { return Check(scenario).run(); }

} // namespace causeway::simulate
