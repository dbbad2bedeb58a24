#pragma once
// The list of patterns: templates with how often, when and how severely they occur, under an optional range and filter.

#include <array>
#include <memory>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/job.h"
#include "storage/event_reader.h"
#include "storage/filter.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ListPatternsRequest {
    TimeRange range;
    std::shared_ptr<const storage::FilterResult> filter; // nullptr = every event
    std::size_t sparkBuckets = 60;
    unsigned threads = 0;
};

struct Pattern {
    TemplateId id;
    std::uint64_t count = 0;
    double share = 0;                                // of all events counted
    TimePoint first = TimePoint::none(), last = TimePoint::none();
    std::array<std::uint64_t, kLevelCount> levels{}; // events by level
    std::vector<std::uint64_t> spark;                // events a bucket
    [[nodiscard]] Level worst() const;               // most severe level that occurs
};

struct ListPatternsResponse {
    std::vector<Pattern> patterns; // falling count, ties by id; text and name are in the catalogue
    std::uint64_t events = 0;
    std::int64_t fromNs = 0, bucketNs = 1; // of the sparklines
};

Result<ListPatternsResponse> listPatterns(storage::EventReader &reader, const storage::TemplateCatalog &catalog,
                                          const ListPatternsRequest &request, const Job &job);
Result<ListPatternsResponse> listPatterns(storage::Project &project, const ListPatternsRequest &request, const Job &job);

} // namespace causeway::engine
