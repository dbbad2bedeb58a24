// A run over time: sums of it are those of the run, it does not change the run, and it shows what was done when.

#include "tests/support/test_registry.h"

#include <cmath>
#include <numeric>

#include <QTest>

#include "analysis/simulate/latency_cdf.h"
#include "analysis/simulate/replications.h"
#include "analysis/simulate/run_series.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;

namespace {

// Green by day, busier in the middle, some batch work that waits.
Scenario powered()
{
    return test::scenarioOf(R"("web": {"replicas": 2, "node": ["n1", "n2"]}, "batch": {"routing": "shared", "node": "n2"})",
                            R"("look": {"service": "web", "self_s": {"exponential": 0.1}}, "job": {"service": "batch", "self_s": {"constant": 40}, "deferrable_s": 900})",
                            R"({"operation": "look", "rates": [[0, 4], [200, 30], [400, 4]]}, {"operation": "job", "times_s": [10, 11, 12]})", 600, 20,
                            R"(, "nodes": {"n1": {"cores": 2, "idle_w": 50, "max_w": 150, "domain": "eu"}, "n2": {"cores": 2, "idle_w": 50, "max_w": 150, "off_w": 5, "domain": "eu"}},
                                 "domains": {"eu": {"carbon_g_per_kwh": [[0, 300], [300, 100]], "green_w": [[0, 40], [300, 500]]}}, "slo": {"look": {"latency_s": 0.5}})");
}

ReplicationsResult runs(const Scenario &scenario, unsigned slots, unsigned threads = 1, unsigned replications = 4)
{
    ReplicationSettings settings;
    settings.replications = replications;
    settings.threads = threads;
    settings.slots = slots;
    auto result = runReplications(scenario, settings, {});
    if (!result)
        qFatal("%s", result.error().toEnglish().c_str());
    return *std::move(result);
}

double sum(const RunResult &run, SeriesOf what, std::uint32_t of = kNone)
{
    const SeriesColumn *column = run.series->find(what, of);
    return column == nullptr ? -1 : std::accumulate(column->values.begin(), column->values.end(), 0.0) * run.series->slotS;
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }

} // namespace

class RunSeriesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sumsAreThoseOfTheRun_data()
    {
        QTest::addColumn<int>("slots");
        for (const int slots : {1, 7, 60, 600})
            QTest::newRow(qPrintable(QString::number(slots))) << slots;
    }
    void sumsAreThoseOfTheRun()
    {
        QFETCH(const int, slots);
        const ReplicationsResult result = runs(powered(), static_cast<unsigned>(slots));
        for (const RunResult &run : result.runs) {
            QVERIFY(run.series);
            QVERIFY(near(sum(run, SeriesOf::Answers, 0), static_cast<double>(run.operations[0].answers)));
            QVERIFY(near(sum(run, SeriesOf::Power), run.energyWh * 3600));
            // Shorter slots tell more of when it was green than the minutes of the run.
            const double may = slots > 10 ? 0.1 : 1e-9;
            QVERIFY(std::abs(sum(run, SeriesOf::Brown) / (run.brownWh * 3600) - 1) < may);
            QVERIFY(std::abs(sum(run, SeriesOf::Carbon) / 3600 / run.carbonG - 1) < may);
            QVERIFY(near(sum(run, SeriesOf::Queue, 1) / 600, run.services[1].queueMean));
            QVERIFY(near(sum(run, SeriesOf::Replicas, 0) / 600, run.services[0].replicasMean));
            const SeriesColumn *green = run.series->find(SeriesOf::Green), *there = run.series->find(SeriesOf::GreenThere);
            QVERIFY(green && there && run.brownWh > 0 && run.brownWh < run.energyWh);
            // A job that takes 40 s of the one server is waited for by the other two.
            QCOMPARE(run.series->find(SeriesOf::Deferred)->values, run.series->find(SeriesOf::Queue, 1)->values);
            if (slots == 60) {
                QCOMPARE(run.series->find(SeriesOf::Deferred)->values[4], 2.0);
                QVERIFY(std::isnan(run.series->find(SeriesOf::P99, 1)->values[0]));
                QVERIFY(run.series->find(SeriesOf::P99, 0)->values[35] > 4 * run.series->find(SeriesOf::P99, 0)->values[10]);
                QVERIFY(run.series->find(SeriesOf::Violation, 0)->values[35] > run.series->find(SeriesOf::Violation, 0)->values[10]);
                QCOMPARE(run.series->find(SeriesOf::Intensity)->values[10], 300.0);
                QCOMPARE(run.series->find(SeriesOf::Intensity)->values[40], 100.0);
            }
        }
    }

    void oneSlotIsTheRun()
    {
        const ReplicationsResult result = runs(powered(), 1);
        for (const RunResult &run : result.runs) {
            QVERIFY(near(run.series->find(SeriesOf::P99, 0)->values[0], run.operations[0].latencies.quantile(0.99)));
            QVERIFY(near(run.series->find(SeriesOf::Utilisation, 0)->values[0], run.services[0].utilisation));
            // The run also counts what is under way and late.
            QVERIFY(run.series->find(SeriesOf::Violation, 0)->values[0] <= static_cast<double>(run.operations[0].violations) / static_cast<double>(run.operations[0].judged) + 1e-12);
        }
    }

    // Neither the looks nor the threads make a difference.
    void theRunStaysTheSame()
    {
        const ReplicationsResult with = runs(powered(), 97), without = runs(powered(), 0), threads = runs(powered(), 97, 2);
        QVERIFY(!without.runs[0].series);
        for (std::size_t i = 0; i < with.runs.size(); ++i) {
            const RunResult &a = with.runs[i], &b = without.runs[i];
            QCOMPARE(a.events, b.events);
            QVERIFY(a.energyWh == b.energyWh && a.brownWh == b.brownWh && a.carbonG == b.carbonG && a.cost == b.cost);
            for (std::size_t s = 0; s < a.services.size(); ++s)
                QVERIFY(a.services[s].utilisation == b.services[s].utilisation && a.services[s].queueMean == b.services[s].queueMean && a.services[s].inSystemMean == b.services[s].inSystemMean);
            QVERIFY(a.operations[0].latencyMean == b.operations[0].latencyMean && a.operations[0].violations == b.operations[0].violations);
            for (std::size_t c = 0; c < a.series->columns.size(); ++c) {
                const std::vector<double> &one = a.series->columns[c].values, &other = threads.runs[i].series->columns[c].values;
                QVERIFY(std::equal(one.begin(), one.end(), other.begin(), other.end(), [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); }));
            }
        }
    }

    void intervalsAreOverReplications()
    {
        const ReplicationsResult result = runs(powered(), 30, 1, 8);
        const std::vector<SeriesEstimate> all = estimateSeries(result.runs);
        QCOMPARE(all.size(), result.runs[0].series->columns.size());
        const auto answers = std::ranges::find_if(all, [](const SeriesEstimate &one) { return one.what == SeriesOf::Answers && one.of == 0; });
        QVERIFY(answers != all.end());
        double inside = 0;
        for (std::size_t i = 0; i < 10; ++i) // 4 a second
            inside += answers->low[i] <= 4 && answers->high[i] >= 4;
        QVERIFY2(inside >= 8, qPrintable(QString::number(inside)));
        QVERIFY(answers->mean[12] > 15 && answers->mean[12] < 21); // as many as two servers can
        QVERIFY(estimateSeries({}).empty());
        const ReplicationsResult without = runs(powered(), 0);
        QVERIFY(estimateSeries(without.runs).empty());
    }

    void distributionOfLatencies()
    {
        LatencyHistogram histogram;
        QVERIFY(latencyCdf(histogram).empty());
        QCOMPARE(shareWithin(histogram, 10), 0.0);
        for (int i = 1; i <= 100'000; ++i)
            histogram.add(i * 1000);
        const std::vector<CdfPoint> cdf = latencyCdf(histogram);
        for (std::size_t i = 0; i < cdf.size(); ++i) {
            QVERIFY(i == 0 || (cdf[i].ns >= cdf[i - 1].ns && cdf[i].share > cdf[i - 1].share));
            QVERIFY(std::abs(cdf[i].ns - cdf[i].share * 1e8) <= 0.01 * 1e8 * cdf[i].share + 1000);
            QVERIFY(std::abs(cdf[i].ns - histogram.quantile(cdf[i].share)) <= 0.01 * cdf[i].ns + 1);
            QVERIFY(std::abs(shareWithin(histogram, cdf[i].ns) - cdf[i].share) < 1e-6 || i == 0);
        }
        QCOMPARE(cdf.back().share, 1.0);
        QVERIFY(cdf.size() > 100 && cdf.size() < 120);
        QVERIFY(std::ranges::any_of(cdf, [](const CdfPoint &point) { return std::abs(point.share - 0.9999) < 1e-12; }));
    }
};

CAUSEWAY_TEST(RunSeriesTest)
#include "run_series_test.moc"
