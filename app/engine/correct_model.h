#pragma once
// One correction: a session that a detector found is normal. The detector's model learns that at once, as a new version, instead of
// being trained anew.

#include <string>

#include "analysis/core/job.h"
#include "analysis/detect/evaluation.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct CorrectModelRequest {
    std::string model;   // as for runDetector()
    std::string subject; // id of a session
    std::uint64_t seed = 1;
    unsigned threads = 0;
};

struct CorrectModelResponse {
    storage::ModelInfo model; // a candidate that follows the one corrected
    double scoreBefore = 0, scoreAfter = 0;
    // On labelled sessions that the model never used, distinct ones, at most kMostChecked.
    detect::Confusion before, after;
    // false: what it would have learned made it worse on these, so that it remembers the session and nothing else.
    bool generalised = true;
    double seconds = 0;
};
constexpr std::size_t kMostChecked = 500;

// Labels nothing. Errors: NotFound (model, session), Conflict (labelled anomalous; another grouping), Unsupported (a detector that
// is trained anew instead), Cancelled.
Result<CorrectModelResponse> correctModel(storage::Project &project, const CorrectModelRequest &request, const Job &job);

} // namespace causeway::engine
