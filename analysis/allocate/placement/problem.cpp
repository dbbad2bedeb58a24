#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/allocate/placement/placement.h"
#include "analysis/simulate/call_load.h"
#include "analysis/simulate/plan.h"

namespace causeway::allocate::placement {

using simulate::Scenario;

namespace {

constexpr double kTiny = 1e-9;

// Mean of a series over the measured time.
double meanOf(const simulate::Series &series, double durationS)
{
    constexpr int kSteps = 1000;
    double sum = 0;
    for (int i = 0; i < kSteps && !series.empty(); ++i)
        sum += simulate::valueAt(series, (i + 0.5) * durationS / kSteps);
    return sum / kSteps;
}

// Watts of domains that are not green, given those that are drawn.
void spend(const Problem &problem, const std::vector<double> &watts, Score &score)
{
    for (std::size_t d = 0; d < watts.size(); ++d) {
        const double brown = std::max(0.0, watts[d] - problem.domains[d].greenW) / 1000;
        score.costPerH += brown * problem.domains[d].pricePerKwh;
        score.carbonGPerH += brown * problem.domains[d].carbonPerKwh;
    }
}

// All services spread evenly over all nodes.
void setUnits(Problem &problem)
{
    const auto n = static_cast<double>(problem.nodes.size());
    Score all;
    std::vector<double> watts(problem.domains.size(), 0);
    double slowness = 0, busy = 0, way = 0;
    for (const Problem::Service &service : problem.services)
        busy += service.busy;
    for (const Problem::Node &node : problem.nodes) {
        slowness += 1 / node.speed / n;
        all.costPerH += node.pricePerH;
        watts[node.domain] += node.idleW + (node.maxW - node.idleW) * busy / n / node.speed / node.realCores;
    }
    spend(problem, watts, all);
    std::vector<double> share(problem.domains.size(), 0);
    for (const Problem::Node &node : problem.nodes)
        share[node.domain] += 1 / n;
    for (std::size_t a = 0; a < share.size(); ++a)
        for (std::size_t b = 0; b < share.size(); ++b)
            way += share[a] * share[b] * problem.roundTrip(a, b);
    double calls = 0;
    for (const Problem::Traffic &traffic : problem.traffic)
        calls += traffic.perS;
    problem.latencyUnit = problem.requestsPerS > 0 ? (busy * slowness + calls * way) / problem.requestsPerS : 0;
    problem.costUnit = all.costPerH;
    problem.carbonUnit = all.carbonGPerH;
}

void readTraffic(const Scenario &scenario, Problem &problem)
{
    std::vector<double> outside(scenario.operations.size(), 0);
    std::map<std::string_view, std::size_t> services, operations;
    for (std::size_t s = 0; s < scenario.services.size(); ++s)
        services.emplace(scenario.services[s].name, s);
    for (std::size_t o = 0; o < scenario.operations.size(); ++o)
        operations.emplace(scenario.operations[o].name, o);
    for (const simulate::Arrivals &arrivals : scenario.arrivals) {
        const double rate = simulate::expectedRequests(scenario, arrivals) / (arrivals.times.empty() ? scenario.durationS + scenario.warmupS : scenario.durationS);
        outside[operations.at(arrivals.operation)] += rate;
        problem.requestsPerS += rate;
    }
    const std::vector<double> rates = simulate::operationRates(scenario, outside);
    const auto calls = simulate::callRates(scenario);
    std::map<std::pair<std::size_t, std::size_t>, double> between;
    for (std::size_t o = 0; o < rates.size(); ++o) {
        const std::size_t from = services.at(scenario.operations[o].service);
        problem.services[from].busy += rates[o] * scenario.operations[o].self.mean;
        for (const simulate::CallRate &call : calls[o])
            if (const std::size_t to = services.at(scenario.operations[call.operation].service); to != from)
                between[std::minmax(from, to)] += rates[o] * call.times;
    }
    for (const auto &[pair, perS] : between)
        problem.traffic.push_back({pair.first, pair.second, perS});
}

} // namespace

Result<Problem> problemOf(const Scenario &scenario, const Weights &weights, double overcommit)
{
    const Message what(CAUSEWAY_TEXT("The services cannot be placed"));
    if (scenario.nodes.empty())
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("nodes: there are none")), Message(CAUSEWAY_TEXT("Add nodes: \"nodes\": {\"n1\": {\"cores\": 8, \"memory_gib\": 32, \"price_per_h\": 0.4}}.")));
    for (const double weight : {weights.latency, weights.cost, weights.carbon})
        if (!(weight >= 0 && weight <= 1e9))
            return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("a weight must be between %1 and %2, it is %3"), 0, 1e9, weight));
    Problem out;
    out.weights = weights;
    out.linked = !scenario.links.empty();
    for (const simulate::Service &service : scenario.services) {
        out.services.push_back({service.replicas, static_cast<double>(service.servers), service.memoryGib, 0});
        out.serviceNames.push_back(service.name);
    }
    std::map<std::string, std::size_t> domains;
    for (const simulate::Node &node : scenario.nodes) {
        const auto [domain, fresh] = domains.emplace(node.domain, domains.size());
        out.nodes.push_back({node.cores * overcommit, node.speed, node.pricePerH, node.idleW, node.maxW, node.cores, node.memoryGib, domain->second});
        out.nodeNames.push_back(node.name);
    }
    out.domains.resize(domains.size());
    for (const simulate::Domain &domain : scenario.domains)
        if (const auto at = domains.find(domain.name); at != domains.end() && !domain.name.empty())
            out.domains[at->second] = {meanOf(domain.pricePerKwh, scenario.durationS), meanOf(domain.carbonPerKwh, scenario.durationS), meanOf(domain.greenW, scenario.durationS)};
    if (const auto none = domains.find(std::string()); none != domains.end())
        out.domains[none->second] = {}; // of no domain: neither price nor carbon is known
    out.roundTripS.assign(out.domains.size() * out.domains.size(), 0);
    std::vector<double> oneWay(out.roundTripS.size(), -1);
    for (const bool back : {false, true}) // a link holds both ways where only one is given
        for (const simulate::Link &link : scenario.links) {
            const std::size_t a = domains.at(back ? link.to : link.from), b = domains.at(back ? link.from : link.to);
            if (double &way = oneWay[a * out.domains.size() + b]; way < 0)
                way = link.latency.mean;
        }
    for (std::size_t a = 0; a < out.domains.size(); ++a)
        for (std::size_t b = 0; b < out.domains.size(); ++b)
            out.roundTripS[a * out.domains.size() + b] = std::max(0.0, oneWay[a * out.domains.size() + b]) + std::max(0.0, oneWay[b * out.domains.size() + a]);
    readTraffic(scenario, out);
    setUnits(out);
    return out;
}

