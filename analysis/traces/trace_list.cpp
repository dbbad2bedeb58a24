#include "analysis/traces/trace_list.h"

#include <algorithm>
#include <cmath>

namespace causeway::traces {

Result<std::vector<TraceSummary>> summarise(const SpanTable &table, const Job &job)
{
    std::vector<TraceSummary> summaries(table.traceCount());
    std::vector<std::uint32_t> seenIn(table.services().size(), kNone); // the last trace that had the service
    for (std::uint32_t t = 0; t < table.traceCount(); ++t) {
        if (t % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        TraceSummary &summary = summaries[t];
        const std::uint32_t first = table.firstRow(t);
        summary.spans = table.endRow(t) - first;
        summary.startNs = table.start(first);
        std::int64_t end = table.end(first);
        std::uint32_t orphan = kNone;
        for (std::uint32_t row = first; row < table.endRow(t); ++row) {
            end = std::max(end, table.end(row));
            summary.errors += table.status(row) == SpanStatus::Error;
            if (std::uint32_t &seen = seenIn[table.service(row)]; seen != t) {
                seen = t;
                ++summary.services;
            }
            if (table.parent(row) == kNone) {
                if (!table.isOrphan(row) && summary.root == kNone)
                    summary.root = row;
                else if (orphan == kNone)
                    orphan = row;
            }
        }
        if (summary.root == kNone)
            summary.root = orphan;
        summary.durationNs = end - summary.startNs;
    }
    return summaries;
}

Result<std::vector<std::uint32_t>> listTraces(const SpanTable &table, std::span<const TraceSummary> summaries, const TraceFilter &filter, TraceOrder order,
                                              bool descending, const Job &job)
{
    std::vector<bool> passes(table.traceCount());
    for (std::uint32_t t = 0; t < table.traceCount(); ++t) {
        const TraceSummary &summary = summaries[t];
        passes[t] = filter.time.contains({summary.startNs}) && (!filter.errors || summary.errors > 0) &&
                    (!filter.minDurationNs || summary.durationNs >= *filter.minDurationNs) && (!filter.maxDurationNs || summary.durationNs <= *filter.maxDurationNs);
    }
    // One bit a condition; a trace passes where its spans set all.
    const std::size_t conditions = filter.services.size() + filter.operations.size();
    if (conditions > 0) {
        std::vector<std::vector<std::uint32_t>> ofOperation(table.operations().size()); // conditions that an operation meets
        for (std::uint32_t o = 0; o < table.operations().size(); ++o) {
            for (std::uint32_t c = 0; c < filter.services.size(); ++c)
                if (table.operations()[o].service == filter.services[c])
                    ofOperation[o].push_back(c);
            for (std::uint32_t c = 0; c < filter.operations.size(); ++c)
                if (table.operations()[o].name == filter.operations[c])
                    ofOperation[o].push_back(static_cast<std::uint32_t>(filter.services.size()) + c);
        }
        std::vector<std::uint32_t> met(conditions, kNone); // the last trace that met it
        for (std::uint32_t t = 0; t < table.traceCount(); ++t) {
            if (t % 1024 == 0 && job.isCancelled())
                return failure(cancelled());
            if (!passes[t])
                continue;
            std::size_t left = conditions;
            for (std::uint32_t row = table.firstRow(t); row < table.endRow(t) && left > 0; ++row)
                for (const std::uint32_t c : ofOperation[table.operation(row)])
                    if (met[c] != t) {
                        met[c] = t;
                        --left;
                    }
            passes[t] = left == 0;
        }
    }
    for (const std::vector<std::uint32_t> &rows : filter.rows) {
        std::vector<bool> found(table.traceCount());
        for (const std::uint32_t row : rows)
            if (row < table.size())
                found[table.trace(row)] = true;
        for (std::uint32_t t = 0; t < table.traceCount(); ++t)
            passes[t] = passes[t] && found[t];
    }
    std::vector<std::uint32_t> traces;
    for (std::uint32_t t = 0; t < table.traceCount(); ++t)
        if (passes[t])
            traces.push_back(t);
    const auto value = [&](std::uint32_t t) -> std::int64_t {
        switch (order) {
        case TraceOrder::Start: return t; // traces stand by start
        case TraceOrder::Duration: return summaries[t].durationNs;
        case TraceOrder::Spans: return summaries[t].spans;
        case TraceOrder::Errors: return summaries[t].errors;
        case TraceOrder::Services: return summaries[t].services;
        }
        return 0;
    };
    if (order != TraceOrder::Start || descending)
        std::sort(traces.begin(), traces.end(), [&](std::uint32_t a, std::uint32_t b) {
            const std::int64_t x = value(a), y = value(b);
            return x != y ? (descending ? x > y : x < y) : a < b;
        });
    return traces;
}

DurationHistogram durationHistogram(std::span<const TraceSummary> summaries, std::span<const std::uint32_t> traces, std::size_t buckets)
{
    DurationHistogram histogram;
    if (traces.empty() || buckets == 0)
        return histogram;
    std::int64_t least = INT64_MAX, most = 0;
    for (const std::uint32_t t : traces) {
        least = std::min(least, std::max<std::int64_t>(1, summaries[t].durationNs));
        most = std::max(most, std::max<std::int64_t>(1, summaries[t].durationNs));
    }
    const double ratio = std::log(static_cast<double>(most) / static_cast<double>(least)) / static_cast<double>(buckets);
    histogram.edgesNs.push_back(least);
    for (std::size_t i = 1; i < buckets; ++i) {
        const auto edge = static_cast<std::int64_t>(std::llround(static_cast<double>(least) * std::exp(ratio * static_cast<double>(i))));
        if (edge > histogram.edgesNs.back() && edge < most)
            histogram.edgesNs.push_back(edge);
    }
    histogram.edgesNs.push_back(most);
    histogram.counts.assign(histogram.edgesNs.size() - 1, 0);
    for (const std::uint32_t t : traces) {
        const std::int64_t duration = std::max<std::int64_t>(1, summaries[t].durationNs);
        const auto above = std::upper_bound(histogram.edgesNs.begin(), histogram.edgesNs.end(), duration) - histogram.edgesNs.begin();
        ++histogram.counts[std::min<std::size_t>(static_cast<std::size_t>(above) - 1, histogram.counts.size() - 1)];
    }
    return histogram;
}

} // namespace causeway::traces
