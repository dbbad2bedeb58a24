// Sessions along a mined graph, and what branches do that change their shares: a few lines of templates each.

#include "analysis/flow/automaton.h"
#include "analysis/flow/branch_shift.h"
#include "analysis/flow/follow.h"
#include "analysis/flow/mine.h"
#include "tests/support/synthetic_program.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <map>
#include <sstream>
#include <utility>

using namespace causeway;
using namespace causeway::flow;

namespace {

// "60 x 1 2 3; 1 x 1 3": sessions of templates, one of each kind in turn, their events a quarter of a second apart.
struct Log {
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    explicit Log(const char *text)
    {
        std::vector<std::pair<int, std::vector<std::uint32_t>>> kinds;
        std::istringstream parts(text);
        for (std::string part; std::getline(parts, part, ';');) {
            std::istringstream words(part);
            int repeat = 0;
            std::string x;
            words >> repeat >> x;
            kinds.emplace_back(repeat, std::vector<std::uint32_t>());
            for (std::uint32_t key = 0; words >> key;)
                kinds.back().second.push_back(key);
        }
        std::uint32_t session = 0;
        for (bool any = true; any;) {
            any = false;
            for (auto &[left, keys] : kinds) {
                if (left-- <= 0)
                    continue;
                any = true;
                for (std::size_t i = 0; i < keys.size(); ++i) {
                    templates.push_back(keys[i]);
                    sessions.push_back(session);
                    times.push_back(session * 10'000'000'000ll + static_cast<std::int64_t>(i) * 250'000'000);
                }
                ++session;
            }
        }
    }
    [[nodiscard]] Events events() const { return {templates, times, sessions}; }
};

std::vector<std::uint32_t> keys(const QByteArray &text)
{
    std::vector<std::uint32_t> out;
    for (const QByteArray &word : text.split(' '))
        out.push_back(word.toUInt());
    return out;
}

// "1 1>2 2>3 !9 3.": a step by its edges, ! where it leaves, . where something should follow, ? where it is rare.
QString say(const Graph &graph, const std::vector<PathStep> &path, const std::vector<std::uint32_t> &templates)
{
    QStringList words;
    for (std::size_t i = 0; i < path.size(); ++i) {
        QString word = path[i].leaves ? QStringLiteral("!") : QString();
        QStringList edges;
        for (const std::uint32_t edge : path[i].edges)
            edges << QStringLiteral("%1>%2").arg(graph.nodes[graph.edges[edge].from].templateId).arg(graph.nodes[graph.edges[edge].to].templateId);
        word += edges.isEmpty() ? QString::number(templates[i]) : edges.join('+');
        words << word + (path[i].rare ? QStringLiteral("?") : QString()) + (path[i].open ? QStringLiteral(".") : QString());
    }
    return words.join(' ');
}

} // namespace

class FollowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void paths_data()
    {
        QTest::addColumn<QByteArray>("session");
        QTest::addColumn<QString>("byOrder");
        QTest::addColumn<QString>("byStates");
        const auto row = [](const char *session, const char *byOrder, const char *byStates) { QTest::newRow(session) << QByteArray(session) << QString(byOrder) << QString(byStates); };
        row("1 2 3 4 5", "1 1>2 1>3 2>4+3>4 4>5", "1 1>2 2>3 3>4 4>5");
        row("1 3 2 4 5", "1 1>3 1>2 2>4+3>4 4>5", "1 1>3 3>2 2>4 4>5");
        row("1 2 4 5", "1 1>2 2>4 4>5", "1 1>2 !4 4>5");       // 3 is skipped: the automaton tells, order alone does not
        row("1 2 3 9 4 5", "1 1>2 1>3 !9 2>4+3>4 4>5", "1 1>2 2>3 !9 !4 4>5");
        row("1 2 3 4", "1 1>2 1>3 2>4+3>4.", "1 1>2 2>3 3>4."); // ends too early
        row("4 5", "!4 4>5", "!4 4>5");                          // begins in the middle
        row("1 2 3 5", "1 1>2 1>3 !5", "1 1>2 2>3 !5");
    }
    void paths()
    {
        QFETCH(QByteArray, session);
        QFETCH(QString, byOrder);
        QFETCH(QString, byStates);
        const Log log("60 x 1 2 3 4 5; 60 x 1 3 2 4 5");
        const std::vector<std::uint32_t> templates = keys(session);
        const Graph graph = *mineGraph(log.events(), {}, {});
        QCOMPARE(say(graph, pathOf(graph, templates, false), templates), byOrder);
        const Graph automaton = *mineAutomaton(log.events(), {}, {});
        QCOMPARE(say(automaton, pathOf(automaton, templates, true), templates), byStates);
    }

    // Of 100 sessions two skip a step, two end early: the graph has it all, and it is told as rare.
    void whatIsRareIsTold()
    {
        const Log log("96 x 1 2 3; 2 x 1 3; 2 x 1 2");
        const Graph graph = *mineGraph(log.events(), {}, {});
        for (const auto &[session, path] : {std::pair("1 2 3", "1 1>2 2>3"), std::pair("1 3", "1 1>3?"), std::pair("1 2", "1 1>2.")})
            QCOMPARE(say(graph, pathOf(graph, keys(session), false), keys(session)), QString(path));
    }

