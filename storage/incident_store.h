#pragma once
// Incidents that people keep: a time, what they found to be the cause and what not, and how it looked. Saved (durably) when the call
// returns; every change is an edit that can be undone.

#include <optional>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "storage/edit_log.h"

namespace causeway::storage {

using IncidentId = std::int64_t;

enum class IncidentVerdict : std::uint8_t {
    Open,      // not known yet
    Cause,     // a person says what it was: Incident::service, kind
    NoFault,   // a person says that nothing was wrong
};
std::string_view toName(IncidentVerdict verdict); // "open", "cause", "no_fault"
std::optional<IncidentVerdict> parseIncidentVerdict(std::string_view name);

struct Incident {
    IncidentId id = 0;                    // 0: not kept yet
    std::string name;                     // of the user's own, may be empty
    TimeRange time;                       // both ends
    std::optional<TimeRange> baseline;    // what it was compared with; absent: what lies before
    TimePoint onset = TimePoint::none();
    IncidentVerdict verdict = IncidentVerdict::Open;
    std::string service, pod, operation, kind; // of the cause; empty where not known. kind: as rootcause::toName has it
    std::vector<std::string> rejected;    // services that are not the cause, in order of bytes
    std::string note, by;
    std::int64_t atNs = 0;                // 0: now
    std::string signature;                // how it looked, JSON of rootcause; empty: not looked at yet
    bool operator==(const Incident &) const = default;
};

class IncidentStore {
public:
    explicit IncidentStore(Project &project) : m_project(project) {}
    Result<std::vector<Incident>> all() const; // by beginning, then id
    Result<Incident> get(IncidentId id) const; // NotFound
    struct Saved {
        IncidentId id = 0;
        EditNumber edit = 0;
    };
    // Adds (id 0) or replaces. Errors: NotFound, InvalidInput (an open end, a cause without service).
    Result<Saved> save(Incident incident, std::string summary);
    // All or none, one edit. The ids are in the given order.
    Result<std::vector<IncidentId>> add(std::vector<Incident> incidents, std::string summary);
    Result<EditNumber> remove(IncidentId id); // NotFound
    // How it looked is found out, not said: no edit, and undoing others takes no notice of it. Errors: NotFound.
    Result<void> setSignature(IncidentId id, std::string_view signature);
    Result<void> undo(EditNumber edit);
    Result<void> redo(EditNumber edit);

private:
    Project &m_project;
};

} // namespace causeway::storage
