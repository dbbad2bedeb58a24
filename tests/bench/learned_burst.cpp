#include "tests/bench/learned_burst.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>

#include "analysis/allocate/learned/train.h"
#include "analysis/allocate/scaling/budget.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::PolicyChoice;
using simulate::Scenario;

namespace {

constexpr unsigned kBudget = 14, kRounds = 12;
constexpr std::uint64_t kTuningSeed = 1001, kEvaluationSeed = 500; // no training uses them
constexpr unsigned kTuningRuns = 6;

using Split = std::array<unsigned, 4>;

struct Method {
    std::string name;
    PolicyChoice choice;
    std::vector<std::shared_ptr<const TrainedPolicy>> trained; // by seed; empty: it is not trained
    std::vector<double> work;                                  // by seed and episode
};

std::string nameOf(const PolicyChoice &choice)
{
    std::string out = choice.name;
    for (const auto &[name, value] : choice.settings) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%g", value);
        out += (out == choice.name ? ":" : ",") + name + "=" + digits;
    }
    return out;
}

std::vector<double> run(const Scenario &scenario, const PolicyChoice &choice, std::shared_ptr<const TrainedPolicy> trained, std::uint64_t seed, unsigned episodes)
{
    const auto prepared = prepare(scenario, choice, std::move(trained));
    if (!prepared)
        qFatal("%s", prepared.error().toEnglish().c_str());
    simulate::ReplicationSettings settings;
    settings.replications = episodes;
    settings.threads = 1;
    settings.seed = seed;
    settings.controller = prepared->controller;
    std::vector<double> out;
    for (const Measures &measures : measuresOf(prepared->scenario, *simulate::runReplications(prepared->scenario, settings, {})))
        out.push_back(measures[static_cast<std::size_t>(Measure::WorkInProgress)]);
    return out;
}

double meanOf(const std::vector<double> &values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); }

Split bestSplit(Scenario scenario)
{
    Split best{};
    double least = HUGE_VAL;
    for (unsigned a = 1; a < kBudget; ++a)
        for (unsigned b = 1; a + b < kBudget; ++b)
            for (unsigned c = 1; a + b + c < kBudget; ++c) {
                const Split split{a, b, c, kBudget - a - b - c};
                for (std::size_t s = 0; s < 4; ++s)
                    scenario.services[s].replicas = split[s];
                if (const double mean = meanOf(run(scenario, {}, nullptr, kTuningSeed, kTuningRuns)); mean < least) {
                    least = mean;
                    best = split;
                }
            }
    return best;
}

Method tuned(const Scenario &scenario, const char *name, const std::vector<std::pair<const char *, std::vector<double>>> &axes)
{
    std::vector<PolicyChoice> all{{name, {{"budget", kBudget}}}};
    for (const auto &[setting, values] : axes) {
        std::vector<PolicyChoice> more;
        for (const PolicyChoice &choice : all)
            for (const double value : values) {
                more.push_back(choice);
                more.back().settings[setting] = value;
            }
        all = std::move(more);
    }
    std::vector<double> means;
    for (const PolicyChoice &choice : all)
        means.push_back(meanOf(run(scenario, choice, nullptr, kTuningSeed, kTuningRuns)));
    const PolicyChoice best = all[static_cast<std::size_t>(std::ranges::min_element(means) - means.begin())];
    return {nameOf(best), best, {}, {}};
}

// Seeds are drawn, then episodes of each: 95 % of the mean of the differences.
std::pair<double, double> bootstrap(const std::vector<double> &differences, unsigned seeds, unsigned episodes)
{
    constexpr int kDraws = 4000;
    simulate::Draw draw(11);
    std::vector<double> means;
    for (int i = 0; i < kDraws; ++i) {
        double sum = 0;
        for (unsigned s = 0; s < seeds; ++s) {
            const std::size_t seed = draw.bits() % seeds;
            for (unsigned e = 0; e < episodes; ++e)
                sum += differences[seed * episodes + draw.bits() % episodes];
        }
        means.push_back(sum / (seeds * episodes));
    }
    std::ranges::sort(means);
    return {means[kDraws / 40], means[kDraws - 1 - kDraws / 40]};
}

void evaluate(std::vector<Method> &methods, const Scenario &scenario, unsigned seeds, unsigned episodes)
{
    for (Method &method : methods) {
        method.work.clear();
        for (unsigned s = 0; s < seeds; ++s)
            for (const double work : run(scenario, method.choice, method.trained.empty() ? nullptr : method.trained[s], kEvaluationSeed + s, episodes))
                method.work.push_back(work);
    }
}

// The reference is what is not trained and was best where settings were tuned.
void print(const std::vector<Method> &methods, std::size_t reference, unsigned seeds, unsigned episodes)
{
    std::printf("%-52s %10s %12s %24s\n", "policy", "work", "difference", "95 % interval");
    for (const Method &method : methods) {
        std::vector<double> differences;
        for (std::size_t i = 0; i < method.work.size(); ++i)
            differences.push_back(method.work[i] - methods[reference].work[i]);
        if (&method == &methods[reference]) {
            std::printf("%-52s %10.3f   the reference\n", method.name.c_str(), meanOf(method.work));
            continue;
        }
        const auto [low, high] = bootstrap(differences, seeds, episodes);
        std::printf("%-52s %10.3f %+12.3f      [%+7.3f, %+7.3f]  %s\n", method.name.c_str(), meanOf(method.work), meanOf(differences), low, high, high < 0 ? "better" : low > 0 ? "worse" : "no difference shown");
    }
    std::printf("\n");
    std::fflush(stdout);
}

