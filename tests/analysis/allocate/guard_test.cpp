// Importance of services and consent of people: what is taken is taken from the less important first, and nothing is done that needs a
// consent which nobody gave.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/simulate/importance.h"
#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::ActionKind;
using simulate::Actions;
using simulate::AuditEntry;
using simulate::Importance;
using simulate::RunResult;
using simulate::Scenario;
using What = AuditEntry::What;
using Why = AuditEntry::Why;

namespace {

// Does the same at each of its looks.
class Does final : public ControllerOf<Does> {
public:
    explicit Does(std::function<void(const simulate::Observation &, Actions &)> what) : ControllerOf("does", 1), m_what(std::move(what)) {}
    void tick(const simulate::Observation &seen, Actions &actions) override { m_what(seen, actions); }

private:
    std::function<void(const simulate::Observation &, Actions &)> m_what;
};

RunResult runWith(const Scenario &scenario, std::function<void(Actions &)> what)
{
    simulate::Simulation simulation(*simulate::makePlan(scenario, true), 1, 0, std::make_unique<Does>([what = std::move(what)](const simulate::Observation &, Actions &actions) { what(actions); }));
    if (const auto done = simulation.run({}); !done)
        qFatal("%s", done.error().toEnglish().c_str());
    return simulation.result();
}

// Both shelf and till call stock, which can do 60 of the 100 that come.
Scenario shop(const std::string &shelf, const std::string &till, const std::string &stock)
{
    return test::scenarioOf("\"shelf\": {\"servers\": 100" + shelf + "}, \"till\": {\"servers\": 100" + till + "}, \"stock\": {\"servers\": 6" + stock + "}",
                            "\"browse\": {\"service\": \"shelf\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"find\"}]}, \"buy\": {\"service\": \"till\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"take\"}]}, "
                            "\"find\": {\"service\": \"stock\", \"self_s\": {\"exponential\": 0.1}}, \"take\": {\"service\": \"stock\", \"self_s\": {\"exponential\": 0.1}}",
                            "{\"operation\": \"browse\", \"poisson\": {\"rate_per_s\": 50}}, {\"operation\": \"buy\", \"poisson\": {\"rate_per_s\": 50}}", 300, 0);
}
const auto kLimited = [](Actions &actions) { actions.setConcurrencyLimit(2, 8); };

const AuditEntry *entryOf(const RunResult &run, What what, Why why, std::uint32_t service)
{
    const auto found = std::ranges::find_if(run.audit, [&](const AuditEntry &one) { return one.what == what && one.why == why && one.service == service; });
    return found == run.audit.end() ? nullptr : &*found;
}

// Optional calls to ads and pay, as many and as long.
Scenario adsAndPay(const std::string &ads, const std::string &pay)
{
    return test::scenarioOf("\"web\": {\"servers\": 100}, \"ads\": {\"servers\": 10, \"replicas\": 2" + ads + "}, \"pay\": {\"servers\": 10, \"replicas\": 2" + pay + "}",
                            "\"buy\": {\"service\": \"web\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"charge\", \"optional\": true}, {\"operation\": \"show\", \"optional\": true}]}, "
                            "\"show\": {\"service\": \"ads\", \"self_s\": {\"constant\": 0.1}}, \"charge\": {\"service\": \"pay\", \"self_s\": {\"constant\": 0.1}}",
                            "{\"operation\": \"buy\", \"poisson\": {\"rate_per_s\": 40}}", 200, 10);
}
double arrivalsPerS(const RunResult &run, std::size_t service) { return static_cast<double>(run.services[service].arrivals) / 200; }

} // namespace

class GuardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsNeededIsAsImportant()
    {
        const auto of = [](const Scenario &scenario) { return simulate::importanceOf(scenario); };
        const std::string vital = ", \"importance\": \"vital\"", optional = ", \"importance\": \"optional\"";
        QVERIFY(of(shop("", "", "")) == std::vector(3, Importance::Normal));
        QVERIFY(of(shop(optional, vital, "")) == (std::vector{Importance::Optional, Importance::Vital, Importance::Vital}));
        QVERIFY(of(shop(optional, "", optional)) == (std::vector{Importance::Optional, Importance::Normal, Importance::Normal}));
        QVERIFY(of(adsAndPay("", vital)) == (std::vector{Importance::Normal, Importance::Normal, Importance::Vital})); // it calls nothing, and nobody needs it
        const Scenario scenario = shop(optional, "", vital);
        QVERIFY(simulate::servicesBefore(scenario, of(scenario)) == (std::vector<std::vector<std::uint32_t>>{{}, {}, {0, 1}}));
    }
    void theLessImportantIsShedFirst()
    {
        const RunResult alike = runWith(shop("", "", ""), kLimited), ranked = runWith(shop(", \"importance\": \"optional\"", "", ", \"importance\": \"vital\""), kLimited);
        const auto refused = [](const RunResult &run, std::size_t service) { return static_cast<double>(run.services[service].dropped) / 300; };
        QVERIFY2(refused(alike, 2) > 38 && refused(alike, 0) == 0 && refused(alike, 1) == 0, qPrintable(QString::number(refused(alike, 2))));
        // Who browses stands back for who buys, one for one, before the stock does any work.
        QVERIFY2(refused(ranked, 2) < 0.5, qPrintable(QString::number(refused(ranked, 2))));
        QVERIFY2(refused(ranked, 1) < 2.5, qPrintable(QString::number(refused(ranked, 1))));
        QVERIFY2(refused(ranked, 0) > 38 && refused(ranked, 0) < 46, qPrintable(QString::number(refused(ranked, 0))));
        const AuditEntry *const let = entryOf(ranked, What::Shed, Why::Importance, 2), *const instead = entryOf(ranked, What::Shed, Why::Importance, 0);
        QVERIFY(let != nullptr && let->asked == 1 && let->kept == 0 && instead != nullptr && instead->asked == 0 && instead->kept == 1);
        const AuditEntry *const also = entryOf(ranked, What::Shed, Why::Importance, 1);
        const std::uint64_t stoodBack = instead->times + (also == nullptr ? 0 : also->times);
        QVERIFY(stoodBack <= let->times && let->times - stoodBack <= 16 && let->times + stoodBack == ranked.auditRefused);
        // More than it can give: the next important stand back, and the floor of none is broken.
        const RunResult floored = runWith(shop(", \"importance\": \"optional\", \"floor\": {\"most_shed\": 0.2}", "", ", \"importance\": \"vital\""), kLimited);
        QVERIFY(refused(floored, 0) < 10.01 && refused(floored, 0) > 9 && refused(floored, 1) > 28);
        QVERIFY(refused(floored, 2) < 0.5);
    }
    void theLessImportantIsDimmedFirst()
    {
        const auto half = [](Actions &actions) { actions.setDimmer(2, 0.5); };
        const RunResult alike = runWith(adsAndPay("", ""), half), ranked = runWith(adsAndPay(", \"importance\": \"optional\"", ", \"importance\": \"vital\""), half);
        QVERIFY(std::abs(arrivalsPerS(alike, 2) - 20) < 2 && std::abs(arrivalsPerS(alike, 1) - 40) < 2 && alike.audit.empty());
        QVERIFY(std::abs(arrivalsPerS(ranked, 2) - 40) < 2 && std::abs(arrivalsPerS(ranked, 1) - 20) < 2);
        const AuditEntry *const spared = entryOf(ranked, What::Dimmer, Why::Importance, 2), *const instead = entryOf(ranked, What::Dimmer, Why::Importance, 1);
        QVERIFY(spared != nullptr && spared->asked == 0.5 && spared->kept == 1 && instead != nullptr && instead->asked == 1 && instead->kept < 0.7);
        // More than the ads are: all of them, and the rest of pay.
        const RunResult more = runWith(adsAndPay(", \"importance\": \"optional\"", ""), [](Actions &actions) { actions.setDimmer(1, 0.5), actions.setDimmer(2, 0.2); });
        QVERIFY(arrivalsPerS(more, 1) < 1 && std::abs(arrivalsPerS(more, 2) - 28) < 2);
        // What is never dimmed, or not without consent, cannot give.
        for (const char *kept : {", \"importance\": \"optional\", \"floor\": {\"never_dimmed\": true}", ", \"importance\": \"optional\", \"approve\": [\"dim\"]"})
            QVERIFY(std::abs(arrivalsPerS(runWith(adsAndPay(kept, ""), half), 2) - 20) < 2);
    }
    void noReplicaIsTakenFromWhereRequestsWait()
    {
        const auto robs = [](Actions &actions) { actions.setReplicas(2, 1), actions.setReplicas(1, 6); };
        Scenario scenario = adsAndPay(", \"importance\": \"optional\"", ", \"importance\": \"vital\"");
        scenario.services[2].servers = 1; // four seconds of work come in one
        const RunResult run = runWith(scenario, robs);
        QVERIFY2(run.services[2].replicasMean > 1.99, qPrintable(QString::number(run.services[2].replicasMean)));
        QVERIFY2(std::abs(run.services[1].replicasMean - 5) < 0.1, qPrintable(QString::number(run.services[1].replicasMean)));
        QVERIFY(entryOf(run, What::Replicas, Why::Importance, 2)->kept == 2 && entryOf(run, What::Replicas, Why::Importance, 1)->kept == 5);
        // Nobody waits: it may.
        scenario.services[2].servers = 100;
        QVERIFY(runWith(scenario, robs).services[2].replicasMean < 1.1);
    }
    void nothingWithoutConsent_data()
    {
        QTest::addColumn<QString>("kind");
        for (const std::string_view kind : simulate::kActionKinds)
            QTest::newRow(kind.data()) << QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size()));
    }
    void nothingWithoutConsent()
    {
        QFETCH(QString, kind);
        const auto act = [](Actions &actions) {
            actions.setReplicas(1, 5);
            actions.setReplicas(2, 1);
            for (const std::uint32_t s : {1u, 2u}) {
                actions.setDimmer(s, 0.5);
                actions.setConcurrencyLimit(s, 3);
                actions.setRateLimit(s, 5, 1);
                actions.setRouting(s, simulate::Routing::LeastLoaded);
                actions.setWeight(s, 0, 2);
                actions.setSpeed(s, 0.5);
                actions.restart(s, 0);
                actions.move(s, 0, 1);
                actions.replaceReplicas(s);
            }
        };
        const auto scenario = [&](const std::string &approve) {
            return test::scenarioOf("\"web\": {\"servers\": 100}, \"ads\": {\"servers\": 2, \"replicas\": 2, \"node\": \"n\"}, \"pay\": {\"servers\": 2, \"replicas\": 2, \"node\": \"n\", \"cold_start_s\": {\"constant\": 2}}",
                                    "\"buy\": {\"service\": \"web\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"charge\", \"optional\": true}, {\"operation\": \"show\", \"optional\": true}]}, "
                                    "\"show\": {\"service\": \"ads\", \"self_s\": {\"constant\": 0.1}}, \"charge\": {\"service\": \"pay\", \"self_s\": {\"constant\": 0.1}}",
                                    "{\"operation\": \"buy\", \"poisson\": {\"rate_per_s\": 40}}", 50, 0, ", \"nodes\": {\"n\": {\"cores\": 8}, \"m\": {\"cores\": 8}}" + approve);
        };
        const RunResult free = runWith(scenario(""), act), held = runWith(scenario(", \"approve\": [\"" + kind.toStdString() + "\"]"), act);
        QVERIFY(free.audit.empty() && free.auditRefused == 0);
        if (kind == QLatin1String("resilience")) { // no controller does that: below
            QVERIFY(held.audit.empty());
            return;
        }
        QVERIFY(!held.audit.empty() && held.auditRefused > 0);
        for (const AuditEntry &entry : held.audit)
            QVERIFY(entry.why == Why::Approval && simulate::kActionKinds[static_cast<std::size_t>(kindOf(entry))] == kind.toStdString());
    }
    void nothingWithoutConsentBeforeTheRun()
    {
        const std::string retries = R"({"causeway_scenario": 1, "duration_s": 20, "services": {"a": {"replicas": 2}, "b": {"replicas": 2, "approve": ["route"]}}, "operations": {"x": {"service": "a", "self_s": {"constant": 0.01},
            "calls": [{"operation": "y", "retries": 1}]}, "y": {"service": "b", "self_s": {"constant": 0.01}}}, "arrivals": [{"operation": "x", "poisson": {"rate_per_s": 5}}]})";
        Scenario scenario = *simulate::readScenario(retries);
        const auto prepared = [&](const char *policy) { return prepare(scenario, {policy, {}})->scenario; };
        QVERIFY(prepared("jsq2").services[0].routing == simulate::Routing::BestOfTwo && prepared("jsq2").services[1].routing == simulate::Routing::RoundRobin);
        const auto run = test::under(scenario, {"jsq2", {}}, 1).runs[0];
        QVERIFY(run.audit.size() == 1 && run.audit[0].what == What::Routing && run.audit[0].why == Why::Approval && run.audit[0].service == 1);
        QVERIFY(prepared("breaker").operations[0].steps[0][0].breaker);
        scenario.approve = simulate::bitOf(ActionKind::Resilience);
        QVERIFY(!prepared("breaker").operations[0].steps[0][0].breaker && prepared("backoff").operations[0].steps == scenario.operations[0].steps);
        const auto held = test::under(scenario, {"breaker", {}}, 1).runs[0];
        QVERIFY(held.audit.size() == 1 && held.audit[0].what == What::Resilience && held.audit[0].service == 0);
    }
    // The rule's own audit does not say that it was done.
    void aRuleIsNotDoneWithoutConsent()
    {
        const Scenario scenario = test::evenLoad("\"replicas\": 2, \"approve\": [\"remove_replicas\"]", 2, 0.25, 100, ", \"policy\": {\"name\": \"rules\", \"rules\": [\"when arrivals(s) > 1 do set_replicas(s, 1)\"]}");
        RunResult run;
        test::watch(scenario, {"rules", {}}, &run);
        QVERIFY(run.services[0].replicasMean == 2 && !run.ruleAudit.empty());
        for (const simulate::RuleAudit &one : run.ruleAudit)
            QVERIFY(one.what == simulate::RuleAudit::What::Impossible);
        QVERIFY(run.audit.size() == 1 && run.audit[0].why == Why::Approval && run.audit[0].asked == 1 && run.audit[0].kept == 2);
    }
};

CAUSEWAY_TEST(GuardTest)
#include "guard_test.moc"