Score scoreOf(const Problem &problem, const Placement &placement)
{
    Score out;
    std::vector<double> watts(problem.domains.size(), 0);
    std::vector<bool> used(problem.nodes.size(), false);
    std::vector<std::size_t> domainOf(problem.services.size(), SIZE_MAX);
    double work = 0, way = 0;
    for (std::size_t s = 0; s < placement.size(); ++s) {
        const Problem::Service &service = problem.services[s];
        for (std::size_t n = 0; n < placement[s].size(); ++n) {
            if (placement[s][n] == 0)
                continue;
            const Problem::Node &node = problem.nodes[n];
            const double busy = service.busy * placement[s][n] / service.replicas / node.speed;
            used[n] = true;
            domainOf[s] = node.domain;
            work += busy;
            watts[node.domain] += (node.maxW - node.idleW) * busy / node.realCores;
        }
    }
    for (std::size_t n = 0; n < used.size(); ++n)
        if (used[n]) {
            out.costPerH += problem.nodes[n].pricePerH;
            watts[problem.domainOf(n)] += problem.nodes[n].idleW;
            ++out.nodes;
        }
    if (problem.linked)
        for (const Problem::Traffic &traffic : problem.traffic)
            if (domainOf[traffic.from] != SIZE_MAX && domainOf[traffic.to] != SIZE_MAX)
                way += traffic.perS * problem.roundTrip(domainOf[traffic.from], domainOf[traffic.to]);
    spend(problem, watts, out);
    out.latencyS = problem.requestsPerS > 0 ? (work + way) / problem.requestsPerS : 0;
    for (const auto &[weight, value, unit] : {std::tuple{problem.weights.latency, out.latencyS, problem.latencyUnit}, {problem.weights.cost, out.costPerH, problem.costUnit}, {problem.weights.carbon, out.carbonGPerH, problem.carbonUnit}})
        if (unit > 0)
            out.objective += weight * value / unit;
    return out;
}

std::optional<Placement> placementOf(const Scenario &scenario)
{
    Placement out(scenario.services.size(), std::vector<unsigned>(scenario.nodes.size(), 0));
    std::map<std::string_view, std::size_t> nodes;
    for (std::size_t n = 0; n < scenario.nodes.size(); ++n)
        nodes.emplace(scenario.nodes[n].name, n);
    for (std::size_t s = 0; s < out.size(); ++s) {
        const std::vector<std::string> &on = scenario.services[s].nodes;
        if (on.empty())
            return std::nullopt;
        for (unsigned r = 0; r < scenario.services[s].replicas; ++r)
            ++out[s][nodes.at(on[r % on.size()])];
    }
    return out;
}

