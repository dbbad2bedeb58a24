#include "analysis/core/wilson.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace causeway;

class WilsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void intervals_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("of");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // n 10: z² / n = .38415; of none 0 to .38415 / 1.38415, of all the mirror; of half .5 ± 1.96 √(.025 + .0096) / 1.38415
        QTest::newRow("none") << 0 << 10 << 0.0 << 0.27753;
        QTest::newRow("all") << 10 << 10 << 0.72247 << 1.0;
        QTest::newRow("half") << 5 << 10 << 0.23659 << 0.76341;
        QTest::newRow("of nothing") << 0 << 0 << 0.0 << 1.0;
    }
    void intervals()
    {
        QFETCH(int, count);
        QFETCH(int, of);
        QFETCH(double, low);
        QFETCH(double, high);
        const ShareInterval interval = wilson(static_cast<std::uint64_t>(count), static_cast<std::uint64_t>(of));
        QVERIFY2(std::abs(interval.low - low) < 1e-5, qPrintable(QString::number(interval.low)));
        QVERIFY2(std::abs(interval.high - high) < 1e-5, qPrintable(QString::number(interval.high)));
    }
};

CAUSEWAY_TEST(WilsonTest)
#include "wilson_test.moc"
