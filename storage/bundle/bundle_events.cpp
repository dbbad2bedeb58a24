#include <algorithm>
#include <map>

#include "storage/appender.h"
#include "storage/bundle/bundle_tables.h"
#include "storage/bundle/chunk_slice.h"
#include "storage/bundle/row_copy.h"
#include "storage/template_store.h"

namespace causeway::storage {

namespace {

constexpr std::uint32_t kAbsent = UINT32_MAX;

struct ShapeUse {
    std::uint64_t count = 0, scanned = 0; // events; of those whose use the templates know
    TimePoint first = TimePoint::none(), last = TimePoint::none();
    std::vector<std::vector<std::string>> samples;
    std::uint32_t number = kAbsent; // in the bundle
};

class EventWriter {
public:
    explicit EventWriter(BundleWriting &writing) : m_writing(writing), m_snapshot(*writing.content.snapshot), m_shapes(m_snapshot.shapes.size()), m_frames(m_snapshot.frames.size(), kAbsent) {}

    // Which shapes and frames occur; their numbers.
    Result<void> look(std::uint64_t scanned)
    {
        std::vector<bool> frames(m_frames.size());
        for (std::size_t c = 0; c < m_snapshot.chunks.size(); ++c) {
            const ChunkInfo &chunk = m_snapshot.chunks[c];
            if (m_writing.job.isCancelled())
                return failure(cancelled());
            const std::vector<std::uint32_t> kept = m_writing.content.events->rowsOf(chunk);
            if (kept.empty())
                continue;
            CAUSEWAY_ASSIGN(const auto rows, m_writing.reader.rows(c));
            for (const std::uint32_t row : kept) {
                ShapeUse &use = m_shapes[rows->shapes[row].value];
                frames[rows->frames[row].value] = true;
                ++use.count;
                if (chunk.first.value + row >= scanned)
                    continue;
                ++use.scanned;
                const TimePoint time{rows->timesNs[row]};
                if (!time.isNone() && (use.first.isNone() || time < use.first))
                    use.first = time;
                use.last = std::max(use.last, time);
            }
        }
        std::uint32_t next = 0;
        for (std::size_t s = 0; s < m_shapes.size(); ++s)
            if (s == 0 || m_shapes[s].count > 0) // 0 is the catch-all
                m_shapes[s].number = next++;
        next = 0;
        for (std::size_t f = 0; f < frames.size(); ++f)
            if (frames[f])
                m_frames[f] = next++;
        return {};
    }

    Result<void> writeChunks()
    {
        Compressor compressor;
        for (std::size_t c = 0; c < m_snapshot.chunks.size(); ++c) {
            const std::vector<std::uint32_t> rows = m_writing.content.events->rowsOf(m_snapshot.chunks[c]);
            if (rows.empty())
                continue;
            m_writing.report(0.5 * static_cast<double>(c) / static_cast<double>(m_snapshot.chunks.size()));
            CAUSEWAY_ASSIGN(const auto text, m_writing.reader.text(c));
            CAUSEWAY_ASSIGN(ChunkSlice slice, sliceChunk(text, m_snapshot, rows, compressor, m_writing.job));
            CAUSEWAY_TRY(writeChunk(m_snapshot.chunks[c], slice));
        }
        return {};
    }

    Result<void> writeForms()
    {
        CAUSEWAY_TRY(copyTable(m_writing.from, "shape", "ORDER BY id", m_writing.to, m_writing.job, [&](RowOnItsWay &row) -> Result<bool> { // id, import, text, slots, count, samples
            const auto id = static_cast<std::size_t>(row.integer(0));
            if (id >= m_shapes.size() || m_shapes[id].number == kAbsent)
                return false;
            const ShapeUse &use = m_shapes[id];
            row.set(0, std::int64_t{use.number});
            // The values of lines outside are not told.
            if (use.count != static_cast<std::uint64_t>(row.integer(4)))
                row.setBlob(5, encodeSamples(use.samples.empty() ? std::vector<std::vector<std::string>>(m_snapshot.shapes[id].slots.size()) : use.samples));
            row.set(4, use.count);
            return true;
        }));
        CAUSEWAY_TRY(copyTable(m_writing.from, "frame", "ORDER BY id", m_writing.to, m_writing.job, [&](RowOnItsWay &row) -> Result<bool> {
            const auto id = static_cast<std::size_t>(row.integer(0));
            if (id >= m_frames.size() || m_frames[id] == kAbsent)
                return false;
            row.set(0, std::int64_t{m_frames[id]});
            return true;
        }));
        return {};
    }

