#include "tests/bench/root_cause_signatures.h"

#include <cstdio>
#include <functional>

#include "analysis/core/wilson.h"
#include "analysis/rootcause/signature.h"

namespace causeway::bench {

using namespace causeway::rootcause;

namespace {

struct Known {
    Fault fault;
    Signature signature;
};

// Of each the nearest by a figure; how often it shares what is asked, and how often any other would.
void row(const char *name, const std::vector<Known> &all, const std::function<double(const Similarity &)> &figure, const std::function<bool(const Known &, const Known &)> &same)
{
    std::uint64_t right = 0, possible = 0;
    double chance = 0;
    for (const Known &one : all) {
        const Known *best = nullptr;
        double most = -1, others = 0, sharing = 0;
        for (const Known &other : all) {
            if (&other == &one)
                continue;
            others += 1;
            sharing += same(one, other) ? 1 : 0;
            if (const double here = figure(similarity(one.signature, other.signature)); here > most) {
                most = here;
                best = &other;
            }
        }
        if (sharing == 0)
            continue;
        ++possible;
        chance += sharing / others;
        right += best != nullptr && same(one, *best) ? 1 : 0;
    }
    const ShareInterval share = wilson(right, possible);
    std::printf("  %-34s %2d of %2d that have another  %.2f [%.2f, %.2f]  by chance %.2f\n", name, static_cast<int>(right), static_cast<int>(possible), share.share, share.low, share.high,
                possible > 0 ? chance / static_cast<double>(possible) : 0);
}

} // namespace

void printSignatures(const char *name, const System &system)
{
    std::vector<Known> all;
    for (const Day &day : system)
        for (std::size_t f = 0; f < day.day.faults.size(); ++f)
            if (const auto seen = gatherCase(day.day.material, day.facts, periodOf(day, f, Baseline::OtherTimes, 0, false), {}, {}))
                all.push_back({day.day.faults[f], signatureOf(*seen, defaultCalibration())});
    std::printf("\nSignatures of %s: the most similar other fault\n", name);
    for (const Known &one : all) {
        const Known *best = nullptr;
        Similarity most{0, 0, -1};
        for (const Known &other : all)
            if (const Similarity here = similarity(one.signature, other.signature); &other != &one && here.both > most.both) {
                most = here;
                best = &other;
            }
        if (best != nullptr)
            std::printf("  %-28s %-15s %-28s %-15s both %.2f  place %.2f  shape %.2f\n", one.fault.service.c_str(), one.fault.kind.c_str(), best->fault.service.c_str(), best->fault.kind.c_str(), most.both, most.place, most.shape);
    }
    const auto kind = [](const Known &a, const Known &b) { return a.fault.expected() == b.fault.expected(); };
    const auto service = [](const Known &a, const Known &b) { return a.fault.service == b.fault.service; };
    row("same kind, by shape", all, [](const Similarity &s) { return s.shape; }, kind);
    row("same service, by place", all, [](const Similarity &s) { return s.place; }, service);
    row("same kind, by both", all, [](const Similarity &s) { return s.both; }, kind);
    row("same service, by both", all, [](const Similarity &s) { return s.both; }, service);
    row("same kind and service, by both", all, [](const Similarity &s) { return s.both; }, [&](const Known &a, const Known &b) { return kind(a, b) && service(a, b); });
}

} // namespace causeway::bench
