// Limits on requests in flight: their rules, and what they make of an overload.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/allocate/flow_control/limits.h"
#include "analysis/simulate/queueing.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::Scenario;

namespace {

// The 300 s in which twice as much comes as can be served.
Scenario overloadPhase()
{
    Scenario scenario = test::fixedScenario("overload");
    scenario.arrivals[0].rates = {{-100, 40}, {0, 160}};
    scenario.warmupS = 100;
    scenario.durationS = 300;
    return scenario;
}

double mean(const Scenario &scenario, const simulate::ReplicationsResult &result, Measure measure) { return estimatesOf(measuresOf(scenario, result))[static_cast<std::size_t>(measure)].mean; }

} // namespace

class FlowControlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // L ← .8 L + .2 (g L + queue), g = clamp(1.5 long / short, .5, 1); no growth while fewer than L / 2 are in flight.
    void gradient2Rule()
    {
        Gradient2Rule rule;
        QVERIFY(std::abs(rule.next(100, 0.1, 0.1, 100) - (80 + 0.2 * 104)) < 1e-9);
        QVERIFY(std::abs(rule.next(100, 0.1, 0.15, 100) - 100.8) < 1e-9); // within the tolerance
        QVERIFY(std::abs(rule.next(100, 0.1, 0.2, 100) - (80 + 0.2 * (75 + 4))) < 1e-9);
        QVERIFY(std::abs(rule.next(100, 0.1, 9, 100) - (80 + 0.2 * (50 + 4))) < 1e-9);
        QCOMPARE(rule.next(100, 0.1, 0.1, 49), 100.0);
    }
    // α = 3 log10 L, β = 6 log10 L: at a limit of 100, fewer than 6 waiting grow it, more than 12 shrink it.
    void vegasRule()
    {
        VegasRule rule;
        QCOMPARE(rule.next(100, 0.1, 0.1, 100), 112.0);        // nobody waits
        QCOMPARE(rule.next(100, 0.096, 0.1, 100), 102.0);      // 4
        QCOMPARE(rule.next(100, 0.092, 0.1, 100), 100.0);      // 8
        QCOMPARE(rule.next(100, 0.08, 0.1, 100), 98.0);        // 20
        QCOMPARE(rule.next(100, 0.08, 0.1, 49), 100.0);
    }
    // It blocks where more than 1 and more than maxQps · minRt are in flight.
    void bbrRule()
    {
        QCOMPARE(bbrLimit(80, 0.1), 9.0);
        QCOMPARE(bbrLimit(80, 0.001), 2.0);
    }
    // With a limit of K in flight it is M/M/8/K: the least of them loses nothing of the capacity, and latency is as theory has it.
    void aStaticLimitKeepsLatency()
    {
        const Scenario scenario = overloadPhase();
        for (const double perServer : {2.0, 5.0}) {
            const auto result = test::under(scenario, {"static_limit", {{"per_server", perServer}}}, 4);
            const double latency = result.operations[0].latencyNs.mean * 1e-9, good = mean(scenario, result, Measure::GoodPerS);
            QVERIFY2(std::abs(latency / simulate::mmck(160, 10, 8, static_cast<unsigned>(8 * perServer)).response - 1) < 0.03, qPrintable(QString::number(latency)));
            QVERIFY2(good > 0.94 * 80, qPrintable(QString::number(good)));
        }
    }
    // Without limit all answers come too late. Two of the five keep the capacity within 5 %, BBR's rule, whose least latency of any request
    // says little where service times vary, least of it.
    void overload_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<double>("share");
        QTest::newRow("static_limit") << QStringLiteral("static_limit") << 0.95;
        QTest::newRow("li") << QStringLiteral("li") << 0.9;
        QTest::newRow("gradient2") << QStringLiteral("gradient2") << 0.95;
        QTest::newRow("vegas") << QStringLiteral("vegas") << 0.9;
        QTest::newRow("bbr") << QStringLiteral("bbr") << 0.7;
    }
    void overload()
    {
        QFETCH(QString, policy);
        QFETCH(double, share);
        const Scenario scenario = overloadPhase();
        const auto none = test::under(scenario, {}, 4), limited = test::under(scenario, {policy.toStdString(), {}}, 4);
        const double collapsed = mean(scenario, none, Measure::GoodPerS), good = mean(scenario, limited, Measure::GoodPerS);
        QVERIFY2(collapsed < 4, qPrintable(QString::number(collapsed)));
        QVERIFY2(good > share * 80, qPrintable(QString::number(good)));
        QVERIFY(share < 0.95 || mean(scenario, limited, Measure::P99Ns) < 1e9);
    }
};

CAUSEWAY_TEST(FlowControlTest)
#include "flow_control_test.moc"
