#include "storage/import/import_signals.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "analysis/decode/signals/signal_decoder.h"
#include "storage/import/line_taker.h"
#include "storage/metric_store.h"
#include "storage/signal_json.h"
#include "storage/span_store.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kHeadBytes = 256u << 10;
constexpr std::size_t kPieceBytes = 1u << 20;  // a transaction each
constexpr std::size_t kDocumentBytes = 64u << 10; // of its beginning: a copy of a file holds the same traces, where it makes their ids
constexpr std::size_t kLineBytes = 4u << 20;   // of lines that are taken at once
constexpr std::size_t kStoredNotes = 1000;

TimePoint writtenAt(const std::string &path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return TimePoint::none();
    return {static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec};
}

// Spans and points go into tables of the transaction at hand, lines are kept until it has ended.
class Writer final : public decode::SignalSink {
public:
    Writer(SignalNames &names, ImportId import, SourceId source, std::int64_t firstSpan, std::int64_t firstPoint)
        : m_names(names), m_source(source), m_spans(names, source, firstSpan), m_points(names, import, source, firstPoint) {}

    void begin(Database &database)
    {
        m_database = &database;
        m_spans.begin(database);
        m_points.begin(database);
    }
    Result<void> end()
    {
        m_spans.end();
        m_points.end();
        m_database = nullptr;
        return m_status;
    }

    decode::ResourceId resource(decode::Attributes attributes) override
    {
        if (!m_status)
            return {};
        auto id = m_names.resource(*m_database, attributes);
        if (!id) {
            m_status = failure(std::move(id).error());
            return {};
        }
        if (*id == 0)
            return {};
        const auto [number, isNew] = m_numbers.try_emplace(*id, static_cast<std::uint32_t>(m_rows.size()));
        if (isNew)
            m_rows.push_back(*id);
        return decode::ResourceId(number->second);
    }
    void span(const decode::Span &span) override
    {
        if (m_status)
            m_status = m_spans.add(span, rowOf(span.resource));
        spanTimes.add(span.start, span.duration);
    }
    void log(const decode::LogRecord &record) override
    {
        appendLogLine(lines, record);
        ++lineCount;
    }
    void point(const decode::MetricPoint &point) override
    {
        if (m_status)
            m_status = m_points.add(point, rowOf(point.resource));
        pointTimes.add(point.time, Nanos{0});
    }
    void skipped(const Message &reason, decode::SignalPlace place) override
    {
        ++skippedCount;
        note(reason, place, true);
    }
    void noted(const Message &what, decode::SignalPlace place) override { note(what, place, false); }

    [[nodiscard]] std::uint64_t spans() const { return m_spans.count(); }
    [[nodiscard]] std::uint64_t points() const { return m_points.count(); }

    struct Extent {
        TimePoint from = TimePoint::none(), to = TimePoint::none();
        void add(TimePoint start, Nanos duration)
        {
            if (start.isNone())
                return;
            const TimePoint end{duration.count > 0 && start.ns <= INT64_MAX - duration.count ? start.ns + duration.count : start.ns};
            from = from.isNone() ? start : std::min(from, start);
            to = to.isNone() ? end : std::max(to, end);
        }
    } spanTimes, pointTimes;
    struct Note {
        Message message;
        std::uint64_t count = 0;
        bool skipped = false;
        decode::SignalPlace first;
    };
    std::map<std::string, Note> notes; // by the text without its arguments
    std::uint64_t skippedCount = 0, noteCount = 0;
    std::string lines;
    std::size_t lineCount = 0;

private:
    [[nodiscard]] std::int64_t rowOf(decode::ResourceId id) const { return id.value < m_rows.size() ? m_rows[id.value] : 0; }
    void note(const Message &message, decode::SignalPlace place, bool skipped)
    {
        Note &note = notes[message.text()];
        if (note.count++ == 0) {
            note.message = message;
            note.first = place;
            note.skipped = skipped;
        }
        if (!m_status || noteCount++ >= kStoredNotes)
            return;
        m_status = m_database->prepare("INSERT INTO signal_note(source,skipped,byte,line,message) VALUES(?,?,?,?,?)")
                       .bind(m_source.value)
                       .bind(skipped ? 1 : 0)
                       .bind(place.byte)
                       .bind(place.line)
                       .bind(message.toEnglish())
                       .run();
    }

    SignalNames &m_names;
    SourceId m_source;
    SpanWriter m_spans;
    MetricWriter m_points;
    Database *m_database = nullptr;
    Result<void> m_status;
    std::unordered_map<std::int64_t, std::uint32_t> m_numbers; // row of a resource → its number
    std::vector<std::int64_t> m_rows{0};                       // by number; 0: none
};

