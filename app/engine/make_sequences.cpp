#include "app/engine/make_sequences.h"

#include <algorithm>
#include <map>

#include "app/engine/parallel.h"

namespace causeway::engine {

namespace {

// From event ids to places in columns that hold all events of some chunks, one chunk behind another.
class Places {
public:
    // needed: by chunk; chunks that are not needed take no place.
    Places(const storage::Snapshot &snapshot, const std::vector<bool> &needed) : m_snapshot(snapshot), m_begin(snapshot.chunks.size() + 1, 0)
    {
        for (std::size_t c = 0; c < snapshot.chunks.size(); ++c)
            m_begin[c + 1] = m_begin[c] + (needed[c] ? snapshot.chunks[c].rows : 0);
    }
    [[nodiscard]] std::uint64_t size() const { return m_begin.back(); }
    [[nodiscard]] std::uint64_t begin(std::size_t chunk) const { return m_begin[chunk]; }
    // The event must be of a needed chunk.
    [[nodiscard]] std::uint64_t of(EventId event)
    {
        const storage::ChunkInfo *info = &m_snapshot.chunks[m_last];
        if (event < info->first || event.value - info->first.value >= info->rows) {
            info = m_snapshot.chunkOf(event);
            m_last = static_cast<std::size_t>(info - m_snapshot.chunks.data());
        }
        return m_begin[m_last] + (event.value - info->first.value);
    }

private:
    const storage::Snapshot &m_snapshot;
    std::vector<std::uint64_t> m_begin;
    std::size_t m_last = 0;
};

// Times without gaps: an event without one takes that of the event before it in the set.
void fillTimes(std::vector<std::int64_t> &times)
{
    const auto first = std::find_if(times.begin(), times.end(), [](std::int64_t t) { return t != TimePoint::none().ns; });
    if (first == times.end()) {
        times.clear();
        return;
    }
    std::int64_t last = *first;
    for (std::int64_t &time : times)
        last = time = time == TimePoint::none().ns ? last : time;
}

Result<detect::SequenceSet> gather(storage::EventReader &reader, const storage::SessionSet &sessions, std::span<const std::size_t> picked,
                                   const std::vector<bool> &needed, const storage::TemplateCatalog &catalog, unsigned threads, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    Places places(snapshot, needed);
    std::vector<std::uint32_t> keys(places.size());
    std::vector<std::int64_t> times(places.size());
    CAUSEWAY_TRY(forEachItem(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned) -> Result<void> {
        if (!needed[chunk])
            return {};
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        const std::uint64_t begin = places.begin(chunk);
        for (std::size_t row = 0; row < rows->shapes.size(); ++row)
            keys[begin + row] = catalog.templateOf(rows->shapes[row]).value;
        std::copy(rows->timesNs.begin(), rows->timesNs.end(), times.begin() + static_cast<std::ptrdiff_t>(begin));
        return {};
    }));
    detect::SequenceSet set;
    std::uint64_t total = 0;
    for (const std::size_t session : picked)
        total += sessions.eventsOf(session).size();
    set.offsets.reserve(picked.size() + 1);
    set.keys.reserve(total);
    set.timesNs.reserve(total);
    set.events.reserve(total);
    for (std::size_t i = 0; i < picked.size(); ++i) {
        if (i % 4096 == 0 && job.isCancelled())
            return failure(cancelled());
        for (const EventId event : sessions.eventsOf(picked[i])) {
            const std::uint64_t place = places.of(event);
            set.keys.push_back(keys[place]);
            set.timesNs.push_back(times[place]);
            set.events.push_back(event);
        }
        set.offsets.push_back(set.keys.size());
    }
    fillTimes(set.timesNs);
    return set;
}

// Which chunks hold the events of the sessions. Errors: Damaged where an event is in none.
Result<std::vector<bool>> chunksOf(const storage::Snapshot &snapshot, const storage::SessionSet &sessions, std::span<const std::size_t> picked)
{
    std::vector<bool> needed(snapshot.chunks.size(), false);
    const storage::ChunkInfo *last = nullptr;
    for (const std::size_t session : picked)
        for (const EventId event : sessions.eventsOf(session)) {
            if (last == nullptr || event < last->first || event.value - last->first.value >= last->rows) {
                last = snapshot.chunkOf(event);
                if (last == nullptr || event < last->first || event.value - last->first.value >= last->rows)
                    return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The sessions do not fit the events")),
                                   Message(CAUSEWAY_TEXT("event %1 is in a session, but not in the project"), event.value),
                                   Message(CAUSEWAY_TEXT("Group the events again.")));
                needed[static_cast<std::size_t>(last - snapshot.chunks.data())] = true;
            }
        }
    return needed;
}

} // namespace

