#include "app/engine/export_data.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>

#include "analysis/core/json_writer.h"
#include "app/engine/csv.h"
#include "app/engine/export_spans.h"
#include "app/engine/mine_templates.h"
#include "storage/event_reader.h"
#include "storage/finding_store.h"
#include "storage/incident_store.h"
#include "storage/label_store.h"

namespace causeway::engine {

namespace {

constexpr std::array<std::string_view, 6> kNames{"lines", "templates", "findings", "labels", "spans", "incidents"};
constexpr std::size_t kBlock = 1u << 20;

// Writes beside the file and puts it in its place at the end.
class OutputFile {
public:
    explicit OutputFile(std::string path) : m_path(std::move(path)), m_temporary(m_path + ".part-" + std::to_string(::getpid())) {}
    ~OutputFile()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
            ::unlink(m_temporary.c_str());
        }
    }
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;

    Result<void> open()
    {
        m_fd = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (m_fd < 0)
            return problem();
        return {};
    }
    std::string &buffer() { return m_buffer; }
    Result<void> flushIfLarge() { return m_buffer.size() >= kBlock ? flush() : Result<void>(); }
    Result<void> finish()
    {
        CAUSEWAY_TRY(flush());
        if (::fsync(m_fd) != 0 || ::rename(m_temporary.c_str(), m_path.c_str()) != 0)
            return problem();
        ::close(m_fd);
        m_fd = -1;
        return {};
    }

private:
    Result<void> flush()
    {
        std::size_t done = 0;
        while (done < m_buffer.size()) {
            const ssize_t n = ::write(m_fd, m_buffer.data() + done, m_buffer.size() - done);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                return problem();
            done += static_cast<std::size_t>(n);
        }
        m_buffer.clear();
        return {};
    }
    [[nodiscard]] tl::unexpected<Error> problem() const
    {
        return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("Exporting failed")), Message(CAUSEWAY_TEXT("%1"), std::strerror(errno)),
                       Message(CAUSEWAY_TEXT("Check the folder, your rights and the free space.")), {m_path, 0, -1});
    }
    std::string m_path, m_temporary, m_buffer;
    int m_fd = -1;
};

// A row's columns, each given once by name; as a CSV row under a header or as a JSON object.
class RowWriter {
public:
    RowWriter(std::string &out, bool json, std::vector<std::string_view> columns) : m_out(out), m_json(json), m_columns(std::move(columns))
    {
        if (m_json)
            return;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            m_out += i == 0 ? "" : ",";
            m_out += m_columns[i];
        }
        m_out += '\n';
    }
    void begin()
    {
        m_at = 0;
        if (m_json) {
            m_object = JsonWriter();
            m_object.beginObject();
        }
    }
    // Bytes that are not UTF-8: exact as NAME_b64 in JSON, as they are in CSV.
    void text(std::string_view value)
    {
        const std::string_view name = m_columns[m_at++];
        if (!m_json) {
            separate();
            appendCsvCell(m_out, value);
        } else if (isUtf8(value))
            m_object.field(name, value);
        else
            m_object.field(std::string(name) + "_b64", toBase64(value));
    }
    template <typename Number>
    void number(Number value)
    {
        JsonWriter one;
        one.value(value);
        plain(one.text());
    }
    void time(TimePoint value) { plain(value.isNone() ? (m_json ? "null" : "") : std::to_string(value.ns)); }
    void isoTime(TimePoint value) // UTC
    {
        if (value.isNone())
            plain(m_json ? "null" : "");
        else
            text(toIso8601(value));
    }
    void boolean(bool value) { plain(value ? "true" : "false"); }
    // An array; in CSV separated by spaces, "*" for what is empty.
    void list(const std::vector<std::string_view> &values)
    {
        if (m_json) {
            JsonWriter array;
            array.beginArray();
            for (const std::string_view value : values)
                array.value(value);
            plain(array.endArray().text());
            return;
        }
        std::string cell;
        for (const std::string_view value : values) {
            cell += cell.empty() ? "" : " ";
            cell += value.empty() ? std::string_view("*") : value;
        }
        text(cell);
    }
    void end()
    {
        if (m_json)
            m_out += m_object.endObject().text();
        m_out += '\n';
    }

