// Fields of a scenario by path: listed, read, set, refused.

#include "tests/support/test_registry.h"

#include <set>

#include <QTest>

#include "analysis/simulate/scenario_path.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;

namespace {

Scenario shop()
{
    return test::scenarioOf(R"("a.b": {"replicas": 2, "speeds": [1, 3], "failures": {"mtbf_s": {"exponential": 50}, "mttr_s": {"gamma": {"mean": 2, "cv": 0.5}}}}, "pay": {"replicas": 3, "routing": "shared", "node": "n", "floor": {"min_replicas": 1}})",
                            R"("POST /v1.0/buy": {"service": "a.b", "self_s": {"empirical": [0.001, 0.003]}, "calls": [{"operation": "charge", "retries": 2}, {"parallel": [{"operation": "charge", "delay_s": {"exponential": 0.01}}, {"operation": "charge", "optional": true}]}]},
                                "charge": {"service": "pay", "self_s": {"lognormal": {"mean": 0.002, "cv": 1}}})",
                            R"({"operation": "POST /v1.0/buy", "poisson": {"rate_per_s": 4}}, {"operation": "charge", "rates": [[0, 10], [50, 30]]}, {"operation": "charge", "times_s": [1, 2, 4, 8]})", 100, 10,
                            R"(, "nodes": {"n": {"cores": 2, "domain": "eu", "max_w": 100}}, "domains": {"eu": {"price_per_kwh": [[0, 0.1], [50, 0.3]]}}, "slo": {"charge": {"latency_s": 0.5, "share": 0.95}})");
}

double valueOf(const Scenario &scenario, std::string_view path)
{
    const auto field = scenarioField(scenario, path);
    return field && field->value ? *field->value : -1;
}

} // namespace

class ScenarioPathTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsAreReadByPath_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<double>("value");
        const auto row = [](const char *path, double value) { QTest::newRow(path) << QString::fromUtf8(path) << value; };
        row("services.a.b.replicas", 2);
        row("services.a.b.speed", 2);
        row("services.a.b.speeds[1]", 3);
        row("services.a.b.failures.mttr_s.cv", 0.5);
        row("services.a.b.floor.most_shed", 1);
        row("services.pay.floor.min_replicas", 1);
        row("operations.POST /v1.0/buy.self_s.mean", 0.002);
        row("operations.POST /v1.0/buy.calls[0].retries", 2);
        row("operations.POST /v1.0/buy.calls[1].parallel[0].delay_s.mean", 0.01);
        row("operations.POST /v1.0/buy.calls[1].parallel[1].optional", 1);
        row("arrivals[0].poisson.rate_per_s", 4);
        row("arrivals[1].load", 20);
        row("arrivals[2].load", 0.04);
        row("arrivals.load", 24.04);
        row("domains.eu.price_per_kwh.mean", 0.2);
        row("slo.charge.share", 0.95);
        row("duration_s", 100);
    }
    void fieldsAreReadByPath()
    {
        QFETCH(const QString, path);
        QFETCH(const double, value);
        const auto field = scenarioField(shop(), path.toStdString());
        QVERIFY2(field.has_value(), field ? "" : field.error().toEnglish().c_str());
        QVERIFY(field->value.has_value());
        QCOMPARE(*field->value, value);
    }

    // Each is set to a little more and read again, and nothing else is changed but what it is a part or the sum of.
    void everyNumberIsSet()
    {
        const Scenario before = shop();
        std::set<std::string> paths;
        for (const ScenarioField &field : scenarioFields(before)) {
            QVERIFY2(paths.insert(field.path).second, field.path.c_str());
            if (!field.value || field.path.ends_with("calls[0].async")) // which has retries, so that it cannot be
                continue;
            Scenario scenario = before;
            const double to = field.most == 1 ? (field.whole ? 1 - *field.value : *field.value / 2) : field.whole ? *field.value + 1 : *field.value * 1.25 + 0.001;
            const auto done = setScenarioField(scenario, field.path, to);
            QVERIFY2(done.has_value(), done ? "" : done.error().toEnglish().c_str());
            const auto now = scenarioField(scenario, field.path);
            QVERIFY(now && now->value);
            // Loads are of whole requests where their times are told, here in 100 s.
            QVERIFY2(std::abs(*now->value - to) <= 1e-9 * std::abs(to) || (field.path.ends_with(".load") && std::abs(*now->value - to) <= 0.01), (field.path + " " + std::to_string(*now->value) + " " + std::to_string(to)).c_str());
            for (const ScenarioField &other : scenarioFields(before))
                if (!other.summary && !field.summary && other.path != field.path && other.path != "duration_s" && field.path != "duration_s")
                    QCOMPARE(scenarioField(scenario, other.path)->text, other.text);
        }
        QVERIFY(paths.size() > 50);
    }

    void whatHasAShapeKeepsIt()
    {
        Scenario scenario = shop();
        QVERIFY(setScenarioField(scenario, "operations.POST /v1.0/buy.self_s.mean", 0.004));
        QCOMPARE(scenario.operations[0].self.values, (std::vector<double>{0.002, 0.006}));
        QVERIFY(setScenarioField(scenario, "services.a.b.speed", 1));
        QCOMPARE(scenario.services[0].speeds, (std::vector<double>{0.5, 1.5}));
        QVERIFY(setScenarioField(scenario, "arrivals[1].load", 40));
        QCOMPARE(scenario.arrivals[1].rates[1].second, 60.0);
        QVERIFY(setScenarioField(scenario, "arrivals[2].load", 0.08));
        QCOMPARE(scenario.arrivals[2].times, (std::vector<double>{1, 1.5, 2, 3, 4, 6, 8, 8}));
        QVERIFY(setScenarioField(scenario, "domains.eu.price_per_kwh.mean", 0.4));
        QCOMPARE(scenario.domains[0].pricePerKwh[0].second, 0.2);
    }

    void namesAndAbsence()
    {
        Scenario scenario = shop();
        QCOMPARE(scenarioField(scenario, "services.a.b.queue_limit")->text, std::string("none"));
        QVERIFY(setScenarioField(scenario, "services.a.b.queue_limit", "7"));
        QCOMPARE(scenario.services[0].queueLimit, std::optional<unsigned>(7));
        QVERIFY(setScenarioField(scenario, "services.a.b.queue_limit", "none"));
        QVERIFY(!scenario.services[0].queueLimit);
        QVERIFY(setScenarioField(scenario, "services.a.b.routing", "jsq2"));
        QCOMPARE(scenario.services[0].routing, Routing::BestOfTwo);
        QVERIFY(setScenarioField(scenario, "services.a.b.floor.never_dimmed", "true"));
        QVERIFY(scenario.services[0].floor && scenario.services[0].floor->neverDimmed);
        QVERIFY(setScenarioField(scenario, "services.a.b.floor.never_dimmed", 0));
        QVERIFY(!scenario.services[0].floor);
        QVERIFY(setScenarioField(scenario, "policy.name", "hpa"));
        QVERIFY(setScenarioField(scenario, "policy.settings.target", 0.6));
        QCOMPARE(scenario.policy, (PolicyChoice{"hpa", {{"target", 0.6}}}));
        QVERIFY(setScenarioField(scenario, "policy.settings.target", "none"));
        QVERIFY(scenario.policy.settings.empty());
    }

    void whatIsNoFieldOrValueIsRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *path, const char *value, const char *says) { QTest::newRow(path) << QString::fromUtf8(path) << QString::fromUtf8(value) << QString::fromUtf8(says); };
        row("services.a.b.replica", "2", "services.a.b.replicas");
        row("services.nobody.replicas", "2", "services.a.b");
        row("nothing", "2", "seed");
        row("", "2", "seed");
        row("services.a.b.replicas", "0", "between 1 and");
        row("services.a.b.servers", "1.5", "whole");
        row("services.a.b.speed", "nan", "between");
        row("services.a.b.price_per_h", "-1", "between 0");
        row("services.a.b.failures.mtbf_s.mean", "x", "not a number");
        row("services.a.b.discipline", "lifo", "fcfs, ps, priority");
        row("services.pay.discipline", "ps", "no queue to share"); // its routing is shared
        row("operations.POST /v1.0/buy.calls[0].async", "true", "no time-out, retries or breaker");
        row("services.pay.floor.min_replicas", "5", "has 3 replicas");
        row("arrivals[0].load", "1e9", "Shorten duration_s");
        row("operations.charge.self_s.mean", "none", "not a number");
    }
    void whatIsNoFieldOrValueIsRefused()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, value);
        QFETCH(const QString, says);
        Scenario scenario = shop();
        const std::string before = toJson(scenario);
        const auto done = setScenarioField(scenario, path.toStdString(), std::string_view(value.toStdString()));
        QVERIFY(!done.has_value());
        QVERIFY2(done.error().toEnglish().find(says.toStdString()) != std::string::npos, done.error().toEnglish().c_str());
        QCOMPARE(toJson(scenario), before);
        QVERIFY(valueOf(scenario, "services.a.b.replicas") == 2);
    }
};

CAUSEWAY_TEST(ScenarioPathTest)
#include "scenario_path_test.moc"