    // Counts and times as the lines of the slice have them.
    Result<void> writeTemplates()
    {
        struct Sum {
            std::uint64_t count = 0;
            TimePoint first = TimePoint::none(), last = TimePoint::none();
        };
        std::map<std::int64_t, Sum> templates;
        Statement used = m_writing.to.prepare("INSERT INTO shape_use(shape,count,first_ns,last_ns) VALUES(?,?,?,?)");
        for (const ShapeUse &use : m_shapes)
            if (use.scanned > 0)
                CAUSEWAY_TRY(used.bind(use.number).bind(use.scanned).bind(use.first.ns).bind(use.last.ns).run());
        CAUSEWAY_TRY(copyTable(m_writing.from, "shape_template", "ORDER BY shape", m_writing.to, m_writing.job, [&](RowOnItsWay &row) -> Result<bool> { // shape, template, pinned
            const auto id = static_cast<std::size_t>(row.integer(0));
            if (id >= m_shapes.size() || m_shapes[id].count == 0)
                return false;
            const ShapeUse &use = m_shapes[id];
            row.set(0, std::int64_t{use.number});
            Sum &sum = templates[row.integer(1)];
            sum.count += use.scanned;
            if (!use.first.isNone() && (sum.first.isNone() || use.first < sum.first))
                sum.first = use.first;
            sum.last = std::max(sum.last, use.last);
            return true;
        }));
        CAUSEWAY_TRY(copyTable(m_writing.from, "template", "ORDER BY id", m_writing.to, m_writing.job, [&](RowOnItsWay &row) -> Result<bool> { // id, tokens, name, pinned, count, first_ns, last_ns
            const auto found = templates.find(row.integer(0));
            if (found == templates.end())
                return false;
            row.set(4, found->second.count);
            row.set(5, found->second.first.ns);
            row.set(6, found->second.last.ns);
            return true;
        }));
        CAUSEWAY_TRY(copyTable(m_writing.from, "template_alias", "ORDER BY old", m_writing.to, m_writing.job));
        return {};
    }

    Result<void> writeSequences()
    {
        return copyTable(m_writing.from, "sequence_line", "JOIN source ON source.id=sequence_line.source JOIN import ON import.id=source.import AND import.status='complete' ORDER BY sequence_line.source,line",
                         m_writing.to, m_writing.job,
                         [&](RowOnItsWay &row) -> Result<bool> { // source, line, name, first_event, events
                             const EventSlice &events = *m_writing.content.events;
                             const auto first = static_cast<std::uint64_t>(row.integer(3)), count = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.integer(4)));
                             const std::uint64_t begin = events.before(EventId(first)), end = events.before(EventId(first + std::min(count, UINT64_MAX - first)));
                             row.set(3, begin);
                             row.set(4, end - begin);
                             return end > begin;
                         })
            .map([](std::uint64_t) {});
    }

private:
    Result<void> writeChunk(const ChunkInfo &info, ChunkSlice &slice)
    {
        std::vector<ShapeId> shapes;
        for (std::size_t s = 0; s < slice.shapes.size(); ++s) {
            ShapeUse &use = m_shapes[slice.shapes[s].value];
            shapes.emplace_back(use.number);
            use.samples.resize(slice.samples[s].size());
            for (std::size_t slot = 0; slot < slice.samples[s].size(); ++slot)
                for (std::string &value : slice.samples[s][slot])
                    if (auto &values = use.samples[slot]; values.size() < templates::kSampleValues && std::find(values.begin(), values.end(), value) == values.end())
                        values.push_back(std::move(value));
        }
        std::vector<FrameId> frames;
        for (const FrameId frame : slice.frames)
            frames.emplace_back(m_frames[frame.value]);
        Database &to = m_writing.to;
        CAUSEWAY_ASSIGN(const std::int64_t import, importOf(info.source));
        CAUSEWAY_TRY(to.prepare("INSERT INTO chunk(id,import,source,first_event,rows,from_ns,to_ns,text_bytes) VALUES(?,?,?,?,?,?,?,?)")
                         .bind(m_nextChunk)
                         .bind(import)
                         .bind(info.source.value)
                         .bind(m_writing.counts.events)
                         .bind(slice.rows)
                         .bind(slice.from.ns)
                         .bind(slice.to.ns)
                         .bind(slice.textBytes)
                         .run());
        const std::string rowsPart = joinRowsPart(shapes, frames, slice.rowsPayload);
        const std::string_view parts[] = {rowsPart, slice.fieldsPayload, slice.parametersPayload};
        for (std::int64_t part = 0; part < 3; ++part)
            CAUSEWAY_TRY(to.prepare("INSERT INTO part(id,bytes) VALUES(?,?)").bind(m_nextChunk * 4 + part).bindBlob(parts[part]).run());
        ++m_nextChunk;
        m_writing.counts.events += slice.rows;
        SourceUse &source = m_writing.sources[info.source];
        source.events += slice.rows;
        source.textBytes += slice.textBytes;
        source.bare += slice.bare;
        source.timesFall = source.timesFall || slice.timesFall || (!source.lastTime.isNone() && !slice.firstTime.isNone() && slice.firstTime < source.lastTime);
        if (!slice.lastTime.isNone())
            source.lastTime = slice.lastTime;
        return {};
    }

