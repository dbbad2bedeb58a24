#include "analysis/simulate/warn_scenario.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "analysis/simulate/call_load.h"
#include "analysis/simulate/importance.h"
#include "analysis/simulate/plan.h"
#include "analysis/simulate/queueing.h"

namespace causeway::simulate {

namespace {

constexpr double kOver = 1.001;   // as much more than it can do is told
constexpr int kMostRounds = 2'000;
constexpr double kAimed = 0.8;    // utilisation that a remedy is meant to reach

using Ids = std::unordered_map<std::string_view, std::size_t>;

template <typename T>
Ids idsOf(const std::vector<T> &things)
{
    Ids out;
    for (std::size_t i = 0; i < things.size(); ++i)
        out.emplace(things[i].name, i);
    return out;
}

double meanPace(const Scenario &scenario, const Service &service)
{
    constexpr int kSteps = 200;
    if (service.speedOverTime.empty())
        return 1;
    double sum = 0;
    for (int i = 0; i < kSteps; ++i) {
        const double at = (i + 0.5) * scenario.durationS / kSteps;
        sum += service.speedOverTime.front().first > at ? 1 : valueAt(service.speedOverTime, at);
    }
    return sum / kSteps;
}

// How fast its replicas are together, in servers of speed 1.
double capacityOf(const Scenario &scenario, const Service &service, const Ids &nodes)
{
    double speed = 0;
    for (unsigned r = 0; r < service.replicas; ++r)
        speed += (service.speeds.empty() ? 1 : service.speeds[r % service.speeds.size()]) * (service.nodes.empty() ? 1 : scenario.nodes[nodes.at(service.nodes[r % service.nodes.size()])].speed);
    const double up = service.failures ? availability(service.failures->between.mean, service.failures->repair.mean) : 1;
    return speed * service.servers * up * meanPace(scenario, service);
}

class Warnings {
public:
    explicit Warnings(const Scenario &scenario) : m(scenario), m_nodes(idsOf(scenario.nodes)), m_loads(serviceLoads(scenario)), m_importance(importanceOf(scenario)) {}

    std::vector<ScenarioNote> run()
    {
        for (std::size_t s = 0; s < m.services.size(); ++s)
            service(s);
        nodes();
        return std::move(m_out);
    }

private:
    void say(std::string field, Message why, Message hint) { m_out.push_back({std::move(field), std::move(why), std::move(hint)}); }
    void service(std::size_t s)
    {
        const Service &service = m.services[s];
        const ServiceLoad &load = m_loads[s];
        const std::string path = "services." + service.name;
        if (load.offered > kOver * load.capacity) {
            const double replicas = std::ceil(load.offered / (kAimed * load.capacity / service.replicas));
            const std::string field = path + ".replicas";
            const Message hint = m.policy.name == "static" ? Message(CAUSEWAY_TEXT("Give it %1 replicas, or lower the load."), replicas) : Message(CAUSEWAY_TEXT("Unless the policy gives it more: give it %1 replicas, or lower the load."), replicas);
            if (service.queueLimit)
                say(field, Message(CAUSEWAY_TEXT("%1: %2 requests a second reach it, and it can do %3: it refuses %4 a second"), field, load.requestsPerS, load.requestsPerS - load.growthPerS, load.growthPerS), hint);
            else
                say(field, Message(CAUSEWAY_TEXT("%1: %2 requests a second reach it, and it can do %3: its queue grows without end, by %4 a second"), field, load.requestsPerS, load.requestsPerS - load.growthPerS, load.growthPerS), hint);
        }
        if (m_importance[s] > service.importance && service.importance == Importance::Optional)
            say(path + ".importance", Message(CAUSEWAY_TEXT("%1 is optional, but what is more important cannot do without it: it counts as %2"), path, kImportances[static_cast<std::size_t>(m_importance[s])]),
                Message(CAUSEWAY_TEXT("Make the calls to it optional, or leave its importance out.")));
        if (!service.floor || service.nodes.empty())
            return;
        double cores = 0, memory = 0;
        std::unordered_set<std::string_view> seen;
        for (const std::string &name : service.nodes)
            if (seen.insert(name).second) {
                const Node &node = m.nodes[m_nodes.at(name)];
                cores += node.cores;
                memory += node.memoryGib.value_or(HUGE_VAL);
            }
        const std::string field = path + ".floor.min_replicas";
        const double least = service.floor->minReplicas;
        if (least * service.servers > cores)
            say(field, Message(CAUSEWAY_TEXT("%1: %2 replicas have %3 servers, and the nodes that it is on %4 cores: they slow each other down"), field, least, least * service.servers, cores), Message(CAUSEWAY_TEXT("Put it on more nodes, or lower the floor.")));
        if (least * service.memoryGib > memory)
            say(field, Message(CAUSEWAY_TEXT("%1: %2 replicas need %3 GiB, and the nodes that it is on have %4: the floor cannot be kept"), field, least, least * service.memoryGib, memory), Message(CAUSEWAY_TEXT("Put it on more nodes, or lower the floor.")));
    }
    void nodes()
    {
        std::vector<double> busy(m.nodes.size(), 0), memory(m.nodes.size(), 0);
        for (std::size_t s = 0; s < m.services.size(); ++s) {
            const Service &service = m.services[s];
            for (unsigned r = 0; r < service.replicas && !service.nodes.empty(); ++r) {
                const std::size_t node = m_nodes.at(service.nodes[r % service.nodes.size()]);
                busy[node] += std::min(m_loads[s].offered, m_loads[s].capacity) / m_loads[s].capacity * service.servers;
                memory[node] += service.memoryGib;
            }
        }
        for (std::size_t n = 0; n < m.nodes.size(); ++n) {
            const Node &node = m.nodes[n];
            const std::string path = "nodes." + node.name;
            if (busy[n] > kOver * node.cores)
                say(path + ".cores", Message(CAUSEWAY_TEXT("%1: work for %2 cores comes to it, and it has %3: queues on it grow without end"), path + ".cores", busy[n], node.cores), Message(CAUSEWAY_TEXT("Move services to other nodes, or give it more cores.")));
            if (node.memoryGib && memory[n] > *node.memoryGib * (1 + 1e-9))
                say(path + ".memory_gib", Message(CAUSEWAY_TEXT("%1: what is on it needs %2 GiB, and it has %3; the simulation takes no notice"), path + ".memory_gib", memory[n], *node.memoryGib), Message(CAUSEWAY_TEXT("Move services to other nodes: causeway place.")));
        }
    }

