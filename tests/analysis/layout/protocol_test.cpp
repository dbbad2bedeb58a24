// What causeway-layout is asked and answers, as text; whatever is wrong is told with its line.

#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

#include "analysis/layout/protocol.h"

using namespace causeway::layout;

class ProtocolTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestGoesThere()
    {
        Request request{Direction::LeftToRight, {{120, 40}, {80.5, 20}}, {{0, 1, 7}, {1, 1, 1}}};
        const std::string text = write(request);
        QCOMPARE(text, std::string("causeway-layout 1\ngraph 2 2 lr\nnode 120.00 40.00\nnode 80.50 20.00\nedge 0 1 7\nedge 1 1 1\nend\n"));
        const auto read = readRequest(text);
        QVERIFY(read.has_value());
        QCOMPARE(*read, request);
        QVERIFY(readRequest(write(Request{})).has_value());
    }

    void answerComesBack()
    {
        const Answer answer{{200, 100}, {{60, 20}, {60, 80}}, {{{60, 40}, {60, 45}, {60, 55.25}, {60, 60}}, {}}};
        const auto read = readAnswer(write(answer), 2, 2);
        QVERIFY(read.has_value());
        QCOMPARE(*read, answer);
        const auto other = readAnswer(write(answer), 3, 2);
        QVERIFY(!other.has_value());
        QCOMPARE(other.error().line, std::size_t{2});
    }

    void wrongRequests_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        const QByteArray head = "causeway-layout 1\n";
        QTest::newRow("nothing") << QByteArray() << 1;
        QTest::newRow("other version") << QByteArray("causeway-layout 2\ngraph 0 0 tb\nend\n") << 1;
        QTest::newRow("version with more") << QByteArray("causeway-layout 1 \ngraph 0 0 tb\nend\n") << 1;
        QTest::newRow("no direction") << head + "graph 0 0\nend\n" << 2;
        QTest::newRow("wrong direction") << head + "graph 0 0 up\nend\n" << 2;
        QTest::newRow("too many nodes") << head + "graph 10001 0 tb\n" << 2;
        QTest::newRow("too many edges") << head + "graph 1 40001 tb\n" << 2;
        QTest::newRow("edges without nodes") << head + "graph 0 1 tb\nedge 0 0 1\nend\n" << 2;
        QTest::newRow("count overflows") << head + "graph 99999999999999999999 0 tb\n" << 2;
        QTest::newRow("negative count") << head + "graph -1 0 tb\n" << 2;
        QTest::newRow("width of zero") << head + "graph 1 0 tb\nnode 0 10\nend\n" << 3;
        QTest::newRow("width too large") << head + "graph 1 0 tb\nnode 2001 10\nend\n" << 3;
        QTest::newRow("no number") << head + "graph 1 0 tb\nnode nan 10\nend\n" << 3;
        QTest::newRow("infinite") << head + "graph 1 0 tb\nnode inf 10\nend\n" << 3;
        QTest::newRow("two blanks") << head + "graph 1 0 tb\nnode  10 10\nend\n" << 3;
        QTest::newRow("more than asked") << head + "graph 1 0 tb\nnode 10 10 10\nend\n" << 3;
        QTest::newRow("node missing") << head + "graph 2 0 tb\nnode 10 10\nend\n" << 4;
        QTest::newRow("edge to nowhere") << head + "graph 1 1 tb\nnode 10 10\nedge 0 1 1\nend\n" << 4;
        QTest::newRow("weightless") << head + "graph 1 1 tb\nnode 10 10\nedge 0 0 0\nend\n" << 4;
        QTest::newRow("cut short") << head + "graph 1 1 tb\nnode 10 10\nedge 0 0 1\n" << 5;
        QTest::newRow("no end of line") << head + "graph 0 0 tb\nend" << 3;
        QTest::newRow("more after the end") << head + "graph 0 0 tb\nend\nend\n" << 4;
        QTest::newRow("zero bytes") << QByteArray(300, '\0') << 1;
    }
    void wrongRequests()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, line);
        const auto read = readRequest(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        QVERIFY(!read.has_value());
        QVERIFY(!read.error().why.empty());
        QCOMPARE(read.error().line, static_cast<std::size_t>(line));
    }

    void wrongAnswers_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray head = "causeway-layout 1\nlayout 100 100 1 1\nnode 50 50\n";
        QTest::newRow("spline of two points") << head + "edge 1 1 2 2\nend\n";
        QTest::newRow("half a point") << head + "edge 1\nend\n";
        QTest::newRow("far away") << head + "edge 1 1 2 2 3 3 4 1e9\nend\n";
        QTest::newRow("endless spline") << head + "edge" + QByteArray(" 1").repeated(2 * 4'001) + "\nend\n";
        QTest::newRow("node missing") << QByteArray("causeway-layout 1\nlayout 100 100 1 1\nedge\nend\n");
    }
    void wrongAnswers()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!readAnswer(text.toStdString(), 1, 1).has_value());
    }

    void tooLong() { QVERIFY(!readRequest(std::string(kMostRequestBytes + 1, 'x')).has_value()); }

    // Whatever is read is within the bounds, and what is read is what was written.
    void changedBytes()
    {
        Request request;
        std::mt19937 random(7);
        for (std::uint32_t i = 0; i < 40; ++i)
            request.nodes.push_back({20.0 + i, 30});
        for (std::uint32_t i = 0; i < 60; ++i)
            request.edges.push_back({static_cast<std::uint32_t>(random() % 40), static_cast<std::uint32_t>(random() % 40), 1});
        const std::string good = write(request);
        int readable = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string bad = good;
            for (unsigned changes = 1 + static_cast<unsigned>(random() % 3); changes > 0; --changes)
                bad[random() % bad.size()] = "0123456789 .-\ne\xff"[random() % 16];
            if (random() % 4 == 0)
                bad.resize(random() % bad.size());
            const auto read = readRequest(bad);
            if (!read)
                continue;
            ++readable;
            QCOMPARE(read->nodes.size(), request.nodes.size());
            for (const Link &link : read->edges)
                QVERIFY(link.from < 40 && link.to < 40 && link.weight >= 1 && link.weight <= kHeaviest);
            QVERIFY(readRequest(write(*read)).has_value());
        }
        QVERIFY(readable > 100);
    }
};

CAUSEWAY_TEST(ProtocolTest)
#include "protocol_test.moc"
