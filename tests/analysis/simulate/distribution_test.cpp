// A sample's family is found again, and none is claimed where none fits.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/core/gamma_function.h"
#include "analysis/simulate/distribution.h"

using namespace causeway;
using namespace causeway::simulate;
using Kind = Distribution::Kind;

namespace {

std::vector<double> sample(const QString &what, std::size_t n, unsigned seed)
{
    std::mt19937_64 dice(seed);
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) {
        if (what == QLatin1String("exponential"))
            out.push_back(std::exponential_distribution<double>(1 / 0.02)(dice));
        else if (what == QLatin1String("lognormal"))
            out.push_back(std::lognormal_distribution<double>(-4, 0.9)(dice));
        else if (what == QLatin1String("gamma"))
            out.push_back(std::gamma_distribution<double>(4, 0.005)(dice));
        else // two modes
            out.push_back(std::normal_distribution<double>(i % 2 == 0 ? 0.01 : 0.5, 0.001)(dice));
    }
    return out;
}

} // namespace

class DistributionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void families_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("cv");
        QTest::newRow("exponential") << static_cast<int>(Kind::Exponential) << 0.02 << 1.0;
        QTest::newRow("lognormal") << static_cast<int>(Kind::Lognormal) << std::exp(-4 + 0.405) << std::sqrt(std::expm1(0.81));
        QTest::newRow("gamma") << static_cast<int>(Kind::Gamma) << 0.02 << 0.5;
        QTest::newRow("two modes") << static_cast<int>(Kind::Empirical) << 0.255 << 0.0;
    }
    void families()
    {
        QFETCH(int, kind);
        QFETCH(double, mean);
        QFETCH(double, cv);
        for (const unsigned seed : {1u, 2u, 3u, 4u, 5u}) {
            const DistributionFit fit = fitDistribution(sample(QString::fromUtf8(QTest::currentDataTag()), 4000, seed));
            QCOMPARE(static_cast<int>(fit.distribution.kind), kind);
            QVERIFY2(std::abs(fit.distribution.mean / mean - 1) < 0.08, qPrintable(QString::number(fit.distribution.mean)));
            if (cv > 0)
                QVERIFY2(std::abs(fit.distribution.cv / cv - 1) < 0.1, qPrintable(QString::number(fit.distribution.cv)));
            QVERIFY(fit.ks < 0.03 && fit.sample == 4000);
        }
    }
    void fewAndEqualValuesAndZeros()
    {
        QCOMPARE(fitDistribution({}).distribution, Distribution{});
        const std::vector<double> same(100, 0.25), few{0.3, 0.1, 0.2};
        QCOMPARE(fitDistribution(same).distribution, (Distribution{Kind::Constant, 0.25, 0, {}}));
        QCOMPARE(fitDistribution(few).distribution.values, (std::vector<double>{0.1, 0.2, 0.3}));
        std::vector<double> zeros = sample("gamma", 1000, 7);
        for (std::size_t i = 0; i < zeros.size(); i += 2)
            zeros[i] = i % 4 == 0 ? 0 : -1;
        const DistributionFit fit = fitDistribution(zeros);
        QCOMPARE(static_cast<int>(fit.distribution.kind), static_cast<int>(Kind::Empirical));
        QCOMPARE(fit.distribution.values.size(), DistributionFit::kPoints);
        QCOMPARE(fit.distribution.values.front(), 0.0);
    }
    // Values worked out elsewhere.
    void gammaFunctions()
    {
        QVERIFY(std::abs(gammaTail(0.5, 1.920729410347062) - 0.05) < 1e-12); // chi-squared of 1 degree beyond 3.841…
        QVERIFY(std::abs(gammaTail(1, 2) - std::exp(-2.0)) < 1e-14);
        QVERIFY(std::abs(gammaTail(3, 10) - 61 * std::exp(-10.0)) < 1e-14);
        QVERIFY(std::abs(digamma(1) + 0.57721566490153286) < 1e-11);
        QVERIFY(std::abs(trigamma(1) - 1.6449340668482264) < 1e-10);
    }
};

CAUSEWAY_TEST(DistributionTest)
#include "distribution_test.moc"
