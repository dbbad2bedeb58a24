#pragma once
// Which subjects of labels, runs and findings are inside of a bundle's slice, and what they are called there.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analysis/core/subject.h"
#include "storage/bundle/write_bundle.h"
#include "storage/session_store.h"

namespace causeway::engine {

struct SubjectsInside {
    std::shared_ptr<const storage::EventSlice> events;
    std::shared_ptr<const storage::SessionSet> sessions; // may be null
    std::vector<bool> touched;                           // by session
    std::vector<TimeRange> times;
    storage::TraceKeys traces;
    std::set<std::string, std::less<>> services, sources;

    // Events by their new number; nullopt: outside, or of a grouping that is not the current one and does not tell a time, trace or source.
    [[nodiscard]] std::optional<Subject> moved(const Subject &subject) const;

private:
    [[nodiscard]] bool hasTrace(std::string_view id) const;
    [[nodiscard]] bool hasSession(std::string_view id) const;
    [[nodiscard]] std::optional<Subject> event(const Subject &subject) const;
};

} // namespace causeway::engine
