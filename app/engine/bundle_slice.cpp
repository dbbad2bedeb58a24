#include "app/engine/bundle_slice.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analysis/traces/clock_skew.h"
#include "app/engine/bundle_lines.h"
#include "app/engine/bundle_subjects.h"
#include "app/engine/cause_material.h"
#include "app/engine/current_spans.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "app/engine/once_pass_cache.h"
#include "app/engine/span_logs.h"
#include "app/engine/span_starts.h"
#include "storage/database.h"
#include "storage/import/span_starts.h"

namespace causeway::engine {

namespace {

constexpr std::int64_t kLeastBaselineNs = 1'800'000'000'000;
// A search looks whether the incident began up to a minute earlier, and for its first sign up to 90 s before that.
constexpr std::int64_t kBeforeNs = 150'000'000'000;
enum class Place : std::uint8_t { Out, Time, Baseline, Around };

class Slicer {
public:
    Slicer(storage::Project &project, const BundleRequest &request, const Job &job) : m_project(project), m_request(request), m_job(job) {}

    Result<BundlePlan> run()
    {
        CAUSEWAY_TRY(prepare());
        CAUSEWAY_TRY(chooseTimes());
        storage::EventReader reader(m_project.shared_from_this(), m_snapshot, kOncePassCache);
        if (m_plan.content.everything)
            m_events->addAll();
        else {
            CAUSEWAY_ASSIGN(m_plan.timelessLeftOut, takeLines(reader, m_plan.content.times, *m_events, m_job));
        }
        CAUSEWAY_TRY(takeSessions(reader));
        CAUSEWAY_TRY(takeTraces());
        CAUSEWAY_TRY(takeSpans());
        m_events->number();
        CAUSEWAY_TRY(count(reader));
        if (m_plan.time.events == 0 && m_plan.time.spans == 0 && m_points == 0)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to bundle")), Message(CAUSEWAY_TEXT("no line, span or point lies in this time")), whereItIs());
        finish();
        return std::move(m_plan);
    }

private:
    Result<void> prepare()
    {
        CAUSEWAY_ASSIGN(m_snapshot, m_project.snapshot());
        // As the origin sees them: a part of the lines would give other templates.
        if (m_snapshot->events > 0) {
            CAUSEWAY_ASSIGN(m_catalog, currentTemplates(m_project, m_request.threads, m_job));
            CAUSEWAY_ASSIGN(const std::string grouping, m_project.setting("grouping"));
            if (!grouping.empty()) {
                CAUSEWAY_ASSIGN(m_sessions, currentSessions(m_project, m_request.threads, m_job));
                CAUSEWAY_ASSIGN(m_snapshot, m_project.snapshot()); // it may have brought starts of spans
            }
        }
        auto spans = currentSpans(m_project, m_job);
        if (!spans && spans.error().code != ErrorCode::NotFound)
            return failure(std::move(spans).error());
        if (spans)
            m_spans = *spans;
        m_events = std::make_shared<storage::EventSlice>(m_snapshot->events);
        m_plan.content.snapshot = m_snapshot;
        return {};
    }

    Result<void> chooseTimes()
    {
        const TimeRange all = m_snapshot->timeRange(), time = m_request.time;
        storage::BundleContent &content = m_plan.content;
        content.everything = time.isAll() || (!all.isAll() && time.from <= all.from && time.to >= all.to);
        content.info.time = time;
        content.times = {time};
        content.points = {};
        if (content.everything)
            return {};
        std::optional<TimeRange> baseline = m_request.baseline ? m_request.baseline : defaultBundleBaseline(time, all);
        if (m_request.baseline && (baseline->from >= baseline->to || (baseline->from < time.to && time.from < baseline->to)))
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("This cannot be the baseline")), Message(CAUSEWAY_TEXT("it is empty, or has a part in common with the time of the incident")),
                           Message(CAUSEWAY_TEXT("Give a time before the incident, in which all was well.")));
        content.info.baseline = baseline;
        TimeRange hull{{time.from.ns > INT64_MIN + kBeforeNs ? time.from.ns - kBeforeNs : time.from.ns}, time.to};
        content.times.push_back({hull.from, time.from});
        if (baseline) {
            content.times.push_back(*baseline);
            hull = {std::min(hull.from, baseline->from), std::max(hull.to, baseline->to)};
        }
        std::erase_if(content.times, [](const TimeRange &range) { return range.from >= range.to; });
        m_hull = hull;
        content.points = aroundCause(hull);
        return {};
    }

