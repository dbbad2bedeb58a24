#include "storage/snapshot.h"

#include <algorithm>
#include <numeric>

#include "storage/event_reader.h"

namespace causeway::storage {

const SourceInfo *Snapshot::source(SourceId id) const
{
    const auto found = std::lower_bound(sources.begin(), sources.end(), id, [](const SourceInfo &s, SourceId wanted) { return s.id < wanted; });
    return found == sources.end() || found->id != id ? nullptr : &*found;
}

const ChunkInfo *Snapshot::chunkOf(EventId event) const
{
    if (event.value >= events)
        return nullptr;
    const auto after = std::upper_bound(chunks.begin(), chunks.end(), event, [](EventId e, const ChunkInfo &c) { return e < c.first; });
    return &*std::prev(after);
}

TimeRange Snapshot::timeRange() const
{
    TimeRange range;
    bool any = false;
    const auto add = [&](TimePoint from, TimePoint to) {
        if (from.isNone())
            return;
        range.from = any ? std::min(range.from, from) : from;
        range.to = any ? std::max(range.to, to) : to;
        any = true;
    };
    for (const ChunkInfo &chunk : chunks)
        add(chunk.from, chunk.to);
    for (const SourceInfo &source : sources)
        if (source.spans > 0)
            add(source.signalsFrom, source.signalsTo);
    if (!any)
        for (const SourceInfo &source : sources)
            add(source.signalsFrom, source.signalsTo);
    if (any)
        range.to.ns += range.to.ns == std::numeric_limits<std::int64_t>::max() ? 0 : 1;
    return any ? range : TimeRange{};
}

Result<std::shared_ptr<const EventOrder>> EventOrder::make(EventReader &reader, const Job &job)
{
    const Snapshot &snapshot = reader.snapshot();
    auto order = std::make_shared<EventOrder>();
    order->m_size = snapshot.events;
    if (snapshot.sources.size() <= 1)
        return order;
    if (snapshot.events > 0xffffffffull)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The events cannot be put in order")),
                       Message(CAUSEWAY_TEXT("several sources with more than 4,294,967,295 events in all are too many")),
                       Message(CAUSEWAY_TEXT("Look at one source at a time.")));
    // An event without a time, and one that is earlier than an event before it in its source, stands where its source is:
    // the key is the largest time so far, so that a source keeps its file's order.
    const auto n = static_cast<std::size_t>(snapshot.events);
    std::vector<std::int64_t> keys(n);
    std::vector<std::pair<SourceId, std::int64_t>> latest;
    std::size_t at = 0;
    bool sorted = true;
    std::int64_t before = std::numeric_limits<std::int64_t>::min();
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(auto rows, reader.rows(c));
        const SourceId source = snapshot.chunks[c].source;
        auto found = std::find_if(latest.begin(), latest.end(), [&](const auto &entry) { return entry.first == source; });
        if (found == latest.end())
            found = latest.insert(latest.end(), {source, std::numeric_limits<std::int64_t>::min()});
        for (const std::int64_t t : rows->timesNs) {
            found->second = std::max(found->second, t);
            keys[at++] = found->second;
            sorted = sorted && found->second >= before;
            before = found->second;
        }
        job.report({static_cast<double>(at), static_cast<double>(n), Progress::Unit::Events});
    }
    if (sorted)
        return order;
    order->m_permutation.resize(n);
    std::iota(order->m_permutation.begin(), order->m_permutation.end(), 0u);
    // Sources are runs that rise: merging them in pairs is n · log(sources).
    std::vector<std::size_t> runs{0};
    for (std::size_t i = 1; i < n; ++i)
        if (keys[i] < keys[i - 1])
            runs.push_back(i);
    runs.push_back(n);
    std::vector<std::uint32_t> other(n);
    while (runs.size() > 2) {
        std::vector<std::size_t> merged{0};
        for (std::size_t r = 0; r + 1 < runs.size(); r += 2) {
            if (job.isCancelled())
                return failure(cancelled());
            const auto *from = order->m_permutation.data();
            const std::size_t middle = runs[r + 1];
            const std::size_t end = r + 2 < runs.size() ? runs[r + 2] : middle;
            std::merge(from + runs[r], from + middle, from + middle, from + end, other.data() + runs[r],
                       [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
            merged.push_back(end);
        }
        order->m_permutation.swap(other);
        runs = std::move(merged);
    }
    order->m_inverse.resize(n);
    for (std::size_t i = 0; i < n; ++i)
        order->m_inverse[order->m_permutation[i]] = static_cast<std::uint32_t>(i);
    return order;
}

std::uint64_t EventOrder::positionOf(EventId event) const
{
    return m_inverse.empty() ? event.value : m_inverse[static_cast<std::size_t>(event.value)];
}

} // namespace causeway::storage
