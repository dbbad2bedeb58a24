#include "storage/snapshot_loader.h"

#include <algorithm>

#include <simdjson.h>

#include "analysis/core/bytes.h"
#include "analysis/decode/layout.h"
#include "storage/content_digest.h"

namespace causeway::storage {

namespace {

Error damaged(const Database &database, Message why)
{
    return {ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Opening the project failed")), std::move(why),
            Message(CAUSEWAY_TEXT("Restore it from a copy, or import the logs into a new project.")), {database.path(), 0, -1}};
}

Result<std::vector<decode::Layout>> readLayouts(const std::string &json)
{
    std::vector<decode::Layout> layouts;
    simdjson::dom::parser parser;
    simdjson::dom::array array;
    if (parser.parse(json).get(array) != simdjson::SUCCESS)
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("a source's layout is damaged")));
    for (const simdjson::dom::element element : array) {
        CAUSEWAY_ASSIGN(auto layout, decode::layoutFromJson(simdjson::minify(element)));
        layouts.push_back(std::move(layout));
    }
    return layouts;
}

// Calls f for each row of a query without parameters.
template <typename F>
Result<void> forEachRow(Database &database, const char *sql, const F &f)
{
    Statement statement = database.prepare(sql);
    while (true) {
        CAUSEWAY_ASSIGN(const bool row, statement.step());
        if (!row)
            return {};
        CAUSEWAY_TRY(f(statement));
    }
}

} // namespace

std::string encodeFrame(const Frame &frame)
{
    ByteWriter out;
    out.text(frame.text);
    out.varint(frame.slots.size());
    for (const Frame::Slot &slot : frame.slots) {
        out.u8(static_cast<std::uint8_t>(slot.role));
        out.text(slot.name);
    }
    out.text(frame.timeSpec);
    out.signedVarint(frame.timeContext.year);
    out.signedVarint(frame.timeContext.firstMonth);
    out.signedVarint(frame.timeContext.zoneSeconds);
    out.signedVarint(frame.timeContext.dayNs);
    return out.take();
}

Result<Frame> decodeFrame(std::string_view bytes)
{
    ByteReader in(bytes);
    Frame frame;
    frame.text = in.text();
    const std::uint64_t slots = in.varint();
    for (std::uint64_t i = 0; in.fits(slots - i) && i < slots; ++i) {
        Frame::Slot slot;
        slot.role = static_cast<Role>(in.bounded(kRoleCount - 1));
        slot.name = in.text();
        frame.slots.push_back(std::move(slot));
    }
    frame.timeSpec = in.text();
    frame.timeContext.year = static_cast<int>(in.signedVarint());
    frame.timeContext.firstMonth = static_cast<int>(in.signedVarint());
    frame.timeContext.zoneSeconds = static_cast<std::int32_t>(in.signedVarint());
    frame.timeContext.dayNs = in.signedVarint();
    const auto marks = static_cast<std::size_t>(std::count(frame.text.begin(), frame.text.end(), templates::kSlot));
    if (!in.atEnd() || marks != frame.slots.size() || (!frame.timeSpec.empty() && !decode::TimeFormat::fromSpec(frame.timeSpec)))
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("a header's form is damaged")));
    return frame;
}

Result<std::uint64_t> snapshotVersion(Database &database)
{
    Statement statement = database.prepare("SELECT coalesce(max(id),0) FROM import WHERE status='complete'");
    CAUSEWAY_TRY(statement.step());
    return static_cast<std::uint64_t>(statement.integer(0));
}

