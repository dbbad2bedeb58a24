#pragma once
// The label that an import gave to the sessions of its files, said otherwise afterwards.

#include <optional>

#include "analysis/core/event.h"
#include "app/engine/label_subjects.h"

namespace causeway::engine {

struct LabelSourceRequest {
    SourceId source;
    std::optional<Verdict> verdict; // nullopt: takes the labels away
    unsigned threads = 0;
};

// Every session of the current grouping that has an event of the source. One edit. Errors: NotFound (no such source, no
// session of it, no label to take away), Cancelled.
Result<LabelSubjectsResponse> labelSource(storage::Project &project, const LabelSourceRequest &request, const Job &job);

} // namespace causeway::engine
