#pragma once
// Events per bucket of time, by level or by template, for the time line and for sparklines.

#include <memory>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/job.h"
#include "storage/event_reader.h"
#include "storage/filter.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct EventHistogramRequest {
    TimeRange range;               // all: the snapshot's own range
    std::size_t buckets = 200;     // wished; 1 to 100,000
    enum class By : std::uint8_t { Nothing, Level, Template } by = By::Level;
    std::shared_ptr<const storage::FilterResult> filter; // nullptr = every event
    unsigned threads = 0;
};

struct EventHistogramResponse {
    std::int64_t fromNs = 0;       // start of the first bucket
    std::int64_t bucketNs = 1;     // a round length: 1, 2, 5 … ms, 1, 2, 5, 10, 15, 30 s, min, h, 1 d …; where there are 20 events
                                   // and more, no shorter than what their clock counts in
    std::size_t buckets = 0;
    struct Series {
        Level level = Level::Unknown; // By::Level
        TemplateId templateId;        // By::Template; 0: none
        std::vector<std::uint64_t> counts; // one a bucket
        std::uint64_t total = 0;
    };
    std::vector<Series> series;    // Level: rising, only those that occur; Template: falling total
    std::uint64_t counted = 0;     // events in some bucket
    std::uint64_t timeless = 0;    // events without a time: in none
};

// One pass over the chunks' cheap columns, in parallel; chunks outside the range are not read.
Result<EventHistogramResponse> eventHistogram(storage::EventReader &reader, const storage::TemplateCatalog &catalog,
                                              const EventHistogramRequest &request, const Job &job);
Result<EventHistogramResponse> eventHistogram(storage::Project &project, const EventHistogramRequest &request, const Job &job);

} // namespace causeway::engine
