#pragma once
// A session beside the nearest one that is held to be normal, event by event: what is missing, what is extra, what came late.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/ids.h"
#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "storage/project.h"

namespace causeway::engine {

struct AlignSessionRequest {
    std::string session;             // subject id, key or name
    std::optional<std::string> with; // the session to stand beside it; absent: the nearest normal one
};

struct AlignSessionResponse {
    std::string session, other;      // subject ids
    enum class Why : std::uint8_t {
        Labelled, // a person, or the import, calls it normal
        Unfound,  // no label, and no newest run of a detector has a finding about it
        Asked     // the request named it
    } why = Why::Unfound;
    std::uint64_t alike = 0;         // sessions with exactly the events of `other` that are held to be normal
    std::uint64_t normal = 0;        // sessions that are
    bool nearest = true;             // false: the search was bounded (kMostSteps), there may be a nearer one
    bool complete = true;            // false: too different; only what they begin and end with alike stands side by side
    enum class Kind : std::uint8_t { Same, Late, Extra, Missing };
    struct Row {
        Kind kind = Kind::Same;
        std::uint32_t key = 0;              // TemplateId value
        std::optional<EventId> here, there; // in `session`; in `other`
        std::optional<std::int64_t> gapNs;  // since the event before it in `session`
        std::int64_t usualNs = 0;           // Late: the longest gap between the same two, one after the other, in normal sessions
        std::uint64_t usualSeen = 0;        // Late: how often those two were
    };
    std::vector<Row> rows;                  // both sessions from top to bottom
    std::uint64_t missing = 0, extra = 0, late = 0;
};

inline constexpr std::uint64_t kLateSeen = 20;          // before a gap can be called late
inline constexpr std::int64_t kLateTimes = 2;           // the longest usual gap
inline constexpr std::uint64_t kMostSteps = 2'000'000'000; // of the search, in cells of alignments

// Keeps sessions and what is normal between calls; one thread. Make another when events, templates, labels or findings changed.
class SessionAligner {
public:
    explicit SessionAligner(storage::Project &project);
    ~SessionAligner();
    SessionAligner(const SessionAligner &) = delete;
    SessionAligner &operator=(const SessionAligner &) = delete;
    // The fewest missing and extra events; of normal sessions that are as near the commonest, then the earliest.
    // Errors: NotFound (no such session; none beside it is normal), Cancelled, Damaged.
    Result<AlignSessionResponse> align(const AlignSessionRequest &request, const Job &job);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace causeway::engine
