// Services on nodes: the exact placement is that of trying all, none is better; what cannot be is told by its constraint.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/allocate/placement/placement.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate::placement;
using simulate::Scenario;

namespace {

struct Shape {
    std::size_t services = 3, nodes = 3, domains = 2;
    bool links = true;
};

Scenario random(unsigned seed, const Shape &shape)
{
    std::mt19937 engine(seed);
    const auto whole = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); };
    const auto real = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine); };
    Scenario out;
    out.durationS = 100;
    out.warmupS = 0;
    for (std::size_t d = 0; d < shape.domains; ++d)
        out.domains.push_back({"d" + std::to_string(d), {{0, real(0, 1)}}, {{0, real(20, 500)}}, {{0, real(0, 150)}}});
    for (std::size_t n = 0; n < shape.nodes; ++n) {
        simulate::Node node;
        node.name = "n" + std::to_string(n);
        node.cores = whole(2, 8);
        node.speed = real(0.5, 2);
        node.memoryGib = whole(4, 16);
        node.idleW = real(10, 80);
        node.maxW = node.idleW + real(0, 200);
        node.pricePerH = real(0.01, 1);
        node.domain = "d" + std::to_string(n % shape.domains);
        out.nodes.push_back(node);
    }
    for (std::size_t a = 0; a < shape.domains && shape.links; ++a)
        for (std::size_t b = a + 1; b < shape.domains; ++b)
            out.links.push_back({"d" + std::to_string(a), "d" + std::to_string(b), {simulate::Distribution::Kind::Constant, real(0.001, 0.1), 0, {}}});
    for (std::size_t s = 0; s < shape.services; ++s) {
        simulate::Service service;
        service.name = "s" + std::to_string(s);
        service.replicas = static_cast<unsigned>(whole(1, 2));
        service.servers = static_cast<unsigned>(whole(1, 2));
        service.memoryGib = whole(0, 4);
        out.services.push_back(service);
        simulate::Operation operation;
        operation.name = "o" + std::to_string(s);
        operation.service = service.name;
        operation.self = {simulate::Distribution::Kind::Exponential, real(0.001, 0.05), 1, {}};
        for (std::size_t t = s + 1; t < shape.services; ++t)
            if (whole(0, 1) == 1)
                operation.steps.push_back({{"o" + std::to_string(t), real(0.1, 1)}});
        out.operations.push_back(operation);
    }
    out.arrivals.push_back({"o0", real(1, 20), {}, {}, {}});
    return out;
}

Weights weightsOf(unsigned seed)
{
    static constexpr Weights all[]{{1, 1, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {5, 1, 0.2}};
    return all[seed % std::size(all)];
}

// All ways to put the replicas of services from s on.
void tryAll(const Problem &problem, std::size_t s, Placement &placement, double &best)
{
    if (s == problem.services.size()) {
        if (brokenBy(problem, placement).empty())
            best = std::min(best, scoreOf(problem, placement).objective);
        return;
    }
    const auto put = [&](auto &&self, std::size_t n, unsigned left) -> void {
        if (n + 1 == problem.nodes.size()) {
            placement[s][n] = left;
            tryAll(problem, s + 1, placement, best);
            placement[s][n] = 0;
            return;
        }
        for (unsigned here = 0; here <= left; ++here) {
            placement[s][n] = here;
            self(self, n + 1, left - here);
        }
        placement[s][n] = 0;
    };
    put(put, 0, problem.services[s].replicas);
}

Scenario twoNodes(const std::string &services, const std::string &links = {})
{
    return test::scenarioOf(services, "\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 0.1}}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 1}}", 100, 0,
                            ", \"nodes\": {\"x\": {\"cores\": 4, \"memory_gib\": 8, \"domain\": \"eu\"}, \"y\": {\"cores\": 2, \"memory_gib\": 32, \"domain\": \"us\"}}" + links);
}

} // namespace

class PlacementTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBestOfAll_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 0; seed < 40; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void theBestOfAll()
    {
        QFETCH(unsigned, seed);
        const Scenario scenario = random(seed, {3 + seed % 2, 3, 1 + seed % 3, seed % 4 != 0});
        const auto problem = problemOf(scenario, weightsOf(seed));
        QVERIFY(problem.has_value());
        double best = HUGE_VAL;
        Placement none(problem->services.size(), std::vector<unsigned>(problem->nodes.size(), 0));
        tryAll(*problem, 0, none, best);
        const auto start = greedy(*problem, {});
        const auto found = exact(*problem, start ? std::optional(*start) : std::nullopt, 20, {});
        if (!std::isfinite(best)) {
            QVERIFY(!start && !found && found.error().code == ErrorCode::InvalidInput && !found.error().why.empty());
            return;
        }
        QVERIFY2(found.has_value(), found ? "" : found.error().toEnglish().c_str());
        QVERIFY(found->proven && found->gap == 0 && brokenBy(*problem, found->placement).empty());
        const double objective = scoreOf(*problem, found->placement).objective;
        QVERIFY2(std::abs(objective - best) <= 1e-6 * (1 + best), qPrintable(QStringLiteral("%1 instead of %2").arg(objective).arg(best)));
        if (start) {
            QVERIFY(brokenBy(*problem, *start).empty());
            QVERIFY(scoreOf(*problem, *start).objective >= best - 1e-6 * (1 + best));
        }
        const Scenario out = placed(scenario, found->placement);
        const auto again = simulate::readScenario(simulate::toJson(out));
        QVERIFY2(again.has_value(), again ? "" : again.error().toEnglish().c_str());
    }
    // Larger ones, where all cannot be tried.
    void neverWorseThanGreedy()
    {
        for (unsigned seed = 100; seed < 106; ++seed) {
            const auto problem = problemOf(random(seed, {8, 8, 3, true}), weightsOf(seed));
            const auto start = greedy(*problem, {});
            const auto found = exact(*problem, start ? std::optional(*start) : std::nullopt, 2, {});
            if (!found) {
                QVERIFY2(!start, found.error().toEnglish().c_str());
                continue;
            }
            QVERIFY(brokenBy(*problem, found->placement).empty() && found->gap >= 0 && found->gap <= 1);
            if (start)
                QVERIFY(scoreOf(*problem, found->placement).objective <= scoreOf(*problem, *start).objective);
        }
    }
    void whatItCountsIsWhatIsSimulated()
    {
        // Two services that talk, far apart or together: the simulation differs by the ways and the speeds alone.
        const Scenario scenario = test::scenarioOf("\"a\": {\"servers\": 4}, \"b\": {\"servers\": 4}",
                                                   "\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 0.01}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"constant\": 0.02}}",
                                                   "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 5}}", 1000, 0,
                                                   ", \"nodes\": {\"x\": {\"cores\": 8, \"idle_w\": 50, \"max_w\": 150, \"price_per_h\": 0.3, \"domain\": \"eu\"}, \"y\": {\"cores\": 8, \"speed\": 2, \"idle_w\": 50, \"max_w\": 150, \"price_per_h\": 0.5, \"domain\": \"us\"}}"
                                                   ", \"domains\": {\"eu\": {\"carbon_g_per_kwh\": 100, \"price_per_kwh\": 0.2}, \"us\": {\"carbon_g_per_kwh\": 400}}, \"links\": [{\"from\": \"eu\", \"to\": \"us\", \"latency_s\": {\"constant\": 0.04}}]");
        const auto problem = problemOf(scenario, {});
        for (const Placement &placement : {Placement{{1, 0}, {0, 1}}, Placement{{1, 0}, {1, 0}}, Placement{{0, 1}, {0, 1}}}) {
            const Score score = scoreOf(*problem, placement);
            const Scenario there = placed(scenario, placement);
            const auto run = test::under(there, {}, 3);
            QVERIFY2(std::abs(run.operations[0].latencyNs.mean * 1e-9 / score.latencyS - 1) < 0.01, qPrintable(QStringLiteral("%1 %2").arg(run.operations[0].latencyNs.mean * 1e-9).arg(score.latencyS)));
            QVERIFY2(std::abs(run.cost.mean / (score.costPerH * 1000 / 3600) - 1) < 0.01, qPrintable(QStringLiteral("%1 %2").arg(run.cost.mean).arg(score.costPerH)));
            QVERIFY2(std::abs(run.carbonG.mean / (score.carbonGPerH * 1000 / 3600) - 1) < 0.01, qPrintable(QStringLiteral("%1 %2").arg(run.carbonG.mean).arg(score.carbonGPerH)));
            QVERIFY(placementOf(there) && there.nodes.size() == score.nodes);
        }
        // Together where it is fast, or where it is green.
        const auto best = [&](const Weights &weights) { return exact(*problemOf(scenario, weights), std::nullopt, 5, {})->placement; };
        QVERIFY(best({1, 0, 0}) == (Placement{{0, 1}, {0, 1}}) && best({0, 0, 1}) == (Placement{{1, 0}, {1, 0}}));
    }
    void impossible_data()
    {
        QTest::addColumn<QString>("services");
        QTest::addColumn<QString>("links");
        QTest::addColumn<QString>("said");
        const QString link = QStringLiteral(", \"links\": [{\"from\": \"eu\", \"to\": \"us\", \"latency_s\": {\"constant\": 0.04}}]");
        QTest::newRow("a replica's cores") << QStringLiteral("\"a\": {\"servers\": 5}") << QString() << QStringLiteral("services.a.servers: a replica needs 5 cores, and the largest node has 4");
        QTest::newRow("a replica's memory") << QStringLiteral("\"a\": {\"memory_gib\": 33}") << QString() << QStringLiteral("services.a.memory_gib: a replica needs 33 GiB, and the largest node has 32");
        QTest::newRow("replicas of one") << QStringLiteral("\"a\": {\"replicas\": 3, \"servers\": 2, \"memory_gib\": 5}") << QString() << QStringLiteral("services.a.replicas: 3 must be placed, and 2 fit");
        QTest::newRow("one domain") << QStringLiteral("\"a\": {\"replicas\": 5}") << link << QStringLiteral("services.a.replicas: 5 must stand in one domain, and 4 fit into the largest");
        QTest::newRow("all cores") << QStringLiteral("\"a\": {\"replicas\": 4}, \"b\": {\"replicas\": 3}") << QString() << QStringLiteral("services: their replicas need 7 cores together, and the nodes have 6");
        QTest::newRow("all memory") << QStringLiteral("\"a\": {\"memory_gib\": 30}, \"b\": {\"memory_gib\": 8}, \"c\": {\"memory_gib\": 6}") << QString() << QStringLiteral("services: their replicas need 44 GiB together, and the nodes have 40");
        QTest::newRow("memory, together") << QStringLiteral("\"a\": {\"memory_gib\": 20}, \"b\": {\"memory_gib\": 19}") << QString() << QStringLiteral("the memory of the nodes does not allow it");
        QTest::newRow("cores, together") << QStringLiteral("\"a\": {\"servers\": 3}, \"b\": {\"servers\": 3}") << QString() << QStringLiteral("the cores of the nodes do not allow it");
        QTest::newRow("domains, together") << QStringLiteral("\"a\": {\"replicas\": 3}, \"b\": {\"replicas\": 3}") << link << QStringLiteral("the cores of the nodes do not allow it");
    }
    void impossible()
    {
        QFETCH(QString, services);
        QFETCH(QString, links);
        QFETCH(QString, said);
        const auto problem = problemOf(twoNodes(services.toStdString(), links.toStdString()), {});
        QVERIFY(!greedy(*problem, {}));
        const auto found = exact(*problem, std::nullopt, 10, {});
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::InvalidInput);
        QVERIFY2(QString::fromStdString(found.error().why.toEnglish()).contains(said), found.error().toEnglish().c_str());
    }
    void bounded()
    {
        QCOMPARE(problemOf(test::oneStation("", "{\"constant\": 1}", 0.1, 10, 0), {}).error().code, ErrorCode::InvalidInput);
        QVERIFY(!problemOf(twoNodes("\"a\": {}"), {1, -1, 1}) && !problemOf(twoNodes("\"a\": {}"), {1, std::nan(""), 1}));
        // Twice as much may be given away as there is.
        QVERIFY(!greedy(*problemOf(twoNodes("\"a\": {\"servers\": 8}"), {}, 1), {}) && greedy(*problemOf(twoNodes("\"a\": {\"servers\": 8}"), {}, 2), {}));
        Job stopped;
        stopped.cancel.cancel();
        const auto problem = problemOf(random(1, {8, 8, 3, true}), {});
        QCOMPARE(exact(*problem, std::nullopt, 60, stopped).error().code, ErrorCode::Cancelled);
        QCOMPARE(greedy(*problem, stopped).error().code, ErrorCode::Cancelled);
        QCOMPARE(exact(*problemOf(random(2, {150, 150, 2, false}), {}), std::nullopt, 1, {}).error().code, ErrorCode::LimitExceeded);
    }
};

CAUSEWAY_TEST(PlacementTest)
#include "placement_test.moc"
