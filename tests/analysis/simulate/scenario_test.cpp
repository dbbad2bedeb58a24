// Scenario files: read, written, and refused at the field.

#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include "analysis/simulate/fluid.h"
#include "analysis/simulate/replications.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;

namespace {

// All that a file can say.
const char *const kEverything = R"({
  "causeway_scenario": 1, "seed": 7, "warmup_s": 5, "duration_s": 20,
  "services": {
    "shop": {"replicas": 3, "servers": 2, "discipline": "priority", "queue_limit": 50, "node": ["n1", "n2"], "routing": "jsq2", "routing_view_s": 0.05,
             "speeds": [1, 0.5], "cold_start_s": {"constant": 2}, "failures": {"mtbf_s": {"exponential": 50}, "mttr_s": {"gamma": {"mean": 2, "cv": 0.5}}}, "price_per_h": 0.1, "speed_over_time": [[2, 0.5], [4, 1]], "floor": {"min_replicas": 2, "most_shed": 0.1, "never_dimmed": true}},
    "pay": {"node": "far", "discipline": "ps", "queue_limit": null},
    "mail": {"routing": "shared"}},
  "operations": {
    "buy": {"service": "shop", "self_s": {"empirical": [0.003, 0.001, 0.002]}, "error_probability": 0.01, "priority": 2,
            "calls": [{"operation": "charge", "probability": 0.9, "timeout_s": 0.5, "retries": 2, "backoff_s": 0.1, "breaker": {"failures": 3, "open_s": 10}},
                      {"parallel": [{"operation": "letter", "async": true}, {"operation": "look", "optional": true, "delay_s": {"exponential": 0.001}}]}]},
    "look": {"service": "shop", "self_s": {"lognormal": {"mean": 0.002, "cv": 1}}},
    "charge": {"service": "pay", "self_s": {"exponential": 0.01}},
    "letter": {"service": "mail", "self_s": {"constant": 0.02}, "deferrable_s": 3600}},
  "arrivals": [{"operation": "buy", "poisson": {"rate_per_s": 20}}, {"operation": "look", "rates": [[0, 10], [10, 40]]}, {"operation": "look", "times_s": [0.1, 0.4]},
               {"operation": "buy", "closed": {"users": 5, "think_s": {"exponential": 1}}}],
  "nodes": {"n1": {"cores": 4, "idle_w": 80, "max_w": 200, "price_per_h": 0.2, "off_w": 2, "domain": "eu"}, "n2": {"cores": 1, "idle_w": 10, "domain": "eu"}, "far": {"cores": 2, "domain": "us"}},
  "domains": {"eu": {"carbon_g_per_kwh": [[0, 300], [10, 100]], "price_per_kwh": 0.3, "green_w": [[0, 50]]}},
  "links": [{"from": "eu", "to": "us", "latency_s": {"constant": 0.04}}],
  "slo": {"buy": {"latency_s": 0.5, "share": 0.95}},
  "policy": {"name": "static", "settings": {}},
  "notes": [{"field": "services.shop.servers", "why": "told by hand"}]
})";

QString with(const char *from, const char *to)
{
    const QString text = QString::fromUtf8(kEverything);
    const QString changed = QString(text).replace(QString::fromUtf8(from), QString::fromUtf8(to));
    if (changed == text)
        qFatal("%s is not there", from);
    return changed;
}

} // namespace

class ScenarioTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingIsReadAndWritten()
    {
        const auto scenario = readScenario(kEverything);
        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().toEnglish().c_str());
        QCOMPARE(scenario->seed, 7u);
        const Service &shop = scenario->services[0];
        QVERIFY(shop.discipline == Discipline::Priority && shop.routing == Routing::BestOfTwo && shop.nodes.size() == 2 && shop.speeds[1] == 0.5 && shop.failures && *shop.queueLimit == 50);
        QVERIFY(scenario->services[1].discipline == Discipline::Ps && !scenario->services[1].queueLimit && scenario->services[2].routing == Routing::Shared);
        const Operation &buy = scenario->operations[0];
        QCOMPARE(buy.steps.size(), 2u);
        QVERIFY(buy.steps[0][0].breaker->failures == 3 && buy.steps[0][0].retries == 2 && buy.steps[1][0].async && buy.steps[1][1].dispensable && buy.priority == 2);
        QCOMPARE(buy.self.values, (std::vector<double>{0.001, 0.002, 0.003}));
        QVERIFY(scenario->arrivals[1].rates.size() == 2 && scenario->arrivals[2].times.size() == 2 && scenario->arrivals[3].closed->users == 5);
        QVERIFY(scenario->nodes[1].maxW == 10 && scenario->domains[0].pricePerKwh.size() == 1 && scenario->links.size() == 1);
        const std::string written = toJson(*scenario);
        const auto again = readScenario(written);
        QVERIFY2(again.has_value(), again ? "" : again.error().toEnglish().c_str());
        QCOMPARE(toJson(*again), written);
    }

    void itRuns()
    {
        const auto scenario = *readScenario(kEverything);
        ReplicationSettings settings;
        settings.replications = 3;
        const auto result = runReplications(scenario, settings, {});
        QVERIFY2(result.has_value(), result ? "" : result.error().toEnglish().c_str());
        QVERIFY(result->requests > 1500 && result->operations[3].answers > 1000 && result->energyWh.mean > 0.5 && result->cost.mean > 0);
        QVERIFY(result->brownWh.mean < result->energyWh.mean && result->carbonG.mean > 0);
        const auto fluid = solveFluid(scenario);
        QVERIFY(fluid.has_value() && std::isfinite(fluid->operations[0].p99S) && std::abs(fluid->operations[0].latencyMeanS / (result->operations[0].latencyNs.mean * 1e-9) - 1) < 0.2);
    }

    void defaultsAreThoseOfTheContract()
    {
        const auto scenario = readScenario(R"({"causeway_scenario": 1, "duration_s": 1, "services": {"s": {}}, "operations": {"o": {"service": "s", "self_s": {"constant": 1}, "calls": []}}, "arrivals": [], "slo": {"o": {"latency_s": 1}}})");
        QVERIFY(scenario.has_value());
        QVERIFY(scenario->seed == 1 && scenario->warmupS == 60 && scenario->services[0].replicas == 1 && scenario->services[0].servers == 1 && scenario->services[0].discipline == Discipline::Fcfs);
        QVERIFY(!scenario->services[0].queueLimit && scenario->services[0].nodes.empty() && scenario->objectives[0].share == 0.99 && scenario->policy == PolicyChoice{});
    }

    void hostile_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        QTest::addColumn<int>("line");
        const auto row = [](const char *name, const QString &text, const char *field, int line = 0) { QTest::newRow(name) << text << QString::fromUtf8(field) << line; };
        row("nothing", QString(), "value was expected");
        row("not JSON", QStringLiteral("{\"causeway_scenario\": 1,\n oops}"), "name in quotes", 2);
        row("another document", QStringLiteral("{\"spans\": []}"), "causeway_scenario");
        row("another format", with("\"causeway_scenario\": 1", "\"causeway_scenario\": 2"), "format 2", 2);
        row("nested", QString(200, QLatin1Char('[')), "nested");
        row("twice", with("\"seed\": 7", "\"seed\": 7, \"seed\": 8"), "\"seed\" is there twice", 2);
        row("number too large", with("\"seed\": 7", "\"seed\": 1e999"), "too large", 2);
        row("unknown field", with("\"servers\": 2", "\"server\": 2"), "services.shop.server is not a field", 4);
        row("unknown field in a call", with("\"retries\": 2", "\"retry\": 2"), "operations.buy.calls[0].retry is not a field");
        row("missing field", with("\"duration_s\": 20,", ""), "duration_s is missing");
        row("missing service", with("\"service\": \"pay\", ", ""), "operations.charge.service is missing");
        row("negative time", with("{\"constant\": 0.02}", "{\"constant\": -0.02}"), "operations.letter.self_s must be between 0");
        row("negative load", with("\"rate_per_s\": 20", "\"rate_per_s\": -20"), "arrivals[0].poisson.rate_per_s", 15);
        row("no number", with("\"rate_per_s\": 20", "\"rate_per_s\": \"many\""), "arrivals[0].poisson.rate_per_s must be a number");
        row("no whole number", with("\"replicas\": 3", "\"replicas\": 2.5"), "services.shop.replicas must be a whole number");
        row("no replicas", with("\"replicas\": 3", "\"replicas\": 0"), "services.shop.replicas must be between 1");
        row("a billion replicas", with("\"replicas\": 3", "\"replicas\": 1000000000"), "services.shop.replicas must be between 1", 4);
        row("a billion servers", with("\"servers\": 2", "\"servers\": 1000000000"), "services.shop.servers");
        row("a billion users", with("\"users\": 5", "\"users\": 1000000000"), "arrivals[3].closed.users");
        row("a discipline of its own", with("\"ps\"", "\"lifo\""), "services.pay.discipline is none of: fcfs, ps, priority");
        row("no distribution", with("{\"constant\": 0.02}", "{}"), "operations.letter.self_s must be one distribution");
        row("two distributions", with("{\"constant\": 0.02}", "{\"constant\": 1, \"exponential\": 1}"), "operations.letter.self_s must be one distribution");
        row("no spread", with("\"cv\": 1}", "\"cv\": 0}"), "operations.look.self_s.cv");
        row("an empty sample", with("[0.003, 0.001, 0.002]", "[]"), "operations.buy.self_s.empirical");
        row("a call of nothing", with("{\"operation\": \"charge\"", "{\"operation\": \"charged\""), "operations.buy.calls[0].operation: there is no operation \"charged\"", 10);
        row("a probability of 2", with("\"probability\": 0.9", "\"probability\": 2"), "operations.buy.calls[0].probability");
        row("in a parallel group", with("\"delay_s\": {\"exponential\": 0.001}", "\"delay_s\": {\"exponential\": -1}"), "operations.buy.calls[1].parallel[1].delay_s");
        row("retries without end", with("\"retries\": 2", "\"retries\": 1000000"), "operations.buy.calls[0].retries");
        row("time-out of nobody", with("\"async\": true", "\"async\": true, \"timeout_s\": 1"), "operations.buy.calls[1].parallel[0].async");
        row("a service that is not", with("\"service\": \"mail\"", "\"service\": \"male\""), "operations.letter.service");
        row("a node that is not", with("\"node\": \"far\"", "\"node\": \"near\""), "services.pay.node");
        row("a link to nowhere", with("\"to\": \"us\"", "\"to\": \"mars\""), "links[0].to");
        row("less at most than idle", with("\"max_w\": 200", "\"max_w\": 20"), "nodes.n1.max_w");
        row("failures without end", with("{\"exponential\": 50}", "{\"exponential\": 0}"), "services.shop.failures.mtbf_s");
        row("times that fall", with("[0.1, 0.4]", "[0.4, 0.1]"), "arrivals[2].times_s[1]");
        row("rates that fall back", with("[[0, 10], [10, 40]]", "[[10, 10], [0, 40]]"), "arrivals[1].rates[1]");
        row("two kinds of load", with("{\"rate_per_s\": 20}}", "{\"rate_per_s\": 20}, \"times_s\": [1]}"), "arrivals[0] must have one of");
        row("an objective of nothing", with("\"slo\": {\"buy\"", "\"slo\": {\"by\""), "slo.by");
        row("a floor that is not there", with("\"min_replicas\": 2", "\"min_replicas\": 4"), "services.shop.floor.min_replicas is 4, and the service has 3 replicas to begin with", 5);
        row("more than all shed", with("\"most_shed\": 0.1", "\"most_shed\": 1.1"), "services.shop.floor.most_shed");
        row("a speed of nothing", with("[2, 0.5], [4, 1]", "[2, 0.5], [4, 0]"), "services.shop.speed_over_time[1]");
        row("deferred into the past", with("\"deferrable_s\": 3600", "\"deferrable_s\": -1"), "operations.letter.deferrable_s");
        row("a cycle without end", with("{\"service\": \"pay\", \"self_s\": {\"exponential\": 0.01}}", "{\"service\": \"pay\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"charge\"}]}"), "operations.charge.calls: calls go round without end, or nearly so: charge → charge");
        row("a cycle of two", with("{\"service\": \"pay\", \"self_s\": {\"exponential\": 0.01}}", "{\"service\": \"pay\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"buy\"}, {\"operation\": \"buy\"}]}"), "calls go round without end");
        row("load beyond what can be simulated", with("\"rate_per_s\": 20", "\"rate_per_s\": 900000000"), "arrivals[0]: that makes", 15);
        row("users that never pause", with("\"think_s\": {\"exponential\": 1}", "\"think_s\": {\"constant\": 0}").replace(QStringLiteral("{\"empirical\": [0.003, 0.001, 0.002]}"), QStringLiteral("{\"constant\": 0}")), "arrivals[3]: that makes");
    }
    void hostile()
    {
        QFETCH(QString, text);
        QFETCH(QString, field);
        QFETCH(int, line);
        const auto scenario = readScenario(text.toStdString());
        QVERIFY(!scenario.has_value());
        const QString said = QString::fromStdString(scenario.error().toEnglish());
        QVERIFY2(said.contains(field), qPrintable(said));
        if (line > 0)
            QCOMPARE(scenario.error().where.line, static_cast<std::uint64_t>(line));
    }

    // 2^40 calls follow from one request.
    void callsThatMultiply()
    {
        std::string operations = "\"o40\": {\"service\": \"s\", \"self_s\": {\"constant\": 1}}";
        for (int i = 39; i >= 0; --i)
            operations += ", \"o" + std::to_string(i) + "\": {\"service\": \"s\", \"self_s\": {\"constant\": 1}, \"calls\": [{\"operation\": \"o" + std::to_string(i + 1) + "\"}, {\"operation\": \"o" + std::to_string(i + 1) + "\"}]}";
        const auto scenario = readScenario("{\"causeway_scenario\": 1, \"duration_s\": 1, \"services\": {\"s\": {}}, \"operations\": {" + operations + "}, \"arrivals\": []}");
        QVERIFY(!scenario.has_value());
        QVERIFY2(scenario.error().toEnglish().find("calls follow from one of it") != std::string::npos, scenario.error().toEnglish().c_str());
    }

    // Asked for more than it can do for ever: told with the service, in bounded memory.
    void loadAboveCapacity()
    {
        const Scenario scenario = test::oneStation("\"servers\": 2", "{\"exponential\": 1}", 100'000, 100, 0);
        QElapsedTimer timer;
        timer.start();
        ReplicationSettings settings;
        settings.replications = 2;
        const auto result = runReplications(scenario, settings, {});
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::LimitExceeded);
        QVERIFY2(result.error().toEnglish().find("services.s: it is asked for more than it can do") != std::string::npos, result.error().toEnglish().c_str());
        QVERIFY(timer.elapsed() < 20'000);
        const auto fluid = solveFluid(scenario);
        QVERIFY(fluid.has_value() && fluid->services[0].backlogEnd > 9e6 && fluid->services[0].utilisation > 0.99);
    }
};

CAUSEWAY_TEST(ScenarioTest)
#include "scenario_test.moc"
