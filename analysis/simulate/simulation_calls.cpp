#include "analysis/simulate/simulation.h"

namespace causeway::simulate {

namespace {

// What is drawn with a frame's key besides its work.
constexpr std::uint64_t kMade = 1, kDelay = 2, kLinkOut = 3, kLinkBack = 4, kRetried = 5;

} // namespace

std::uint32_t Simulation::takeFrame()
{
    ++m.usedFrames;
    std::uint32_t index = m.freeFrame;
    if (index != kNone)
        m.freeFrame = m.frames[index].next;
    else {
        index = static_cast<std::uint32_t>(m.frames.size());
        m.frames.emplace_back();
        if (m_plan->timers > 0)
            m.frameTimers.emplace_back();
        if (m_sink != nullptr)
            m.frameTraces.emplace_back();
    }
    m.frames[index] = Frame{};
    m.frames[index].used = true;
    return index;
}

void Simulation::freeFrame(std::uint32_t frame)
{
    m.frames[frame].used = false;
    m.frames[frame].next = m.freeFrame;
    m.freeFrame = frame;
    --m.usedFrames;
}

void Simulation::tell(std::uint32_t index, TraceEventKind kind) const
{
    const Frame &frame = m.frames[index];
    const FrameTrace &trace = m.frameTraces[index];
    m_sink->take({m.now, trace.trace, frame.key, trace.parent, frame.operation, frame.call, kind});
}

bool Simulation::breakerLets(const PlannedCall &call)
{
    if (call.breaker == kNone)
        return true;
    BreakerState &breaker = m.breakers[call.breaker];
    if (breaker.openUntil < 0)
        return true;
    if (m.now < breaker.openUntil || breaker.trying)
        return false;
    breaker.trying = true;
    return true;
}

void Simulation::tellBreaker(const PlannedCall &call, bool failed)
{
    if (call.breaker == kNone)
        return;
    BreakerState &breaker = m.breakers[call.breaker];
    if (!failed) {
        if (breaker.trying || breaker.openUntil < 0)
            breaker = {};
    } else if (breaker.trying || ++breaker.failures >= call.breakerFailures) {
        // Answers to what was called before it opened do not keep it open for longer.
        if (breaker.trying || breaker.openUntil < 0)
            breaker.openUntil = m.now + call.breakerOpenNs;
        breaker.trying = false;
    }
}

Simulation::Launched Simulation::launch(std::uint32_t parent, std::uint32_t index)
{
    const PlannedCall &call = m_plan->calls[index];
    const std::uint64_t key = keyOf(m.frames[parent].key, call.key), request = m.frames[parent].request;
    if (call.probability < 1 && Draw(keyOf(key, kMade)).unit() >= call.probability)
        return Launched::NotMade;
    if (call.dispensable) {
        ServiceState &called = m.services[m_plan->operations[call.operation].service];
        const double dimmer = called.dimmer;
        if (m_plan->ranked)
            called.optionalWork += m_plan->scenario.operations[call.operation].self.mean;
        ++m.optionalCalls;
        if (dimmer < 1 && Draw(keyOf(key, kMade + (1u << 8))).unit() >= dimmer) {
            ++m.leftOut;
            return Launched::NotMade;
        }
    }
    const std::uint32_t frame = takeFrame();
    Frame &made = m.frames[frame];
    made.key = key;
    made.request = request;
    made.call = index;
    made.parent = call.async ? kNone : parent;
    made.operation = call.operation;
    made.step = m_plan->operations[call.operation].firstStep;
    if (m_sink != nullptr)
        m.frameTraces[frame] = {m.frameTraces[parent].trace, m.frames[parent].key};
    if (attempt(frame))
        return call.async ? Launched::NotMade : Launched::InFlight;
    freeFrame(frame);
    return call.async || call.dispensable ? Launched::NotMade : Launched::Failed;
}

bool Simulation::tryOnce(std::uint32_t frame)
{
    const PlannedCall &call = m_plan->calls[m.frames[frame].call];
    if (!breakerLets(call)) {
        if (m_sink != nullptr)
            tell(frame, TraceEventKind::NotTried);
        return false;
    }
    if (call.timer != kNone)
        startTimer(frame);
    if (call.delayed) {
        const std::uint64_t key = m.frames[frame].key;
        Draw delay(keyOf(key, kDelay));
        double out = call.delay.draw(delay) / 2;
        if (call.linkOut != kNone) {
            Draw link(keyOf(key, kLinkOut));
            out += m_plan->links[call.linkOut].draw(link);
        }
        m.heap.push(m.now + nanoseconds(out), EventKind::Reach, frame);
        return true;
    }
    if (reach(frame))
        return true;
    stopTimer(frame);
    tellBreaker(call, true);
    return false;
}

bool Simulation::attempt(std::uint32_t frame)
{
    while (!tryOnce(frame)) {
        const Renewed renewed = renew(frame);
        if (renewed != Renewed::Now)
            return renewed == Renewed::Later;
    }
    return true;
}

Simulation::Renewed Simulation::renew(std::uint32_t index)
{
    Frame &frame = m.frames[index];
    const PlannedCall &call = m_plan->calls[frame.call];
    if (frame.attempt >= call.retries)
        return Renewed::No;
    Frame fresh{};
    fresh.used = true;
    fresh.key = keyOf(frame.key, kRetried);
    fresh.request = frame.request;
    fresh.call = frame.call;
    fresh.parent = frame.parent;
    fresh.operation = frame.operation;
    fresh.step = m_plan->operations[frame.operation].firstStep;
    fresh.attempt = static_cast<std::uint8_t>(frame.attempt + 1);
    frame = fresh;
    if (call.backoffNs == 0)
        return Renewed::Now;
    // At most 2^20 times as long, and not beyond the clock.
    const unsigned doublings = std::min<unsigned>(fresh.attempt - 1u, 20);
    m.heap.push(m.now + std::min<std::int64_t>(call.backoffNs, INT64_C(4'000'000'000'000'000'000) >> doublings) * (INT64_C(1) << doublings), EventKind::Retry, index);
    return Renewed::Later;
}

std::uint32_t Simulation::failAttempt(std::uint32_t frame)
{
    const Renewed renewed = renew(frame);
    if (renewed == Renewed::Later || (renewed == Renewed::Now && attempt(frame)))
        return kNone;
    const std::uint32_t parent = m.frames[frame].parent, call = m.frames[frame].call;
    freeFrame(frame);
    return settle(parent, call, true);
}

void Simulation::retry(std::uint32_t frame)
{
    const std::uint32_t parent = m.frames[frame].parent, call = m.frames[frame].call;
    if (attempt(frame))
        return;
    freeFrame(frame);
    if (const std::uint32_t next = settle(parent, call, true); next != kNone)
        proceed(next);
}

void Simulation::lateReach(std::uint32_t frame)
{
    if (reach(frame))
        return;
    // Refused: its answer takes the way back.
    Frame &refused = m.frames[frame];
    refused.failed = true;
    if (refused.parent == kNone)
        return freeFrame(frame);
    const PlannedCall &call = m_plan->calls[refused.call];
    Draw delay(keyOf(refused.key, kDelay));
    m.heap.push(m.now + nanoseconds(call.delay.draw(delay) / 2), EventKind::Reply, frame);
}

void Simulation::proceed(std::uint32_t frame)
{
    while (frame != kNone) {
        const std::uint32_t endStep = m_plan->operations[m.frames[frame].operation].endStep;
        while (!m.frames[frame].failed && m.frames[frame].step < endStep) {
            const PlannedStep step = m_plan->steps[m.frames[frame].step++];
            std::uint16_t pending = 0;
            for (std::uint32_t call = step.firstCall; call < step.endCall; ++call) {
                const Launched launched = launch(frame, call);
                pending = static_cast<std::uint16_t>(pending + (launched == Launched::InFlight));
                if (launched == Launched::Failed)
                    m.frames[frame].failed = true;
            }
            m.frames[frame].pending = pending;
            if (pending > 0)
                return;
        }
        frame = leave(frame);
    }
}

std::uint32_t Simulation::leave(std::uint32_t index)
{
    Frame &frame = m.frames[index];
    frame.left = frame.lost && frame.timed;
    if (frame.lost && !frame.timed)
        frame.failed = true;
    if (m_sink != nullptr)
        tell(index, frame.failed ? TraceEventKind::Failed : TraceEventKind::Ended);
    const PlannedOperation &planned = m_plan->operations[frame.operation];
    const std::int64_t latency = m.now - frame.start;
    ServiceState &service = m.services[planned.service];
    --service.inFlight;
    ++service.counters.answers;
    service.counters.errors += frame.failed;
    service.counters.latencySum += static_cast<double>(latency);
    OperationCounters &operation = m.operations[frame.operation];
    ++operation.answers;
    operation.errors += frame.failed;
    operation.violations += frame.failed || latency > planned.objectiveNs;
    operation.latencySum += static_cast<double>(latency);
    m.latencies[frame.operation].add(latency);
    if (m_watched) {
        ServiceSight &sight = m.sights[planned.service];
        sight.latencies.add(latency);
        sight.least = std::min(sight.least, latency);
    }
    if (frame.call == kNone) {
        ++m.requests;
        const std::uint32_t source = frame.source;
        freeFrame(index);
        if (m_plan->sources[source].kind == PlannedSource::Kind::Closed)
            thinkAgain(source);
        return kNone;
    }
    if (frame.parent == kNone) {
        freeFrame(index);
        return kNone;
    }
    if (frame.left)
        return kNone;
    const PlannedCall &call = m_plan->calls[frame.call];
    if (!call.delayed)
        return deliver(index);
    Draw delay(keyOf(frame.key, kDelay));
    double back = call.delay.draw(delay) / 2;
    if (call.linkBack != kNone) {
        Draw link(keyOf(frame.key, kLinkBack));
        back += m_plan->links[call.linkBack].draw(link);
    }
    m.heap.push(m.now + nanoseconds(back), EventKind::Reply, index);
    return kNone;
}

std::uint32_t Simulation::deliver(std::uint32_t index)
{
    const Frame &frame = m.frames[index];
    const std::uint32_t parent = frame.parent, callIndex = frame.call;
    if (parent == kNone) { // given up on the way back
        freeFrame(index);
        return kNone;
    }
    const PlannedCall &call = m_plan->calls[callIndex];
    const bool failed = frame.failed;
    stopTimer(index);
    tellBreaker(call, failed);
    if (failed)
        return failAttempt(index);
    freeFrame(index);
    return settle(parent, callIndex, false);
}

std::uint32_t Simulation::settle(std::uint32_t parent, std::uint32_t call, bool failed)
{
    Frame &waiting = m.frames[parent];
    if (failed && !m_plan->calls[call].dispensable)
        waiting.failed = true;
    return --waiting.pending == 0 ? parent : kNone;
}

void Simulation::startTimer(std::uint32_t frame)
{
    const PlannedCall &call = m_plan->calls[m.frames[frame].call];
    TimerState &timer = m.timers[call.timer];
    // All of a list last equally long: they end in the order in which they began.
    m.frameTimers[frame] = {m.now + call.timeoutNs, kNone, timer.list.tail};
    (timer.list.tail == kNone ? timer.list.head : m.frameTimers[timer.list.tail].next) = frame;
    timer.list.tail = frame;
    m.frames[frame].timed = true;
    if (!timer.armed) {
        timer.armed = true;
        m.heap.push(m.now + call.timeoutNs, EventKind::TimeOut, call.timer);
    }
}

void Simulation::stopTimer(std::uint32_t frame)
{
    if (!m.frames[frame].timed)
        return;
    m.frames[frame].timed = false;
    FrameList &list = m.timers[m_plan->calls[m.frames[frame].call].timer].list;
    const FrameTimer &own = m.frameTimers[frame];
    (own.previous == kNone ? list.head : m.frameTimers[own.previous].next) = own.next;
    (own.next == kNone ? list.tail : m.frameTimers[own.next].previous) = own.previous;
}

void Simulation::timeOut(std::uint32_t index)
{
    const std::uint32_t frame = m.timers[index].list.head;
    if (frame != kNone && m.frameTimers[frame].deadline <= m.now) {
        stopTimer(frame);
        // What was called goes on, but nobody waits for it; another frame stands for the call.
        const std::uint32_t instead = takeFrame();
        m.frames[instead].call = m.frames[frame].call;
        m.frames[instead].key = m.frames[frame].key;
        m.frames[instead].request = m.frames[frame].request;
        m.frames[instead].parent = m.frames[frame].parent;
        m.frames[instead].operation = m.frames[frame].operation;
        m.frames[instead].attempt = m.frames[frame].attempt;
        m.frames[frame].parent = kNone;
        if (m_sink != nullptr) {
            m.frameTraces[instead] = m.frameTraces[frame];
            tell(frame, TraceEventKind::TimedOut);
        }
        if (m.frames[frame].left)
            freeFrame(frame);
        tellBreaker(m_plan->calls[m.frames[instead].call], true);
        if (const std::uint32_t next = failAttempt(instead); next != kNone)
            proceed(next);
    }
    TimerState &timer = m.timers[index];
    timer.armed = timer.list.head != kNone;
    if (timer.armed)
        m.heap.push(std::max(m.now, m.frameTimers[timer.list.head].deadline), EventKind::TimeOut, index);
}

} // namespace causeway::simulate