private:
    void separate()
    {
        if (m_at > 1)
            m_out += ',';
    }
    void plain(std::string_view value)
    {
        const std::string_view name = m_columns[m_at++];
        if (m_json)
            m_object.key(name).raw(value);
        else {
            separate();
            m_out += value;
        }
    }
    std::string &m_out;
    bool m_json;
    std::vector<std::string_view> m_columns;
    std::size_t m_at = 0;
    JsonWriter m_object;
};

// A CSV cell is one line where the event is: the terminator is the row's own.
std::string_view withoutTerminator(std::string_view bytes)
{
    if (bytes.ends_with('\n'))
        bytes.remove_suffix(1);
    if (bytes.ends_with('\r'))
        bytes.remove_suffix(1);
    return bytes;
}

// Of each parameter its name, empty where it has none, in the order of the text.
std::vector<std::string_view> parameterNames(const storage::TemplateInfo &info)
{
    std::vector<std::string_view> names;
    for (const templates::Token &token : info.tokens)
        if (token.parameter)
            names.push_back(token.text);
    return names;
}

Result<std::uint64_t> exportLines(storage::Project &project, OutputFile &file, bool json, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
    storage::EventReader reader(project.shared_from_this(), snapshot);
    CAUSEWAY_ASSIGN(const auto order, storage::EventOrder::make(reader, job));
    RowWriter rows(file.buffer(), json, {"event", "time_ns", "time", "level", "source", "template", "text"});
    for (std::uint64_t i = 0; i < order->size(); ++i) {
        if (i % 1024 == 0) {
            if (job.isCancelled())
                return failure(cancelled());
            job.report({static_cast<double>(i), static_cast<double>(order->size()), Progress::Unit::Rows});
        }
        CAUSEWAY_ASSIGN(const storage::Event event, reader.event(order->at(i)));
        const storage::SourceInfo *source = snapshot->source(event.source);
        rows.begin();
        rows.number(event.id.value);
        rows.time(event.time);
        rows.text(event.time.isNone() ? std::string() : toIso8601(event.time));
        rows.text(toName(event.level));
        rows.text(source == nullptr ? std::string_view() : std::string_view(source->name));
        rows.number(catalog->templateOf(event.shape).value);
        rows.text(json ? std::string_view(event.bytes) : withoutTerminator(event.bytes));
        rows.end();
        CAUSEWAY_TRY(file.flushIfLarge());
    }
    return order->size();
}

Result<std::uint64_t> exportTemplates(storage::Project &project, OutputFile &file, bool json, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
    RowWriter rows(file.buffer(), json, {"id", "count", "template", "name", "shapes", "first_ns", "last_ns", "first", "last", "pinned", "parameters"});
    for (const storage::TemplateInfo &info : catalog->templates) {
        rows.begin();
        rows.number(info.id.value);
        rows.number(info.count);
        rows.text(info.text());
        rows.text(info.name);
        rows.number(static_cast<std::uint64_t>(info.shapes.size()));
        rows.time(info.first);
        rows.time(info.last);
        rows.isoTime(info.first);
        rows.isoTime(info.last);
        rows.boolean(info.pinned);
        rows.list(parameterNames(info));
        rows.end();
        CAUSEWAY_TRY(file.flushIfLarge());
    }
    return catalog->templates.size();
}

Result<std::uint64_t> exportFindings(storage::Project &project, OutputFile &file, bool json)
{
    storage::FindingStore::Query query;
    query.limit = SIZE_MAX;
    CAUSEWAY_ASSIGN(const auto findings, storage::FindingStore(project).findings(query));
    RowWriter rows(file.buffer(), json, {"finding", "run", "detector", "kind", "subject", "score", "threshold", "from_ns", "to_ns", "message"});
    for (const storage::Finding &finding : findings) {
        rows.begin();
        rows.number(finding.id.value);
        rows.number(finding.run.value);
        rows.text(finding.detector);
        rows.text(toName(finding.subject.kind));
        rows.text(finding.subject.id);
        rows.number(finding.score);
        rows.number(finding.threshold);
        rows.time(finding.from);
        rows.time(finding.to);
        rows.text(finding.message.toEnglish());
        rows.end();
        CAUSEWAY_TRY(file.flushIfLarge());
    }
    return findings.size();
}

