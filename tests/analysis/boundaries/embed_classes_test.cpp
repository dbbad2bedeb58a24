// A graph embedding puts classes near one another that belong together.

#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/boundaries/consensus.h"
#include "analysis/boundaries/embed_classes.h"
#include "analysis/boundaries/measures.h"
#include "tests/analysis/boundaries/boundary_samples.h"
#include "tests/support/temporary_project.h"

using namespace causeway;
using namespace causeway::boundaries;

class EmbedClassesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plantedServicesAreNear()
    {
        const test::Planted planted = test::plantedServices(6, 8, 5, 0.15, 11);
        auto model = makeClassModel(planted.facts);
        CAUSEWAY_VERIFY(model);
        const auto pairs = embedClasses(*model, 6, 1, Job{});
        CAUSEWAY_VERIFY(pairs);
        for (const ClassPair &pair : *pairs)
            QVERIFY(pair.a < pair.b && pair.weight > 0 && pair.weight <= 1.0001);
        model->closeness = *pairs;
        LayerWeights alone{};
        alone[static_cast<std::size_t>(Layer::Embedding)] = 1;
        const CouplingGraph graph = coupling(*model, alone);
        QVERIFY(graph.observed[static_cast<std::size_t>(Layer::Embedding)]);
        ProposalSettings settings;
        settings.k = 6;
        const auto proposal = proposeByConsensus(graph, settings, Job{});
        CAUSEWAY_VERIFY(proposal);
        const double ari = adjustedRand(proposal->serviceOf, planted.truth);
        QVERIFY2(ari > 0.9, qPrintable(QString::number(ari)));
        const auto again = embedClasses(*model, 6, 1, Job{});
        CAUSEWAY_VERIFY(again);
        QCOMPARE(again->size(), pairs->size());
        for (std::size_t i = 0; i < pairs->size(); ++i)
            QVERIFY((*pairs)[i].a == (*again)[i].a && (*pairs)[i].b == (*again)[i].b && (*pairs)[i].weight == (*again)[i].weight);
    }
    void byItselfItWeighsNothing()
    {
        auto model = makeClassModel(test::plantedServices(3, 5, 3, 0.1, 2).facts);
        CAUSEWAY_VERIFY(model);
        const CouplingGraph before = coupling(*model, kDefaultWeights);
        model->closeness = {{0, 1, 0.5}};
        const CouplingGraph after = coupling(*model, kDefaultWeights);
        QCOMPARE(after.weights[static_cast<std::size_t>(Layer::Embedding)], 0.0);
        double sums[2] = {};
        for (const CouplingEdge &edge : before.edges)
            sums[0] += before.weightOf(edge, before.weights);
        for (const CouplingEdge &edge : after.edges)
            sums[1] += after.weightOf(edge, after.weights);
        QCOMPARE(sums[0], sums[1]);
    }
    void tooLittle()
    {
        const std::vector<ClassFact> calls{{FactKind::Call, "org.Alpha", "org.Beta", {}, 3}, {FactKind::Call, "org.Beta", "org.Gamma", {}, 1}};
        const auto model = makeClassModel(calls);
        CAUSEWAY_VERIFY(model);
        const auto graph = embeddingGraph(*model);
        QVERIFY(!graph.has_value());
        QCOMPARE(graph.error().code, ErrorCode::InvalidInput);
        QVERIFY(graph.error().toEnglish().find("share a use case") != std::string::npos);
    }
    void cancelled()
    {
        const auto model = makeClassModel(test::plantedServices(3, 5, 3, 0.1, 2).facts);
        CAUSEWAY_VERIFY(model);
        Job job;
        job.cancel.cancel();
        const auto pairs = embedClasses(*model, 0, 1, job);
        QVERIFY(!pairs.has_value());
        QCOMPARE(pairs.error().code, ErrorCode::Cancelled);
    }
};
CAUSEWAY_TEST(EmbedClassesTest)
#include "embed_classes_test.moc"
