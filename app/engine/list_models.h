#pragma once
// Models of a project and the program's detectors.

#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "storage/finding_store.h"

namespace causeway::engine {

// Newest first.
Result<std::vector<storage::ModelInfo>> listModels(storage::Project &project, const Job &job);

// Which of these (newest first, as listed) judges what a detector finds: the active one, else the newest that is neither retired
// nor only proposed; nullptr where there is none.
const storage::ModelInfo *judgingModel(const std::vector<storage::ModelInfo> &models, std::string_view detector);

// A model's number, or a detector's name: its active model, else its newest. Errors: NotFound (with how to train one).
Result<storage::ModelInfo> findModel(storage::Project &project, const std::string &what);

// In the order shown. Needs no project.
std::vector<detect::DetectorInfo> listDetectors();
const detect::Detector *findDetector(std::string_view name); // nullptr where there is none
// NotFound with the names there are and the nearest of them.
Result<const detect::Detector *> requireDetector(std::string_view name);

} // namespace causeway::engine