    // A session that has lines in the times; one that lasts longer as far as a search looks around them.
    Result<void> takeSessions(storage::EventReader &reader)
    {
        if (!m_sessions || m_plan.content.everything)
            return {};
        // Open ends are as far as there is something.
        const TimeRange all = m_snapshot->timeRange();
        std::int64_t longest = 0;
        for (const TimeRange &range : m_plan.content.times)
            longest += std::max<std::int64_t>(0, std::min(range.to.ns, all.to.ns) - std::max(range.from.ns, all.from.ns));
        const bool request = !m_sessions->grouping.starts_with("window") && m_sessions->grouping != "source";
        storage::EventSlice longer(m_snapshot->events);
        for (std::size_t s = 0; s < m_sessions->sessions.size(); ++s) {
            const storage::SessionInfo &session = m_sessions->sessions[s];
            const auto events = m_sessions->eventsOf(s);
            if (session.first.isNone() || std::none_of(events.begin(), events.end(), [&](EventId event) { return m_events->contains(event); }))
                continue;
            const bool whole = session.last.ns - session.first.ns <= longest;
            for (const EventId event : events)
                if (whole)
                    m_events->add(event);
                else if (request)
                    longer.add(event);
            if (whole && m_sessions->grouping == "trace" && m_spans)
                if (const auto key = traces::parseTraceKey(session.key))
                    if (m_spans->findTrace(*key) != traces::kNone)
                        m_plan.content.traces.insert(*key);
        }
        return takeAround(reader, longer);
    }

    Result<void> takeAround(storage::EventReader &reader, const storage::EventSlice &those)
    {
        const TimeRange around = m_plan.content.points;
        const std::vector<bool> starts = spanStartChunks(*m_snapshot);
        for (std::size_t c = 0; c < m_snapshot->chunks.size(); ++c) {
            const storage::ChunkInfo &chunk = m_snapshot->chunks[c];
            if (m_job.isCancelled())
                return failure(cancelled());
            const auto wanted = those.rowsOf(chunk);
            if (starts[c] || wanted.empty() || chunk.from.isNone() || chunk.to < around.from || chunk.from >= around.to)
                continue;
            CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
            TimePoint last = TimePoint::none();
            for (std::uint32_t row = 0, next = 0; row < chunk.rows && next < wanted.size(); ++row) {
                if (const TimePoint time{rows->timesNs[row]}; !time.isNone())
                    last = time;
                if (row != wanted[next])
                    continue;
                ++next;
                if (!last.isNone() && around.contains(last))
                    m_events->add(EventId(chunk.first.value + row));
            }
        }
        return {};
    }

    Result<void> takeTraces()
    {
        if (!m_spans)
            return {};
        m_placeOf.assign(m_spans->traceCount(), Place::Out);
        TimeRange lines = m_hull;
        for (std::uint32_t trace = 0; trace < m_spans->traceCount(); ++trace) {
            if (trace % 512 == 0 && m_job.isCancelled())
                return failure(cancelled());
            const Place place = placeOf(trace);
            if (place == Place::Out)
                continue;
            m_placeOf[trace] = place;
            m_plan.content.traces.insert(m_spans->traceKey(trace));
            BundlePart &part = place == Place::Time ? m_plan.time : place == Place::Baseline ? m_plan.baseline : m_plan.around;
            ++part.traces;
            for (std::uint32_t row = m_spans->firstRow(trace); row < m_spans->endRow(trace); ++row)
                lines = {{std::min(lines.from.ns, m_spans->start(row))}, {std::max(lines.to.ns, m_spans->end(row))}};
        }
        if (m_plan.content.everything)
            return {};
        return forEachSpanLog(m_project, *m_spans, aroundCause(lines), m_job, [&](std::uint32_t trace, std::uint32_t, const storage::Event &event) {
            if (m_placeOf[trace] != Place::Out)
                m_events->add(event.id);
        });
    }

