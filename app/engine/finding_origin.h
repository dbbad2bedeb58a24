#pragma once
// Where a session first goes wrong: the event, and the service it is of, or that of what should have come there and did not.

#include <map>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/event_reader.h"
#include "storage/finding_store.h"

namespace causeway::engine {

// What wrote a line: an attribute that names a service, else the component, else the source's name without folders and endings.
std::string serviceOf(const storage::Event &event, const storage::SourceInfo &source);

struct FindingOrigin {
    EventId event;
    std::string service;
    TemplateId absent;     // 0: the event itself is wrong
};

// By finding, in the given order; without event where the finding tells none (windows, runs of an earlier version).
// Errors: Cancelled, Damaged.
Result<std::vector<std::optional<FindingOrigin>>> originsOf(storage::Project &project, const std::vector<const storage::Finding *> &findings, const Job &job);

} // namespace causeway::engine
