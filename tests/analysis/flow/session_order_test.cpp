// Concurrency against change: two orders that come side by side all the time are a fork; one that turns around for a while is none.

#include "tests/support/test_registry.h"

#include <QTest>

#include <vector>

#include "analysis/flow/mine.h"

using namespace causeway;
using namespace causeway::flow;

class SessionOrderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anOrderThatTurnsAroundForAWhile_data()
    {
        QTest::addColumn<int>("every"); // one of so many sessions has the other order
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");    // of 1,000 sessions
        QTest::addColumn<bool>("concurrent");
        QTest::newRow("all the time") << 50 << 0 << 1000 << true;
        QTest::newRow("each other one") << 2 << 0 << 1000 << true;
        QTest::newRow("in the last third") << 15 << 660 << 1000 << false;
        QTest::newRow("for good from the middle on") << 1 << 500 << 1000 << false;
        QTest::newRow("in the middle") << 4 << 400 << 500 << false;
        QTest::newRow("too few to tell") << 60 << 760 << 1000 << true;
        QTest::newRow("never") << 1 << 0 << 0 << false;
    }
    void anOrderThatTurnsAroundForAWhile()
    {
        QFETCH(int, every);
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(bool, concurrent);
        std::vector<std::uint32_t> templates, sessions;
        std::vector<std::int64_t> times;
        for (int s = 0; s < 1000; ++s) {
            const bool turned = s >= from && s < to && s % every == 0;
            for (const std::uint32_t key : turned ? std::vector<std::uint32_t>{1, 3, 2, 4} : std::vector<std::uint32_t>{1, 2, 3, 4}) {
                templates.push_back(key);
                sessions.push_back(static_cast<std::uint32_t>(s));
                times.push_back(static_cast<std::int64_t>(times.size()) * 1'000'000);
            }
        }
        const auto learned = learnConcurrent({templates, times, sessions}, 400'000, {});
        QVERIFY(learned.has_value());
        QVERIFY(*learned == (concurrent ? ConcurrentTemplates{{2, 3}} : ConcurrentTemplates{}));
        // What is given is kept to.
        MineSettings settings;
        settings.concurrent = ConcurrentTemplates{{2, 3}};
        const auto graph = mineGraph({templates, times, sessions}, settings, {});
        QVERIFY(graph.has_value());
        QVERIFY(graph->edge(graph->find(2), graph->find(3)) == nullptr);
        QVERIFY(graph->edge(graph->find(2), graph->find(4)) != nullptr);
    }
};

CAUSEWAY_TEST(SessionOrderTest)
#include "session_order_test.moc"
