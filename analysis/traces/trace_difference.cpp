#include "analysis/traces/trace_difference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

#include "analysis/core/hash.h"
#include "analysis/core/wilson.h"
#include "analysis/traces/self_time.h"
#include "analysis/traces/service_map.h"

namespace causeway::traces {

namespace {

constexpr double kZ = 1.959963984540054; // 95 %
constexpr std::size_t kMostPairs = 4096; // durations a side; larger samples are thinned

struct Pair {
    std::array<std::uint64_t, 2> count{};
};

struct OperationSide {
    std::uint64_t spans = 0, traces = 0, errors = 0;
    std::uint32_t lastTrace = kNone;
    std::vector<std::int64_t> durations, selfTimes;
    std::vector<std::int64_t> traceTimes; // of the traces that have it
};

struct Longer {
    double chance = 0.5; // that one of a lasts longer than one of b; equals count half
    double score = 0;
};

std::vector<std::int64_t> sorted(std::vector<std::int64_t> values)
{
    std::sort(values.begin(), values.end());
    if (values.size() <= kMostPairs)
        return values;
    std::vector<std::int64_t> thin(kMostPairs);
    for (std::size_t i = 0; i < kMostPairs; ++i)
        thin[i] = values[(2 * i + 1) * values.size() / (2 * kMostPairs)];
    return thin;
}

// Cliff's delta of a over b and how far from 0 it is at least.
Longer longer(const std::vector<std::int64_t> &a, const std::vector<std::int64_t> &b)
{
    if (a.size() < 2 || b.size() < 2)
        return {};
    // Dominance of each value: the share of the other side below it minus the share above it.
    const auto dominance = [](std::int64_t value, const std::vector<std::int64_t> &others) {
        const auto [low, high] = std::equal_range(others.begin(), others.end(), value);
        return (static_cast<double>(low - others.begin()) - static_cast<double>(others.end() - high)) / static_cast<double>(others.size());
    };
    const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
    double delta = 0;
    for (const std::int64_t value : a)
        delta += dominance(value, b) / n;
    double varianceA = 0, varianceB = 0;
    for (const std::int64_t value : a)
        varianceA += std::pow(dominance(value, b) - delta, 2) / (n - 1);
    for (const std::int64_t value : b)
        varianceB += std::pow(-dominance(value, a) - delta, 2) / (m - 1);
    // Few values that are all apart have no variance of their own: at least that of equal sides.
    const double least = (n + m + 1) / (3 * n * m) * (1 - delta * delta);
    const double variance = std::max(varianceA / n + varianceB / m, least);
    const double effective = 2 * n * m / (n + m), z2 = kZ * kZ;
    const double most = (effective - z2) / (effective + z2); // of so many that are all apart
    return {(1 + delta) / 2, std::max(0.0, std::min(most, std::fabs(delta) - kZ * std::sqrt(variance)))};
}

class Comparison {
public:
    Comparison(const SpanTable &table, const SpanTraits &traits) : m_table(table), m_traits(traits)
    {
        for (auto &side : m_operations)
            side.resize(table.operations().size());
        for (auto &side : m_services)
            side.resize(table.services().size());
    }

    Result<void> add(std::span<const std::uint32_t> traces, std::size_t side, const Job &job)
    {
        m_traces[side] = traces.size();
        std::vector<std::uint32_t> serviceSeen(m_table.services().size(), kNone);
        std::vector<std::uint32_t> callees;
        for (std::size_t i = 0; i < traces.size(); ++i) {
            if (i % 256 == 0 && job.isCancelled())
                return failure(cancelled());
            const std::uint32_t trace = traces[i];
            std::int64_t last = INT64_MIN;
            for (std::uint32_t row = m_table.firstRow(trace); row < m_table.endRow(trace); ++row)
                last = std::max(last, m_table.end(row));
            for (std::uint32_t row = m_table.firstRow(trace); row < m_table.endRow(trace); ++row) {
                OperationSide &operation = m_operations[side][m_table.operation(row)];
                ++operation.spans;
                operation.errors += m_table.status(row) == SpanStatus::Error;
                operation.durations.push_back(m_table.duration(row));
                operation.selfTimes.push_back(selfTimeNs(m_table, row));
                if (operation.lastTrace != trace) {
                    operation.lastTrace = trace;
                    ++operation.traces;
                    operation.traceTimes.push_back(last - m_table.start(m_table.firstRow(trace)));
                }
                if (std::uint32_t &seen = serviceSeen[m_table.service(row)]; seen != trace) {
                    seen = trace;
                    ++m_services[side][m_table.service(row)];
                }
                if (!m_traits.offsets.empty())
                    for (std::uint32_t k = m_traits.offsets[row]; k < m_traits.offsets[row + 1]; ++k)
                        ++m_traitCounts[key(m_table.operation(row), m_traits.traits[k])].count[side];
                callees.clear();
                for (const std::uint32_t child : m_table.children(row))
                    callees.push_back(m_table.operation(child));
                std::sort(callees.begin(), callees.end());
                callees.erase(std::unique(callees.begin(), callees.end()), callees.end());
                for (const std::uint32_t callee : callees)
                    ++m_calls[key(m_table.operation(row), callee)].count[side];
            }
        }
        return {};
    }

