#pragma once
// What the services of a simulation write, as sessions: one a request from outside, its events in order of time.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/detect/sequence_set.h"
#include "analysis/simulate/scenario.h"
#include "analysis/simulate/trace_events.h"

namespace causeway::loop {

// What events are called as templates: what happened with which operation, called from where.
class EventKeys {
public:
    explicit EventKeys(const simulate::Scenario &scenario);
    [[nodiscard]] std::uint32_t of(const simulate::TraceEvent &event) const // at least 1
    {
        return (event.call == UINT32_MAX ? event.operation : m_operations + event.call) * simulate::kTraceEventKinds + static_cast<std::uint32_t>(event.kind) + 1;
    }
    [[nodiscard]] std::uint32_t service(std::uint32_t key) const; // UINT32_MAX: none of these
    [[nodiscard]] std::string text(std::uint32_t key) const;      // "payment: pay failed, for place"; empty: none of these

private:
    struct Place {
        std::uint32_t service = 0;
        std::string before, behind;
    };
    std::uint32_t m_operations = 0;
    std::vector<Place> m_places; // operations, from outside; then calls
};

class SessionLog final : public simulate::TraceSink {
public:
    // A session that is not answered after the patience is closed as it is.
    explicit SessionLog(std::shared_ptr<const EventKeys> keys, double patienceS = 30);
    void take(const simulate::TraceEvent &event) override;
    // The sessions answered a while before that time, and those older than the patience, in order of their first events. What comes of
    // them later is left out.
    detect::SequenceSet close(std::int64_t nowNs);

private:
    struct Open {
        std::vector<std::uint32_t> keys;
        std::vector<std::int64_t> timesNs;
        std::int64_t answeredNs = -1; // -1: not yet
    };
    std::shared_ptr<const EventKeys> m_keys;
    std::int64_t m_patienceNs;
    std::unordered_map<std::uint64_t, Open> m_open; // by trace
    std::uint64_t m_events = 0;                     // numbers them
};

} // namespace causeway::loop
