// The fluid mode against closed forms, against itself by hand, and against simulation.

#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>
#include <cmath>
#include <string>

#include "analysis/simulate/fluid.h"
#include "analysis/simulate/queueing.h"
#include "analysis/simulate/replications.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;

#define WITHIN(a, b, relative) QVERIFY2(std::abs((a) - (b)) <= (relative) * std::abs(b), qPrintable(QStringLiteral("%1 is not %2").arg(a).arg(b)))

class FluidTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStationInItsSteadyState()
    {
        const auto one = *solveFluid(test::oneStation("", "{\"exponential\": 1}", 0.7, 1000, 400));
        WITHIN(one.services[0].utilisation, 0.7, 1e-3);
        WITHIN(one.operations[0].latencyMeanS, mm1(0.7, 1).response, 1e-3);
        WITHIN(one.operations[0].p95S, -std::log(0.05) * mm1(0.7, 1).response, 0.03);
        const auto eight = *solveFluid(test::oneStation("\"servers\": 8", "{\"exponential\": 1}", 6.8, 1000, 100));
        WITHIN(eight.services[0].waitS, 0.47714, 0.05);
        const auto shared = *solveFluid(test::oneStation("\"discipline\": \"ps\"", "{\"lognormal\": {\"mean\": 0.1, \"cv\": 2}}", 7, 1000, 100));
        WITHIN(shared.operations[0].latencyMeanS, mg1ps(7, 0.1).response, 1e-3);
    }
    // 160/s come for 300 s where 80/s can be done: 24,000 wait, and 20,000 still do 100 s later at 40/s.
    void overload()
    {
        const auto result = *solveFluid(test::scenarioOf("\"a\": {\"servers\": 8}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.1}}", "{\"operation\": \"o\", \"rates\": [[0, 40], [100, 160], [400, 40]]}", 500, 0, ", \"slo\": {\"o\": {\"latency_s\": 1}}"));
        WITHIN(result.services[0].backlogEnd, 20'000.0, 0.01);
        QVERIFY(result.services[0].utilisationMost > 0.999 && result.operations[0].violation > 0.85 && result.operations[0].violation < 0.95);
        QCOMPARE(result.timesS.size(), 300u);
        // Who comes t after the first waits t, and is answered within the 500 s if t ≤ 200: of 40,000 answers 32,000 waited 0…200 s evenly, and hardly any of the 4,000 before.
        WITHIN(result.operations[0].latencyMeanS, 32.0 / 36 * 100, 0.01);
        WITHIN(result.operations[0].p99S, 200 * (1 - 0.01 * 36 / 32), 0.01);
        const auto &busy = result.utilisation[0];
        QVERIFY(std::abs(busy[30] - 0.5f) < 0.01f && busy[150] > 0.999f);
    }
    // Ten seconds just below capacity are not long enough for the queue of a steady state at that load.
    void nearSaturationForAWhile()
    {
        const auto result = *solveFluid(test::scenarioOf("\"a\": {}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.1}}", "{\"operation\": \"o\", \"rates\": [[0, 5], [100, 9.9], [110, 5]]}", 200, 100));
        QVERIFY2(result.operations[0].p99S < 2 && result.operations[0].p99S > 0.8, qPrintable(QString::number(result.operations[0].p99S))); // in its steady state 46 s
    }
    // What waits when no more comes is done all the same, and goes on to what it calls.
    void whatWaitsIsDone()
    {
        const auto result = *solveFluid(test::scenarioOf("\"a\": {}, \"b\": {\"servers\": 4}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.1}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.1}}", "{\"operation\": \"o\", \"rates\": [[0, 20], [100, 0]]}", 300, 0));
        QVERIFY(result.services[0].backlogEnd < 0.01);
        WITHIN(result.operations[1].rate * 300, 2000.0, 0.02);
        QVERIFY(result.utilisation[0][150] > 0.99f && result.utilisation[0][250] < 0.01f && std::abs(result.utilisation[1][150] - 0.25f) < 0.02f);
    }
    void aQueueThatIsFull()
    {
        const auto result = *solveFluid(test::oneStation("\"servers\": 2, \"queue_limit\": 3", "{\"exponential\": 1}", 4, 300, 50));
        WITHIN(result.services[0].droppedPerS, 2.0, 0.01);
        WITHIN(result.operations[0].violation, 0.5, 0.01);
    }
    void closedLoops()
    {
        const auto result = *solveFluid(test::scenarioOf("\"a\": {}, \"b\": {\"servers\": 2}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.25}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.5}}",
                                                         "{\"operation\": \"o\", \"closed\": {\"users\": 20, \"think_s\": {\"exponential\": 5}}}", 500, 100));
        const ClosedMeans mva = meanValueAnalysis(std::vector<Station>{{4, 1}, {2, 2}}, std::vector<double>{1, 1}, 5, 20);
        WITHIN(result.operations[0].rate, mva.throughput, 0.1);
    }
    void likeASimulation()
    {
        const Scenario scenario = test::manyServices(40, 200);
        QElapsedTimer timer;
        timer.start();
        const auto fluid = *solveFluid(scenario);
        const qint64 elapsed = timer.elapsed();
        QVERIFY2(elapsed < 1000, qPrintable(QString::number(elapsed))); // the bench measures; this bounds a loaded machine
        ReplicationSettings settings;
        settings.replications = 4;
        const auto simulated = *runReplications(scenario, settings, {});
        for (std::size_t s = 0; s < scenario.services.size(); ++s)
            QVERIFY(std::abs(fluid.services[s].utilisation - simulated.services[s].utilisation.mean) < 0.01);
        for (std::size_t o = 0; o < scenario.operations.size(); ++o) {
            WITHIN(fluid.operations[o].latencyMeanS, simulated.operations[o].latencyNs.mean * 1e-9, 0.25);
            WITHIN(fluid.operations[o].p95S, simulated.operations[o].p95Ns * 1e-9, 0.25);
        }
    }
    // A burst that comes while services in line still drain the one before: what they let through is what they can, not a multiple of what comes now.
    void burstsWithGaps()
    {
        std::string services, operations;
        const std::array capacities{20, 6, 5, 4, 3, 100}; // a second
        for (std::size_t i = 0; i < capacities.size(); ++i) {
            const std::string n = std::to_string(i), next = i + 1 < capacities.size() ? ", \"calls\": [{\"operation\": \"o" + std::to_string(i + 1) + "\"}]" : "";
            services += (i > 0 ? ", " : "") + ("\"s" + n + "\": {}");
            operations += (i > 0 ? ", " : "") + ("\"o" + n + "\": {\"service\": \"s" + n + "\", \"self_s\": {\"exponential\": " + std::to_string(1.0 / capacities[i]) + "}" + next + "}");
        }
        const auto result = *solveFluid(test::scenarioOf(services, operations, "{\"operation\": \"o0\", \"rates\": [[0, 12], [10, 0.001], [18, 12], [28, 0.001]]}", 100, 0), 100);
        for (const FluidService &service : result.services)
            QVERIFY2(std::abs(service.arrivalRate - 2.4) < 0.1 && service.queueMean < 150, qPrintable(QStringLiteral("%1 %2").arg(service.arrivalRate).arg(service.queueMean)));
        QVERIFY(std::isfinite(result.operations[0].p99S) && result.services[5].queueMean < 0.1);
    }
    // As learned of traces: a rare long one says nothing of all others.
    void workThatIsAnythingButGamma()
    {
        std::string values;
        for (int i = 0; i < 199; ++i)
            values += std::to_string(0.0001 + 0.000001 * i) + ", ";
        const auto scenario = test::scenarioOf("\"s\": {\"servers\": 8}", "\"o\": {\"service\": \"s\", \"self_s\": {\"empirical\": [" + values + "0.2]}}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 5}}", 2000, 10, ", \"slo\": {\"o\": {\"latency_s\": 0.00025}}");
        const auto fluid = *solveFluid(scenario);
        ReplicationSettings settings;
        settings.replications = 4;
        const auto simulated = *runReplications(scenario, settings, {});
        WITHIN(fluid.operations[0].p50S, simulated.operations[0].p50Ns * 1e-9, 0.05);
        WITHIN(fluid.operations[0].p99S, simulated.operations[0].p99Ns * 1e-9, 0.05);
        WITHIN(fluid.operations[0].violation, simulated.operations[0].violation.mean, 0.1);
    }
};

CAUSEWAY_TEST(FluidTest)
#include "fluid_test.moc"
