#pragma once
// Trains a detector on what is labelled normal, where that came with the data or is enough to stand for the rest; else on all
// but what is labelled anomalous: each of these sessions is then judged by what the others have. Supervised detectors learn
// from the labelled sessions of both verdicts. What a person labelled normal is never anomalous to the new model, nor is a
// session with the same events.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct TrainDetectorRequest {
    std::string detector;
    detect::TrainSettings settings; // threads 0 = as many as there are processors
    std::string from;               // a model of the detector to go on from, as for findModel(); "" = from the beginning
    bool proposed = false;          // not to judge until it is promoted
    bool automatic = false;         // as part of an analysis that nobody set up
    // Where given, nothing is trained, and this is returned, if it learned from the same sessions or if sessions are labelled
    // normal by now: one that was judged by hand is no reason to forget the others.
    std::optional<storage::ModelInfo> unlessKnown;
    std::vector<std::string> withoutLabels; // session ids whose labels are passed over: held out, or not believed
    bool keep = true;                       // false: the model is not stored, its number is 0
};

struct TrainDetectorResponse {
    storage::ModelInfo model; // as stored
    double seconds = 0;
    std::shared_ptr<const detect::Model> trained; // null where nothing was trained
    std::optional<Error> warning; // so little was learned from that its silence says little
};

bool wasAutomatic(const storage::ModelInfo &model);
bool isProposed(const storage::ModelInfo &model);
std::string markProposed(std::string settings); // the JSON of a model's settings

// Errors: NotFound (no such detector, with the nearest), InvalidInput (a setting, nothing to learn from), Conflict
// (`from` is of another detector, or not one that can be gone on from), Cancelled.
Result<TrainDetectorResponse> trainDetector(storage::Project &project, const TrainDetectorRequest &request, const Job &job);

} // namespace causeway::engine
