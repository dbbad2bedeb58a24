#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <ctime>

#include "analysis/detect/evaluation.h"

using namespace causeway::detect;

namespace {
std::vector<ScoredSubject> subjects(const std::vector<std::pair<double, bool>> &scored, double threshold)
{
    std::vector<ScoredSubject> out;
    for (const auto &[score, anomalous] : scored)
        out.push_back({score, score > threshold, anomalous, out.size()});
    return out;
}
bool near(double a, double b) { return std::abs(a - b) < 1e-12; }
} // namespace

class EvaluationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWorkedExample()
    {
        // Descending: 4+ 3− 2+ 2− 1−. Pairs (2 × 3): 4+ beats all three; 2+ beats one, ties one.
        const auto e = evaluate(subjects({{1, false}, {2, true}, {4, true}, {2, false}, {3, false}}, 1.5), 0.5, 1);
        const Confusion &c = e.all.confusion;
        QCOMPARE(c.tp, std::uint64_t(2));
        QCOMPARE(c.fp, std::uint64_t(2));
        QCOMPARE(c.fn, std::uint64_t(0));
        QCOMPARE(c.tn, std::uint64_t(1));
        QVERIFY(near(c.precision(), 0.5));
        QVERIFY(near(c.recall(), 1));
        QVERIFY(near(c.f1(), 2.0 / 3));
        QVERIFY(near(c.fpr(), 2.0 / 3));
        QVERIFY(near(e.all.auc, 4.5 / 6));
        QVERIFY(near(e.all.averagePrecision, 0.5 * 1 + 0.5 * 2 / 4));
        QVERIFY(near(*e.all.f1Projected, 2 * 0.6 / 1.6)); // precision .5 / (.5 + .5 · 2/3) = .6
    }
    void projectionToARareClass()
    {
        std::vector<ScoredSubject> all;
        for (int i = 0; i < 1000; ++i)
            all.push_back({0, i < 1, false, std::uint64_t(i)}); // fpr .001
        for (int i = 0; i < 1000; ++i)
            all.push_back({1, true, true, std::uint64_t(1000 + i)});
        const auto e = evaluate(all, 0.01, 1);
        const double precision = 0.01 / (0.01 + 0.99 * 0.001);
        QVERIFY(near(*e.all.f1Projected, 2 * precision / (precision + 1)));
        QVERIFY(!evaluate(all, std::nullopt, 1).all.f1Projected);
    }
    void oneClassHasNoAuc()
    {
        const auto normal = evaluate(subjects({{1, false}, {2, false}}, 5), 0.1, 1);
        QVERIFY(std::isnan(normal.all.auc));
        QVERIFY(std::isnan(normal.all.averagePrecision));
        QVERIFY(std::isnan(normal.all.confusion.recall()));
        QVERIFY(std::isnan(normal.all.confusion.f1()));
        QVERIFY(std::isnan(normal.all.f1Interval.low));
        QVERIFY(std::isnan(*normal.all.f1Projected));
        const auto anomalous = evaluate(subjects({{1, true}, {2, true}}, 0), 0.1, 1);
        QVERIFY(std::isnan(anomalous.all.auc));
        QVERIFY(near(anomalous.all.averagePrecision, 1));
        QVERIFY(near(anomalous.all.f1Interval.low, 1));
        const auto none = evaluate({}, 0.1, 1);
        QVERIFY(std::isnan(none.all.confusion.precision()));
    }
    void scoresThatAreNotNumbersRankLast()
    {
        const auto e = evaluate(subjects({{std::nan(""), true}, {1, true}, {0, false}}, 0.5), std::nullopt, 1);
        QVERIFY(near(e.all.auc, 0.5));
    }
    void equalContentsCountOnce()
    {
        std::vector<ScoredSubject> all;
        for (int i = 0; i < 5; ++i)
            all.push_back({1, true, true, 7});
        all.push_back({0, false, false, 8});
        all.push_back({0, false, false, 9});
        all.push_back({0, false, true, 9}); // contradicts
        const auto e = evaluate(all, std::nullopt, 1);
        QCOMPARE(e.unique.confusion.tp, std::uint64_t(1));
        QCOMPARE(e.unique.confusion.tn, std::uint64_t(1));
        QCOMPARE(e.unique.confusion.fn, std::uint64_t(0));
        QCOMPARE(e.contradictory, std::uint64_t(1));
        QCOMPARE(e.all.confusion.fn, std::uint64_t(1));
    }
    void theIntervalIsSeededAndCoversItsShare()
    {
        // 80 found, 20 missed, 20 false of 1,000: by the delta method f1 = .8 with σ = .0297 (precision and recall from
        // 100 draws each, f1 = 2·80/200), so 95 % spans about .8 ± .058.
        std::vector<ScoredSubject> all;
        for (int i = 0; i < 1000; ++i)
            all.push_back({0, i < 80 || (i >= 100 && i < 120), i < 100, std::uint64_t(i)});
        const auto a = evaluate(all, std::nullopt, 1).all.f1Interval;
        const auto b = evaluate(all, std::nullopt, 1).all.f1Interval;
        const auto c = evaluate(all, std::nullopt, 2).all.f1Interval;
        QCOMPARE(a.low, b.low);
        QCOMPARE(a.high, b.high);
        QVERIFY(a.low != c.low || a.high != c.high);
        QVERIFY2(a.low > 0.72 && a.low < 0.76, qPrintable(QString::number(a.low)));
        QVERIFY2(a.high > 0.84 && a.high < 0.88, qPrintable(QString::number(a.high)));
    }
    void manySubjectsTakeNoTime()
    {
        std::vector<ScoredSubject> all;
        for (std::uint64_t i = 0; i < 23'800; ++i)
            all.push_back({double(i * 7919 % 1000), i % 3 == 0, i % 5 == 0, i});
        const std::clock_t from = std::clock(); // time of the processor: the machine may be busy with other things
        const auto e = evaluate(all, 0.03, 1);
        const double seconds = static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
        QVERIFY(!std::isnan(e.all.f1Interval.low));
        qInfo("23,800 subjects, twice 1,000 resamples: %.3f s", seconds);
        QVERIFY(seconds < 1); // about 5 ms; sanitizers take more
    }
};

CAUSEWAY_TEST(EvaluationTest)
#include "evaluation_test.moc"
