// Detectors of crashed nodes, by their formulas, and over a network that loses messages.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/allocate/heartbeat/watch_nodes.h"

using namespace causeway;
using namespace causeway::allocate::heartbeat;

namespace {

const DetectorInfo &detector(std::string_view name)
{
    for (const DetectorInfo &info : detectors())
        if (info.name == name)
            return info;
    qFatal("no such detector");
}

WatchScenario quiet() // nothing is lost, nothing varies
{
    WatchScenario out;
    out.goodToBad = 0;
    out.rttS = {simulate::Distribution::Kind::Constant, 0.02, 0, {}};
    return out;
}

} // namespace

class HeartbeatTest : public QObject {
    Q_OBJECT
    static void each()
    {
        QTest::addColumn<QByteArray>("name");
        for (const DetectorInfo &info : detectors())
            QTest::newRow(info.name.data()) << QByteArray(info.name.data());
    }
private Q_SLOTS:
    // φ = 1 is a chance of 10 % of being wrong, φ = 2 of 1 % (Hayashibara et al., section 4).
    void phi()
    {
        QVERIFY(std::abs(zOf(1) - 1.2815515655) < 1e-6 && std::abs(zOf(2) - 2.3263478740) < 1e-6 && std::abs(phiOf(0) - std::log10(2.0)) < 1e-12);
        QVERIFY(std::abs(phiOf(29.999999) - phiOf(30.000001)) < 1e-3 && std::abs(zOf(phiOf(80)) - 80) < 1e-6);
    }
    // EA = mean(A_i − Δ s_i) + (k + 1) Δ.
    void chensExpectedArrival()
    {
        const auto chen = detector("chen").make(1, 0.5);
        chen->heard(0, 0.1, 0, false);
        chen->heard(1, 1.3, 1, false);
        chen->heard(3, 3.2, 3, false); // the one before was lost
        QVERIFY(std::abs(chen->deadlineS() - (0.2 + 4 + 0.5)) < 1e-12);
    }
    // c_h / T + λ_f c_d T / 2 is least at √(2 c_h / (λ_f c_d)).
    void cheapest()
    {
        const double heartbeat = 3, failures = 0.002, delay = 40, best = cheapestInterval(heartbeat, failures, delay);
        const auto cost = [&](double interval) { return heartbeat / interval + failures * delay * interval / 2; };
        QVERIFY(std::abs(best - std::sqrt(75.0)) < 1e-12 && cost(best) < cost(best * 1.01) && cost(best) < cost(best * 0.99));
    }
    // Mean round trip + 4 deviations after the next one was asked for.
    void networkTimeOut()
    {
        const auto pull = detector("network_pull").make(2, 0);
        pull->heard(0, 0.04, 0, false);
        pull->heard(2, 2.08, 1, false);
        QVERIFY(std::abs(pull->deadlineS() - (4 + 0.045 + 4 * 0.025)) < 1e-12);
    }
    void quietNetwork_data() { each(); }
    void quietNetwork()
    {
        QFETCH(QByteArray, name);
        const WatchScenario scenario = quiet();
        const WatchResult result = watchNodes(scenario, detector(name.data()), 1, name == "fixed_push" ? 1.5 : name == "phi_accrual" ? 100 : 0.5);
        QCOMPARE(result.falseSuspicions, 0u);
        QVERIFY(result.crashes > 120 && result.detected == result.crashes && result.suspectedUpShare < 0.02); // until they are heard after a repair
        QVERIFY2(result.detectionMeanS > 0.3 && result.detectionMeanS < 2.2, qPrintable(QString::number(result.detectionMeanS)));
        const double share = 1 - 60.0 / 1060;
        QVERIFY2(std::abs(result.messagesPerNodeS / share - (detector(name.data()).pulls ? 2 : 1)) < (name == "multi_factor" ? 0.7 : 0.12), qPrintable(QString::number(result.messagesPerNodeS)));
    }
    // A fixed time without heartbeat: on average half an interval less than it.
    void fixedPushDetects()
    {
        const WatchResult result = watchNodes(quiet(), detector("fixed_push"), 1, 2.5);
        QVERIFY2(std::abs(result.detectionMeanS - (2.5 - 0.5 + 0.01)) < 0.06, qPrintable(QString::number(result.detectionMeanS)));
    }
    void calibrated_data() { each(); }
    void calibrated()
    {
        QFETCH(QByteArray, name);
        WatchScenario scenario;
        scenario.nodes = 3;
        const auto found = calibrate(scenario, detector(name.data()), 2, 1.5);
        QVERIFY(found.has_value());
        QVERIFY2(std::abs(found->result.detectionMeanS - 1.5) < 0.08 && std::abs(found->result.messagesPerNodeS - 2) < 0.05, qPrintable(QStringLiteral("%1 %2").arg(found->result.detectionMeanS).arg(found->result.messagesPerNodeS)));
        const auto again = calibrate(scenario, detector(name.data()), 2, 1.5);
        QVERIFY(again->margin == found->margin && again->result.messages == found->result.messages && again->result.falseSuspicions == found->result.falseSuspicions && again->result.detectionMeanS == found->result.detectionMeanS);
        QVERIFY(!calibrate(scenario, detector(name.data()), 0.5, 0.2));
    }
    // One lost message is no reason yet, where the time allows two intervals: what pull cannot have at as many messages.
    void pushToleratesALoss()
    {
        WatchScenario scenario;
        scenario.nodes = 5;
        const auto push = calibrate(scenario, detector("chen"), 4, 1), pull = calibrate(scenario, detector("network_pull"), 4, 1);
        QVERIFY(push && pull);
        QVERIFY2(push->result.falseSuspicions < pull->result.falseSuspicions, qPrintable(QStringLiteral("%1 %2").arg(push->result.falseSuspicions).arg(pull->result.falseSuspicions)));
    }
};

CAUSEWAY_TEST(HeartbeatTest)
#include "heartbeat_test.moc"
