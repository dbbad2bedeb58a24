#pragma once
// Scores every subject with a trained model and stores the run with its findings.

#include "analysis/core/job.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct RunDetectorRequest {
    std::string what;     // a model's number, or a detector's name: its active model, else its newest
    unsigned threads = 0;
    // Of the model from now on, in the place of the one it learned; scores stay as they are. ownThreshold: back to that one.
    // An edit that can be undone; what it found is as before once it has run again.
    std::optional<double> threshold = {};
    bool ownThreshold = false;
};

struct RunDetectorResponse {
    storage::RunInfo run; // as stored
};

// Findings are explained worst first, at most kMaxFindings of them; every score is kept.
constexpr std::size_t kMaxFindings = 100'000;

// Errors: NotFound (no such detector or model; no model trained yet, with how to), InvalidInput (a threshold that is no number), Damaged, Cancelled.
Result<RunDetectorResponse> runDetector(storage::Project &project, const RunDetectorRequest &request, const Job &job);

} // namespace causeway::engine
