// Weights of layers learned from moves: from moves that follow one layer, that layer; from too few, nothing.

#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "analysis/boundaries/learn_weights.h"
#include "tests/analysis/boundaries/boundary_samples.h"
#include "tests/support/temporary_project.h"

using namespace causeway;
using namespace causeway::boundaries;

namespace {

constexpr std::size_t kNames = static_cast<std::size_t>(Layer::Names), kReferences = static_cast<std::size_t>(Layer::References);

// Twelve classes of services by references (i / 4) that are named after another division (i % 3).
CouplingGraph contradictingLayers()
{
    CouplingGraph graph;
    graph.classes = 12;
    graph.weights = {};
    graph.weights[kNames] = 1;
    graph.weights[kReferences] = 0.6;
    for (std::uint32_t a = 0; a < 12; ++a)
        for (std::uint32_t b = a + 1; b < 12; ++b) {
            CouplingEdge edge{a, b, {}};
            if (a / 4 == b / 4)
                edge.shares[kReferences] = 1.0F / 18;
            if (a % 3 == b % 3)
                edge.shares[kNames] = 1.0F / 18;
            graph.edges.push_back(edge);
        }
    return graph;
}
Assignment by(std::uint32_t divide, std::uint32_t modulo)
{
    Assignment out;
    for (std::uint32_t i = 0; i < 12; ++i)
        out.push_back(divide > 0 ? i / divide : i % modulo);
    return out;
}

} // namespace

class LearnWeightsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatMovesFollow()
    {
        const CouplingGraph graph = contradictingLayers();
        const std::vector<JudgedClass> judged = judgedClasses(by(0, 3), by(4, 0), {});
        QVERIFY(judged.size() >= kLeastMoves);
        const auto learned = learnWeights(graph, judged);
        CAUSEWAY_VERIFY(learned);
        QVERIFY2(learned->weights[kReferences] / learned->weights[kNames] > 1, qPrintable(QString::number(learned->weights[kReferences] / learned->weights[kNames])));
        QVERIFY(learned->weights[kNames] >= 0);
        QVERIFY(learned->rightWith > learned->rightWithout);
        QVERIFY(learned->better());
        std::vector<JudgedClass> reversed(judged.rbegin(), judged.rend());
        const auto again = learnWeights(graph, reversed);
        CAUSEWAY_VERIFY(again);
        QCOMPARE(again->weights, learned->weights);
    }
    void nothingToLearnIsSaid()
    {
        // One layer alone: another weight of it changes no decision, whatever was moved.
        CouplingGraph graph = contradictingLayers();
        graph.weights[kReferences] = 0;
        for (CouplingEdge &edge : graph.edges)
            edge.shares[kReferences] = 0;
        const auto learned = learnWeights(graph, judgedClasses(by(0, 3), by(4, 0), {}));
        CAUSEWAY_VERIFY(learned);
        QCOMPARE(learned->rightWith, learned->rightWithout);
        QVERIFY(!learned->better());
        QVERIFY(learned->weights[kNames] < graph.weights[kNames]); // the moves speak against it
        QCOMPARE(learned->weights[kReferences], 0.0);
    }
    void judgements()
    {
        // The services are numbered otherwise, one class was moved, one pinned.
        const Assignment proposed{0, 0, 0, 1, 1, 1}, corrected{1, 1, 0, 0, 0, 0};
        const std::uint32_t kept = 4;
        const std::vector<JudgedClass> judged = judgedClasses(proposed, corrected, {&kept, 1});
        QCOMPARE(judged.size(), std::size_t{2});
        QCOMPARE(judged[0].one, 2u);
        QCOMPARE(judged[0].with, (std::vector<std::uint32_t>{3, 4, 5}));
        QCOMPARE(judged[0].without, (std::vector<std::uint32_t>{0, 1}));
        QCOMPARE(judged[1].one, 4u);
        QVERIFY(judged[1].without.empty());
    }
    void tooFew()
    {
        const auto learned = learnWeights(contradictingLayers(), judgedClasses({0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2}, {0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2}, {}));
        QVERIFY(!learned.has_value());
        QVERIFY(learned.error().toEnglish().find("too few") != std::string::npos);
    }
};
CAUSEWAY_TEST(LearnWeightsTest)
#include "learn_weights_test.moc"
