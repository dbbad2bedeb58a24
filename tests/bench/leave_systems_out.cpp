// How well are templates mined for a system that nobody chose the rules for? The rules and constants of the miner are chosen
// on some of the labelled systems and measured on the others, beside the program's own rules and beside Drain.
//
// Choosing starts with every rule off and every constant at its smallest. As long as the mean of GA and FGA over the
// systems chosen on rises by kLeastGain or more, the one step is taken that raises it most: a rule on or off, or a constant
// to another of its values. Systems are left out one at a time, and in random halves. A rule that only the system left out
// needs is thus off for it. All is measured again with 30 % of the values made random words; with "replaced", there is one more
// search, whose mean is over both (that takes ten minutes instead of one). So that rules and constants can be told apart, the constants alone are chosen as well, with
// every rule on.
//
// What it cannot tell: the rules themselves, and the words they know, were thought of by people who had seen all ten systems.
//
// usage: bench_leave_systems_out [halves [replaced]]

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string_view>

#include "tests/bench/labelled_system.h"

using namespace causeway::bench;

namespace {

constexpr std::array kNames{"Apache", "BGL", "HDFS", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Proxifier", "Spark", "Zookeeper"};
constexpr double kLeastGain = .0005;
constexpr std::uint32_t kSeed = 1;
constexpr unsigned kReplacedPercent = 30;

using Systems = std::vector<LabelledSystem>;
using Indices = std::vector<std::size_t>; // of systems; kNames.size() further on: the same with values replaced

double meanOn(Systems &systems, const Indices &chosen, const RuleChoice &choice)
{
    double sum = 0;
    for (const std::size_t i : chosen)
        sum += systems[i].mined(choice).mean();
    return sum / static_cast<double>(chosen.size());
}

enum class Search { RulesAndConstants, Constants };

RuleChoice startOf(Search search)
{
    RuleChoice choice = neutralChoice();
    for (std::size_t option = 0; option < choice.size(); ++option)
        choice[option] = search == Search::Constants && ruleOptions()[option].isSwitch() ? 1 : 0;
    return choice;
}

RuleChoice chooseOn(Systems &systems, const Indices &development, Search search)
{
    RuleChoice choice = startOf(search);
    double best = meanOn(systems, development, choice);
    for (;;) {
        RuleChoice next = choice;
        double nextBest = best + kLeastGain;
        for (std::size_t option = 0; option < choice.size(); ++option)
            for (std::uint16_t value = 0; value < ruleOptions()[option].values.size(); ++value) {
                if (search == Search::Constants && ruleOptions()[option].isSwitch())
                    continue;
                RuleChoice tried = choice;
                tried[option] = value;
                if (tried == choice)
                    continue;
                if (const double mean = meanOn(systems, development, tried); mean > nextBest) {
                    nextBest = mean;
                    next = tried;
                }
            }
        if (next == choice)
            return choice;
        choice = next;
        best = nextBest;
    }
}

struct Summary { // of scores
    double accuracy = 0, f1 = 0, leastAccuracy = 1, leastF1 = 1;
    std::size_t count = 0;
    void add(Score score)
    {
        accuracy += score.accuracy;
        f1 += score.f1;
        leastAccuracy = std::min(leastAccuracy, score.accuracy);
        leastF1 = std::min(leastF1, score.f1);
        ++count;
    }
    [[nodiscard]] Score mean() const { return {accuracy / static_cast<double>(count), f1 / static_cast<double>(count)}; }
};

void printColumns(const char *title, const std::vector<Score> &scores)
{
    for (const bool accuracy : {true, false}) {
        std::printf("%-34s %-3s", accuracy ? title : "", accuracy ? "GA" : "FGA");
        double sum = 0, least = 1;
        for (const Score &score : scores) {
            const double value = accuracy ? score.accuracy : score.f1;
            std::printf(" %9.3f", value);
            sum += value;
            least = std::min(least, value);
        }
        std::printf("  mean %.3f  min %.3f\n", sum / static_cast<double>(scores.size()), least);
    }
}

void printSummary(const char *title, const Summary &summary)
{
    std::printf("%-38s GA %.3f, min %.3f; FGA %.3f, min %.3f\n", title, summary.mean().accuracy, summary.leastAccuracy, summary.mean().f1, summary.leastF1);
}

void printNames(const char *title)
{
    std::printf("\n%-38s", title);
    for (const char *name : kNames)
        std::printf(" %9s", name);
    std::printf("\n");
}

Indices without(const Indices &left)
{
    Indices others;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (std::find(left.begin(), left.end(), i) == left.end())
            others.push_back(i);
    return others;
}

Indices withReplaced(Indices systems)
{
    for (std::size_t i = 0, n = systems.size(); i < n; ++i)
        systems.push_back(systems[i] + kNames.size());
    return systems;
}

// The same for any standard library, which std::shuffle is not.
Indices randomHalf(std::mt19937 &random)
{
    Indices order(kNames.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (std::size_t i = order.size() - 1; i > 0; --i)
        std::swap(order[i], order[random() % (i + 1)]);
    order.resize(order.size() / 2);
    std::sort(order.begin(), order.end());
    return order;
}

// What was changed from the start of the search.
void printChoice(const RuleChoice &choice, Search search)
{
    const RuleChoice start = startOf(search);
    for (std::size_t i = 0; i < choice.size(); ++i)
        if (choice[i] != start[i]) {
            const RuleOption &option = ruleOptions()[i];
            std::printf(" %.*s", static_cast<int>(option.name.size()), option.name.data());
            if (!option.isSwitch())
                std::printf("=%u", option.values[choice[i]]);
        }
    std::printf("\n");
}

// How GA and FGA of each system change where one thing is other than in the program.
void printChanges(Systems &systems, const char *title, std::size_t from)
{
    const RuleChoice standard = standardChoice();
    printNames(title);
    for (std::size_t option = 0; option < standard.size(); ++option)
        for (std::uint16_t value = 0; value < ruleOptions()[option].values.size(); ++value) {
            if (value == standard[option])
                continue;
            RuleChoice changed = standard;
            changed[option] = value;
            const RuleOption &known = ruleOptions()[option];
            const std::string name(known.name);
            std::printf("%-38s", (known.isSwitch() ? name + " off" : name + " " + std::to_string(known.values[value])).c_str());
            double sum = 0;
            for (std::size_t i = from; i < from + kNames.size(); ++i) {
                LabelledSystem &system = systems[i];
                const Score before = system.mined(standard), after = system.mined(changed);
                const auto difference = [](double a, double b) { return static_cast<int>((b - a) * 1000 + (b > a ? .5 : -.5)); };
                const int accuracy = difference(before.accuracy, after.accuracy), f1 = difference(before.f1, after.f1);
                if (accuracy == 0 && f1 == 0)
                    std::printf(" %9s", ".");
                else
                    std::printf(" %+4d/%+4d", accuracy, f1);
                sum += after.mean() - before.mean();
            }
            std::printf("  mean %+.1f\n", sum * 1000 / static_cast<double>(kNames.size()));
        }
}

} // namespace

int main(int argc, char **argv)
{
    const int halves = argc > 1 ? std::atoi(argv[1]) : 10;
    const bool replaced = argc > 2 && std::string_view(argv[2]) == "replaced";
    Systems systems;
    for (const char *name : kNames) {
        systems.emplace_back(name);
        if (systems.back().isEmpty()) {
            std::fprintf(stderr, "no loghub/%s in the data folder (set CAUSEWAY_DATA)\n", name);
            return 1;
        }
    }
    for (const char *name : kNames)
        systems.emplace_back(name, kReplacedPercent);
    std::vector<Score> standard, neutral, leftOut, leftOutConstants, leftOutMore, drain, drainOneWord, drainMasked;
    std::vector<Score> standardReplaced, leftOutReplaced, leftOutMoreReplaced, leftOutConstantsReplaced, drainReplaced;
    std::vector<std::size_t> chosenIn(ruleOptions().size()), chosenInHalves(ruleOptions().size());
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        standard.push_back(systems[i].mined(standardChoice()));
        neutral.push_back(systems[i].mined(neutralChoice()));
        drain.push_back(systems[i].drained({.4, 2, 100, false}));
        drainOneWord.push_back(systems[i].drained({.4, 1, 100, false}));
        drainMasked.push_back(systems[i].drained({.4, 2, 100, true}));
        standardReplaced.push_back(systems[i + kNames.size()].mined(standardChoice()));
        drainReplaced.push_back(systems[i + kNames.size()].drained({.4, 2, 100, false}));
    }
    std::printf("Chosen with one system left out\n");
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const RuleChoice choice = chooseOn(systems, without({i}), Search::RulesAndConstants);
        leftOut.push_back(systems[i].mined(choice));
        const RuleChoice constants = chooseOn(systems, without({i}), Search::Constants);
        leftOutConstants.push_back(systems[i].mined(constants));
        std::printf("%-10s GA %.3f FGA %.3f, the others %.3f:", kNames[i], leftOut[i].accuracy, leftOut[i].f1, meanOn(systems, without({i}), choice));
        printChoice(choice, Search::RulesAndConstants);
        std::printf("%-10s every rule on: GA %.3f FGA %.3f, the others %.3f:", "", leftOutConstants[i].accuracy, leftOutConstants[i].f1,
                    meanOn(systems, without({i}), constants));
        printChoice(constants, Search::Constants);
        leftOutReplaced.push_back(systems[i + kNames.size()].mined(choice));
        leftOutConstantsReplaced.push_back(systems[i + kNames.size()].mined(constants));
        if (replaced) {
            const RuleChoice more = chooseOn(systems, withReplaced(without({i})), Search::RulesAndConstants);
            leftOutMore.push_back(systems[i].mined(more));
            leftOutMoreReplaced.push_back(systems[i + kNames.size()].mined(more));
            std::printf("%-10s replaced values too: GA %.3f FGA %.3f, the others %.3f:", "", leftOutMore[i].accuracy, leftOutMore[i].f1,
                        meanOn(systems, withReplaced(without({i})), more));
            printChoice(more, Search::RulesAndConstants);
        }
        for (std::size_t k = 0; k < choice.size(); ++k)
            chosenIn[k] += choice[k] != neutralChoice()[k];
        std::fflush(stdout);
    }
    std::printf("\nChosen on a random half (seed %u)\n", kSeed);
    std::mt19937 random(kSeed);
    std::vector<Summary> bySystem(kNames.size());
    Summary all, constantsOfAll, standardOfAll, drainOfAll;
    for (int half = 0; half < halves; ++half) {
        const Indices left = randomHalf(random);
        const RuleChoice choice = chooseOn(systems, without(left), Search::RulesAndConstants);
        const RuleChoice constants = chooseOn(systems, without(left), Search::Constants);
        Summary own;
        for (const std::size_t i : left) {
            const Score score = systems[i].mined(choice);
            own.add(score);
            all.add(score);
            bySystem[i].add(score);
            constantsOfAll.add(systems[i].mined(constants));
            standardOfAll.add(standard[i]);
            drainOfAll.add(drain[i]);
        }
        for (std::size_t k = 0; k < choice.size(); ++k)
            chosenInHalves[k] += choice[k] != neutralChoice()[k];
        std::printf("GA %.3f (min %.3f) FGA %.3f (min %.3f) on", own.mean().accuracy, own.leastAccuracy, own.mean().f1, own.leastF1);
        for (const std::size_t i : left)
            std::printf(" %s", kNames[i]);
        std::printf("; the others %.3f:", meanOn(systems, without(left), choice));
        printChoice(choice, Search::RulesAndConstants);
        std::fflush(stdout);
    }
    printNames("");
    printColumns("the program's rules (seen all ten)", standard);
    printColumns("every rule off", neutral);
    printColumns("one left out", leftOut);
    if (replaced)
        printColumns("one left out, replaced values too", leftOutMore);
    printColumns("one left out, every rule on", leftOutConstants);
    std::vector<Score> halfMeans;
    if (std::all_of(bySystem.begin(), bySystem.end(), [](const Summary &summary) { return summary.count > 0; })) {
        for (const Summary &summary : bySystem)
            halfMeans.push_back(summary.mean());
        printColumns("halves left out, mean", halfMeans);
    }
    printColumns("Drain", drain);
    printColumns("Drain, one parting word", drainOneWord);
    printColumns("Drain, words with digits masked", drainMasked);
    printNames("30 % of the values replaced");
    printColumns("the program's rules (seen all ten)", standardReplaced);
    printColumns("one left out", leftOutReplaced);
    if (replaced)
        printColumns("one left out, replaced values too", leftOutMoreReplaced);
    printColumns("one left out, every rule on", leftOutConstantsReplaced);
    printColumns("Drain", drainReplaced);
    if (all.count > 0) {
        std::printf("\nThe systems of the halves left out\n");
        printSummary("the program's rules (seen all ten)", standardOfAll);
        printSummary("rules and constants chosen", all);
        printSummary("constants chosen, every rule on", constantsOfAll);
        printSummary("Drain", drainOfAll);
    }
    std::printf("\n%-24s one left out   halves\n", "chosen, or moved, in");
    for (std::size_t k = 0; k < ruleOptions().size(); ++k)
        std::printf("%-24.*s %2zu of %zu       %2zu of %d\n", static_cast<int>(ruleOptions()[k].name.size()), ruleOptions()[k].name.data(), chosenIn[k], kNames.size(),
                    chosenInHalves[k], halves);
    printChanges(systems, "change of GA/FGA in thousandths", 0);
    printChanges(systems, "the same, 30 % of the values replaced", kNames.size());
    return 0;
}
