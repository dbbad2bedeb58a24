#include "analysis/rootcause/micro_rank.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace causeway::rootcause {

namespace {

std::vector<double> occurrences(const OperationSets &sets)
{
    std::vector<double> count(sets.operations, 0);
    for (const auto &trace : sets.traces)
        for (const std::uint32_t operation : trace)
            count[operation] += 1;
    return count;
}

// A trace is preferred where it has few operations, and, if told so, where few traces have the same ones.
std::vector<double> preferences(const OperationSets &sets, bool rarity, double phi)
{
    std::map<std::vector<std::uint32_t>, double> kinds;
    for (const auto &trace : sets.traces)
        kinds[trace] += 1;
    std::vector<double> few, rare;
    double fewSum = 0, rareSum = 0;
    for (const auto &trace : sets.traces) {
        few.push_back(trace.empty() ? 0 : 1 / static_cast<double>(trace.size()));
        rare.push_back(1 / kinds[trace]);
        fewSum += few.back();
        rareSum += rare.back();
    }
    std::vector<double> out(sets.traces.size(), 0);
    for (std::size_t t = 0; t < out.size(); ++t) {
        const double fewness = fewSum > 0 ? few[t] / fewSum : 0;
        out[t] = rarity ? phi * rare[t] / rareSum + (1 - phi) * fewness : fewness;
    }
    return out;
}

} // namespace

std::vector<double> pageRank(const OperationSets &sets, bool rarity, const MicroRankSettings &settings)
{
    const std::vector<double> count = occurrences(sets), preferred = preferences(sets, rarity, settings.preference);
    std::vector<double> children(sets.operations, 0);
    for (const auto &[from, to] : sets.calls)
        children[from] += 1;
    const double nodes = static_cast<double>(sets.operations + sets.traces.size());
    std::vector<double> operations(sets.operations, nodes > 0 ? 1 / nodes : 0), traces(sets.traces.size(), nodes > 0 ? 1 / nodes : 0);
    for (unsigned i = 0; i < settings.iterations; ++i) {
        std::vector<double> nextOperations(operations.size(), 0), nextTraces(traces.size(), 0);
        for (std::size_t t = 0; t < sets.traces.size(); ++t)
            for (const std::uint32_t operation : sets.traces[t]) {
                nextOperations[operation] += settings.damping * traces[t] / static_cast<double>(sets.traces[t].size());
                nextTraces[t] += settings.damping * operations[operation] / count[operation];
            }
        for (const auto &[from, to] : sets.calls)
            nextOperations[to] += settings.damping * settings.callWeight * operations[from] / children[from];
        for (std::size_t t = 0; t < traces.size(); ++t)
            nextTraces[t] += (1 - settings.damping) * preferred[t];
        const auto scale = [](std::vector<double> &values) {
            const double most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
            if (most > 0)
                for (double &value : values)
                    value /= most;
        };
        scale(nextOperations);
        scale(nextTraces);
        operations = std::move(nextOperations);
        traces = std::move(nextTraces);
    }
    return operations;
}

std::vector<double> weightedSpectrum(const OperationSets &slow, const OperationSets &normal, const MicroRankSettings &settings)
{
    const std::vector<double> slowRank = pageRank(slow, true, settings), normalRank = pageRank(normal, false, settings);
    const std::vector<double> inSlow = occurrences(slow), inNormal = occurrences(normal);
    std::vector<double> score(slow.operations, 0);
    for (std::size_t o = 0; o < score.size(); ++o) {
        const double ef = slowRank[o] * inSlow[o], nf = slowRank[o] * (static_cast<double>(slow.traces.size()) - inSlow[o]);
        const double ep = (o < normalRank.size() ? normalRank[o] * inNormal[o] : 0);
        score[o] = ef > 0 ? ef * ef / std::max(ep + nf, 1e-4) : 0;
    }
    return score;
}

Result<std::vector<RankedOperation>> microRank(const Scene &scene, const MicroRankSettings &settings, const Job &job)
{
    const SpanTable &table = scene.spans();
    const auto operations = table.operations().size();
    std::vector<double> count(operations, 0), sum(operations, 0), squares(operations, 0);
    const auto self = [&](std::uint32_t row) { return std::max(0.0, scene.facts->selfNs[row]); };
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        for (std::uint32_t row = table.firstRow(trace); window >= 0 && row < table.endRow(trace); ++row) {
            const std::uint32_t o = table.operation(row);
            count[o] += 1;
            sum[o] += self(row);
            squares[o] += self(row) * self(row);
        }
    });
    OperationSets slow, normal;
    slow.operations = normal.operations = operations;
    const auto add = [&](OperationSets &sets, std::uint32_t trace) {
        std::vector<std::uint32_t> of;
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
            of.push_back(table.operation(row));
            if (const std::uint32_t parent = table.parent(row); parent != kNone)
                sets.calls.emplace_back(table.operation(parent), table.operation(row));
        }
        std::sort(of.begin(), of.end());
        of.erase(std::unique(of.begin(), of.end()), of.end());
        sets.traces.push_back(std::move(of));
    };
    for (const std::uint32_t trace : scene.now) {
        if (job.isCancelled())
            return failure(cancelled());
        double expected = 0;
        std::int64_t from = INT64_MAX, to = INT64_MIN;
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
            const std::uint32_t o = table.operation(row);
            const double mean = count[o] > 0 ? sum[o] / count[o] : 0;
            expected += mean + settings.deviations * std::sqrt(std::max(0.0, count[o] > 0 ? squares[o] / count[o] - mean * mean : 0));
            if (scene.facts->selfNs[row] < 0)
                expected += 5e6; // of the way there and back, which no self time holds
            from = std::min(from, scene.facts->startNs[row]);
            to = std::max(to, scene.facts->startNs[row] + table.duration(row));
        }
        add(static_cast<double>(to - from) > expected ? slow : normal, trace);
    }
    if (slow.traces.empty())
        return std::vector<RankedOperation>{};
    if (normal.traces.empty())
        for (const auto &window : scene.before)
            for (const std::uint32_t trace : window)
                add(normal, trace);
    for (OperationSets *sets : {&slow, &normal}) {
        std::sort(sets->calls.begin(), sets->calls.end());
        sets->calls.erase(std::unique(sets->calls.begin(), sets->calls.end()), sets->calls.end());
    }
    const std::vector<double> score = weightedSpectrum(slow, normal, settings);
    std::vector<RankedOperation> out;
    for (std::uint32_t o = 0; o < score.size(); ++o)
        if (score[o] > 0)
            out.push_back({o, score[o]});
    std::stable_sort(out.begin(), out.end(), [](const RankedOperation &a, const RankedOperation &b) { return a.score > b.score; });
    return out;
}

} // namespace causeway::rootcause
