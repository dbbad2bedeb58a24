#include "storage/import/span_starts.h"

#include <algorithm>
#include <unordered_map>

#include "analysis/core/limits.h"
#include "analysis/templates/lone_shape.h"
#include "analysis/templates/masked_text.h"
#include "storage/database.h"
#include "storage/import/import_signals.h"
#include "storage/import/line_taker.h"

namespace causeway::storage {

namespace {

constexpr std::string_view kFormat = "spans";
constexpr std::size_t kNameBytes = 4096; // of a service or operation: a line must not be cut in two
constexpr std::size_t kLineBytes = 4u << 20;

struct TraceSource {
    std::string name;
    std::int64_t firstSpan = 0;
    std::uint64_t spans = 0;            // as imported
    std::span<const std::uint32_t> own; // rows of the table, by number: those that count
    std::uint64_t written = 0;
};

std::vector<std::uint32_t> rowsBySequence(const traces::SpanTable &table)
{
    std::vector<std::uint32_t> rows(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row)
        rows[row] = row;
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return table.sequence(a) < table.sequence(b); });
    return rows;
}

// rows: of the table, by number.
Result<std::vector<TraceSource>> traceSources(const Project &project, const Snapshot &snapshot, const traces::SpanTable &table, std::span<const std::uint32_t> rows)
{
    std::vector<TraceSource> sources;
    CAUSEWAY_TRY(project.read([&](Database &database) -> Result<void> {
        for (const SourceInfo &source : snapshot.sources) {
            if (source.spans == 0)
                continue;
            Statement row = database.prepare("SELECT first_span FROM signal_source WHERE source=?");
            CAUSEWAY_ASSIGN(const bool found, row.bind(source.id.value).step());
            if (!found)
                continue;
            const std::int64_t first = row.integer(0);
            const auto from = [&](std::int64_t span) {
                return std::lower_bound(rows.begin(), rows.end(), span, [&](std::uint32_t r, std::int64_t sequence) { return table.sequence(r) < sequence; });
            };
            sources.push_back({source.name, first, source.spans, {from(first), from(first + static_cast<std::int64_t>(source.spans))}, 0});
        }
        return {};
    }));
    for (const SourceInfo &source : snapshot.sources)
        if (holdsSpanStarts(source))
            for (TraceSource &traces : sources)
                if (traces.name == source.path)
                    traces.written += source.events;
    return sources;
}

std::string_view bounded(std::string_view name)
{
    if (name.size() <= kNameBytes)
        return name;
    std::size_t end = kNameBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80)
        --end;
    return name.substr(0, end);
}

// The message of each operation's spans.
std::vector<std::string> messagesOf(const traces::SpanTable &table)
{
    templates::ShapeSplitter splitter;
    std::vector<std::string> messages;
    for (const traces::Operation &operation : table.operations()) {
        std::string &message = messages.emplace_back(templates::kSpanStart);
        message.append(bounded(table.services()[operation.service])).append(1, ' ');
        message.append(templates::maskedText(bounded(operation.name), splitter));
    }
    return messages;
}

// rows: of the spans that have none yet, in order of their numbers.
Result<void> writeSource(Appender &appender, const traces::SpanTable &table, const TraceSource &source, std::span<const std::uint32_t> rows, const std::vector<std::string> &messages, const Job &job)
{
    CAUSEWAY_TRY(appender.beginSource("spans of " + source.name, source.name));
    LineTaker taker(appender, BlockEncoder::Messages::Constant);
    std::string lines;
    Appender::SourceEnd end;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::uint32_t row = rows[i];
        decode::LogRecord start;
        start.time = {table.start(row)};
        start.level = table.status(row) == traces::SpanStatus::Error ? Level::Error : Level::Unknown;
        start.service = bounded(table.serviceName(row));
        start.trace = table.traceKey(table.trace(row));
        start.span = table.spanKey(row);
        start.body = std::string_view(messages[table.operation(row)]);
        appendLogLine(lines, start);
        if (lines.size() < kLineBytes)
            continue;
        end.bytes += lines.size();
        CAUSEWAY_TRY(taker.take(lines, job));
        job.report({static_cast<double>(i), static_cast<double>(rows.size()), Progress::Unit::Events});
    }
    end.bytes += lines.size();
    CAUSEWAY_TRY(taker.take(lines, job));
    end.format = kFormat;
    end.layouts = taker.layouts();
    CAUSEWAY_TRY(appender.endSource(end));
    return {};
}

} // namespace

