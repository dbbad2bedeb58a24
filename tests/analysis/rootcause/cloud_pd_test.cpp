// CloudPD on pods whose processor, network and host follow the load: what does not follow it is told, and whose it is.

#include "analysis/rootcause/cloud_pd.h"
#include "analysis/rootcause/environment.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace causeway;
using namespace causeway::rootcause;

namespace {

constexpr std::int64_t kMinute = 60'000'000'000;
constexpr int kNormal = 60, kMinutes = 64; // the incident is the last four

enum class Planted : std::uint8_t { Nothing, BusyProcessor, MemoryFills, SlowNetwork, MoreLoad };

// Three pods of a service and one of another; the first two share a host.
Material pods(Planted planted, unsigned order = 0)
{
    Material material;
    material.spans = traces::SpanTableBuilder().finish({}).value_or(nullptr);
    std::mt19937 dice(11);
    const auto noise = [&] { return static_cast<double>(dice() % 1000) / 1000 - 0.5; };
    struct Pod {
        const char *service, *name;
        int host;
    };
    const std::vector<Pod> all{{"shop", "shop-1", 0}, {"shop", "shop-2", 0}, {"shop", "shop-3", 1}, {"mail", "mail-1", 2}};
    const std::vector<const char *> names{"PodWorkload(Ops)", "CpuUsageRate(%)", "MemoryUsage(Mi)", "NetworkReceiveBytes", "PodServerLatencyP95(s)", "NodeCpuUsageRate(%)"};
    std::vector<std::vector<double>> host(3, std::vector<double>(kMinutes));
    for (auto &minutes : host)
        for (double &value : minutes)
            value = noise();
    for (const Pod &pod : all) {
        std::vector<Series> series;
        for (const char *name : names)
            series.push_back({name, "", pod.service, pod.name, {}, {}});
        for (int i = 0; i < kMinutes; ++i) {
            const bool now = i >= kNormal, here = now && std::string_view(pod.name) == "shop-1";
            const double load = (20 + 6 * std::sin(i * 0.7)) * (now && planted == Planted::MoreLoad ? 5 : 1) + noise();
            const double cpu = load + noise() + (here && planted == Planted::BusyProcessor ? 60 + 10 * noise() : 0);
            const double memory = 100 + load + noise() + (here && planted == Planted::MemoryFills ? 50.0 * (i - kNormal + 1) : 0);
            const bool slow = here && planted == Planted::SlowNetwork;
            const double traffic = slow ? 100 + 50 * noise() : 100 * load + 10 * noise(), latency = (slow ? 4 : 0.1) + 0.01 * noise();
            const double node = 10 + 0.5 * load + host[static_cast<std::size_t>(pod.host)][static_cast<std::size_t>(i)];
            const std::array<double, 6> values{load, cpu, memory, traffic, latency, node};
            for (std::size_t m = 0; m < series.size(); ++m) {
                series[m].timesNs.push_back(i * kMinute + 7);
                series[m].values.push_back(values[m]);
            }
        }
        material.series.insert(material.series.end(), series.begin(), series.end());
    }
    // One host is one number.
    for (Series &one : material.series)
        if (one.pod == "shop-2" && one.name.starts_with("Node"))
            for (const Series &other : material.series)
                if (other.pod == "shop-1" && other.name == one.name)
                    one.values = other.values;
    if (order != 0) {
        std::mt19937 shuffle(order);
        std::shuffle(material.series.begin(), material.series.end(), shuffle);
    }
    return material;
}

Period period()
{
    return {{{kNormal * kMinute}, {kMinutes * kMinute}}, {{{INT64_MIN}, {kNormal * kMinute}}}};
}

struct Answer {
    std::vector<std::string> services;
    std::vector<CloudPdCause> causes;
};
Answer answer(const Material &material, const Period &asked = period())
{
    const auto facts = readTraceFacts(material, {});
    const Scene scene = makeScene(material, *facts, asked);
    return {scene.services, cloudPd(scene, asked, {}, {}).value_or(std::vector<CloudPdCause>{})};
}

std::string told(const Answer &one)
{
    std::string text;
    for (const CloudPdCause &cause : one.causes) {
        text += one.services[cause.service] + " " + cause.pod + " " + std::string(toName(cause.kind)) + " " + std::to_string(cause.score) + "\n";
        for (const Evidence &item : cause.evidence)
            text += "  " + item.text.toEnglish() + "\n";
    }
    return text;
}

} // namespace

class CloudPdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void faults_data()
    {
        QTest::addColumn<int>("planted");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("evidence");
        QTest::newRow("processor") << int(Planted::BusyProcessor) << int(CauseKind::Cpu) << "CpuUsageRate(%) of shop-1 no longer goes with PodWorkload(Ops)";
        QTest::newRow("memory") << int(Planted::MemoryFills) << int(CauseKind::Memory) << "MemoryUsage(Mi) of shop-1 no longer goes with that of its 2 peers";
        QTest::newRow("network") << int(Planted::SlowNetwork) << int(CauseKind::Network) << "PodServerLatencyP95(s) of shop-1 stood at";
    }
    void faults()
    {
        QFETCH(int, planted);
        QFETCH(int, kind);
        QFETCH(QString, evidence);
        const Answer one = answer(pods(static_cast<Planted>(planted)));
        QVERIFY(!one.causes.empty());
        const CloudPdCause &first = one.causes.front();
        QCOMPARE(first.pod, std::string("shop-1"));
        QCOMPARE(int(first.kind), kind);
        QVERIFY(first.distance > 1.5);
        QVERIFY2(told(one).find(evidence.toStdString()) != std::string::npos, told(one).c_str());
        QVERIFY(first.evidence.front().text.toEnglish().find("The environment of shop-1 is") == 0);
        // In the series' unit, however far that is.
        for (const Evidence &item : first.evidence)
            if (item.source.starts_with("PodServerLatency") && planted == int(Planted::SlowNetwork))
                QVERIFY(std::abs(item.observed - 4) < 0.1 && std::abs(item.expected - 0.1) < 0.01);
        for (const CloudPdCause &cause : one.causes)
            QVERIFY2(cause.pod == "shop-1" || cause.score < first.score / 2, told(one).c_str());
    }

    // Who shares a host with a busy pod is its victim: shop-2 shows the host's load as shop-1 does.
    void neighboursAreVictims()
    {
        Material material = pods(Planted::BusyProcessor);
        for (Series &series : material.series)
            if ((series.pod == "shop-1" || series.pod == "shop-2") && series.name.starts_with("Node"))
                for (std::size_t i = kNormal; i < series.values.size(); ++i)
                    series.values[i] += 40;
        const Answer alone = answer(material);
        QCOMPARE(alone.causes.front().pod, std::string("shop-1"));
        // Without it the host itself is to blame, as it shows at shop-2.
        std::erase_if(material.series, [](const Series &series) { return series.pod == "shop-1"; });
        const Answer victim = answer(material);
        QCOMPARE(victim.causes.front().pod, std::string("shop-2"));
        QVERIFY(victim.causes.front().seen[static_cast<std::size_t>(Deviation::HostUp)]);
        QVERIFY2(victim.causes.front().score > 0.3, told(victim).c_str());
    }

    // What the paper sets out to do: another load is no fault, though every vector is one never seen.
    void moreLoadIsNoFault()
    {
        const Material material = pods(Planted::MoreLoad);
        const auto facts = readTraceFacts(material, {});
        const auto all = environments(makeScene(material, *facts, period()), period(), 240, {});
        QVERIFY(all && all->size() == 4);
        for (const Metric &metric : (*all)[1].metrics)
            if (metric.series != kNone && (metric.isLoad || metric.role == MetricRole::Cpu))
                QVERIFY(metric.level > 5);
        QVERIFY2(answer(material).causes.empty(), told(answer(material)).c_str());
    }

    void nothingThere() { QVERIFY2(answer(pods(Planted::Nothing)).causes.empty(), told(answer(pods(Planted::Nothing))).c_str()); }

    void hosts()
    {
        const Material material = pods(Planted::Nothing);
        const auto facts = readTraceFacts(material, {});
        const auto all = environments(makeScene(material, *facts, period()), period(), 240, {});
        QVERIFY(all);
        QCOMPARE((*all)[0].pod, std::string("mail-1")); // services in order of their names
        QCOMPARE((*all)[1].host, (*all)[2].host);       // shop-1, shop-2
        QVERIFY((*all)[1].host != (*all)[3].host && (*all)[0].host != (*all)[3].host);
        const auto beside = [](const Environment &pod) { return std::count_if(pod.metrics.begin(), pod.metrics.end(), [](const Metric &metric) { return metric.series == kNone; }); };
        QCOMPARE(beside((*all)[1]), 3);
        QCOMPARE(beside((*all)[3]), 0);
    }

    void anyOrder() { QCOMPARE(told(answer(pods(Planted::BusyProcessor, 5))), told(answer(pods(Planted::BusyProcessor)))); }

    void correlations()
    {
        QVERIFY(std::abs(correlation({1, 2, 3, 4}, {2, 4, 6, 8}) - 1) < 1e-12);
        QVERIFY(std::abs(correlation({1, 2, 3, 4}, {4, 3, 2, 1}) + 1) < 1e-12);
        QVERIFY(std::abs(correlation({1, 2, 3, 4}, {1, 3, 2, 4}) - 0.8) < 1e-12);
        QVERIFY(std::abs(correlation({1, 2, NAN, 3, 4}, {1, 3, 9, 2, 4}) - 0.8) < 1e-12);
        QCOMPARE(correlation({1, 2, 3}, {1, 2, 3}), 0.0);
        QCOMPARE(correlation({1, 1, 1, 1}, {1, 2, 3, 4}), 0.0);
    }

    void signatures()
    {
        std::array<bool, kDeviationCount> seen{};
        QVERIFY(matchSignature(seen).signature == nullptr);
        const auto see = [&](Deviation one) { seen[static_cast<std::size_t>(one)] = true; };
        see(Deviation::CpuUp);
        QCOMPARE(matchSignature(seen).signature->kind, CauseKind::Cpu);
        QCOMPARE(matchSignature(seen).share, 0.2);
        see(Deviation::LoadUp);
        QVERIFY(!matchSignature(seen).signature->isFault);
        see(Deviation::CpuWithin);
        see(Deviation::CpuPeers);
        see(Deviation::LatencyUp);
        QVERIFY(matchSignature(seen).signature->isFault); // 4 of 6 against 2 of 5
        QVERIFY(std::abs(matchSignature(seen).share - 2.0 / 3) < 1e-12);
        seen = {};
        see(Deviation::HostUp);
        QCOMPARE(matchSignature(seen).signature->name, std::string_view("busy host"));
        see(Deviation::CpuUp);
        QCOMPARE(matchSignature(seen).signature->name, std::string_view("busy processor"));
    }

    void hostile()
    {
        Material empty;
        empty.spans = traces::SpanTableBuilder().finish({}).value_or(nullptr);
        QVERIFY(answer(empty).causes.empty());
        QVERIFY(answer(empty, {}).causes.empty());
        Material odd = empty;
        for (const char *name : {"cpu", "CPU", ""})
            odd.series.push_back({name, "", "a", "", {INT64_MIN, -1, 0, 0, kNormal * kMinute, INT64_MAX}, {NAN, INFINITY, 1e308, -1e308, 5}});
        QVERIFY(answer(odd).causes.empty());
        Period all = period();
        all.baseline = {TimeRange{}};
        QVERIFY(answer(odd, all).causes.empty());
        Job job;
        job.cancel.cancel();
        const Material material = pods(Planted::BusyProcessor);
        const auto facts = readTraceFacts(material, {});
        QCOMPARE(cloudPd(makeScene(material, *facts, period()), period(), {}, job).error().code, ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(CloudPdTest)
#include "cloud_pd_test.moc"
