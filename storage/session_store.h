#pragma once
// Sessions of the current grouping (and earlier ones): key, times, events.

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/subject.h"
#include "storage/project.h"

namespace causeway::storage {

struct SessionInfo {
    std::string key;
    std::string name;      // a given id (sequence files); else empty
    TimePoint first = TimePoint::none(), last = TimePoint::none();
    std::uint64_t events = 0;
};

// Immutable: all sessions of one grouping, events as CSR in order of the session's first event.
class SessionSet {
public:
    std::string grouping;             // "identifier:blk": what stands before = in a subject id
    std::string why;                  // why this grouping, a sentence
    std::vector<SessionInfo> sessions;
    std::vector<std::uint64_t> offsets{0};
    std::vector<EventId> events;      // of each session in order of time (stable)
    std::uint64_t ungrouped = 0;      // events in no session
    std::string sequenceSource;       // grouping "sequence": the source whose lines are keys without a name; find() takes "NAME:17" too
    std::uint64_t snapshotVersion = 0;

    [[nodiscard]] std::string subjectId(std::size_t session) const { return grouping + "=" + sessions[session].key; }
    // Of a subject id, or of a bare key or name (keys first). O(log n) after the first call.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view idOrKey) const;
    [[nodiscard]] std::span<const EventId> eventsOf(std::size_t session) const
    {
        return {events.data() + offsets[session], static_cast<std::size_t>(offsets[session + 1] - offsets[session])};
    }

private:
    mutable std::once_flag m_once;
    mutable std::vector<std::uint32_t> m_index; // sessions sorted by key
    mutable std::vector<std::uint32_t> m_byName;
};

class SessionStore {
public:
    explicit SessionStore(Project &project) : m_project(project) {}
    // The remembered grouping's sessions; nullptr where none has been made or it is older than the snapshot.
    Result<std::shared_ptr<const SessionSet>> current() const;
    // What "grouping" was remembered with the last save; empty where none was.
    Result<std::string> remembered() const;
    // Saves and remembers. Sets of other groupings that are older than the set's snapshot go.
    Result<void> save(const SessionSet &set);

private:
    Project &m_project;
};

} // namespace causeway::storage
