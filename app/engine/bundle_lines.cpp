#include "app/engine/bundle_lines.h"

#include <algorithm>
#include <map>

#include "app/engine/span_starts.h"
#include "storage/bundle/write_bundle.h"

namespace causeway::engine {

namespace {

struct Source {
    bool timed = false, inside = false;
    std::vector<std::pair<EventId, std::uint32_t>> leading; // first, count: lines before the first that has a time
};

} // namespace

Result<std::uint64_t> takeLines(storage::EventReader &reader, const std::vector<TimeRange> &times, storage::EventSlice &events, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::map<SourceId, Source> sources;
    const std::vector<bool> starts = spanStartChunks(snapshot);
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c) {
        const storage::ChunkInfo &chunk = snapshot.chunks[c];
        if (job.isCancelled())
            return failure(cancelled());
        if (starts[c])
            continue;
        Source &source = sources[chunk.source];
        // Lines without a time at a chunk's beginning may belong to the chunk before it.
        if (!chunk.from.isNone() && !source.inside && source.leading.empty() && !storage::touches(times, chunk.from, chunk.to)) {
            source.timed = true;
            continue;
        }
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const TimePoint time{rows->timesNs[row]};
            const EventId event(chunk.first.value + row);
            if (!time.isNone()) {
                source.inside = std::any_of(times.begin(), times.end(), [&](const TimeRange &range) { return range.contains(time); });
                for (const auto &[first, count] : source.leading)
                    for (std::uint32_t i = 0; source.inside && i < count; ++i)
                        events.add(EventId(first.value + i));
                source.leading.clear();
                source.timed = true;
            } else if (!source.timed) {
                if (row == 0)
                    source.leading.emplace_back(event, 0);
                ++source.leading.back().second;
            }
            if (source.inside)
                events.add(event);
        }
        job.report({static_cast<double>(c), static_cast<double>(snapshot.chunks.size()), Progress::Unit::None});
    }
    std::uint64_t leftOut = 0;
    for (const auto &[id, source] : sources)
        for (const auto &[first, count] : source.leading)
            leftOut += count;
    return leftOut;
}

} // namespace causeway::engine
