#include "analysis/simulate/simulation.h"

#include <cmath>
#include <utility>

namespace causeway::simulate {

using State = ReplicaState::State;

std::uint32_t Simulation::addReplica(std::uint32_t index, std::uint32_t node)
{
    ServiceState &service = m.services[index];
    for (const std::uint32_t replica : service.replicas)
        if (m.replicas[replica].state == State::Gone && (node == kNone || m.replicas[replica].node == node)) {
            setState(replica, State::Starting);
            return replica;
        }
    const PlannedService &planned = m_plan->services[index];
    const Service &told = m_plan->scenario.services[index];
    const auto replica = static_cast<std::uint32_t>(m.replicas.size());
    const std::size_t place = service.replicas.size();
    ReplicaState &fresh = m.replicas.emplace_back();
    fresh.state = State::Gone;
    fresh.service = index;
    fresh.servers = told.servers;
    fresh.speed = told.speeds.empty() ? 1 : told.speeds[place % told.speeds.size()];
    fresh.failureKey = keyOf(planned.key, place + 1);
    if (!planned.nodes.empty()) {
        fresh.node = node == kNone ? planned.nodes[place % planned.nodes.size()] : node;
        fresh.speed *= m_plan->scenario.nodes[fresh.node].speed;
        m.nodes[fresh.node].replicas.push_back(replica);
    }
    if (!isShared(service)) {
        fresh.queue = static_cast<std::uint32_t>(m.queues.size());
        m.queues.resize(m.queues.size() + planned.ranks);
    }
    if (planned.shares) {
        fresh.clock = static_cast<std::uint32_t>(m.clocks.size());
        m.clocks.emplace_back();
        m.clocks.back().last = m.now;
    }
    service.replicas.push_back(replica);
    setState(replica, State::Starting);
    planFailure(replica);
    return replica;
}

void Simulation::setState(std::uint32_t index, State state)
{
    ReplicaState &replica = m.replicas[index];
    ServiceState &service = m.services[replica.service];
    touch(service);
    const auto works = [](State one) { return one == State::Up || one == State::Draining; };
    service.upServers += works(state) ? replica.servers : 0;
    service.upServers -= works(replica.state) ? replica.servers : 0;
    service.downReplicas += state == State::Down;
    service.downReplicas -= replica.state == State::Down;
    service.existing += state != State::Gone;
    service.existing -= replica.state != State::Gone;
    if (replica.node != kNone && (state == State::Gone) != (replica.state == State::Gone)) {
        NodeState &node = m.nodes[replica.node];
        if (state != State::Gone && node.hosted++ == 0)
            node.awakeFrom = m.now;
        if (state == State::Gone && --node.hosted == 0)
            node.awakeArea += static_cast<double>(m.now - std::max(node.awakeFrom, m.slotFrom));
    }
    const bool opens = (state == State::Up) != (replica.state == State::Up);
    replica.state = state;
    replica.readyAt = kNever;
    if (state == State::Gone) {
        replica.fault = kNone;
        replica.retired = false;
    }
    if (opens) {
        service.open.clear();
        for (const std::uint32_t one : service.replicas)
            if (m.replicas[one].state == State::Up)
                service.open.push_back(one);
    }
    if (state == State::Up)
        pull(index);
}

void Simulation::scale(std::uint32_t index, unsigned wanted)
{
    ServiceState &service = m.services[index];
    wanted = std::min<unsigned>(wanted, 10'000);
    const auto all = [&](State state) {
        std::vector<std::uint32_t> out;
        for (const std::uint32_t replica : service.replicas)
            if (m.replicas[replica].state == state)
                out.push_back(replica);
        return out;
    };
    for (const std::uint32_t replica : all(State::Draining))
        if (service.wanted < wanted && !m.replicas[replica].retired) {
            ++service.wanted;
            setState(replica, State::Up);
        }
    while (service.wanted < wanted) {
        ++service.wanted;
        startUp(addReplica(index));
    }
    for (const State state : {State::Starting, State::Down, State::Up}) {
        std::vector<std::uint32_t> these = all(state);
        // With one that replaces another, that one goes too: those that only start go first.
        std::ranges::stable_partition(these, [&](std::uint32_t replica) { return m.replicas[replica].replaces != kNone; });
        for (auto replica = these.rbegin(); replica != these.rend() && service.wanted > wanted; ++replica, --service.wanted)
            drain(*replica);
    }
}

void Simulation::startUp(std::uint32_t replica)
{
    ReplicaState &fresh = m.replicas[replica];
    Draw draw(drawKey(keyOf(fresh.failureKey, 2), fresh.starts++));
    const std::int64_t ready = m.now + nanoseconds(m_plan->services[fresh.service].coldStart.draw(draw));
    if (ready == m.now)
        return becomeReady(replica);
    fresh.readyAt = ready;
    m.heap.push(ready, EventKind::Ready, replica);
}

void Simulation::becomeReady(std::uint32_t replica)
{
    setState(replica, State::Up);
    if (const std::uint32_t old = std::exchange(m.replicas[replica].replaces, kNone); old != kNone) {
        m.replicas[old].retired = true;
        drain(old);
    }
}

void Simulation::replace(std::uint32_t index)
{
    std::vector<std::uint32_t> old;
    for (const std::uint32_t replica : m.services[index].replicas) {
        if (m.replicas[replica].replaces != kNone)
            return;
        if (const State state = m.replicas[replica].state; state == State::Up || state == State::Down)
            old.push_back(replica);
    }
    for (const std::uint32_t replica : old) {
        const std::uint32_t fresh = addReplica(index);
        m.replicas[fresh].replaces = replica;
        startUp(fresh);
    }
}

void Simulation::turnFault(std::uint32_t change)
{
    const std::uint32_t index = change / 2;
    const Fault &fault = m_plan->scenario.faults[index];
    const auto service = std::ranges::find(m_plan->scenario.services, fault.service, &Service::name) - m_plan->scenario.services.begin();
    unsigned left = fault.instances;
    for (const std::uint32_t one : m.services[static_cast<std::size_t>(service)].replicas) {
        ReplicaState &replica = m.replicas[one];
        const bool begins = change % 2 == 0 && left > 0 && replica.state == State::Up;
        const bool ends = change % 2 == 1 && replica.fault == index;
        if (!begins && !ends)
            continue;
        left -= begins;
        replica.fault = begins ? index : kNone;
        if (replica.clock != kNone)
            setRate(one);
    }
}

void Simulation::drain(std::uint32_t replica)
{
    if (m.replicas[replica].state == State::Gone || m.replicas[replica].state == State::Draining)
        return;
    // What it was to replace goes with it: there is one less.
    if (const std::uint32_t old = std::exchange(m.replicas[replica].replaces, kNone); old != kNone)
        drain(old);
    const bool idle = m.replicas[replica].inService == 0 && m.replicas[replica].queued == 0;
    setState(replica, idle ? State::Gone : State::Draining);
}

void Simulation::planFailure(std::uint32_t index)
{
    ReplicaState &replica = m.replicas[index];
    const PlannedService &service = m_plan->services[replica.service];
    if (!service.fails)
        return;
    Draw draw(drawKey(replica.failureKey, replica.failures++));
    m.heap.push(m.now + std::max<std::int64_t>(1, nanoseconds(service.between.draw(draw))), EventKind::Fail, index);
}

void Simulation::fail(std::uint32_t index)
{
    const State state = m.replicas[index].state;
    if (state != State::Up && state != State::Draining)
        return planFailure(index);
    const PlannedService &planned = m_plan->services[m.replicas[index].service];
    setState(index, state == State::Up ? State::Down : State::Gone);
    if (state == State::Up) {
        Draw draw(drawKey(keyOf(m.replicas[index].failureKey, 1), m.replicas[index].failures));
        m.heap.push(m.now + std::max<std::int64_t>(1, nanoseconds(planned.repair.draw(draw))), EventKind::Repair, index);
    } else
        planFailure(index);
    loseAll(index);
}

void Simulation::loseAll(std::uint32_t index)
{
    const PlannedService &planned = m_plan->services[m.replicas[index].service];
    // All that it had is gone at once; only then is anybody told.
    std::vector<std::uint32_t> lost;
    while (m.replicas[index].working != kNone) {
        const std::uint32_t frame = m.replicas[index].working;
        endService(frame);
        stopTimer(frame);
        if (m.replicas[index].clock != kNone)
            lost.push_back(frame);
        else { // its place is kept for the end of its work, which is still to come
            const std::uint32_t instead = takeFrame();
            m.frames[instead] = m.frames[frame];
            if (m_sink != nullptr)
                m.frameTraces[instead] = m.frameTraces[frame];
            m.frames[frame].dead = true;
            lost.push_back(instead);
        }
    }
    if (m.replicas[index].clock != kNone)
        m.clocks[m.replicas[index].clock].jobs.clear();
    ServiceState &service = m.services[m.replicas[index].service];
    while (m.replicas[index].queued > 0) {
        const std::uint32_t frame = dequeue(m.replicas[index].queue, planned.ranks);
        --m.replicas[index].queued;
        --service.queued;
        ++service.counters.departures;
        service.counters.sojournSum += static_cast<double>(m.now - m.frames[frame].start);
        stopTimer(frame);
        lost.push_back(frame);
    }
    for (const std::uint32_t frame : lost) {
        m.frames[frame].failed = true;
        proceed(frame);
    }
}

void Simulation::look(std::uint32_t service)
{
    for (const std::uint32_t replica : m.services[service].replicas)
        m.replicas[replica].seen = m.replicas[replica].inService + m.replicas[replica].queued;
    m.heap.push(m.now + m_plan->services[service].viewNs, EventKind::View, service);
}

void Simulation::setPace(std::uint32_t index)
{
    const Series &series = m_plan->scenario.services[index].speedOverTime;
    const double now = static_cast<double>(m.now - m_plan->warmupNs) * 1e-9 + 1e-10; // at a step its new value
    m.services[index].pace = series.empty() || series.front().first > now ? 1 : valueAt(series, now);
    setSpeed(m.services[index]);
}

void Simulation::setSpeed(ServiceState &service)
{
    service.speed = service.askedSpeed * service.pace;
    for (const std::uint32_t replica : service.replicas)
        if (m.replicas[replica].clock != kNone)
            setRate(replica);
}

void Simulation::tick()
{
    std::vector<ServiceWindow> services(m.services.size());
    std::vector<OperationWindow> operations(m.operations.size());
    const auto per = [](double sum, std::uint64_t count) { return count == 0 ? 0 : sum * 1e-9 / static_cast<double>(count); };
    const double passed = std::max(1.0, static_cast<double>(m.now - m.lastTick));
    for (std::size_t s = 0; s < services.size(); ++s) {
        ServiceState &now = m.services[s];
        touch(now);
        const ServiceCounters &c = now.counters, &was = m.ticked[s];
        ServiceWindow &window = services[s];
        window.replicas = now.wanted;
        window.down = now.downReplicas;
        for (const std::uint32_t replica : now.replicas)
            window.starting += m.replicas[replica].state == State::Starting;
        window.queue = now.queued;
        window.inFlight = now.inFlight;
        window.utilisation = c.upArea > was.upArea ? (c.busyArea - was.busyArea) / (c.upArea - was.upArea) : 0;
        window.queueMean = (c.queueArea - was.queueArea) / passed;
        window.inService = now.inService;
        window.busyMean = (c.busyArea - was.busyArea) / passed;
        window.inSystemMean = (c.inSystemArea - was.inSystemArea) / passed;
        window.departures = c.departures - was.departures;
        window.arrivals = c.arrivals - was.arrivals;
        window.completions = c.answers - was.answers;
        window.errors = c.errors - was.errors;
        window.dropped = c.dropped - was.dropped;
        window.latencyMeanS = per(c.latencySum - was.latencySum, window.completions);
        window.waitMeanS = per(c.waitSum - was.waitSum, c.started - was.started);
        ServiceSight &sight = m.sights[s];
        if (window.completions > 0)
            window.latencyLeastS = static_cast<double>(sight.least) * 1e-9;
        window.latencyP95S = sight.latencies.quantile(0.95) * 1e-9;
        window.latencyP99S = sight.latencies.quantile(0.99) * 1e-9;
        sight.latencies.clear();
        sight.least = kNever;
        m.ticked[s] = c;
    }
    for (std::size_t o = 0; o < operations.size(); ++o) {
        const OperationCounters &c = m.operations[o], &was = m.tickedOperations[o];
        operations[o] = {c.answers - was.answers, c.errors - was.errors, c.violations - was.violations, c.refused - was.refused, per(c.latencySum - was.latencySum, c.answers - was.answers)};
    }
    m.tickedOperations = m.operations;
    m.lastTick = m.now;
    Actions actions(*this);
    std::vector<double> nodes(m.nodes.size());
    m.tickedNodes.resize(m.nodes.size(), 0);
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        useNode(n, 0);
        const double used = m.nodes[n].usedBefore + m.nodes[n].usedArea;
        nodes[n] = (used - m.tickedNodes[n]) / (passed * m_plan->scenario.nodes[n].cores);
        m.tickedNodes[n] = used;
    }
    const std::vector<InstanceWindow> replicas = instances(passed);
    m_controller->tick({static_cast<double>(m.now - m_plan->warmupNs) * 1e-9, passed * 1e-9, services, operations, nodes, replicas}, actions);
    settle();
    m.heap.push(m.now + m_tickNs, EventKind::Tick, 0);
}

} // namespace causeway::simulate
