// Services are found where there are some, demands are kept, the same input gives the same proposal.

#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <ctime>

#include "analysis/boundaries/leiden.h"
#include "analysis/boundaries/metric_search.h"
#include "tests/analysis/boundaries/boundary_samples.h"
#include "tests/support/temporary_project.h"

using namespace causeway;
using namespace causeway::boundaries;

namespace {

ClassModel modelOf(const std::vector<ClassFact> &facts)
{
    auto model = makeClassModel(facts);
    if (!model)
        qCritical("%s", model.error().toEnglish().c_str());
    return model ? *std::move(model) : ClassModel{};
}

} // namespace

class ProposalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leidenFindsCliques()
    {
        std::vector<ClassPair> pairs;
        for (std::uint32_t c = 0; c < 5; ++c)
            for (std::uint32_t i = 0; i < 6; ++i)
                for (std::uint32_t k = i + 1; k < 6; ++k)
                    pairs.push_back({6 * c + i, 6 * c + k, 1});
        for (std::uint32_t c = 0; c + 1 < 5; ++c)
            pairs.push_back({6 * c, 6 * c + 6, 1});
        const WeightedGraph graph(30, pairs);
        LeidenSettings settings;
        const std::vector<std::uint32_t> found = leiden(graph, settings);
        for (std::uint32_t i = 0; i < 30; ++i)
            QCOMPARE(found[i], i / 6);
        settings.apart = {{0, 1}, {0, 2}};
        const std::vector<std::uint32_t> apart = leiden(graph, settings);
        QVERIFY(apart[0] != apart[1] && apart[0] != apart[2]);
        settings.bySize = true;
        settings.gamma = 0.5;
        settings.apart.clear();
        QCOMPARE(leiden(graph, settings), found);
        settings.gamma = 1.5; // no pair is worth it
        QCOMPARE(serviceCount(leiden(graph, settings)), 30u);
    }
    void plantedServicesAreFound()
    {
        const test::Planted planted = test::plantedServices(6, 8, 5, 0.15, 11);
        const ClassModel model = modelOf(planted.facts);
        const CouplingGraph graph = coupling(model, kDefaultWeights);
        const auto proposal = proposeByConsensus(graph, {}, Job{});
        CAUSEWAY_VERIFY(proposal);
        QVERIFY2(adjustedRand(proposal->serviceOf, planted.truth) > 0.95, qPrintable(QString::number(adjustedRand(proposal->serviceOf, planted.truth))));
        double least = 1;
        for (const double stability : proposal->stability) {
            QVERIFY(stability >= 0 && stability <= 1);
            least = std::min(least, stability);
        }
        QVERIFY(least > 0.3);
        ProposalSettings one;
        one.threads = 1;
        ProposalSettings four;
        four.threads = 4;
        QCOMPARE(proposeByConsensus(graph, one, Job{})->serviceOf, proposeByConsensus(graph, four, Job{})->serviceOf);
    }
    void asManyAsAsked_data()
    {
        QTest::addColumn<int>("k");
        for (const int k : {1, 2, 5, 9, 16, 48})
            QTest::newRow(qPrintable(QString::number(k))) << k;
    }
    void asManyAsAsked()
    {
        QFETCH(int, k);
        const ClassModel model = modelOf(test::plantedServices(6, 8, 5, 0.15, 11).facts);
        ProposalSettings settings;
        settings.k = static_cast<std::uint32_t>(k);
        const auto proposal = proposeByConsensus(coupling(model, kDefaultWeights), settings, Job{});
        CAUSEWAY_VERIFY(proposal);
        QCOMPARE(proposal->services, settings.k);
        if (k <= 16) // three for each
            QCOMPARE(measure(model, callGraph(model), proposal->serviceOf, {}, false).small, 0u);
    }
    // At the number that shows, the consensus; at others the measures decide, and the demands hold.
    void asManyByMeasures()
    {
        const test::Planted planted = test::plantedServices(6, 8, 5, 0.15, 11);
        const ClassModel model = modelOf(planted.facts);
        QVERIFY(model.observed);
        const CouplingGraph graph = coupling(model, kDefaultWeights);
        ProposalSettings settings;
        settings.k = proposeByConsensus(graph, {}, Job{})->services;
        const auto plain = proposeAsMany(model, graph, settings, Job{});
        CAUSEWAY_VERIFY(plain);
        QVERIFY(!plain->byMeasures);
        QCOMPARE(plain->proposal.serviceOf, proposeByConsensus(graph, {}, Job{})->serviceOf);
        settings.k = 10;
        settings.demands.pins = {{3, "first"}, {7, "second"}};
        settings.demands.apart = {{1, 2}};
        settings.demands.utilities = {5};
        settings.threads = 1;
        const auto refined = proposeAsMany(model, graph, settings, Job{});
        CAUSEWAY_VERIFY(refined);
        QVERIFY(refined->byMeasures);
        const Assignment &split = refined->proposal.serviceOf;
        QVERIFY(serviceCount(split) == 10 && split[3] != split[7] && split[1] != split[2] && split[5] == kNoService);
        QCOMPARE(refined->proposal.names[split[3]], std::string("first"));
        const Measures measures = measure(model, callGraph(model), split, {}, false), consensus = measure(model, callGraph(model), proposeByConsensus(graph, settings, Job{})->serviceOf, {}, false);
        QVERIFY2(measures.small <= std::max(smallServices(48, 10), consensus.small) && measures.icp < consensus.icp, qPrintable(QStringLiteral("%1 %2 %3").arg(measures.small).arg(measures.icp).arg(consensus.icp)));
        QCOMPARE(refined->proposal.stability.size(), model.classes.size());
        QVERIFY(std::ranges::all_of(refined->proposal.stability, [](double s) { return s >= 0 && s <= 1; }));
        settings.threads = 4;
        QCOMPARE(proposeAsMany(model, graph, settings, Job{})->proposal.serviceOf, split);
    }
    void stabilityOfTheConsensusIsItsOwn()
    {
        const ClassModel model = modelOf(test::plantedServices(6, 8, 5, 0.15, 11).facts);
        const CouplingGraph graph = coupling(model, kDefaultWeights);
        const auto proposal = proposeByConsensus(graph, {}, Job{});
        CAUSEWAY_VERIFY(proposal);
        const auto again = stabilityOf(graph, proposal->serviceOf, {}, Job{});
        CAUSEWAY_VERIFY(again);
        QCOMPARE(*again, proposal->stability);
    }
    void tooMany()
    {
        const ClassModel model = modelOf(test::plantedServices(2, 4, 3, 0, 1).facts);
        ProposalSettings settings;
        settings.k = 9;
        const auto proposal = proposeByConsensus(coupling(model, kDefaultWeights), settings, Job{});
        QVERIFY(!proposal.has_value());
        QVERIFY(proposal.error().toEnglish().find("9 services are too many") != std::string::npos);
    }
    void demandsAreKept()
    {
        const test::Planted planted = test::plantedServices(5, 8, 5, 0.15, 21);
        const ClassModel model = modelOf(planted.facts);
        Demands demands;
        const auto of = [&](std::uint32_t service, std::uint32_t nth) {
            for (std::uint32_t i = 0; i < planted.truth.size(); ++i)
                if (planted.truth[i] == service && nth-- == 0)
                    return i;
            return 0u;
        };
        demands.pins = {{of(0, 0), "first"}, {of(1, 0), "first"}, {of(2, 0), "second"}};
        demands.together = {{of(3, 0), of(4, 0)}};
        demands.apart = {{of(0, 1), of(0, 2)}, {of(0, 3), of(0, 4)}};
        demands.utilities = {of(4, 3)};
        const auto holds = [&](const Assignment &split) {
            return split[of(0, 0)] == split[of(1, 0)] && split[of(2, 0)] != split[of(0, 0)] && split[of(3, 0)] == split[of(4, 0)] && split[of(0, 1)] != split[of(0, 2)] && split[of(0, 3)] != split[of(0, 4)] && split[of(4, 3)] == kNoService;
        };
        for (const std::uint32_t k : {0u, 2u, 4u, 7u}) {
            ProposalSettings settings;
            settings.k = k;
            settings.demands = demands;
            const auto proposal = proposeByConsensus(coupling(model, kDefaultWeights), settings, Job{});
            CAUSEWAY_VERIFY(proposal);
            QVERIFY2(holds(proposal->serviceOf), qPrintable(QString::number(k)));
            QCOMPARE(proposal->names[proposal->serviceOf[of(0, 0)]], std::string("first"));
        }
        SearchSettings search;
        search.k = 5;
        search.demands = demands;
        const auto found = searchByMeasures(model, coupling(model, kDefaultWeights), search, Job{});
        CAUSEWAY_VERIFY(found);
        QVERIFY(holds(found->best.serviceOf));
        for (const FoundSplit &one : found->pareto)
            QVERIFY(holds(one.serviceOf));
    }
    void contradictions_data()
    {
        QTest::addColumn<QByteArray>("pins");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("two services") << QByteArray(R"({"a": ["C000001x"], "b": ["C000001x"]})") << QByteArray("pinned to “a” and to “b”");
        QTest::newRow("together") << QByteArray(R"({"pins": {"C000001x": "a", "C000002x": "b"}, "together": [["C000001x", "C000002x"]]})") << QByteArray("must be together, and are pinned to");
        QTest::newRow("apart") << QByteArray(R"({"pins": {"C000001x": "a", "C000002x": "a"}, "apart": [["C000001x", "C000002x"]]})") << QByteArray("must be apart");
        QTest::newRow("utility") << QByteArray(R"({"pins": {"C000001x": "a"}, "utilities": ["C000001x"]})") << QByteArray("is a utility of every service");
        QTest::newRow("layout") << QByteArray(R"({"pins": {"C000001x": "a"}, "near": []})") << QByteArray("“near” is none of");
        QTest::newRow("no pair") << QByteArray(R"({"apart": ["C000001x"]})") << QByteArray("no list of pairs");
    }
    void contradictions()
    {
        QFETCH(QByteArray, pins);
        QFETCH(QByteArray, told);
        const ClassModel model = modelOf(test::plantedServices(2, 4, 3, 0, 1).facts);
        const auto demands = readDemands(model, pins.toStdString());
        QVERIFY(!demands.has_value());
        QVERIFY2(QByteArray::fromStdString(demands.error().toEnglish()).contains(told), demands.error().toEnglish().c_str());
    }
    void noData_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("none") << 0 << QByteArray("there are no classes");
        QTest::newRow("one") << 1 << QByteArray("there is only one class");
        QTest::newRow("no calls") << 3 << QByteArray("nothing couples the 3 classes");
    }
    void noData()
    {
        QFETCH(int, classes);
        QFETCH(QByteArray, told);
        std::vector<ClassFact> facts;
        for (int i = 0; i < classes; ++i)
            facts.push_back({FactKind::Class, "C" + std::to_string(i) + "x", {}, {}, 1});
        const auto model = makeClassModel(facts);
        QVERIFY(!model.has_value());
        QVERIFY2(QByteArray::fromStdString(model.error().toEnglish()).contains(told), model.error().toEnglish().c_str());
    }
    void searchBeatsItsStart()
    {
        const ClassModel model = modelOf(test::plantedServices(6, 8, 5, 0.3, 31).facts);
        const CouplingGraph graph = coupling(model, kDefaultWeights);
        SearchSettings settings;
        settings.k = 6;
        const auto found = searchByMeasures(model, graph, settings, Job{});
        CAUSEWAY_VERIFY(found);
        ProposalSettings start;
        start.k = 6;
        const auto proposal = proposeByConsensus(graph, start, Job{});
        CAUSEWAY_VERIFY(proposal);
        const Measures before = measure(model, callGraph(model), proposal->serviceOf, {}, false), &after = found->best.measures;
        QCOMPARE(after.k, 6u);
        QCOMPARE(after.small, 0u);
        const auto worth = [&](const Measures &m) {
            const double sm = m.sm / before.sm;
            return -m.icp / before.icp + (sm > 1.5 ? 1.5 + 0.1 * (sm - 1.5) : sm) - m.ned - m.bcpBySize / std::max(before.bcpBySize, 0.02);
        };
        QVERIFY(worth(after) >= worth(before) - 1e-9);
        QVERIFY(!found->pareto.empty());
        SearchSettings threads = settings;
        threads.threads = 3;
        QCOMPARE(searchByMeasures(model, graph, threads, Job{})->best.serviceOf, found->best.serviceOf);
    }
    void cancelled()
    {
        Job job;
        job.cancel.cancel();
        const ClassModel model = modelOf(test::plantedServices(2, 8, 3, 0, 1).facts);
        QVERIFY(!proposeByConsensus(coupling(model, kDefaultWeights), {}, job).has_value());
    }
    void largeProgram()
    {
        const test::Planted planted = test::plantedServices(250, 20, 10, 0.2, 5);
        const ClassModel model = modelOf(planted.facts);
        const std::clock_t start = std::clock();
        const auto proposal = proposeByConsensus(coupling(model, kDefaultWeights), {}, Job{});
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        CAUSEWAY_VERIFY(proposal);
        QVERIFY2(adjustedRand(proposal->serviceOf, planted.truth) >= 0.9, qPrintable(QString::number(adjustedRand(proposal->serviceOf, planted.truth))));
        QVERIFY2(seconds < 60, qPrintable(QString::number(seconds))); // of processor time, without optimisation; bench_boundaries prints the figure
    }
};
CAUSEWAY_TEST(ProposalTest)
#include "proposal_test.moc"
