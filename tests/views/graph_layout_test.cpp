// Running causeway-layout: cancel, time limit, a missing or broken program, what is kept, what stays in its place.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

#include "views/graph/graph_layout.h"

using namespace causeway;
using namespace causeway::views;
using namespace std::chrono_literals;

namespace {

const QString kProgram = QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway-layout");

layout::Request ladder(std::uint32_t nodes)
{
    layout::Request request;
    request.nodes.assign(nodes, {120, 36});
    for (std::uint32_t i = 1; i < nodes; ++i)
        request.edges.push_back({(i - 1) / 2, i, 1});
    return request;
}

LayoutTask taskOf(layout::Request request)
{
    LayoutTask task{std::move(request), {}, {}};
    for (std::uint64_t i = 0; i < task.request.nodes.size(); ++i)
        task.names.push_back(100 + i);
    return task;
}

} // namespace

class GraphLayoutTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString script(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + text + "\n") < 0)
            return {};
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }

private Q_SLOTS:
    void found()
    {
        // The test stands in build/tests, the program in build.
        QCOMPARE(findLayoutProgram(), QFileInfo(kProgram).canonicalFilePath());
    }

    void laysOut()
    {
        const auto answer = runLayout(kProgram, ladder(30), 20s, {});
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().toEnglish().c_str());
        QCOMPARE(answer->nodes.size(), std::size_t{30});
        QCOMPARE(answer->edges.size(), std::size_t{29});
    }

    void brokenPrograms_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("tells");
        QTest::newRow("missing") << QString() << static_cast<int>(ErrorCode::NotFound) << "causeway-layout is missing";
        QTest::newRow("not there") << m_folder.filePath("none") << static_cast<int>(ErrorCode::NotFound) << "does not start";
        QTest::newRow("crashes") << script("crash", "kill -SEGV $$") << static_cast<int>(ErrorCode::Internal) << "crashed";
        QTest::newRow("fails") << script("fail", "cat >/dev/null; echo out of ink >&2; exit 1") << static_cast<int>(ErrorCode::Internal) << "out of ink";
        QTest::newRow("answers otherwise") << script("other", "cat >/dev/null; echo hello") << static_cast<int>(ErrorCode::Internal) << "line 1";
        QTest::newRow("reads nothing") << script("deaf", "exit 0") << static_cast<int>(ErrorCode::Internal) << "line 1";
        QTest::newRow("endless") << script("endless", "exec sleep 60") << static_cast<int>(ErrorCode::LimitExceeded) << "longer than";
    }
    void brokenPrograms()
    {
        QFETCH(const QString, program);
        QFETCH(const int, code);
        QFETCH(const QString, tells);
        const auto answer = runLayout(program, ladder(30), 1s, {});
        QVERIFY(!answer.has_value());
        QCOMPARE(static_cast<int>(answer.error().code), code);
        QVERIFY2(answer.error().toEnglish().find(tells.toStdString()) != std::string::npos, answer.error().toEnglish().c_str());
        QVERIFY(!answer.error().hint.empty());
    }

    void tooLarge()
    {
        layout::Request request;
        request.nodes.assign(layout::kMostNodes + 1, {10, 10});
        const auto answer = runLayout(kProgram, request, 1s, {});
        QVERIFY(!answer && answer.error().code == ErrorCode::LimitExceeded);
    }

    void cancelled()
    {
        Job job;
        job.cancel.cancel();
        QElapsedTimer clock;
        clock.start();
        const auto answer = runLayout(script("slow", "exec sleep 60"), ladder(3), 60s, job);
        QVERIFY(!answer && answer.error().code == ErrorCode::Cancelled);
        QVERIFY(clock.elapsed() < 10'000);
    }

    void keptByContent()
    {
        workspace::JobManager jobs;
        GraphLayout layouts(jobs, "flow.layout", nullptr);
        layouts.setProgram(kProgram);
        std::vector<GraphLayout::Layout> all;
        const auto take = [&](GraphLayout::Layout layout) { all.push_back(std::move(layout)); };
        const auto fail = [](const Error &error) { qWarning("%s", error.toEnglish().c_str()); };
        layouts.start(taskOf(ladder(12)), take, fail);
        QTRY_COMPARE_WITH_TIMEOUT(all.size(), std::size_t{1}, 20'000);
        layouts.start(taskOf(ladder(12)), take, fail); // at once
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0], all[1]);
        QCOMPARE(layouts.runs(), std::size_t{1});
        layouts.start(taskOf(ladder(13)), take, fail);
        QTRY_COMPARE_WITH_TIMEOUT(all.size(), std::size_t{3}, 20'000);
        QCOMPARE(layouts.runs(), std::size_t{2});
    }

    void aNewerTakesThePlace()
    {
        workspace::JobManager jobs;
        GraphLayout layouts(jobs, "flow.layout", nullptr);
        layouts.setProgram(script("slow2", "exec sleep 60"));
        int done = 0, failed = 0;
        layouts.start(taskOf(ladder(5)), [&](const auto &) { ++done; }, [&](const Error &) { ++failed; });
        layouts.setProgram(kProgram);
        layouts.start(taskOf(ladder(6)), [&](const auto &) { done += 10; }, [&](const Error &) { ++failed; });
        QTRY_COMPARE_WITH_TIMEOUT(done, 10, 20'000);
        QVERIFY(jobs.waitForIdle(20'000));
        QCOMPARE(failed, 0);
    }

    void whatIsNewMovesLittle()
    {
        // A tree; then one more leaf.
        const LayoutTask before = taskOf(ladder(40));
        const auto first = layOutKeeping(kProgram, before, 20s, {});
        QVERIFY(first.has_value());
        LayoutTask after = taskOf(ladder(41));
        for (std::size_t i = 0; i < 40; ++i)
            after.before[before.names[i]] = first->nodes[i];
        const auto second = layOutKeeping(kProgram, after, 20s, {});
        QVERIFY(second.has_value());
        QCOMPARE(second->nodes.size(), std::size_t{41});
        std::vector<double> moved;
        for (std::size_t i = 0; i < 40; ++i)
            moved.push_back(std::hypot(second->nodes[i].x - first->nodes[i].x, second->nodes[i].y - first->nodes[i].y));
        std::ranges::sort(moved);
        qInfo("moved: median %.0f, most %.0f of %.0f", moved[20], moved[39], first->size.width);
        QVERIFY(moved[20] < 130); // about a node's width
        // Order from left to right stays within a layer.
        for (std::size_t i = 0; i < 40; ++i)
            for (std::size_t j = 0; j < 40; ++j)
                if (first->nodes[i].y == first->nodes[j].y && first->nodes[i].x < first->nodes[j].x)
                    QVERIFY(second->nodes[i].x < second->nodes[j].x);
    }
};

CAUSEWAY_TEST(GraphLayoutTest)
#include "graph_layout_test.moc"