Result<std::shared_ptr<const Snapshot>> loadSnapshot(Database &database)
{
    auto snapshot = std::make_shared<Snapshot>();
    CAUSEWAY_ASSIGN(snapshot->version, snapshotVersion(database));
    CAUSEWAY_TRY(forEachRow(database,
                            "SELECT source.id,name,path,format,layouts,events,bytes,skipped,incomplete_at,times_fall,coalesce(spans,0),coalesce(metric_points,0),signal_source.from_ns,signal_source.to_ns FROM source "
                            "LEFT JOIN signal_source ON signal_source.source=source.id JOIN import ON import.id=source.import WHERE status='complete' ORDER BY source.id",
                            [&](Statement &row) -> Result<void> {
                                SourceInfo info;
                                info.id = SourceId(static_cast<std::uint32_t>(row.integer(0)));
                                info.name = row.text(1);
                                info.path = row.text(2);
                                info.format = row.text(3);
                                CAUSEWAY_ASSIGN(info.layouts, readLayouts(row.text(4)));
                                info.events = static_cast<std::uint64_t>(row.integer(5));
                                info.bytes = static_cast<std::uint64_t>(row.integer(6));
                                info.skipped = static_cast<std::uint64_t>(row.integer(7));
                                info.incompleteAt = row.integer(8);
                                info.timesFall = row.integer(9) != 0;
                                info.spans = static_cast<std::uint64_t>(row.integer(10));
                                info.metricPoints = static_cast<std::uint64_t>(row.integer(11));
                                if (!row.isNull(12) && !row.isNull(13)) {
                                    info.signalsFrom = {row.integer(12)};
                                    info.signalsTo = {row.integer(13)};
                                }
                                snapshot->textBytes += info.bytes;
                                snapshot->sources.push_back(std::move(info));
                                return {};
                            }));
    CAUSEWAY_TRY(forEachRow(database,
                            "SELECT chunk.id,source,first_event,rows,from_ns,to_ns,text_bytes FROM chunk "
                            "JOIN import ON import.id=chunk.import WHERE status='complete' ORDER BY first_event",
                            [&](Statement &row) -> Result<void> {
                                ChunkInfo info;
                                info.id = ChunkId(static_cast<std::uint32_t>(row.integer(0)));
                                info.source = SourceId(static_cast<std::uint32_t>(row.integer(1)));
                                info.first = EventId(static_cast<std::uint64_t>(row.integer(2)));
                                info.rows = static_cast<std::uint32_t>(row.integer(3));
                                info.from = {row.integer(4)};
                                info.to = {row.integer(5)};
                                info.textBytes = static_cast<std::uint64_t>(row.integer(6));
                                if (info.first.value != snapshot->events || snapshot->source(info.source) == nullptr)
                                    return failure(damaged(database, Message(CAUSEWAY_TEXT("its list of chunks has gaps"))));
                                snapshot->events += info.rows;
                                snapshot->chunks.push_back(info);
                                return {};
                            }));
    // Shapes and frames of a pending import stand at the end: they are loaded as well and are simply not used.
    CAUSEWAY_TRY(forEachRow(database, "SELECT id,text,slots,count FROM shape ORDER BY id", [&](Statement &row) -> Result<void> {
        templates::Shape shape;
        shape.text = row.blob(1);
        for (const char kind : row.blob(2))
            shape.slots.push_back(static_cast<templates::SlotKind>(kind));
        const auto marks = static_cast<std::size_t>(std::count(shape.text.begin(), shape.text.end(), templates::kSlot));
        const bool kinds = std::all_of(shape.slots.begin(), shape.slots.end(), [](templates::SlotKind k) { return k <= templates::SlotKind::Rest; });
        if (static_cast<std::size_t>(row.integer(0)) != snapshot->shapes.size() || marks != shape.slots.size() || !kinds)
            return failure(damaged(database, Message(CAUSEWAY_TEXT("its list of forms is inconsistent"))));
        snapshot->shapes.push_back(std::move(shape));
        snapshot->shapeCounts.push_back(static_cast<std::uint64_t>(row.integer(3)));
        return {};
    }));
    CAUSEWAY_TRY(forEachRow(database, "SELECT id,bytes FROM frame ORDER BY id", [&](Statement &row) -> Result<void> {
        if (static_cast<std::size_t>(row.integer(0)) != snapshot->frames.size())
            return failure(damaged(database, Message(CAUSEWAY_TEXT("its list of headers has gaps"))));
        CAUSEWAY_ASSIGN(auto frame, decodeFrame(row.blob(1)));
        snapshot->frames.push_back(std::move(frame));
        return {};
    }));
    CAUSEWAY_TRY(checkContentDigest(database));
    return snapshot;
}

} // namespace causeway::storage
