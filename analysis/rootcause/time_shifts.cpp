#include "analysis/rootcause/time_shifts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace causeway::rootcause {

namespace {

constexpr double kLeastShiftNs = 5e6;   // nobody waits for less
constexpr double kLeastGrowth = 1.0;    // of the median, as a share of what it was
constexpr std::size_t kExamples = 5;

// Values of one operation or edge, with the window each is of.
struct Values {
    std::vector<double> now;
    std::vector<std::pair<int, double>> before;
    std::vector<std::uint32_t> rows; // of now
};

struct Judged {
    TimeShift shift;
    double nats = 0;
    std::vector<std::uint32_t> examples;
};

Judged judge(const Values &values, std::size_t windows)
{
    Judged out;
    std::vector<double> now = values.now, before;
    before.reserve(values.before.size());
    for (const auto &[window, value] : values.before)
        before.push_back(value);
    out.shift = timeShift(now, before);
    if (values.now.empty() || values.before.empty())
        return out;
    Tally tally;
    tally.now = {out.shift.over, out.shift.of};
    tally.before.resize(windows);
    for (const auto &[window, value] : values.before) {
        Share &share = tally.before[static_cast<std::size_t>(window)];
        share.of += 1;
        share.count += value > out.shift.thresholdNs ? 1 : 0;
    }
    out.nats = std::max(0.0, tally.change());
    for (std::size_t i = 0; i < values.now.size() && out.examples.size() < kExamples; ++i)
        if (values.now[i] > out.shift.thresholdNs)
            out.examples.push_back(values.rows[i]);
    return out;
}

bool matters(const TimeShift &shift)
{
    return shift.over >= 0.5 * shift.of && shift.shiftNs() >= std::max(kLeastShiftNs, kLeastGrowth * shift.baselineMedianNs);
}

} // namespace

Result<std::vector<EdgeShift>> edgeShifts(const Scene &scene, const Job &job)
{
    const SpanTable &table = scene.spans();
    const std::vector<Gap> &gaps = scene.facts->gaps;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Values> edges;
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        auto gap = std::lower_bound(gaps.begin(), gaps.end(), table.firstRow(trace), [](const Gap &g, std::uint32_t row) { return g.row < row; });
        for (; gap != gaps.end() && gap->row < table.endRow(trace); ++gap) {
            Values &values = edges[{table.service(gap->row), gap->callee}];
            if (window < 0) {
                values.now.push_back(gap->ns);
                values.rows.push_back(gap->row);
            } else {
                values.before.emplace_back(window, gap->ns);
            }
        }
    });
    std::vector<EdgeShift> out;
    for (const auto &[edge, values] : edges) {
        if (job.isCancelled())
            return failure(cancelled());
        Judged judged = judge(values, scene.before.size());
        out.push_back({edge.first, edge.second, judged.shift, judged.nats, judged.nats > 0 && matters(judged.shift), std::move(judged.examples)});
    }
    return out;
}

