#pragma once
// What a model makes of all subjects, by the threshold that a person set for it, where there is one.

#include "analysis/core/job.h"
#include "app/engine/subjects.h"
#include "storage/finding_store.h"

namespace causeway::engine {

// Sessions that a person said to be normal score no higher than the threshold. Errors: Cancelled, Internal.
Result<detect::Scores> modelScores(const detect::Model &model, const storage::ModelInfo &info, const Subjects &subjects, unsigned threads, const Job &job);

} // namespace causeway::engine
