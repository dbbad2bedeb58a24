#include "analysis/flow/session_automaton.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "analysis/flow/fitted_bound.h"

namespace causeway::flow {

namespace {

constexpr std::size_t kMostExpected = 5;

using Counts = std::map<std::uint32_t, std::uint64_t>; // visits in a session → sessions

double boundOf(const Counts &counts, double *typical = nullptr)
{
    const std::vector<std::pair<double, std::uint64_t>> values(counts.begin(), counts.end());
    const FittedBound fitted = fitBound(values);
    if (typical != nullptr)
        *typical = fitted.typical;
    return fitted.bound;
}

// Of delays to which the clock's step was added.
FittedBound boundOf(const DelayHistogram &delays, std::int64_t clockStep)
{
    FittedBound fitted = fitBound(delays.bins());
    if (fitted.bound > 0) {
        fitted.bound = std::max(fitted.bound - static_cast<double>(clockStep), 1.0);
        fitted.typical = std::max(fitted.typical - static_cast<double>(clockStep), 0.0);
    }
    return fitted;
}

} // namespace

template <typename F, typename G>
std::vector<std::uint32_t> SessionAutomaton::walk(std::span<const std::uint32_t> sequence, const F &taken, const G &lost) const
{
    std::vector<std::uint32_t> at{0}, next;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        next.clear();
        for (const std::uint32_t state : at)
            if (const std::uint32_t step = m_machine.step(state, sequence[i]); step != StateMachine::kNone) {
                next.push_back(m_machine.transitions()[step].to);
                if (at.size() == 1)
                    taken(step, i);
            }
        if (next.empty()) {
            next = m_machine.named(sequence[i]);
            lost(i, at, next.empty());
            if (next.empty())
                continue;
        }
        std::ranges::sort(next);
        next.erase(std::unique(next.begin(), next.end()), next.end());
        at.swap(next);
    }
    return at;
}

std::vector<Deviation::Expected> SessionAutomaton::expectedFrom(std::span<const std::uint32_t> states) const
{
    std::map<std::uint32_t, double> counts;
    double all = 0;
    for (const std::uint32_t state : states) {
        all += static_cast<double>(m_ends[state]);
        for (std::uint32_t t = m_machine.first(state); t < m_machine.first(state + 1); ++t) {
            counts[m_machine.symbol(m_machine.transitions()[t].to)] += static_cast<double>(m_steps[t].events);
            all += static_cast<double>(m_steps[t].events);
        }
    }
    std::vector<Deviation::Expected> out;
    for (const auto &[id, count] : counts)
        out.push_back({id, all > 0 ? count / all : 0});
    std::ranges::stable_sort(out, std::greater<>(), &Deviation::Expected::probability);
    if (out.size() > kMostExpected)
        out.resize(kMostExpected);
    return out;
}

std::vector<Deviation> SessionAutomaton::paths(std::span<const std::uint32_t> sequence, double loopTolerance) const
{
    std::vector<Deviation> out;
    std::unordered_map<std::uint32_t, std::uint32_t> visits; // of a state
    std::unordered_map<std::uint32_t, std::size_t> told;     // loop → its deviation
    const auto ends = walk(
        sequence,
        [&](std::uint32_t step, std::size_t i) {
            const std::uint32_t state = m_machine.transitions()[step].to, loop = m_loopOf[state];
            if (loop == StateMachine::kNone || m_loops[loop].most == 0)
                return;
            const double times = ++visits[state];
            if (times <= m_loops[loop].most * loopTolerance)
                return;
            const auto [place, fresh] = told.try_emplace(loop, out.size());
            if (fresh)
                out.push_back({Deviation::Kind::Loop, i, std::nullopt, sequence[i], {}, times, m_loops[loop].most, m_loops[loop].typical});
            out[place->second].observed = std::max(out[place->second].observed, times);
        },
        [&](std::size_t i, std::span<const std::uint32_t> at, bool unknown) {
            Deviation deviation{unknown ? Deviation::Kind::NewTemplate : Deviation::Kind::Transition, i, std::nullopt, sequence[i], expectedFrom(at), 0, 0, 0};
            if (at.front() != 0)
                deviation.from = m_machine.symbol(at.front());
            out.push_back(std::move(deviation));
        });
    if (!sequence.empty() && ends.front() != 0 && std::ranges::none_of(ends, [this](std::uint32_t state) { return m_ends[state] > 0; }))
        out.push_back({Deviation::Kind::End, sequence.size() - 1, m_machine.symbol(ends.front()), std::nullopt, expectedFrom(ends), 0, 0, 0});
    return out;
}

std::vector<Deviation> SessionAutomaton::slow(std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs, double tolerance) const
{
    std::vector<Deviation> out;
    if (!m_timed)
        return out;
    walk(
        sequence,
        [&](std::uint32_t step, std::size_t i) {
            const Step &known = m_steps[step];
            if (i == 0 || known.boundNs == 0)
                return;
            const auto delay = static_cast<double>(delayBetween(timesNs[i - 1], timesNs[i])), bound = static_cast<double>(known.boundNs);
            if (delay > bound * tolerance)
                out.push_back({Deviation::Kind::Slow, i, sequence[i - 1], sequence[i], {}, delay, bound, static_cast<double>(known.typicalNs)});
        },
        [](std::size_t, std::span<const std::uint32_t>, bool) {});
    return out;
}