    [[nodiscard]] Place placeOf(std::uint32_t trace) const
    {
        if (m_plan.content.everything)
            return Place::Time;
        std::int64_t first = INT64_MAX, last = INT64_MIN;
        for (std::uint32_t row = m_spans->firstRow(trace); row < m_spans->endRow(trace); ++row) {
            first = std::min(first, m_spans->start(row));
            last = std::max(last, m_spans->end(row));
        }
        // A search goes by clocks that were corrected.
        const traces::ClockSkew skew = traces::clockSkew(*m_spans, trace);
        for (std::uint32_t row = m_spans->firstRow(trace); row < m_spans->endRow(trace); ++row)
            if (const std::size_t i = row - m_spans->firstRow(trace); i < skew.shiftNs.size())
                first = std::min(first, m_spans->start(row) + skew.shiftNs[i]), last = std::max(last, m_spans->start(row) + skew.shiftNs[i]);
        const storage::BundleContent &content = m_plan.content;
        if (storage::touches({m_request.time}, {first}, {last}))
            return Place::Time;
        if (content.info.baseline && storage::touches({*content.info.baseline}, {first}, {last}))
            return Place::Baseline;
        return storage::touches(content.times, {first}, {last}) || content.traces.contains(m_spans->traceKey(trace)) ? Place::Around : Place::Out;
    }

