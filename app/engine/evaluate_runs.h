#pragma once
// Every run against the labels.

#include <optional>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/evaluation.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct EvaluateRunsRequest {
    std::optional<RunId> run;         // absent = every run
    bool heldOut = false;             // leave out what the run's model was trained on, calibrated on, or labelled for training
    std::optional<double> prevalence; // share of anomalies to project F1 to, 0 < p < 1
    std::uint64_t seed = 1;           // of the bootstrap
};

struct RunQuality {
    storage::RunInfo run;
    detect::Evaluation evaluation;
    std::uint64_t subjects = 0;   // labelled normal or anomalous, scored, and not left out
    std::uint64_t leftOut = 0;    // labelled and scored, but used by the model
    bool contentKnown = true;     // false: the run's grouping is not the current one, `unique` counts every subject
};

struct EvaluateRunsResponse {
    std::vector<RunQuality> runs; // newest first; runs without a labelled subject are told with zeros
    std::uint64_t labels = 0;     // normal or anomalous
};

// Errors: NotFound (no run, no labels: with what to do first), InvalidInput (prevalence).
Result<EvaluateRunsResponse> evaluateRuns(storage::Project &project, const EvaluateRunsRequest &request, const Job &job);

} // namespace causeway::engine
