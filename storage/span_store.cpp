#include "storage/span_store.h"

#include <sqlite3.h>

#include "storage/repeated_spans.h"
#include "storage/signal_json.h"

namespace causeway::storage {

namespace {

constexpr const char *kInsert = "INSERT INTO span(id,source,trace_high,trace_low,span,parent,operation,resource,scope,kind,status,start_ns,duration_ns,message,attributes,events,links) "
                                "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
// Spans of a pending import have the highest ids.
constexpr const char *kComplete = "id<(SELECT coalesce(min(first_span),9223372036854775807) FROM signal_source JOIN source ON source.id=signal_source.source "
                                  "JOIN import ON import.id=source.import WHERE status='pending')";

constexpr const char *kSources = "SELECT source,first_span,signal_source.spans FROM signal_source JOIN source ON source.id=signal_source.source "
                                 "JOIN import ON import.id=source.import WHERE status='complete' AND signal_source.spans>0 ORDER BY first_span";

constexpr const char *kDetails = "SELECT span.source,span.attributes,events,links,resource.attributes,scope.name,scope.version,scope.attributes,message,start_ns,duration_ns,span.id,parent "
                                 "FROM span LEFT JOIN resource ON resource.id=span.resource LEFT JOIN scope ON scope.id=span.scope ";

SpanDetails readDetails(const Statement &row)
{
    SpanDetails details;
    details.source = SourceId(static_cast<std::uint32_t>(row.integer(0)));
    details.attributes = row.text(1);
    details.events = row.text(2);
    details.links = row.text(3);
    details.resource = row.text(4);
    details.scopeName = row.text(5);
    details.scopeVersion = row.text(6);
    details.scopeAttributes = row.text(7);
    details.message = row.text(8);
    details.hasStart = !row.isNull(9);
    details.hasDuration = !row.isNull(10);
    return details;
}

std::int64_t asInteger(std::uint64_t id) { return static_cast<std::int64_t>(id); }
std::uint64_t asId(std::int64_t integer) { return static_cast<std::uint64_t>(integer); }

void bindOrNull(Statement &statement, const std::string &text)
{
    if (text.empty())
        statement.bindNull();
    else
        statement.bind(std::string_view(text));
}

} // namespace

Result<std::int64_t> SignalNames::resource(Database &database, decode::Attributes attributes)
{
    if (attributes.empty())
        return 0;
    m_text.clear();
    appendJson(m_text, attributes);
    if (const auto found = m_resources.find(m_text); found != m_resources.end())
        return found->second;
    CAUSEWAY_TRY(database.prepare("INSERT INTO resource(import,attributes) VALUES(?,?)").bind(m_import.value).bind(m_text).run());
    return m_resources[m_text] = database.lastInsertId();
}

Result<std::int64_t> SignalNames::scope(Database &database, const decode::Scope &scope)
{
    if (scope.name.empty() && scope.version.empty() && scope.attributes.empty())
        return 0;
    m_text.clear();
    if (!scope.attributes.empty())
        appendJson(m_text, scope.attributes);
    const std::size_t attributes = m_text.size();
    m_text.append(1, '\0').append(scope.name).append(1, '\0').append(scope.version);
    if (const auto found = m_scopes.find(m_text); found != m_scopes.end())
        return found->second;
    Statement statement = database.prepare("INSERT INTO scope(import,name,version,attributes) VALUES(?,?,?,?)");
    statement.bind(m_import.value).bind(scope.name).bind(scope.version);
    bindOrNull(statement, m_text.substr(0, attributes));
    CAUSEWAY_TRY(statement.run());
    return m_scopes[m_text] = database.lastInsertId();
}

Result<std::int64_t> SignalNames::operation(Database &database, std::string_view service, std::string_view name)
{
    auto names = m_operations.find(service);
    if (names == m_operations.end())
        names = m_operations.emplace(std::string(service), TextMap<std::int64_t>()).first;
    if (const auto found = names->second.find(name); found != names->second.end())
        return found->second;
    CAUSEWAY_TRY(database.prepare("INSERT INTO operation(import,service,name) VALUES(?,?,?)").bind(m_import.value).bind(service).bind(name).run());
    return names->second.emplace(std::string(name), database.lastInsertId()).first->second;
}

// The row of a million: bound and stepped without what Statement does for one-off queries, texts not copied.
void SpanWriter::begin(Database &database)
{
    m_database = &database;
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database.handle(), kInsert, -1, &statement, nullptr); // nullptr: add() tells why
    m_insert.reset(statement);
}

void SpanWriter::Finalise::operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }

