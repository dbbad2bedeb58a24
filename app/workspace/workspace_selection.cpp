// What is chosen: always of one event, whatever was clicked. An event brings its source at once; its template and its
// session are looked up by a job, whose answer counts only while that event is still the one chosen.

#include "app/workspace/workspace.h"

#include <algorithm>
#include <utility>

namespace causeway::workspace {

namespace {

constexpr std::size_t kBetweenLooks = 1 << 20; // events looked at between two looks at the cancel token

struct Belongs {
    std::optional<TemplateId> templateId;
    std::optional<std::string> session;
};

bool contains(const storage::SessionSet &sessions, std::size_t session, EventId event)
{
    const auto events = sessions.eventsOf(session);
    return std::find(events.begin(), events.end(), event) != events.end();
}

// wanted: kept where it is a session of another grouping, or has the event.
Result<std::optional<std::string>> sessionOf(const storage::SessionSet *sessions, EventId event, const std::optional<std::string> &wanted, const Job &job)
{
    if (sessions == nullptr)
        return wanted;
    if (wanted) {
        const auto known = sessions->find(*wanted);
        if (!known || contains(*sessions, *known, event))
            return wanted;
    }
    for (std::size_t from = 0; from < sessions->events.size(); from += kBetweenLooks) {
        if (job.isCancelled())
            return failure(cancelled());
        const auto begin = sessions->events.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end = sessions->events.begin() + static_cast<std::ptrdiff_t>(std::min(sessions->events.size(), from + kBetweenLooks));
        if (const auto found = std::find(begin, end, event); found != end) {
            const auto at = static_cast<std::uint64_t>(found - sessions->events.begin());
            const auto after = std::upper_bound(sessions->offsets.begin(), sessions->offsets.end(), at);
            return std::optional(sessions->subjectId(static_cast<std::size_t>(after - sessions->offsets.begin() - 1)));
        }
    }
    return std::optional<std::string>();
}

Result<Belongs> belongings(const ProjectData &data, EventId event, const std::optional<std::string> &wanted, const Job &job)
{
    Belongs out;
    const auto &chunks = data.reader->snapshot().chunks;
    const auto after = std::upper_bound(chunks.begin(), chunks.end(), event, [](EventId id, const storage::ChunkInfo &chunk) { return id < chunk.first; });
    if (after == chunks.begin())
        return out;
    const auto chunk = static_cast<std::size_t>(after - chunks.begin() - 1);
    CAUSEWAY_ASSIGN(const auto rows, data.reader->rows(chunk));
    const std::uint64_t row = event.value - chunks[chunk].first.value;
    if (row >= rows->shapes.size())
        return out;
    if (data.catalog)
        if (const TemplateId id = data.catalog->templateOf(rows->shapes[row]); id.value != 0)
            out.templateId = id;
    CAUSEWAY_ASSIGN(out.session, sessionOf(data.sessions.get(), event, wanted, job));
    return out;
}

} // namespace

void Workspace::setSelection(const Selection &selection)
{
    if (selection == m_selection)
        return;
    const Selection old = std::exchange(m_selection, selection);
    const bool another = m_selection.event != old.event;
    if (another) {
        m_jobs.cancelKey("selection");
        // What the event before had is not of this one.
        if (m_selection.event || m_selection.templateId == old.templateId)
            m_selection.templateId.reset();
        if (m_selection.event || m_selection.source == old.source)
            m_selection.source.reset();
        if (m_selection.event && m_data.snapshot)
            if (const storage::ChunkInfo *chunk = m_data.snapshot->chunkOf(*m_selection.event))
                m_selection.source = chunk->source;
    }
    const bool incomplete = m_selection.event && (another || (old.templateId && !m_selection.templateId));
    Q_EMIT selectionChanged();
    if (incomplete)
        completeSelection();
}

void Workspace::completeSelection()
{
    const auto event = m_selection.event;
    if (!event || !m_data.reader || event->value >= m_data.reader->snapshot().events)
        return;
    m_jobs.start<Belongs>({.key = "selection", .title = Message(CAUSEWAY_TEXT("Look an event up")), .quiet = true},
                          [data = m_data, id = *event, wanted = m_selection.session](const Job &job) { return belongings(data, id, wanted, job); }, this,
                          [this, id = *event](const Belongs &found) {
                              if (m_selection.event != id)
                                  return;
                              Selection next = m_selection;
                              next.templateId = found.templateId;
                              next.session = found.session;
                              setSelection(next);
                          });
}

void Workspace::selectEvent(EventId event)
{
    if (m_selection.event == event)
        return;
    Selection next = m_selection;
    next.event = event;
    next.session.reset();
    setSelection(next);
}

void Workspace::selectListed(std::optional<EventId> instead)
{
    if (instead)
        return selectEvent(*instead);
    const auto pattern = m_selection.templateId;
    setSelection({});
    if (pattern)
        selectTemplate(*pattern);
}

void Workspace::selectTemplate(TemplateId id)
{
    if (m_selection.templateId == id)
        return;
    Selection next = m_selection;
    next.templateId = id;
    next.event.reset();
    next.session.reset();
    next.source.reset();
    setSelection(next);
}

void Workspace::selectSession(const std::string &subjectId)
{
    if (m_selection.session == subjectId)
        return;
    Selection next = m_selection;
    next.session = subjectId;
    const auto &sessions = m_data.sessions;
    const auto index = sessions ? sessions->find(subjectId) : std::nullopt;
    const auto events = index ? sessions->eventsOf(*index) : std::span<const EventId>();
    if (!next.event || std::find(events.begin(), events.end(), *next.event) == events.end()) {
        next.event = events.empty() ? std::nullopt : std::optional(events.front());
        next.templateId.reset();
        next.source.reset();
    }
    setSelection(next);
}

void Workspace::selectSource(SourceId id)
{
    if (m_selection.source == id)
        return;
    Selection next = m_selection;
    next.source = id;
    next.event.reset();
    next.templateId.reset();
    next.session.reset();
    setSelection(next);
}

void Workspace::selectFinding(FindingId id)
{
    Selection next = m_selection;
    next.finding = id;
    setSelection(next);
}

} // namespace causeway::workspace
