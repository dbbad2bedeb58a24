#include <algorithm>
#include <unordered_set>

#include "storage/bundle/bundle_tables.h"
#include "storage/bundle/row_copy.h"

namespace causeway::storage {

namespace {

struct Times {
    std::int64_t from = INT64_MAX, to = INT64_MIN;
    void see(std::int64_t first, std::int64_t last)
    {
        from = std::min(from, first);
        to = std::max(to, last);
    }
};

class SignalWriter {
public:
    explicit SignalWriter(BundleWriting &writing) : m_writing(writing), m_content(writing.content) {}

    Result<void> writeSpans()
    {
        return copyTable(m_writing.from, "span", "ORDER BY id", m_writing.to, m_writing.job,
                         // id, source, trace_high, trace_low, span, parent, operation, resource, scope, kind, status, start_ns, duration_ns, message …
                         [&](RowOnItsWay &row) -> Result<bool> {
                             const SourceId source(static_cast<std::uint32_t>(row.integer(1)));
                             if (m_content.snapshot->source(source) == nullptr ||
                                 !m_content.traces.contains({static_cast<std::uint64_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))}))
                                 return false;
                             row.set(0, static_cast<std::int64_t>(++m_writing.counts.spans));
                             ++m_writing.sources[source].spans;
                             m_operations.insert(row.integer(6));
                             if (!row.isNull(7))
                                 m_resources.insert(row.integer(7));
                             if (!row.isNull(8))
                                 m_scopes.insert(row.integer(8));
                             if (!row.isNull(11))
                                 m_spanTimes[source].see(row.integer(11), row.integer(11) + std::clamp<std::int64_t>(row.integer(12), 0, std::max<std::int64_t>(0, INT64_MAX - std::max<std::int64_t>(0, row.integer(11)))));
                             if (m_writing.counts.spans % 4096 == 0)
                                 m_writing.report(0.1);
                             return true;
                         })
            .map([](std::uint64_t) {});
    }

    // Points first: of series without any nothing is told.
    Result<void> writeMetrics()
    {
        std::map<std::int64_t, SourceId> sourceOf;
        Statement rows = m_writing.from.prepare("SELECT id,source,resource FROM series");
        std::map<std::int64_t, std::int64_t> resourceOf;
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, rows.step());
            if (!more)
                break;
            const SourceId source(static_cast<std::uint32_t>(rows.integer(1)));
            if (m_content.snapshot->source(source) == nullptr)
                continue;
            sourceOf.emplace(rows.integer(0), source);
            if (!rows.isNull(2))
                resourceOf.emplace(rows.integer(0), rows.integer(2));
        }
        std::unordered_set<std::int64_t> used;
        CAUSEWAY_TRY(copyTable(m_writing.from, "metric_point", "ORDER BY id", m_writing.to, m_writing.job, [&](RowOnItsWay &row) -> Result<bool> { // id, series, t_ns, value
            const auto source = sourceOf.find(row.integer(1));
            if (source == sourceOf.end() || (!m_content.everything && !m_content.points.contains({row.integer(2)})))
                return false;
            row.set(0, static_cast<std::int64_t>(++m_writing.counts.metricPoints));
            ++m_writing.sources[source->second].points;
            m_pointTimes[source->second].see(row.integer(2), row.integer(2));
            used.insert(row.integer(1));
            return true;
        }));
        return copyTable(m_writing.from, "series", "ORDER BY id", m_writing.to, m_writing.job,
                         [&](RowOnItsWay &row) -> Result<bool> {
                             const std::int64_t id = row.integer(0);
                             if (!used.contains(id) && (!m_content.everything || !sourceOf.contains(id)))
                                 return false;
                             if (const auto resource = resourceOf.find(id); resource != resourceOf.end())
                                 m_resources.insert(resource->second);
                             return true;
                         })
            .map([](std::uint64_t) {});
    }

    Result<void> writeNames()
    {
        const auto those = [](const std::unordered_set<std::int64_t> &ids) { return [&ids](RowOnItsWay &row) -> Result<bool> { return ids.contains(row.integer(0)); }; };
        CAUSEWAY_TRY(copyTable(m_writing.from, "operation", "ORDER BY id", m_writing.to, m_writing.job, those(m_operations)));
        CAUSEWAY_TRY(copyTable(m_writing.from, "resource", "ORDER BY id", m_writing.to, m_writing.job, those(m_resources)));
        CAUSEWAY_TRY(copyTable(m_writing.from, "scope", "ORDER BY id", m_writing.to, m_writing.job, those(m_scopes)));
        return {};
    }

    // What was skipped is told where everything is taken: its notes quote it.
    Result<void> writeSources()
    {
        std::int64_t nextSpan = 1, nextPoint = 1;
        std::unordered_set<std::int64_t> whole;
        CAUSEWAY_TRY(copyTable(m_writing.from, "signal_source", "ORDER BY first_span, first_point, source", m_writing.to, m_writing.job, [&](RowOnItsWay &row) -> Result<bool> { // source, first_span, spans, first_point, metric_points, notes, from_ns, to_ns
            const SourceId source(static_cast<std::uint32_t>(row.integer(0)));
            const SourceInfo *info = m_content.snapshot->source(source);
            if (info == nullptr)
                return false;
            const SourceUse use = m_writing.sources[source];
            row.set(1, nextSpan);
            row.set(2, use.spans);
            row.set(3, nextPoint);
            row.set(4, use.points);
            nextSpan += static_cast<std::int64_t>(use.spans);
            nextPoint += static_cast<std::int64_t>(use.points);
            const bool all = use.spans == info->spans && use.points == info->metricPoints && use.events == info->events;
            if (all && m_content.everything) {
                whole.insert(row.integer(0));
                return true;
            }
            row.set(5, std::int64_t{0});
            if (all)
                return true;
            if (const auto times = (use.spans > 0 ? m_spanTimes : m_pointTimes).find(source); times != (use.spans > 0 ? m_spanTimes : m_pointTimes).end()) {
                row.set(6, times->second.from);
                row.set(7, times->second.to);
            } else {
                row.setNull(6);
                row.setNull(7);
            }
            return use.spans > 0 || use.points > 0;
        }));
        return copyTable(m_writing.from, "signal_note", "ORDER BY rowid", m_writing.to, m_writing.job,
                         [&](RowOnItsWay &row) -> Result<bool> { return whole.contains(row.integer(0)); })
            .map([](std::uint64_t) {});
    }

private:
    BundleWriting &m_writing;
    const BundleContent &m_content;
    std::map<SourceId, Times> m_spanTimes, m_pointTimes;
    std::unordered_set<std::int64_t> m_operations, m_resources, m_scopes;
};

} // namespace

Result<void> writeBundleSignals(BundleWriting &writing)
{
    SignalWriter writer(writing);
    CAUSEWAY_TRY(writer.writeSpans());
    CAUSEWAY_TRY(writer.writeMetrics());
    CAUSEWAY_TRY(writer.writeNames());
    return writer.writeSources();
}

} // namespace causeway::storage
