// What holds of every policy: settings within bounds, unknown ones refused at the field, the same bits on any number of threads.

#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "tests/analysis/allocate/policy_runs.h"

using namespace causeway;
using namespace causeway::allocate;
using simulate::PolicyChoice;
using simulate::Scenario;

namespace {

// Something for each of them to act on.
Scenario shop()
{
    return test::scenarioOf("\"web\": {\"replicas\": 3, \"servers\": 2, \"price_per_h\": 1}, \"pay\": {\"replicas\": 2, \"cold_start_s\": {\"constant\": 3}}, \"ads\": {\"replicas\": 2, \"routing\": \"shared\"}",
                            "\"buy\": {\"service\": \"web\", \"self_s\": {\"exponential\": 0.05}, \"calls\": [{\"operation\": \"charge\", \"timeout_s\": 1, \"retries\": 2}, {\"operation\": \"show\", \"optional\": true}]}, "
                            "\"charge\": {\"service\": \"pay\", \"self_s\": {\"lognormal\": {\"mean\": 0.05, \"cv\": 1}}}, \"show\": {\"service\": \"ads\", \"self_s\": {\"exponential\": 0.03}}",
                            "{\"operation\": \"buy\", \"rates\": [[0, 20], [60, 45], [150, 10]]}", 240, 10, ", \"slo\": {\"buy\": {\"latency_s\": 0.4}}");
}

std::vector<Measures> numbers(const Scenario &scenario, const simulate::ReplicationsResult &result) { return measuresOf(scenario, result); }

} // namespace

class PolicyTest : public QObject {
    Q_OBJECT
    static void each()
    {
        QTest::addColumn<QString>("name");
        for (const Policy &policy : policies())
            QTest::newRow(qPrintable(QString::fromUtf8(policy.name.data(), static_cast<qsizetype>(policy.name.size())))) << QString::fromUtf8(policy.name.data(), static_cast<qsizetype>(policy.name.size()));
    }
private Q_SLOTS:
    void saysWhatItIs_data() { each(); }
    void saysWhatItIs()
    {
        QFETCH(QString, name);
        const Policy &policy = *findPolicy(name.toStdString());
        QVERIFY(!policy.title.empty() && !policy.paper.empty() && !policy.fidelity.empty() && !toName(policy.kind).empty());
        std::set<std::string_view> names;
        for (const Setting &setting : policy.settings) {
            QVERIFY2(names.insert(setting.name).second, setting.name.data());
            QVERIFY2(setting.least <= setting.usual && setting.usual <= setting.most && !setting.what.empty(), setting.name.data());
        }
    }
    void sameSeedSameBits_data() { each(); }
    void sameSeedSameBits()
    {
        QFETCH(QString, name);
        const PolicyChoice choice{name.toStdString(), {}};
        const Scenario scenario = shop();
        const auto one = numbers(scenario, test::under(scenario, choice, 4, 1)), two = numbers(scenario, test::under(scenario, choice, 4, 2));
        QVERIFY(one == two);
        QVERIFY(one != numbers(scenario, test::under(scenario, choice, 4, 2, 2)));
    }
    // All of its state is its own: a snapshot goes on as the original does.
    void aSnapshotGoesOnAlike_data() { each(); }
    void aSnapshotGoesOnAlike()
    {
        QFETCH(QString, name);
        const auto prepared = *prepare(shop(), {name.toStdString(), {}}, test::untrained(shop(), name.toStdString()));
        const auto plan = *simulate::makePlan(prepared.scenario, true);
        const auto fresh = [&] { return simulate::Simulation(plan, 3, 1, prepared.controller ? prepared.controller() : nullptr); };
        simulate::Simulation straight = fresh(), first = fresh();
        QVERIFY(straight.run({}).has_value() && first.runUntil(97'300'000'001, {}).has_value());
        simulate::Simulation snapshot = first;
        QVERIFY(first.run({}).has_value() && snapshot.run({}).has_value());
        const Measures expected = measuresOf(prepared.scenario, straight.result());
        QVERIFY(measuresOf(prepared.scenario, first.result()) == expected && measuresOf(prepared.scenario, snapshot.result()) == expected);
    }

    void refusedAtTheField_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *policy, const char *said) { QTest::newRow(name) << QString::fromUtf8(policy) << QString::fromUtf8(said); };
        row("a policy that is not", "{\"name\": \"magic\"}", "policy.name: there is no policy \"magic\"; there are: static,");
        row("a setting that is not", "{\"name\": \"hpa\", \"settings\": {\"targit\": 0.5}}", "policy.settings.targit: the policy \"hpa\" has no such setting; it has: target,");
        row("settings of one without", "{\"name\": \"static\", \"settings\": {\"x\": 1}}", "policy.settings.x: the policy \"static\" has no settings");
        row("too small", "{\"name\": \"hpa\", \"settings\": {\"target\": 0}}", "policy.settings.target must be between 0.01 and 1, it is 0");
        row("a part of a replica", "{\"name\": \"hpa\", \"settings\": {\"least\": 1.5}}", "policy.settings.least must be a whole number");
        row("no number", "{\"name\": \"hpa\", \"settings\": {\"least\": \"one\"}}", "policy.settings.least must be a number");
    }
    void refusedAtTheField()
    {
        QFETCH(QString, policy);
        QFETCH(QString, said);
        const std::string text = "{\"causeway_scenario\": 1, \"duration_s\": 1, \"services\": {\"s\": {}}, \"operations\": {\"o\": {\"service\": \"s\", \"self_s\": {\"constant\": 1}}},\n\"arrivals\": [],\n\"policy\": " + policy.toStdString() + "}";
        const auto scenario = simulate::readScenario(text, checkPolicy);
        QVERIFY(!scenario);
        const QString error = QString::fromStdString(scenario.error().toEnglish());
        QVERIFY2(error.contains(said), qPrintable(error));
        QCOMPARE(scenario.error().where.line, 3u);
    }

    void comparedReplicationByReplication()
    {
        const std::array<Measures, 3> one{Measures{1, 10}, Measures{2, 20}, Measures{3, 30}}, other{Measures{0.5, 10}, Measures{1.5, 20}, Measures{2.5, 30}};
        const MeasureEstimates delta = differencesOf(one, other);
        QVERIFY(delta[0].mean == 0.5 && delta[0].low == 0.5 && delta[0].high == 0.5 && delta[1].mean == 0);
        const auto point = [](double violation, double cost, double carbon) {
            MeasureEstimates out{};
            out[0].mean = violation;
            out[static_cast<std::size_t>(Measure::Cost)].mean = cost;
            out[static_cast<std::size_t>(Measure::CarbonG)].mean = carbon;
            return out;
        };
        // The second is beaten by the first, the last two are alike.
        const std::array<MeasureEstimates, 5> all{point(0.1, 5, 7), point(0.1, 6, 7), point(0.2, 4, 9), point(0, 9, 9), point(0, 9, 9)};
        QCOMPARE(paretoFront(all), (std::vector<std::size_t>{0, 2, 3, 4}));
    }
};

CAUSEWAY_TEST(PolicyTest)
#include "policy_test.moc"
