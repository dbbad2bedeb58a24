#include "analysis/loop/session_log.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::loop {

using simulate::TraceEvent;
using simulate::TraceEventKind;

namespace {

constexpr std::int64_t kGraceNs = 1'000'000'000; // for what goes on after the answer

} // namespace

EventKeys::EventKeys(const simulate::Scenario &scenario) : m_operations(static_cast<std::uint32_t>(scenario.operations.size()))
{
    const auto place = [&](const std::string &name) {
        const auto operation = std::ranges::find(scenario.operations, name, &simulate::Operation::name);
        return Place{static_cast<std::uint32_t>(std::ranges::find(scenario.services, operation->service, &simulate::Service::name) - scenario.services.begin()), operation->service + ": " + name, {}};
    };
    for (const simulate::Operation &operation : scenario.operations)
        m_places.push_back(place(operation.name));
    for (const simulate::Operation &operation : scenario.operations)
        for (const auto &step : operation.steps)
            for (const simulate::Call &call : step) {
                m_places.push_back(place(call.operation));
                m_places.back().behind = ", for " + operation.name;
            }
}

std::uint32_t EventKeys::service(std::uint32_t key) const
{
    const std::size_t place = (key - 1) / simulate::kTraceEventKinds;
    return place < m_places.size() ? m_places[place].service : UINT32_MAX;
}

std::string EventKeys::text(std::uint32_t key) const
{
    static constexpr std::array<const char *, simulate::kTraceEventKinds> words{" begun", " worked on", " answered", " failed", " refused", " timed out", " not tried"};
    const std::size_t place = (key - 1) / simulate::kTraceEventKinds;
    return place < m_places.size() ? m_places[place].before + words[(key - 1) % simulate::kTraceEventKinds] + m_places[place].behind : std::string();
}

SessionLog::SessionLog(std::shared_ptr<const EventKeys> keys, double patienceS) : m_keys(std::move(keys)), m_patienceNs(std::llround(patienceS * 1e9)) {}

void SessionLog::take(const TraceEvent &event)
{
    const bool outside = event.parent == 0, begins = outside && (event.kind == TraceEventKind::Begun || event.kind == TraceEventKind::Refused);
    auto session = m_open.find(event.trace);
    if (session == m_open.end()) {
        if (!begins) // closed already
            return;
        session = m_open.emplace(event.trace, Open{}).first;
    }
    session->second.keys.push_back(m_keys->of(event));
    session->second.timesNs.push_back(event.timeNs);
    if (outside && (event.kind == TraceEventKind::Ended || event.kind == TraceEventKind::Failed || event.kind == TraceEventKind::Refused))
        session->second.answeredNs = event.timeNs;
}

detect::SequenceSet SessionLog::close(std::int64_t nowNs)
{
    std::vector<std::pair<std::int64_t, std::uint64_t>> done; // begin, trace
    for (const auto &[trace, session] : m_open)
        if ((session.answeredNs >= 0 && session.answeredNs + kGraceNs <= nowNs) || session.timesNs.front() + m_patienceNs <= nowNs)
            done.emplace_back(session.timesNs.front(), trace);
    std::ranges::sort(done);
    detect::SequenceSet out;
    for (const auto &[begin, trace] : done) {
        const auto session = m_open.find(trace);
        out.keys.insert(out.keys.end(), session->second.keys.begin(), session->second.keys.end());
        out.timesNs.insert(out.timesNs.end(), session->second.timesNs.begin(), session->second.timesNs.end());
        out.offsets.push_back(out.keys.size());
        m_open.erase(session);
    }
    for (std::size_t i = 0; i < out.keys.size(); ++i)
        out.events.push_back(EventId{static_cast<decltype(EventId::value)>(++m_events)});
    return out;
}

} // namespace causeway::loop