    const Scenario &m;
    Ids m_nodes;
    std::vector<ServiceLoad> m_loads;
    std::vector<Importance> m_importance;
    std::vector<ScenarioNote> m_out;
};

} // namespace

std::vector<ServiceLoad> serviceLoads(const Scenario &scenario)
{
    const Ids services = idsOf(scenario.services), nodes = idsOf(scenario.nodes), operations = idsOf(scenario.operations);
    const auto calls = callRates(scenario);
    std::vector<ServiceLoad> out(scenario.services.size());
    for (std::size_t s = 0; s < out.size(); ++s)
        out[s].capacity = capacityOf(scenario, scenario.services[s], nodes);
    std::vector<double> outside(scenario.operations.size(), 0);
    for (const Arrivals &arrivals : scenario.arrivals)
        if (!arrivals.closed) // who waits for an answer does not come again before
            outside[operations.at(arrivals.operation)] += expectedRequests(scenario, arrivals) / (arrivals.times.empty() ? scenario.durationS + scenario.warmupS : scenario.durationS);
    std::vector<std::size_t> serviceOf;
    for (const Operation &operation : scenario.operations)
        serviceOf.push_back(services.at(operation.service));
    std::vector<double> rates = outside, next;
    for (int round = 0; round < kMostRounds; ++round) {
        for (ServiceLoad &load : out)
            load.offered = load.requestsPerS = 0;
        for (std::size_t o = 0; o < rates.size(); ++o) {
            out[serviceOf[o]].offered += rates[o] * scenario.operations[o].self.mean;
            out[serviceOf[o]].requestsPerS += rates[o];
        }
        next = outside;
        for (std::size_t o = 0; o < rates.size(); ++o) {
            const ServiceLoad &load = out[serviceOf[o]];
            const double through = rates[o] * (load.offered > load.capacity ? load.capacity / load.offered : 1) * (1 - scenario.operations[o].errorProbability);
            for (const CallRate &call : calls[o])
                next[call.operation] += through * call.times;
        }
        double change = 0, most = 0;
        for (std::size_t o = 0; o < rates.size(); ++o) {
            change = std::max(change, std::abs(next[o] - rates[o]));
            most = std::max(most, next[o]);
        }
        std::swap(rates, next);
        if (change <= 1e-9 * most)
            break;
    }
    for (ServiceLoad &load : out)
        if (load.offered > load.capacity)
            load.growthPerS = load.requestsPerS * (1 - load.capacity / load.offered);
    return out;
}

std::vector<ScenarioNote> warningsOf(const Scenario &scenario) { return Warnings(scenario).run(); }

} // namespace causeway::simulate
