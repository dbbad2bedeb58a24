#include "app/engine/trace_histogram.h"

#include <algorithm>

#include "analysis/traces/trace_list.h"
#include "app/engine/current_spans.h"
#include "app/engine/time_buckets.h"

namespace causeway::engine {

Result<EventHistogramResponse> traceHistogram(storage::Project &project, const TimeRange &range, std::size_t buckets, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto table, currentSpans(project, job));
    CAUSEWAY_ASSIGN(const auto summaries, traces::summarise(*table, job));
    EventHistogramResponse response;
    std::int64_t first = INT64_MAX, last = INT64_MIN;
    for (const traces::TraceSummary &trace : summaries)
        if (range.contains({trace.startNs})) {
            first = std::min(first, trace.startNs);
            last = std::max(last, trace.startNs);
        }
    if (first > last)
        return response;
    // A range that was asked for is what is shown, also where its ends hold nothing.
    if (range.from.ns != TimeRange{}.from.ns)
        first = range.from.ns;
    if (range.to.ns != TimeRange{}.to.ns)
        last = range.to.ns - 1;
    const TimeBuckets round = roundBuckets(first, last, std::clamp<std::size_t>(buckets, 1, 100'000));
    response.fromNs = round.fromNs;
    response.bucketNs = round.bucketNs;
    response.buckets = round.count;
    EventHistogramResponse::Series whole{Level::Unknown, {}, std::vector<std::uint64_t>(round.count), 0}, failed{Level::Error, {}, std::vector<std::uint64_t>(round.count), 0};
    for (const traces::TraceSummary &trace : summaries) {
        if (!range.contains({trace.startNs}))
            continue;
        EventHistogramResponse::Series &series = trace.errors > 0 ? failed : whole;
        ++series.counts[round.of(trace.startNs)];
        ++series.total;
        ++response.counted;
    }
    for (auto *series : {&whole, &failed})
        if (series->total > 0)
            response.series.push_back(std::move(*series));
    return response;
}

} // namespace causeway::engine
