#pragma once
// The steps behind a finding: what was observed, what was expected, with the events they are about.

#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct ExplainFindingRequest {
    storage::Finding finding; // from list_findings.h; its run and subject are what counts
};

struct ExplainFindingResponse {
    struct Step {
        EventId event;            // of a session; for windows: the first event of the bucket
        detect::Step step;        // keys are TemplateIds
    };
    std::vector<Step> steps;      // empty for windows
    Message message;
};

// Errors: NotFound (the run, its model or the subject is gone), Cancelled, Damaged.
Result<ExplainFindingResponse> explainFinding(storage::Project &project, const ExplainFindingRequest &request, const Job &job);

} // namespace causeway::engine
