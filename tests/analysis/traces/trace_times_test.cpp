// Critical path, self time and clock skew against answers worked out by hand.

#include "analysis/traces/clock_skew.h"
#include "analysis/traces/critical_path.h"
#include "analysis/traces/self_time.h"
#include "tests/analysis/traces/text_traces.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace causeway;
using namespace causeway::traces;
using namespace causeway::test;

class TraceTimesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void path_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("path");  // id FROM-TO
        QTest::addColumn<QString>("selfs"); // id=ms
        QTest::newRow("alone") << "a web get 0 100\n" << "a 0-100" << "a=100";
        QTest::newRow("one after another") << "a web get 0 100\n b x one 10 30\n c x two 40 90\n" << "a 0-10, b 10-30, a 30-40, c 40-90, a 90-100" << "a=30 b=20 c=50";
        // b and c run at once; c finishes last, and b was still running when c began.
        QTest::newRow("parallel") << "a web get 0 100\n b x one 10 60\n c x two 20 80\n" << "a 0-20, c 20-80, a 80-100" << "a=30 b=50 c=60";
        // d could only begin when b, the last before it, was done; c had long finished.
        QTest::newRow("fork, join, go on") << "a web get 0 100\n b x one 10 50\n c x two 10 40\n d x three 50 90\n" << "a 0-10, b 10-50, d 50-90, a 90-100" << "a=20 b=40 c=30 d=40";
        QTest::newRow("nested") << "a web get 0 100\n b api get 10 90\n  c db select 20 50\n  d db select 55 85\n" << "a 0-10, b 10-20, c 20-50, b 50-55, d 55-85, b 85-90, a 90-100"
                                << "a=20 b=20 c=30 d=30";
        // c outlives a and is cut to it.
        QTest::newRow("outlives its parent") << "a web get 0 100\n b x one 10 30\n c x two 80 150\n" << "a 0-10, b 10-30, a 30-80, c 80-100" << "a=60 b=20 c=70";
        // Nobody waits for the consumer of a message.
        QTest::newRow("asynchronous") << "a web get 0 100 server\n e web send 40 50 producer\n  f mail send 60 200 consumer\n" << "a 0-40, e 40-50, a 50-100" << "a=90 e=10 f=140";
        QTest::newRow("begins after its parent") << "a web get 0 100\n b x late 120 150\n" << "a 0-100" << "a=100 b=30";
        QTest::newRow("begins before its parent") << "a web get 10 100\n b x early 0 40\n" << "b 10-40, a 40-100" << "a=60 b=40";
        QTest::newRow("children of no length") << "a web get 0 100\n b x mark 50 50\n" << "a 0-100" << "a=100 b=0";
        QTest::newRow("all of the parent") << "a web get 0 100\n b x all 0 100\n  c y all 0 100\n" << "c 0-100" << "a=0 b=0 c=100";
        // c was running when d began, so d did not wait for it; b had finished.
        QTest::newRow("overlapping chain") << "a web get 0 100\n b x 1 0 40\n c x 2 30 70\n d x 3 60 100\n" << "b 0-40, a 40-60, d 60-100" << "a=0 b=40 c=40 d=40";
    }
    void path()
    {
        QFETCH(QString, text);
        QFETCH(QString, path);
        QFETCH(QString, selfs);
        for (const unsigned seed : {0u, 1u, 2u}) {
            const auto table = tableOf(text.toStdString(), seed);
            QStringList told;
            for (const PathSegment &segment : criticalPath(*table, rowOf(*table, 0xa)))
                told << QStringLiteral("%1 %2-%3").arg(QString::fromStdString(idOf(*table, segment.row))).arg(segment.startNs / kMs).arg(segment.endNs / kMs);
            QCOMPARE(told.join(QStringLiteral(", ")), path);
            const auto times = selfTimesNs(*table, Job{});
            QVERIFY(times.has_value());
            QStringList selfTold;
            for (const QString &wanted : selfs.split(QLatin1Char(' '))) {
                const std::uint32_t row = rowOf(*table, wanted.section(QLatin1Char('='), 0, 0).toULongLong(nullptr, 16));
                if (row != kNone)
                    selfTold << QStringLiteral("%1=%2").arg(wanted.section(QLatin1Char('='), 0, 0)).arg((*times)[row] / kMs);
            }
            QCOMPARE(selfTold.join(QLatin1Char(' ')), selfs);
        }
    }

    void deepAndWideTraces()
    {
        SpanTableBuilder builder;
        SpanRow row;
        row.operation = builder.operation("s", "o");
        constexpr std::uint64_t kDeep = 100'000;
        for (std::uint64_t i = 1; i <= kDeep; ++i) {
            row.id = {i};
            row.parent = {i - 1};
            row.startNs = static_cast<std::int64_t>(i);
            row.durationNs = static_cast<std::int64_t>(10 * kDeep - 2 * i);
            builder.add(row);
        }
        const auto table = std::move(builder).finish(Job{});
        QVERIFY(table.has_value());
        const auto path = criticalPath(**table, 0);
        QCOMPARE(path.size(), std::size_t{2 * kDeep - 1});
        for (std::size_t i = 1; i < path.size(); ++i)
            QCOMPARE(path[i].startNs, path[i - 1].endNs);
    }

    void skew_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shifts");   // id=ms
        QTest::addColumn<QString>("services"); // name: spans, least/median/most
        // b took 60 of a's 100 and began 500 early: it is moved to the middle, 20 after a's start. c runs on b's clock.
        QTest::newRow("a clock behind") << "a web get 1000 1100 client\n b api get 500 560 server\n  c api work 510 550\n" << "a=0 b=520 c=520" << "api: 2, 520/520/520";
        QTest::newRow("a clock ahead") << "a web get 0 100 client\n b api get 90 150 server\n" << "a=0 b=-70" << "api: 1, -70/-70/-70";
        // d is judged against b as moved: 1020 to 1080. It lies at 1030: it fits.
        QTest::newRow("below a moved one") << "a web get 1000 1100 client\n b api get 500 560 server\n  d db query 1030 1050 server\n" << "a=0 b=520 d=0" << "api: 1, 520/520/520";
        QTest::newRow("fits") << "a web get 0 100 client\n b api get 10 90 server\n" << "a=0 b=0" << "";
        QTest::newRow("sticks out by a clock tick") << "a web get 10 100 client\n b api get 9 90 server\n" << "a=0 b=0" << "";
        // Longer than its call: no more than to begin with it.
        QTest::newRow("lasts longer") << "a web get 100 150 client\n b api get 20 200 server\n" << "a=0 b=80" << "api: 1, 80/80/80";
        QTest::newRow("the same service") << "a web get 100 200\n b web get 20 60\n" << "a=0 b=0" << "";
        QTest::newRow("a message") << "a web send 0 10 producer\n b mail send 500 900 consumer\n" << "a=0 b=0" << "";
        QTest::newRow("several calls") << "a web get 0 100\n b api one 200 240 server\n c api two 300 320 server\n" << "a=0 b=-170 c=-260" << "api: 2, -260/-260/-170";
    }
    void skew()
    {
        QFETCH(QString, text);
        QFETCH(QString, shifts);
        QFETCH(QString, services);
        const auto table = tableOf(text.toStdString());
        const ClockSkew skew = clockSkew(*table, 0);
        QStringList told, toldServices;
        for (const QString &wanted : shifts.split(QLatin1Char(' '))) {
            const std::uint32_t row = rowOf(*table, wanted.section(QLatin1Char('='), 0, 0).toULongLong(nullptr, 16));
            told << QStringLiteral("%1=%2").arg(wanted.section(QLatin1Char('='), 0, 0)).arg(skew.shiftNs.at(row) / kMs);
        }
        for (const ServiceSkew &service : skew.services)
            toldServices << QStringLiteral("%1: %2, %3/%4/%5").arg(QString::fromStdString(table->services()[service.service])).arg(service.spans).arg(service.leastNs / kMs).arg(service.medianNs / kMs).arg(service.mostNs / kMs);
        QCOMPARE(told.join(QLatin1Char(' ')), shifts);
        QCOMPARE(toldServices.join(QLatin1Char('\n')), services);
    }
};

CAUSEWAY_TEST(TraceTimesTest)
#include "trace_times_test.moc"
