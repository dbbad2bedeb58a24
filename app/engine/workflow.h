#pragma once
// The workflow that the project's sessions follow.

#include <map>
#include <optional>
#include <string>

#include "analysis/core/job.h"
#include "analysis/sessions/grouping.h"
#include "analysis/sessions/workflow.h"
#include "storage/project.h"

namespace causeway::engine {

struct WorkflowRequest {
    std::optional<sessions::Grouping> grouping; // absent = the remembered one; where given it is remembered, as by groupSessions()
    bool withAnomalous = false;                 // also of the sessions labelled anomalous
    sessions::WorkflowSettings settings;
    unsigned threads = 0;
};

struct WorkflowResponse {
    sessions::Workflow workflow;
    std::string grouping;
    std::uint64_t leftOut = 0;                  // sessions labelled anomalous
    std::map<std::uint32_t, std::string> names; // of its templates, valid UTF-8
};

// Errors: NotFound (nothing to group, no such grouping), Cancelled, Damaged.
Result<WorkflowResponse> mineWorkflow(storage::Project &project, const WorkflowRequest &request, const Job &job);

} // namespace causeway::engine
