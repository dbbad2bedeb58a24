// What is learned, in tables.
//   bench_learned tandem [SEEDS [FIRST SEED]]
//   bench_learned burst [SEEDS [EPISODES]]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "analysis/allocate/learned/learn_tandem.h"
#include "tests/bench/learned_burst.h"
#include "tests/support/shuffled_rewards.h"

using namespace causeway;
using namespace causeway::allocate;

namespace {

template <typename T>
T sound(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().toEnglish().c_str());
        std::exit(1);
    }
    return *std::move(result);
}

void tandem(unsigned seeds, std::uint64_t first)
{
    const Tandem problem;
    const double optimum = problem.optimalValues()[0], enough = -221.94;
    const auto value = [&](const Tandem::Policy &policy) { return problem.valuesOf(policy)[0]; };
    std::printf("tandem: value of the empty state by a linear solve. Optimum (value iteration) %.3f, to reach %.2f; even split %.3f, proportional %.3f\n", optimum, enough, value(Tandem::evenSplit()), value(Tandem::proportional()));
    std::printf("%6s %10s %8s %8s %8s %12s %18s %9s\n", "seed", "learned", "gap, %", "round", "critic", "untrained", "shuffled rewards", "seconds");
    unsigned reached = 0, above = 0, controls = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        TandemLearning settings;
        settings.seed = seed;
        const auto begin = std::chrono::steady_clock::now();
        TandemEnvironment environment(seed);
        const LearnedTandem learned = sound(learnTandem(environment, settings, {}));
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        test::ShuffledRewards shuffled(environment, seed);
        const double found = value(learned.policy), untrained = value(greedyPolicy(learn::makeActorCriticNetworks(environment.stateSize(), environment.actionSize(), 64, seed), false)), other = value(sound(learnTandem(shuffled, settings, {})).policy);
        reached += found >= enough;
        above += found > optimum + 1e-6;
        controls += untrained < enough && other < enough;
        std::printf("%6llu %10.3f %8.2f %8u %8s %12.3f %18.3f %9.1f\n", static_cast<unsigned long long>(seed), found, 100 * (optimum - found) / -optimum, learned.round, learned.judged ? "yes" : "no", untrained, other, seconds);
        std::fflush(stdout);
    }
    std::printf("reached on %u of %u seeds, above the optimum on %u; both controls fail on %u\n", reached, seeds, above, controls);
}

} // namespace

int main(int argc, char **argv)
{
    const std::string what = argc > 1 ? argv[1] : "";
    const auto number = [&](int i, unsigned long long usual) { return argc > i ? std::strtoull(argv[i], nullptr, 10) : usual; };
    if (what == "tandem")
        tandem(static_cast<unsigned>(number(2, 10)), number(3, 1));
    else if (what == "burst")
        learnedOnBurst(static_cast<unsigned>(number(2, 10)), static_cast<unsigned>(number(3, 30)));
    else
        return 2;
    return 0;
}
