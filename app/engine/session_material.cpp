#include "app/engine/session_material.h"

#include <algorithm>
#include <map>

#include "app/engine/finding_origin.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "app/engine/once_pass_cache.h"

namespace causeway::engine {

namespace {

constexpr std::uint32_t kNoSession = UINT32_MAX;

struct Line {
    std::uint32_t session = 0, service = 0, pattern = 0;
    Level level = Level::Unknown;
    std::int64_t timeNs = 0;
    EventId event;
};

class Reader {
public:
    Reader(storage::Project &project, const storage::SessionSet &sessions, std::shared_ptr<const storage::Snapshot> snapshot, const storage::TemplateCatalog &catalog)
        : m_sessions(sessions), m_snapshot(std::move(snapshot)), m_catalog(catalog), m_reader(project.shared_from_this(), m_snapshot, kOncePassCache)
    {
    }

    Result<rootcause::Material> run(TimeRange range, const Job &job)
    {
        CAUSEWAY_TRY(readLines(range, job));
        std::stable_sort(m_lines.begin(), m_lines.end(), [](const Line &a, const Line &b) { return std::tuple(a.session, a.timeNs, a.event) < std::tuple(b.session, b.timeNs, b.event); });
        traces::SpanTableBuilder spans;
        std::vector<std::pair<std::int64_t, Line>> placed; // sequence of the span it is in
        for (std::size_t begin = 0, end = 0; begin < m_lines.size(); begin = end) {
            while (end < m_lines.size() && m_lines[end].session == m_lines[begin].session)
                ++end;
            addSession(std::span(m_lines).subspan(begin, end - begin), spans, placed);
        }
        CAUSEWAY_ASSIGN(m_material.spans, std::move(spans).finish(job));
        std::vector<std::uint32_t> rows(placed.empty() ? 0 : static_cast<std::size_t>(m_sequence));
        for (std::uint32_t row = 0; row < m_material.spans->size(); ++row)
            rows[static_cast<std::size_t>(m_material.spans->sequence(row))] = row;
        m_material.logs.reserve(placed.size());
        for (const auto &[sequence, line] : placed)
            m_material.logs.push_back({rows[static_cast<std::size_t>(sequence)], line.timeNs, line.pattern, line.level, line.event});
        return std::move(m_material);
    }

private:
    Result<void> readLines(TimeRange range, const Job &job)
    {
        std::vector<std::uint32_t> sessionOf(m_snapshot->events, kNoSession);
        for (std::size_t s = 0; s < m_sessions.sessions.size(); ++s)
            for (const EventId event : m_sessions.eventsOf(s))
                if (event.value < sessionOf.size())
                    sessionOf[event.value] = static_cast<std::uint32_t>(s);
        for (std::size_t c = 0; c < m_snapshot->chunks.size(); ++c) {
            const storage::ChunkInfo &chunk = m_snapshot->chunks[c];
            const storage::SourceInfo *source = m_snapshot->source(chunk.source);
            job.report({static_cast<double>(chunk.first.value), static_cast<double>(m_snapshot->events), Progress::Unit::Rows});
            if (source == nullptr || chunk.from.isNone() || chunk.to < range.from || chunk.from >= range.to)
                continue;
            CAUSEWAY_ASSIGN(const auto rows, m_reader.rows(c));
            TimePoint last = TimePoint::none();
            for (std::uint32_t i = 0; i < chunk.rows; ++i) {
                if (i % 512 == 0 && job.isCancelled())
                    return failure(cancelled());
                if (!TimePoint{rows->timesNs[i]}.isNone())
                    last = {rows->timesNs[i]};
                const std::uint64_t number = chunk.first.value + i;
                if (sessionOf[number] == kNoSession || last.isNone() || !range.contains(last))
                    continue;
                CAUSEWAY_ASSIGN(const storage::Event event, m_reader.event(EventId(number)));
                const std::uint32_t service = intern(m_services, m_serviceNames, serviceOf(event, *source));
                m_lines.push_back({sessionOf[number], service, pattern(event, service), event.level, last.ns, event.id});
            }
        }
        return {};
    }

