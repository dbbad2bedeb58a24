#include "analysis/rootcause/impact.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace causeway::rootcause {

namespace {

constexpr std::int64_t kStepNs = 5'000'000'000;
constexpr std::int64_t kSignsNs = 20'000'000'000;
constexpr std::int64_t kEarlierNs = 90'000'000'000;
constexpr double kCertain = 3; // nats
constexpr double kWorse = 1;   // of an entry's requests, to be told

std::uint32_t rootOf(const SpanTable &table, std::uint32_t trace)
{
    std::uint32_t found = kNone;
    for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
        if (table.parent(row) == kNone && (found == kNone || (table.isOrphan(found) && !table.isOrphan(row))))
            found = row;
    return found;
}

// Median and three deviations; reorders.
double usualMost(std::vector<double> &values)
{
    const double middle = median(values);
    std::vector<double> deviations;
    for (const double value : values)
        deviations.push_back(std::abs(value - middle));
    return middle + 3 * 1.4826 * median(deviations);
}

Share asEffective(Share share) { return share.of > 0 ? Share{share.count / share.of * effective(share.of), effective(share.of)} : share; }

struct Entry {
    std::vector<double> now, before;
    std::vector<std::pair<double, bool>> requests; // of the incident: duration, goes another way or fails
    std::vector<std::int64_t> starts;
    std::vector<std::pair<int, double>> earlier;
    Tally failed;
};

} // namespace

std::vector<EntryImpact> entryImpact(const Scene &scene, const AllEvidence &evidence)
{
    const SpanTable &table = scene.spans();
    const PathEvidence &path = scene.logs ? evidence.lines : evidence.structure;
    std::map<std::uint32_t, Entry> entries;
    std::size_t at = 0;
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        const bool diverges = window < 0 && at < path.firstStep.size() && path.firstStep[at] != kNone;
        at += window < 0 ? 1 : 0;
        const std::uint32_t root = rootOf(table, trace);
        if (root == kNone)
            return;
        Entry &entry = entries[table.operation(root)];
        entry.failed.before.resize(scene.before.size());
        const auto duration = static_cast<double>(table.duration(root));
        bool failed = false;
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace) && !failed; ++row)
            failed = table.status(row) == traces::SpanStatus::Error;
        if (window < 0) {
            entry.now.push_back(duration);
            entry.requests.emplace_back(duration, diverges || failed);
            entry.starts.push_back(scene.facts->traceNs[trace]);
        } else {
            entry.before.push_back(duration);
            entry.earlier.emplace_back(window, duration);
        }
    });
    std::vector<EntryImpact> out;
    for (auto &[operation, entry] : entries) {
        if (entry.now.empty() || entry.before.empty())
            continue;
        const TimeShift shift = timeShift(entry.now, entry.before);
        // Other incidents of the baseline stretch its tail: what takes twice as long as most is slow all the same.
        const double slow = std::min(quantile(entry.before, 0.95), std::max(2 * shift.baselineMedianNs, usualMost(entry.before)));
        EntryImpact impact;
        impact.operation = operation;
        impact.requests = entry.requests.size();
        impact.medianNs = shift.medianNs;
        impact.baselineMedianNs = shift.baselineMedianNs;
        Tally tally;
        tally.before.resize(scene.before.size());
        for (const auto &[window, duration] : entry.earlier) {
            Share &share = tally.before[static_cast<std::size_t>(window)];
            share.of += 1;
            share.count += duration > slow ? 1 : 0;
        }
        for (std::size_t i = 0; i < entry.requests.size(); ++i)
            if (entry.requests[i].second || entry.requests[i].first > slow) {
                ++impact.affected;
                impact.sinceNs = impact.affected == 1 ? entry.starts[i] : std::min(impact.sinceNs, entry.starts[i]);
            }
        tally.now = {static_cast<double>(impact.affected), static_cast<double>(impact.requests)};
        const Share before = tally.all();
        impact.expected = before.of > 0 ? before.count / before.of : 0;
        impact.nats = std::max(tally.change(), shareChange(asEffective(tally.now), asEffective(before)));
        if (impact.nats >= kWorse)
            out.push_back(impact);
    }
    std::stable_sort(out.begin(), out.end(), [](const EntryImpact &a, const EntryImpact &b) { return a.nats > b.nats; });
    return out;
}

