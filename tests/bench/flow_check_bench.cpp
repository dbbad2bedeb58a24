// Prints how well anomalies in made-up programs are found: bench_flow_check [FIRST LAST [CONCURRENCY]] (seeds, by default 1001
// to 1020; 5). A transaction counts once a class: sequence (skip, swap, duplicate) or latency.

#include <cstdio>
#include <cstdlib>
#include <set>

#include "analysis/flow/checker.h"
#include "tests/support/flow_score.h"

using namespace causeway;
using namespace causeway::test;

namespace {

struct Counts {
    double right = 0, wrong = 0, missed = 0, jittered = 0, jitterFlagged = 0;
    [[nodiscard]] double precision() const { return right + wrong > 0 ? right / (right + wrong) : 1; }
    [[nodiscard]] double recall() const { return right + missed > 0 ? right / (right + missed) : 1; }
    [[nodiscard]] double f1() const { return 2 * precision() * recall() / std::max(precision() + recall(), 1e-9); }
};

flow::Profile learn(const SyntheticLog &log, bool ids)
{
    flow::MineSettings settings;
    settings.ignoreIds = !ids;
    flow::Graph graph = *flow::mineGraph(eventsOf(log), settings, {});
    return *flow::learnProfile(std::move(graph), eventsOf(log), {});
}

std::vector<flow::Finding> check(const flow::Profile &profile, const SyntheticLog &log)
{
    std::vector<flow::Finding> found;
    flow::Checker checker(profile, {}, [&](const flow::Finding &f) { found.push_back(f); });
    for (std::size_t i = 0; i < log.templates.size(); ++i)
        checker.add(log.templates[i], log.timesNs[i], log.instances[i]);
    checker.finish();
    return found;
}

bool isLatency(flow::FindingKind kind) { return kind == flow::FindingKind::Latency; }
bool isSequence(flow::FindingKind kind)
{
    return kind == flow::FindingKind::Sequence || kind == flow::FindingKind::Missing || kind == flow::FindingKind::Redundancy;
}

void count(const SyntheticLog &log, const std::vector<flow::Finding> &found, bool latency, Counts &counts)
{
    std::set<std::uint32_t> flagged, wanted, odd;
    for (const flow::Finding &f : found)
        if (log.instances[f.event] != SyntheticLog::kNoInstance && (latency ? isLatency(f.kind) : isSequence(f.kind)))
            flagged.insert(log.instances[f.event]);
    for (const auto &one : log.injected) {
        odd.insert(one.instance);
        if ((one.kind == Injection::Delay) == latency)
            wanted.insert(one.instance);
    }
    for (const std::uint32_t instance : flagged) {
        counts.right += wanted.contains(instance);
        counts.wrong += !odd.contains(instance);
        counts.jitterFlagged += log.jittered[instance];
    }
    for (const std::uint32_t instance : wanted)
        counts.missed += !flagged.contains(instance);
    for (const bool jittered : log.jittered)
        counts.jittered += jittered;
}

} // namespace

int main(int argc, char **argv)
{
    const std::uint64_t first = argc > 2 ? std::strtoull(argv[1], nullptr, 10) : 1001, last = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1020;
    for (const bool ids : {true, false}) {
        Counts sequence, latency;
        double shifts = 0, foundShifts = 0, falseShifts = 0, runs = 0;
        for (std::uint64_t seed = first; seed <= last; ++seed) {
            const SyntheticProgram program(seed);
            RunOptions options;
            options.concurrency = argc > 3 ? std::atof(argv[3]) : 5;
            const flow::Profile profile = learn(program.run(options), ids);
            options.seed = 2;
            options.injected = 0.01;
            options.jittered = 0.1;
            const SyntheticLog odd = program.run(options);
            const auto found = check(profile, odd);
            count(odd, found, false, sequence);
            count(odd, found, true, latency);
            for (const flow::Finding &f : found)
                falseShifts += f.kind == flow::FindingKind::Shift;
            ++runs;
            options.injected = options.jittered = 0;
            options.shift = true;
            options.seed = 3;
            const SyntheticLog shifted = program.run(options);
            if (shifted.shiftedAtNs == 0)
                continue;
            ++shifts;
            bool hit = false;
            for (const flow::Finding &f : check(profile, shifted)) {
                if (f.kind != flow::FindingKind::Shift)
                    continue;
                // An edge that ends where the slow one does waits for it.
                if (f.templateId == shifted.shiftedEdge.second && f.timeNs >= shifted.shiftedAtNs - 5'000'000'000)
                    hit = true;
                else if (f.timeNs < shifted.shiftedAtNs - 5'000'000'000)
                    ++falseShifts;
            }
            foundShifts += hit;
        }
        for (const auto &[what, c] : {std::pair{"sequence", sequence}, std::pair{"latency", latency}})
            std::printf("%s ids, %s: P %.3f R %.3f F1 %.3f, jittered transactions flagged %.2f %%\n", ids ? "with" : "without", what, c.precision(), c.recall(), c.f1(),
                        100 * c.jitterFlagged / c.jittered);
        std::printf("%s ids: lasting shifts found in %.0f of %.0f runs, false ones %.0f in %.0f\n", ids ? "with" : "without", foundShifts, shifts, falseShifts,
                    runs + shifts);
    }
}
