#include "app/engine/make_sequences.h"

#include <algorithm>
#include <map>

#include "analysis/core/parallel.h"

namespace causeway::engine {

namespace {

// From event ids to a chunk and a row, or to a place in columns that hold all events, one chunk behind another.
class Places {
public:
    explicit Places(const storage::Snapshot &snapshot) : m_snapshot(snapshot), m_begin(snapshot.chunks.size() + 1, 0)
    {
        for (std::size_t c = 0; c < snapshot.chunks.size(); ++c)
            m_begin[c + 1] = m_begin[c] + snapshot.chunks[c].rows;
    }
    [[nodiscard]] std::uint64_t size() const { return m_begin.back(); }
    [[nodiscard]] std::uint64_t begin(std::size_t chunk) const { return m_begin[chunk]; }
    // false: no such event.
    [[nodiscard]] bool find(EventId event)
    {
        if (m_chunk < m_snapshot.chunks.size() && holds(m_snapshot.chunks[m_chunk], event))
            return true;
        const storage::ChunkInfo *info = m_snapshot.chunkOf(event);
        if (info == nullptr || !holds(*info, event))
            return false;
        m_chunk = static_cast<std::size_t>(info - m_snapshot.chunks.data());
        return true;
    }
    // Of the event found last.
    [[nodiscard]] std::size_t chunk() const { return m_chunk; }
    [[nodiscard]] std::size_t row(EventId event) const { return static_cast<std::size_t>(event.value - m_snapshot.chunks[m_chunk].first.value); }

private:
    static bool holds(const storage::ChunkInfo &info, EventId event) { return event >= info.first && event.value - info.first.value < info.rows; }
    const storage::Snapshot &m_snapshot;
    std::vector<std::uint64_t> m_begin;
    std::size_t m_chunk = 0;
};

tl::unexpected<Error> missing(EventId event)
{
    return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The sessions do not fit the events")), Message(CAUSEWAY_TEXT("event %1 is in a session, but not in the project"), event.value),
                   Message(CAUSEWAY_TEXT("Group the events again.")));
}

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

} // namespace

Result<detect::SequenceSet> makeSequences(storage::EventReader &reader, const storage::SessionSet &sessions, const storage::TemplateCatalog &catalog, unsigned threads, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    Places places(snapshot);
    std::vector<std::uint32_t> keys(places.size());
    std::vector<std::int64_t> times(places.size());
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned) -> Result<void> {
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        const std::uint64_t begin = places.begin(chunk);
        for (std::size_t row = 0; row < rows->shapes.size(); ++row)
            keys[begin + row] = catalog.templateOf(rows->shapes[row]).value;
        std::copy(rows->timesNs.begin(), rows->timesNs.end(), times.begin() + static_cast<std::ptrdiff_t>(begin));
        return {};
    }));
    detect::SequenceSet set;
    set.offsets = sessions.offsets;
    set.events = sessions.events;
    set.keys.reserve(set.events.size());
    set.timesNs.reserve(set.events.size());
    for (std::size_t i = 0; i < set.events.size(); ++i) {
        if (i % 65536 == 0 && job.isCancelled())
            return failure(cancelled());
        if (!places.find(set.events[i]))
            return missing(set.events[i]);
        const std::uint64_t place = places.begin(places.chunk()) + places.row(set.events[i]);
        set.keys.push_back(keys[place]);
        set.timesNs.push_back(times[place]);
    }
    fillTimes(set.timesNs);
    return set;
}

Result<detect::SequenceSet> makeSequences(storage::EventReader &reader, const storage::SessionSet &sessions, std::span<const std::size_t> picked,
                                          const storage::TemplateCatalog &catalog, const Job &job)
{
    Places places(reader.snapshot());
    std::vector<std::shared_ptr<const storage::ChunkRows>> chunks(reader.snapshot().chunks.size());
    detect::SequenceSet set;
    for (const std::size_t session : picked) {
        if (job.isCancelled())
            return failure(cancelled());
        for (const EventId event : sessions.eventsOf(session)) {
            if (!places.find(event))
                return missing(event);
            auto &rows = chunks[places.chunk()];
            if (!rows) {
                CAUSEWAY_ASSIGN(rows, reader.rows(places.chunk()));
            }
            const std::size_t row = places.row(event);
            set.keys.push_back(catalog.templateOf(rows->shapes[row]).value);
            set.timesNs.push_back(rows->timesNs[row]);
            set.events.push_back(event);
        }
        set.offsets.push_back(set.keys.size());
    }
    fillTimes(set.timesNs);
    return set;
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
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned worker) -> Result<void> {
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
