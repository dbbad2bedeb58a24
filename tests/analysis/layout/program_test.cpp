// causeway-layout as it is run: text in, text out, an exit code.

#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <array>
#include <cmath>
#include <random>

#include "analysis/layout/protocol.h"

using namespace causeway::layout;

namespace {

struct Run {
    int code = -1;
    bool crashed = true;
    QByteArray out, err;
};

Run run(const QByteArray &input, const QStringList &arguments = {})
{
    QProcess program;
    program.start(QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway-layout"), arguments);
    if (!program.waitForStarted())
        return {};
    program.write(input);
    program.closeWriteChannel();
    if (!program.waitForFinished(60'000))
        return {};
    return {program.exitCode(), program.exitStatus() != QProcess::NormalExit, program.readAllStandardOutput(), program.readAllStandardError()};
}

Run run(const Request &request) { return run(QByteArray::fromStdString(write(request))); }

Answer answerOf(const Request &request)
{
    const Run done = run(request);
    const auto answer = readAnswer(done.out.toStdString(), request.nodes.size(), request.edges.size());
    if (done.code != kDone || !answer)
        qWarning("%d %s %s", done.code, done.err.constData(), answer ? "" : answer.error().why.c_str());
    return answer ? *answer : Answer{};
}

// A flow as logs show them: chains with branches that join again, and some loops.
Request flowOf(std::uint32_t nodes, unsigned seed)
{
    Request request;
    std::mt19937 random(seed);
    request.nodes.assign(nodes, {180, 36});
    for (std::uint32_t i = 1; i < nodes; ++i) {
        request.edges.push_back({i - 1 - static_cast<std::uint32_t>(random() % std::min(i, 3u)), i, 1});
        if (random() % 4 == 0)
            request.edges.push_back({i - static_cast<std::uint32_t>(random() % std::min(i, 12u)), i, 1});
    }
    return request;
}

} // namespace

class LayoutProgramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChainGoesDown()
    {
        const Request request{Direction::TopToBottom, {{100, 30}, {100, 30}, {100, 30}}, {{0, 1, 1}, {1, 2, 1}}};
        const Answer answer = answerOf(request);
        QCOMPARE(answer.nodes.size(), std::size_t{3});
        QVERIFY(answer.nodes[0].y < answer.nodes[1].y && answer.nodes[1].y < answer.nodes[2].y);
        QCOMPARE(answer.nodes[0].x, answer.nodes[2].x);
        for (std::size_t i = 0; i < 2; ++i) {
            const auto &spline = answer.edges[i];
            QVERIFY(spline.size() >= 4 && spline.size() % 3 == 1);
            QVERIFY(std::abs(spline.front().y - (answer.nodes[i].y + 15)) < 2); // from tail …
            QVERIFY(std::abs(spline.back().y - (answer.nodes[i + 1].y - 15)) < 2); // … to head
        }
        Request across = request;
        across.direction = Direction::LeftToRight;
        const Answer wide = answerOf(across);
        QVERIFY(wide.nodes[0].x < wide.nodes[1].x && wide.size.width > wide.size.height);
    }

    void loopsAndPairs()
    {
        // To itself, back, and twice the same way.
        const Request request{Direction::TopToBottom, {{60, 30}, {60, 30}}, {{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {0, 1, 1}}};
        const Answer answer = answerOf(request);
        for (const auto &spline : answer.edges)
            QVERIFY(spline.size() >= 4);
        QVERIFY(answer.edges[2].front().y > answer.edges[2].back().y); // from the lower node up
        QVERIFY(answer.edges[1] != answer.edges[3]);
    }

    void nodesLieApartWithinTheLayout()
    {
        const Request request = flowOf(120, 3);
        const Answer answer = answerOf(request);
        for (std::size_t i = 0; i < request.nodes.size(); ++i) {
            const Point &a = answer.nodes[i];
            QVERIFY(a.x >= 89 && a.y >= 17 && a.x <= answer.size.width - 89 && a.y <= answer.size.height - 17);
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(std::abs(a.x - answer.nodes[j].x) >= 180 || std::abs(a.y - answer.nodes[j].y) >= 36);
        }
    }

    void sameBytes()
    {
        const Request request = flowOf(200, 9);
        const Run first = run(request), second = run(request);
        QCOMPARE(first.code, int{kDone});
        QCOMPARE(first.out, second.out);
    }

    void nothingToLayOut()
    {
        QCOMPARE(answerOf(Request{}).nodes.size(), std::size_t{0});
        const Answer one = answerOf({Direction::TopToBottom, {{80, 40}}, {}});
        QCOMPARE(one.nodes, (std::vector<Point>{{40, 20}}));
    }

    void hostileInput_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("tells");
        QTest::newRow("nothing") << QByteArray() << QByteArray("line 1");
        QTest::newRow("Graphviz' language") << QByteArray("digraph { a [image=\"/etc/passwd\"] }\n") << QByteArray("line 1");
        QTest::newRow("cut short") << QByteArray("causeway-layout 1\ngraph 2 1 tb\nnode 1 1\n") << QByteArray("line 4");
        QTest::newRow("edge to nowhere") << QByteArray("causeway-layout 1\ngraph 1 1 tb\nnode 1 1\nedge 0 7 1\nend\n") << QByteArray("line 4");
        QTest::newRow("endless") << QByteArray(8 << 20, 'x') << QByteArray("longer than");
    }
    void hostileInput()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, tells);
        const Run done = run(text);
        QVERIFY(!done.crashed);
        QCOMPARE(done.code, int{kBadRequest});
        QVERIFY(done.out.isEmpty());
        QVERIFY2(done.err.contains(tells), done.err.constData());
    }