Result<void> beginSignals(Project &project, SourceId source, std::int64_t &firstSpan, std::int64_t &firstPoint)
{
    return project.write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
        {
            Statement last = database.prepare("SELECT (SELECT coalesce(max(id),0)+1 FROM span), (SELECT coalesce(max(id),0)+1 FROM metric_point)");
            CAUSEWAY_TRY(last.step());
            firstSpan = last.integer(0);
            firstPoint = last.integer(1);
        }
        return database.prepare("INSERT INTO signal_source(source,first_span,spans,first_point,metric_points,notes) VALUES(?,?,0,?,0,0)")
            .bind(source.value)
            .bind(firstSpan)
            .bind(firstPoint)
            .run();
    });
}

// Of a document that turned out to be none.
Result<void> forgetSource(Project &project, SourceId source, std::int64_t firstSpan, std::int64_t firstPoint)
{
    return project.write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
        CAUSEWAY_TRY(database.prepare("DELETE FROM span WHERE id>=?").bind(firstSpan).run());
        CAUSEWAY_TRY(database.prepare("DELETE FROM metric_point WHERE id>=?").bind(firstPoint).run());
        for (const char *sql : {"DELETE FROM signal_note WHERE source=?", "DELETE FROM signal_source WHERE source=?", "DELETE FROM series WHERE source=?", "DELETE FROM source WHERE id=?"})
            CAUSEWAY_TRY(database.prepare(sql).bind(source.value).run());
        return {};
    });
}

class Counter final : public decode::SignalSink {
public:
    decode::ResourceId resource(decode::Attributes) override { return {}; }
    void span(const decode::Span &) override { ++counts.spans; }
    void log(const decode::LogRecord &) override { ++counts.logs; }
    void point(const decode::MetricPoint &) override { ++counts.points; }
    void skipped(const Message &, decode::SignalPlace) override { ++counts.skipped; }
    void noted(const Message &, decode::SignalPlace) override {}
    SignalCounts counts;
};

std::vector<Error> tellNotes(const Writer &writer, const std::string &path)
{
    std::vector<Error> told;
    for (const auto &[text, note] : writer.notes)
        told.push_back({ErrorCode::InvalidInput, note.skipped ? Message(CAUSEWAY_TEXT("%1{element was|elements were} skipped"), note.count) : Message(CAUSEWAY_TEXT("%1{element was|elements were} read otherwise than written"), note.count),
                        note.message, {}, {path, note.first.line, note.first.line > 0 ? -1 : static_cast<std::int64_t>(note.first.byte)}});
    return told;
}

} // namespace

void appendLogLine(std::string &out, const decode::LogRecord &record)
{
    out += '{';
    const auto field = [&](std::string_view name, const decode::AttributeValue &value) {
        if (out.back() != '{')
            out += ',';
        appendJson(out, name);
        out += ':';
        appendJson(out, value);
    };
    const TimePoint time = record.time.isNone() ? record.observed : record.time;
    if (!time.isNone())
        field("time", std::string_view(toIso8601(time)));
    if (record.level != Level::Unknown)
        field("level", toName(record.level));
    else if (!record.severityText.empty())
        field("level", record.severityText);
    if (!record.service.empty())
        field("service", record.service);
    if (!record.trace.isNone())
        field("trace_id", std::string_view(traces::toHex(record.trace)));
    if (!record.span.isNone())
        field("span_id", std::string_view(traces::toHex(record.span)));
    if (!record.attributes.empty()) {
        out += out.back() == '{' ? "\"attributes\":" : ",\"attributes\":";
        appendJson(out, record.attributes);
    }
    field("message", record.body); // last: what comes behind it would be part of the text
    out += "}\n";
}

Result<std::string> signalFormatOf(const std::string &path, const SourceOptions &options)
{
    if (options.format && *options.format != "auto") {
        for (const decode::FormatInfo &info : decode::signalFormats())
            if (info.name == *options.format)
                return info.name;
        return std::string();
    }
    if (!options.layouts.empty())
        return std::string();
    CAUSEWAY_ASSIGN(auto source, ByteSource::open(path));
    std::string head(kHeadBytes, '\0');
    std::size_t size = 0;
    while (size < head.size()) {
        const auto n = source->read(head.data() + size, head.size() - size);
        if (!n || *n == 0)
            break;
        size += *n;
    }
    const auto format = decode::detectSignals(std::string_view(head).substr(0, size), std::filesystem::path(path).filename().string());
    return format ? std::string(*format) : std::string();
}

Result<SignalCounts> countSignals(const std::string &path, const std::string &format)
{
    CAUSEWAY_ASSIGN(auto source, ByteSource::open(path));
    Counter counter;
    CAUSEWAY_ASSIGN(auto decoder, decode::makeSignalDecoder(format, counter, {1, writtenAt(path)}));
    std::string piece(kPieceBytes, '\0');
    CAUSEWAY_ASSIGN(const std::size_t n, source->read(piece.data(), piece.size()));
    CAUSEWAY_TRY(decoder->feed(std::string_view(piece).substr(0, n)));
    (void)decoder->finish(); // that it breaks off here says nothing
    return counter.counts;
}