    TraceSetDifference tell()
    {
        for (std::uint32_t s = 0; s < m_table.services().size(); ++s)
            share(DifferenceKind::Service, kNone, "service", m_table.services()[s], m_services[0][s], m_traces[0], m_services[1][s], m_traces[1]);
        m_ofOperation.assign(m_table.operations().size(), 0);
        for (std::uint32_t o = 0; o < m_table.operations().size(); ++o)
            operation(o);
        for (const auto &[k, pair] : m_traitCounts) {
            const auto o = static_cast<std::uint32_t>(k >> 32);
            const auto &[attribute, value] = m_traits.names[k & 0xffffffff];
            ofSpans(DifferenceKind::Trait, o, attribute, value, pair.count);
        }
        for (const auto &[k, pair] : m_calls)
            ofSpans(DifferenceKind::Calls, static_cast<std::uint32_t>(k >> 32), "calls", nameOf(static_cast<std::uint32_t>(k & 0xffffffff)), pair.count);
        std::sort(m_out.rows.begin(), m_out.rows.end(), [](const Difference &a, const Difference &b) {
            return a.score != b.score ? a.score > b.score : std::tie(a.kind, a.operation, a.attribute, a.value) < std::tie(b.kind, b.operation, b.attribute, b.value);
        });
        for (OperationDifference &difference : m_out.operations)
            difference.score = m_ofOperation[difference.operation];
        std::sort(m_out.operations.begin(), m_out.operations.end(),
                  [](const OperationDifference &a, const OperationDifference &b) { return a.score != b.score ? a.score > b.score : a.operation < b.operation; });
        return std::move(m_out);
    }

private:
    static std::uint64_t key(std::uint32_t operation, std::uint32_t what) { return std::uint64_t{operation} << 32 | what; }
    std::string nameOf(std::uint32_t operation) const
    {
        return m_table.services()[m_table.operations()[operation].service] + " " + m_table.operations()[operation].name;
    }

    void operation(std::uint32_t o)
    {
        OperationSide &now = m_operations[0][o], &before = m_operations[1][o];
        if (now.spans == 0 && before.spans == 0)
            return;
        const double presence = share(DifferenceKind::Operation, o, "operation", m_table.operations()[o].name, now.traces, m_traces[0], before.traces, m_traces[1]);
        m_ofOperation[o] = std::max(m_ofOperation[o], presence / 2);
        OperationDifference difference;
        difference.operation = o;
        difference.spans = now.spans;
        difference.baselineSpans = before.spans;
        difference.errorShare = now.spans > 0 ? static_cast<double>(now.errors) / static_cast<double>(now.spans) : 0;
        difference.baselineErrorShare = before.spans > 0 ? static_cast<double>(before.errors) / static_cast<double>(before.spans) : 0;
        difference.selfMedianNs = percentile(now.selfTimes, 0.5);
        difference.baselineSelfMedianNs = percentile(before.selfTimes, 0.5);
        m_out.operations.push_back(difference);
        if (now.spans == 0 || before.spans == 0)
            return;
        ofSpans(DifferenceKind::Status, o, "status", "error", {now.errors, before.errors});
        times(DifferenceKind::Duration, o, "duration", now.durations, before.durations);
        times(DifferenceKind::SelfTime, o, "self time", now.selfTimes, before.selfTimes);
    }

