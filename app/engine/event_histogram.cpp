#include "app/engine/event_histogram.h"

#include <algorithm>
#include <map>

#include "analysis/core/parallel.h"
#include "app/engine/mine_templates.h"
#include "app/engine/time_buckets.h"

namespace causeway::engine {

namespace {

using By = EventHistogramRequest::By;

// What clocks count in, coarsest first.
constexpr std::int64_t kClocks[] = {60'000'000'000, 1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 1'000, 1};
constexpr std::size_t kCoarsest = 0, kFinest = std::size(kClocks) - 1;
constexpr std::uint64_t kFewest = 20; // events: of fewer it is chance that their times are round

struct Tally {
    std::map<std::uint32_t, std::vector<std::uint64_t>> series; // by level or template
    std::uint64_t timeless = 0;
    std::size_t clock = kCoarsest; // of kClocks: all times are multiples of it
};

// Buckets shorter than what the clock counts in would be full and empty by turns, whatever happened. Every round length
// divides the next clock above it, and edges are at multiples.
void coarsen(EventHistogramResponse &response, std::int64_t length)
{
    const std::int64_t rest = response.fromNs % length;
    const std::int64_t from = response.fromNs - (rest < 0 ? rest + length : rest);
    const auto place = [&](std::size_t bucket) { return static_cast<std::size_t>((response.fromNs - from + static_cast<std::int64_t>(bucket) * response.bucketNs) / length); };
    const std::size_t buckets = place(response.buckets - 1) + 1;
    for (EventHistogramResponse::Series &series : response.series) {
        std::vector<std::uint64_t> counts(buckets, 0);
        for (std::size_t i = 0; i < series.counts.size(); ++i)
            counts[place(i)] += series.counts[i];
        series.counts = std::move(counts);
    }
    response.fromNs = from;
    response.bucketNs = length;
    response.buckets = buckets;
}

} // namespace

Result<EventHistogramResponse> eventHistogram(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const EventHistogramRequest &request, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    EventHistogramResponse response;
    std::int64_t first = 0, last = 0;
    TimeBuckets buckets;
    const bool timed = timesWithin(snapshot, request.range, first, last);
    if (timed) {
        // A range that was asked for is what is shown, also where its ends hold no event; but not beyond all sense.
        if (request.range.from.ns != TimeRange{}.from.ns)
            first = request.range.from.ns;
        if (request.range.to.ns != TimeRange{}.to.ns)
            last = request.range.to.ns - 1;
        buckets = roundBuckets(first, last, std::clamp<std::size_t>(request.buckets, 1, 100'000));
    }
    response.fromNs = buckets.fromNs;
    response.bucketNs = buckets.bucketNs;
    response.buckets = buckets.count;
    std::vector<Tally> perWorker(threadCount(request.threads));
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), request.threads, job, [&](std::size_t chunk, unsigned worker) -> Result<void> {
        const storage::ChunkInfo &info = snapshot.chunks[chunk];
        Tally &tally = perWorker[worker];
        if (info.from.isNone() && !request.filter) {
            tally.timeless += info.rows;
            return {};
        }
        if (!info.from.isNone() && !request.range.isAll() && (info.to < request.range.from || info.from >= request.range.to))
            return {};
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        for (std::size_t row = 0; row < rows->timesNs.size(); ++row) {
            if (request.filter && !request.filter->contains(EventId(info.first.value + row)))
                continue;
            const std::int64_t time = rows->timesNs[row];
            if (time == TimePoint::none().ns) {
                ++tally.timeless;
                continue;
            }
            if (!timed || time < first || time > last)
                continue;
            const std::uint32_t key = request.by == By::Level      ? static_cast<std::uint32_t>(rows->levels[row])
                                      : request.by == By::Template ? catalog.templateOf(rows->shapes[row]).value
                                                                   : 0;
            auto &counts = tally.series[key];
            if (counts.empty())
                counts.assign(buckets.count, 0);
            ++counts[buckets.of(time)];
            while (tally.clock < kFinest && time % kClocks[tally.clock] != 0)
                ++tally.clock;
        }
        job.report({static_cast<double>(chunk), static_cast<double>(snapshot.chunks.size()), Progress::Unit::None});
        return {};
    }));
    std::map<std::uint32_t, EventHistogramResponse::Series> merged;
    std::size_t clock = kCoarsest;
    for (const Tally &tally : perWorker) {
        clock = std::max(clock, tally.clock);
        response.timeless += tally.timeless;
        for (const auto &[key, counts] : tally.series) {
            EventHistogramResponse::Series &series = merged[key];
            series.counts.resize(buckets.count, 0);
            for (std::size_t i = 0; i < counts.size(); ++i) {
                series.counts[i] += counts[i];
                series.total += counts[i];
            }
        }
    }
    for (auto &[key, series] : merged) {
        if (request.by == By::Level)
            series.level = static_cast<Level>(key);
        else if (request.by == By::Template)
            series.templateId = TemplateId(key);
        response.counted += series.total;
        response.series.push_back(std::move(series));
    }
    if (response.counted >= kFewest && response.buckets > 1 && response.bucketNs < kClocks[clock])
        coarsen(response, kClocks[clock]);
    if (request.by == By::Template)
        std::stable_sort(response.series.begin(), response.series.end(), [](const auto &a, const auto &b) { return a.total > b.total; });
    return response;
}

Result<EventHistogramResponse> eventHistogram(storage::Project &project, const EventHistogramRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.threads, job));
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    return eventHistogram(reader, *catalog, request, job);
}

} // namespace causeway::engine
