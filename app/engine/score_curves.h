#pragma once
// What every threshold would give: of each detector's newest run, how many subjects score higher, and how the labels stand to
// that. Precision over recall and the ROC curve are read off it.

#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/evaluation.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct ScoreCurve {
    storage::RunInfo run;
    bool windows = false;
    struct Step {
        double score = 0;
        // With this score or a higher one: of all, of those labelled anomalous, of those labelled normal.
        std::uint64_t subjects = 0, anomalous = 0, normal = 0;
    };
    std::vector<Step> steps;                        // distinct finite scores, falling
    std::uint64_t subjects = 0, anomalous = 0, normal = 0; // of all scores
    std::uint64_t leftOut = 0;

    struct Counts {
        std::uint64_t flagged = 0;
        detect::Confusion labelled;
    };
    [[nodiscard]] Counts at(double threshold) const; // anomalous is what scores above it
};

// heldOut: as in evaluate_runs.h. In the order of listDetectors(). Errors: Cancelled, Damaged.
Result<std::vector<ScoreCurve>> scoreCurves(storage::Project &project, bool heldOut, const Job &job);

} // namespace causeway::engine