bool holdsSpanStarts(const SourceInfo &source) { return source.format == kFormat; }

Result<std::vector<SpanStartRun>> spanStartRuns(const Project &project, const Snapshot &snapshot, const traces::SpanTable &table)
{
    std::vector<SpanStartRun> runs;
    const std::vector<std::uint32_t> rows = rowsBySequence(table);
    CAUSEWAY_ASSIGN(std::vector<TraceSource> sources, traceSources(project, snapshot, table, rows));
    struct Place {
        const TraceSource *source;
        std::uint64_t next = 0; // of its starts
    };
    std::unordered_map<std::string_view, Place> byName;
    for (const TraceSource &source : sources)
        byName.emplace(source.name, Place{&source});
    for (const ChunkInfo &chunk : snapshot.chunks) {
        const SourceInfo *source = snapshot.source(chunk.source);
        if (source == nullptr || !holdsSpanStarts(*source))
            continue;
        const auto found = byName.find(source->path);
        // An older project may have the starts of all spans, repeated ones too.
        const bool all = found != byName.end() && found->second.source->written == found->second.source->spans;
        if (found == byName.end() || (!all && found->second.source->written > found->second.source->own.size()) || found->second.next + chunk.rows > found->second.source->written)
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The starts of spans do not fit the spans")), Message(CAUSEWAY_TEXT("%1 has more of them than there are spans"), source->name),
                           Message(CAUSEWAY_TEXT("Restore it from a copy, or import the logs into a new project.")), {project.path(), 0, -1});
        Place &place = found->second;
        const auto spanOf = [&](std::uint64_t start) { return all ? place.source->firstSpan + static_cast<std::int64_t>(start) : table.sequence(place.source->own[start]); };
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::int64_t span = spanOf(place.next + row);
            if (row == 0 || span != runs.back().firstSpan + static_cast<std::int64_t>(runs.back().count))
                runs.push_back({EventId(chunk.first.value + row), span, 0});
            ++runs.back().count;
        }
        place.next += chunk.rows;
    }
    return runs;
}

Result<std::uint64_t> writeSpanStarts(Project &project, const traces::SpanTable &table, const Job &job)
{
    const std::vector<std::uint32_t> rows = rowsBySequence(table);
    const auto missing = [&]() -> Result<std::vector<TraceSource>> {
        CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
        CAUSEWAY_ASSIGN(std::vector<TraceSource> sources, traceSources(project, *snapshot, table, rows));
        std::erase_if(sources, [](const TraceSource &source) { return source.written >= source.own.size(); });
        return sources;
    };
    CAUSEWAY_ASSIGN(std::vector<TraceSource> sources, missing());
    if (sources.empty())
        return std::uint64_t{0};
    CAUSEWAY_ASSIGN(const auto appender, Appender::begin(project.shared_from_this()));
    CAUSEWAY_ASSIGN(sources, missing()); // another process may have been faster
    const std::vector<std::string> messages = messagesOf(table);
    std::uint64_t written = 0;
    for (const TraceSource &source : sources) {
        const std::span<const std::uint32_t> own = source.own.subspan(source.written);
        CAUSEWAY_TRY(writeSource(*appender, table, source, own, messages, job));
        written += own.size();
    }
    if (written > 0)
        CAUSEWAY_TRY(appender->commit({}));
    return written;
}

} // namespace causeway::storage
