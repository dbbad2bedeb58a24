#pragma once
// Spans in a project: written row by row while an import is pending, read as columns, their attributes on demand.

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/decode/signals/signal.h"
#include "analysis/traces/span_table.h"
#include "storage/database.h"
#include "storage/project.h"

namespace causeway::storage {

// Texts by number, looked up without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

// What spans and series of one import refer to: resources, scopes, operations. One thread.
class SignalNames {
public:
    explicit SignalNames(ImportId import) : m_import(import) {}
    // Rows of these tables; 0 where there is nothing to refer to.
    Result<std::int64_t> resource(Database &database, decode::Attributes attributes);
    Result<std::int64_t> scope(Database &database, const decode::Scope &scope);
    Result<std::int64_t> operation(Database &database, std::string_view service, std::string_view name);

private:
    ImportId m_import;
    TextMap<std::int64_t> m_resources, m_scopes;
    TextMap<TextMap<std::int64_t>> m_operations;
    std::string m_text;
};

// For one source, inside a transaction: begin(), add() …, end().
class SpanWriter {
public:
    SpanWriter(SignalNames &names, SourceId source, std::int64_t firstSpan) : m_names(names), m_source(source), m_first(firstSpan), m_next(firstSpan) {}
    void begin(Database &database);
    void end() { m_insert.reset(); }
    Result<void> add(const decode::Span &span, std::int64_t resource);
    [[nodiscard]] std::uint64_t count() const { return static_cast<std::uint64_t>(m_next - m_first); }

private:
    SignalNames &m_names;
    SourceId m_source;
    std::int64_t m_first, m_next;
    Database *m_database = nullptr;
    struct Finalise {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalise> m_insert;
    std::string m_attributes, m_events, m_links;
};

// All of a span that a table of columns does not hold. JSON is empty where there is none.
struct SpanDetails {
    SourceId source;
    std::string attributes, events, links; // as analysis/…/signal.h has them, as JSON (storage/signal_json.h)
    std::string resource;                  // JSON object
    std::string scopeName, scopeVersion, scopeAttributes;
    std::string message;                   // of the status
    bool hasStart = true, hasDuration = true;
};

// Spans of a source that an earlier one has too.
struct RepeatedIn {
    SourceId source;
    std::uint64_t spans = 0;
};

class SpanStore {
public:
    explicit SpanStore(const Project &project) : m_project(project) {}
    // Of all complete imports, without the spans that an earlier source has too (storage/repeated_spans.h). Errors: Cancelled,
    // Damaged, LimitExceeded.
    Result<std::shared_ptr<const traces::SpanTable>> load(const Job &job) const;
    // How many those are: sources that have some, rising. Errors: Cancelled, Damaged.
    Result<std::vector<RepeatedIn>> repeats(const Job &job) const;
    Result<std::uint64_t> traceCount() const;
    // From the first start to the last end; none() where there is none.
    Result<std::pair<TimePoint, TimePoint>> times() const;
    // By sequence number. Errors: NotFound.
    Result<SpanDetails> details(std::int64_t sequence) const;
    // Calls f(sequence, the parent's id as imported, details) for every span, repeated ones too, rising. Errors: Cancelled, Damaged, what f gives.
    Result<void> forEachDetails(const Job &job, const std::function<Result<void>(std::int64_t, std::uint64_t, const SpanDetails &)> &f) const;
    // Calls f(sequence, attributes as JSON) for spans that have attributes, rising; for a `needle` those whose attributes hold that text.
    Result<void> forEachAttributes(std::string_view needle, const Job &job, const std::function<void(std::int64_t, std::string_view)> &f) const;
    // Calls f(sequence, the status' message, events as JSON) for spans that failed and have one of the two, rising. Errors: Cancelled, Damaged.
    Result<void> forEachFailure(const Job &job, const std::function<void(std::int64_t, std::string_view, std::string_view)> &f) const;

private:
    Result<std::vector<RepeatedIn>> read(traces::SpanTableBuilder &builder, const Job &job) const;

    const Project &m_project;
};

} // namespace causeway::storage
