#include "app/engine/span_logs.h"

#include <algorithm>

#include "app/engine/once_pass_cache.h"

namespace causeway::engine {

namespace {

std::string_view fieldOf(const storage::Event &event, Role role)
{
    for (const storage::FieldRange &field : event.fields)
        if (field.role == role)
            return std::string_view(event.bytes).substr(field.begin, field.end - field.begin);
    return {};
}

bool namesTraces(const storage::Snapshot &snapshot, FrameId id)
{
    const storage::Frame &frame = snapshot.frames[id.value];
    return std::any_of(frame.slots.begin(), frame.slots.end(), [](const storage::Frame::Slot &slot) { return slot.role == Role::Trace; });
}

// Of several spans with the id, the one that was running then, else the first.
std::uint32_t spanAt(const traces::SpanTable &table, std::uint32_t trace, traces::SpanKey id, TimePoint time)
{
    std::uint32_t found = traces::kNone;
    for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
        if (table.spanKey(row) == id) {
            if (table.start(row) <= time.ns && time.ns <= table.end(row))
                return row;
            found = found == traces::kNone ? row : found;
        }
    return found;
}

} // namespace

Result<void> forEachSpanLog(storage::Project &project, const traces::SpanTable &table, TimeRange range, const Job &job,
                            const std::function<void(std::uint32_t, std::uint32_t, const storage::Event &)> &f)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), snapshot, kOncePassCache);
    for (std::size_t c = 0; c < snapshot->chunks.size(); ++c) {
        const storage::ChunkInfo &chunk = snapshot->chunks[c];
        if (!chunk.from.isNone() && (chunk.to < range.from || chunk.from >= range.to))
            continue;
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::uint32_t i = 0; i < chunk.rows; ++i) {
            if (i % 512 == 0 && job.isCancelled())
                return failure(cancelled());
            const TimePoint time{rows->timesNs[i]};
            if ((!time.isNone() && !range.contains(time)) || !namesTraces(*snapshot, rows->frames[i]))
                continue;
            CAUSEWAY_ASSIGN(const storage::Event event, reader.event(EventId(chunk.first.value + i)));
            const auto key = traces::parseTraceKey(fieldOf(event, Role::Trace));
            const std::uint32_t trace = key ? table.findTrace(*key) : traces::kNone;
            if (trace == traces::kNone)
                continue;
            const auto span = traces::parseTraceKey(fieldOf(event, Role::Span));
            f(trace, span ? spanAt(table, trace, {span->low}, time) : traces::kNone, event);
        }
    }
    return {};
}

} // namespace causeway::engine