    static std::uint32_t intern(std::map<std::string, std::uint32_t, std::less<>> &known, std::vector<std::string> &names, const std::string &name)
    {
        const auto [found, fresh] = known.try_emplace(name, static_cast<std::uint32_t>(names.size()));
        if (fresh)
            names.push_back(name);
        return found->second;
    }

    // kNone: a line without a template.
    std::uint32_t pattern(const storage::Event &event, std::uint32_t service)
    {
        const TemplateId id = m_catalog.templateOf(event.shape);
        if (id.value == 0)
            return rootcause::kNone;
        const auto [found, fresh] = m_patterns.try_emplace({id, service}, static_cast<std::uint32_t>(m_material.patterns.size()));
        if (fresh)
            m_material.patterns.push_back({id, m_serviceNames[service], m_catalog.nameOf(id)});
        return found->second;
    }

    void addSession(std::span<const Line> lines, traces::SpanTableBuilder &spans, std::vector<std::pair<std::int64_t, Line>> &placed)
    {
        struct Part {
            std::uint32_t service = 0;
            const Line *first = nullptr, *last = nullptr;
        };
        std::vector<Part> parts;
        for (const Line &line : lines) {
            const auto part = std::ranges::find(parts, line.service, &Part::service) - parts.begin();
            if (part == std::ssize(parts))
                parts.push_back({line.service, &line, &line});
            parts[static_cast<std::size_t>(part)].last = &line;
            placed.emplace_back(m_sequence + part, line);
        }
        parts.front().last = &lines.back();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const Part &part = parts[i];
            traces::SpanRow row;
            row.sequence = m_sequence++;
            row.trace = {0, lines.front().session + 1ull};
            row.id = {i + 1};
            row.parent = {i == 0 ? 0ull : 1ull};
            row.operation = spans.operation(m_serviceNames[part.service], part.first->pattern == rootcause::kNone ? std::string("other") : m_material.patterns[part.first->pattern].text);
            // One that does not wait: how long what it calls takes says nothing of the way between them.
            row.kind = i == 0 ? traces::SpanKind::Producer : traces::SpanKind::Internal;
            row.startNs = part.first->timeNs;
            row.durationNs = part.last->timeNs - part.first->timeNs;
            spans.add(row);
        }
        if (m_material.sessions.size() <= lines.front().session)
            m_material.sessions.resize(lines.front().session + 1ull);
        m_material.sessions[lines.front().session] = m_sessions.subjectId(lines.front().session);
    }

    const storage::SessionSet &m_sessions;
    std::shared_ptr<const storage::Snapshot> m_snapshot;
    const storage::TemplateCatalog &m_catalog;
    storage::EventReader m_reader;
    std::vector<Line> m_lines;
    std::map<std::string, std::uint32_t, std::less<>> m_services;
    std::vector<std::string> m_serviceNames;
    std::map<std::pair<TemplateId, std::uint32_t>, std::uint32_t> m_patterns;
    rootcause::Material m_material;
    std::int64_t m_sequence = 0;
};

} // namespace

Result<rootcause::Material> loadSessionMaterial(storage::Project &project, TimeRange range, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto sessions, currentSessions(project, 0, job));
    if (sessions->grouping.starts_with("window") || sessions->grouping == "source" || sessions->sessions.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to follow through the services")), Message(CAUSEWAY_TEXT("there are no traces, and events are grouped by %1"), sessions->grouping),
                       Message(CAUSEWAY_TEXT("Import traces or metrics, or group the lines by what requests are named with: causeway sessions PROJECT --by identifier:NAME.")));
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
    return Reader(project, *sessions, snapshot, *catalog).run(range, job);
}

} // namespace causeway::engine
