// What a split costs: remote calls counted by hand, latency as closed forms have it, remedies, an order of extraction.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/boundaries/service_calls.h"
#include "analysis/boundaries/split_cost.h"
#include "tests/support/temporary_project.h"

using namespace causeway;
using namespace causeway::boundaries;

namespace {

// One use case: A works 4 ms and calls B, which works 6 ms, three times a passage; B calls C once, which works nothing.
ClassModel smallProgram()
{
    const auto model = makeClassModel(std::vector<ClassFact>{{FactKind::Call, "Root", "Aa", "u", 2}, {FactKind::Call, "Aa", "Bb", "u", 6}, {FactKind::Call, "Bb", "Cc", "u", 2}, {FactKind::Passage, "", "", "u", 2}, {FactKind::Work, "Aa", "", "u", 8e6},
                                                             {FactKind::Work, "Bb", "", "u", 12e6}, {FactKind::Table, "Aa", "orders", "", 1}, {FactKind::Table, "Bb", "orders", "", 1}});
    return model ? *model : ClassModel{};
}

Split splitOf(Assignment serviceOf, std::vector<std::string> services)
{
    Split out;
    out.serviceOf = std::move(serviceOf);
    out.services = std::move(services);
    for (std::uint32_t i = 0; i < out.serviceOf.size(); ++i)
        out.order.push_back(i);
    return out;
}

} // namespace

class SplitCostTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void byHand()
    {
        const ClassModel model = smallProgram();
        const Split split = splitOf({0, 1, 1}, {"a", "b"});
        CostSettings settings;
        settings.networkS = 0.01;
        settings.networkCv = 0;
        settings.serialisationS = 0;
        settings.utilisation = 0.02; // hardly anything waits
        settings.durationS = 2000;
        const auto cost = splitCost({model, split, nullptr}, settings, Job{});
        CAUSEWAY_VERIFY(cost);
        QVERIFY(std::abs(cost->remoteCalls - 3) < 1e-9);
        QCOMPARE(cost->broken.size(), std::size_t(1));
        QCOMPARE(cost->sharedTables.size(), std::size_t(1));
        QCOMPARE(cost->chatty.size(), std::size_t(1));
        // 10 ms of work before; three calls of 10 ms are added.
        QVERIFY2(std::abs(cost->meanNs.before.mean / 10e6 - 1) < 0.05, qPrintable(QString::number(cost->meanNs.before.mean)));
        QVERIFY2(std::abs((cost->meanNs.after.mean - cost->meanNs.before.mean) / 30e6 - 1) < 0.05, qPrintable(QString::number(cost->meanNs.after.mean)));
        QVERIFY(cost->p95Ns.delta.low > 0 && cost->p95Ns.after.low < cost->p95Ns.after.mean && cost->p95Ns.after.mean < cost->p95Ns.after.high);
        // A has no other calls: moved to b it saves all three.
        const RemotePair &pair = cost->chatty.front();
        QVERIFY(pair.remedy == RemotePair::Remedy::Move && std::abs(pair.saved - 3) < 1e-9);
    }
    // Price by the processors, power by what they do, carbon by the power, violations by an SLO that nearly all or hardly any keep.
    void moneyAndCarbon()
    {
        const ClassModel model = smallProgram();
        const Split split = splitOf({0, 1, 1}, {"a", "b"});
        CostSettings settings;
        settings.networkS = 0.021;
        settings.networkCv = 0;
        settings.serialisationS = 0;
        settings.utilisation = 0.3;
        settings.durationS = 100;
        settings.pricePerH = 0.5;
        settings.idleW = 2;
        settings.maxW = 12;
        settings.carbonPerKwh = 300;
        settings.sloS = 0.06;
        const auto cost = splitCost({model, split, nullptr}, settings, Job{});
        CAUSEWAY_VERIFY(cost);
        QCOMPARE(cost->processorsBefore, 8u);
        QVERIFY(cost->processorsAfter >= 8);
        QVERIFY(std::abs(cost->pricePerH.before.mean - 0.5 * 8) < 1e-9);
        QVERIFY(std::abs(cost->pricePerH.delta.mean - 0.5 * (cost->processorsAfter - 8.0)) < 1e-9);
        const double idle = 2 * 8, busy = 10 * 8 * 0.3;
        QVERIFY2(std::abs(cost->powerW.before.mean / (idle + busy) - 1) < 0.03, qPrintable(QString::number(cost->powerW.before.mean)));
        QVERIFY(cost->powerW.before.low < cost->powerW.before.high);
        QVERIFY(std::abs(cost->carbonGPerH.before.mean - cost->powerW.before.mean * 0.3) < 1e-6);
        // 10 ms exponential against 60 ms: e^-6; after, three calls of 21 ms lie before it.
        QVERIFY(cost->sloGiven && cost->sloNs == 60e6);
        QVERIFY2(std::abs(cost->violation.before.mean - std::exp(-6.0)) < 0.0015, qPrintable(QString::number(cost->violation.before.mean)));
        QVERIFY2(cost->violation.after.mean > 0.999 && cost->violation.delta.low > 0.99, qPrintable(QString::number(cost->violation.after.mean)));
        QCOMPARE(cost->after.objectives.size(), std::size_t(1));
    }
    void sloFollowsFromBefore()
    {
        const ClassModel model = smallProgram();
        const auto cost = splitCost({model, splitOf({0, 1, 1}, {"a", "b"}), nullptr}, {}, Job{});
        CAUSEWAY_VERIFY(cost);
        QVERIFY(!cost->sloGiven && std::abs(cost->sloNs / cost->p95Ns.before.mean - kSloSlack) < 1e-9);
        QVERIFY(cost->violation.before.mean > 0 && cost->violation.before.mean < 0.05); // it is further out than the p95
    }
    void matrix()
    {
        const ClassModel model = smallProgram();
        const ServiceCalls calls = serviceCalls(model, {0, 1, 1}, 2);
        QCOMPARE(calls.at(0, 1), 6.0);
        QCOMPARE(calls.at(1, 0), 0.0);
        QCOMPARE(calls.at(1, 1), 2.0);
        QCOMPARE(calls.pairsAt(0, 1), 1u);
        const auto pairs = pairsBetween(model, {0, 0, 0}, 0, 0);
        QCOMPARE(pairs.size(), std::size_t(2));
        QVERIFY(pairs[0].weight == 6 && pairs[1].weight == 2);
        QCOMPARE(serviceCalls(model, {kNoService, 0, 0}, 1).at(0, 0), 2.0);
    }
    void oneServiceCostsNothing()
    {
        const ClassModel model = smallProgram();
        const Split split = splitOf({0, 0, 0}, {"all"});
        const auto cost = splitCost({model, split, nullptr}, {}, Job{});
        CAUSEWAY_VERIFY(cost);
        QCOMPARE(cost->remoteCalls, 0.0);
        QVERIFY(cost->broken.empty() && cost->chatty.empty());
        QVERIFY(std::abs(cost->p95Ns.after.mean / cost->p95Ns.before.mean - 1) < 0.05);
    }
    // A second simulation with other random numbers lies where the interval says, in most of many splits.
    void intervalsHold()
    {
        std::vector<ClassFact> facts;
        for (int u = 0; u < 4; ++u) {
            const std::string useCase = "u" + std::to_string(u);
            facts.push_back({FactKind::Passage, "", "", useCase, 1});
            for (int i = 0; i < 9; ++i) {
                facts.push_back({FactKind::Work, "C" + std::to_string(i) + "x", "", useCase, 1e6 * (1 + (i + u) % 4)});
                facts.push_back({FactKind::Call, i == 0 ? "Root" : "C" + std::to_string((i + u) % i) + "x", "C" + std::to_string(i) + "x", useCase, 1.0 + (i * u) % 5});
            }
        }
        const auto model = makeClassModel(facts);
        CAUSEWAY_VERIFY(model);
        int inside = 0, splits = 0;
        for (std::uint32_t s = 0; s < 10; ++s) {
            Assignment serviceOf(model->classes.size());
            for (std::uint32_t i = 0; i < serviceOf.size(); ++i)
                serviceOf[i] = (i * (s + 1) + s / 3) % 3;
            const Split split = splitOf(serviceOf, {"a", "b", "c"});
            CostSettings settings;
            settings.seed = 100 + s;
            const auto cost = splitCost({*model, split, nullptr}, settings, Job{});
            CAUSEWAY_VERIFY(cost);
            simulate::ReplicationSettings other;
            other.seed = 9000 + s;
            other.replications = 30;
            const auto run = simulate::runReplications(cost->after, other, Job{});
            CAUSEWAY_VERIFY(run);
            const double p95 = simulate::estimate(latencyOfRuns(cost->after, *run, false)).mean;
            inside += p95 >= cost->p95Ns.after.low && p95 <= cost->p95Ns.after.high ? 1 : 0;
            ++splits;
        }
        QVERIFY2(inside >= splits - 2, qPrintable(QString::number(inside)));
    }
    void nothingRecorded()
    {
        const auto model = makeClassModel(std::vector<ClassFact>{{FactKind::Reference, "Aa", "Bb", "", 3}});
        CAUSEWAY_VERIFY(model);
        const auto cost = splitCost({*model, splitOf({0, 1}, {"a", "b"}), nullptr}, {}, Job{});
        QVERIFY(!cost.has_value());
        QVERIFY(cost.error().toEnglish().find("no calls by use case") != std::string::npos);
    }
    // What is in every service is done by who calls it: the work stays, its calls are none, and before is as it was.
    void inEveryService()
    {
        const ClassModel model = smallProgram();
        CostSettings settings;
        settings.networkS = 0.01;
        settings.networkCv = 0;
        settings.serialisationS = 0;
        settings.utilisation = 0.02;
        settings.durationS = 2000;
        const std::uint32_t every[] = {1};
        const auto all = splitCost({model, splitOf({0, 1, 2}, {"a", "b", "c"}), nullptr}, settings, Job{});
        const auto cost = splitCost({model, splitOf({0, kNoService, 2}, {"a", "b", "c"}), nullptr, every}, settings, Job{});
        CAUSEWAY_VERIFY(all);
        CAUSEWAY_VERIFY(cost);
        QCOMPARE(cost->meanNs.before.mean, all->meanNs.before.mean);
        QCOMPARE(cost->p95Ns.before.mean, all->p95Ns.before.mean);
        QVERIFY(std::abs(all->remoteCalls - 4) < 1e-9);
        QVERIFY(std::abs(cost->remoteCalls - 1) < 1e-9); // B's call of C is made by A
        QVERIFY2(std::abs((cost->meanNs.after.mean - cost->meanNs.before.mean) / 10e6 - 1) < 0.05, qPrintable(QString::number(cost->meanNs.after.mean)));
        // Called by the users themselves it works where they come in.
        const std::uint32_t first[] = {0};
        const auto entered = splitCost({model, splitOf({kNoService, 0, 1}, {"b", "c"}), nullptr, first}, settings, Job{});
        CAUSEWAY_VERIFY(entered);
        QCOMPARE(entered->meanNs.before.mean, all->meanNs.before.mean);
        QVERIFY(std::abs(entered->remoteCalls - 1) < 1e-9);
    }
    void callsOfNoUseCase()
    {
        const auto model = makeClassModel(std::vector<ClassFact>{{FactKind::Call, "Root", "Aa", "u", 1}, {FactKind::Call, "Aa", "Bb", "u", 2}, {FactKind::Call, "Aa", "Bb", "", 40}, {FactKind::Passage, "", "", "u", 1}});
        CAUSEWAY_VERIFY(model);
        const auto cost = splitCost({*model, splitOf({0, 1}, {"a", "b"}), nullptr}, {}, Job{});
        CAUSEWAY_VERIFY(cost);
        QCOMPARE(cost->borderCalls, 42.0);
        QCOMPARE(cost->uncountedCalls, 40.0);
    }
    void extraction()
    {
        const ClassModel model = smallProgram();
        const std::vector<Extraction> order = extractionOrder(model, splitOf({0, 1, 2}, {"a", "b", "c"}));
        QCOMPARE(order.size(), std::size_t(2));
        QCOMPARE(order[0].service, 2u); // two calls; a has six; b, with eight, is what is left
        QCOMPARE(order[0].calls, 2.0);
        QCOMPARE(order[1].service, 0u);
        QCOMPARE(order[1].calls, 8.0);
        // Even where one that is called less has more classes.
        const std::vector<Extraction> two = extractionOrder(model, splitOf({0, 1, 0}, {"ac", "b"}));
        QCOMPARE(two.size(), std::size_t(1));
        QCOMPARE(two[0].service, 1u);
    }
};
CAUSEWAY_TEST(SplitCostTest)
#include "split_cost_test.moc"
