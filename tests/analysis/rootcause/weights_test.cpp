// Numbers that can be worked out by hand: likelihood ratios, fusion, MicroRank.

#include "analysis/rootcause/fusion.h"
#include "analysis/rootcause/likelihood.h"
#include "analysis/rootcause/metric_steps.h"
#include "analysis/rootcause/micro_rank.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace causeway;
using namespace causeway::rootcause;

namespace {

struct Evidences {
    RankingInput input;
    explicit Evidences(std::size_t services)
    {
        for (std::size_t s = 0; s < kSourceCount; ++s) {
            input.nats[s].assign(services, 0);
            input.covered[s].assign(services, true);
        }
    }
    std::vector<double> &of(Source source) { return input.nats[static_cast<std::size_t>(source)]; }
    [[nodiscard]] std::vector<Candidate> ranked(const std::vector<std::pair<std::uint32_t, std::uint32_t>> &calls = {}, const std::vector<Loudness> &normal = {}) const
    {
        RankingInput asked = input;
        asked.calls = calls;
        asked.normal = normal;
        return rankCandidates(asked, defaultCalibration());
    }
};

} // namespace

class RootCauseWeightsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shares()
    {
        // 9 of 9 against 0 of 5, pooled 9/14: 9 ln(14/9) + 5 ln(14/5)
        QVERIFY(std::abs(shareChange({9, 9}, {0, 5}) - 9.1246) < 1e-3);
        QVERIFY(std::abs(shareChange({0, 9}, {5, 5}) + 9.1246) < 1e-3);
        QCOMPARE(shareChange({3, 10}, {3, 10}), 0.0);
        QCOMPARE(shareChange({0, 0}, {3, 10}), 0.0);
        QCOMPARE(shareChange({3, 3}, {3, 3}), 0.0);
        QCOMPARE(effective(1), 1.0);
        QVERIFY(std::abs(effective(21) - 10.5) < 1e-12);
    }

    void windows()
    {
        const Share now{20, 20};
        const std::vector<Share> still(5, Share{0, 20});
        const double plain = changeFromWindows(now, still);
        QVERIFY(plain > 10);
        // One window of five in which it was the same (an earlier incident) changes nothing; two do, since it comes and goes then.
        std::vector<Share> once = still;
        once[1] = {20, 20};
        QVERIFY(changeFromWindows(now, once) > 0.8 * plain);
        once[3] = {20, 20};
        QCOMPARE(changeFromWindows(now, once), 0.0);
        QVERIFY(changeFromWindows({0, 20}, std::vector<Share>(5, Share{20, 20})) < -10);
        QCOMPARE(changeFromWindows(now, {}), 0.0);
    }

    void times()
    {
        std::vector<double> now{50, 60, 70}, before;
        for (int i = 1; i <= 100; ++i)
            before.push_back(i % 10);
        const TimeShift shift = timeShift(now, before);
        QCOMPARE(shift.baselineMedianNs, 5.0);
        QCOMPARE(shift.medianNs, 60.0);
        QCOMPARE(shift.over, 3.0);
        QVERIFY(shift.thresholdNs < 50 && shift.thresholdNs > 5 + 3 * 1.4826 * 2);
    }

    // Three sources of one group do not outvote a clear one of another.
    void groupsCountOnce()
    {
        Evidences evidences(2);
        evidences.of(Source::Structure)[0] = evidences.of(Source::Lines)[0] = evidences.of(Source::Errors)[0] = 12;
        evidences.of(Source::Network)[1] = 20;
        const auto ranked = evidences.ranked();
        QCOMPARE(ranked[0].service, 1u);
        QCOMPARE(ranked[0].kind, CauseKind::Network);
        Evidences one(2);
        one.of(Source::Errors)[0] = 12;
        QVERIFY(std::abs(one.ranked()[0].score - ranked[1].score) < 0.2);
    }

    void calleesExplainCallers()
    {
        Evidences evidences(3);
        evidences.of(Source::SelfTime)[0] = 10;
        evidences.of(Source::SelfTime)[2] = 9;
        QCOMPARE(evidences.ranked()[0].service, 0u);
        const auto ranked = evidences.ranked({{0, 1}, {1, 2}});
        QCOMPARE(ranked[0].service, 2u);
        QCOMPARE(ranked[1].explainedBy, 2u);
        // In a circle neither explains the other.
        QCOMPARE(evidences.ranked({{0, 1}, {1, 2}, {2, 0}})[0].service, 0u);
        // Nor is what is measured at the caller explained.
        evidences.of(Source::Cpu)[0] = 5;
        QCOMPARE(evidences.ranked({{0, 1}, {1, 2}})[0].service, 0u);
        QCOMPARE(evidences.ranked({{0, 1}, {1, 2}})[0].kind, CauseKind::Cpu);
    }

    // A system that is loud in normal times is believed less.
    void normalWindows()
    {
        Evidences evidences(1);
        evidences.of(Source::Errors)[0] = 15;
        Loudness quiet{}, loud{};
        loud.fill(30);
        const double believed = evidences.ranked({}, std::vector(8, quiet))[0].score;
        const double doubted = evidences.ranked({}, std::vector(8, loud))[0].score;
        QVERIFY(believed > 2 * doubted);
    }

    void metricRoles_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("role");
        QTest::newRow("cpu") << "CpuUsageRate(%)" << int(MetricRole::Cpu);
        QTest::newRow("memory") << "container_memory_working_set_bytes" << int(MetricRole::Memory);
        QTest::newRow("host") << "NodeCpuUsageRate(%)" << int(MetricRole::Host);
        QTest::newRow("latency") << "PodServerLatencyP99(s)" << int(MetricRole::Symptom);
        QTest::newRow("traffic") << "NetworkReceiveBytes" << int(MetricRole::Traffic);
        QTest::newRow("other") << "queue_depth" << int(MetricRole::Other);
    }
    void metricRoles()
    {
        QFETCH(QString, name);
        QFETCH(int, role);
        QCOMPARE(int(metricRole(name.toStdString())), role);
    }

    // One sample out of line is no step, two in a row are.
    void metricSteps()
    {
        Material material;
        Series series{"cpu", "%", "a", "a-1", {}, {}};
        constexpr std::int64_t kMinute = 60'000'000'000;
        for (int i = 0; i < 24; ++i) {
            series.timesNs.push_back(i * kMinute);
            series.values.push_back(10 + i % 2);
        }
        series.values[21] = 95;
        material.series = {series};
        const TimeRange incident{{20 * kMinute}, {23 * kMinute}};
        QVERIFY(rootcause::metricSteps(material, incident).empty());
        material.series[0].values[22] = 90;
        const auto steps = rootcause::metricSteps(material, incident);
        QCOMPARE(steps.size(), 1u);
        QCOMPARE(steps[0].observed, 90.0);
        QCOMPARE(steps[0].onsetNs, 21 * kMinute);
    }

    // Two operations, of which both occur in one trace and the first alone in another; one iteration.
    void microRank()
    {
        MicroRankSettings settings;
        settings.iterations = 1;
        const OperationSets slow{2, {{0, 1}, {0}}, {{0, 1}}}, normal{2, {{0}}, {}};
        const std::vector<double> rank = pageRank(slow, false, settings);
        QCOMPARE(rank[0], 1.0);
        QVERIFY(std::abs(rank[1] - 0.108375 / 0.31875) < 1e-12); // (.85 · .25 / 2 + .85 · .01 · .25) / (.85 · .25 · 1.5)
        const std::vector<double> spectrum = weightedSpectrum(slow, normal, settings);
        QVERIFY(std::abs(spectrum[0] - 4.0) < 1e-9);  // ef 2, nf 0, ep 1
        QVERIFY(std::abs(spectrum[1] - 0.34) < 1e-9); // ef .34, nf .34, ep 0
        QCOMPARE(pageRank({}, true, {}).size(), 0u);
    }
};

CAUSEWAY_TEST(RootCauseWeightsTest)
#include "weights_test.moc"