class SessionAutomaton::Learner {
public:
    Learner(const detect::SequenceSet &sessions, const std::vector<bool> &include, const Job &job) : m_sessions(sessions), m_include(include), m_job(job) {}

    Result<Learned> run(const Settings &settings)
    {
        SessionAutomaton &a = m_out.automaton;
        a.m_timed = m_sessions.timesNs.size() == m_sessions.keys.size() && !m_sessions.keys.empty();
        SessionFolder folder(settings.mostPrefixes);
        m_folded.assign(m_sessions.size(), false);
        CAUSEWAY_TRY(forEachSession([&](std::size_t s) {
            m_folded[s] = folder.add(m_sessions.session(s));
            for (std::size_t i = 1; a.m_timed && i < m_sessions.session(s).size(); ++i)
                m_clock.add(delay(s, i));
        }));
        CAUSEWAY_ASSIGN(a.m_machine, folder.fold(settings.tail, m_job));
        a.m_steps.assign(a.transitions(), {});
        a.m_ends.assign(a.m_machine.states(), 0);
        a.m_endSessions.assign(a.m_machine.states(), 0);
        a.m_loopOf = a.m_machine.loops();
        for (const std::uint32_t loop : a.m_loopOf)
            if (loop != StateMachine::kNone && loop >= a.m_loops.size())
                a.m_loops.resize(loop + 1);
        m_delays.resize(a.transitions());
        m_rounds.resize(a.m_loops.size());
        std::vector<std::size_t> last(a.transitions(), SIZE_MAX);
        CAUSEWAY_TRY(forEachSession([&](std::size_t s) { count(s, last); }));
        for (std::size_t t = 0; t < a.m_steps.size(); ++t) {
            const FittedBound fitted = boundOf(m_delays[t], m_clock.ns());
            a.m_steps[t].boundNs = static_cast<std::int64_t>(fitted.bound);
            a.m_steps[t].typicalNs = static_cast<std::int64_t>(fitted.typical);
        }
        for (std::size_t loop = 0; loop < a.m_loops.size(); ++loop)
            a.m_loops[loop].most = boundOf(m_rounds[loop], &a.m_loops[loop].typical);
        m_out.leftOut.resize(m_sessions.size());
        CAUSEWAY_TRY(forEachSession([&](std::size_t s) { leaveOut(s); }));
        return std::move(m_out);
    }

private:
    template <typename F>
    Result<> forEachSession(const F &f)
    {
        for (std::size_t s = 0; s < m_sessions.size(); ++s) {
            if (s % 256 == 0 && m_job.isCancelled())
                return failure(cancelled());
            if (m_include[s])
                f(s);
        }
        return {};
    }
    [[nodiscard]] std::int64_t delay(std::size_t s, std::size_t i) const
    {
        const std::int64_t *times = m_sessions.timesNs.data() + m_sessions.offsets[s];
        return delayBetween(times[i - 1], times[i]);
    }

    // Most visits of one state, by loop.
    std::map<std::uint32_t, std::uint32_t> rounds(std::size_t s) const
    {
        const SessionAutomaton &a = m_out.automaton;
        std::unordered_map<std::uint32_t, std::uint32_t> visits;
        std::map<std::uint32_t, std::uint32_t> out;
        a.walk(
            m_sessions.session(s),
            [&](std::uint32_t step, std::size_t) {
                const std::uint32_t state = a.m_machine.transitions()[step].to;
                if (a.m_loopOf[state] != StateMachine::kNone)
                    out[a.m_loopOf[state]] = std::max(out[a.m_loopOf[state]], ++visits[state]);
            },
            [](std::size_t, std::span<const std::uint32_t>, bool) {});
        return out;
    }

    void count(std::size_t s, std::vector<std::size_t> &last)
    {
        SessionAutomaton &a = m_out.automaton;
        if (!m_folded[s])
            return;
        const auto ends = a.walk(
            m_sessions.session(s),
            [&](std::uint32_t step, std::size_t i) {
                Step &known = a.m_steps[step];
                ++known.events;
                if (last[step] != s && known.sessions < UINT32_MAX)
                    ++known.sessions;
                last[step] = s;
                if (a.m_timed && i > 0)
                    m_delays[step].add(delay(s, i) + m_clock.ns());
            },
            [](std::size_t, std::span<const std::uint32_t>, bool) {});
        ++a.m_ends[ends.front()];
        a.m_endSessions[ends.front()] += a.m_endSessions[ends.front()] < UINT32_MAX;
        for (const auto &[loop, times] : rounds(s))
            ++m_rounds[loop][times];
    }

