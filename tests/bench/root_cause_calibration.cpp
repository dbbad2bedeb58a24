#include "tests/bench/root_cause_calibration.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "analysis/rootcause/fit_calibration.h"

namespace causeway::bench {

using namespace causeway::rootcause;

namespace {

struct Cases {
    std::vector<LabelledCase> faults;
    std::vector<RankingInput> quiet;
};

Cases gatherCases(const System &system, Baseline baseline)
{
    Cases out;
    for (const Day &day : system)
        for (std::size_t f = 0; f < day.day.faults.size(); ++f) {
            const Fault &fault = day.day.faults[f];
            if (auto seen = gatherCase(day.day.material, day.facts, periodOf(day, f, baseline, 0, false), {}, {})) {
                const auto at = std::find(seen->services.begin(), seen->services.end(), fault.service);
                out.faults.push_back({std::move(seen->input), at == seen->services.end() ? kNone : static_cast<std::uint32_t>(at - seen->services.begin()), fault.expected()});
            }
            const Period period = periodOf(day, f, baseline, 0, true);
            const Scene scene = makeScene(day.day.material, day.facts, period);
            std::size_t before = 0;
            for (const auto &window : scene.before)
                before += window.size();
            if (scene.now.size() < 10 || before < 10)
                continue;
            if (auto seen = gatherCase(day.day.material, day.facts, period, {}, {}))
                out.quiet.push_back(std::move(seen->input));
        }
    return out;
}

void print(const char *name, const Accuracy &a)
{
    std::printf("%-44s n %2d", name, static_cast<int>(a.incidents));
    for (const std::uint64_t count : {a.rank1, a.rank3, a.rank5}) {
        const ShareInterval i = a.of(count);
        std::printf("  %.2f [%.2f, %.2f]", i.share, i.low, i.high);
    }
    const ShareInterval kind = a.ofKind();
    std::printf("  kind %d/%d [%.2f, %.2f]  margin %.2f\n", static_cast<int>(a.kind), static_cast<int>(a.kindTold), kind.low, kind.high, a.margin);
}

void print(const char *name, const BarAccuracy &bar)
{
    const ShareInterval named = wilson(bar.named, bar.incidents), none = wilson(bar.none, bar.windows);
    std::printf("%-44s faults named %d of %d [%.2f, %.2f], quiet windows none %d of %d [%.2f, %.2f]\n", name, static_cast<int>(bar.named), static_cast<int>(bar.incidents), named.low, named.high,
                static_cast<int>(bar.none), static_cast<int>(bar.windows), none.low, none.high);
}

void printBelief(const Calibration &fit)
{
    std::printf("    believed, as it comes 1:");
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        const auto &known = defaultCalibration().relevance[source];
        const auto most = static_cast<std::size_t>(std::max_element(known.begin(), known.end()) - known.begin());
        std::printf("  %s %.2f", toName(static_cast<Source>(source)).data(), fit.relevance[source][most] / known[most]);
    }
    std::printf("; the bar is %.2f\n", fit.bar);
}

void printSystem(const char *name, const Cases &cases, const Calibration *other, const char *from)
{
    const auto start = std::chrono::steady_clock::now();
    const auto fit = fitCalibration(cases.faults, cases.quiet, {});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!fit)
        return;
    std::printf("%s: %s (%.2f s)\n", name, fit->why.toEnglish().c_str(), seconds);
    print("  as it comes", fit->byDefault);
    print("  leave one fault out, learned", fit->byFit);
    print("  leave one fault out, the choice as well", fit->accuracy);
    if (other != nullptr)
        print((std::string("  learned from ") + from).c_str(), accuracyOf(cases.faults, *other));
    print("  the bar as it comes", fit->barByDefault);
    print("  leave one out, the bar learned", fit->barByFit);
    printBelief(fit->calibration);
}

} // namespace

void printCalibrations(const System &trainTicket, const System &boutique)
{
    for (const auto &[text, baseline] : {std::pair("other times but known incidents", Baseline::OtherTimes), std::pair("what lies before, known left out", Baseline::Before)}) {
        const Cases train = gatherCases(trainTicket, baseline), shop = gatherCases(boutique, baseline);
        const auto all = [](const Cases &cases) {
            std::vector<const LabelledCase *> out;
            for (const LabelledCase &one : cases.faults)
                out.push_back(&one);
            return out;
        };
        const Calibration fromTrain = fitWeights(all(train)), fromShop = fitWeights(all(shop));
        std::printf("\nLearned from labelled faults; held against: %s\n", text);
        printSystem("TrainTicket", train, &fromShop, "OnlineBoutique");
        printSystem("OnlineBoutique", shop, &fromTrain, "TrainTicket");
    }
}

} // namespace causeway::bench
