#include "app/engine/group_sessions.h"

#include <algorithm>
#include <numeric>

#include "analysis/core/parallel.h"
#include "app/engine/choose_grouping.h"
#include "app/engine/current_spans.h"
#include "app/engine/mine_templates.h"
#include "app/engine/once_pass_cache.h"
#include "app/engine/session_keys.h"
#include "app/engine/span_starts.h"
#include "storage/database.h"

namespace causeway::engine {

using sessions::Grouping;
using storage::SessionSet;

namespace {

constexpr std::uint32_t kNone = ChunkKeys::kNone;

// All events of the snapshot, by position: the order of chunks, rows within.
struct Membership {
    std::vector<std::uint64_t> firstPosition; // of each chunk, and the total
    std::vector<std::uint32_t> sessionOf;     // by position; kNone
    std::vector<storage::SessionInfo> sessions; // key and name alone
    std::vector<std::uint32_t> spanRanks;       // by position, see span_starts.h; empty: none take part
    std::uint64_t leftOut = 0;                  // starts of spans that take no part
};

std::vector<std::uint64_t> firstPositions(const storage::Snapshot &snapshot)
{
    std::vector<std::uint64_t> first(snapshot.chunks.size() + 1, 0);
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c)
        first[c + 1] = first[c] + snapshot.chunks[c].rows;
    return first;
}

tl::unexpected<Error> tooMany()
{
    return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("Grouping the events failed")), Message(CAUSEWAY_TEXT("there would be more than 4 thousand million sessions")),
                   Message(CAUSEWAY_TEXT("Choose another grouping.")));
}

// A trace's id as lines write it, as the traces themselves have it.
std::string traceKeyText(std::string key, const traces::SpanTable &table)
{
    const auto parsed = traces::parseTraceKey(key);
    return parsed && table.findTrace(*parsed) != traces::kNone ? traces::toHex(*parsed) : std::move(key);
}

// spans: of traces whose starts take part; nullptr: none do.
Result<void> assignByKeys(storage::EventReader &reader, const Grouping &grouping, const traces::SpanTable *spans, unsigned threads, const Job &job, Membership &members)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<std::vector<std::string>> keysOf(snapshot.chunks.size());
    // Threads of the first source go by their bare name, those of others by "SOURCE:thread": an appended source changes nothing.
    const auto prefixOf = [&](const storage::ChunkInfo &chunk) {
        const storage::SourceInfo *source = snapshot.source(chunk.source);
        const bool first = source == nullptr || source->id == snapshot.sources.front().id;
        return grouping.by != Grouping::By::Thread || first ? std::string() : source->name + ":";
    };
    const std::vector<bool> spanStarts = spanStartChunks(snapshot);
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned) -> Result<void> {
        if (spanStarts[chunk] && spans == nullptr)
            return {};
        CAUSEWAY_ASSIGN(ChunkKeys keys, chunkKeys(reader, chunk, grouping, prefixOf(snapshot.chunks[chunk])));
        if (keys.keyOfRow.size() != snapshot.chunks[chunk].rows)
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Chunk %1 has another number of rows than its table says"), snapshot.chunks[chunk].id.value));
        std::copy(keys.keyOfRow.begin(), keys.keyOfRow.end(), members.sessionOf.begin() + static_cast<std::ptrdiff_t>(members.firstPosition[chunk]));
        keysOf[chunk] = std::move(keys.keys);
        job.report({static_cast<double>(members.firstPosition[chunk + 1]), static_cast<double>(members.firstPosition.back()), Progress::Unit::Events});
        return {};
    }));
    // Numbers of a chunk's own keys become numbers of all keys, in order of chunks: the result has one order.
    KeyTable all;
    std::vector<std::vector<std::uint32_t>> renumbered(keysOf.size());
    for (std::size_t chunk = 0; chunk < keysOf.size(); ++chunk) {
        if (job.isCancelled())
            return failure(cancelled());
        renumbered[chunk].reserve(keysOf[chunk].size());
        for (std::string &key : keysOf[chunk])
            renumbered[chunk].push_back(all.add(spans == nullptr ? std::move(key) : traceKeyText(std::move(key), *spans)));
        keysOf[chunk] = {};
        if (all.keys().size() >= kNone / 2)
            return tooMany();
    }
    CAUSEWAY_TRY(parallelFor(renumbered.size(), threads, job, [&](std::size_t chunk, unsigned) -> Result<void> {
        for (std::uint64_t p = members.firstPosition[chunk]; p < members.firstPosition[chunk + 1]; ++p)
            if (members.sessionOf[p] != kNone)
                members.sessionOf[p] = renumbered[chunk][members.sessionOf[p]];
        return {};
    }));
    members.sessions.reserve(all.keys().size());
    for (std::string &key : all.take())
        members.sessions.push_back({std::move(key), {}, TimePoint::none(), TimePoint::none(), 0});
    return {};
}

