#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "storage/database.h"
#include "storage/session_store.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

void fill(SessionSet &set)
{
    set.grouping = "sequence";
    set.why = "because";
    set.sequenceSource = "train";
    set.ungrouped = 3;
    set.sessions = {{"1", "first", TimePoint{5}, TimePoint{9}, 2}, {"2", "", TimePoint::none(), TimePoint::none(), 1}, {"test:1", "3", TimePoint{-7}, TimePoint{7}, 3}};
    set.offsets = {0, 2, 3, 6};
    for (const std::uint64_t event : {4u, 1u, 2u, 100000u, 0u, 7u})
        set.events.emplace_back(event);
}

} // namespace

class SessionStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comesBackAsSaved()
    {
        test::TemporaryProject project;
        SessionSet set;
        fill(set);
        SessionStore store(*project);
        CAUSEWAY_VERIFY(store.save(set));
        const auto back = store.current();
        CAUSEWAY_VERIFY(back);
        QVERIFY(*back != nullptr);
        QVERIFY((*back)->events == set.events);
        QVERIFY((*back)->offsets == set.offsets);
        QVERIFY((*back)->why == "because" && (*back)->grouping == "sequence");
        QCOMPARE((*back)->ungrouped, 3u);
        QVERIFY((*back)->sessions[2].key == "test:1" && (*back)->sessions[2].first.ns == -7 && (*back)->sessions[1].first.isNone());
        QCOMPARE((*back)->sessions[2].events, 3u);
        QVERIFY(store.remembered().value_or("") == "sequence");
    }

    void findsById_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("session");
        QTest::newRow("id") << "sequence=2" << 1;
        QTest::newRow("key") << "2" << 1;
        QTest::newRow("a key goes before a name") << "1" << 0;
        QTest::newRow("name") << "first" << 0;
        QTest::newRow("id with a name") << "sequence=first" << 0;
        QTest::newRow("the first source may be named") << "train:2" << 1;
        QTest::newRow("… in an id as well") << "sequence=train:2" << 1;
        QTest::newRow("another source") << "test:1" << 2;
        QTest::newRow("unknown") << "test:2" << -1;
        QTest::newRow("other grouping") << "trace=2" << -1;
        QTest::newRow("empty") << "" << -1;
    }
    void findsById()
    {
        QFETCH(QString, text);
        QFETCH(int, session);
        SessionSet set;
        fill(set);
        const auto found = set.find(text.toStdString());
        QCOMPARE(found ? static_cast<int>(*found) : -1, session);
    }

    void isNotCurrentWhereTheSnapshotIsNewer()
    {
        test::TemporaryProject project;
        SessionSet set;
        fill(set);
        set.snapshotVersion = 7; // the project's is 0
        SessionStore store(*project);
        CAUSEWAY_VERIFY(store.save(set));
        const auto back = store.current();
        CAUSEWAY_VERIFY(back);
        QVERIFY(*back == nullptr);
        QVERIFY(store.remembered().value_or("") == "sequence");
    }

    void damageIsAMessage()
    {
        test::TemporaryProject project;
        SessionSet set;
        fill(set);
        SessionStore store(*project);
        for (const char *sql : {"UPDATE grouping SET events=substr(events,1,length(events)-3)", "UPDATE grouping SET sessions=x'00'", "UPDATE grouping SET events=sessions"}) {
            CAUSEWAY_VERIFY(store.save(set));
            CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [&](Database &database) { return database.execute(sql); }));
            const auto back = store.current();
            QVERIFY(!back);
            QCOMPARE(back.error().code, ErrorCode::Damaged);
        }
    }
};

CAUSEWAY_TEST(SessionStoreTest)
#include "session_store_test.moc"
