// Consent of people: the last decision that covers an action holds; with it policies act, without it they ask in vain, and undoing takes it back.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/allocate/policy.h"
#include "analysis/simulate/read_scenario.h"
#include "app/engine/approvals.h"
#include "app/engine/compare_policies.h"
#include "app/engine/scenario_answer.h"
#include "app/engine/scenarios.h"
#include "app/engine/simulate_scenario.h"
#include "app/engine/undo_edit.h"

using namespace causeway;
using namespace causeway::engine;
using simulate::ActionKind;

namespace {

// Three times as much comes as can be done, and the policy would refuse what is too much.
constexpr const char *kBusy = R"({"causeway_scenario": 1, "duration_s": 60, "services": {"till": {"servers": 4, "approve": ["limit"]}, "shelf": {}}, "approve": ["move"],
    "operations": {"pay": {"service": "till", "self_s": {"exponential": 0.1}, "calls": [{"operation": "look"}]}, "look": {"service": "shelf", "self_s": {"constant": 0.001}}},
    "arrivals": [{"operation": "pay", "poisson": {"rate_per_s": 120}}], "policy": {"name": "static_limit", "settings": {"per_server": 2}}})";

struct Kept {
    explicit Kept(const test::TemporaryProject &project)
    {
        const auto saved = importScenario(*project, project.write("busy.json", kBusy), "busy");
        if (!saved)
            qFatal("%s", saved.error().toEnglish().c_str());
        id = saved->id;
        scenario = *readScenarioOf(*project, id);
    }
    ScenarioId id = 0;
    simulate::Scenario scenario;
};

double dropped(const ScenarioAnswer &answer) { return answer.runs.front().services.front().dropped; }

} // namespace

class ApprovalsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLastThatCoversItHolds()
    {
        const std::vector<Approval> all{{1, 0, "dim", "", true, "r", "a", 1}, {2, 5, "dim", "ads", false, "r", "b", 2}, {3, 0, "dim", "pay", false, "r", "c", 3}, {4, 5, "dim", "", true, "r", "d", 4}};
        const auto id = [](const Approval *one) { return one == nullptr ? 0 : static_cast<int>(one->id); };
        QCOMPARE(id(decisionOn(all, 5, "dim", "ads")), 4);
        QCOMPARE(id(decisionOn(all, 6, "dim", "ads")), 1);
        QCOMPARE(id(decisionOn(all, 0, "dim", "pay")), 3);
        QCOMPARE(id(decisionOn(std::span(all).first(3), 5, "dim", "ads")), 2);
        QCOMPARE(id(decisionOn(std::span(all).first(3), 5, "dim", "web")), 1);
        QCOMPARE(id(decisionOn(all, 5, "limit", "ads")), 0);
    }
    void askedForGrantedRefusedAndUndone()
    {
        test::TemporaryProject project;
        const Kept kept(project);
        const auto answer = [&](ScenarioId of) { return *answerScenario(*project, kept.scenario, {2, 1, {}, of}, Job{}); };
        const auto asked = answer(kept.id);
        QVERIFY(dropped(*asked) == 0 && asked->audit.size() == 1);
        const auto consents = [&] { return consentsOf(kept.scenario, kept.id, *listApprovals(*project), asked->audit); };
        QCOMPARE(consents().size(), 3u); // till: limit and move, shelf: move
        QVERIFY(consents()[0].service == 0 && consents()[0].kind == ActionKind::Limit && consents()[0].asked > 10 && !consents()[0].decision);
        QVERIFY(consents()[1].kind == ActionKind::Move && consents()[1].asked == 0 && consents()[2].service == 1);
        ApproveRequest request;
        request.scenario = kept.id;
        request.kind = "limit";
        request.service = "till";
        request.reason = "the till must stay up";
        request.by = "Ann";
        CAUSEWAY_VERIFY(approve(*project, request));
        QVERIFY(consents()[0].decision && consents()[0].decision->by == "Ann" && consents()[0].decision->granted && consents()[0].decision->reason == request.reason);
        const auto granted = answer(kept.id);
        QVERIFY(dropped(*granted) > 1000 && granted->audit.empty());
        QVERIFY(dropped(*answer(0)) == 0); // of no other scenario
        QVERIFY(answer(kept.id)->wasKept);
        // Taken back, and undone again.
        request.granted = false;
        CAUSEWAY_VERIFY(approve(*project, request));
        QVERIFY(dropped(*answer(kept.id)) == 0 && answer(kept.id)->audit.size() == 1);
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "approval", false}, Job{}));
        QVERIFY(dropped(*answer(kept.id)) > 1000);
        const auto first = undoEdit(*project, {0, "approval", false}, Job{});
        CAUSEWAY_VERIFY(first);
        QVERIFY(dropped(*answer(kept.id)) == 0 && !consents()[0].decision);
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit.number, {}, true}, Job{}));
        QVERIFY(dropped(*answer(kept.id)) > 1000);
    }
    void whateverRunsAStoredScenarioKnowsOfIt()
    {
        test::TemporaryProject project;
        const Kept kept(project);
        const auto simulated = [&] { return *simulateScenario({project.path("p.causeway"), "busy", 1, 1, {}, 0}, Job{}); };
        QVERIFY(simulated().result.runs[0].services[0].dropped == 0 && simulated().result.runs[0].audit.size() == 1);
        CAUSEWAY_VERIFY(approve(*project, {0, "limit", "", "everywhere", "", true}));
        QVERIFY(simulated().result.runs[0].services[0].dropped > 500 && simulated().result.runs[0].audit.empty());
        ComparePoliciesRequest compare;
        compare.scenario = std::make_shared<const simulate::Scenario>(kept.scenario);
        compare.project = project.pointer();
        compare.number = kept.id;
        compare.policies = {{"static", {}}};
        compare.replications = 1;
        QVERIFY(comparePolicies(compare, Job{})->baseline.result.runs[0].services[0].dropped > 500);
        QVERIFY(openScenario(project.path("p.causeway"), "busy", Job{})->scenario.services[0].approve == simulate::bitOf(ActionKind::Move));
        QCOMPARE(openScenario(project.path("p.causeway"), "bussy", Job{}).error().code, ErrorCode::NotFound);
    }
    void refused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("told");
        QTest::newRow("no such kind") << "dimm" << "" << "why" << "Did you mean “dim”";
        QTest::newRow("no such service") << "dim" << "tills" << "why" << "Did you mean “till”";
        QTest::newRow("no reason") << "dim" << "till" << " " << "a reason";
    }
    void refused()
    {
        QFETCH(QString, kind);
        QFETCH(QString, service);
        QFETCH(QString, reason);
        QFETCH(QString, told);
        test::TemporaryProject project;
        const Kept kept(project);
        const auto done = approve(*project, {kept.id, kind.toStdString(), service.toStdString(), reason.toStdString(), "me", true});
        QVERIFY(!done);
        QVERIFY2(QString::fromStdString(done.error().toEnglish()).contains(told), done.error().toEnglish().c_str());
        QVERIFY(listApprovals(*project)->empty());
        QCOMPARE(approve(*project, {99, "dim", "", "why", "me", true}).error().code, ErrorCode::NotFound);
    }
};

CAUSEWAY_TEST(ApprovalsTest)
#include "approvals_test.moc"
