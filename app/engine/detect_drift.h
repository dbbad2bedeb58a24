#pragma once
// What changed in the sessions of a project, and since when (analysis/detect/drift.h): for a banner, and for a retraining.

#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/drift.h"
#include "storage/project.h"

namespace causeway::engine {

struct DetectDriftRequest {
    detect::DriftSettings settings;
    unsigned threads = 0;
};

struct FoundDrift {
    detect::Drift drift;
    TimePoint since = TimePoint::none(); // first event of the first session of the change
};

struct DetectDriftResponse {
    std::vector<FoundDrift> drifts; // the earliest first
    std::uint64_t sessions = 0;
    bool enough = true;             // false: fewer than detect::kFewestDriftSessions
};

// The share that is flagged is of the newest run over sessions of this grouping, where there is one. Errors: Cancelled.
Result<DetectDriftResponse> detectDrift(storage::Project &project, const DetectDriftRequest &request, const Job &job);

} // namespace causeway::engine
