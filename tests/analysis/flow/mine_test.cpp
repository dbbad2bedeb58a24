// Graphs mined from programs whose flow is known, and from a few lines by hand.

#include "tests/support/flow_score.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace causeway;
using namespace causeway::flow;
using namespace causeway::test;

namespace {

// Sessions of templates, their events a quarter of a second apart, each session ten seconds after the one before.
struct Columns {
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    void add(const std::vector<std::uint32_t> &session)
    {
        const std::uint32_t id = sessions.empty() ? 0 : sessions.back() + 1;
        for (std::size_t i = 0; i < session.size(); ++i) {
            templates.push_back(session[i]);
            sessions.push_back(id);
            times.push_back(id * 10'000'000'000 + static_cast<std::int64_t>(i) * 250'000'000);
        }
    }
    [[nodiscard]] Events events() const { return {templates, times, sessions}; }
};

NodeKind kindOf(const Graph &graph, std::uint32_t id) { return graph.nodes[graph.find(id)].kind; }

} // namespace

class MineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsBranchForkJoinAndLoop()
    {
        Columns log;
        for (int i = 0; i < 60; ++i) {
            log.add({1, 2, 4, 5, 6, 7, 8});    // 1: 2 or 3; 4: 5 and 6 in any order, joined by 7
            log.add({1, 3, 4, 6, 5, 7, 8, 7, 8}); // 7 and 8 again
        }
        const Graph graph = *mineGraph(log.events(), {}, {});
        QCOMPARE(graph.sessions, std::uint64_t{120});
        std::set<TemplateEdge> edges;
        for (const Edge &edge : graph.edges) {
            edges.insert({graph.nodes[edge.from].templateId, graph.nodes[edge.to].templateId});
            QVERIFY(!edge.inferred);
        }
        const std::set<TemplateEdge> expected{{1, 2}, {1, 3}, {2, 4}, {3, 4}, {4, 5}, {4, 6}, {5, 7}, {6, 7}, {7, 8}, {8, 7}};
        QVERIFY(edges == expected);
        QCOMPARE(kindOf(graph, 1), NodeKind::Branch);
        QCOMPARE(kindOf(graph, 4), NodeKind::Fork);
        QCOMPARE(kindOf(graph, 7), NodeKind::Loop);
        const Edge *branch = graph.edge(graph.find(1), graph.find(3));
        QVERIFY(branch != nullptr && branch->count == 60 && branch->probability == 0.5);
        QVERIFY(std::abs(branch->p50Ns - 250'000'000) < 20'000'000);
        MineSettings timed;
        timed.kind = GraphKind::Tcfg;
        const Graph tcfg = *mineGraph(log.events(), timed, {});
        QCOMPARE(kindOf(tcfg, 1), NodeKind::Begin);
        QCOMPARE(kindOf(tcfg, 8), NodeKind::End); // two times in three
        QCOMPARE(kindOf(tcfg, 4), NodeKind::Event);
    }

    void joinsAreTold()
    {
        Columns log;
        for (int i = 0; i < 40; ++i) {
            log.add({1, 2, 3, 4, 5});
            log.add({1, 3, 2, 4, 5});
        }
        QCOMPARE(kindOf(*mineGraph(log.events(), {}, {}), 4), NodeKind::Join);
    }

    // What comes later because the one before did follows from it; what comes when it likes only follows by chance.
    void orderThatNeverChangesIsToldByTime()
    {
        Dice dice(7);
        std::vector<std::uint32_t> templates, sessions;
        std::vector<std::int64_t> times;
        for (std::uint32_t s = 0; s < 400; ++s) {
            const double fast = dice.uniform(0.1, 0.5), slow = dice.uniform(1, 1.5);
            const double join = slow + dice.uniform(0.1, 0.5);
            double at[4] = {0, fast, slow, join};
            for (std::uint32_t i = 0; i < 4; ++i) {
                templates.push_back(i + 1);
                sessions.push_back(s);
                times.push_back(static_cast<std::int64_t>((10.0 * s + at[i]) * 1e9));
            }
        }
        const Graph graph = *mineGraph({templates, times, sessions}, {}, {});
        QVERIFY(graph.edge(0, 1) != nullptr && graph.edge(0, 2) != nullptr);
        QVERIFY(graph.edge(1, 2) == nullptr);
        QVERIFY(graph.edge(2, 3) != nullptr && graph.edge(1, 3) != nullptr);
    }

