// Events that belong together.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "app/engine/group_sessions.h"
#include "app/engine/import_logs.h"
#include "app/engine/project_info.h"
#include "tests/app/engine/orders_log.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

class GroupSessionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void groupings_data()
    {
        QTest::addColumn<QByteArray>("by");
        QTest::addColumn<QString>("is");
        QTest::addColumn<int>("sessions");
        QTest::addColumn<int>("ungrouped");
        QTest::newRow("auto") << QByteArray("auto") << "identifier:order" << 100 << 0;
        QTest::newRow("the best identifier") << QByteArray("identifier") << "identifier:order" << 100 << 0;
        QTest::newRow("source") << QByteArray("source") << "source" << 1 << 0;
        QTest::newRow("window") << QByteArray("window:60") << "window:60s" << 6 << 0;
    }

    void groupings()
    {
        QFETCH(QByteArray, by);
        QFETCH(QString, is);
        QFETCH(int, sessions);
        QFETCH(int, ungrouped);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        GroupSessionsRequest request;
        request.grouping = ::by(by.constData());
        const auto grouped = groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(QString::fromStdString(grouped->sessions->grouping), is);
        QCOMPARE(static_cast<int>(grouped->sessions->sessions.size()), sessions);
        QCOMPARE(static_cast<int>(grouped->sessions->ungrouped), ungrouped);
        QCOMPARE(grouped->events, 298u);
        // Remembered; and the same whatever the number of threads.
        const auto remembered = currentSessions(*project, 1, Job{});
        CAUSEWAY_VERIFY(remembered);
        QVERIFY((*remembered)->grouping == grouped->sessions->grouping);
        request.again = true;
        request.threads = 3;
        const auto again = groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(again);
        QVERIFY(again->sessions->events == grouped->sessions->events && again->sessions->offsets == grouped->sessions->offsets);
    }

    void eventsOfASessionAreInOrderOfTime()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "later.log", "2024-01-01 00:00:05 INFO shop: payment of order_1 accepted\n2024-01-01 00:00:07 INFO shop: payment of order_2 accepted\n"));
        CAUSEWAY_VERIFY(import(project, "earlier.log", "2024-01-01 00:00:09 INFO shop: parcel for order_2 handed over\n2024-01-01 00:00:01 INFO shop: received order_2 from x\n"));
        GroupSessionsRequest request;
        request.grouping = by("identifier:order");
        const auto grouped = groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(grouped);
        const auto session = grouped->sessions->find("order_2");
        QVERIFY(session.has_value());
        const auto events = grouped->sessions->eventsOf(*session);
        QCOMPARE(events.size(), 3u);
        QVERIFY(events[0] == EventId(3) && events[1] == EventId(1) && events[2] == EventId(2));
        QCOMPARE(*session, 0u); // its first event is the earliest
        QCOMPARE(QString::fromStdString(toIso8601(grouped->sessions->sessions[*session].last)), "2024-01-01T00:00:09Z");
    }

    void whatCannotBeGroupedSaysWhatThereIs()
    {
        test::TemporaryProject project;
        QCOMPARE(currentSessions(*project, 1, Job{}).error().code, ErrorCode::NotFound);
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        GroupSessionsRequest request;
        request.grouping = by("identifier:invoice");
        const auto grouped = groupSessions(*project, request, Job{});
        QVERIFY(!grouped);
        QVERIFY(grouped.error().toEnglish().find("order") != std::string::npos);
        request.grouping = by("trace");
        QVERIFY(!groupSessions(*project, request, Job{}));
    }

    void hdfsGroupsByBlock()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_raw/HDFS_20000.log.gz");
        test::TemporaryProject project;
        ImportRequest request;
        request.paths = {test::dataPath("hdfs_raw/HDFS_20000.log.gz")};
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        const auto grouped = groupSessions(*project, {}, Job{});
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(QString::fromStdString(grouped->sessions->grouping), "identifier:blk");
        QCOMPARE(grouped->sessions->sessions.size(), 1782u);
        QCOMPARE(grouped->events, 20000u);
        const auto info = projectInfo(*project, Job{});
        CAUSEWAY_VERIFY(info);
        QCOMPARE(info->sessions, 1782u);
        QCOMPARE(info->events, 20000u);
    }
};

CAUSEWAY_TEST(GroupSessionsTest)
#include "group_sessions_test.moc"
