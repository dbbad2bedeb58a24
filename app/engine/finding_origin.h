#pragma once
// Where a session first goes wrong: the event, and the service it is of, or that of what should have come there and did not.

#include <map>
#include <memory>
#include <optional>
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

// One thread; services of templates are looked up once.
class FindingOrigins {
public:
    explicit FindingOrigins(storage::Project &project) : m_project(project) {}
    // By finding, in the given order; nothing where the finding tells none (windows, runs of an earlier version).
    // Errors: Cancelled, Damaged.
    Result<std::vector<std::optional<FindingOrigin>>> of(const std::vector<const storage::Finding *> &findings, const Job &job);

private:
    storage::Project &m_project;
    std::unique_ptr<storage::EventReader> m_reader; // of the snapshot at the first question
    std::map<TemplateId, std::string> m_services;
};

} // namespace causeway::engine
