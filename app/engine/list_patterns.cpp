#include "app/engine/list_patterns.h"

#include <algorithm>

#include "analysis/core/parallel.h"
#include "app/engine/mine_templates.h"
#include "app/engine/time_buckets.h"

namespace causeway::engine {

namespace {

void add(Pattern &to, const Pattern &from)
{
    to.count += from.count;
    if (!from.first.isNone() && (to.first.isNone() || from.first < to.first))
        to.first = from.first;
    to.last = std::max(to.last, from.last);
    for (std::size_t level = 0; level < kLevelCount; ++level)
        to.levels[level] += from.levels[level];
    for (std::size_t i = 0; i < from.spark.size(); ++i)
        to.spark[i] += from.spark[i];
}

} // namespace

Level Pattern::worst() const
{
    for (std::size_t level = kLevelCount; level-- > 0;)
        if (levels[level] > 0)
            return static_cast<Level>(level);
    return Level::Unknown;
}

Result<ListPatternsResponse> listPatterns(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const ListPatternsRequest &request, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::int64_t first = 0, last = 0;
    TimeBuckets buckets;
    if (timesWithin(snapshot, request.range, first, last))
        buckets = roundBuckets(first, last, std::clamp<std::size_t>(request.sparkBuckets, 1, 1000));
    // Templates by a dense number: position in the catalogue, and one for events whose shape has none yet.
    const std::size_t none = catalog.templates.size();
    std::vector<std::uint32_t> ofShape(snapshot.shapes.size(), static_cast<std::uint32_t>(none));
    for (std::uint32_t shape = 0; shape < ofShape.size(); ++shape) {
        const TemplateId id = catalog.templateOf(ShapeId(shape));
        if (id.value < catalog.index.size() && catalog.index[id.value] != 0)
            ofShape[shape] = catalog.index[id.value] - 1;
    }
    std::vector<std::vector<Pattern>> perWorker(threadCount(request.threads));
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), request.threads, job, [&](std::size_t chunk, unsigned worker) -> Result<void> {
        const storage::ChunkInfo &info = snapshot.chunks[chunk];
        if (!request.range.isAll() && (info.from.isNone() || info.to < request.range.from || info.from >= request.range.to))
            return {};
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        std::vector<Pattern> &patterns = perWorker[worker];
        patterns.resize(none + 1);
        for (std::size_t row = 0; row < rows->timesNs.size(); ++row) {
            if (request.filter && !request.filter->contains(EventId(info.first.value + row)))
                continue;
            const TimePoint time{rows->timesNs[row]};
            if (!request.range.isAll() && (time.isNone() || !request.range.contains(time)))
                continue;
            Pattern &pattern = patterns[ofShape[rows->shapes[row].value]];
            ++pattern.count;
            ++pattern.levels[static_cast<std::size_t>(rows->levels[row])];
            if (time.isNone())
                continue;
            pattern.first = pattern.first.isNone() ? time : std::min(pattern.first, time);
            pattern.last = std::max(pattern.last, time);
            if (time.ns < first || time.ns > last)
                continue;
            if (pattern.spark.empty())
                pattern.spark.assign(buckets.count, 0);
            ++pattern.spark[buckets.of(time.ns)];
        }
        return {};
    }));
    ListPatternsResponse response;
    response.fromNs = buckets.fromNs;
    response.bucketNs = buckets.bucketNs;
    for (std::size_t i = 0; i <= none; ++i) {
        Pattern pattern;
        pattern.id = i < none ? catalog.templates[i].id : TemplateId();
        pattern.spark.assign(buckets.count, 0);
        for (const auto &patterns : perWorker)
            if (i < patterns.size())
                add(pattern, patterns[i]);
        response.events += pattern.count;
        if (pattern.count > 0)
            response.patterns.push_back(std::move(pattern));
    }
    for (Pattern &pattern : response.patterns)
        pattern.share = static_cast<double>(pattern.count) / static_cast<double>(response.events);
    std::sort(response.patterns.begin(), response.patterns.end(), [](const Pattern &a, const Pattern &b) { return a.count != b.count ? a.count > b.count : a.id < b.id; });
    return response;
}

Result<ListPatternsResponse> listPatterns(storage::Project &project, const ListPatternsRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.threads, job));
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    return listPatterns(reader, *catalog, request, job);
}

} // namespace causeway::engine
