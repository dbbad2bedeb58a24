#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>
#include <random>

#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

std::unique_ptr<Model> learned(const CountTable &table)
{
    TrainingData data;
    data.counts = &table;
    data.calibrationFrom = table.buckets() * 4 / 5;
    auto model = thresholdDetector().train(data, {}, Job{});
    return model ? std::move(*model) : nullptr;
}

CountTable one(std::vector<double> counts, const std::string &name = "template:0") { return {0, 60'000'000'000, {{name, std::move(counts)}}}; }

std::vector<bool> flagged(const Model &model, const CountTable &table)
{
    const auto scores = model.scoreWindows(table, Job{});
    std::vector<bool> out;
    for (const double score : scores->scores)
        out.push_back(score > scores->threshold);
    return out;
}

} // namespace

class ThresholdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void constantSeries_data()
    {
        QTest::addColumn<double>("level");
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("odd");
        QTest::newRow("silence stays") << 0.0 << 0.0 << false;
        QTest::newRow("silence, a few") << 0.0 << 4.0 << false; // four standard deviations of one event
        QTest::newRow("silence, some") << 0.0 << 5.0 << true;
        QTest::newRow("100, as ever") << 100.0 << 100.0 << false;
        QTest::newRow("100, Poisson scatter") << 100.0 << 130.0 << false; // three of ten
        QTest::newRow("100, burst") << 100.0 << 150.0 << true;
        QTest::newRow("100, gone") << 100.0 << 0.0 << true;
    }
    void constantSeries()
    {
        QFETCH(double, level);
        QFETCH(double, value);
        QFETCH(bool, odd);
        const auto model = learned(one(std::vector<double>(100, level)));
        QVERIFY(model);
        QCOMPARE(model->report().threshold, 4.0);
        auto counts = std::vector<double>(10, level);
        counts[7] = value;
        const auto got = flagged(*model, one(counts));
        for (std::size_t i = 0; i < got.size(); ++i)
            QCOMPARE(bool(got[i]), i == 7 && odd);
    }
    void aBurstDoesNotMakeItselfNormal()
    {
        const auto model = learned(one(std::vector<double>(100, 10)));
        QVERIFY(model);
        auto counts = std::vector<double>(20, 10);
        std::fill(counts.begin() + 10, counts.end(), 1000);
        const auto got = flagged(*model, one(counts));
        for (std::size_t i = 10; i < 20; ++i)
            QVERIFY(got[i]);
    }
    void aSlowDriftIsFollowed()
    {
        std::mt19937 random(1);
        std::vector<double> counts;
        for (int i = 0; i < 300; ++i)
            counts.push_back(100 + double(random() % 21) + (i > 200 ? i - 200 : 0));
        const CountTable table = one(counts);
        const auto model = learned(one({counts.begin(), counts.begin() + 200}));
        QVERIFY(model);
        QVERIFY(std::ranges::count(flagged(*model, table), true) == 0);
    }
    void theSentenceNamesSeriesValueAndBand()
    {
        CountTable table = one(std::vector<double>(100, 100));
        table.series.push_back({"level:error", std::vector<double>(100, 0)});
        const auto model = learned(table);
        QVERIFY(model);
        const auto namer = [](std::uint32_t key) { return key == 0 ? std::string("Served <*>") : std::string(); };
        const auto say = [&](double served, double errors, double fresh) {
            CountTable test = one({100, served});
            test.series.push_back({"level:error", {0, errors}});
            test.series.push_back({"template:9", {0, fresh}});
            return QString::fromStdString(model->explainWindow(test, 1, namer)->message.toEnglish());
        };
        QCOMPARE(say(300, 0, 0), "“Served <*>” occurs 300 times; expected were 60 to 140 (20 standard deviations off)");
        QCOMPARE(say(100, 30, 0), "There are 30 events of level error; expected were 0 to 4 (30 standard deviations off)");
        QCOMPARE(say(100, 0, 7), "“template:9” occurs 7 times and was never seen in training");
        QCOMPARE(say(100, 0, 0), "Nothing is odd; “Served <*>” comes closest: it occurs 100 times, expected were 60 to 140");
    }
    void fewBucketsAndBadNumbers()
    {
        const auto single = learned(one({5}));
        QVERIFY(single);
        QCOMPARE(flagged(*single, one({5, 1e6})), (std::vector<bool>{false, true}));
        const double bad = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
        const auto model = learned(one({bad, -1, infinite, 3, bad}));
        QVERIFY(model);
        const auto scores = model->scoreWindows(one({bad, infinite, -infinite, 1e308}), Job{});
        QVERIFY(scores);
        for (const double score : scores->scores)
            QVERIFY(score >= 0 && score < 1e16);
        QVERIFY(model->scoreWindows({}, Job{})->scores.empty());
        QVERIFY(!model->explainWindow({}, 0, letters));
        QVERIFY(!model->score({}, 1, Job{}));
    }
    void nothingToLearnFrom()
    {
        QVERIFY(!learned({}));
        QVERIFY(!learned(one({})));
        CountTable ragged = one({1, 2, 3});
        ragged.series.push_back({"all", {1}});
        QVERIFY(!learned(ragged));
    }
};

CAUSEWAY_TEST(ThresholdTest)
#include "threshold_test.moc"