// Lines of sequence files: the import has kept where each begins. Those of the first such source go by their number, those
// of others by "NAME:number".
Result<void> assignBySequence(storage::Project &project, const storage::Snapshot &snapshot, const Job &job, Membership &members, std::string &firstSource)
{
    return project.read([&](storage::Database &database) -> Result<void> {
        std::size_t chunk = 0;
        for (const storage::SourceInfo &source : snapshot.sources) {
            if (source.format != "sequences")
                continue;
            const bool first = firstSource.empty();
            if (first)
                firstSource = source.name;
            storage::Statement row = database.prepare("SELECT line, name, first_event, events FROM sequence_line WHERE source=? ORDER BY line");
            row.bind(source.id.value);
            for (;;) {
                CAUSEWAY_ASSIGN(const bool more, row.step());
                if (!more)
                    break;
                if (members.sessions.size() % 4096 == 0 && job.isCancelled())
                    return failure(cancelled());
                if (members.sessions.size() >= kNone)
                    return tooMany();
                const auto session = static_cast<std::uint32_t>(members.sessions.size());
                const std::string line = std::to_string(row.integer(0));
                members.sessions.push_back({first ? line : source.name + ":" + line, row.text(1), TimePoint::none(), TimePoint::none(), 0});
                auto event = static_cast<std::uint64_t>(row.integer(2));
                const std::uint64_t end = event + static_cast<std::uint64_t>(row.integer(3));
                while (event < end) {
                    while (chunk > 0 && event < snapshot.chunks[chunk].first.value)
                        --chunk;
                    while (chunk < snapshot.chunks.size() && event >= snapshot.chunks[chunk].first.value + snapshot.chunks[chunk].rows)
                        ++chunk;
                    if (chunk == snapshot.chunks.size() || event < snapshot.chunks[chunk].first.value)
                        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project file is damaged")),
                                       Message(CAUSEWAY_TEXT("line %1 of %2 has events that are not there"), line, source.name));
                    const storage::ChunkInfo &info = snapshot.chunks[chunk];
                    const std::uint64_t stop = std::min(end, info.first.value + info.rows);
                    for (; event < stop; ++event)
                        members.sessionOf[members.firstPosition[chunk] + (event - info.first.value)] = session;
                }
            }
        }
        return {};
    });
}

// Times to order events by: events without a time stay behind the one before them in their source. Leading ones come first.
Result<std::vector<std::int64_t>> orderingTimes(storage::EventReader &reader, const Membership &members, unsigned threads, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<std::int64_t> times(members.firstPosition.back());
    CAUSEWAY_TRY(parallelFor(snapshot.chunks.size(), threads, job, [&](std::size_t chunk, unsigned) -> Result<void> {
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        std::copy(rows->timesNs.begin(), rows->timesNs.end(), times.begin() + static_cast<std::ptrdiff_t>(members.firstPosition[chunk]));
        return {};
    }));
    return times;
}

