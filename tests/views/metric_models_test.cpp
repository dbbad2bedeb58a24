// Series made ready to be drawn: gaps, spikes that stay, rates, units; the table of series.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <cmath>
#include <limits>

#include "views/models/metric_curve.h"
#include "views/models/metric_model.h"
#include "views/traces/trace_sets.h"

using namespace causeway;
using namespace causeway::views;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

storage::MetricSeries seriesOf(std::initializer_list<std::pair<int, double>> points)
{
    storage::MetricSeries series;
    series.name = "cpu";
    for (const auto &[second, value] : points) {
        series.timesNs.push_back(second * kSecond);
        series.values.push_back(value);
    }
    return series;
}

TimeRange seconds(int from, int to) { return {{from * kSecond}, {to * kSecond}}; }

} // namespace

class MetricModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gapsStay()
    {
        // A value that is missing, and three minutes of none.
        const auto series = seriesOf({{0, 1}, {60, 2}, {120, kMissing}, {180, 3}, {240, 4}, {480, 5}, {540, 6}});
        const MetricRuns runs = reduceSeries(series, seconds(0, 600), 1000);
        QCOMPARE(runs.size(), std::size_t{3});
        QCOMPARE(runs[0].size(), std::size_t{2});
        QCOMPARE(runs[1].front().value, 3.0);
        QCOMPARE(runs[2].back().value, 6.0);
    }

    void spikesStay()
    {
        storage::MetricSeries series;
        for (int i = 0; i < 100'000; ++i) {
            series.timesNs.push_back(i * kSecond);
            series.values.push_back(i == 54'321 ? 900 : i == 12'345 ? -7 : i % 10);
        }
        const MetricRuns runs = reduceSeries(series, seconds(0, 100'000), 500);
        QCOMPARE(runs.size(), std::size_t{1});
        QVERIFY(runs[0].size() <= 4 * 501);
        double least = 0, most = 0;
        for (std::size_t i = 0; i < runs[0].size(); ++i) {
            least = std::min(least, runs[0][i].value);
            most = std::max(most, runs[0][i].value);
            QVERIFY(i == 0 || runs[0][i - 1].ns <= runs[0][i].ns);
        }
        QCOMPARE(most, 900.0);
        QCOMPARE(least, -7.0);
    }

    void neighboursOfTheRange()
    {
        const auto series = seriesOf({{0, 1}, {60, 2}, {120, 3}, {180, 4}});
        const MetricRuns runs = reduceSeries(series, seconds(70, 130), 100); // a line comes in and goes out
        QCOMPARE(runs.size(), std::size_t{1});
        QCOMPARE(runs[0].front().value, 2.0);
        QCOMPARE(runs[0].back().value, 4.0);
        QVERIFY(reduceSeries(seriesOf({}), seconds(0, 10), 100).empty());
    }

    void rates()
    {
        auto series = seriesOf({{0, 100}, {10, 150}, {20, 150}, {30, 20}, {40, 30}}); // begins anew at 30
        series.monotonic = true;
        series.temporality = decode::Temporality::Cumulative;
        series.unit = "By";
        QVERIFY(isCounter(series));
        const auto rate = ratesOf(series);
        QCOMPARE(rate.unit, std::string("By/s"));
        QVERIFY(std::isnan(rate.values[0]) && std::isnan(rate.values[3]));
        QCOMPARE(rate.values[1], 5.0);
        QCOMPARE(rate.values[2], 0.0);
        QCOMPARE(rate.values[4], 1.0);
        QVERIFY(!isCounter(rate));
    }

    void nearest()
    {
        const auto series = seriesOf({{0, 1}, {60, 2}, {120, kMissing}, {180, 4}});
        QCOMPARE(nearestPoint(series, 70 * kSecond)->value, 2.0);
        QCOMPARE(nearestPoint(series, 125 * kSecond)->value, 4.0);
        QVERIFY(!nearestPoint(series, 400 * kSecond));
    }

    void texts()
    {
        QCOMPARE(metricText(1.24, "s"), QString("1.24 s"));
        QCOMPARE(metricText(310e6, "By"), QString("310 MB"));
        QCOMPARE(metricText(1234567, ""), QString("1,234,567"));
        QCOMPARE(metricText(12.5, "%"), QStringLiteral("12.5\u00a0%"));
        QCOMPARE(metricText(3.5, "/s"), QString("3.5/s"));
        QCOMPARE(metricText(kMissing, "s"), QStringLiteral("–"));
        QCOMPARE(unitText("{requests}"), QString("requests"));
        QCOMPARE(unitText("1"), QString());
    }

    void table()
    {
        auto some = std::make_shared<std::vector<storage::MetricSeries>>();
        some->push_back(seriesOf({{0, 3}, {60, 9}, {120, 5}}));
        some->push_back(seriesOf({{0, kMissing}}));
        some->back().name = "memory";
        some->back().service = "bank";
        MetricModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSeries(some);
        QCOMPARE(model.rowCount(), 2);
        const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(0, MetricModel::LastColumn), QString("5"));
        QCOMPARE(cell(0, MetricModel::MinColumn), QString("3"));
        QCOMPARE(cell(0, MetricModel::MaxColumn), QString("9"));
        QCOMPARE(cell(1, MetricModel::LastColumn), QStringLiteral("–"));
        model.setColors({{0u, QColor(Qt::red)}});
        QCOMPARE(model.index(0, 0).data(Qt::DecorationRole).value<QColor>(), QColor(Qt::red));
        QVERIFY(!model.index(1, 0).data(Qt::DecorationRole).isValid());
        model.sort(MetricModel::MaxColumn, Qt::DescendingOrder);
        QCOMPARE(cell(0, MetricModel::NameColumn), QString("cpu"));
        model.setFilter("bank mem");
        QCOMPARE(model.rowCount(), 1);
    }

    void sets()
    {
        std::vector<traces::TraceSummary> summaries;
        for (int i = 0; i < 100; ++i) {
            traces::TraceSummary one;
            one.startNs = i * kSecond;
            one.durationNs = i;
            one.errors = i % 10 == 0;
            summaries.push_back(one);
        }
        using What = TraceSetChoice::What;
        using Against = TraceSetChoice::Against;
        const auto sizes = [&](What what, Against against, TimeRange range) {
            const TraceSets sets = chooseTraces(summaries, {what, against, range});
            return std::pair(sets.traces.size(), sets.baseline.size());
        };
        QCOMPARE(sizes(What::Failing, Against::Rest, {}), (std::pair<std::size_t, std::size_t>(10, 90)));
        QCOMPARE(sizes(What::Slowest, Against::Rest, {}), (std::pair<std::size_t, std::size_t>(5, 95)));
        QCOMPARE(sizes(What::All, Against::Rest, {}), (std::pair<std::size_t, std::size_t>(100, 0)));
        QCOMPARE(sizes(What::All, Against::Rest, seconds(40, 60)), (std::pair<std::size_t, std::size_t>(20, 80)));
        QCOMPARE(sizes(What::All, Against::Before, seconds(40, 60)), (std::pair<std::size_t, std::size_t>(20, 20)));
        QCOMPARE(sizes(What::Failing, Against::Before, seconds(10, 20)), (std::pair<std::size_t, std::size_t>(1, 10)));
        QCOMPARE(sizes(What::Failing, Against::Before, {}), (std::pair<std::size_t, std::size_t>(10, 0)));
    }
};

CAUSEWAY_TEST(MetricModelsTest)
#include "metric_models_test.moc"
