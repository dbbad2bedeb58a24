// Automata of sessions by k-tails.

#include "analysis/flow/automaton.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace causeway;
using namespace causeway::flow;

namespace {

struct Log {
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    void add(std::uint32_t session, const std::vector<std::uint32_t> &keys)
    {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            templates.push_back(keys[i]);
            sessions.push_back(session);
            times.push_back(session * 1'000'000'000ll + static_cast<std::int64_t>(i) * 1'000'000);
        }
    }
    [[nodiscard]] Events events() const { return {templates, times, sessions}; }
};

bool accepts(const Graph &graph, const std::vector<std::uint32_t> &keys)
{
    std::vector<std::uint32_t> states;
    for (std::uint32_t n = 0; n < graph.nodes.size(); ++n)
        if (graph.nodes[n].templateId == keys[0] && graph.nodes[n].begins > 0)
            states.push_back(n);
    for (std::size_t i = 1; i < keys.size(); ++i) {
        std::vector<std::uint32_t> next;
        for (const std::uint32_t state : states)
            for (const Edge &edge : graph.out(state))
                if (graph.nodes[edge.to].templateId == keys[i])
                    next.push_back(edge.to);
        if (next.size() > states.size())
            return false; // ambiguous
        states = next;
    }
    return std::any_of(states.begin(), states.end(), [&](std::uint32_t n) { return graph.nodes[n].ends > 0; });
}

// One edge a line by templates, those that several states share once.
QString text(const Graph &graph)
{
    std::set<std::string> lines;
    for (const Edge &edge : graph.edges)
        lines.insert(std::to_string(graph.nodes[edge.from].templateId) + "-" + std::to_string(graph.nodes[edge.to].templateId) + (edge.boundNs > 0 ? " bound" : ""));
    QString out;
    for (const std::string &line : lines)
        out += QString::fromStdString(line) + '\n';
    return out;
}

} // namespace

class AutomatonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void loopsAreFoldedAndPathsKept()
    {
        Log log;
        log.add(0, {1, 2, 3, 4});
        log.add(1, {1, 2, 3, 2, 3, 4});
        log.add(2, {1, 2, 3, 2, 3, 2, 3, 4});
        log.add(3, {1, 5, 4});
        const Graph graph = *mineAutomaton(log.events(), {}, {});
        QCOMPARE(graph.sessions, std::uint64_t{4});
        QVERIFY(accepts(graph, {1, 2, 3, 4}));
        QVERIFY(accepts(graph, {1, 5, 4}));
        QVERIFY(accepts(graph, {1, 2, 3, 2, 3, 2, 3, 2, 3, 4})); // seen three times at most
        QVERIFY(!accepts(graph, {1, 2, 4}));
        QVERIFY(!accepts(graph, {1, 2, 3}));
        QVERIFY(!accepts(graph, {1, 5, 3, 4}));
        for (const Edge &edge : graph.edges)
            QVERIFY(std::abs(edge.p50Ns - 1'000'000) < 100'000);
    }

    void whatFollowsTellsStatesApart()
    {
        Log log;
        for (std::uint32_t i = 0; i < 10; i += 2) {
            log.add(i, {1, 3, 4});
            log.add(i + 1, {2, 3, 5});
        }
        const Graph graph = *mineAutomaton(log.events(), {}, {});
        QCOMPARE(std::count_if(graph.nodes.begin(), graph.nodes.end(), [](const Node &n) { return n.templateId == 3; }), std::ptrdiff_t{2});
        QVERIFY(accepts(graph, {1, 3, 4}) && !accepts(graph, {1, 3, 5}));
    }

    void timesAndLoopsAreBounded()
    {
        Log log;
        for (std::uint32_t i = 0; i < 40; ++i) {
            std::vector<std::uint32_t> keys{1};
            for (std::uint32_t round = 0; round < 1 + i % 3; ++round) {
                keys.push_back(2);
                keys.push_back(3);
            }
            keys.push_back(4);
            log.add(i, keys);
        }
        log.add(40, {1, 5, 4});
        const Graph graph = *mineAutomaton(log.events(), {}, {});
        QCOMPARE(text(graph), QStringLiteral("1-2 bound\n1-5\n2-3 bound\n3-2 bound\n3-4 bound\n5-4\n"));
        for (const Node &state : graph.nodes)
            if (state.templateId == 2 || state.templateId == 3)
                QVERIFY2(state.mostTimes >= 3 && state.mostTimes <= 30, qPrintable(QString::number(state.mostTimes)));
            else
                QCOMPARE(state.mostTimes, 0u);
        for (const Edge &edge : graph.edges)
            if (edge.boundNs > 0)
                QVERIFY2(edge.boundNs > 1'100'000 && edge.boundNs < 3'000'000, qPrintable(QString::number(edge.boundNs)));
    }

    void boundsAndErrors()
    {
        Log log;
        for (std::uint32_t i = 0; i < 50; ++i)
            log.add(i, {1, i + 10, 2});
        AutomatonSettings settings;
        settings.mostPrefixes = 20;
        const Graph graph = *mineAutomaton(log.events(), settings, {});
        QCOMPARE(graph.warnings.size(), std::size_t{1});
        QVERIFY(graph.sessions > 0 && graph.sessions < 50);
        QCOMPARE(mineAutomaton({log.templates, log.times, {}}, {}, {}).error().code, ErrorCode::InvalidInput);
        Job job;
        job.cancel.cancel();
        QCOMPARE(mineAutomaton(log.events(), {}, job).error().code, ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(AutomatonTest)
#include "automaton_test.moc"
