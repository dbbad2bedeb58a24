// Choosing a replica, against what theory and papers state.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::PolicyChoice;
using simulate::Scenario;

namespace {

Scenario queues(int n, double load, double durationS, const std::string &more = {})
{
    return test::oneStation("\"replicas\": " + std::to_string(n) + more, "{\"exponential\": 1}", load * n, durationS, 200);
}

double meanResponse(const Scenario &scenario, const char *policy)
{
    return test::under(scenario, {policy, {}}, 4).operations[0].latencyNs.mean * 1e-9;
}

} // namespace

class RoutingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Mitzenmacher 2001, table 1: at a load of .9, a mean of 10 by one choice, and Σ λ^(2^i − 2) = 2.6141 by two in the limit of many queues
    // (2.65 simulated for 100).
    void powerOfTwoChoices()
    {
        const Scenario scenario = queues(200, 0.9, 800);
        double limit = 0;
        for (int i = 1; i < 10; ++i)
            limit += std::pow(0.9, std::exp2(i) - 2);
        QVERIFY(std::abs(limit - 2.6141) < 5e-5);
        const double two = meanResponse(scenario, "jsq2");
        QVERIFY2(std::abs(two / limit - 1) < 0.03, qPrintable(QString::number(two)));
        const double one = meanResponse(queues(200, 0.7, 800), "random");
        QVERIFY2(std::abs(one * (1 - 0.7) - 1) < 0.03, qPrintable(QString::number(one)));
        QVERIFY(meanResponse(scenario, "least_connections") < two);
    }
    // A queue that gets every 20th of a Poisson stream is E20/M/1: σ = (nλ / (nλ + 1 − σ))^n, mean response 1 / (1 − σ).
    void roundRobinSmoothsArrivals()
    {
        const double n = 20, load = 0.8;
        double sigma = 0.5;
        for (int i = 0; i < 1000; ++i)
            sigma = std::pow(n * load / (n * load + 1 - sigma), n);
        const double found = meanResponse(queues(20, load, 8000), "round_robin");
        QVERIFY2(std::abs(found * (1 - sigma) - 1) < 0.02, qPrintable(QString::number(found)));
        QVERIFY(found < 1 / (1 - load));
    }
    // Mitzenmacher 2000 ("How useful is old information?"): the shortest queue of an old view is chosen by all, which is worse than chance.
    void anOldViewMisleads()
    {
        const auto mean = [](const char *policy, const char *view) { return meanResponse(queues(100, 0.9, 1500, std::string(", \"routing_view_s\": ") + view), policy); };
        const double fresh = mean("least_connections", "0.01"), old = mean("least_connections", "20"), oldTwo = mean("jsq2", "20"), chance = mean("random", "20");
        QVERIFY2(fresh < 1.6 && old > chance && oldTwo < old, qPrintable(QStringLiteral("%1 %2 %3 %4").arg(fresh).arg(old).arg(oldTwo).arg(chance)));
    }
    void oneQueueIsLeftAlone()
    {
        const Scenario scenario = test::oneStation("\"replicas\": 4, \"routing\": \"shared\"", "{\"exponential\": 1}", 3, 500, 0);
        QCOMPARE(meanResponse(scenario, "random"), meanResponse(scenario, "static"));
    }
};

CAUSEWAY_TEST(RoutingTest)
#include "routing_test.moc"
