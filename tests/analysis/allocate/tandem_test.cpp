// The tandem decision problem: its exact values, and that the learner comes within 3 % of the optimum where controls do not.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/allocate/learned/learn_tandem.h"
#include "tests/support/shuffled_rewards.h"

using namespace causeway;
using namespace causeway::allocate;

namespace {

constexpr double kOptimum = -215.474, kEnough = -221.94;

double valueOf(const Tandem::Policy &policy) { return Tandem().valuesOf(policy)[0]; }

} // namespace

class TandemTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exactValues()
    {
        const Tandem::Values optimum = Tandem().optimalValues();
        QVERIFY(std::abs(optimum[0] - kOptimum) < 5e-4);
        QVERIFY(std::abs(valueOf(Tandem::evenSplit()) + 270.555) < 5e-4);
        QVERIFY(std::abs(valueOf(Tandem::proportional()) + 258.846) < 5e-4);
        for (const Tandem::Policy &policy : {Tandem::evenSplit(), Tandem::proportional()}) {
            const Tandem::Values values = Tandem().valuesOf(policy);
            for (std::size_t s = 0; s < Tandem::kStates; ++s)
                QVERIFY(values[s] <= optimum[s] + 1e-7);
        }
    }
    // The episodes are of the problem that is solved: discounted rewards of a policy agree with its value.
    void episodesAgreeWithTheSolution()
    {
        class Proportional final : public learn::Agent {
        public:
            void act(std::span<const float> state, std::span<float> action) override
            {
                const auto waiting = [&](std::size_t i) { return static_cast<unsigned>(std::lround(state[i] * Tandem::kMostWaiting)); };
                action[0] = static_cast<float>(Tandem::proportional()[Tandem::indexOf({waiting(0), waiting(1)})]) / Tandem::kServers;
                action[1] = 1 - action[0];
            }
            bool learn(std::span<const float>, std::span<const float>, double reward, std::span<const float>) override
            {
                sum += weight * reward;
                weight *= Tandem::kDiscount;
                return true;
            }
            double sum = 0, weight = 1;
        };
        TandemEnvironment environment(5);
        constexpr int kRuns = 400;
        double sum = 0, squares = 0;
        for (std::uint64_t run = 0; run < kRuns; ++run) {
            Proportional agent;
            QVERIFY(environment.episode(run, agent, {}).has_value());
            const double whole = agent.sum + agent.weight * -260; // what comes after 200 slots weighs .2 %
            sum += whole;
            squares += whole * whole;
        }
        const double mean = sum / kRuns, error = std::sqrt((squares / kRuns - mean * mean) / kRuns);
        QVERIFY2(std::abs(mean + 258.846) < 4 * error + 1, qPrintable(QString::number(mean)));
    }
    void learnsIt()
    {
        TandemEnvironment environment(2001);
        TandemLearning settings;
        settings.seed = 2001;
        const auto learned = learnTandem(environment, settings, {});
        QVERIFY2(learned.has_value(), learned ? "" : learned.error().toEnglish().c_str());
        const double value = valueOf(learned->policy);
        QVERIFY2(value >= kEnough && value <= kOptimum + 1e-3, qPrintable(QString::number(value)));
    }
    // What it reaches it has learned: a network that has not, and one that was told the rewards of other acts, do not.
    void controlsFail()
    {
        QVERIFY(valueOf(greedyPolicy(learn::makeActorCriticNetworks(4, 2, 64, 2001), false)) < kEnough);
        TandemEnvironment environment(2001);
        test::ShuffledRewards shuffled(environment, 2001);
        TandemLearning settings;
        settings.seed = 2001;
        settings.rounds = 2;
        const auto control = learnTandem(shuffled, settings, {});
        QVERIFY(control.has_value() && valueOf(control->policy) < kEnough);
    }
    void sameSeedSameNetworks()
    {
        const auto twice = [](std::uint64_t seed) {
            TandemEnvironment environment(seed);
            TandemLearning settings;
            settings.seed = seed;
            settings.rounds = 1;
            settings.steps = 1500;
            settings.judgingRuns = 5;
            return *learnTandem(environment, settings, {});
        };
        const LearnedTandem one = twice(9), two = twice(9);
        QVERIFY(one.policy == two.policy && one.judgedReturn == two.judgedReturn && one.policy != twice(10).policy);
    }
    void canBeCancelled()
    {
        TandemEnvironment environment(1);
        Job job;
        job.cancel.cancel();
        const auto learned = learnTandem(environment, {}, job);
        QVERIFY(!learned && learned.error().code == ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(TandemTest)
#include "tandem_test.moc"
