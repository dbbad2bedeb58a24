#pragma once
// What people say of an incident: that it is one, what its cause was and what not, that nothing was wrong, and notes. Also as CSV.

#include "analysis/core/job.h"
#include "storage/incident_store.h"

namespace causeway::engine {

struct JudgeIncidentRequest {
    storage::IncidentId id = 0;               // 0: the one that is kept of that time, else a new one
    TimeRange time;                           // not used where an id is given
    std::optional<TimeRange> baseline;
    std::optional<storage::IncidentVerdict> verdict; // absent: stays
    std::string service, pod, operation, kind; // with verdict Cause; kind as rootcause::toName has it, may be empty
    std::vector<std::string> reject;          // services that are not the cause; the confirmed one is taken back by it
    std::vector<std::string> unreject;
    std::optional<std::string> name, note;    // absent: stay
    std::string by;                           // empty: the user that runs the program
    std::optional<TimePoint> onset;
    std::optional<std::string> signature;
};
struct JudgeIncidentResponse {
    storage::Incident incident;               // as it is now
    storage::EditNumber edit = 0;             // 0: nothing changed
    bool isNew = false;
};
// Durable when it returns. Errors: NotFound (id), InvalidInput (a kind that there is not, an open end, a cause without service).
Result<JudgeIncidentResponse> judgeIncident(storage::Project &project, const JudgeIncidentRequest &request, const Job &job);

// The one that a time is about: it shares at least half of the time that both have together; of several the most.
const storage::Incident *incidentOf(const std::vector<storage::Incident> &incidents, TimeRange time);

// "2024-03-12 08:43, payment: cpu", its own name where it has one. English.
std::string nameOf(const storage::Incident &incident);

// Columns from,to,service,kind,pod,operation,note,verdict,name,rejected, in this order or as a first row names them; times as --from takes
// them, services that are rejected between semicolons. All but the first two may be missing. A row with a service has a cause; one without
// is open, or no_fault where its verdict says so. A row that is kept already, with the same times and cause, is left out. All rows or none:
// the error names the file's line. The ids of those that are new.
Result<std::vector<storage::IncidentId>> importIncidents(storage::Project &project, const std::string &path, const Job &job);

} // namespace causeway::engine
