#pragma once
// What a search for a root cause needs of a project: its spans, the lines written in them, its series of metrics.

#include "analysis/rootcause/material.h"
#include "storage/project.h"

namespace causeway::engine {

// Around a range that is asked for, what may tell how it was before.
constexpr std::int64_t kCauseAroundNs = 600'000'000'000;
TimeRange aroundCause(TimeRange range);

// Lines and points of the range and ten minutes around it; all spans. Without spans, or lines, or metrics what there is of the others;
// without spans sessions stand for them (session_material.h). What the newest runs of detectors found in that time.
// Errors: Cancelled, Damaged; NotFound where there are neither spans nor sessions nor metrics.
Result<rootcause::Material> loadCauseMaterial(storage::Project &project, TimeRange range, const Job &job);

} // namespace causeway::engine