Method learned(const Scenario &scenario, const std::string &method, unsigned seeds)
{
    Method out{method, {method, {}}, {}, {}};
    std::vector<StepError> errors;
    const auto begin = std::chrono::steady_clock::now();
    for (unsigned s = 1; s <= seeds; ++s) {
        Training training = *beginTraining(scenario, method, {{"budget", kBudget}}, s);
        for (unsigned round = 0; round < kRounds; ++round)
            if (const auto done = trainRound(training, scenario, {}); !done)
                qFatal("%s", done.error().toEnglish().c_str());
        std::printf("%s, seed %u, work in progress of the rounds:", method.c_str(), s);
        for (const TrainingRound &round : training.rounds)
            std::printf(" %.3f", round.work);
        std::printf("\n");
        std::fflush(stdout);
        const auto &last = training.rounds.back().errors;
        errors.resize(last.size());
        for (std::size_t k = 0; k < last.size(); ++k) {
            errors[k].steps = last[k].steps;
            errors[k].model += last[k].model / seeds;
            errors[k].persistence += last[k].persistence / seeds;
        }
        out.trained.push_back(std::make_shared<const TrainedPolicy>(training.best));
    }
    for (const StepError &error : errors)
        std::printf("%u windows ahead: the model is off by %.3f requests, persistence by %.3f (root mean square, a service)\n", error.steps, error.model, error.persistence);
    std::printf("%.0f s a seed\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / seeds);
    return out;
}

// As many requests at a time, and as often.
void moreBursts(Scenario &scenario, double factor)
{
    for (simulate::Arrivals &arrivals : scenario.arrivals) {
        std::vector<double> times;
        for (std::size_t from = 0; from < arrivals.times.size();) {
            std::size_t to = from;
            while (to < arrivals.times.size() && arrivals.times[to] == arrivals.times[from])
                ++to;
            times.insert(times.end(), static_cast<std::size_t>(std::lround(factor * static_cast<double>(to - from))), arrivals.times[from]);
            from = to;
        }
        arrivals.times = std::move(times);
    }
}

} // namespace

void learnedOnBurst(unsigned seeds, unsigned episodes)
{
    Scenario scenario = test::fixedScenario("burst");
    const Split split = bestSplit(scenario);
    for (std::size_t s = 0; s < 4; ++s)
        scenario.services[s].replicas = split[s];
    std::printf("burst: mean work in progress, %u consumers, 6000 s. Settings are tuned on other seeds; %u seeds of training, %u episodes each, the same random numbers for all\n", kBudget, seeds, episodes);
    std::vector<Method> methods;
    methods.push_back({"static, the best split " + std::to_string(split[0]) + " " + std::to_string(split[1]) + " " + std::to_string(split[2]) + " " + std::to_string(split[3]), {}, {}, {}});
    methods.push_back(tuned(scenario, "proportional", {{"least", {0, 1}}}));
    methods.push_back(tuned(scenario, "hpa", {{"target", {0.3, 0.5, 0.7, 0.9}}, {"interval_s", {15, 30}}, {"down_window_s", {0, 60, 300}}, {"most", {14}}}));
    methods.push_back(tuned(scenario, "drs", {{"keep", {0, 0.5, 0.8, 0.95}}}));
    methods.push_back(tuned(scenario, "mpc", {{"least", {0, 1}}, {"windows", {2, 3, 5}}, {"keep", {0.5, 0.8, 0.95}}}));
    std::vector<double> means;
    for (const Method &method : methods)
        means.push_back(meanOf(run(scenario, method.choice, nullptr, kTuningSeed, kTuningRuns)));
    const auto reference = static_cast<std::size_t>(std::ranges::min_element(means) - means.begin());
    methods.push_back(learned(scenario, "model_free", seeds));
    methods.push_back(learned(scenario, "miras", seeds));

    evaluate(methods, scenario, seeds, episodes);
    std::printf("\nas it is\n");
    print(methods, reference, seeds, episodes);
    Scenario bursts = scenario, load = scenario, lost = scenario;
    moreBursts(bursts, 1.5);
    for (simulate::Arrivals &arrivals : load.arrivals)
        arrivals.ratePerS *= 1.5;
    evaluate(methods, bursts, seeds, episodes);
    std::printf("bursts of 90 instead of 60, nothing trained or tuned again\n");
    print(methods, reference, seeds, episodes);
    evaluate(methods, load, seeds, episodes);
    std::printf("1.5 times the load between bursts, nothing trained or tuned again\n");
    print(methods, reference, seeds, episodes);
    const std::vector<unsigned> left = shareOut(std::vector<double>(split.begin(), split.end()), 10, 1);
    for (std::size_t s = 0; s < 4; ++s)
        lost.services[s].replicas = left[s];
    for (Method &method : methods)
        if (method.choice.name != "static")
            method.choice.settings["budget"] = 10;
    evaluate(methods, lost, seeds, episodes);
    std::printf("a node with 4 of the 14 consumers is lost, nothing trained or tuned again\n");
    print(methods, reference, seeds, episodes);
}
