// Rules on two levels: hold times, cooldowns, conflicts by priority, dry runs, what is wrong told at its place.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/allocate/rules/rule.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::PolicyChoice;
using simulate::RuleAudit;
using simulate::RunResult;
using simulate::Scenario;

namespace {

std::string policy(const std::string &rules, const std::string &settings = "\"interval_s\": 5") { return ", \"policy\": {\"name\": \"rules\", \"settings\": {" + settings + "}, \"rules\": [" + rules + "]}"; }

// Two requests a second that one replica does in half of its time.
Scenario steady(const std::string &rules, const std::string &settings = "\"interval_s\": 5", double durationS = 200) { return test::evenLoad("", 2, 0.25, durationS, policy(rules, settings)); }

const RuleAudit *entry(const RunResult &run, RuleAudit::What what, std::uint32_t rule)
{
    const auto found = std::ranges::find_if(run.ruleAudit, [&](const RuleAudit &one) { return one.what == what && one.rule == rule; });
    return found == run.ruleAudit.end() ? nullptr : &*found;
}

std::vector<std::pair<double, unsigned>> changes(const test::Watched &watched) // seen one tick after they were made
{
    std::vector<std::pair<double, unsigned>> out;
    const std::vector<unsigned> replicas = watched.replicas();
    for (std::size_t i = 1; i < replicas.size(); ++i)
        if (replicas[i] != replicas[i - 1])
            out.emplace_back(std::round(watched.timesS[i - 1]), replicas[i]);
    return out;
}

// A service whose replicas break down for long, and whose load doubles.
Scenario frail(const std::string &more)
{
    return test::scenarioOf("\"shop\": {\"replicas\": 3, \"routing\": \"least_connections\", \"cold_start_s\": {\"constant\": 5}, \"failures\": {\"mtbf_s\": {\"exponential\": 400}, \"mttr_s\": {\"exponential\": 300}}}",
                            "\"buy\": {\"service\": \"shop\", \"self_s\": {\"exponential\": 0.1}}", "{\"operation\": \"buy\", \"rates\": [[0, 12], [600, 30], [1200, 12]]}", 1800, 0, ", \"slo\": {\"buy\": {\"latency_s\": 1}}" + more);
}

} // namespace

class RulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textAndFieldsAreTheSame()
    {
        const Scenario text = steady("\"when utilisation(s) > 0.8 for 30s do add_replicas(s, 1) cooldown 60 priority 5 dry\"");
        const Scenario fields = steady("{\"when\": \"utilisation(s) > 0.8\", \"for_s\": 30, \"do\": \"add_replicas(s, 1)\", \"cooldown_s\": 60, \"priority\": 5, \"dry\": true}");
        QCOMPARE(text.rules.size(), 1u);
        QVERIFY(text.rules == fields.rules && simulate::toText(text.rules[0]) == "when utilisation(s) > 0.8 for 30 do add_replicas(s, 1) cooldown 60 priority 5 dry");
        QVERIFY(simulate::parseRule(simulate::toText(text.rules[0])) == text.rules[0]);
        const auto again = simulate::readScenario(simulate::toJson(text), checkPolicy);
        QVERIFY(again && again->rules == text.rules && simulate::toJson(*again) == simulate::toJson(text));
        // Words of the language are names like any others in parentheses.
        QVERIFY(simulate::parseRule("when queue(\"wait for do (x)\") >= 3 do restart(\"a, b\"#0)")->when == "queue(\"wait for do (x)\") >= 3");
    }
    void itHoldsFirstAndThenPauses()
    {
        // Looked at every 5 s: true from second 5 on, so 30 s later; then not for 60 s.
        QCOMPARE(changes(test::watch(steady("\"when arrivals(s) > 1 for 30 do add_replicas(s, 1) cooldown 60\""), {"rules", {{"interval_s", 5}}})), (std::vector<std::pair<double, unsigned>>{{35, 2}, {95, 3}, {155, 4}}));
        // Without a pause it must hold for as long anew.
        QCOMPARE(changes(test::watch(steady("\"when arrivals(s) > 1 for 30 do add_replicas(s, 1)\""), {"rules", {{"interval_s", 5}}})).at(1).first, 70.);
        // What is interrupted begins anew: four of ten seconds' load.
        const Scenario gaps = test::scenarioOf("\"s\": {}", "\"o\": {\"service\": \"s\", \"self_s\": {\"constant\": 0.01}}", "{\"operation\": \"o\", \"rates\": [[0, 50], [25, 0], [40, 50], [65, 0], [80, 50]]}", 130, 0,
                                               policy("\"when arrivals(s) > 10 for 30 do add_replicas(s, 1)\""));
        const auto changed = changes(test::watch(gaps, gaps.policy));
        QVERIFY2(changed == (std::vector<std::pair<double, unsigned>>{{115, 2}}), changed.empty() ? "none" : qPrintable(QStringLiteral("%1 at %2 s").arg(changed.size()).arg(changed[0].first)));
    }
    void conflictsAreResolvedByPriority()
    {
        RunResult run;
        const std::string add = "when arrivals(s) > 1 do add_replicas(s, 1) cooldown 50", remove = "when arrivals(s) > 1 do remove_replicas(s, 1) cooldown 50";
        auto watched = test::watch(steady("\"" + remove + " priority 1\", \"" + add + " priority 2\""), {"rules", {{"interval_s", 50}}}, &run);
        QCOMPARE(watched.replicas().back(), 4u);
        QVERIFY(entry(run, RuleAudit::What::Done, 1)->times == 4 && entry(run, RuleAudit::What::Done, 0) == nullptr);
        const RuleAudit *outranked = entry(run, RuleAudit::What::Outranked, 0);
        QVERIFY(outranked != nullptr && outranked->other == 1 && outranked->times == 4 && outranked->fromS == 50 && outranked->toS == 200);
        // Of equals the first; one stays, which is told.
        watched = test::watch(steady("\"" + remove + "\", \"" + add + "\""), {"rules", {{"interval_s", 50}}}, &run);
        QVERIFY(watched.replicas().back() == 1 && entry(run, RuleAudit::What::Impossible, 0)->times == 4 && entry(run, RuleAudit::What::Outranked, 1)->other == 0);
        // The levels conflict where they are about the same replicas, and not where they want different things.
        watched = test::watch(steady("\"" + add + " priority 1\", \"when utilisation(s#*) > 0.2 do restart(s#*) priority 2\", \"when queue(s) < 100 do dim(s, 0.5)\""), {"rules", {{"interval_s", 50}}}, &run);
        QVERIFY(entry(run, RuleAudit::What::Outranked, 0)->other == 1 && entry(run, RuleAudit::What::Done, 1) != nullptr && entry(run, RuleAudit::What::Done, 2) != nullptr && watched.replicas().back() == 1);
    }
    void aDryRunTellsAndDoesNothing()
    {
        const std::string rule = "when arrivals(s) > 1 for 30 do add_replicas(s, 1) cooldown 60";
        RunResult wet, dry;
        test::watch(steady("\"" + rule + "\""), {"rules", {{"interval_s", 5}}}, &wet);
        const auto watched = test::watch(steady("\"" + rule + "\""), {"rules", {{"interval_s", 5}, {"dry_run", 1}}}, &dry);
        QVERIFY(changes(watched).empty() && dry.services[0].replicasMean == 1 && wet.services[0].replicasMean > 1.5);
        const RuleAudit *would = entry(dry, RuleAudit::What::WouldDo, 0), *did = entry(wet, RuleAudit::What::Done, 0);
        QVERIFY(would->times == did->times && would->fromS == did->fromS && would->toS == did->toS && entry(dry, RuleAudit::What::Done, 0) == nullptr);
        // One rule alone: the other does not stand back for it.
        RunResult both;
        test::watch(steady("\"" + rule + " priority 9 dry\", \"" + rule + "\""), {"rules", {{"interval_s", 5}}}, &both);
        QVERIFY(entry(both, RuleAudit::What::WouldDo, 0)->times == 3 && entry(both, RuleAudit::What::Done, 1)->times == 3);
    }
    void theFloorComesFirst()
    {
        const Scenario scenario = test::evenLoad("\"replicas\": 3, \"cold_start_s\": {\"constant\": 20}, \"floor\": {\"min_replicas\": 2}", 2, 0.25, 100, policy("\"when arrivals(s) > 1 do set_replicas(s, 1) cooldown 90\", \"when utilisation(s#*) >= 0 do restart(s#*) priority 5 cooldown 1000\""));
        RunResult run;
        test::watch(scenario, {"rules", {{"interval_s", 10}}}, &run);
        // Of three that would all be restarted at once one is; two are up at any time.
        QVERIFY(std::ranges::count_if(run.ruleAudit, [](const RuleAudit &one) { return one.what == RuleAudit::What::Done && one.rule == 1; }) == 1);
        QVERIFY(entry(run, RuleAudit::What::Impossible, 1) != nullptr && run.auditRefused >= 2 && run.audit[0].what == simulate::AuditEntry::What::Replicas && run.audit[0].kept == 2);
    }
    void bothLevelsTogetherDoBetter()
    {
        const Scenario scenario = frail(policy("\"when utilisation(shop) > 0.7 for 10 do add_replicas(shop, 1) cooldown 20 priority 5\", \"when utilisation(shop) < 0.3 for 120 do remove_replicas(shop, 1) cooldown 120\", "
                                               "\"when down(shop#*) >= 1 for 10 do restart(shop#*) cooldown 30 priority 10\""));
        const auto run = [&](double level) { return test::under(scenario, {"rules", {{"level", level}}}, 20); };
        const auto both = run(0), services = run(1), instances = run(2), none = test::under(scenario, {}, 20);
        for (const auto *alone : {&services, &instances, &none}) {
            const simulate::Estimate less = test::difference(scenario, both, *alone, Measure::SloViolation);
            QVERIFY2(less.high < 0, qPrintable(QStringLiteral("%1 … %2").arg(less.low).arg(less.high)));
        }
        // Adding replicas for those that are down takes more of them.
        QVERIFY(test::difference(scenario, both, services, Measure::Replicas).high < 0);
        QVERIFY(both.services[0].availability.mean > services.services[0].availability.mean + 0.2);
    }
    void threadsMakeNoDifference()
    {
        const Scenario scenario = frail("");
        const auto one = test::under(scenario, {"rules", {}}, 4, 1), two = test::under(scenario, {"rules", {}}, 4, 2);
        QVERIFY(measuresOf(scenario, one) == measuresOf(scenario, two) && !one.runs[0].ruleAudit.empty()); // the usual rules
        for (std::size_t r = 0; r < 4; ++r)
            QVERIFY(one.runs[r].ruleAudit.size() == two.runs[r].ruleAudit.size());
    }
    void refused_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("remedy");
        const auto row = [](const char *name, const char *rule, const char *said, const char *remedy) { QTest::newRow(name) << QString::fromUtf8(rule) << QString::fromUtf8(said) << QString::fromUtf8(remedy); };
        row("no when", "\"if utilisation(s) > 1\"", "policy.rules[1]: it does not begin with “when”", "Write it as");
        row("no do", "\"when utilisation(s) > 1\"", "policy.rules[1]: it does not say what to “do”", "Write it as");
        row("for what", "\"when utilisation(s) > 1 for ever do restart(s#0)\"", "“ever” after “for” is no number", "Write it as");
        row("twice", "\"when utilisation(s) > 1 for 1 for 2 do restart(s#0)\"", "“for” is there twice", "Write it as");
        row("no metric", "\"when utilization(s) > 1 do restart(s#0)\"", "policy.rules[1].when: there is no metric \"utilization\"", "Did you mean “utilisation”?");
        row("no service", "\"when utilisation(t) > 1 do restart(s#0)\"", "policy.rules[1].when: there is no service \"t\"", "Did you mean “s”?");
        row("no comparison", "\"when utilisation(s) = 1 do restart(s#0)\"", "“= 1” is no comparison with a number", "utilisation(order) > 0.8");
        row("of a service", "\"when latency_p95(s#0) > 1 do restart(s#0)\"", "\"latency_p95\" is of a service, not of a replica", "Leave out");
        row("of a replica", "\"when node(s) > 1 do restart(s#0)\"", "\"node\" is of a replica, not of a service", "s#*");
        row("no primitive", "\"when utilisation(s) > 1 do reboot(s#0)\"", "policy.rules[1].do: there is no primitive \"reboot\"", "There are: add_replicas");
        row("too few", "\"when utilisation(s) > 1 do add_replicas(s)\"", "\"add_replicas\" takes 2 arguments", "add_replicas(order, number)");
        row("no number", "\"when utilisation(s) > 1 do add_replicas(s, -1)\"", "“-1” must be a number between 1 and", "");
        row("a half", "\"when utilisation(s) > 1 do add_replicas(s, 1.5)\"", "“1.5” must be a whole number", "");
        row("whole service", "\"when utilisation(s) > 1 do restart(s)\"", "\"restart\" is done to a replica", "restart(order#0)");
        row("which one", "\"when utilisation(s) > 1 do restart(s#*)\"", "the condition does not say which one * is", "about s#*");
        row("no node", "\"when node(s#*) > 1 do move(s#*, n9)\"", "there is no node \"n9\"", "has no nodes");
        row("no routing", "\"when utilisation(s) > 1 do route(s, shared)\"", "\"shared\" is no routing that can be set", "jsq2");
        row("negative hold", "{\"when\": \"utilisation(s) > 1\", \"do\": \"restart(s#0)\", \"for_s\": -1}", "policy.rules[1].for_s: must be between 0", "");
        row("unknown field", "{\"when\": \"utilisation(s) > 1\", \"then\": \"restart(s#0)\"}", "policy.rules[1].then is not a field", "Did you mean “when”?");
        row("no text", "17", "policy.rules[1] must be a text", "");
    }
    void refused()
    {
        QFETCH(QString, rule);
        QFETCH(QString, said);
        QFETCH(QString, remedy);
        const std::string text = "{\"causeway_scenario\": 1, \"duration_s\": 1, \"services\": {\"s\": {}}, \"operations\": {}, \"arrivals\": [],\n\"policy\": {\"name\": \"rules\", \"rules\": [\n\"when down(*#*) > 0 do restart(*#*)\",\n" + rule.toStdString() + "]}}";
        const auto scenario = simulate::readScenario(text, checkPolicy);
        QVERIFY(!scenario);
        QVERIFY2(QString::fromStdString(scenario.error().toEnglish()).contains(said), scenario.error().toEnglish().c_str());
        QVERIFY2(QString::fromStdString(scenario.error().hint.toEnglish()).contains(remedy), scenario.error().toEnglish().c_str());
        QCOMPARE(scenario.error().where.line, 4u);
    }
};

CAUSEWAY_TEST(RulesTest)
#include "rules_test.moc"