    // Repeated ones too; and the events that are starts of them.
    Result<void> takeSpans()
    {
        if (!m_spans)
            return {};
        std::vector<std::int64_t> kept;
        CAUSEWAY_TRY(m_project.read([&](storage::Database &database) -> Result<void> {
            storage::Statement row = database.prepare("SELECT id,source,trace_high,trace_low FROM span ORDER BY id");
            for (std::uint64_t i = 0;; ++i) {
                CAUSEWAY_ASSIGN(const bool more, row.step());
                if (!more)
                    return {};
                if (i % 4096 == 0 && m_job.isCancelled())
                    return failure(cancelled());
                const traces::TraceKey key{static_cast<std::uint64_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))};
                if (!m_plan.content.traces.contains(key) || m_snapshot->source(SourceId(static_cast<std::uint32_t>(row.integer(1)))) == nullptr)
                    continue;
                kept.push_back(row.integer(0));
                const std::uint32_t trace = m_spans->findTrace(key);
                const Place place = trace == traces::kNone ? Place::Around : m_placeOf[trace];
                ++(place == Place::Time ? m_plan.time : place == Place::Baseline ? m_plan.baseline : m_plan.around).spans;
            }
        }));
        if (!hasSpanStarts(*m_snapshot) || m_plan.content.everything)
            return {};
        CAUSEWAY_ASSIGN(const auto runs, storage::spanStartRuns(m_project, *m_snapshot, *m_spans));
        for (const storage::SpanStartRun &run : runs)
            for (auto span = std::lower_bound(kept.begin(), kept.end(), run.firstSpan); span != kept.end() && *span < run.firstSpan + static_cast<std::int64_t>(run.count); ++span)
                m_events->add(EventId(run.first.value + static_cast<std::uint64_t>(*span - run.firstSpan)));
        return {};
    }

    Result<void> count(storage::EventReader &reader)
    {
        storage::BundleContent &content = m_plan.content;
        double share = 0; // of the bytes of chunks
        struct Last {
            TimePoint time = TimePoint::none();
            std::uint64_t waiting = 0; // lines in front of the first that has a time
        };
        std::map<SourceId, Last> last;
        CAUSEWAY_ASSIGN(const auto sizes, chunkBytes());
        for (std::size_t c = 0; c < m_snapshot->chunks.size(); ++c) {
            const storage::ChunkInfo &chunk = m_snapshot->chunks[c];
            if (m_job.isCancelled())
                return failure(cancelled());
            const auto kept = m_events->rowsOf(chunk);
            if (kept.empty())
                continue;
            if (const auto bytes = sizes.find(chunk.id.value); bytes != sizes.end())
                share += static_cast<double>(bytes->second) * static_cast<double>(kept.size()) / chunk.rows;
            if (content.everything) {
                m_plan.time.events += kept.size();
                continue;
            }
            CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
            auto &[time, waiting] = last[chunk.source];
            for (const std::uint32_t row : kept) {
                if (const TimePoint own{rows->timesNs[row]}; !own.isNone())
                    time = own;
                ++waiting;
                if (time.isNone())
                    continue;
                const bool now = m_request.time.contains(time), before = content.info.baseline && content.info.baseline->contains(time);
                (now ? m_plan.time : before ? m_plan.baseline : m_plan.around).events += std::exchange(waiting, 0);
            }
        }
        for (const auto &[source, rest] : last)
            m_plan.around.events += rest.waiting;
        std::uint64_t rest = 0; // models and forms of lines, and a span's mean
        double span = 0;
        CAUSEWAY_TRY(m_project.read([&](storage::Database &database) -> Result<void> {
            storage::Statement points = database.prepare("SELECT count(*), coalesce(sum(t_ns>=?1 AND t_ns<?2),0) FROM metric_point WHERE ?5 OR (t_ns>=?3 AND t_ns<?4)");
            points.bind(m_request.time.from.ns).bind(m_request.time.to.ns).bind(content.points.from.ns).bind(content.points.to.ns).bind(content.everything ? 1 : 0);
            CAUSEWAY_TRY(points.step());
            m_plan.metricPoints = static_cast<std::uint64_t>(points.integer(0));
            m_points = static_cast<std::uint64_t>(points.integer(1));
            storage::Statement bytes = database.prepare("SELECT (SELECT coalesce(sum(length(bytes)),0) FROM model)+(SELECT coalesce(sum(length(text)+length(samples)),0) FROM shape), "
                                                       "(SELECT avg(ifnull(length(message),0)+ifnull(length(attributes),0)+ifnull(length(events),0)+ifnull(length(links),0)) FROM (SELECT * FROM span LIMIT 10000))");
            CAUSEWAY_TRY(bytes.step());
            rest = static_cast<std::uint64_t>(bytes.integer(0));
            span = bytes.real(1);
            return {};
        }));
        constexpr std::uint64_t kTables = 700'000, kSpan = 75, kPoint = 27;
        m_plan.bytes = kTables + static_cast<std::uint64_t>(share + span * static_cast<double>(m_plan.spans())) + kSpan * m_plan.spans() + kPoint * m_plan.metricPoints + rest;
        return {};
    }

    Result<std::map<std::uint32_t, std::uint64_t>> chunkBytes()
    {
        std::map<std::uint32_t, std::uint64_t> sizes;
        CAUSEWAY_TRY(m_project.read([&](storage::Database &database) -> Result<void> {
            storage::Statement row = database.prepare("SELECT id/4, sum(length(bytes)) FROM part GROUP BY id/4");
            for (;;) {
                CAUSEWAY_ASSIGN(const bool more, row.step());
                if (!more)
                    return {};
                sizes.emplace(static_cast<std::uint32_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)));
            }
        }));
        return sizes;
    }

    [[nodiscard]] Message whereItIs() const
    {
        const TimeRange all = m_snapshot->timeRange();
        return all.isAll() ? Message(CAUSEWAY_TEXT("Nothing in the project tells a time; bundle all of it.")) : Message(CAUSEWAY_TEXT("What there is lies between %1 and %2."), all.from, TimePoint{all.to.ns - 1});
    }

    void finish();

    storage::Project &m_project;
    const BundleRequest &m_request;
    const Job &m_job;
    std::shared_ptr<const storage::Snapshot> m_snapshot;
    std::shared_ptr<const storage::TemplateCatalog> m_catalog;
    std::shared_ptr<const storage::SessionSet> m_sessions;
    std::shared_ptr<const traces::SpanTable> m_spans;
    std::shared_ptr<storage::EventSlice> m_events;
    std::vector<Place> m_placeOf; // by trace
    TimeRange m_hull;
    std::uint64_t m_points = 0;   // in the time itself
    BundlePlan m_plan;
};

