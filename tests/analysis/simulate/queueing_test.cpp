// Queues in closed form against figures that are known otherwise.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/simulate/queueing.h"
#include "analysis/simulate/random.h"

using namespace causeway::simulate;

#define NEAR(a, b, relative) QVERIFY2(std::abs((a) - (b)) <= (relative) * std::abs(b), qPrintable(QStringLiteral("%1 is not %2").arg(a, 0, 'g', 10).arg(b, 0, 'g', 10)))

class QueueingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneStation()
    {
        NEAR(mm1(0.8, 1).inSystem, 4.0, 1e-12);
        NEAR(mm1(0.8, 1).response, 5.0, 1e-12);
        NEAR(mmc(6.8, 1, 8).wait, 0.47714, 1e-4);
        NEAR(mmc(2, 1, 3).queue, 8.0 / 9, 1e-12); // by hand: p0 = 1/9
        NEAR(erlangB(4, 5), 0.19906687, 1e-7);
        NEAR(erlangC(2, 3), 4.0 / 9, 1e-12);
        NEAR(mg1(7, 0.1, 1.5).wait, 0.37917, 1e-4);
        NEAR(mg1(7, 0.1, 1).wait, mm1(7, 10).wait, 1e-12);
        NEAR(mg1ps(7, 0.1).response, 1.0 / 3, 1e-12);
        NEAR(forkJoinOfTwo(0.7, 1), 4.70833, 1e-5);
        NEAR(availability(100, 10), 10.0 / 11, 1e-12);
        NEAR(mgcApproximate(0.8, 1, 1, 1).wait, mm1(0.8, 1).wait, 1e-12);
        QVERIFY(std::abs(mgcApproximate(6.8, 1, 1, 8).wait / 0.47714 - 1) < 0.05);
        for (const double infinite : {mm1(1, 1).wait, mmc(9, 1, 8).inSystem, mg1(10, 0.1, 1).response, mg1ps(11, 0.1).wait, forkJoinOfTwo(1, 1), mgcApproximate(8, 1, 1, 8).wait})
            QVERIFY(std::isinf(infinite));
    }
    void limitedRoom()
    {
        // Weights 1, 4, 8, 16, 32, 64 of M/M/2/5 at a load of 4.
        const QueueMeans means = mmck(4, 1, 2, 5);
        NEAR(means.blocked, 64.0 / 125, 1e-12);
        NEAR(means.queue, (16 * 1 + 32 * 2 + 64 * 3) / 125.0, 1e-12);
        NEAR(mmck(4, 1, 5, 5).blocked, erlangB(4, 5), 1e-12);
        NEAR(mmck(0.8, 1, 1, 2000).inSystem, mm1(0.8, 1).inSystem, 1e-9);
        QVERIFY(std::isfinite(mmck(1e6, 1, 2, 100'000).inSystem));
    }
    void networks()
    {
        const std::vector<Station> stations{{8, 1}, {4, 1}};
        const auto means = jackson(stations, std::vector<double>{4, 0}, std::vector<std::vector<double>>{{0, 0.5}, {0.3, 0}});
        NEAR(means[0].utilisation, 4 / 0.85 / 8, 1e-12);
        NEAR(means[1].utilisation, 2 / 0.85 / 4, 1e-12);
        NEAR(means[0].inSystem, means[0].utilisation / (1 - means[0].utilisation), 1e-12);
        QVERIFY(jackson(stations, std::vector<double>{1, 0}, std::vector<std::vector<double>>{{0, 1}, {1, 0}}).empty());
        // One user never waits; balanced stations of one server: X = N / (D (N + K − 1)).
        const std::vector<Station> same{{2, 1}, {2, 1}, {2, 1}};
        NEAR(meanValueAnalysis(same, std::vector<double>{1, 1, 1}, 0, 1).throughput, 1 / 1.5, 1e-12);
        NEAR(meanValueAnalysis(same, std::vector<double>{1, 1, 1}, 0, 10).throughput, 10 / (0.5 * 12), 1e-12);
        // A machine repair model is M/M/c/K with a source of N: by its chances of state.
        double weights = 0, busy = 0, weight = 1;
        for (int n = 0; n <= 6; ++n) {
            weights += weight;
            busy += std::min(n, 2) * weight;
            weight *= (6 - n) * 0.25 / (std::min(n + 1, 2) * 1.0); // think 4, service 1, two servers
        }
        NEAR(meanValueAnalysis(std::vector<Station>{{1, 2}}, std::vector<double>{1}, 4, 6).throughput, busy / weights, 1e-9);
        NEAR(meanValueAnalysis(std::vector<Station>{{1, 0}}, std::vector<double>{1}, 4, 6).throughput, 6.0 / 5, 1e-12);
    }
    void normalQuantiles()
    {
        for (const double p : {1e-12, 1e-6, 0.001, 0.02, 0.1, 0.3, 0.5, 0.7, 0.975, 0.9999, 1 - 1e-9})
            NEAR(std::erfc(-normalQuantile(p) / std::sqrt(2.0)) / 2, p, 1e-9);
        QVERIFY(std::abs(normalQuantile(0.975) - 1.959963984540054) < 1e-12);
    }
    void drawsHaveTheirMoments()
    {
        double mean = 0, square = 0, product = 0, before = 0.5;
        constexpr int n = 400'000;
        for (int i = 0; i < n; ++i) { // the first number of keys that follow one another
            const double u = Draw(keyOf(keyOf("a"), static_cast<std::uint64_t>(i))).unit();
            mean += u / n;
            square += u * u / n;
            product += u * before / n;
            before = u;
        }
        QVERIFY(std::abs(mean - 0.5) < 0.002 && std::abs(square - 1.0 / 3) < 0.002 && std::abs(product - 0.25) < 0.002);
        for (const double shape : {0.3, 1.0, 4.5}) {
            Draw draw(7);
            double sum = 0, squares = 0;
            for (int i = 0; i < n; ++i) {
                const double x = draw.gamma(shape);
                sum += x / n;
                squares += x * x / n;
            }
            QVERIFY(std::abs(sum / shape - 1) < 0.02 && std::abs((squares - sum * sum) / shape - 1) < 0.03);
        }
    }
};

CAUSEWAY_TEST(QueueingTest)
#include "queueing_test.moc"