// Sessions in order of their first event, their events in order of time.
Result<void> arrange(const storage::Snapshot &snapshot, const std::vector<std::int64_t> &times, Membership &members, const Job &job, SessionSet &set)
{
    const std::size_t count = members.sessions.size();
    std::vector<std::uint64_t> sizes(count, 0);
    std::vector<std::int64_t> ordering = times;
    std::vector<std::int64_t> firstTime(count, INT64_MAX);
    bool falls = false;
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c) {
        const bool sameSource = c > 0 && snapshot.chunks[c - 1].source == snapshot.chunks[c].source;
        for (std::uint64_t p = members.firstPosition[c]; p < members.firstPosition[c + 1]; ++p) {
            const bool hasBefore = p > members.firstPosition[c] || sameSource;
            if (ordering[p] == TimePoint::none().ns && hasBefore)
                ordering[p] = ordering[p - 1];
            falls = falls || !members.spanRanks.empty() || (p > 0 && ordering[p] < ordering[p - 1]);
            const std::uint32_t session = members.sessionOf[p];
            if (session == kNone)
                continue;
            ++sizes[session];
            firstTime[session] = std::min(firstTime[session], ordering[p]);
        }
    }
    if (job.isCancelled())
        return failure(cancelled());
    // A session's number so far is its place in order of position; it stays where times never fall.
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::erase_if(order, [&](std::uint32_t s) { return sizes[s] == 0; });
    if (falls)
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return firstTime[a] < firstTime[b]; });
    std::vector<std::uint32_t> place(count, kNone);
    set.offsets.assign(1, 0);
    set.sessions.reserve(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        place[order[i]] = i;
        set.sessions.push_back(std::move(members.sessions[order[i]]));
        set.sessions.back().events = sizes[order[i]];
        set.offsets.push_back(set.offsets.back() + sizes[order[i]]);
    }
    std::vector<std::uint64_t> next(set.offsets.begin(), set.offsets.end() - 1);
    std::vector<std::uint64_t> positions(set.offsets.back());
    for (std::uint64_t p = 0; p < members.sessionOf.size(); ++p) {
        if (members.sessionOf[p] == kNone) {
            ++set.ungrouped;
            continue;
        }
        const std::uint32_t session = place[members.sessionOf[p]];
        positions[next[session]++] = p;
        if (times[p] == TimePoint::none().ns)
            continue;
        storage::SessionInfo &info = set.sessions[session];
        info.first = info.first.isNone() ? TimePoint{times[p]} : std::min(info.first, TimePoint{times[p]});
        info.last = std::max(info.last, TimePoint{times[p]});
    }
    set.ungrouped -= members.leftOut;
    if (falls)
        for (std::size_t s = 0; s < set.sessions.size(); ++s) {
            if (s % 1024 == 0 && job.isCancelled())
                return failure(cancelled());
            std::stable_sort(positions.begin() + static_cast<std::ptrdiff_t>(set.offsets[s]), positions.begin() + static_cast<std::ptrdiff_t>(set.offsets[s + 1]),
                             [&](std::uint64_t a, std::uint64_t b) {
                                 return ordering[a] != ordering[b] || members.spanRanks.empty() ? ordering[a] < ordering[b] : members.spanRanks[a] < members.spanRanks[b];
                             });
        }
    set.events.reserve(positions.size());
    std::size_t chunk = 0;
    for (const std::uint64_t p : positions) {
        if (p < members.firstPosition[chunk] || p >= members.firstPosition[chunk + 1])
            chunk = static_cast<std::size_t>(std::upper_bound(members.firstPosition.begin(), members.firstPosition.end(), p) - members.firstPosition.begin()) - 1;
        set.events.emplace_back(snapshot.chunks[chunk].first.value + (p - members.firstPosition[chunk]));
    }
    return {};
}

std::string describe(const Grouping &grouping)
{
    switch (grouping.by) {
    case Grouping::By::Identifier: return "by the value that “" + grouping.identifier + "” introduces";
    case Grouping::By::Trace: return "by trace id";
    case Grouping::By::Thread: return "by the thread of the header";
    case Grouping::By::Source: return "by source";
    case Grouping::By::Sequence: return "a line of a sequence file is a session";
    case Grouping::By::Window: return "by windows of " + toText(Nanos{grouping.windowNs});
    case Grouping::By::Auto: break;
    }
    return {};
}

tl::unexpected<Error> noSessions(const Grouping &grouping, const std::vector<sessions::Candidate> &candidates)
{
    std::string names;
    for (const sessions::Candidate &candidate : candidates)
        names += (names.empty() ? "" : ", ") + candidate.name;
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The events cannot be grouped by %1"), grouping.toText()), Message(CAUSEWAY_TEXT("no event has what it needs")),
                   names.empty() ? Message(CAUSEWAY_TEXT("Let the program choose: --by auto.")) : Message(CAUSEWAY_TEXT("These identifiers occur: %1."), names));
}

} // namespace

