// What a learned model is worth: on traces that it has not seen, against theory, and beyond what was observed.

#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/simulate/extrapolation.h"
#include "analysis/simulate/held_out.h"
#include "analysis/simulate/random.h"
#include "analysis/simulate/theory_check.h"
#include "tests/analysis/simulate/known_scenarios.h"
#include "tests/analysis/simulate/synthetic_traces.h"

using namespace causeway;
using namespace causeway::simulate;

namespace {

// A gateway whose requests either read (one call) or buy (two others): one a second, and an hour's pause after each recording.
std::shared_ptr<const traces::SpanTable> shop(int requests, double slowerFrom, int aRecording = 1 << 30)
{
    test::SyntheticTraces traces;
    for (int i = 0; i < requests; ++i) {
        Draw draw(keyOf(3, static_cast<std::uint64_t>(i)));
        const auto trace = static_cast<std::uint64_t>(i + 1);
        const double at = i * 1000.0 + static_cast<double>(i / aRecording) * 3.6e6, slow = i >= slowerFrom * requests ? 3 : 1;
        const auto took = [&](double mean) { return mean * (0.9 + draw.exponential() / 10); };
        const bool buys = draw.unit() < 0.3;
        const double a = slow * took(buys ? 40 : 5), b = buys ? took(80) : 0, own = took(2);
        const std::uint64_t root = traces.add(trace, 0, "gateway", "/*", at, own + a + b);
        traces.add(trace, root, buys ? "stock" : "catalog", buys ? "reserve" : "list", at + own, a);
        if (buys)
            traces.add(trace, root, "card", "charge", at + own + a, b);
    }
    return traces.table();
}

const ServiceError &errorOf(const HeldOut &out, const traces::SpanTable &table, std::string_view name)
{
    return *std::ranges::find(out.services, table.findService(name), &ServiceError::service);
}

} // namespace

class HeldOutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kindsOfRequestsAreToldApart()
    {
        const auto table = shop(1000, 1);
        const auto learned = learnScenario(*table, test::allTraces(*table), {});
        QVERIFY(learned.has_value());
        QCOMPARE(learned->scenario.arrivals.size(), std::size_t{2});
        QCOMPARE(learned->scenario.arrivals[0].operation, std::string("/* → list"));
        QCOMPARE(learned->scenario.arrivals[1].operation, std::string("/* → charge"));
        const Operation &buy = *std::ranges::find(learned->scenario.operations, std::string("/* → charge"), &Operation::name);
        QVERIFY(buy.steps.size() == 2 && buy.steps[0][0].operation == "reserve" && buy.steps[0][0].probability == 1 && buy.steps[1][0].operation == "charge");
        QVERIFY(std::abs(learned->scenario.arrivals[1].ratePerS - 0.3) < 0.04);
    }
    void whatDoesNotChangeIsTold()
    {
        const auto table = shop(2000, 1);
        const auto out = holdOut(*table, test::allTraces(*table), {}, {});
        QVERIFY(out.has_value());
        QCOMPARE(out->tracesLearned, std::uint64_t{1400});
        QCOMPARE(out->tracesHeld, std::uint64_t{600});
        QCOMPARE(out->services.size(), std::size_t{4});
        QCOMPARE(out->within, std::size_t{4});
        QCOMPARE(out->ownWithin, std::size_t{4});
        for (const ServiceError &one : out->services)
            QVERIFY(one.verdict == ServiceError::Verdict::Within && one.unchanged > HeldOutSettings::kSame);
        QVERIFY(errorOf(*out, *table, "gateway").byChance > 0.8);
        QVERIFY(out->simulated.littleGap < 0.05);
    }
    void whatChangedIsNoFaultOfTheModel()
    {
        const auto table = shop(2000, 0.7);
        const auto out = holdOut(*table, test::allTraces(*table), {}, {});
        QVERIFY(out.has_value());
        QVERIFY(errorOf(*out, *table, "catalog").verdict == ServiceError::Verdict::Changed);
        QVERIFY(!withinLimits(errorOf(*out, *table, "catalog").floor) && withinLimits(errorOf(*out, *table, "catalog").own));
        QVERIFY(errorOf(*out, *table, "card").verdict == ServiceError::Verdict::Within);
        QVERIFY(out->within < 4 && out->ownWithin == 4);
    }
    // Hours between recordings are no time of the model; a part of each is learned from.
    void recordings()
    {
        const auto table = shop(1000, 1, 250);
        HeldOutSettings settings;
        settings.division = Division::Recordings;
        const auto out = holdOut(*table, test::allTraces(*table), settings, {});
        QVERIFY(out.has_value());
        QCOMPARE(out->tracesLearned, std::uint64_t{700});
        QCOMPARE(out->learned.recordings.size(), std::size_t{4});
        QCOMPARE(out->learned.recordings[2].traces, std::size_t{175});
        QVERIFY(std::abs(out->learned.scenario.durationS - 700) < 2);
        QVERIFY(std::ranges::any_of(out->learned.scenario.notes, [](const ScenarioNote &note) { return note.field == "duration_s"; }));
        const Recordings times({0, 1'000'000'000, 2'000'000'000, 3'600'000'000'000, 3'601'000'000'000});
        QCOMPARE(times.all().size(), std::size_t{2});
        QCOMPARE(times.lengthS(), 4.0);
        QCOMPARE(times.leftOutS(), 3598.0);
        QCOMPARE(times.at(1'500'000'000), 1.5);
        QCOMPARE(times.at(5'000'000'000), 2.0);
        QCOMPARE(times.at(3'601'000'000'000), 4.0);
    }
    void theSameAtAnyNumberOfThreads()
    {
        const auto table = shop(400, 1);
        HeldOutSettings one, two;
        one.threads = 1;
        two.threads = 2;
        const auto a = holdOut(*table, test::allTraces(*table), one, {}), b = holdOut(*table, test::allTraces(*table), two, {});
        QVERIFY(a && b && a->services.size() == b->services.size() && !a->services.empty());
        for (std::size_t i = 0; i < a->services.size(); ++i)
            QVERIFY(a->services[i].predictedNs == b->services[i].predictedNs && a->services[i].byChance == b->services[i].byChance);
    }
    void tooFewTracesAreAnError()
    {
        const auto table = shop(1, 1);
        const auto out = holdOut(*table, test::allTraces(*table), {}, {});
        QVERIFY(!out && out.error().code == ErrorCode::InvalidInput);
    }
    void theory_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("self");
        QTest::addColumn<double>("lambda");
        QTest::addColumn<QString>("form");
        QTest::newRow("M/M/c") << QStringLiteral("\"servers\": 8") << QStringLiteral("{\"exponential\": 1}") << 6.8 << QStringLiteral("M/M/c");
        QTest::newRow("M/G/1") << QString() << QStringLiteral("{\"lognormal\": {\"mean\": 0.1, \"cv\": 1.5}}") << 7.0 << QStringLiteral("M/G/1");
        QTest::newRow("PS") << QStringLiteral("\"discipline\": \"ps\"") << QStringLiteral("{\"lognormal\": {\"mean\": 0.1, \"cv\": 1.5}}") << 7.0 << QStringLiteral("M/G/1-PS");
        QTest::newRow("M/M/c/K") << QStringLiteral("\"servers\": 2, \"queue_limit\": 3") << QStringLiteral("{\"exponential\": 1}") << 4.0 << QStringLiteral("M/M/c/K");
        QTest::newRow("M/G/c has none") << QStringLiteral("\"servers\": 2") << QStringLiteral("{\"constant\": 0.1}") << 7.0 << QString();
        QTest::newRow("over capacity") << QString() << QStringLiteral("{\"exponential\": 1}") << 1.2 << QString();
    }
    void theory()
    {
        QFETCH(QString, service);
        QFETCH(QString, self);
        QFETCH(double, lambda);
        QFETCH(QString, form);
        const Scenario scenario = test::oneStation(service.toStdString(), self.toStdString(), lambda, 20'000 / lambda, 500);
        const auto result = runReplications(scenario, {10, 1, 1, 0, {}}, {});
        QVERIFY(result.has_value());
        const auto checks = checkTheory(scenario, *result);
        QCOMPARE(checks.size(), static_cast<std::size_t>(!form.isEmpty()));
        for (TheoryCheck check : checks) {
            QCOMPARE(QString::fromStdString(check.form), form);
            QVERIFY2(check.agrees(), qPrintable(QStringLiteral("%1, simulated %2 … %3").arg(check.responseS).arg(check.simulatedS.low).arg(check.simulatedS.high)));
            check.responseS *= 1.5;
            QVERIFY(!check.agrees());
        }
    }
    void networks()
    {
        const auto tandem = [](const std::string &call) {
            return test::scenarioOf("\"a\": {}, \"b\": {}", "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.2}, \"calls\": [" + call + "]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.125}}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 4}}", 5000, 100);
        };
        const Scenario line = tandem("{\"operation\": \"p\"}"), both = tandem("{\"parallel\": [{\"operation\": \"p\"}, {\"operation\": \"p\", \"probability\": 0.2}]}");
        const auto result = runReplications(line, {10, 1, 1, 0, {}}, {});
        QVERIFY(result.has_value());
        const auto checks = checkTheory(line, *result);
        QCOMPARE(checks.size(), std::size_t{2});
        QVERIFY(std::abs(checks[0].responseS - 1) < 1e-12 && std::abs(checks[1].responseS - 0.25) < 1e-12 && checks[0].agrees() && checks[1].agrees());
        QVERIFY(checkTheory(both, *runReplications(both, {2, 1, 1, 0, {}}, {})).empty());
    }
    void whatWasNeverObserved()
    {
        const auto table = shop(1000, 1);
        const auto learned = learnScenario(*table, test::allTraces(*table), {});
        QVERIFY(learned.has_value());
        QVERIFY(extrapolations(*learned, learned->scenario).empty());
        Scenario asked = learned->scenario;
        asked.arrivals[1].ratePerS *= 5; // who buys
        const auto of = [&](std::string_view name) -> Service & { return *std::ranges::find(asked.services, name, &Service::name); };
        of("card").replicas = 2;
        of("catalog").speedOverTime = {{0, 1}, {50, 0.5}};
        asked.operations[0].self.mean *= 2;
        asked.services.push_back({"new"});
        const auto found = extrapolations(*learned, asked);
        QStringList said;
        for (const Extrapolation &one : found)
            said << QStringLiteral("%1 %2").arg(static_cast<int>(one.what)).arg(QString::fromStdString(one.name));
        QCOMPARE(said, (QStringList{QStringLiteral("0 card"), QStringLiteral("2 card"), QStringLiteral("3 catalog"), QStringLiteral("0 gateway"), QStringLiteral("0 stock"), QStringLiteral("5 new"), QStringLiteral("4 %1").arg(QString::fromStdString(asked.operations[0].name))}));
        QVERIFY(found[0].asked > 2 * found[0].observed && found[0].observed > 0.25);
    }
};

CAUSEWAY_TEST(HeldOutTest)
#include "held_out_test.moc"