Result<detect::SequenceSet> makeSequences(storage::EventReader &reader, const storage::SessionSet &sessions, const storage::TemplateCatalog &catalog,
                                          unsigned threads, const Job &job)
{
    std::vector<std::size_t> all(sessions.sessions.size());
    for (std::size_t s = 0; s < all.size(); ++s)
        all[s] = s;
    CAUSEWAY_ASSIGN(const auto needed, chunksOf(reader.snapshot(), sessions, all));
    return gather(reader, sessions, all, needed, catalog, threads, job);
}

Result<detect::SequenceSet> makeSequences(storage::EventReader &reader, const storage::SessionSet &sessions, std::span<const std::size_t> picked,
                                          const storage::TemplateCatalog &catalog, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto needed, chunksOf(reader.snapshot(), sessions, picked));
    return gather(reader, sessions, picked, needed, catalog, 1, job);
}

namespace {

constexpr std::uint64_t kMaxCells = 20'000'000; // of the table: 160 MB

struct Counts {
    std::map<std::uint32_t, std::vector<double>> templates; // by id
    std::vector<double> levels[kLevelCount];
    std::vector<double> all;
};

void bump(std::vector<double> &counts, std::size_t buckets, std::size_t bucket)
{
    if (counts.empty())
        counts.assign(buckets, 0);
    ++counts[bucket];
}

void addTo(std::vector<double> &to, const std::vector<double> &from)
{
    if (to.size() < from.size())
        to.resize(from.size(), 0);
    for (std::size_t i = 0; i < from.size(); ++i)
        to[i] += from[i];
}

std::int64_t floorTo(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

} // namespace

Result<detect::CountTable> makeCounts(storage::EventReader &reader, const storage::TemplateCatalog &catalog, std::int64_t bucketNs, unsigned threads, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    detect::CountTable table;
    table.bucketNs = std::max<std::int64_t>(bucketNs, 1);
    TimePoint from = TimePoint::none(), to = TimePoint::none();
    for (const storage::ChunkInfo &chunk : snapshot.chunks) {
        if (chunk.from.isNone())
            continue;
        from = from.isNone() ? chunk.from : std::min(from, chunk.from);
        to = std::max(to, chunk.to);
    }
    if (from.isNone())
        return table;
    // In doubles: the span may exceed what int64 holds. Doubling ends: a bucket as long as the span makes two of them.
    const double span = static_cast<double>(to.ns) - static_cast<double>(from.ns);
    const double mostBuckets = std::min<double>(kMaxBuckets, static_cast<double>(kMaxCells) / static_cast<double>(catalog.templates.size() + kLevelCount + 1));
    while (span / static_cast<double>(table.bucketNs) + 2 > std::max(mostBuckets, 3.0) && table.bucketNs < INT64_MAX / 4)
        table.bucketNs *= 2;
    if (from.ns < INT64_MIN + table.bucketNs)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The events cannot be counted over time")), Message(CAUSEWAY_TEXT("their times are out of bounds")));
    table.fromNs = floorTo(from.ns, table.bucketNs);
    const auto buckets = static_cast<std::size_t>((static_cast<std::uint64_t>(to.ns) - static_cast<std::uint64_t>(table.fromNs)) / static_cast<std::uint64_t>(table.bucketNs)) + 1;

    std::vector<Counts> perWorker(threadCount(threads));
    CAUSEWAY_TRY(forEachItem(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned worker) -> Result<void> {
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        Counts &counts = perWorker[worker];
        for (std::size_t row = 0; row < rows->timesNs.size(); ++row) {
            const std::int64_t time = rows->timesNs[row];
            if (time < from.ns || time > to.ns)
                continue; // none, or not what the chunk's table says
            const auto bucket = static_cast<std::size_t>((static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(table.fromNs)) / static_cast<std::uint64_t>(table.bucketNs));
            bump(counts.all, buckets, bucket);
            bump(counts.levels[static_cast<std::size_t>(rows->levels[row])], buckets, bucket);
            bump(counts.templates[catalog.templateOf(rows->shapes[row]).value], buckets, bucket);
        }
        return {};
    }));
    Counts sum;
    for (const Counts &counts : perWorker) {
        addTo(sum.all, counts.all);
        for (std::size_t level = 0; level < kLevelCount; ++level)
            addTo(sum.levels[level], counts.levels[level]);
        for (const auto &[id, values] : counts.templates)
            addTo(sum.templates[id], values);
    }
    table.series.push_back({"all", std::move(sum.all)});
    for (std::size_t level = 0; level < kLevelCount; ++level)
        if (!sum.levels[level].empty())
            table.series.push_back({"level:" + std::string(toName(static_cast<Level>(level))), std::move(sum.levels[level])});
    for (auto &[id, values] : sum.templates)
        table.series.push_back({"template:" + std::to_string(id), std::move(values)});
    return table;
}

} // namespace causeway::engine
