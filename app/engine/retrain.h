#pragma once
// From labels to a candidate: labels that contradict are left out (detect/poison_guard.h), a model is trained, and compared with
// the one before. Where labels suffice, a fifth of them is held out from a trial model that is compared in the candidate's
// place; the candidate itself learns from all.

#include "app/engine/compare_models.h"
#include "app/engine/train_detector.h"

namespace causeway::engine {

struct SuspectSubject {
    Subject subject;
    Verdict verdict = Verdict::Normal; // as labelled
    Subject against;                   // what speaks against it
    Message message;
};

// Labels that a model should not learn from, without training one. Errors: Cancelled.
Result<std::vector<SuspectSubject>> guardLabels(storage::Project &project, unsigned threads, const Job &job);

struct RetrainRequest {
    std::string detector;
    detect::TrainSettings settings;
    bool guarded = true; // false: suspect labels are told, and believed
    bool evenUncompared = false; // a model before that is damaged, or learned from another grouping, is told instead of failing
};

struct RetrainResponse {
    storage::ModelInfo model; // a candidate; storage::ModelStore::promote() makes it the active one
    std::vector<SuspectSubject> suspects;
    std::optional<CompareModelsResponse> comparison; // none for the first model of a detector and for detectors of windows
    std::optional<Error> notCompared;                // what stood against it (evenUncompared)
};

// Errors: as trainDetector().
Result<RetrainResponse> retrain(storage::Project &project, const RetrainRequest &request, const Job &job);

} // namespace causeway::engine