void Slicer::finish()
{
    storage::BundleContent &content = m_plan.content;
    content.events = m_events;
    content.info.eventsAround = m_plan.around.events;
    content.info.spansAround = m_plan.around.spans;
    if (content.everything) {
        content.moved = [](const Subject &subject) { return std::optional(subject); };
        return;
    }
    auto inside = std::make_shared<SubjectsInside>();
    inside->events = m_events;
    inside->sessions = m_sessions;
    inside->times = content.times;
    inside->traces = content.traces;
    if (m_sessions)
        for (std::size_t s = 0; s < m_sessions->sessions.size(); ++s) {
            const auto events = m_sessions->eventsOf(s);
            const auto kept = std::count_if(events.begin(), events.end(), [&](EventId event) { return m_events->contains(event); });
            inside->touched.push_back(kept > 0);
            m_plan.cutSessions += kept > 0 && kept < static_cast<std::ptrdiff_t>(events.size()) ? 1 : 0;
        }
    for (std::uint32_t trace = 0; trace < m_placeOf.size(); ++trace)
        for (std::uint32_t row = m_spans->firstRow(trace); m_placeOf[trace] != Place::Out && row < m_spans->endRow(trace); ++row)
            inside->services.insert(m_spans->serviceName(row));
    for (const storage::ChunkInfo &chunk : m_snapshot->chunks)
        if (m_events->before(EventId(chunk.first.value + chunk.rows)) > m_events->before(chunk.first))
            inside->sources.insert(m_snapshot->source(chunk.source)->name);
    content.moved = [inside](const Subject &subject) { return inside->moved(subject); };
    // The threads of the first source go by their bare names: it stays the first.
    if (m_sessions && m_sessions->grouping == "thread" && !m_snapshot->sources.empty())
        content.sources.push_back(m_snapshot->sources.front().id);
}

} // namespace

std::optional<TimeRange> defaultBundleBaseline(TimeRange time, TimeRange all)
{
    if (all.isAll() || time.from <= all.from)
        return std::nullopt;
    const std::int64_t length = time.to.ns > all.to.ns ? std::max<std::int64_t>(0, all.to.ns - time.from.ns) : time.to.ns - time.from.ns;
    const std::int64_t wanted = std::max(kLeastBaselineNs, length > INT64_MAX / 2 ? INT64_MAX : 2 * length);
    const std::int64_t from = time.from.ns < INT64_MIN + wanted ? INT64_MIN + 1 : time.from.ns - wanted;
    return TimeRange{{std::max(from, all.from.ns)}, time.from};
}

Result<BundlePlan> planBundle(storage::Project &project, const BundleRequest &request, const Job &job)
{
    if (request.time.from >= request.time.to)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to bundle")), Message(CAUSEWAY_TEXT("the time ends before it begins")), Message(CAUSEWAY_TEXT("Tell when the incident began and ended.")));
    return Slicer(project, request, job).run();
}

} // namespace causeway::engine