Result<GroupSessionsResponse> groupSessions(storage::Project &project, const GroupSessionsRequest &request, const Job &job)
{
    storage::SessionStore store(project);
    CAUSEWAY_ASSIGN(const std::string remembered, store.remembered());
    Grouping grouping;
    if (request.grouping)
        grouping = *request.grouping;
    else if (const auto parsed = Grouping::parse(remembered); !remembered.empty() && parsed)
        grouping = *parsed;

    GroupSessionsResponse response;
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    const bool spansAlone = grouping.by == Grouping::By::Auto && holdsSpansAlone(*snapshot);
    if (spansAlone)
        grouping.by = Grouping::By::Trace;
    if (grouping.by == Grouping::By::Trace) {
        CAUSEWAY_TRY(addSpanStarts(project, spansAlone || (request.grouping && request.grouping->by == Grouping::By::Trace), job));
        CAUSEWAY_ASSIGN(snapshot, project.snapshot());
    }
    if (!request.again && grouping.toText() == remembered && grouping.by != Grouping::By::Auto) {
        CAUSEWAY_ASSIGN(response.sessions, store.current());
        if (response.sessions) {
            response.events = response.sessions->events.size();
            return response;
        }
    }
    if (snapshot->events == 0)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to group")), Message(CAUSEWAY_TEXT("the project holds no events")),
                       Message(CAUSEWAY_TEXT("Import something first: causeway import PROJECT FILE.")));
    std::optional<storage::EventReader> reader(std::in_place, project.shared_from_this(), snapshot, kOncePassCache);
    std::string why = describe(grouping);
    if (grouping.by == Grouping::By::Auto || (grouping.by == Grouping::By::Identifier && grouping.identifier.empty())) {
        CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.threads, job));
        CAUSEWAY_ASSIGN(ChosenGrouping chosen, chooseGrouping(*reader, *catalog, grouping, job));
        grouping = chosen.grouping;
        why = std::move(chosen.why);
        response.candidates = std::move(chosen.candidates);
        if (grouping.by == Grouping::By::Trace) {
            CAUSEWAY_TRY(addSpanStarts(project, false, job));
            CAUSEWAY_ASSIGN(snapshot, project.snapshot());
            reader.emplace(project.shared_from_this(), snapshot, kOncePassCache);
        }
    }
    std::shared_ptr<const traces::SpanTable> spans;
    if (grouping.by == Grouping::By::Trace && hasSpanStarts(*snapshot)) {
        CAUSEWAY_ASSIGN(spans, currentSpans(project, job));
        why += "; the starts of their spans take part";
    }
    auto set = std::make_shared<SessionSet>();
    set->grouping = grouping.toText();
    set->why = std::move(why);
    set->snapshotVersion = snapshot->version;
    Membership members;
    members.firstPosition = firstPositions(*snapshot);
    members.sessionOf.assign(members.firstPosition.back(), kNone);
    if (spans) {
        CAUSEWAY_ASSIGN(members.spanRanks, spanStartRanks(project, *snapshot, *spans));
    } else {
        const std::vector<bool> spanStarts = spanStartChunks(*snapshot);
        for (std::size_t c = 0; c < spanStarts.size(); ++c)
            members.leftOut += spanStarts[c] ? snapshot->chunks[c].rows : 0;
    }
    if (grouping.by == Grouping::By::Sequence)
        CAUSEWAY_TRY(assignBySequence(project, *snapshot, job, members, set->sequenceSource));
    else
        CAUSEWAY_TRY(assignByKeys(*reader, grouping, spans.get(), request.threads, job, members));
    if (members.sessions.empty()) {
        if (response.candidates.empty() && grouping.by == Grouping::By::Identifier) {
            CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, request.threads, job));
            if (auto chosen = chooseGrouping(*reader, *catalog, Grouping{Grouping::By::Identifier, {}, 0}, job))
                response.candidates = std::move(chosen->candidates);
        }
        return noSessions(grouping, response.candidates);
    }
    CAUSEWAY_ASSIGN(const auto times, orderingTimes(*reader, members, request.threads, job));
    CAUSEWAY_TRY(arrange(*snapshot, times, members, job, *set));
    CAUSEWAY_TRY(store.save(*set));
    response.events = set->events.size();
    response.sessions = std::move(set);
    return response;
}

Result<std::shared_ptr<const SessionSet>> currentSessions(storage::Project &project, unsigned threads, const Job &job)
{
    GroupSessionsRequest request;
    request.threads = threads;
    CAUSEWAY_ASSIGN(GroupSessionsResponse response, groupSessions(project, request, job));
    return response.sessions;
}

} // namespace causeway::engine
