// Self times of one request that go together: as simulated, and as learned.

#include "tests/support/test_registry.h"

#include <QTest>

#include <array>

#include "analysis/simulate/learn_correlation.h"
#include "analysis/simulate/replications.h"
#include "analysis/simulate/sampler.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;
using Kind = Distribution::Kind;

namespace {

Scenario pair(const std::string &more)
{
    return test::scenarioOf("\"a\": {\"servers\": 1000}, \"b\": {\"servers\": 1000}", "\"x\": {\"service\": \"a\", \"self_s\": {\"exponential\": 1}, \"calls\": [{\"operation\": \"y\"}]}, \"y\": {\"service\": \"b\", \"self_s\": {\"gamma\": {\"mean\": 1, \"cv\": 1}}}",
                            "{\"operation\": \"x\", \"poisson\": {\"rate_per_s\": 20}}", 2000, 20, more);
}

} // namespace

class CorrelationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Φ and the distribution's function agree, far out as well.
    void quantiles_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("cv");
        QTest::newRow("exponential") << static_cast<int>(Kind::Exponential) << 1.0;
        QTest::newRow("log-normal") << static_cast<int>(Kind::Lognormal) << 2.5;
        QTest::newRow("gamma, steep") << static_cast<int>(Kind::Gamma) << 0.1;
        QTest::newRow("gamma") << static_cast<int>(Kind::Gamma) << 0.8;
        QTest::newRow("gamma, long tail") << static_cast<int>(Kind::Gamma) << 2.5;
    }
    void quantiles()
    {
        QFETCH(int, kind);
        QFETCH(double, cv);
        const Distribution distribution{static_cast<Kind>(kind), 0.02, cv, {}};
        const Sampler sampler(distribution);
        double before = 0;
        for (double z = -4; z <= 4; z += 0.25) {
            const double x = sampler.atScore(z), phi = std::erfc(-z * M_SQRT1_2) / 2;
            QVERIFY2(x >= before && std::abs(distribution.cdf(x) - phi) < 1e-8, qPrintable(QStringLiteral("z %1: x %2, F %3, Φ %4").arg(z).arg(x).arg(distribution.cdf(x)).arg(phi)));
            before = x;
        }
    }
    void theLeastAndTheMostOfASample()
    {
        const Distribution sample{Kind::Empirical, 2, 0, {1, 2, 3}};
        const Sampler sampler(sample);
        QCOMPARE(sampler.atScore(-40), 1.0);
        QCOMPARE(sampler.atScore(0), 2.0);
        QCOMPARE(sampler.atScore(40), 3.0);
    }
    // Each time follows its distribution as before; both together vary more.
    void timesGoTogether()
    {
        const auto apart = runReplications(pair({}), {4, 1, 1, 0, {}}, {}), together = runReplications(pair(", \"correlation\": 0.8"), {4, 1, 1, 0, {}}, {});
        QVERIFY(apart && together);
        const OperationEstimate &x = together->operations[0], &y = together->operations[1];
        QVERIFY(std::abs(y.p50Ns / (std::log(2.0) * 1e9) - 1) < 0.02 && std::abs(y.p99Ns / (std::log(100.0) * 1e9) - 1) < 0.03);
        QVERIFY(std::abs(x.latencyNs.mean / 2e9 - 1) < 0.02);
        // Fully together they would be twice one exponential: 2 ln 100 = 9.21 s; apart it is 6.64 s.
        QVERIFY(std::abs(apart->operations[0].p99Ns / 6.638e9 - 1) < 0.03);
        QVERIFY2(x.p99Ns > 8.2e9 && x.p99Ns < 9.2e9, qPrintable(QString::number(x.p99Ns)));
    }
    void atOneServiceOnly()
    {
        Scenario scenario = pair({});
        scenario.services[1].correlation = 0.8; // of which a request asks once
        const auto result = runReplications(scenario, {2, 1, 1, 0, {}}, {});
        QVERIFY(result && std::abs(result->operations[0].p99Ns / 6.638e9 - 1) < 0.04);
        const auto again = readScenario(toJson(scenario));
        QVERIFY(again && again->services[1].correlation == 0.8 && again->services[0].correlation == 0);
        scenario.correlation = 1;
        QVERIFY(!makePlan(scenario).has_value());
    }
    void learned()
    {
        std::vector<Work> works;
        for (std::uint32_t request = 0; request < 2000; ++request) {
            Draw draw(keyOf(7, request));
            const double all = draw.normal(), here = draw.normal();
            for (std::uint32_t i = 0; i < 3; ++i)
                works.push_back({0, 0, request, std::exp(std::sqrt(0.3) * all + std::sqrt(0.3) * here + std::sqrt(0.4) * draw.normal())});
            works.push_back({1, 1, request, std::sqrt(0.3) * all + std::sqrt(0.7) * draw.normal()});
        }
        const LearnedCorrelation found = learnCorrelation(works);
        QVERIFY2(std::abs(found.everywhere - 0.3) < 0.05, qPrintable(QString::number(found.everywhere)));
        QVERIFY2(found.atService.size() == 1 && std::abs(found.atService.at(0) - 0.6) < 0.05, qPrintable(QString::number(found.atService.at(0))));
        for (Work &work : works)
            work.selfS = Draw(keyOf(work.request, static_cast<std::uint64_t>(&work - works.data()))).normal();
        const LearnedCorrelation none = learnCorrelation(works);
        QVERIFY(none.everywhere == 0 && none.atService.empty());
    }
};

CAUSEWAY_TEST(CorrelationTest)
#include "correlation_test.moc"