Result<std::uint64_t> exportLabels(storage::Project &project, OutputFile &file, bool json)
{
    CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
    RowWriter rows(file.buffer(), json, {"subject", "verdict", "kind", "by", "note"});
    for (const storage::Label &label : labels) {
        rows.begin();
        // With its kind where that is not a session, so that it is read back as the same subject.
        const bool plain = parseSubject(label.subject.id) == label.subject;
        rows.text(plain ? label.subject.id : std::string(toName(label.subject.kind)) + ":" + label.subject.id);
        rows.text(toName(label.verdict));
        rows.text(label.kind);
        rows.text(label.by);
        rows.text(label.note);
        rows.end();
        CAUSEWAY_TRY(file.flushIfLarge());
    }
    return labels.size();
}

Result<std::uint64_t> exportIncidents(storage::Project &project, OutputFile &file, bool json)
{
    CAUSEWAY_ASSIGN(const auto incidents, storage::IncidentStore(project).all());
    RowWriter rows(file.buffer(), json, {"from", "to", "service", "kind", "pod", "operation", "note", "verdict", "name", "rejected"});
    for (const storage::Incident &incident : incidents) {
        rows.begin();
        rows.isoTime(incident.time.from);
        rows.isoTime(incident.time.to);
        for (const std::string *text : {&incident.service, &incident.kind, &incident.pod, &incident.operation, &incident.note})
            rows.text(*text);
        rows.text(toName(incident.verdict));
        rows.text(incident.name);
        std::string rejected;
        for (const std::string &service : incident.rejected)
            rejected += (rejected.empty() ? "" : ";") + service;
        rows.text(rejected);
        rows.end();
    }
    return incidents.size();
}

} // namespace

std::string_view toName(ExportWhat what) { return kNames[static_cast<std::size_t>(what)]; }

std::optional<ExportWhat> parseExportWhat(std::string_view text)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == text)
            return static_cast<ExportWhat>(i);
    return text == "patterns" ? std::optional(ExportWhat::Templates) : std::nullopt; // as the window calls them
}

Result<ExportDataResponse> exportData(storage::Project &project, const ExportDataRequest &request, const Job &job)
{
    if (request.what == ExportWhat::Spans) {
        if (!request.path.ends_with(".json"))
            return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("Exporting failed")), Message(CAUSEWAY_TEXT("the file's name says no format that %1 can have"), toName(request.what)),
                           Message(CAUSEWAY_TEXT("Give a name that ends in .json: spans are written as OTLP.")), {request.path, 0, -1});
        OutputFile file(request.path);
        CAUSEWAY_TRY(file.open());
        CAUSEWAY_ASSIGN(const std::uint64_t spans, writeSpansAsOtlp(project, file.buffer(), [&] { return file.flushIfLarge(); }, job));
        CAUSEWAY_TRY(file.finish());
        return ExportDataResponse{request.path, spans};
    }
    const bool json = request.path.ends_with(".jsonl");
    if (!json && !request.path.ends_with(".csv"))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("Exporting failed")), Message(CAUSEWAY_TEXT("the file's name says no format that %1 can have"), toName(request.what)),
                       Message(CAUSEWAY_TEXT("Give a name that ends in .csv or .jsonl.")), {request.path, 0, -1});
    OutputFile file(request.path);
    CAUSEWAY_TRY(file.open());
    Result<std::uint64_t> rows = 0;
    switch (request.what) {
    case ExportWhat::Lines: rows = exportLines(project, file, json, job); break;
    case ExportWhat::Templates: rows = exportTemplates(project, file, json, job); break;
    case ExportWhat::Findings: rows = exportFindings(project, file, json); break;
    case ExportWhat::Labels: rows = exportLabels(project, file, json); break;
    case ExportWhat::Incidents: rows = exportIncidents(project, file, json); break;
    case ExportWhat::Spans: break;
    }
    if (!rows)
        return failure(std::move(rows).error());
    CAUSEWAY_TRY(file.finish());
    return ExportDataResponse{request.path, *rows};
}

} // namespace causeway::engine