Result<void> SpanWriter::add(const decode::Span &span, std::int64_t resource)
{
    CAUSEWAY_ASSIGN(const std::int64_t operation, m_names.operation(*m_database, span.service, span.name));
    CAUSEWAY_ASSIGN(const std::int64_t scope, m_names.scope(*m_database, span.scope));
    m_attributes.clear();
    m_events.clear();
    m_links.clear();
    if (!span.attributes.empty())
        appendJson(m_attributes, span.attributes);
    if (!span.events.empty())
        appendJson(m_events, span.events);
    if (!span.links.empty())
        appendJson(m_links, span.links);
    sqlite3_stmt *insert = m_insert.get();
    int column = 0;
    const auto number = [&](std::int64_t value, bool there = true) {
        if (++column; there)
            sqlite3_bind_int64(insert, column, value);
        else
            sqlite3_bind_null(insert, column);
    };
    const auto text = [&](std::string_view value) {
        if (++column; value.empty())
            sqlite3_bind_null(insert, column);
        else
            sqlite3_bind_text64(insert, column, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
    };
    number(m_next);
    number(m_source.value);
    number(asInteger(span.trace.high));
    number(asInteger(span.trace.low));
    number(asInteger(span.id.value));
    number(asInteger(span.parent.value));
    number(operation);
    number(resource, resource != 0);
    number(scope, scope != 0);
    number(static_cast<std::int64_t>(span.kind));
    number(static_cast<std::int64_t>(span.status));
    number(span.start.ns, !span.start.isNone());
    number(span.duration.count, span.duration != decode::kNoDuration);
    text(span.statusMessage);
    text(m_attributes);
    text(m_events);
    text(m_links);
    if (insert == nullptr || sqlite3_step(insert) != SQLITE_DONE) {
        Error error = m_database->error(CAUSEWAY_TEXT("Reading or writing the project"));
        sqlite3_reset(insert);
        return failure(std::move(error));
    }
    sqlite3_reset(insert);
    ++m_next;
    return {};
}

// Adds the spans that count to the builder, and gives those that do not.
Result<std::vector<RepeatedIn>> SpanStore::read(traces::SpanTableBuilder &builder, const Job &job) const
{
    std::vector<RepeatedIn> repeats;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        std::unordered_map<std::int64_t, std::uint32_t> operations;
        Statement names = database.prepare("SELECT id,service,name FROM operation");
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, names.step());
            if (!row)
                break;
            operations.emplace(names.integer(0), builder.operation(names.text(1), names.text(2)));
        }
        std::vector<std::int64_t> firstSpans;
        std::uint64_t expected = 0;
        Statement sources = database.prepare(kSources);
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, sources.step());
            if (!row)
                break;
            firstSpans.push_back(sources.integer(1));
            repeats.push_back({SourceId(static_cast<std::uint32_t>(sources.integer(0))), 0});
            expected += static_cast<std::uint64_t>(std::max<std::int64_t>(0, sources.integer(2)));
        }
        builder.reserve(std::min<std::uint64_t>(expected, 1u << 26));
        RepeatedSpans repeated(firstSpans);
        std::size_t source = 0, rows = 0; // source: behind the one at hand
        Statement spans = database.prepare(std::string("SELECT id,trace_high,trace_low,span,parent,operation,kind,status,start_ns,duration_ns FROM span WHERE ") + kComplete + " ORDER BY id");
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, spans.step());
            if (!row)
                break;
            traces::SpanRow span;
            span.sequence = spans.integer(0);
            span.trace = {asId(spans.integer(1)), asId(spans.integer(2))};
            span.id = {asId(spans.integer(3))};
            span.parent = {asId(spans.integer(4))};
            const auto operation = operations.find(spans.integer(5));
            const std::int64_t kind = spans.integer(6), status = spans.integer(7);
            if (operation == operations.end() || kind < 0 || kind > 5 || status < 0 || status > 2)
                return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Reading the traces failed")), Message(CAUSEWAY_TEXT("span %1 is damaged"), span.sequence),
                               Message(CAUSEWAY_TEXT("Restore it from a copy, or import the logs into a new project.")), {m_project.path(), 0, -1});
            span.operation = operation->second;
            span.kind = static_cast<traces::SpanKind>(kind);
            span.status = static_cast<traces::SpanStatus>(status);
            span.startNs = spans.isNull(8) ? TimePoint::none().ns : spans.integer(8);
            span.durationNs = spans.integer(9);
            while (source < firstSpans.size() && span.sequence >= firstSpans[source])
                ++source;
            if (!repeated.contains(span, builder.rows()))
                builder.add(span);
            else
                ++repeats[source - 1].spans;
            if (++rows % 65536 == 0) {
                if (job.isCancelled())
                    return failure(cancelled());
                job.report({static_cast<double>(rows), static_cast<double>(expected), Progress::Unit::Rows});
            }
        }
        return {};
    }));
    std::erase_if(repeats, [](const RepeatedIn &one) { return one.spans == 0; });
    return repeats;
}

