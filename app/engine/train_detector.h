#pragma once
// Trains a detector on what is labelled normal, else on all but what is labelled anomalous. The last fifth by time calibrates.

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct TrainDetectorRequest {
    std::string detector;
    detect::TrainSettings settings; // threads 0 = as many as there are processors
};

struct TrainDetectorResponse {
    storage::ModelInfo model; // as stored
    double seconds = 0;
};

// Errors: NotFound (no such detector, with the nearest), InvalidInput (a setting, nothing to learn from), Cancelled.
Result<TrainDetectorResponse> trainDetector(storage::Project &project, const TrainDetectorRequest &request, const Job &job);

} // namespace causeway::engine
