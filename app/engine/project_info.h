#pragma once
// What is in a project, in figures.

#include <vector>

#include "analysis/core/job.h"
#include "storage/label_store.h"
#include "storage/snapshot.h"

namespace causeway::engine {

struct ProjectInfo {
    std::uint64_t events = 0, shapes = 0, templates = 0;
    std::uint64_t spans = 0, traces = 0, metricPoints = 0;
    std::uint64_t repeatedSpans = 0; // of a source, that an earlier one has too: spans does not count them, the sources' own do
    std::uint64_t sessions = 0;      // of the remembered grouping; 0 where none is current
    std::string grouping;            // the remembered one; empty where there is none
    std::uint64_t findings = 0;      // of the newest run of each detector
    std::uint64_t models = 0, runs = 0;
    storage::LabelCounts labels;
    std::vector<storage::SourceInfo> sources;
    TimePoint from = TimePoint::none(), to = TimePoint::none(); // first and last event or span
    std::uint64_t textBytes = 0;     // of what was imported, decompressed
    std::uint64_t fileBytes = 0;     // of the project on disk, its journal included
};

Result<ProjectInfo> projectInfo(storage::Project &project, const Job &job);

} // namespace causeway::engine