Result<std::shared_ptr<const traces::SpanTable>> SpanStore::load(const Job &job) const
{
    traces::SpanTableBuilder builder;
    CAUSEWAY_TRY(read(builder, job));
    return std::move(builder).finish(job);
}

Result<std::vector<RepeatedIn>> SpanStore::repeats(const Job &job) const
{
    bool several = false;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement sources = database.prepare(kSources);
        CAUSEWAY_ASSIGN(several, sources.step());
        if (several) {
            CAUSEWAY_ASSIGN(several, sources.step());
        }
        return {};
    }));
    if (!several)
        return std::vector<RepeatedIn>();
    traces::SpanTableBuilder builder;
    return read(builder, job);
}

Result<std::uint64_t> SpanStore::traceCount() const
{
    std::uint64_t count = 0;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string("SELECT count(*) FROM (SELECT DISTINCT trace_high,trace_low FROM span WHERE ") + kComplete + ")");
        CAUSEWAY_TRY(row.step());
        count = static_cast<std::uint64_t>(row.integer(0));
        return {};
    }));
    return count;
}

Result<std::pair<TimePoint, TimePoint>> SpanStore::times() const
{
    std::pair<TimePoint, TimePoint> times{TimePoint::none(), TimePoint::none()};
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string("SELECT count(start_ns), min(start_ns), max(start_ns+ifnull(duration_ns,0)) FROM span WHERE ") + kComplete);
        CAUSEWAY_TRY(row.step());
        if (row.integer(0) > 0)
            times = {TimePoint{row.integer(1)}, TimePoint{row.integer(2)}};
        return {};
    }));
    return times;
}

Result<SpanDetails> SpanStore::details(std::int64_t sequence) const
{
    SpanDetails details;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kDetails) + "WHERE span.id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(sequence).step());
        if (!found)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no span %1"), sequence));
        details = readDetails(row);
        return {};
    }));
    return details;
}

Result<void> SpanStore::forEachDetails(const Job &job, const std::function<Result<void>(std::int64_t, std::uint64_t, const SpanDetails &)> &f) const
{
    return m_project.read([&](Database &database) -> Result<void> {
        Statement rows = database.prepare(std::string(kDetails) + "WHERE span." + kComplete + " ORDER BY span.id");
        for (std::size_t i = 0;; ++i) {
            CAUSEWAY_ASSIGN(const bool row, rows.step());
            if (!row)
                return {};
            if (i % 1024 == 0 && job.isCancelled())
                return failure(cancelled());
            CAUSEWAY_TRY(f(rows.integer(11), asId(rows.integer(12)), readDetails(rows)));
        }
    });
}

Result<void> SpanStore::forEachAttributes(std::string_view needle, const Job &job, const std::function<void(std::int64_t, std::string_view)> &f) const
{
    return m_project.read([&](Database &database) -> Result<void> {
        Statement rows = database.prepare(std::string("SELECT id,attributes FROM span WHERE attributes IS NOT NULL AND (?1='' OR instr(attributes,?1)>0) AND ") + kComplete + " ORDER BY id");
        rows.bind(needle);
        for (std::size_t i = 0;; ++i) {
            CAUSEWAY_ASSIGN(const bool row, rows.step());
            if (!row)
                return {};
            if (i % 4096 == 0 && job.isCancelled())
                return failure(cancelled());
            f(rows.integer(0), rows.blob(1));
        }
    });
}

Result<void> SpanStore::forEachFailure(const Job &job, const std::function<void(std::int64_t, std::string_view, std::string_view)> &f) const
{
    return m_project.read([&](Database &database) -> Result<void> {
        Statement rows = database.prepare(std::string("SELECT id,message,events FROM span WHERE status=2 AND (message IS NOT NULL OR events IS NOT NULL) AND ") + kComplete + " ORDER BY id");
        for (std::size_t i = 0;; ++i) {
            CAUSEWAY_ASSIGN(const bool row, rows.step());
            if (!row)
                return {};
            if (i % 4096 == 0 && job.isCancelled())
                return failure(cancelled());
            f(rows.integer(0), rows.blob(1), rows.blob(2));
        }
    });
}

} // namespace causeway::storage
