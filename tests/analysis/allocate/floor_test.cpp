// What people need comes first: no policy breaks the floor of a service, and what it wanted is in the audit.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::AuditEntry;
using simulate::RunResult;
using simulate::Scenario;

namespace {

// Twice as much comes as can be done; `ads` may be dimmed, `pay` may not.
Scenario shop(const std::string &floorOfPay)
{
    return test::scenarioOf("\"web\": {\"replicas\": 3}, \"pay\": {\"replicas\": 3" + floorOfPay + "}, \"ads\": {\"replicas\": 2}",
                            "\"buy\": {\"service\": \"web\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"charge\", \"optional\": true}, {\"operation\": \"show\", \"optional\": true}]}, "
                            "\"charge\": {\"service\": \"pay\", \"self_s\": {\"exponential\": 0.1}}, \"show\": {\"service\": \"ads\", \"self_s\": {\"exponential\": 0.1}}",
                            "{\"operation\": \"buy\", \"poisson\": {\"rate_per_s\": 40}}, {\"operation\": \"charge\", \"poisson\": {\"rate_per_s\": 20}}", 200, 0, ", \"slo\": {\"buy\": {\"latency_s\": 1}}");
}

const char *const kFloor = ", \"floor\": {\"min_replicas\": 2, \"most_shed\": 0.1, \"never_dimmed\": true}";

// Takes all that there is from every service.
class Greedy final : public ControllerOf<Greedy> {
public:
    Greedy() : ControllerOf("greedy", 1) {}
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        for (std::uint32_t s = 0; s < seen.services.size(); ++s) {
            actions.setReplicas(s, 1);
            actions.setDimmer(s, 0.2);
            actions.setConcurrencyLimit(s, 1);
            actions.setRateLimit(s, 1, 1);
        }
    }
};

RunResult robbed(const Scenario &scenario)
{
    simulate::Simulation simulation(*simulate::makePlan(scenario, true), 1, 0, std::make_unique<Greedy>());
    if (const auto done = simulation.run({}); !done)
        qFatal("%s", done.error().toEnglish().c_str());
    return simulation.result();
}

double shedShare(const RunResult &run, std::size_t service) { return static_cast<double>(run.services[service].dropped) / static_cast<double>(run.services[service].arrivals); }

} // namespace

class FloorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsBelowIsRefused()
    {
        const RunResult without = robbed(shop("")), with = robbed(shop(kFloor));
        QVERIFY(without.audit.empty() && without.auditRefused == 0);
        QVERIFY(without.services[1].replicasMean < 1.1 && shedShare(without, 1) > 0.5);
        QVERIFY(std::abs(with.services[1].replicasMean - 2) < 0.02 && shedShare(with, 1) <= 0.1 && shedShare(with, 1) > 0.09);
        // The others have no floor.
        QVERIFY(with.services[0].replicasMean < 1.1 && shedShare(with, 0) > 0.5);
        QCOMPARE(with.audit.size(), 3u);
        std::uint64_t times = 0;
        for (const AuditEntry &entry : with.audit) {
            QCOMPARE(entry.service, 1u);
            times += entry.times;
            switch (entry.what) {
            case AuditEntry::What::Replicas: QVERIFY(entry.asked == 1 && entry.kept == 2 && entry.times == 200 && entry.fromS == 1 && entry.toS == 200); break;
            case AuditEntry::What::Dimmer: QVERIFY(entry.asked == 0.2 && entry.kept == 1 && entry.times == 200); break;
            case AuditEntry::What::Shed: QVERIFY(entry.kept == 0.1 && entry.times > 100); break;
            default: QFAIL("nothing else was asked for");
            }
        }
        QCOMPARE(times, with.auditRefused);
        // Of the calls to pay none was left out, of those to ads four of five.
        QVERIFY(std::abs(static_cast<double>(with.leftOut) / static_cast<double>(with.optionalCalls) - 0.4) < 0.08); // of a request a second
    }
    void noPolicyBreaksIt_data()
    {
        QTest::addColumn<QString>("name");
        for (const Policy &policy : policies())
            QTest::newRow(policy.name.data()) << QString::fromUtf8(policy.name.data(), static_cast<qsizetype>(policy.name.size()));
    }
    void noPolicyBreaksIt()
    {
        QFETCH(QString, name);
        const Scenario scenario = shop(kFloor);
        const auto result = test::under(scenario, {name.toStdString(), {}}, 2);
        for (const RunResult &run : result.runs) {
            QVERIFY2(run.services[1].replicasMean >= 2 - 1e-9, qPrintable(QString::number(run.services[1].replicasMean)));
            QVERIFY2(shedShare(run, 1) <= 0.1, qPrintable(QString::number(shedShare(run, 1))));
        }
        QVERIFY(prepare(scenario, {name.toStdString(), {}}, test::untrained(scenario, name.toStdString()))->scenario.services[1].floor == scenario.services[1].floor);
    }
};

CAUSEWAY_TEST(FloorTest)
#include "floor_test.moc"
