#pragma once
// Checks a log against a profile, event by event: what came without its cause, what did not come, what came late, what came
// once too often; and edges whose delays have changed for good, told from a passing delay.

#include <functional>
#include <memory>
#include <vector>

#include "analysis/flow/matcher.h"
#include "analysis/flow/shift.h"

namespace causeway::flow {

enum class FindingKind : std::uint8_t {
    Sequence,          // an event came without what it follows from
    Missing,           // what always follows did not come
    Redundancy,        // an event came once more than it was to
    Latency,           // it came, later than the bound
    UnknownTransition, // a template that was never seen
    Loop,              // more often in a session than ever
    Transient,         // an edge was slower (or faster) for a while
    Shift,             // an edge is slower (or faster) for good
};
std::string_view toName(FindingKind kind);

struct Finding {
    FindingKind kind = FindingKind::Sequence;
    std::uint64_t event = 0;      // number of the event it is about; Missing: of the parent
    std::uint32_t templateId = 0; // of the event; Missing: of what did not come, 0 where one of several was to
    std::uint32_t from = 0;       // template of the parent, or of the session's event before; 0: none
    std::uint32_t session = kNoSession;
    std::int64_t timeNs = 0;      // of the event; Shift: since when
    std::int64_t observedNs = 0, expectedNs = 0; // Latency: delay and bound; Shift: typical delay now and before
    std::uint32_t count = 0;      // Loop: times; expectedNs is then the bound
};

struct CheckSettings {
    bool complete = false; // at finish() nothing more is to come: what is missing then is missing
    bool shifts = true;
};

class Checker {
public:
    // profile must outlive it. found: called from within add() and finish().
    Checker(const Profile &profile, const CheckSettings &settings, std::function<void(const Finding &)> found);
    // Times ascending; events are numbered from 0.
    void add(std::uint32_t templateId, std::int64_t timeNs, std::uint32_t session = kNoSession);
    void finish();

private:
    void checkGone(std::uint32_t node, const Open &open);
    void missing(std::uint32_t node, const Open &open, std::uint32_t child);

    const Profile &m_profile;
    CheckSettings m_settings;
    std::function<void(const Finding &)> m_found;
    Matcher m_matcher;
    std::vector<ShiftDetector> m_shifts; // by edge
    struct Session {
        std::uint32_t last = 0; // template
        std::int64_t timeNs = 0;
        std::unordered_map<std::uint32_t, std::uint32_t> times; // of nodes with a bound
    };
    std::unordered_map<std::uint32_t, Session> m_sessions;
    std::uint64_t m_event = 0;
    std::int64_t m_now = 0;
};

} // namespace causeway::flow
