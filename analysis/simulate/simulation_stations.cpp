#include "analysis/simulate/simulation.h"

#include <cmath>

namespace causeway::simulate {

namespace {

constexpr std::uint64_t kRoute = 16; // what is drawn with a frame's key
constexpr std::uint64_t kFaulty = 17, kLost = 18;
constexpr double kDone = 0.5;        // ns of work: less is none
constexpr std::uint64_t kScore = 32; // what is drawn with a request's key

// Normal, and correlated with those of the request's other frames.
double score(const PlannedOperation &operation, const PlannedService &service, const Frame &frame, Draw &own)
{
    double out = operation.alone * own.normal();
    if (operation.everywhere > 0)
        out += operation.everywhere * Draw(keyOf(frame.request, kScore)).normal();
    if (operation.atService > 0)
        out += operation.atService * Draw(keyOf(frame.request ^ service.key, kScore + 1)).normal();
    return out;
}

} // namespace

namespace {

void addTime(ServiceCounters &c, const ServiceState &service, double passed)
{
    c.busyArea += service.busy * passed;
    c.queueArea += service.queued * passed;
    c.inSystemArea += (static_cast<double>(service.queued) + service.inService) * passed;
    c.upArea += service.upServers * passed;
    c.downArea += service.downReplicas * passed;
    c.replicaArea += service.existing * passed;
}

} // namespace

void Simulation::touch(ServiceState &service)
{
    const auto passed = static_cast<double>(m.now - service.last);
    if (passed == 0)
        return;
    service.last = m.now;
    addTime(service.counters, service, passed);
}

void Simulation::countersNow(std::vector<ServiceCounters> &into) const
{
    into.resize(m.services.size());
    for (std::size_t s = 0; s < into.size(); ++s) {
        into[s] = m.services[s].counters;
        addTime(into[s], m.services[s], static_cast<double>(m.now - m.services[s].last));
    }
}

bool Simulation::limitsLet(ServiceState &service)
{
    if (service.concurrencyLimit != kNone && service.inFlight >= service.concurrencyLimit)
        return false;
    TokenBucket &bucket = service.bucket;
    if (bucket.perNs == 0)
        return true;
    bucket.tokens = std::min(bucket.burst, bucket.tokens + static_cast<double>(m.now - bucket.last) * bucket.perNs);
    bucket.last = m.now;
    if (bucket.tokens < 1)
        return false;
    --bucket.tokens;
    return true;
}

std::uint32_t Simulation::route(ServiceState &service, const Frame &frame) const
{
    const auto open = static_cast<std::uint32_t>(service.open.size());
    if (open <= 1)
        return open == 0 ? kNone : service.open.front();
    const bool old = m_plan->services[m_plan->operations[frame.operation].service].viewNs > 0;
    const auto load = [&](std::uint32_t replica) {
        const ReplicaState &one = m.replicas[replica];
        return old ? one.seen : one.inService + one.queued;
    };
    if (service.weighted) {
        double sum = 0;
        for (const std::uint32_t replica : service.open)
            sum += m.replicas[replica].weight;
        double left = Draw(keyOf(frame.key, kRoute)).unit() * sum;
        for (const std::uint32_t replica : service.open)
            if (const double weight = m.replicas[replica].weight; weight > 0 && (left -= weight) < 0)
                return replica;
        if (sum > 0) // rounding
            return *std::ranges::max_element(service.open, {}, [&](std::uint32_t replica) { return m.replicas[replica].weight; });
    }
    switch (service.routing) {
    case Routing::RoundRobin:
        service.turn = service.turn + 1 < open ? service.turn + 1 : 0;
        return service.open[service.turn];
    case Routing::Random: return service.open[Draw(keyOf(frame.key, kRoute)).bits() % open];
    case Routing::BestOfTwo: {
        Draw draw(keyOf(frame.key, kRoute));
        const std::uint32_t a = static_cast<std::uint32_t>(draw.bits() % open), b = static_cast<std::uint32_t>(draw.bits() % (open - 1));
        const std::uint32_t one = service.open[a], other = service.open[b < a ? b : b + 1];
        return load(other) < load(one) ? other : one;
    }
    case Routing::LeastLoaded:
    case Routing::Shared: break;
    }
    // Of equals the next in turn.
    service.turn = service.turn + 1 < open ? service.turn + 1 : 0;
    std::uint32_t best = service.open[service.turn];
    for (std::uint32_t i = 1; i < open; ++i) {
        const std::uint32_t at = service.turn + i < open ? service.turn + i : service.turn + i - open;
        if (load(service.open[at]) < load(best))
            best = service.open[at];
    }
    return best;
}

bool Simulation::reach(std::uint32_t index)
{
    const bool in = enter(index);
    if (m_sink != nullptr)
        tell(index, in ? TraceEventKind::Begun : TraceEventKind::Refused);
    return in;
}

bool Simulation::enter(std::uint32_t index)
{
    Frame &frame = m.frames[index];
    const PlannedOperation &operation = m_plan->operations[frame.operation];
    const PlannedService &planned = m_plan->services[operation.service];
    ServiceState &service = m.services[operation.service];
    touch(service);
    ++service.counters.arrivals;
    const auto refuse = [&] {
        ++service.counters.dropped;
        ++m.operations[frame.operation].refused;
        ++m.operations[frame.operation].violations;
        return false;
    };
    if ((service.concurrencyLimit != kNone || service.bucket.perNs > 0 || m_plan->ranked) && !admits(operation.service))
        return refuse();
    frame.start = m.now;
    Draw draw(frame.key);
    frame.workNs = nanoseconds(operation.correlated ? operation.self.atScore(score(operation, planned, frame, draw)) : operation.self.draw(draw));
    frame.failed = operation.errorProbability > 0 && Draw(~frame.key).unit() < operation.errorProbability;
    if (isShared(service)) {
        // One that is free; the last that was is asked first.
        if (service.busy < service.upServers)
            for (std::size_t i = 0, n = service.open.size(); i < n; ++i) {
                service.turn = service.turn < n ? service.turn : 0;
                if (const std::uint32_t replica = service.open[service.turn]; m.replicas[replica].inService < m.replicas[replica].servers) {
                    ++service.inFlight;
                    start(index, replica);
                    return true;
                }
                ++service.turn;
            }
        if (service.queued >= planned.queueLimit)
            return refuse();
        ++service.inFlight;
        ++service.queued;
        enqueue(service.queue + operation.rank, index);
        return true;
    }
    const std::uint32_t to = route(service, frame);
    if (to == kNone)
        return refuse();
    ReplicaState &replica = m.replicas[to];
    const bool ps = m_plan->scenario.services[operation.service].discipline == Discipline::Ps;
    if (replica.inService < replica.servers || (ps && replica.inService - replica.servers < planned.queueLimit)) {
        ++service.inFlight;
        start(index, to);
        return true;
    }
    if (ps || replica.queued >= planned.queueLimit)
        return refuse();
    ++service.inFlight;
    ++service.queued;
    ++replica.queued;
    frame.replica = to;
    enqueue(replica.queue + operation.rank, index);
    return true;
}

void Simulation::enqueue(std::uint32_t queue, std::uint32_t frame)
{
    FrameList &list = m.queues[queue];
    m.frames[frame].next = kNone;
    (list.tail == kNone ? list.head : m.frames[list.tail].next) = frame;
    list.tail = frame;
}

std::uint32_t Simulation::dequeue(std::uint32_t queue, std::uint32_t ranks)
{
    for (std::uint32_t rank = 0; rank < ranks; ++rank) {
        FrameList &list = m.queues[queue + rank];
        const std::uint32_t frame = list.head;
        if (frame == kNone)
            continue;
        list.head = m.frames[frame].next;
        if (list.head == kNone)
            list.tail = kNone;
        return frame;
    }
    return kNone;
}

void Simulation::start(std::uint32_t index, std::uint32_t to)
{
    Frame &frame = m.frames[index];
    ReplicaState &replica = m.replicas[to];
    ServiceState &service = m.services[replica.service];
    frame.replica = to;
    service.counters.waitSum += static_cast<double>(m.now - frame.start);
    ++service.counters.started;
    ++service.inService;
    if (m_watched)
        touch(replica);
    const bool server = ++replica.inService <= replica.servers;
    service.busy += server;
    if (m_plan->services[replica.service].fails) {
        frame.previous = kNone;
        frame.next = replica.working;
        if (replica.working != kNone)
            m.frames[replica.working].previous = index;
        replica.working = index;
    }
    double speed = replica.speed * service.speed;
    if (replica.fault != kNone) {
        const Fault &fault = m_plan->scenario.faults[replica.fault];
        speed *= fault.speed;
        if (fault.errorProbability > 0 && Draw(keyOf(frame.key, kFaulty)).unit() < fault.errorProbability)
            frame.failed = true;
        frame.lost = fault.lost > 0 && Draw(keyOf(frame.key, kLost)).unit() < fault.lost;
    }
    if (replica.clock == kNone) {
        m.heap.push(m.now + (speed == 1 ? frame.workNs : nanoseconds(static_cast<double>(frame.workNs) * 1e-9 / speed)), EventKind::Complete, index);
        if (replica.node != kNone)
            useNode(replica.node, 1);
        return;
    }
    SharedClock &clock = m.clocks[replica.clock];
    advance(clock);
    clock.jobs.push_back({clock.done + static_cast<double>(frame.workNs), clock.next++, index});
    std::push_heap(clock.jobs.begin(), clock.jobs.end());
    if (replica.node != kNone && server)
        useNode(replica.node, 1);
    setRate(to);
}

void Simulation::endService(std::uint32_t index)
{
    const Frame &frame = m.frames[index];
    ReplicaState &replica = m.replicas[frame.replica];
    ServiceState &service = m.services[replica.service];
    touch(service);
    if (m_watched)
        touch(replica);
    const bool server = --replica.inService < replica.servers;
    service.busy -= server;
    --service.inService;
    if (m_plan->services[replica.service].fails) {
        (frame.previous == kNone ? replica.working : m.frames[frame.previous].next) = frame.next;
        if (frame.next != kNone)
            m.frames[frame.next].previous = frame.previous;
    }
    ++service.counters.departures;
    service.counters.sojournSum += static_cast<double>(m.now - frame.start);
    if (replica.node != kNone && server)
        useNode(replica.node, -1);
}

void Simulation::depart(std::uint32_t frame)
{
    const std::uint32_t replica = m.frames[frame].replica;
    endService(frame);
    pull(replica);
    if (m_sink != nullptr && !m.frames[frame].failed && m.frames[frame].step < m_plan->operations[m.frames[frame].operation].endStep)
        tell(frame, TraceEventKind::Worked);
    proceed(frame);
}

void Simulation::pull(std::uint32_t index)
{
    ReplicaState &replica = m.replicas[index];
    ServiceState &service = m.services[replica.service];
    const std::uint32_t ranks = m_plan->services[replica.service].ranks;
    const bool shared = isShared(service);
    if (replica.state != ReplicaState::State::Up && (shared || replica.state != ReplicaState::State::Draining)) {
        if (replica.state == ReplicaState::State::Draining && replica.inService == 0)
            setState(index, ReplicaState::State::Gone);
        return;
    }
    while (replica.inService < replica.servers && (shared ? service.queued : replica.queued) > 0) {
        const std::uint32_t frame = dequeue(shared ? service.queue : replica.queue, ranks);
        touch(service);
        --service.queued;
        replica.queued -= !shared;
        start(frame, index);
    }
    if (replica.state == ReplicaState::State::Draining && replica.inService == 0)
        setState(index, ReplicaState::State::Gone);
}

void Simulation::advance(SharedClock &clock)
{
    if (clock.jobs.empty())
        clock.done = 0;
    else
        clock.done += clock.rate * static_cast<double>(m.now - clock.last);
    clock.last = m.now;
}

void Simulation::setRate(std::uint32_t index)
{
    const ReplicaState &replica = m.replicas[index];
    SharedClock &clock = m.clocks[replica.clock];
    advance(clock);
    double rate = replica.speed * m.services[replica.service].speed * (replica.fault == kNone ? 1 : m_plan->scenario.faults[replica.fault].speed);
    if (replica.inService > replica.servers)
        rate *= static_cast<double>(replica.servers) / replica.inService;
    if (replica.node != kNone)
        if (const double wanted = m.nodes[replica.node].wanted, cores = m_plan->scenario.nodes[replica.node].cores; wanted > cores)
            rate *= cores / wanted;
    clock.rate = rate;
    arm(index);
}

void Simulation::arm(std::uint32_t index)
{
    SharedClock &clock = m.clocks[m.replicas[index].clock];
    if (clock.jobs.empty())
        return;
    // Where the event asked for comes too early, it asks again then.
    const double left = std::max(0.0, clock.jobs.front().end - clock.done - kDone) / clock.rate;
    const std::int64_t at = m.now + static_cast<std::int64_t>(std::min(std::ceil(left), 4e18));
    if (at < clock.armed) {
        clock.armed = at;
        m.heap.push(at, EventKind::Clock, index);
    }
}

void Simulation::onClock(std::uint32_t index)
{
    const std::uint32_t which = m.replicas[index].clock;
    if (m.clocks[which].armed != m.now) { // asked for before an earlier one was
        --m.events;
        return;
    }
    bool any = false;
    for (;;) {
        SharedClock &clock = m.clocks[which];
        advance(clock);
        if (clock.jobs.empty() || clock.jobs.front().end - clock.done > kDone + 1e-6)
            break;
        const std::uint32_t frame = clock.jobs.front().frame;
        std::pop_heap(clock.jobs.begin(), clock.jobs.end());
        clock.jobs.pop_back();
        any = true;
        depart(frame);
    }
    m.events -= !any;
    m.clocks[which].armed = kNever;
    setRate(index);
}

void Simulation::useNode(std::uint32_t index, double cores)
{
    NodeState &node = m.nodes[index];
    const double most = m_plan->scenario.nodes[index].cores;
    node.usedArea += std::min(node.wanted, most) * static_cast<double>(m.now - node.last);
    node.last = m.now;
    const double before = node.wanted;
    node.wanted += cores;
    if (before > most || node.wanted > most)
        for (const std::uint32_t replica : node.replicas)
            if (m.replicas[replica].clock != kNone)
                setRate(replica);
}

void Simulation::spend(std::vector<double> &spent, std::vector<EnergyCounters> &to) const
{
    const Plan &plan = *m_plan;
    const double seconds = static_cast<double>(m.now - m.slotFrom) * 1e-9;
    const double middle = static_cast<double>(m.slotFrom / 2 + m.now / 2 - plan.warmupNs) * 1e-9;
    spent.assign(plan.domains.size() + 1, 0);
    for (std::uint32_t i = 0; i < m.nodes.size(); ++i) {
        const Node &node = plan.scenario.nodes[i];
        const NodeState &state = m.nodes[i];
        const double used = state.usedArea + std::min(state.wanted, node.cores) * static_cast<double>(m.now - state.last);
        double standing = node.idleW * seconds;
        if (node.offW) {
            const double awake = state.awakeArea + (state.hosted > 0 ? static_cast<double>(m.now - std::max(state.awakeFrom, m.slotFrom)) : 0);
            standing = node.idleW * awake * 1e-9 + *node.offW * (seconds - awake * 1e-9);
        }
        spent[plan.nodeDomains[i] == kNone ? plan.domains.size() : plan.nodeDomains[i]] += standing + (node.maxW - node.idleW) * used * 1e-9 / node.cores;
    }
    for (std::size_t d = 0; d < spent.size(); ++d) {
        const bool none = d == plan.domains.size();
        const double brown = none ? spent[d] : std::max(0.0, spent[d] - valueAt(plan.domains[d].greenW, middle) * seconds);
        EnergyCounters &energy = to[d];
        energy.wattSeconds += spent[d];
        energy.brown += brown;
        if (!none) {
            energy.carbonG += brown / 3.6e6 * valueAt(plan.domains[d].carbonPerKwh, middle);
            energy.price += brown / 3.6e6 * valueAt(plan.domains[d].pricePerKwh, middle);
        }
    }
}

void Simulation::energyNow(std::vector<EnergyCounters> &into) const
{
    into = m.energy;
    std::vector<double> room;
    if (m.now > m.slotFrom)
        spend(room, into);
}

void Simulation::closeSlot()
{
    if (m.now <= m.slotFrom)
        return;
    for (std::uint32_t i = 0; i < m.nodes.size(); ++i)
        useNode(i, 0);
    spend(m.slotEnergy, m.energy);
    for (NodeState &state : m.nodes) {
        state.usedBefore += state.usedArea;
        state.usedArea = state.awakeArea = 0;
    }
    m.slotFrom = m.now;
}

} // namespace causeway::simulate