    Result<std::int64_t> importOf(SourceId source)
    {
        Statement row = m_writing.from.prepare("SELECT import FROM source WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(source.value).step());
        return found ? row.integer(0) : 0;
    }

    BundleWriting &m_writing;
    const Snapshot &m_snapshot;
    std::vector<ShapeUse> m_shapes;
    std::vector<std::uint32_t> m_frames;
    std::int64_t m_nextChunk = 0;
};

} // namespace

Result<void> writeBundleEvents(BundleWriting &writing)
{
    Statement row = writing.from.prepare("SELECT CAST(value AS INTEGER) FROM setting WHERE name='template.scanned'");
    CAUSEWAY_ASSIGN(const bool found, row.step());
    EventWriter writer(writing);
    CAUSEWAY_TRY(writer.look(found ? static_cast<std::uint64_t>(row.integer(0)) : 0));
    CAUSEWAY_TRY(copyTable(writing.from, "import", "WHERE status='complete' AND id<=" + std::to_string(writing.content.snapshot->version) + " ORDER BY id", writing.to, writing.job));
    CAUSEWAY_TRY(writer.writeChunks());
    CAUSEWAY_TRY(writer.writeForms());
    CAUSEWAY_TRY(writer.writeTemplates());
    CAUSEWAY_TRY(writer.writeSequences());
    return {};
}

Result<void> writeBundleSources(BundleWriting &writing)
{
    const BundleContent &content = writing.content;
    return copyTable(writing.from, "source", "ORDER BY id", writing.to, writing.job,
                     [&](RowOnItsWay &row) -> Result<bool> { // id, import, name, path, format, layouts, events, bytes, skipped, incomplete_at, times_fall
                         const SourceId id(static_cast<std::uint32_t>(row.integer(0)));
                         const SourceInfo *info = content.snapshot->source(id);
                         const auto found = writing.sources.find(id);
                         const SourceUse use = found == writing.sources.end() ? SourceUse() : found->second;
                         const bool nothing = use.events == 0 && use.spans == 0 && use.points == 0;
                         if (info == nullptr || (nothing && !content.everything && std::find(content.sources.begin(), content.sources.end(), id) == content.sources.end()))
                             return false;
                         // Of a file's place no more than its name; where starts of spans are from is the name of a source.
                         const std::size_t slash = info->path.find_last_of('/');
                         if (info->format != "spans" && slash != std::string::npos)
                             row.setText(3, std::string_view(info->path).substr(slash + 1));
                         if (use.events == info->events && use.spans == info->spans && use.points == info->metricPoints)
                             return true;
                         row.set(6, use.events);
                         row.set(7, use.textBytes);
                         row.set(8, std::min(info->skipped, use.bare));
                         row.set(10, std::int64_t{use.timesFall});
                         return true;
                     })
        .map([](std::uint64_t) {});
}

} // namespace causeway::storage