    void knownPrograms_data()
    {
        QTest::addColumn<bool>("ids");
        QTest::addColumn<double>("concurrency");
        QTest::addColumn<double>("precision");
        QTest::addColumn<double>("recall");
        QTest::newRow("with ids") << true << 5.0 << 0.95 << 0.95;
        QTest::newRow("one at a time") << false << 1.0 << 0.93 << 0.92;
        QTest::newRow("five at a time") << false << 5.0 << 0.93 << 0.92;
    }
    void knownPrograms()
    {
        QFETCH(bool, ids);
        QFETCH(double, concurrency);
        QFETCH(double, precision);
        QFETCH(double, recall);
        EdgeScore mean;
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            RunOptions options;
            options.concurrency = concurrency;
            const SyntheticLog log = SyntheticProgram(seed).run(options);
            MineSettings settings;
            settings.ignoreIds = !ids;
            const Graph graph = *mineGraph(eventsOf(log), settings, {});
            const EdgeScore score = scoreEdges(graph, log.truth);
            mean.precision += score.precision / 6;
            mean.recall += score.recall / 6;
            QVERIFY(graph.warnings.empty());
            QCOMPARE(graph.nodes.back().kind, NodeKind::Operational);
        }
        QVERIFY2(mean.precision >= precision && mean.recall >= recall, qPrintable(QStringLiteral("%1 %2").arg(mean.precision).arg(mean.recall)));
    }

    void sameAtAnyNumberOfThreads()
    {
        const SyntheticLog log = SyntheticProgram(3).run({});
        MineSettings settings;
        settings.ignoreIds = true;
        const Graph one = *mineGraph(eventsOf(log), settings, {});
        settings.kernels.threads = 4;
        const Graph four = *mineGraph(eventsOf(log), settings, {});
        QCOMPARE(one.edges.size(), four.edges.size());
        for (std::size_t i = 0; i < one.edges.size(); ++i)
            QVERIFY(one.edges[i].count == four.edges[i].count && one.edges[i].p99Ns == four.edges[i].p99Ns && one.edges[i].to == four.edges[i].to);
    }

    void coarseClocksAreSaidToBeHopeless()
    {
        SyntheticLog log = SyntheticProgram(2).run({});
        MineSettings settings;
        settings.ignoreIds = true;
        QVERIFY(mineGraph(eventsOf(log), settings, {})->warnings.empty());
        for (std::int64_t &t : log.timesNs)
            t -= t % 1'000'000'000;
        const Graph graph = *mineGraph(eventsOf(log), settings, {});
        QVERIFY(!graph.warnings.empty());
        QVERIFY(graph.warnings.front().toEnglish().find("1 s") != std::string::npos);
        settings.ignoreIds = false;
        QVERIFY(mineGraph(eventsOf(log), settings, {})->warnings.empty());
    }

    void lostLinesAreNoEdges()
    {
        RunOptions options;
        options.lost = 0.02;
        const SyntheticProgram program(2);
        const SyntheticLog log = program.run(options);
        const Graph graph = *mineGraph(eventsOf(log), {}, {});
        QCOMPARE(graph.warnings.size(), std::size_t{1});
        const EdgeScore score = scoreEdges(graph, log.truth);
        QVERIFY2(score.precision > 0.9, qPrintable(QString::number(score.precision)));
    }

    void oddInput()
    {
        QVERIFY(mineGraph({}, {}, {})->nodes.empty());
        Columns log;
        log.add({1});
        QCOMPARE(mineGraph(log.events(), {}, {})->nodes.size(), std::size_t{1});
        MineSettings settings;
        settings.ignoreIds = true;
        QCOMPARE(mineGraph(log.events(), settings, {})->edges.size(), std::size_t{0});
        const std::vector<std::uint32_t> same(300, 4'000'000'000u);
        const std::vector<std::int64_t> times(300, INT64_MIN + 5);
        for (const bool ignore : {false, true}) {
            settings.ignoreIds = ignore;
            const std::vector<std::uint32_t> sessions(300, 0);
            QVERIFY(mineGraph({same, times, sessions}, settings, {}).has_value());
        }
        Job job;
        job.cancel.cancel();
        settings.ignoreIds = true;
        const SyntheticLog log2 = SyntheticProgram(2).run({});
        QCOMPARE(mineGraph(eventsOf(log2), settings, job).error().code, ErrorCode::Cancelled);
    }

    void histogramKeepsQuantiles()
    {
        DelayHistogram delays;
        for (int i = 1; i <= 1000; ++i)
            delays.add(i * 1'000'000);
        QCOMPARE(delays.count(), std::uint64_t{1000});
        for (const double p : {0.05, 0.5, 0.95, 0.99})
            QVERIFY(std::abs(static_cast<double>(delays.quantile(p)) / (p * 1e9) - 1) < 0.02);
        delays.add(0);
        delays.add(-5);
        delays.add(INT64_MAX);
        QCOMPARE(delays.count(), std::uint64_t{1003});
        QVERIFY(std::abs(delays.logMean() + 1) < 0.1);
        DelayHistogram ties;
        ties.add(0, 10);
        QCOMPARE(ties.quantile(0.99), std::int64_t{0});
    }

    void dotIsQuoted()
    {
        Columns log;
        log.add({1, 2});
        log.add({1, 2});
        const std::vector<std::string> texts{"say \"hi\"\n", std::string(100, 'x')};
        const std::string dot = toDot(*mineGraph(log.events(), {}, {}), texts);
        QVERIFY(dot.find("say \\\"hi\\\" ") != std::string::npos && dot.find("n0 -> n1") != std::string::npos);
        QVERIFY(dot.find(std::string(60, 'x') + "…") != std::string::npos);
    }
};

CAUSEWAY_TEST(MineTest)
#include "mine_test.moc"
