// The same bits: by seed, on any number of threads, from a snapshot. Common random numbers. Controllers.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/simulate/replications.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;
using test::scenarioOf;

namespace {

// A bit of all that has a state.
Scenario mixed()
{
    return scenarioOf("\"a\": {\"replicas\": 3, \"routing\": \"jsq2\", \"failures\": {\"mtbf_s\": {\"exponential\": 30}, \"mttr_s\": {\"exponential\": 3}}}, \"b\": {\"discipline\": \"ps\", \"node\": \"n\"}, \"c\": {\"servers\": 2, \"node\": \"n\", \"queue_limit\": 4}",
                      "\"o\": {\"service\": \"a\", \"self_s\": {\"gamma\": {\"mean\": 0.02, \"cv\": 0.7}}, \"calls\": [{\"parallel\": [{\"operation\": \"p\", \"timeout_s\": 0.1, \"retries\": 2, \"backoff_s\": 0.01}, {\"operation\": \"q\", \"probability\": 0.7, \"breaker\": {\"failures\": 2, \"open_s\": 0.5}, "
                      "\"delay_s\": {\"exponential\": 0.002}}]}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"lognormal\": {\"mean\": 0.02, \"cv\": 1}}, \"error_probability\": 0.05}, \"q\": {\"service\": \"c\", \"self_s\": {\"exponential\": 0.04}}",
                      "{\"operation\": \"o\", \"rates\": [[0, 10], [40, 40]]}, {\"operation\": \"q\", \"closed\": {\"users\": 8, \"think_s\": {\"exponential\": 1}}}", 100, 10,
                      ", \"nodes\": {\"n\": {\"cores\": 2, \"idle_w\": 10, \"max_w\": 50}}, \"slo\": {\"o\": {\"latency_s\": 0.1}}");
}

QByteArray bitsOf(const RunResult &run)
{
    QByteArray out;
    const auto add = [&](auto value) { out.append(reinterpret_cast<const char *>(&value), sizeof value); };
    add(run.events);
    add(run.requests);
    for (const ServiceResult &s : run.services)
        for (const double value : {s.utilisation, s.queueMean, s.waitMean, s.inSystemMean, s.sojournMean, s.availability, static_cast<double>(s.arrivals), static_cast<double>(s.dropped)})
            add(value);
    for (const OperationResult &o : run.operations)
        for (const double value : {o.latencyMean, o.latencies.quantile(0.5), o.latencies.quantile(0.99), static_cast<double>(o.answers), static_cast<double>(o.errors), static_cast<double>(o.violations)})
            add(value);
    for (const double value : {run.cost, run.energyWh, run.brownWh, run.carbonG})
        add(value);
    return out;
}

QByteArray bitsOf(const ReplicationsResult &result)
{
    QByteArray out;
    for (const RunResult &run : result.runs)
        out += bitsOf(run);
    return out;
}

// Doubles and halves replicas, and keeps what it saw.
class Swinging final : public Controller {
public:
    [[nodiscard]] std::string_view name() const override { return "swinging"; }
    [[nodiscard]] double intervalS() const override { return 5; }
    void tick(const Observation &seen, Actions &actions) override
    {
        ++m_ticks;
        m_busy += seen.services[0].utilisation;
        actions.setReplicas(0, m_ticks % 2 == 0 ? 2 : 5);
        actions.setSpeed(1, 1 + 0.1 * (m_ticks % 3));
        actions.setConcurrencyLimit(2, 3 + static_cast<std::uint32_t>(m_busy) % 5);
    }
    [[nodiscard]] std::unique_ptr<Controller> clone() const override { return std::make_unique<Swinging>(*this); }

private:
    int m_ticks = 0;
    double m_busy = 0;
};

// Does one thing at one time; keeps what it sees.
struct Seen {
    std::vector<ServiceWindow> first; // of service 0, by tick
    std::vector<OperationWindow> operations;
};
class Once final : public Controller {
public:
    Once(double atS, std::function<void(Actions &)> act, Seen *seen = nullptr) : m_atS(atS), m_act(std::move(act)), m_seen(seen) {}
    [[nodiscard]] std::string_view name() const override { return "once"; }
    [[nodiscard]] double intervalS() const override { return 10; }
    void tick(const Observation &seen, Actions &actions) override
    {
        if (m_seen != nullptr) {
            m_seen->first.push_back(seen.services[0]);
            m_seen->operations.push_back(seen.operations[0]);
        }
        if (std::abs(seen.timeS - m_atS) < 1e-6)
            m_act(actions);
    }
    [[nodiscard]] std::unique_ptr<Controller> clone() const override { return std::make_unique<Once>(*this); }

private:
    double m_atS;
    std::function<void(Actions &)> m_act;
    Seen *m_seen;
};

RunResult controlled(const Scenario &scenario, double atS, std::function<void(Actions &)> act, Seen *seen = nullptr)
{
    Simulation simulation(*makePlan(scenario, true), 1, 0, std::make_unique<Once>(atS, std::move(act), seen));
    const auto done = simulation.run({});
    if (!done)
        qFatal("%s", done.error().toEnglish().c_str());
    return simulation.result();
}

} // namespace

class ReplicationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameBits()
    {
        ReplicationSettings settings;
        settings.replications = 6;
        settings.threads = 1;
        const auto one = runReplications(mixed(), settings, {});
        QVERIFY2(one.has_value(), one ? "" : one.error().toEnglish().c_str());
        settings.threads = 2;
        QCOMPARE(bitsOf(*runReplications(mixed(), settings, {})), bitsOf(*one));
        settings.threads = 5;
        settings.controller = [] { return std::make_unique<StaticController>(); };
        QCOMPARE(runReplications(mixed(), settings, {})->requests, one->requests);
        settings.controller = nullptr;
        settings.seed = 2;
        QVERIFY(bitsOf(*runReplications(mixed(), settings, {})) != bitsOf(*one));
        QVERIFY(bitsOf(one->runs[0]) != bitsOf(one->runs[1]));
        QVERIFY(one->operations[0].errors > 0 && one->services[2].dropped > 0 && one->services[0].availability.mean < 1);
    }
    void aSnapshotGoesOnAlike_data()
    {
        QTest::addColumn<bool>("acts");
        QTest::newRow("static") << false;
        QTest::newRow("with a controller") << true;
    }
    void aSnapshotGoesOnAlike()
    {
        QFETCH(bool, acts);
        const auto plan = *makePlan(mixed(), acts);
        const auto fresh = [&] { return Simulation(plan, 3, 1, acts ? std::make_unique<Swinging>() : nullptr); };
        Simulation straight = fresh();
        QVERIFY(straight.run({}).has_value());
        Simulation first = fresh();
        QVERIFY(first.runUntil(47'300'000'001, {}).has_value());
        const Simulation snapshot = first;
        (void)first.result(); // looking changes nothing
        QVERIFY(first.run({}).has_value());
        QCOMPARE(bitsOf(first.result()), bitsOf(straight.result()));
        Simulation restored = fresh();
        restored = snapshot;
        QVERIFY(restored.nowNs() == 47'300'000'001);
        QVERIFY(restored.run({}).has_value());
        QCOMPARE(bitsOf(restored.result()), bitsOf(straight.result()));
    }
    // Requests come at the same times and bring the same work, whatever the services do with them.
    void commonRandomNumbers()
    {
        const auto shop = [](int servers, const std::string &more) {
            return scenarioOf("\"a\": {\"servers\": " + std::to_string(servers) + "}, \"b\": {\"servers\": 50}" + more, "\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.1}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"lognormal\": {\"mean\": 0.1, \"cv\": 2}}}",
                              "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 8}}", 500, 0);
        };
        ReplicationSettings settings;
        settings.replications = 8;
        const auto few = *runReplications(shop(1, ""), settings, {}), many = *runReplications(shop(2, ", \"unused\": {}"), settings, {});
        settings.seed = 99;
        const auto others = *runReplications(shop(2, ""), settings, {});
        std::vector<double> paired, unpaired;
        for (std::size_t i = 0; i < 8; ++i) {
            // The second service never lets wait: what it works is the work of the requests.
            QVERIFY(std::abs(few.runs[i].operations[1].latencyMean / many.runs[i].operations[1].latencyMean - 1) < 0.01);
            QVERIFY(std::abs(static_cast<double>(few.runs[i].services[0].arrivals) - static_cast<double>(many.runs[i].services[0].arrivals)) == 0);
            paired.push_back(few.runs[i].services[0].utilisation - 2 * many.runs[i].services[0].utilisation);
            unpaired.push_back(few.runs[i].services[0].utilisation - 2 * others.runs[i].services[0].utilisation);
        }
        const Estimate together = estimate(paired), apart = estimate(unpaired);
        QVERIFY(together.high - together.low < (apart.high - apart.low) / 5);
    }
    void littlesLaw()
    {
        ReplicationSettings settings;
        settings.replications = 4;
        const auto result = *runReplications(test::tenServices(60), settings, {});
        QVERIFY2(result.littleGap < 0.01, qPrintable(QString::number(result.littleGap)));
        // Where a queue grows for ever it does not hold, and that is told.
        const auto growing = *runReplications(test::oneStation("", "{\"constant\": 1}", 2, 300, 0), settings, {});
        QVERIFY(growing.littleGap > 0.3);
    }
    void oneReplicationHasNoInterval()
    {
        ReplicationSettings settings;
        settings.replications = 1;
        const auto result = *runReplications(test::tenServices(5), settings, {});
        QVERIFY(std::isnan(result.operations[0].latencyNs.low) && result.operations[0].latencyNs.mean > 0);
        QCOMPARE(studentQuantile(1), 12.706205);
        QVERIFY(std::abs(studentQuantile(31) - 2.039513) < 1e-5 && std::abs(studentQuantile(1000) - 1.962339) < 1e-5);
        const Estimate three = estimate(std::vector<double>{1, 2, 3});
        QVERIFY(std::abs(three.mean - 2) < 1e-12 && std::abs(three.high - 2 - 4.302653 / std::sqrt(3.0)) < 1e-6);
    }
    void cancelled()
    {
        Job job;
        job.cancel.cancel();
        ReplicationSettings settings;
        const auto result = runReplications(test::tenServices(1000), settings, job);
        QVERIFY(!result && result.error().code == ErrorCode::Cancelled);
    }
    void quantilesWithinOnePercent()
    {
        LatencyHistogram histogram;
        for (int i = 1; i <= 100'000; ++i)
            histogram.add(static_cast<std::int64_t>(i) * 12'345);
        for (const double share : {0.01, 0.5, 0.95, 0.99})
            QVERIFY(std::abs(histogram.quantile(share) / (share * 100'000 * 12'345) - 1) < 0.005);
        QCOMPARE(histogram.total(), 100'000u);
        LatencyHistogram huge;
        huge.add(INT64_MAX);
        QVERIFY(huge.quantile(0.5) > 9e18);
    }

    void replicasAreAddedAndTakenAway()
    {
        const Scenario scenario = scenarioOf("\"a\": {\"cold_start_s\": {\"constant\": 4}, \"routing\": \"shared\", \"price_per_h\": 36}", "\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 1}}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 2}}", 100, 0);
        Seen seen;
        const RunResult result = controlled(scenario, 20, [](Actions &actions) { actions.setReplicas(0, 6); }, &seen);
        QCOMPARE(seen.first.size(), 10u);
        QVERIFY(seen.first[1].replicas == 1 && seen.first[2].replicas == 6 && seen.first[2].starting == 0 && seen.first[9].replicas == 6);
        QVERIFY(seen.first[1].utilisation > 0.95 && seen.first[1].queue > 5 && seen.first[9].queue < 3 && seen.first[9].utilisation < 0.7);
        QVERIFY(std::abs(result.services[0].replicasMean - (1 * 20 + 6 * 80) / 100.0) < 1e-9); // they are paid while they start
        QVERIFY(std::abs(result.cost - result.services[0].replicasMean) < 1e-9);
        std::uint64_t completions = 0;
        for (const OperationWindow &window : seen.operations)
            completions += window.completions;
        QCOMPARE(completions, result.operations[0].answers);
        // Taken away, they end what they have: nothing is lost.
        const Scenario many = scenarioOf("\"a\": {\"replicas\": 8}", "\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 3}}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 2}}", 100, 0);
        const RunResult fewer = controlled(many, 50, [](Actions &actions) { actions.setReplicas(0, 1); });
        QVERIFY(fewer.operations[0].errors == 0 && fewer.operations[0].refused == 0 && fewer.services[0].replicasMean < 5.5);
    }
    void nothingIsOpenWithoutReplicas()
    {
        const Scenario scenario = test::oneStation("", "{\"constant\": 0.1}", 2, 100, 0);
        const RunResult result = controlled(scenario, 50, [](Actions &actions) { actions.setReplicas(0, 0); });
        QVERIFY(result.operations[0].refused > 60 && result.operations[0].answers > 60 && result.operations[0].errors == 0);
    }
    void limitsSpeedAndDimmer()
    {
        const Scenario scenario = scenarioOf("\"a\": {}, \"b\": {\"servers\": 8}", "\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 0.001}, \"calls\": [{\"operation\": \"p\", \"optional\": true}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"constant\": 0.2}}",
                                             "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 20}}", 1000, 0);
        const auto asked = [&](std::function<void(Actions &)> act) { return controlled(scenario, 10, std::move(act)); };
        const double all = static_cast<double>(asked([](Actions &) {}).services[1].arrivals);
        const double dimmed = static_cast<double>(asked([](Actions &actions) { actions.setDimmer(1, 0.25); }).services[1].arrivals);
        QVERIFY(std::abs(dimmed / all - 0.2575) < 0.01);
        const RunResult limited = asked([](Actions &actions) { actions.setConcurrencyLimit(1, 2); });
        QVERIFY(limited.services[1].utilisation < 0.26 && limited.services[1].dropped > 5000 && limited.operations[0].errors == 0);
        const RunResult metered = asked([](Actions &actions) { actions.setRateLimit(0, 5, 10); });
        QVERIFY(std::abs(static_cast<double>(metered.operations[0].answers) - 10 * 20 - 990 * 5) < 100);
        const RunResult faster = asked([](Actions &actions) { actions.setSpeed(1, 4); });
        QVERIFY(std::abs(faster.operations[1].latencyMean / (0.2e9 * 0.01 + 0.05e9 * 0.99) - 1) < 0.02);
    }
};

CAUSEWAY_TEST(ReplicationsTest)
#include "replications_test.moc"