    void passagesAreWhatWasCounted()
    {
        const Log log("60 x 1 2 3 4 5; 60 x 1 3 2 4 4 5; 25 x 1 2 3 4 6");
        for (const bool automaton : {false, true}) {
            const Graph graph = automaton ? *mineAutomaton(log.events(), {}, {}) : *mineGraph(log.events(), {}, {});
            std::vector<DelayHistogram> delays(graph.edges.size());
            const auto done = forEachPassage(log.events(), graph, automaton, [&](const Passage &passage) {
                QCOMPARE(log.templates[passage.parent], graph.nodes[graph.edges[passage.edge].from].templateId);
                QCOMPARE(log.templates[passage.child], graph.nodes[graph.edges[passage.edge].to].templateId);
                delays[passage.edge].add(log.times[passage.child] - log.times[passage.parent]);
            }, {});
            QVERIFY(done.has_value());
            for (std::size_t e = 0; e < graph.edges.size(); ++e) {
                QCOMPARE(delays[e].count(), graph.edges[e].count);
                QCOMPARE(delays[e].quantile(0.95), graph.edges[e].p95Ns);
            }
        }
    }

    void passagesWithoutIds()
    {
        std::vector<std::uint32_t> templates;
        std::vector<std::int64_t> times;
        test::Dice dice(7);
        std::vector<std::pair<std::int64_t, std::uint32_t>> all;
        std::int64_t at = 0;
        for (int i = 0; i < 400; ++i) {
            at += static_cast<std::int64_t>(1e9 * std::exp(1.2 * dice.normal()));
            all.emplace_back(at, 1);
            all.emplace_back(at + static_cast<std::int64_t>(1e8 * std::exp(0.2 * dice.normal())), 2);
        }
        std::ranges::sort(all);
        for (const auto &[time, key] : all) {
            times.push_back(time);
            templates.push_back(key);
        }
        const Events events{templates, times, {}};
        const Graph graph = *mineGraph(events, {}, {});
        QVERIFY(graph.edge(0, 1) != nullptr);
        std::size_t right = 0;
        QVERIFY(forEachPassage(events, graph, false, [&](const Passage &passage) { right += passage.child == passage.parent + 1 && templates[passage.child] == 2; }, {}).has_value());
        QVERIFY2(right > 300, qPrintable(QString::number(right)));
    }

    void shares_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QString>("shifts"); // parent: child from share to share
        const auto row = [](const char *name, const char *before, const char *now, const char *shifts) { QTest::newRow(name) << QByteArray(before) << QByteArray(now) << QString(shifts); };
        row("as before", "300 x 1 2 4; 100 x 1 3 4", "150 x 1 2 4; 50 x 1 3 4", "");
        row("a branch moves", "300 x 1 2 4; 100 x 1 3 4", "100 x 1 2 4; 100 x 1 3 4", "1: 2 0.75>0.5, 3 0.25>0.5");
        row("too few to say", "300 x 1 2 4; 100 x 1 3 4", "10 x 1 2 4; 10 x 1 3 4", "");
        row("sure but small", "9900 x 1 2; 9900 x 1 3", "10000 x 1 2; 9700 x 1 3", "");
        row("often nothing follows", "400 x 1 2 4", "200 x 1 2 4; 100 x 1 2", "2: 4 1>0.667, 0 0>0.333");
        row("many branches a little each", "200 x 1 2; 200 x 1 3; 200 x 1 4; 200 x 1 5; 200 x 1 6; 200 x 1 7",
            "240 x 1 2; 240 x 1 3; 240 x 1 4; 160 x 1 5; 160 x 1 6; 160 x 1 7", "1: 2 0.167>0.2, 3 0.167>0.2, 4 0.167>0.2, 5 0.167>0.133, 6 0.167>0.133, 7 0.167>0.133");
    }
    void shares()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, now);
        QFETCH(QString, shifts);
        const Log then(before.constData()), after(now.constData());
        QStringList said;
        for (const BranchShift &shift : branchShifts(*mineGraph(then.events(), {}, {}), *mineGraph(after.events(), {}, {}))) {
            QStringList children;
            for (const BranchShift::Child &child : shift.children)
                children << QStringLiteral("%1 %2>%3").arg(child.templateId).arg(child.shareBefore, 0, 'g', 3).arg(child.share, 0, 'g', 3);
            said << QStringLiteral("%1: %2").arg(shift.templateId).arg(children.join(", "));
            QVERIFY(shift.pValue <= 0.01);
        }
        QCOMPARE(said.join("; "), shifts);
    }

    void tails()
    {
        QVERIFY(std::abs(chiSquaredTail(3.841, 1) - 0.05) < 1e-4);
        QVERIFY(std::abs(chiSquaredTail(18.307, 10) - 0.05) < 1e-4);
        QVERIFY(std::abs(chiSquaredTail(1.145, 5) - 0.95) < 1e-3);
        QCOMPARE(chiSquaredTail(0, 3), 1.0);
        QVERIFY(chiSquaredTail(1e6, 3) >= 0);
    }
};

CAUSEWAY_TEST(FollowTest)
#include "follow_test.moc"
