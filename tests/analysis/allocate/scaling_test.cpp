// Policies that set replicas, against what their sources state.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <numeric>

#include "analysis/allocate/scaling/budget.h"
#include "analysis/allocate/scaling/drs.h"
#include "analysis/allocate/scaling/service_flow.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::Importance;
using simulate::PolicyChoice;
using simulate::Scenario;

class ScalingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sharesAddUp()
    {
        QCOMPARE(shareOut(std::vector<double>{1, 1, 2}, 8, 0), (std::vector<unsigned>{2, 2, 4}));
        QCOMPARE(shareOut(std::vector<double>{0, 0, 9}, 10, 1), (std::vector<unsigned>{1, 1, 8}));
        QCOMPARE(shareOut(std::vector<double>{1, 1, 1}, 14, 0), (std::vector<unsigned>{5, 5, 4}));
        QCOMPARE(shareOut(std::vector<double>{0, 0}, 3, 0), (std::vector<unsigned>{2, 1}));
        QCOMPARE(shareOut(std::vector<double>{5, 1, 1}, 2, 1), (std::vector<unsigned>{1, 1, 0}));
        QCOMPARE(fitBudget(std::vector<unsigned>{4, 4}, 8, std::vector(2, Importance::Normal)), (std::vector<unsigned>{4, 4}));
        QCOMPARE(fitBudget(std::vector<unsigned>{30, 10}, 8, std::vector(2, Importance::Normal)), (std::vector<unsigned>{6, 2}));
        QCOMPARE(fitBudget(std::vector<unsigned>{30, 5}, 8, std::vector{Importance::Normal, Importance::Vital}), (std::vector<unsigned>{3, 5}));
        QCOMPARE(fitBudget(std::vector<unsigned>{4, 9, 2, 6}, 12, std::vector{Importance::Optional, Importance::Vital, Importance::Optional, Importance::Normal}), (std::vector<unsigned>{1, 9, 1, 1}));
        QCOMPARE(fitBudget(std::vector<unsigned>{4, 40}, 12, std::vector{Importance::Optional, Importance::Vital}), (std::vector<unsigned>{1, 11}));
    }
    // What follows on what: A does its work, then B, then D.
    void flowOfBurst()
    {
        const ServiceFlow flow = flowOf(test::fixedScenario("burst"));
        const double outside = 0.35 + 600.0 / 6000; // Poisson, and 60 every 600 s
        QVERIFY(std::abs(flow.outside[0] - outside) < 1e-9 && flow.outside[3] == 0);
        QVERIFY(std::abs(flow.rate[3] - outside) < 1e-9 && std::abs(flow.rate[1] - outside / 2) < 1e-9);
        QVERIFY(std::abs(flow.next[0][1] - 0.5) < 1e-9 && std::abs(flow.next[0][2] - 0.3) < 1e-9 && std::abs(flow.next[0][3] - 0.2) < 1e-9);
        QVERIFY(flow.next[1][3] == 1 && flow.next[2][3] == 1 && flow.next[3][0] == 0);
        QVERIFY(flow.workS[1] == 2 && flow.workS[3] == 4);
    }

    // Kubernetes' documentation: a metric of twice the target doubles the replicas, one of half the target halves them, and within a
    // tolerance of 10 % of 1 nothing is done.
    void hpaAsDocumented_data()
    {
        QTest::addColumn<int>("replicas");
        QTest::addColumn<double>("target");
        QTest::addColumn<int>("then");
        QTest::newRow("twice the target") << 4 << 0.25 << 8;
        QTest::newRow("half the target") << 8 << 0.5 << 4;
        QTest::newRow("9 % above the target") << 4 << 0.5 / 1.09 << 4;
        QTest::newRow("11 % above the target") << 4 << 0.5 / 1.11 << 5;
        QTest::newRow("at most twice, or 4 more") << 4 << 0.05 << 8;
        QTest::newRow("4 more of 3") << 3 << 0.07 << 7;
    }
    void hpaAsDocumented()
    {
        QFETCH(int, replicas);
        QFETCH(double, target);
        QFETCH(int, then);
        // Two servers are busy.
        const auto watched = test::watch(test::evenLoad("\"replicas\": " + std::to_string(replicas), 20, 0.1, 60), {"hpa", {{"target", target}, {"down_window_s", 0}}});
        QCOMPARE(watched.timesS.front(), 15.0);
        QCOMPARE(watched.replicas().at(1), static_cast<unsigned>(then));
    }
    void hpaWaitsBeforeItShrinks()
    {
        const auto watched = test::watch(test::evenLoad("\"replicas\": 8", 20, 0.1, 400), {"hpa", {{"target", 0.5}}});
        for (std::size_t i = 0; i < watched.timesS.size(); ++i)
            QCOMPARE(watched.replicas()[i], watched.timesS[i] <= 315 ? 8u : 4u); // wanted at 15 s, and for 300 s from then on
    }

    // Above .15 for 15 s: 2 more; below .05 for 30 s: 1 less; a resource service goes to ceil(total / threshold).
    void smartVmRules()
    {
        const auto grows = test::watch(test::evenLoad("\"routing\": \"shared\"", 10, 0.1, 51, ", \"slo\": {\"o\": {\"latency_s\": 0.01}}"), {"smartvm", {}});
        QCOMPARE(grows.replicas(), (std::vector<unsigned>{1, 1, 1, 1, 3, 3, 3, 5, 5, 5})); // decided at 20, 35, 50 s
        const auto shrinks = test::watch(test::evenLoad("\"replicas\": 5", 10, 0.1, 76, ", \"slo\": {\"o\": {\"latency_s\": 1}}"), {"smartvm", {}});
        QCOMPARE(shrinks.replicas().at(6), 5u);
        QCOMPARE(shrinks.replicas().at(7), 4u); // decided at 35 s
        QCOMPARE(shrinks.replicas().at(13), 3u);
        const auto resource = test::watch(test::evenLoad("\"replicas\": 4", 30, 0.1, 100), {"smartvm", {}}); // 3 busy: 3 / .6
        QCOMPARE(resource.replicas().at(6), 4u);
        QCOMPARE(resource.replicas().at(7), 5u);
        const auto idle = test::watch(test::evenLoad("\"replicas\": 9", 30, 0.1, 100), {"smartvm", {}});
        QCOMPARE(idle.replicas().at(14), 9u);
        QCOMPARE(idle.replicas().at(15), 5u); // wanted at 5 s, decided at 75 s
    }

    // The paper's theorem: giving one processor at a time to whom it helps most is optimal.
    void drsIsOptimal()
    {
        simulate::Draw draw(7);
        for (int i = 0; i < 40; ++i) {
            std::vector<DrsService> services(3);
            for (DrsService &service : services)
                service = {0.2 + 5 * draw.unit(), 0.5 + 2 * draw.unit(), 1 + static_cast<unsigned>(draw.bits() % 2)};
            const unsigned budget = 22;
            const std::vector<unsigned> found = drsAllocation(services, budget);
            QCOMPARE(std::accumulate(found.begin(), found.end(), 0u), budget);
            double best = HUGE_VAL;
            for (unsigned a = 1; a < budget; ++a)
                for (unsigned b = 1; a + b < budget; ++b)
                    best = std::min(best, requestsInService(services, std::vector<unsigned>{a, b, budget - a - b}));
            if (std::isfinite(best))
                QVERIFY2(requestsInService(services, found) <= best * (1 + 1e-12), qPrintable(QString::number(i)));
        }
        // It does not reach: in proportion to the work.
        QCOMPARE(drsAllocation(std::vector<DrsService>{{6, 1}, {2, 1}}, 4), (std::vector<unsigned>{3, 1}));
    }
    // In a steady network it finds what the theory of its rates has, and that is faster than an even split.
    void drsInASteadyNetwork()
    {
        const Scenario scenario = test::scenarioOf("\"a\": {\"replicas\": 4, \"routing\": \"shared\"}, \"b\": {\"replicas\": 4, \"routing\": \"shared\"}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.2}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.6}}",
                                                   "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 6}}", 3000, 200);
        const auto drs = test::under(scenario, {"drs", {{"interval_s", 60}, {"keep", 0.9}}}), even = test::under(scenario, {});
        const std::vector<unsigned> expected = drsAllocation(std::vector<DrsService>{{6, 5}, {6, 1 / 0.6}}, 8);
        QCOMPARE(expected, (std::vector<unsigned>{2, 6}));
        QVERIFY(std::abs(drs.services[0].replicas.mean - 2) < 0.3 && std::abs(drs.services[1].replicas.mean - 6) < 0.3);
        QVERIFY(test::difference(scenario, drs, even, Measure::MeanNs).high < 0);
    }

    void proportionalToTheWork()
    {
        // 30 requests at a, nothing at b.
        std::string times = "0";
        for (int i = 0; i < 29; ++i)
            times += ", 0";
        const Scenario scenario = test::scenarioOf("\"a\": {\"replicas\": 2, \"routing\": \"shared\"}, \"b\": {\"replicas\": 2, \"routing\": \"shared\"}", "\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 50}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"constant\": 10}}",
                                                   "{\"operation\": \"o\", \"times_s\": [" + times + "]}", 100, 0);
        QCOMPARE(test::watch(scenario, {"proportional", {{"budget", 10}}}).replicas(0), (std::vector<unsigned>{2, 9, 9}));
        QVERIFY(test::watch(scenario, {"mpc", {{"budget", 10}}}).replicas(0).at(1) >= 9);
    }
    // Planning ahead moves replicas along with a burst: less work in progress than by following it, and than an even split.
    void planningAheadOnBurst()
    {
        const Scenario scenario = test::fixedScenario("burst");
        Scenario even = scenario;
        for (std::size_t s = 0; s < 4; ++s)
            even.services[s].replicas = s < 2 ? 4 : 3;
        const auto mpc = test::under(scenario, {"mpc", {}}, 4);
        for (const auto &other : {test::under(scenario, {"proportional", {}}, 4), test::under(even, {}, 4)}) {
            const simulate::Estimate less = test::difference(scenario, mpc, other, Measure::WorkInProgress);
            QVERIFY2(less.high < 0, qPrintable(QString::number(less.high)));
        }
    }
};

CAUSEWAY_TEST(ScalingTest)
#include "scaling_test.moc"
