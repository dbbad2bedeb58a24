#include "app/engine/span_logs.h"

#include <algorithm>
#include <optional>

#include "analysis/traces/running_spans.h"
#include "app/engine/once_pass_cache.h"
#include "app/engine/service_names.h"
#include "app/engine/session_keys.h"
#include "app/engine/span_starts.h"

namespace causeway::engine {

namespace {

std::string_view fieldOf(const storage::Event &event, Role role)
{
    for (const storage::FieldRange &field : event.fields)
        if (field.role == role)
            return std::string_view(event.bytes).substr(field.begin, field.end - field.begin);
    return {};
}

// What lines with a frame of the snapshot may tell.
struct FrameUse {
    bool names = false;    // a trace
    bool services = false; // a service, pod …
};

std::vector<FrameUse> frameUses(const storage::Snapshot &snapshot)
{
    std::vector<FrameUse> uses;
    for (const storage::Frame &frame : snapshot.frames) {
        FrameUse &use = uses.emplace_back();
        for (const storage::Frame::Slot &slot : frame.slots) {
            use.names = use.names || slot.role == Role::Trace;
            use.services = use.services || ServiceNames::mayName(slot.role, slot.name);
        }
    }
    return uses;
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
                            const std::function<void(std::uint32_t, std::uint32_t, const storage::Event &, SpanJoin)> &f)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), snapshot, kOncePassCache);
    const std::vector<FrameUse> uses = frameUses(*snapshot);
    const std::vector<bool> spanStarts = spanStartChunks(*snapshot);
    ServiceNames services(table);
    std::optional<traces::RunningSpans> running; // made when a line asks for it
    for (std::size_t c = 0; c < snapshot->chunks.size(); ++c) {
        const storage::ChunkInfo &chunk = snapshot->chunks[c];
        const storage::SourceInfo *source = snapshot->source(chunk.source);
        if (spanStarts[c] || source == nullptr || (!chunk.from.isNone() && (chunk.to < range.from || chunk.from >= range.to)))
            continue;
        const bool ofService = services.ofSource(*source) != traces::kNone;
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::uint32_t i = 0; i < chunk.rows; ++i) {
            if (i % 512 == 0 && job.isCancelled())
                return failure(cancelled());
            const TimePoint time{rows->timesNs[i]};
            const FrameUse use = uses[rows->frames[i].value];
            const bool byTime = !time.isNone() && (ofService || use.services);
            if ((!time.isNone() && !range.contains(time)) || (!use.names && !byTime))
                continue;
            CAUSEWAY_ASSIGN(const storage::Event event, reader.event(EventId(chunk.first.value + i)));
            const std::string_view named = fieldOf(event, Role::Trace);
            if (!isAbsentValue(named)) {
                const auto key = traces::parseTraceKey(named);
                const std::uint32_t trace = key ? table.findTrace(*key) : traces::kNone;
                if (trace == traces::kNone)
                    continue;
                const auto span = traces::parseTraceKey(fieldOf(event, Role::Span));
                f(trace, span ? spanAt(table, trace, {span->low}, time) : traces::kNone, event, SpanJoin::Id);
            } else if (byTime && isAbsentValue(fieldOf(event, Role::Span))) {
                const std::uint32_t service = services.ofEvent(event, *source);
                if (service == traces::kNone)
                    continue;
                if (!running)
                    running.emplace(table, range.from.ns, range.to.ns);
                if (const std::uint32_t row = running->only(service, time.ns); row != traces::kNone)
                    f(table.trace(row), row, event, SpanJoin::Time);
            }
        }
    }
    return {};
}

Result<void> forEachSpanLog(storage::Project &project, const traces::SpanTable &table, TimeRange range, const Job &job,
                            const std::function<void(std::uint32_t, std::uint32_t, const storage::Event &)> &f)
{
    return forEachSpanLog(project, table, range, job, [&](std::uint32_t trace, std::uint32_t row, const storage::Event &event, SpanJoin) { f(trace, row, event); });
}

} // namespace causeway::engine
