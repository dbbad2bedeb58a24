// What a simulation does, step by step: constant times, so that results can be told by hand.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/simulate/replications.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;
using test::scenarioOf;

namespace {

RunResult run(const Scenario &scenario, std::unique_ptr<Controller> controller = nullptr)
{
    const bool controlled = controller != nullptr;
    Simulation simulation(*makePlan(scenario, controlled), 1, 0, std::move(controller));
    const auto done = simulation.run({});
    if (!done)
        qFatal("%s", done.error().toEnglish().c_str());
    return simulation.result();
}

std::string op(const std::string &name, const std::string &service, double constant, const std::string &more = {})
{
    return "\"" + name + "\": {\"service\": \"" + service + "\", \"self_s\": {\"constant\": " + std::to_string(constant) + "}" + (more.empty() ? "" : ", " + more) + "}";
}
std::string at(const std::string &operation, const std::string &times) { return "{\"operation\": \"" + operation + "\", \"times_s\": [" + times + "]}"; }

constexpr double kMs = 1e6;

} // namespace

class SimulationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void callsInTurnAndAtOnce()
    {
        const RunResult result = run(scenarioOf("\"a\": {}, \"b\": {}, \"c\": {}", op("o", "a", 0.01, "\"calls\": [{\"operation\": \"p\"}, {\"parallel\": [{\"operation\": \"p\"}, {\"operation\": \"q\"}]}, {\"operation\": \"q\", \"async\": true}]") + ", " +
                                                    op("p", "b", 0.02) + ", " + op("q", "c", 0.05), at("o", "1, 2, 3"), 10, 0));
        QCOMPARE(result.requests, 3u);
        QCOMPARE(result.operations[0].latencyMean, (10 + 20 + 50) * kMs);
        QCOMPARE(result.operations[1].answers, 6u);
        QCOMPARE(result.operations[2].answers, 6u); // also those nobody waits for
        QVERIFY(std::abs(result.services[1].utilisation - 3 * 0.04 / 10) < 1e-9);
    }
    void waysTakeTime()
    {
        const std::string nodes = ", \"nodes\": {\"n\": {\"cores\": 9, \"domain\": \"eu\"}, \"m\": {\"cores\": 9, \"domain\": \"us\"}}, \"links\": [{\"from\": \"eu\", \"to\": \"us\", \"latency_s\": {\"constant\": 0.04}}]";
        const RunResult result = run(scenarioOf("\"a\": {\"node\": \"n\"}, \"b\": {\"node\": \"m\"}", op("o", "a", 0.01, "\"calls\": [{\"operation\": \"p\", \"delay_s\": {\"constant\": 0.006}}]") + ", " + op("p", "b", 0.02), at("o", "1"), 10, 0, nodes));
        QCOMPARE(result.operations[0].latencyMean, (10 + 6 + 80 + 20) * kMs);
        QCOMPARE(result.operations[1].latencyMean, 20 * kMs);
    }
    void firstComesFirst()
    {
        const RunResult result = run(scenarioOf("\"a\": {\"queue_limit\": 1}", op("o", "a", 1), at("o", "1, 1.25, 1.5"), 10, 0));
        QCOMPARE(result.operations[0].answers, 2u);
        QCOMPARE(result.operations[0].refused, 1u);
        QCOMPARE(result.services[0].dropped, 1u);
        QCOMPARE(result.operations[0].latencyMean, (1 + 1.75) / 2 * 1e9);
        QCOMPARE(result.services[0].waitMean, 0.75 / 2 * 1e9);
        QVERIFY(std::abs(result.services[0].queueMean - 0.075) < 1e-12);
    }
    void priorities()
    {
        const RunResult result = run(scenarioOf("\"a\": {\"discipline\": \"priority\"}", op("low", "a", 1) + ", " + op("high", "a", 1, "\"priority\": 5"), at("low", "1, 1.1, 1.2") + ", " + at("high", "1.5, 1.6"), 10, 0));
        QCOMPARE(result.operations[1].latencyMean, (1.5 + 2.4) / 2 * 1e9); // not the one that is worked on, but before all that wait
        QCOMPARE(result.operations[0].latencyMean, (1 + 3.9 + 4.8) / 3 * 1e9);
    }
    void sharedProcessors()
    {
        // Two at once take turns: 1 s alone, then both at half speed.
        const RunResult result = run(scenarioOf("\"a\": {\"discipline\": \"ps\"}", op("o", "a", 2), at("o", "1, 2"), 10, 0));
        QVERIFY(std::abs(result.operations[0].latencyMean - (3 + 3) / 2.0 * 1e9) < 2);
        QVERIFY(std::abs(result.services[0].utilisation - 0.4) < 1e-8);
    }
    void aNodeTooSmall()
    {
        const std::string node = ", \"nodes\": {\"n\": {\"cores\": 1, \"idle_w\": 100, \"max_w\": 200}}";
        const RunResult result = run(scenarioOf("\"a\": {\"node\": \"n\"}, \"b\": {\"node\": \"n\"}", op("o", "a", 1) + ", " + op("p", "b", 1), at("o", "1") + ", " + at("p", "1"), 10, 0, node));
        QVERIFY(std::abs(result.operations[0].latencyMean - 2e9) < 2 && std::abs(result.operations[1].latencyMean - 2e9) < 2);
        QVERIFY(std::abs(result.energyWh - (100 * 10 + 100 * 2) / 3600.0) < 1e-6);
    }
    void greenPower()
    {
        const std::string node = ", \"nodes\": {\"n\": {\"cores\": 1, \"idle_w\": 100, \"max_w\": 200, \"price_per_h\": 36, \"domain\": \"d\"}}, \"domains\": {\"d\": {\"green_w\": [[0, 0], [60, 300]], \"carbon_g_per_kwh\": 500, \"price_per_kwh\": 10}}";
        const RunResult result = run(scenarioOf("\"a\": {\"node\": \"n\"}", op("o", "a", 30), at("o", "0, 60"), 120, 0, node));
        QVERIFY(std::abs(result.energyWh - (100 * 120 + 100 * 60) / 3600.0) < 1e-6);
        QVERIFY(std::abs(result.brownWh - (100 * 60 + 100 * 30) / 3600.0) < 1e-6);
        QVERIFY(std::abs(result.carbonG - result.brownWh / 1000 * 500) < 1e-9);
        QVERIFY(std::abs(result.cost - (36 * 120 / 3600.0 + result.brownWh / 1000 * 10)) < 1e-9);
    }
    void timeOutsAndRetries()
    {
        // Each attempt takes 1 s, is given up after .3 s and tried again after .1 s, then .2 s.
        const RunResult result = run(scenarioOf("\"a\": {}, \"b\": {\"servers\": 9}", op("o", "a", 0.1, "\"calls\": [{\"operation\": \"p\", \"timeout_s\": 0.3, \"retries\": 2, \"backoff_s\": 0.1}]") + ", " + op("p", "b", 1), at("o", "1"), 10, 0));
        QCOMPARE(result.operations[0].errors, 1u);
        QCOMPARE(result.operations[0].latencyMean, (100 + 3 * 300 + 100 + 200) * kMs);
        QCOMPARE(result.operations[1].answers, 3u); // their work is done all the same
        QVERIFY(std::abs(result.services[1].utilisation - 3.0 / 9 / 10) < 1e-9);
        const RunResult optional = run(scenarioOf("\"a\": {}, \"b\": {\"servers\": 9}", op("o", "a", 0.1, "\"calls\": [{\"operation\": \"p\", \"timeout_s\": 0.3, \"optional\": true}]") + ", " + op("p", "b", 1), at("o", "1, 2, 2.01"), 10, 0));
        QCOMPARE(optional.operations[0].errors, 0u);
        QVERIFY(std::abs(optional.operations[0].latencyMean - (400 + 400 + 490) / 3.0 * kMs) < 1);
    }
    void anErrorIsTriedAgain()
    {
        const auto failed = [](unsigned retries) {
            const RunResult result = run(scenarioOf("\"a\": {}, \"b\": {}", op("o", "a", 0.001, "\"calls\": [{\"operation\": \"p\", \"retries\": " + std::to_string(retries) + "}]") + ", " + op("p", "b", 0.001, "\"error_probability\": 0.3"),
                                                    "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 100}}", 1000, 0));
            return static_cast<double>(result.operations[0].errors) / static_cast<double>(result.operations[0].answers);
        };
        QVERIFY(std::abs(failed(0) - 0.3) < 0.01);
        QVERIFY(std::abs(failed(2) - 0.027) < 0.003);
    }
    void aBreakerOpens()
    {
        // Always an error: 3 of them, then nothing for 10 s, then one to see.
        std::string times;
        for (int i = 0; i < 120; ++i)
            times += (i == 0 ? "" : ", ") + std::to_string(0.1 * i + 0.05);
        const RunResult result = run(scenarioOf("\"a\": {}, \"b\": {}", op("o", "a", 0, "\"calls\": [{\"operation\": \"p\", \"breaker\": {\"failures\": 3, \"open_s\": 10}}]") + ", " + op("p", "b", 0.01, "\"error_probability\": 1"), at("o", times), 20, 0));
        QCOMPARE(result.operations[0].errors, 120u);
        QCOMPARE(result.operations[1].answers, 4u);
    }
    void routing_data()
    {
        QTest::addColumn<QString>("routing");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        // Mean waits of M/M/1 times 4 at a load of .8 are 4 s, of M/M/4 .74 s.
        QTest::newRow("random") << "random" << 3.6 << 4.4;
        QTest::newRow("in turn") << "round_robin" << 1.9 << 2.7;
        QTest::newRow("two choices") << "jsq2" << 1.2 << 1.8;
        QTest::newRow("shortest") << "least_connections" << 0.85 << 1.25;
        QTest::newRow("one queue") << "shared" << 0.68 << 0.80;
    }
    void routing()
    {
        QFETCH(QString, routing);
        QFETCH(double, least);
        QFETCH(double, most);
        const RunResult result = run(test::oneStation("\"replicas\": 4, \"routing\": \"" + routing.toStdString() + "\"", "{\"exponential\": 1}", 3.2, 60'000, 500));
        const double wait = result.services[0].waitMean * 1e-9;
        QVERIFY2(wait > least && wait < most, qPrintable(QString::number(wait)));
    }
    void speeds()
    {
        const RunResult result = run(scenarioOf("\"a\": {\"replicas\": 2, \"speeds\": [2, 0.5]}", op("o", "a", 1), at("o", "1, 1"), 10, 0));
        QCOMPARE(result.operations[0].latencyMean, (0.5 + 2) / 2 * 1e9);
    }
    void loadOverTime()
    {
        const RunResult result = run(scenarioOf("\"a\": {\"servers\": 100}", op("o", "a", 0.01), "{\"operation\": \"o\", \"rates\": [[0, 100], [100, 0], [200, 300]]}", 300, 0));
        QVERIFY(std::abs(static_cast<double>(result.services[0].arrivals) - 40'000) < 600);
        QCOMPARE(run(scenarioOf("\"a\": {}", op("o", "a", 0.01), "{\"operation\": \"o\", \"rates\": [[300, 5]]}", 300, 10)).requests, 0u);
    }
    // Overload: what is late still costs its work, so that goodput collapses.
    void lateAnswersAreViolations()
    {
        const RunResult result = run(scenarioOf("\"a\": {\"servers\": 8}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.1}}", "{\"operation\": \"o\", \"rates\": [[0, 40], [100, 160], [400, 40]]}", 500, 0, ", \"slo\": {\"o\": {\"latency_s\": 1}}"));
        const OperationResult &o = result.operations[0];
        const double goodput = static_cast<double>(o.judged - o.violations) / 500;
        QVERIFY2(goodput < 15 && goodput > 5, qPrintable(QString::number(goodput)));
        // Some 20,000 still wait.
        QVERIFY(o.judged > 54'000 && o.answers < 46'000);
    }
    void failuresLoseWork()
    {
        const RunResult result = run(scenarioOf("\"a\": {\"failures\": {\"mtbf_s\": {\"constant\": 10}, \"mttr_s\": {\"constant\": 5}}}", op("o", "a", 3), at("o", "1, 8, 9, 12, 16"), 30, 0));
        // Up 0–10, 15–25, 30: the one worked on and the one waiting are lost at 10, the one at 12 finds nobody.
        QCOMPARE(result.operations[0].answers, 4u);
        QCOMPARE(result.operations[0].errors, 2u);
        QCOMPARE(result.operations[0].refused, 1u);
        QVERIFY(std::abs(result.services[0].availability - 20.0 / 30) < 1e-9);
        const RunResult ps = run(scenarioOf("\"a\": {\"discipline\": \"ps\", \"failures\": {\"mtbf_s\": {\"constant\": 10}, \"mttr_s\": {\"constant\": 5}}}", op("o", "a", 3), at("o", "1, 8, 9, 12, 16"), 30, 0));
        QCOMPARE(ps.operations[0].errors, 2u);
        QCOMPARE(ps.operations[0].refused, 1u);
        QCOMPARE(ps.operations[0].answers, 4u);
    }
};

CAUSEWAY_TEST(SimulationTest)
#include "simulation_test.moc"
