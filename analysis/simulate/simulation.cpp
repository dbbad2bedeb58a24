#include "analysis/simulate/simulation.h"

#include <cmath>

namespace causeway::simulate {

namespace {

constexpr std::int64_t kSlotNs = 60'000'000'000; // energy is compared with green power over so long
constexpr std::uint64_t kLook = 1u << 15;        // events between looks at the job

std::unique_ptr<Controller> cloneOf(const std::unique_ptr<Controller> &controller) { return controller ? controller->clone() : nullptr; }

} // namespace

Simulation::Simulation(std::shared_ptr<const Plan> plan, std::uint64_t seed, std::uint64_t replication, std::unique_ptr<Controller> controller)
    : m_plan(std::move(plan)), m_seedKey(keyOf(scramble(seed + 1), replication)), m_controller(std::move(controller))
{
    if (m_controller && m_controller->intervalS() > 0) {
        m_tickNs = std::max<std::int64_t>(1'000'000, nanoseconds(m_controller->intervalS()));
        m_watched = true;
    }
    m_sink = m_controller ? m_controller->sink() : nullptr;
    begin();
}

Simulation::Simulation(const Simulation &other)
    : m_plan(other.m_plan), m_seedKey(other.m_seedKey), m_controller(cloneOf(other.m_controller)), m_tickNs(other.m_tickNs), m_watched(other.m_watched), m(other.m)
{
    m_sink = m_controller ? m_controller->sink() : nullptr;
}

Simulation &Simulation::operator=(const Simulation &other)
{
    if (this != &other)
        *this = Simulation(other);
    return *this;
}

void Simulation::begin()
{
    const Plan &plan = *m_plan;
    m.heap.reserve(4096);
    m.frames.reserve(4096);
    m.nodes.resize(plan.nodeDomains.size());
    m.services.resize(plan.services.size());
    m.operations.resize(plan.operations.size());
    m.latencies.resize(plan.operations.size());
    m.sources.resize(plan.sources.size());
    m.breakers.resize(plan.breakers);
    m.timers.resize(plan.timers);
    m.energy.resize(plan.domains.size() + 1);
    m.measured.resize(plan.services.size());
    m.ticked.resize(plan.services.size());
    m.measuredOperations.resize(plan.operations.size());
    m.tickedOperations.resize(plan.operations.size());
    if (m_watched)
        m.sights.resize(plan.services.size());
    for (std::uint32_t s = 0; s < plan.services.size(); ++s) {
        const Service &told = plan.scenario.services[s];
        ServiceState &service = m.services[s];
        service.routing = told.routing;
        service.wanted = told.replicas;
        if (told.routing == Routing::Shared) {
            service.queue = static_cast<std::uint32_t>(m.queues.size());
            m.queues.resize(m.queues.size() + plan.services[s].ranks);
        }
        if (told.floor)
            service.mostShed = told.floor->mostShed;
        setPace(s);
        for (const auto &[at, factor] : told.speedOverTime)
            if (const std::int64_t ns = plan.warmupNs + std::llround(at * 1e9); ns > 0)
                m.heap.push(ns, EventKind::Pace, s);
        for (unsigned r = 0; r < told.replicas; ++r)
            setState(addReplica(s), ReplicaState::State::Up);
        if (plan.services[s].viewNs > 0)
            m.heap.push(plan.services[s].viewNs, EventKind::View, s);
    }
    for (const auto &[service, kind] : plan.scenario.unapproved)
        audit(kind == ActionKind::Route ? AuditEntry::What::Routing : AuditEntry::What::Resilience, AuditEntry::Why::Approval, service, 1, 0);
    for (std::uint32_t f = 0; f < plan.scenario.faults.size(); ++f) {
        const Fault &fault = plan.scenario.faults[f];
        if (fault.service.empty())
            continue;
        m.heap.push(std::max<std::int64_t>(0, plan.warmupNs + std::llround(fault.fromS * 1e9)), EventKind::Fault, 2 * f);
        if (fault.toS)
            m.heap.push(std::max<std::int64_t>(0, plan.warmupNs + std::llround(*fault.toS * 1e9)), EventKind::Fault, 2 * f + 1);
    }
    for (std::uint32_t s = 0; s < plan.sources.size(); ++s) {
        if (plan.sources[s].kind != PlannedSource::Kind::Closed)
            planArrival(s);
        else
            for (unsigned user = 0; user < plan.scenario.arrivals[s].closed->users; ++user)
                thinkAgain(s);
    }
    if (plan.warmupNs > 0)
        m.heap.push(plan.warmupNs, EventKind::Measure, 0);
    if (!plan.nodeDomains.empty())
        m.heap.push(kSlotNs, EventKind::Slot, 0);
    if (m_tickNs > 0)
        m.heap.push(m_tickNs, EventKind::Tick, 0);
}

Result<void> Simulation::runUntil(std::int64_t ns, const Job &job)
{
    ns = std::min(ns, m_plan->endNs);
    Event event;
    while (m.heap.take(ns, event)) {
        m.now = event.time;
        ++m.events;
        handle(event);
        if (m.usedFrames > kMostInFlight || m.events > kMostEvents)
            return tooMany();
        if (m.events % kLook == 0 && job.isCancelled())
            return failure(cancelled());
    }
    m.now = std::max(m.now, ns);
    return {};
}

Result<void> Simulation::tooMany() const
{
    const Scenario &scenario = m_plan->scenario;
    const auto worst = std::ranges::max_element(m.services, {}, [](const ServiceState &service) { return service.queued + service.inService; }) - m.services.begin();
    const std::string &name = scenario.services[static_cast<std::size_t>(worst)].name;
    const Message hint(CAUSEWAY_TEXT("Give it a queue_limit or more replicas, lower the load, or shorten duration_s."));
    const Message what(CAUSEWAY_TEXT("The simulation was stopped after %1 simulated seconds"), static_cast<double>(m.now - m_plan->warmupNs) * 1e-9);
    if (m.usedFrames > kMostInFlight)
        return failure(ErrorCode::LimitExceeded, what, Message(CAUSEWAY_TEXT("services.%1: it is asked for more than it can do; more than %2 requests are in flight"), name, kMostInFlight), hint);
    return failure(ErrorCode::LimitExceeded, what, Message(CAUSEWAY_TEXT("services.%1: there were more than %2 events, most likely retries or requests without end"), name, kMostEvents), hint);
}

void Simulation::handle(const Event &event)
{
    switch (event.kind()) {
    case EventKind::Arrival:
        arrive(event.index);
        planArrival(event.index);
        break;
    case EventKind::Complete:
        if (m.frames[event.index].dead)
            freeFrame(event.index);
        else
            depart(event.index);
        break;
    case EventKind::Reach: lateReach(event.index); break;
    case EventKind::Clock: onClock(event.index); break;
    case EventKind::Reply:
        if (const std::uint32_t parent = deliver(event.index); parent != kNone)
            proceed(parent);
        break;
    case EventKind::TimeOut: timeOut(event.index); break;
    case EventKind::Retry: retry(event.index); break;
    case EventKind::Think: arrive(event.index); break;
    case EventKind::Fail: fail(event.index); break;
    case EventKind::Repair:
        if (m.replicas[event.index].state == ReplicaState::State::Down)
            setState(event.index, ReplicaState::State::Up);
        planFailure(event.index);
        break;
    case EventKind::Ready:
        if (m.replicas[event.index].state == ReplicaState::State::Starting && m.replicas[event.index].readyAt == m.now)
            becomeReady(event.index);
        break;
    case EventKind::View: look(event.index); break;
    case EventKind::Tick: tick(); break;
    case EventKind::Pace: setPace(event.index); break;
    case EventKind::Fault: turnFault(event.index); break;
    case EventKind::Slot:
        closeSlot();
        m.heap.push(m.now + kSlotNs, EventKind::Slot, 0);
        break;
    case EventKind::Measure: beginMeasuring(); break;
    }
}

void Simulation::planArrival(std::uint32_t index)
{
    const PlannedSource &source = m_plan->sources[index];
    SourceState &state = m.sources[index];
    if (source.kind == PlannedSource::Kind::Times) {
        const std::vector<double> &times = m_plan->scenario.arrivals[index].times;
        if (state.place < times.size())
            m.heap.push(std::max(m.now, m_plan->warmupNs + nanoseconds(times[state.place++])), EventKind::Arrival, index);
        return;
    }
    // As much of the rates' integral as an exponential draw takes.
    double left = Draw(drawKey(source.key, state.count)).exponential();
    double at = static_cast<double>(m.now);
    for (;; ++state.place) {
        const double rate = source.rates[state.place].second * 1e-9;
        const bool last = state.place + 1 == source.rates.size();
        const double until = last ? static_cast<double>(m_plan->endNs) + 1e9 : static_cast<double>(source.rates[state.place + 1].first);
        if (rate > 0 && at + left / rate <= until) {
            // Rounded from the difference: the clock has more digits than a double.
            m.heap.push(std::max(m.now, static_cast<std::int64_t>(at)) + std::llround(left / rate), EventKind::Arrival, index);
            return;
        }
        if (last)
            return; // none before the end
        left -= rate * std::max(0.0, until - at);
        at = std::max(at, until);
    }
}

void Simulation::thinkAgain(std::uint32_t index)
{
    const PlannedSource &source = m_plan->sources[index];
    Draw draw(drawKey(source.key, m.sources[index].place++));
    m.heap.push(m.now + nanoseconds(source.think.draw(draw)), EventKind::Think, index);
}

void Simulation::arrive(std::uint32_t index)
{
    const PlannedSource &source = m_plan->sources[index];
    const std::uint32_t frame = takeFrame();
    Frame &request = m.frames[frame];
    request.key = drawKey(source.key ^ kGolden, m.sources[index].count++);
    request.request = request.key;
    request.source = index;
    request.operation = source.operation;
    request.step = m_plan->operations[source.operation].firstStep;
    if (m_sink != nullptr)
        m.frameTraces[frame] = {std::uint64_t{index} << 48 | m.sources[index].count, 0};
    if (reach(frame))
        return;
    ++m.requests;
    freeFrame(frame);
    if (source.kind == PlannedSource::Kind::Closed)
        thinkAgain(index);
}

void Simulation::beginMeasuring()
{
    closeSlot();
    for (std::size_t s = 0; s < m.services.size(); ++s) {
        touch(m.services[s]);
        m.measured[s] = m.services[s].counters;
    }
    m.measuredOperations = m.operations;
    m.measuredRequests = m.requests;
    m.measuredOptional = m.optionalCalls;
    m.measuredLeftOut = m.leftOut;
    for (LatencyHistogram &histogram : m.latencies)
        histogram.clear();
    for (EnergyCounters &energy : m.energy)
        energy = {};
}

} // namespace causeway::simulate