    void leaveOut(std::size_t s)
    {
        const SessionAutomaton &a = m_out.automaton;
        LeftOut &out = m_out.leftOut[s];
        std::map<std::uint32_t, bool> alone;
        const auto ends = a.walk(
            m_sessions.session(s),
            [&](std::uint32_t step, std::size_t i) {
                const Step &known = a.m_steps[step];
                if (known.sessions <= 1)
                    alone[step] = true;
                if (i == 0 || known.boundNs == 0)
                    return;
                const std::int64_t observed = delay(s, i);
                if (observed <= known.typicalNs)
                    return;
                DelayHistogram &delays = m_delays[step];
                delays.remove(observed + m_clock.ns());
                const double bound = boundOf(delays, m_clock.ns()).bound;
                delays.add(observed + m_clock.ns());
                if (bound > 0)
                    out.slow = std::max(out.slow, static_cast<double>(observed) / bound);
            },
            [&](std::size_t, std::span<const std::uint32_t>, bool) { ++out.unknown; });
        out.unknown += static_cast<double>(alone.size()) + (a.m_endSessions[ends.front()] <= (m_folded[s] ? 1u : 0u) ? 1 : 0);
        for (const auto &[loop, times] : rounds(s)) {
            Counts others = m_rounds[loop];
            if (m_folded[s] && --others[times] == 0)
                others.erase(times);
            if (const double bound = boundOf(others); bound > 0)
                out.loop = std::max(out.loop, times / bound);
        }
    }

    const detect::SequenceSet &m_sessions;
    const std::vector<bool> &m_include;
    const Job &m_job;
    Learned m_out;
    ClockStep m_clock;
    std::vector<bool> m_folded;
    std::vector<DelayHistogram> m_delays;
    std::vector<Counts> m_rounds;
};

Result<SessionAutomaton::Learned> SessionAutomaton::learn(const detect::SequenceSet &sessions, const std::vector<bool> &include, const Settings &settings, const Job &job)
{
    return Learner(sessions, include, job).run(settings);
}

void SessionAutomaton::write(ByteWriter &out) const
{
    out.u8(m_timed ? 1 : 0);
    out.varint(m_machine.states());
    for (std::uint32_t s = 0; s < m_machine.states(); ++s) {
        out.varint(m_machine.symbol(s));
        out.varint(m_ends[s]);
        out.varint(m_endSessions[s]);
    }
    out.varint(m_steps.size());
    for (std::size_t t = 0; t < m_steps.size(); ++t) {
        out.varint(m_machine.transitions()[t].from);
        out.varint(m_machine.transitions()[t].to);
        out.varint(m_steps[t].events);
        out.varint(m_steps[t].sessions);
        out.varint(static_cast<std::uint64_t>(m_steps[t].boundNs));
        out.varint(static_cast<std::uint64_t>(m_steps[t].typicalNs));
    }
    for (const Loop &loop : m_loops) {
        out.f64(loop.most);
        out.f64(loop.typical);
    }
}

std::optional<SessionAutomaton> SessionAutomaton::read(ByteReader &in)
{
    SessionAutomaton a;
    const std::uint8_t timed = in.u8();
    const std::uint64_t states = in.varint();
    if (timed > 1 || !in.fits(states, 3))
        return std::nullopt;
    a.m_timed = timed == 1;
    std::vector<std::uint32_t> symbols;
    for (std::uint64_t s = 0; s < states; ++s) {
        symbols.push_back(static_cast<std::uint32_t>(in.bounded(UINT32_MAX)));
        a.m_ends.push_back(in.varint());
        a.m_endSessions.push_back(static_cast<std::uint32_t>(in.bounded(UINT32_MAX)));
    }
    const std::uint64_t steps = in.varint();
    if (!in.fits(steps, 6))
        return std::nullopt;
    std::vector<StateMachine::Transition> transitions;
    for (std::uint64_t t = 0; t < steps; ++t) {
        transitions.push_back({static_cast<std::uint32_t>(in.bounded(UINT32_MAX)), 0});
        transitions.back().to = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
        Step step;
        step.events = in.varint();
        step.sessions = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
        step.boundNs = static_cast<std::int64_t>(in.bounded(INT64_MAX));
        step.typicalNs = static_cast<std::int64_t>(in.bounded(INT64_MAX));
        a.m_steps.push_back(step);
    }
    if (!in.ok())
        return std::nullopt;
    const auto written = transitions;
    auto machine = StateMachine::of(std::move(symbols), std::move(transitions));
    const auto same = [](const StateMachine::Transition &x, const StateMachine::Transition &y) { return x.from == y.from && x.to == y.to; };
    if (!machine || !std::ranges::equal(machine->transitions(), written, same)) // in another order the steps would be others'
        return std::nullopt;
    a.m_machine = std::move(*machine);
    a.m_loopOf = a.m_machine.loops();
    std::uint32_t loops = 0;
    for (const std::uint32_t loop : a.m_loopOf)
        if (loop != StateMachine::kNone)
            loops = std::max(loops, loop + 1);
    for (std::uint32_t i = 0; i < loops; ++i) {
        Loop loop;
        loop.most = in.f64();
        loop.typical = in.f64();
        if (!std::isfinite(loop.most) || !std::isfinite(loop.typical) || loop.most < 0)
            return std::nullopt;
        a.m_loops.push_back(loop);
    }
    return in.ok() ? std::optional(std::move(a)) : std::nullopt;
}

} // namespace causeway::flow
