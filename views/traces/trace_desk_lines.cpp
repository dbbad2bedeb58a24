// Spans and lines: what was logged in a span, which span a line was logged in, and what a span has besides its columns.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

#include "app/engine/span_logs.h"
#include "app/workspace/workspace.h"
#include "views/traces/trace_desk.h"

namespace causeway::views {

namespace {

constexpr std::int64_t kAroundNs = 60'000'000'000; // lines may be written by another clock
constexpr std::size_t kMostLines = 200'000, kTextKept = 200;

std::string_view fieldOf(const storage::Event &event, Role role)
{
    for (const storage::FieldRange &field : event.fields)
        if (field.role == role)
            return std::string_view(event.bytes).substr(field.begin, field.end - field.begin);
    return {};
}

struct Place {
    std::uint32_t trace = traces::kNone, row = traces::kNone;
};

Place placeOf(const traces::SpanTable &table, const storage::Event &event)
{
    Place place;
    const auto key = traces::parseTraceKey(fieldOf(event, Role::Trace));
    place.trace = key ? table.findTrace(*key) : traces::kNone;
    const auto span = place.trace == traces::kNone ? std::nullopt : traces::parseTraceKey(fieldOf(event, Role::Span));
    if (!span)
        return place;
    // Of several with the id, the one that was running then.
    for (std::uint32_t row = table.firstRow(place.trace); row < table.endRow(place.trace); ++row)
        if (table.spanKey(row).value == span->low && (place.row == traces::kNone || (table.start(row) <= event.time.ns && event.time.ns <= table.end(row))))
            place.row = row;
    return place;
}

} // namespace

void TraceDesk::readLines()
{
    using Lines = std::vector<SpanLine>;
    m_context.workspace.jobs().start<Lines>(
        {.key = "traces.lines", .title = Message(CAUSEWAY_TEXT("Read the lines of a trace")), .quiet = true},
        [project = m_project, tree = m_tree](const Job &job) -> Result<Lines> {
            Lines lines;
            const std::int64_t begin = tree->beginNs(), end = begin + tree->durationNs();
            const TimeRange range{{begin > INT64_MIN + kAroundNs ? begin - kAroundNs : INT64_MIN}, {end < INT64_MAX - kAroundNs ? end + kAroundNs : INT64_MAX}};
            CAUSEWAY_TRY(engine::forEachSpanLog(*project, tree->table(), range, job, [&](std::uint32_t trace, std::uint32_t row, const storage::Event &event) {
                if (trace == tree->trace() && lines.size() < kMostLines)
                    lines.push_back({event.id, event.time, row, event.bytes.substr(event.contentBegin, std::min<std::size_t>(event.contentEnd - event.contentBegin, kTextKept))});
            }));
            std::ranges::stable_sort(lines, {}, [](const SpanLine &line) { return line.time.ns; });
            return lines;
        },
        this,
        [this, tree = m_tree](Lines lines) {
            if (tree != m_tree)
                return;
            m_lines = std::move(lines);
            m_linesRead = true;
            Q_EMIT linesChanged();
        });
}

std::vector<SpanLine> TraceDesk::linesOf(std::uint32_t position) const
{
    std::vector<SpanLine> lines;
    if (m_tree != nullptr && position < m_tree->size())
        std::ranges::copy_if(m_lines, std::back_inserter(lines), [row = m_tree->span(position).row](const SpanLine &line) { return line.row == row; });
    return lines;
}

void TraceDesk::filterTo(const std::vector<SpanLine> &lines, const std::string &name)
{
    storage::Filter filter;
    filter.events.emplace();
    for (const SpanLine &line : lines)
        filter.events->push_back(line.event);
    std::ranges::sort(*filter.events);
    m_context.workspace.setFilter(filter, name);
    Q_EMIT linesAsked();
}

void TraceDesk::showLines(std::uint32_t position)
{
    if (m_tree == nullptr || position >= m_tree->size())
        return;
    const traces::SpanTable &table = m_tree->table();
    const TreeSpan &span = m_tree->span(position);
    if (const std::vector<SpanLine> lines = linesOf(position); !lines.empty()) {
        filterTo(lines, "span " + table.operationName(span.row));
        return;
    }
    // No line names it: those that were written while it ran, by its service where a source is called so.
    storage::Filter filter;
    const std::int64_t from = table.start(span.row);
    filter.range = {{from}, {from + std::max<std::int64_t>(1, span.durationNs) + 1}};
    const std::string &service = table.serviceName(span.row);
    if (const auto snapshot = m_context.workspace.snapshot(); snapshot != nullptr && !service.empty())
        for (const storage::SourceInfo &source : snapshot->sources)
            if (source.events > 0 && source.name.find(service) != std::string::npos)
                filter.sources.push_back(source.id);
    m_context.workspace.setFilter(filter);
    Q_EMIT linesAsked();
}

void TraceDesk::showTraceLines()
{
    if (m_tree != nullptr && !m_lines.empty())
        filterTo(m_lines, "trace " + traces::toHex(m_tree->table().traceKey(m_tree->trace())));
}

void TraceDesk::readDetails()
{
    m_context.workspace.jobs().start<storage::SpanDetails>(
        {.key = "traces.span", .title = Message(CAUSEWAY_TEXT("Read a span")), .quiet = true},
        [project = m_project, sequence = m_tree->table().sequence(m_tree->span(m_span).row)](const Job &) { return storage::SpanStore(*project).details(sequence); }, this,
        [this, tree = m_tree, position = m_span](storage::SpanDetails details) {
            if (tree != m_tree || position != m_span)
                return;
            m_details = std::move(details);
            Q_EMIT detailsChanged();
        });
}

void TraceDesk::readMarks(std::vector<std::uint32_t> positions)
{
    if (m_tree == nullptr || m_project == nullptr)
        return;
    std::erase_if(positions, [this](std::uint32_t position) { return m_marksAsked[position]; });
    if (positions.empty())
        return;
    using Marks = std::unordered_map<std::uint32_t, std::vector<std::int64_t>>;
    m_context.workspace.jobs().start<Marks>(
        {.key = "traces.marks", .title = Message(CAUSEWAY_TEXT("Read events of spans")), .quiet = true},
        [project = m_project, tree = m_tree, positions](const Job &job) -> Result<Marks> {
            Marks marks;
            const storage::SpanStore store(*project);
            for (const std::uint32_t position : positions) {
                if (job.isCancelled())
                    return failure(cancelled());
                const TreeSpan &span = tree->span(position);
                CAUSEWAY_ASSIGN(const storage::SpanDetails details, store.details(tree->table().sequence(span.row)));
                const QJsonArray events = QJsonDocument::fromJson(QByteArray::fromStdString(details.events)).array();
                std::vector<std::int64_t> &moments = marks[position];
                for (const QJsonValue event : events)
                    moments.push_back(event.toObject().value(QLatin1String("time_ns")).toVariant().toLongLong() + span.shiftNs - tree->beginNs());
                std::ranges::sort(moments);
            }
            return marks;
        },
        this,
        [this, tree = m_tree](const Marks &marks) {
            if (tree != m_tree)
                return;
            for (const auto &[position, moments] : marks)
                m_marksAsked[position] = true;
            Q_EMIT marksRead(marks);
        });
}

// A line that names its span shows it.
void TraceDesk::followSelection()
{
    if (m_choosing)
        return;
    const auto &event = m_context.workspace.selection().event;
    const auto reader = m_context.workspace.data().reader;
    if (event == m_followed)
        return;
    m_followed = event;
    if (std::exchange(m_spanTold, false))
        Q_EMIT spanChanged();
    if (!event || m_listing == nullptr || reader == nullptr || event->value >= reader->snapshot().events)
        return;
    m_context.workspace.jobs().start<Place>(
        {.key = "traces.ofEvent", .title = Message(CAUSEWAY_TEXT("Read the span of a line")), .quiet = true},
        [reader, id = *event, table = m_listing->table](const Job &) -> Result<Place> {
            CAUSEWAY_ASSIGN(const storage::Event read, reader->event(id));
            return placeOf(*table, read);
        },
        this, [this, id = *event, table = m_listing->table](Place place) {
            if (place.trace == traces::kNone || m_context.workspace.selection().event != id || m_listing == nullptr || m_listing->table != table)
                return;
            openTrace(place.trace, place.row, true);
        });
}

} // namespace causeway::views