std::int64_t onsetNs(const Scene &scene, const AllEvidence &evidence, std::uint32_t service, std::int64_t toldNs)
{
    const SpanTable &table = scene.spans();
    const std::int64_t from = scene.incident.from.ns, to = scene.incident.to.ns;
    // Flags of the cause's own evidence, trace by trace.
    std::vector<double> threshold(table.operations().size(), INFINITY);
    for (const Evidence &item : evidence.selfTime.items)
        if (item.service == service && item.operation != kNone)
            threshold[item.operation] = (item.expected + item.observed) / 2;
    const Walks &walks = scene.logs ? scene.facts->withLogs : scene.facts->structure;
    const PathEvidence &path = scene.logs ? evidence.lines : evidence.structure;
    std::vector<bool> hot(walks.transitions.size(), false);
    for (const HotTransition &one : path.hot)
        if (one.nats > 0 && table.operations()[walks.transitions[one.transition].operation].service == service)
            hot[one.transition] = true;
    const auto flagged = [&](std::uint32_t trace) {
        for (std::uint32_t i = walks.offsets[trace]; i < walks.offsets[trace + 1]; ++i)
            if (hot[walks.steps[i].transition])
                return true;
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
            if (scene.facts->selfNs[row] > threshold[table.operation(row)])
                return true;
        const std::vector<Gap> &gaps = scene.facts->gaps;
        auto gap = std::lower_bound(gaps.begin(), gaps.end(), table.firstRow(trace), [](const Gap &g, std::uint32_t row) { return g.row < row; });
        for (; gap != gaps.end() && gap->row < table.endRow(trace); ++gap)
            for (const EdgeShift &edge : evidence.edges)
                if (edge.shifted && (edge.from == service || edge.to == service) && edge.from == table.service(gap->row) && edge.to == gap->callee &&
                    gap->ns > (edge.shift.medianNs + edge.shift.baselineMedianNs) / 2)
                    return true;
        return false;
    };
    struct Seen {
        std::int64_t ns = 0;
        bool flag = false;
    };
    std::vector<Seen> seen;
    for (std::uint32_t trace = 0; trace < table.traceCount(); ++trace)
        if (const std::int64_t ns = scene.facts->traceNs[trace]; ns >= (from > INT64_MIN + kEarlierNs ? from - kEarlierNs : from) && ns < to)
            seen.push_back({ns, flagged(trace)});
    std::int64_t metric = 0;
    for (const MetricStep &step : evidence.steps)
        if ((step.role == MetricRole::Cpu || step.role == MetricRole::Memory) && step.robustZ > 0 && scene.material->series[step.series].service == scene.services[service] &&
            (metric == 0 || step.onsetNs < metric))
            metric = step.onsetNs;
    std::stable_sort(seen.begin(), seen.end(), [](const Seen &a, const Seen &b) { return a.ns < b.ns; });
    const auto all = static_cast<double>(seen.size());
    const auto flags = static_cast<double>(std::count_if(seen.begin(), seen.end(), [](const Seen &s) { return s.flag; }));
    std::int64_t best = toldNs;
    double most = kCertain;
    if (flags > 0 && from > INT64_MIN + kEarlierNs)
        for (std::int64_t at = from - kEarlierNs; at < to; at += kStepNs) {
            double before = 0, beforeFlags = 0;
            for (const Seen &one : seen)
                if (one.ns < at) {
                    before += 1;
                    beforeFlags += one.flag ? 1 : 0;
                }
            // Without traces before it there is nothing to part from; two of each kind stand in for earlier ones.
            const double nats = shareChange({flags - beforeFlags, all - before}, {beforeFlags, before + 2});
            if (nats > most + 1e-9 || (nats > most - 1e-9 && std::abs(at - toldNs) < std::abs(best - toldNs))) {
                most = nats;
                best = at;
            }
        }
    if (most > kCertain) {
        // The first signs may be too few for the step.
        for (const Seen &one : seen)
            if (one.flag && one.ns >= best - kSignsNs)
                return one.ns;
        return best;
    }
    return metric != 0 ? std::max(toldNs, metric - 60'000'000'000) : toldNs;
}

} // namespace causeway::rootcause