FamilyEvidence networkEvidence(const Scene &scene, const std::vector<EdgeShift> &edges)
{
    constexpr double kStill = -3; // an edge of the service that did not shift
    FamilyEvidence family;
    family.nats.assign(scene.services.size(), 0);
    std::vector<bool> taken(edges.size()), done(scene.services.size());
    while (true) {
        std::vector<double> in(scene.services.size()), out(scene.services.size());
        std::vector<bool> any(scene.services.size());
        for (std::size_t e = 0; e < edges.size(); ++e) {
            const EdgeShift &edge = edges[e];
            if (taken[e] || edge.shift.of < 3 || edge.shift.baselineOf < 3)
                continue;
            const double nats = edge.shifted ? edge.nats : kStill;
            in[edge.to] += nats;
            out[edge.from] += nats;
            any[edge.to] = any[edge.to] || edge.shifted;
            any[edge.from] = any[edge.from] || edge.shifted;
        }
        std::uint32_t best = kNone;
        for (std::uint32_t s = 0; s < scene.services.size(); ++s) {
            // A service may be slow to answer, slow to ask, or both.
            const double nats = std::max({in[s], out[s], in[s] + out[s]});
            if (any[s] && !done[s] && nats > 0 && (best == kNone || nats > family.nats[best])) {
                if (best != kNone)
                    family.nats[best] = 0;
                best = s;
                family.nats[s] = nats;
            }
        }
        if (best == kNone)
            break;
        done[best] = true;
        for (std::size_t e = 0; e < edges.size(); ++e) {
            const EdgeShift &edge = edges[e];
            if (taken[e] || !edge.shifted || (edge.from != best && edge.to != best))
                continue;
            taken[e] = true;
            Evidence item;
            item.family = Family::Network;
            item.service = best;
            item.kind = CauseKind::Network;
            item.nats = edge.nats;
            item.source = scene.services[edge.from] + " → " + scene.services[edge.to];
            item.text = Message(CAUSEWAY_TEXT("Calls of %1 from %2 spend %3 between the two sides, %4 before (%5 of %6 calls beyond the usual)"), scene.services[edge.to], scene.services[edge.from],
                                Nanos{static_cast<std::int64_t>(edge.shift.medianNs)}, Nanos{static_cast<std::int64_t>(edge.shift.baselineMedianNs)}, static_cast<std::int64_t>(edge.shift.over),
                                static_cast<std::int64_t>(edge.shift.of));
            item.expected = edge.shift.baselineMedianNs;
            item.observed = edge.shift.medianNs;
            item.rows = edge.examples;
            family.items.push_back(std::move(item));
        }
    }
    return family;
}

Result<FamilyEvidence> selfTimeEvidence(const Scene &scene, const Job &job)
{
    const SpanTable &table = scene.spans();
    std::vector<Values> operations(table.operations().size());
    forEachTrace(scene, [&](std::uint32_t trace, int window) {
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
            const double self = scene.facts->selfNs[row];
            if (self < 0 || scene.facts->repeated[row])
                continue;
            Values &values = operations[table.operation(row)];
            if (window < 0) {
                values.now.push_back(self);
                values.rows.push_back(row);
            } else {
                values.before.emplace_back(window, self);
            }
        }
    });
    FamilyEvidence family;
    family.nats.assign(scene.services.size(), 0);
    for (std::uint32_t o = 0; o < operations.size(); ++o) {
        if (job.isCancelled())
            return failure(cancelled());
        if (operations[o].now.size() < 3 || operations[o].before.size() < 3)
            continue;
        Judged judged = judge(operations[o], scene.before.size());
        if (judged.nats <= 0 || !matters(judged.shift))
            continue;
        const std::uint32_t service = table.operations()[o].service;
        Evidence item;
        item.family = Family::Time;
        item.service = service;
        item.operation = o;
        item.kind = CauseKind::Latency;
        item.nats = judged.nats;
        item.source = table.operations()[o].name;
        item.text = Message(CAUSEWAY_TEXT("%1 is busy itself for %2, %3 before (%4 of %5 spans beyond the usual)"), table.operations()[o].name, Nanos{static_cast<std::int64_t>(judged.shift.medianNs)},
                            Nanos{static_cast<std::int64_t>(judged.shift.baselineMedianNs)}, static_cast<std::int64_t>(judged.shift.over), static_cast<std::int64_t>(judged.shift.of));
        item.expected = judged.shift.baselineMedianNs;
        item.observed = judged.shift.medianNs;
        item.rows = std::move(judged.examples);
        family.nats[service] = std::max(family.nats[service], judged.nats);
        family.items.push_back(std::move(item));
    }
    std::stable_sort(family.items.begin(), family.items.end(), [](const Evidence &a, const Evidence &b) { return a.nats > b.nats; });
    return family;
}

} // namespace causeway::rootcause
