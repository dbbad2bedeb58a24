#pragma once
// Two models on the labels: what each gets right, by kind of anomaly, and which findings would appear and vanish with the
// second. Nothing is stored but, where asked for, the figures with the second model.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/evaluation.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct CompareModelsRequest {
    ModelId after;
    std::optional<ModelId> before;             // absent: the active model of the detector of `after`, else the one `after` follows
    std::optional<std::vector<std::string>> on; // judged on the labels of these sessions; absent: those that neither used
    std::shared_ptr<const detect::Model> trial; // judged on the labels in the place of `after`, which learned from them
    std::size_t limit = 1000;                  // of findings told by name
    unsigned threads = 0;
    std::uint64_t seed = 1;                    // of the bootstrap
    bool store = false;                        // the figures become metrics of `after`
};

struct KindRecall {
    std::string kind;                    // "" = no kind was given
    std::uint64_t sessions = 0, before = 0, after = 0; // labelled so, found by each
};

struct CompareModelsResponse {
    storage::ModelInfo before, after;
    // On labels that neither model used (or those asked for). Where there are none of both verdicts, on all labels: see heldOut.
    detect::Quality qualityBefore, qualityAfter;
    std::uint64_t labels = 0;
    bool heldOut = true;
    std::vector<KindRecall> kinds;       // by name
    std::vector<Subject> appear, vanish; // of all subjects, in their order; at most `limit` of each
    std::uint64_t appearing = 0, vanishing = 0, staying = 0;
};

// Errors: NotFound (no such model, nothing to compare with), Conflict (other detectors' subjects, another grouping), Cancelled.
Result<CompareModelsResponse> compareModels(storage::Project &project, const CompareModelsRequest &request, const Job &job);

// {"labels","held_out","before":{"precision",…},"after":{…},"appear","vanish"}: as stored.
std::string metricsJson(const CompareModelsResponse &comparison);

} // namespace causeway::engine