Message brokenBy(const Problem &problem, const Placement &placement)
{
    for (std::size_t n = 0; n < problem.nodes.size(); ++n) {
        double cores = 0, memory = 0;
        for (std::size_t s = 0; s < placement.size(); ++s) {
            cores += placement[s][n] * problem.services[s].cores;
            memory += placement[s][n] * problem.services[s].memoryGib;
        }
        if (cores > problem.nodes[n].cores + kTiny)
            return Message(CAUSEWAY_TEXT("nodes.%1: the servers on it need %2 cores, it has %3"), problem.nodeNames[n], cores, problem.nodes[n].cores);
        if (problem.nodes[n].memoryGib && memory > *problem.nodes[n].memoryGib + kTiny)
            return Message(CAUSEWAY_TEXT("nodes.%1: what is on it needs %2 GiB, it has %3"), problem.nodeNames[n], memory, *problem.nodes[n].memoryGib);
    }
    for (std::size_t s = 0; s < placement.size(); ++s) {
        unsigned replicas = 0;
        std::set<std::size_t> domains;
        for (std::size_t n = 0; n < placement[s].size(); ++n)
            if (placement[s][n] > 0) {
                replicas += placement[s][n];
                domains.insert(problem.domainOf(n));
            }
        if (replicas != problem.services[s].replicas)
            return Message(CAUSEWAY_TEXT("services.%1: %2 of its %3 replicas are placed"), problem.serviceNames[s], replicas, problem.services[s].replicas);
        if (problem.linked && domains.size() > 1)
            return Message(CAUSEWAY_TEXT("services.%1: its nodes lie in several domains"), problem.serviceNames[s]);
    }
    return {};
}

Message impossible(const Problem &problem)
{
    double cores = 0, memory = 0, allCores = 0, allMemory = 0, mostCores = 0, mostMemory = 0;
    for (const Problem::Node &node : problem.nodes) {
        const double has = node.memoryGib.value_or(HUGE_VAL);
        allCores += node.cores;
        allMemory += has;
        mostCores = std::max(mostCores, node.cores);
        mostMemory = std::max(mostMemory, has);
    }
    for (std::size_t s = 0; s < problem.services.size(); ++s) {
        const Problem::Service &service = problem.services[s];
        const std::string &name = problem.serviceNames[s];
        if (service.cores > mostCores + kTiny)
            return Message(CAUSEWAY_TEXT("services.%1.servers: a replica needs %2 cores, and the largest node has %3"), name, service.cores, mostCores);
        if (service.memoryGib > mostMemory + kTiny)
            return Message(CAUSEWAY_TEXT("services.%1.memory_gib: a replica needs %2 GiB, and the largest node has %3"), name, service.memoryGib, mostMemory);
        // Alone, in the domain where most of it fits.
        std::vector<double> fits(problem.linked ? problem.domains.size() : 1, 0);
        for (const Problem::Node &node : problem.nodes) {
            double here = std::floor((node.cores + kTiny) / service.cores);
            if (node.memoryGib && service.memoryGib > 0)
                here = std::min(here, std::floor((*node.memoryGib + kTiny) / service.memoryGib));
            fits[problem.linked ? node.domain : 0] += here;
        }
        if (const double most = std::ranges::max(fits); most < service.replicas)
            return problem.linked ? Message(CAUSEWAY_TEXT("services.%1.replicas: %2 must stand in one domain, and %3 fit into the largest"), name, service.replicas, most)
                                  : Message(CAUSEWAY_TEXT("services.%1.replicas: %2 must be placed, and %3 fit on all nodes together"), name, service.replicas, most);
        cores += service.replicas * service.cores;
        memory += service.replicas * service.memoryGib;
    }
    if (cores > allCores + kTiny)
        return Message(CAUSEWAY_TEXT("services: their replicas need %1 cores together, and the nodes have %2"), cores, allCores);
    if (memory > allMemory + kTiny)
        return Message(CAUSEWAY_TEXT("services: their replicas need %1 GiB together, and the nodes have %2"), memory, allMemory);
    return {};
}

Scenario placed(Scenario scenario, const Placement &placement)
{
    std::set<std::string> nodes, domains;
    for (std::size_t s = 0; s < placement.size(); ++s) {
        scenario.services[s].nodes.clear();
        for (std::size_t n = 0; n < placement[s].size(); ++n)
            for (unsigned r = 0; r < placement[s][n]; ++r) {
                scenario.services[s].nodes.push_back(scenario.nodes[n].name);
                nodes.insert(scenario.nodes[n].name);
            }
    }
    std::erase_if(scenario.nodes, [&](const simulate::Node &node) {
        return !nodes.contains(node.name) && std::ranges::none_of(scenario.rules, [&](const simulate::PolicyRule &rule) { return rule.action.find(node.name) != std::string::npos; });
    });
    for (const simulate::Node &node : scenario.nodes)
        domains.insert(node.domain);
    std::erase_if(scenario.domains, [&](const simulate::Domain &domain) { return !domains.contains(domain.name); });
    std::erase_if(scenario.links, [&](const simulate::Link &link) { return !domains.contains(link.from) || !domains.contains(link.to); });
    return scenario;
}

} // namespace causeway::allocate::placement
