// Policies that are trained on the simulator: what they learn, that a training goes on as if it had never been stopped, and what
// refuses to run.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/allocate/learned/predictive_model.h"
#include "analysis/allocate/learned/train.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::Scenario;

namespace {

using Given = std::map<std::string, double>;

// Nine tenths of the work are at b: with 10 replicas shared evenly its queue grows without end.
Scenario lopsided(double durationS = 900)
{
    return test::scenarioOf("\"a\": {\"replicas\": 5, \"routing\": \"shared\"}, \"b\": {\"replicas\": 5, \"routing\": \"shared\"}",
                            "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.5}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 4.5}}",
                            "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 1.3}}", durationS, 0);
}

Training trained(const Scenario &scenario, const std::string &method, const Given &settings, std::uint64_t seed, unsigned rounds)
{
    auto training = beginTraining(scenario, method, settings, seed);
    if (!training)
        qFatal("%s", training.error().toEnglish().c_str());
    for (unsigned i = 0; i < rounds; ++i)
        if (const auto done = trainRound(*training, scenario, {}); !done)
            qFatal("%s", done.error().toEnglish().c_str());
    return *std::move(training);
}

double workOf(const Scenario &scenario, const TrainedPolicy &policy)
{
    const auto prepared = prepare(scenario, {policy.method, {}}, std::make_shared<const TrainedPolicy>(policy));
    if (!prepared)
        qFatal("%s", prepared.error().toEnglish().c_str());
    simulate::ReplicationSettings settings;
    settings.replications = 5;
    settings.seed = 77;
    settings.controller = prepared->controller;
    return estimatesOf(measuresOf(scenario, *simulate::runReplications(prepared->scenario, settings, {})))[static_cast<std::size_t>(Measure::WorkInProgress)].mean;
}

const Given kShort{{"windows", 60}, {"updates", 60}, {"judging_runs", 2}, {"epochs", 3}};

} // namespace

class LearnedPolicyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The paper's claim in small: it finds where the work is, where an even split does not.
    void learnsWhereTheWorkIs_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("miras") << QStringLiteral("miras");
        QTest::newRow("model_free") << QStringLiteral("model_free");
    }
    void learnsWhereTheWorkIs()
    {
        QFETCH(QString, method);
        const Scenario scenario = lopsided();
        const Training training = trained(scenario, method.toStdString(), {{"windows", 300}, {"updates", 700}, {"judging_runs", 5}}, 3, 2);
        const double learned = workOf(scenario, training.best), before = workOf(scenario, *test::untrained(scenario, method.toStdString()));
        QVERIFY2(learned < 0.5 * before, qPrintable(QStringLiteral("%1 against %2").arg(learned).arg(before)));
    }
    // Section IV: the model predicts the next windows better than that nothing changes.
    void modelAgainstPersistence()
    {
        const Training training = trained(test::fixedScenario("burst"), "miras", {{"windows", 1000}, {"updates", 0}, {"judging_runs", 3}}, 4, 1);
        const auto &errors = training.rounds.front().errors;
        QCOMPARE(errors.size(), std::size_t{4});
        for (const StepError &error : errors)
            QVERIFY2(error.model < error.persistence, qPrintable(QStringLiteral("%1 windows: %2 against %3").arg(error.steps).arg(error.model).arg(error.persistence)));
    }
    // Where little work is, work is lent, and taken back from what is predicted.
    void lendsWhereLittleWorkIs()
    {
        const Scenario scenario = lopsided();
        const AllocationTask task{10, 1, 30, 0, true};
        const StateView view(scenario, task);
        learn::Transitions seen;
        seen.stateSize = view.size();
        seen.actionSize = 2;
        std::vector<float> state(view.size());
        const std::vector<float> action{0.5f, 0.5f};
        view.setWork(state, std::vector<double>{8, 8});
        for (int i = 0; i < 20; ++i)
            seen.add(state, action, -15, state);
        // A network that says: 2 requests less at a, whatever is there; as many as before at b.
        learn::DenseLayer layer{static_cast<std::uint32_t>(view.size() + 2), 3, std::vector<float>((view.size() + 2) * 3, 0), {-0.2f, 0, 0}};
        const learn::Dense network = *learn::Dense::of({layer});
        const auto plain = *PredictiveModel::of(view, task, seen, network, {1, 0, false, 1}), lending = *PredictiveModel::of(view, task, seen, network, {1, 0.5, false, 1});
        view.setWork(state, std::vector<double>{3, 3});
        QVERIFY(std::abs(plain.predict(state, action).after[0] - 1) < 1e-3 && std::abs(lending.predict(state, action).after[0] - 1) < 1e-3);
        // One that knows of the logarithm of what is there: it is asked about 3 + 8.
        layer.bias[0] = 0;
        layer.weight[0] = -0.1f;
        const auto other = *PredictiveModel::of(view, task, seen, *learn::Dense::of({layer}), {1, 0.5, false, 1});
        QVERIFY(std::abs(other.predict(state, action).after[0] - (3 - std::log1p(11) / 4)) < 1e-3);
    }
    void goesOnAsIfNeverStopped_data() { learnsWhereTheWorkIs_data(); }
    void goesOnAsIfNeverStopped()
    {
        QFETCH(QString, method);
        const Scenario scenario = lopsided();
        const Training whole = trained(scenario, method.toStdString(), kShort, 5, 3);
        auto part = trainingOf(toBytes(trained(scenario, method.toStdString(), kShort, 5, 1)));
        QVERIFY2(part.has_value(), part ? "" : part.error().toEnglish().c_str());
        for (int i = 0; i < 2; ++i)
            QVERIFY(trainRound(*part, scenario, {}).has_value());
        QVERIFY(toBytes(*part) == toBytes(whole));
        QVERIFY(part->rounds == whole.rounds && part->best == whole.best);
        QVERIFY(toBytes(trained(scenario, method.toStdString(), kShort, 6, 1)) != toBytes(trained(scenario, method.toStdString(), kShort, 5, 1)));
    }
    void aCancelledRoundLeavesNothing()
    {
        const Scenario scenario = lopsided();
        Training training = trained(scenario, "miras", kShort, 5, 1);
        const std::string before = toBytes(training);
        Job job;
        job.cancel.cancel();
        const auto done = trainRound(training, scenario, job);
        QVERIFY(!done && done.error().code == ErrorCode::Cancelled && toBytes(training) == before);
    }
    void runsWithoutLearning()
    {
        const Scenario scenario = lopsided();
        const Training training = trained(scenario, "model_free", kShort, 5, 1);
        const auto read = trainingOf(toBytes(training, false));
        QVERIFY(read.has_value() && read->seen.size() == 0 && read->best == training.best);
        QCOMPARE(workOf(scenario, read->best), workOf(scenario, training.best));
        // It was trained for others, or not at all.
        QVERIFY(!prepare(scenario, {"miras", {}}) && !prepare(scenario, {"miras", {}}, std::make_shared<const TrainedPolicy>(read->best)));
        QVERIFY(!prepare(test::fixedScenario("burst"), {"model_free", {}}, std::make_shared<const TrainedPolicy>(read->best)));
    }
    void damagedBytes()
    {
        const std::string bytes = toBytes(trained(lopsided(), "model_free", kShort, 5, 1));
        simulate::Draw draw(3);
        for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 200)
            QVERIFY(!trainingOf(bytes.substr(0, size)));
        for (int i = 0; i < 300; ++i) {
            std::string other = bytes;
            other[draw.bits() % (i < 200 ? 2000 : other.size())] ^= static_cast<char>(1 + draw.bits() % 255);
            if (const auto read = trainingOf(other); read && misfit(read->best, lopsided()).empty())
                workOf(lopsided(60), read->best); // whatever it says, it does no harm
        }
    }
    // Whoever is run as judgingRuns() says meets the requests on which rounds are judged.
    void othersMeetTheSameRuns()
    {
        const Scenario scenario = lopsided();
        class Stays final : public learn::Agent {
        public:
            explicit Stays(const Scenario &scenario) : m_scenario(scenario) {}
            void act(std::span<const float>, std::span<float> action) override
            {
                for (std::size_t s = 0; s < action.size(); ++s)
                    action[s] = static_cast<float>(m_scenario.services[s].replicas);
            }
            bool learn(std::span<const float>, std::span<const float>, double, std::span<const float>) override { return true; }

        private:
            const Scenario &m_scenario;
        };
        const simulate::ReplicationSettings runs = judgingRuns(3, {{"judging_runs", 2}});
        QCOMPARE(runs.replications, 2u);
        unsigned budget = 0;
        for (const simulate::Service &service : scenario.services)
            budget += service.replicas;
        const auto environment = ResourceEnvironment::make(scenario, {budget, 1, 30, 0, false}, runs.seed);
        QVERIFY(environment.has_value());
        Stays stays(scenario);
        const auto result = simulate::runReplications(scenario, runs, {});
        QVERIFY(result.has_value());
        for (unsigned run = 0; run < runs.replications; ++run) {
            const auto work = (*environment)->meanWork(runs.first + run, stays, {});
            QVERIFY(work.has_value());
            QCOMPARE(*work, measuresOf(scenario, result->runs[run])[static_cast<std::size_t>(Measure::WorkInProgress)]);
        }
    }

    void badSettings()
    {
        const Scenario scenario = lopsided();
        QVERIFY(!beginTraining(scenario, "hpa", {}, 1));
        QVERIFY(!beginTraining(scenario, "miras", {{"windws", 3}}, 1));
        QVERIFY(!beginTraining(scenario, "miras", {{"windows", 3.5}}, 1));
        QVERIFY(!beginTraining(scenario, "miras", {{"budget", 1}}, 1));
        QVERIFY(!beginTraining(lopsided(40), "miras", {}, 1));
    }
};

CAUSEWAY_TEST(LearnedPolicyTest)
#include "learned_policy_test.moc"
