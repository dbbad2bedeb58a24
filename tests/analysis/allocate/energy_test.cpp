// Brownout and deferral, power and breakers.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::RunResult;
using simulate::Scenario;

namespace {

// Four nodes, of which those of service `hot` are busy all the time.
Scenario nodes(int hot)
{
    std::string hotNodes, coldNodes;
    for (int i = 0; i < 4; ++i)
        (i < hot ? hotNodes : coldNodes) += std::string((i < hot ? hotNodes : coldNodes).empty() ? "" : ", ") + "\"n" + std::to_string(i) + "\"";
    return test::scenarioOf("\"hot\": {\"replicas\": " + std::to_string(hot) + ", \"node\": [" + hotNodes + "], \"queue_limit\": 5}, \"cold\": {\"replicas\": 4, \"node\": [" + coldNodes + "]}, \"extra\": {\"servers\": 100, \"node\": [\"n0\", \"n1\", \"n2\", \"n3\"]}",
                            "\"work\": {\"service\": \"hot\", \"self_s\": {\"constant\": 1}}, \"view\": {\"service\": \"cold\", \"self_s\": {\"constant\": 0.01}, \"calls\": [{\"operation\": \"suggest\", \"optional\": true}]}, "
                            "\"suggest\": {\"service\": \"extra\", \"self_s\": {\"constant\": 0.01}}",
                            "{\"operation\": \"work\", \"poisson\": {\"rate_per_s\": 10}}, {\"operation\": \"view\", \"poisson\": {\"rate_per_s\": 20}}", 2000, 100,
                            ", \"nodes\": {\"n0\": {}, \"n1\": {}, \"n2\": {}, \"n3\": {}}");
}

// Two days, green from 6 to 18 h; a job every half an hour, to be done within a day.
Scenario batch()
{
    std::string times;
    for (int i = 0; i < 96; ++i)
        times += (i == 0 ? "" : ", ") + std::to_string(i * 1800);
    return test::scenarioOf("\"b\": {\"replicas\": 8, \"routing\": \"shared\", \"node\": \"n\"}", "\"job\": {\"service\": \"b\", \"self_s\": {\"constant\": 3600}, \"deferrable_s\": 86400}", "{\"operation\": \"job\", \"times_s\": [" + times + "]}", 3 * 86400, 0,
                            ", \"nodes\": {\"n\": {\"cores\": 8, \"idle_w\": 0, \"max_w\": 1600, \"domain\": \"d\"}}, \"domains\": {\"d\": {\"carbon_g_per_kwh\": 400, \"green_w\": [[0, 0], [21600, 1000], [64800, 0], [108000, 1000], [151200, 0], [194400, 1000], [237600, 0]]}}, "
                            "\"slo\": {\"job\": {\"latency_s\": 86400}}");
}

} // namespace

class EnergyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // θ = √(overloaded hosts / hosts).
    void dimmer_data()
    {
        QTest::addColumn<int>("hot");
        QTest::newRow("one of four") << 1;
        QTest::newRow("two of four") << 2;
        QTest::newRow("three of four") << 3;
    }
    void dimmer()
    {
        QFETCH(int, hot);
        const auto result = test::under(nodes(hot), {"brownout", {{"interval_s", 20}}}, 2);
        for (const RunResult &run : result.runs)
            QVERIFY(std::abs(static_cast<double>(run.leftOut) / static_cast<double>(run.optionalCalls) - std::sqrt(hot / 4.0)) < 0.015);
    }
    void nothingIsLeftOutWithoutOverload()
    {
        Scenario calm = nodes(2);
        calm.arrivals[0].ratePerS = 0.5;
        const auto result = test::under(calm, {"brownout", {{"interval_s", 200}}}, 2);
        QVERIFY(result.runs[0].optionalCalls > 30'000 && result.runs[0].leftOut == 0);
    }
    // P = P_idle + (P_max − P_idle) u, brown = max(0, P − green); off, where no replica is on it.
    void power()
    {
        const auto energy = [](const std::string &node, unsigned replicas) {
            Scenario scenario = test::evenLoad("\"node\": [\"n\", \"m\"], \"replicas\": " + std::to_string(replicas), 2, 0.25, 7200,
                                               ", \"nodes\": {\"n\": {\"idle_w\": 80, \"max_w\": 200" + node + "}, \"m\": {\"idle_w\": 80, \"max_w\": 200" + node + "}}");
            return test::under(scenario, {}, 2).energyWh.mean;
        };
        QVERIFY(std::abs(energy("", 1) - 2 * (140 + 80)) < 0.5);
        QVERIFY(std::abs(energy(", \"off_w\": 5", 1) - 2 * (140 + 5)) < 0.5);
        QVERIFY(std::abs(energy(", \"off_w\": 5", 2) - 2 * (110 + 110)) < 0.5);
    }
    void aNodeIsOffWhileNothingIsOnIt()
    {
        const Scenario scenario = test::evenLoad("\"node\": [\"n\", \"m\"], \"replicas\": 2", 2, 0.1, 7200, ", \"nodes\": {\"n\": {\"idle_w\": 100, \"max_w\": 100, \"off_w\": 0}, \"m\": {\"idle_w\": 100, \"max_w\": 100, \"off_w\": 0}}");
        RunResult result;
        const auto watched = test::watch(scenario, {"hpa", {{"target", 0.5}, {"interval_s", 100}, {"down_window_s", 3600}}}, &result);
        double gone = 0; // second at which it went
        for (std::size_t i = 0; i < watched.timesS.size(); ++i)
            if (watched.replicas()[i] == 1 && gone == 0)
                gone = watched.timesS[i - 1];
        QVERIFY(gone > 3000 && gone < 4000);
        QVERIFY2(std::abs(result.energyWh - (200 + 100 * gone / 3600)) < 0.5, qPrintable(QString::number(result.energyWh)));
    }
    // Jobs of the night wait for the sun, none is late, and brown energy falls.
    void jobsWaitForTheSun()
    {
        const Scenario scenario = batch();
        const auto none = test::under(scenario, {}, 2), deferred = test::under(scenario, {"deferral", {}}, 2);
        QCOMPARE(deferred.operations[0].answers, none.operations[0].answers);
        QCOMPARE(estimatesOf(measuresOf(scenario, deferred))[static_cast<std::size_t>(Measure::SloViolation)].mean, 0.0);
        QVERIFY(std::abs(deferred.energyWh.mean / none.energyWh.mean - 1) < 0.01);
        QVERIFY2(none.brownWh.mean > 0.4 * none.energyWh.mean && deferred.brownWh.mean < 0.2 * none.brownWh.mean, qPrintable(QStringLiteral("%1 %2").arg(none.brownWh.mean).arg(deferred.brownWh.mean)));
    }
    // Where it gets better for ever they are done just before they would be late; where nothing is gained by waiting, at once.
    void noJobIsLateInTheDark()
    {
        Scenario scenario = batch();
        scenario.domains[0].greenW = {{0, 0}};
        const auto atOnce = test::under(scenario, {"deferral", {}}, 2);
        QVERIFY(atOnce.operations[0].latencyNs.mean < 3600e9 + 600e9);
        scenario.domains[0].carbonPerKwh.clear();
        for (int hour = 0; hour < 96; ++hour)
            scenario.domains[0].carbonPerKwh.emplace_back(hour * 3600, 500 - hour);
        const auto deferred = test::under(scenario, {"deferral", {}}, 2);
        QCOMPARE(deferred.operations[0].answers, 2u * 96);
        QCOMPARE(estimatesOf(measuresOf(scenario, deferred))[static_cast<std::size_t>(Measure::SloViolation)].mean, 0.0);
        QVERIFY2(deferred.operations[0].latencyNs.mean > 0.6 * 86400e9, qPrintable(QString::number(deferred.operations[0].latencyNs.mean)));
        const auto alike = test::under(scenario, {"deferral", {{"carbon", 0}}}, 2);
        QVERIFY(alike.operations[0].latencyNs.mean < 3600e9 + 600e9 && deferred.carbonG.mean < alike.carbonG.mean);
    }
    // Retries keep a database that was slow for a minute down for good; each measure lets it come back.
    void cascade()
    {
        const Scenario scenario = test::fixedScenario("cascade");
        const auto none = test::under(scenario, {}, 3);
        const auto good = [&](const simulate::ReplicationsResult &result) { return estimatesOf(measuresOf(scenario, result))[static_cast<std::size_t>(Measure::GoodPerS)].mean; };
        QVERIFY2(good(none) < 110, qPrintable(QString::number(good(none))));
        for (const simulate::PolicyChoice &choice : {simulate::PolicyChoice{"breaker", {}}, simulate::PolicyChoice{"static_limit", {{"everywhere", 1}}}}) {
            const auto result = test::under(scenario, choice, 3);
            QVERIFY2(good(result) > 1.3 * good(none), qPrintable(QString::number(good(result))));
        }
    }
    void slowForAWhile()
    {
        Scenario scenario = test::evenLoad("", 1, 0.1, 100);
        scenario.services[0].speedOverTime = {{20, 0.5}, {60, 1}};
        const auto result = test::under(scenario, {}, 1);
        QVERIFY(std::abs(result.operations[0].latencyNs.mean / 1e8 - (0.6 + 0.4 * 2)) < 0.02);
    }
};

CAUSEWAY_TEST(EnergyTest)
#include "energy_test.moc"
