#pragma once
// Events as their original bytes, filtered, in the order in which they are shown: one source: file order; several: stable
// order of time.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/filter.h"
#include "storage/project.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ReadLinesRequest {
    storage::Filter filter;
    std::optional<std::uint64_t> limit;
    unsigned threads = 0;
};

struct LineRow {
    EventId event;
    TimePoint time = TimePoint::none();
    Level level = Level::Unknown;
    SourceId source;
    ShapeId shape;
    std::size_t begin = 0, end = 0; // in LineBatch::bytes
};

// Some events in a row; their bytes stand one after another.
struct LineBatch {
    std::string bytes;
    std::vector<LineRow> rows;
};

// sink gets the batches in order, on the calling thread; false ends the reading early (no error). The number of events given.
Result<std::uint64_t> readLines(storage::Project &project, const ReadLinesRequest &request, const Job &job,
                                const std::function<bool(const LineBatch &)> &sink);

// How many events pass.
Result<std::uint64_t> countLines(storage::Project &project, const ReadLinesRequest &request, const Job &job);

// For each physical line of a source its event's template, in file order (continuation lines carry their event's). Lines of
// a sequence file: the templates of its keys. sink: line number from 1, template ids.
Result<void> assignLines(storage::Project &project, SourceId source, const Job &job,
                         const std::function<bool(std::uint64_t, std::span<const TemplateId>)> &sink);

} // namespace causeway::engine