Result<ImportedSignals> importSignals(Appender &appender, const std::string &path, const std::string &format, const SourceOptions &options, const Job &job,
                                      const std::function<void(std::uint64_t)> &onBytes)
{
    CAUSEWAY_ASSIGN(auto source, ByteSource::open(path));
    CAUSEWAY_ASSIGN(const SourceId id, appender.beginSource(options.name, path));
    Project &project = appender.project();
    std::int64_t firstSpan = 0, firstPoint = 0;
    CAUSEWAY_TRY(beginSignals(project, id, firstSpan, firstPoint));
    SignalNames names(appender.import());
    Writer writer(names, appender.import(), id, firstSpan, firstPoint);
    LineTaker taker(appender);
    ImportedSignals imported;
    std::uint64_t total = 0;
    const auto fail = [&](Error error) -> tl::unexpected<Error> {
        if (error.code == ErrorCode::InvalidInput) // others may go on without it
            if (auto forgotten = forgetSource(project, id, firstSpan, firstPoint); !forgotten)
                return failure(std::move(forgotten).error());
        if (error.where.file.empty())
            error.where.file = path;
        return failure(std::move(error));
    };
    // In a transaction of its own; what the decoder says comes before what became of the writing.
    const auto within = [&](const std::function<Result<void>()> &f) {
        return project.write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
            writer.begin(database);
            Result<void> done = f();
            Result<void> written = writer.end();
            return written ? done : written;
        });
    };
    auto buffer = std::make_unique_for_overwrite<char[]>(kPieceBytes);
    std::unique_ptr<decode::SignalDecoder> decoder;
    while (true) {
        if (job.isCancelled())
            return failure(cancelled());
        // The first piece is long enough for what tells the document from others, however the file is packed.
        std::size_t read = 0;
        Result<std::size_t> n{0};
        do {
            n = source->read(buffer.get() + read, kPieceBytes - read);
            read += n ? *n : 0;
        } while (n && *n > 0 && !decoder && read < kDocumentBytes);
        if (!decoder) {
            const std::uint64_t document = templates::hashBytes({buffer.get(), std::min(read, kDocumentBytes)}, 1) | 1;
            CAUSEWAY_ASSIGN(decoder, decode::makeSignalDecoder(format, writer, {document, writtenAt(path)}));
        }
        total += read;
        if (read > 0)
            if (auto fed = within([&] { return decoder->feed({buffer.get(), read}); }); !fed)
                return fail(std::move(fed).error());
        if (!n) {
            if (n.error().code == ErrorCode::Unreadable && total == 0)
                return failure(std::move(n).error());
            imported.source.damage = std::move(n).error();
            break;
        }
        if (read == 0)
            break;
        if (writer.lines.size() >= kLineBytes)
            CAUSEWAY_TRY(taker.take(writer.lines, job));
        onBytes(source->consumed());
    }
    decode::SignalEnd documentEnd;
    if (auto ended = within([&]() -> Result<void> {
            CAUSEWAY_ASSIGN(documentEnd, decoder->finish());
            return {};
        });
        !ended)
        return fail(std::move(ended).error());
    CAUSEWAY_TRY(taker.take(writer.lines, job));
    Appender::SourceEnd end;
    end.format = format;
    end.layouts = taker.layouts();
    end.bytes = total;
    end.skipped = writer.skippedCount;
    end.spans = writer.spans();
    end.metricPoints = writer.points();
    const auto &extent = writer.spans() > 0 ? writer.spanTimes : writer.pointTimes;
    end.signalsFrom = extent.from;
    end.signalsTo = extent.to;
    end.incompleteAt = imported.source.damage ? static_cast<std::int64_t>(total) : documentEnd.incompleteAt;
    if (!imported.source.damage && documentEnd.incompleteAt >= 0)
        imported.source.damage = Error{ErrorCode::Damaged, Message(CAUSEWAY_TEXT("A file ends early")), documentEnd.why, Message(CAUSEWAY_TEXT("What comes before is imported.")), {path, 0, documentEnd.incompleteAt}};
    CAUSEWAY_ASSIGN(imported.source.info, appender.endSource(end));
    CAUSEWAY_TRY(project.write(Project::Durability::Normal, [&](Database &database) {
        Statement update = database.prepare("UPDATE signal_source SET spans=?, metric_points=?, notes=?, from_ns=?, to_ns=? WHERE source=?");
        update.bind(end.spans).bind(end.metricPoints).bind(writer.noteCount);
        for (const TimePoint time : {end.signalsFrom, end.signalsTo})
            time.isNone() ? update.bindNull() : update.bind(time.ns);
        return update.bind(id.value).run();
    }));
    imported.notes = tellNotes(writer, path);
    return imported;
}

} // namespace causeway::storage
