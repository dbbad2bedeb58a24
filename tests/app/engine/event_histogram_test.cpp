// Events over time.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <numeric>

#include "analysis/core/civil_time.h"
#include "app/engine/event_histogram.h"
#include "app/engine/list_patterns.h"
#include "tests/app/engine/orders_log.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

class EventHistogramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsOverTimeAddUp()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100) + "2024-01-01 00:05:30 ERROR shop: out of paper\n"));
        EventHistogramRequest request;
        request.buckets = 10;
        const auto histogram = eventHistogram(*project, request, Job{});
        CAUSEWAY_VERIFY(histogram);
        QCOMPARE(histogram->counted, 299u);
        QCOMPARE(histogram->series.size(), 2u);
        QCOMPARE(histogram->series[1].level, Level::Error);
        QCOMPARE(histogram->series[1].total, 1u);
        QVERIFY(histogram->buckets <= 10 && histogram->buckets >= 5);
        QCOMPARE(histogram->bucketNs, 60'000'000'000);
        QCOMPARE(histogram->series[1].counts[5], 1u);
        request.range = {*parseTime("2024-01-01T00:01:00Z"), *parseTime("2024-01-01T00:02:00Z")};
        request.by = EventHistogramRequest::By::Template;
        const auto part = eventHistogram(*project, request, Job{});
        CAUSEWAY_VERIFY(part);
        QCOMPARE(part->counted, histogram->series[0].counts[1]);
        QCOMPARE(part->series.size(), 3u);

        const auto patterns = listPatterns(*project, {}, Job{});
        CAUSEWAY_VERIFY(patterns);
        QCOMPARE(patterns->events, 299u);
        QCOMPARE(patterns->patterns.size(), 4u);
        QCOMPARE(patterns->patterns.back().worst(), Level::Error);
        QCOMPARE(patterns->patterns.front().count, 100u);
        for (const Pattern &pattern : patterns->patterns)
            QCOMPARE(std::accumulate(pattern.spark.begin(), pattern.spark.end(), std::uint64_t(0)), pattern.count);
    }

    // Bars are no shorter than what the clock counts in: else every second one would be empty, whatever happened.
    void bucketsAreNoShorterThanTheClocks_data()
    {
        QTest::addColumn<QByteArray>("stamp"); // of line %1
        QTest::addColumn<qint64>("bucketNs");
        QTest::newRow("whole seconds") << QByteArray("2024-01-01 00:00:%1 INFO shop: ") << qint64(1'000'000'000);
        QTest::newRow("tenths of a second") << QByteArray("2024-01-01 00:00:%1.5 INFO shop: ") << qint64(100'000'000);
        QTest::newRow("whole minutes") << QByteArray("2024-01-01 00:%1:00 INFO shop: ") << qint64(60'000'000'000);
    }

    void bucketsAreNoShorterThanTheClocks()
    {
        QFETCH(const QByteArray, stamp);
        QFETCH(const qint64, bucketNs);
        QByteArray log;
        for (int i = 0; i < 60; ++i)
            for (int n = 0; n <= i % 3; ++n)
                log += QByteArray(stamp).replace("%1", QByteArray::number(i).rightJustified(2, '0')) + "order " + QByteArray::number(n) + " came\n";
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", log.toStdString()));
        EventHistogramRequest request;
        request.buckets = 2'000;
        const auto histogram = eventHistogram(*project, request, Job{});
        CAUSEWAY_VERIFY(histogram);
        QCOMPARE(histogram->bucketNs, bucketNs);
        QCOMPARE(histogram->fromNs % bucketNs, 0);
        QCOMPARE(histogram->counted, 120u);
        const auto &counts = histogram->series.front().counts;
        QCOMPARE(counts.size(), histogram->buckets);
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::uint64_t(0)), 120u);
        if (bucketNs >= 1'000'000'000)
            QVERIFY(std::find(counts.begin(), counts.end(), 0u) == counts.end());
    }
};

CAUSEWAY_TEST(EventHistogramTest)
#include "event_histogram_test.moc"