    void hostileShapes_data()
    {
        QTest::addColumn<int>("shape");
        int shape = 0;
        for (const char *name : {"a chain of 5,000", "a star of 2,000", "5,000 alone", "a complete graph of 40", "300 edges between two"})
            QTest::newRow(name) << shape++;
    }
    void hostileShapes()
    {
        QFETCH(const int, shape);
        Request request;
        const std::uint32_t nodes = std::array{5'000u, 2'000u, 5'000u, 40u, 2u}[static_cast<std::size_t>(shape)];
        request.nodes.assign(nodes, {100, 30});
        for (std::uint32_t i = 0; i < nodes; ++i) {
            if (shape == 0 && i > 0)
                request.edges.push_back({i - 1, i, 1});
            if (shape == 1 && i > 0)
                request.edges.push_back({0, i, kHeaviest});
            for (std::uint32_t j = 0; shape == 3 && j < nodes; ++j)
                request.edges.push_back({i, j, 1});
        }
        if (shape == 4)
            request.edges.assign(300, {0, 1, 1});
        const Answer answer = answerOf(request);
        QCOMPARE(answer.nodes.size(), request.nodes.size());
    }

    void wrongUse()
    {
        const Run help = run({}, {QStringLiteral("--help")});
        QCOMPARE(help.code, int{kDone});
        QVERIFY(help.out.startsWith("usage"));
        QCOMPARE(run({}, {QStringLiteral("graph.dot")}).code, int{kBadRequest});
    }

    void aThousandNodesInASecond()
    {
        const Request request = flowOf(1'000, 1);
        QElapsedTimer clock;
        clock.start();
        const Answer answer = answerOf(request);
        qInfo("1,000 nodes, %zu edges: %lld ms", request.edges.size(), static_cast<long long>(clock.elapsed()));
        QCOMPARE(answer.nodes.size(), std::size_t{1'000});
        QVERIFY(clock.elapsed() < 20'000); // a busy machine
    }
};

CAUSEWAY_TEST(LayoutProgramTest)
#include "program_test.moc"
