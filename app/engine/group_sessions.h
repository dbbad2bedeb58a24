#pragma once
// Groups the snapshot's events into sessions and remembers how. A session's events are in order of time.

#include <memory>
#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/sessions/grouping.h"
#include "analysis/sessions/identifier.h"
#include "storage/session_store.h"

namespace causeway::engine {

struct GroupSessionsRequest {
    std::optional<sessions::Grouping> grouping; // absent = the remembered one, else auto
    bool again = false;                         // group anew even where the stored sessions are current
    unsigned threads = 0;
};

struct GroupSessionsResponse {
    std::shared_ptr<const storage::SessionSet> sessions;
    std::uint64_t events = 0;                     // in some session
    std::vector<sessions::Candidate> candidates;  // identifiers that were weighed, best first; empty where none had to be
};

// Asked for traces, in a project that has spans, the starts of these become events (span_starts.h): a trace is the sequence of its
// spans' starts and its lines, by time; at the same time parents come before their children, then lines. Other groupings leave
// them out. From then on the starts of spans that are imported later are added by the next grouping.
// auto: traces where the project holds nothing but spans; the lines of sequence files where the project holds nothing else; trace where header fields give one; the best
// identifier of messages; thread where header fields give one; else windows of 60 s.
// Errors: NotFound (no event has what is asked for, with what there is instead), Cancelled, Damaged; as writeSpanStarts.
Result<GroupSessionsResponse> groupSessions(storage::Project &project, const GroupSessionsRequest &request, const Job &job);

// The remembered grouping's sessions, made (again) where they are missing or older than the snapshot.
Result<std::shared_ptr<const storage::SessionSet>> currentSessions(storage::Project &project, unsigned threads, const Job &job);

} // namespace causeway::engine