    void ofSpans(DifferenceKind kind, std::uint32_t o, const std::string &attribute, const std::string &value, const std::array<std::uint64_t, 2> &count)
    {
        const std::uint64_t now = m_operations[0][o].spans, before = m_operations[1][o].spans;
        if (now > 0 && before > 0)
            m_ofOperation[o] = std::max(m_ofOperation[o], share(kind, o, attribute, value, count[0], now, count[1], before));
    }

    double share(DifferenceKind kind, std::uint32_t o, const std::string &attribute, const std::string &value, std::uint64_t count, std::uint64_t of,
                 std::uint64_t baselineCount, std::uint64_t baselineOf)
    {
        const double score = shareDifference(count, of, baselineCount, baselineOf);
        if (score > 0)
            m_out.rows.push_back({kind, o, attribute, value, count, of, baselineCount, baselineOf, static_cast<double>(count) / static_cast<double>(of),
                                  static_cast<double>(baselineCount) / static_cast<double>(baselineOf), score, 0, 0});
        return score;
    }

    void times(DifferenceKind kind, std::uint32_t o, const std::string &attribute, std::vector<std::int64_t> &now, std::vector<std::int64_t> &before)
    {
        const Longer difference = longer(sorted(now), sorted(before));
        const std::int64_t median = percentile(now, 0.5), baselineMedian = percentile(before, 0.5);
        const std::int64_t traceTime = std::max(percentile(m_operations[0][o].traceTimes, 0.5), percentile(m_operations[1][o].traceTimes, 0.5));
        const double shift = std::fabs(static_cast<double>(median) - static_cast<double>(baselineMedian));
        const double score = traceTime > 0 ? difference.score * std::min(1.0, shift / static_cast<double>(traceTime)) : 0;
        if (score <= 0)
            return;
        if (kind == DifferenceKind::SelfTime)
            m_ofOperation[o] = std::max(m_ofOperation[o], score);
        m_out.rows.push_back({kind, o, attribute, difference.chance > 0.5 ? "longer" : "shorter", now.size(), now.size(), before.size(), before.size(),
                              difference.chance, 1 - difference.chance, score, median, baselineMedian});
    }

    const SpanTable &m_table;
    const SpanTraits &m_traits;
    std::array<std::uint64_t, 2> m_traces{};
    std::array<std::vector<OperationSide>, 2> m_operations;
    std::array<std::vector<std::uint64_t>, 2> m_services; // traces that have it
    std::map<std::uint64_t, Pair> m_traitCounts, m_calls;
    std::vector<double> m_ofOperation;
    TraceSetDifference m_out;
};

} // namespace

std::string_view toName(DifferenceKind kind)
{
    static constexpr std::string_view kNames[] = {"service", "operation", "calls", "status", "trait", "duration", "self-time"};
    return kNames[static_cast<std::size_t>(kind)];
}

double shareDifference(std::uint64_t count, std::uint64_t of, std::uint64_t baselineCount, std::uint64_t baselineOf)
{
    if (of == 0 || baselineOf == 0)
        return 0;
    ShareInterval a = wilson(count, of), b = wilson(baselineCount, baselineOf);
    if (a.share < b.share)
        std::swap(a, b);
    return std::max(0.0, a.share - b.share - std::hypot(a.share - a.low, b.high - b.share));
}

Result<TraceSetDifference> compareTraceSets(const SpanTable &table, std::span<const std::uint32_t> traces, std::span<const std::uint32_t> baseline,
                                            const SpanTraits &traits, const Job &job)
{
    if (traces.empty() || baseline.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The traces cannot be compared")),
                       traces.empty() ? Message(CAUSEWAY_TEXT("there are none to compare")) : Message(CAUSEWAY_TEXT("there are none to compare with")),
                       Message(CAUSEWAY_TEXT("Choose times in which traces begin.")));
    Comparison comparison(table, traits);
    CAUSEWAY_TRY(comparison.add(traces, 0, job));
    CAUSEWAY_TRY(comparison.add(baseline, 1, job));
    return comparison.tell();
}

} // namespace causeway::traces
