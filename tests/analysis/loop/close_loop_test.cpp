// Detectors that trigger repair.

#include "tests/support/test_registry.h"

#include <algorithm>

#include <QTest>

#include "analysis/detect/builtin.h"
#include "analysis/flow/detectors.h"
#include "analysis/loop/close_loop.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::loop;
using simulate::Scenario;

namespace {

// A front, two services behind it, two replicas each; the fault is of the second, from 100 s on.
Scenario shop(const std::string &faults, const std::string &floor = {})
{
    return test::scenarioOf("\"front\": {\"servers\": 100}, \"stock\": {\"replicas\": 2, \"cold_start_s\": {\"constant\": 10}, \"price_per_h\": 1}, \"pay\": {\"replicas\": 2, \"cold_start_s\": {\"constant\": 10}, \"price_per_h\": 1" + floor + "}",
                            "\"buy\": {\"service\": \"front\", \"self_s\": {\"constant\": 0.001}, \"calls\": [{\"operation\": \"reserve\", \"timeout_s\": 1, \"retries\": 1}, {\"operation\": \"charge\", \"timeout_s\": 1, \"retries\": 1}]}, "
                            "\"reserve\": {\"service\": \"stock\", \"self_s\": {\"gamma\": {\"mean\": 0.03, \"cv\": 0.5}}}, \"charge\": {\"service\": \"pay\", \"self_s\": {\"gamma\": {\"mean\": 0.03, \"cv\": 0.5}}}",
                            "{\"operation\": \"buy\", \"poisson\": {\"rate_per_s\": 25}}", 400, 30, ", \"slo\": {\"buy\": {\"latency_s\": 0.8}}, \"faults\": [" + faults + "]");
}

const char *const kLost = "{\"name\": \"dropped calls\", \"service\": \"pay\", \"from_s\": 100, \"lost\": 0.4}";
const char *const kRush = "{\"name\": \"rush\", \"from_s\": 100, \"load\": 3.2}";

LoopSettings settings()
{
    LoopSettings out;
    out.replications = 4;
    out.validation = 2;
    out.trainingSessions = 1000;
    out.detectors = {&flow::fsaDetector(), &detect::countVectorDetector()};
    return out;
}

LoopResult closed(const Scenario &scenario, const LoopSettings &how)
{
    auto result = closeLoop(scenario, how, {});
    if (!result)
        qFatal("%s", result.error().toEnglish().c_str());
    return *std::move(result);
}

double mean(const ArmOutcome &arm, LoopMeasure measure) { return arm.measures[static_cast<std::size_t>(measure)].mean; }

} // namespace

class CloseLoopTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // What calls lose is seen by who waits for them: the lines name the service, its own metrics do not.
    void aDetectorFindsAndMends()
    {
        const LoopResult result = closed(shop(std::string(kLost) + ", " + kRush), settings());
        QCOMPARE(result.faults.size(), 3u);
        QCOMPARE(result.trials.size(), 2u);
        const FaultOutcome &lost = result.faults[0], &rush = result.faults[1], &calm = result.faults[2];
        const ArmOutcome &none = lost.arms[0], &detector = lost.arms[3];
        QCOMPARE(none.detected, 0u);
        QCOMPARE(detector.right, 4u);
        QVERIFY2(mean(detector, LoopMeasure::DetectS) <= 30, qPrintable(QString::number(mean(detector, LoopMeasure::DetectS))));
        QVERIFY2(mean(detector, LoopMeasure::Violation) < mean(none, LoopMeasure::Violation) / 3, qPrintable(QString::number(mean(detector, LoopMeasure::Violation))));
        QVERIFY(mean(detector, LoopMeasure::RepairS) < mean(none, LoopMeasure::RepairS) / 3);
        QVERIFY(mean(detector, LoopMeasure::Cost) > mean(none, LoopMeasure::Cost)); // a replacement is paid for
        QVERIFY(mean(rush.arms[3], LoopMeasure::Violation) < mean(rush.arms[0], LoopMeasure::Violation) / 2 && mean(rush.arms[3], LoopMeasure::Cost) > mean(rush.arms[0], LoopMeasure::Cost));
        QVERIFY(mean(rush.arms[1], LoopMeasure::Violation) < mean(rush.arms[0], LoopMeasure::Violation) / 2);
        QVERIFY(mean(calm.arms[3], LoopMeasure::Deeds) <= 0.5);
        // The interval is of the differences, replication by replication.
        const ArmOutcome &reference = lost.arms[static_cast<std::size_t>(result.reference)];
        for (std::size_t m = 0; m < kLoopMeasures.size(); ++m) {
            double sum = 0;
            for (std::size_t r = 0; r < 4; ++r)
                sum += of(detector.runs[r], static_cast<LoopMeasure>(m)) - of(reference.runs[r], static_cast<LoopMeasure>(m));
            QVERIFY(std::abs(lost.delta[m].mean - sum / 4) < 1e-9);
        }
    }
    void nothingIsDoneWithoutConsent()
    {
        Scenario scenario = shop(kLost);
        scenario.approve = (1u << simulate::kActionKinds.size()) - 1;
        LoopSettings how = settings();
        how.replications = 2;
        const FaultOutcome lost = closed(scenario, how).faults[0];
        QVERIFY(lost.arms[3].detected == 2);
        for (const ArmOutcome &arm : lost.arms)
            QVERIFY(mean(arm, LoopMeasure::Deeds) == 0 && mean(arm, LoopMeasure::Violation) == mean(lost.arms[0], LoopMeasure::Violation));
    }
    void theSameAtAnyNumberOfThreads()
    {
        LoopSettings one = settings(), two = settings();
        one.threads = 1;
        two.threads = 2;
        one.replications = two.replications = 2;
        const LoopResult a = closed(shop(kLost), one), b = closed(shop(kLost), two);
        QCOMPARE(a.detector, b.detector);
        QCOMPARE(a.height, b.height);
        for (std::size_t arm = 0; arm < kArms.size(); ++arm)
            for (std::size_t m = 0; m < kLoopMeasures.size(); ++m)
                QCOMPARE(a.faults[0].arms[arm].measures[m].mean, b.faults[0].arms[arm].measures[m].mean);
    }
    void blameIsOfWhereItFirstGoesWrong()
    {
        Scenario scenario = shop(kLost);
        const auto keys = std::make_shared<const EventKeys>(scenario);
        simulate::TraceEvent event{0, 1, 2, 0, 2, 1, simulate::TraceEventKind::TimedOut};
        QCOMPARE(QString::fromStdString(keys->text(keys->of(event))), QStringLiteral("pay: charge timed out, for buy"));
        QCOMPARE(keys->service(keys->of(event)), 2u);
        event.call = UINT32_MAX;
        QCOMPARE(QString::fromStdString(keys->text(keys->of(event))), QStringLiteral("pay: charge timed out"));
        QVERIFY(keys->text(0).empty() && keys->text(1000).empty() && keys->service(0) == UINT32_MAX);
    }
    void sessionsAreRequests()
    {
        const auto keys = std::make_shared<const EventKeys>(shop(kLost));
        SessionLog log(keys, 5);
        const auto tell = [&](double s, std::uint64_t trace, std::uint64_t parent, simulate::TraceEventKind kind) { log.take({static_cast<std::int64_t>(s * 1e9), trace, trace * 10 + parent, parent, parent == 0 ? 0u : 1u, parent == 0 ? UINT32_MAX : 0u, kind}); };
        using enum simulate::TraceEventKind;
        tell(0, 7, 0, Begun);
        tell(1, 8, 0, Begun);
        tell(1.5, 7, 1, Begun);
        tell(2, 8, 0, Ended);
        tell(2.5, 9, 1, Ended); // begun before anybody listened
        QCOMPARE(log.close(2'500'000'000).size(), 0u); // what goes on may still come
        const auto first = log.close(3'000'000'000);
        QCOMPARE(first.size(), 1u);
        QCOMPARE(first.keys.size(), 2u);
        tell(3.5, 8, 1, Ended); // too late
        const auto second = log.close(5'000'000'000); // never answered
        QCOMPARE(second.size(), 1u);
        QCOMPARE(second.keys.size(), 2u);
        QVERIFY(second.timesNs == (std::vector<std::int64_t>{0, 1'500'000'000}));
        QCOMPARE(log.close(100'000'000'000).size(), 0u);
    }
    void whatCannotBeMeasuredIsSaid()
    {
        Scenario scenario = shop(kLost);
        scenario.objectives.clear();
        const auto none = closeLoop(scenario, settings(), {});
        QVERIFY(!none && none.error().code == ErrorCode::InvalidInput);
        LoopSettings without = settings();
        without.detectors.clear();
        const auto nobody = closeLoop(shop(kLost), without, {});
        QVERIFY(!nobody && nobody.error().code == ErrorCode::InvalidInput);
        Job job;
        job.cancel.cancel();
        const auto cancelled = closeLoop(shop(kLost), settings(), job);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
    }
    void usualFaults()
    {
        Scenario scenario = shop(kLost);
        scenario.faults = standardFaults(scenario);
        QCOMPARE(scenario.faults.size(), 4u);
        QVERIFY(simulate::makePlan(scenario).has_value());
    }
    // From the first run on, not only where what was chosen is measured.
    void progressOfAllItsRuns()
    {
        LoopSettings one = settings();
        one.threads = 1;
        std::vector<Progress> told;
        Job job;
        job.onProgress = [&](const Progress &progress) { told.push_back(progress); };
        QVERIFY(closeLoop(shop(kLost), one, job).has_value());
        QVERIFY(told.size() > 2 * kArms.size() * one.replications);
        QVERIFY(std::ranges::is_sorted(told, {}, &Progress::done));
        QVERIFY(told.front().done <= 1);
        QCOMPARE(told.back().done, told.back().total);
    }
};

CAUSEWAY_TEST(CloseLoopTest)
#include "close_loop_test.moc"
