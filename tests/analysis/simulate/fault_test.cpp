// Faults of replicas, their replacement, and what services write of their requests.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <map>

#include "analysis/simulate/simulation.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;
using test::scenarioOf;

namespace {

// Acts once, at its first tick from that time on; keeps what is written, where it is told to.
class Acting final : public Controller {
public:
    explicit Acting(std::vector<TraceEvent> *events, double atS = HUGE_VAL, std::function<void(Actions &)> act = {}) : m_sink(events), m_writes(events != nullptr), m_atS(atS), m_act(std::move(act)) {}
    [[nodiscard]] std::string_view name() const override { return "acting"; }
    [[nodiscard]] double intervalS() const override { return 1; }
    void tick(const Observation &seen, Actions &actions) override
    {
        if (seen.timeS + 1e-9 >= m_atS) {
            m_act(actions);
            m_atS = HUGE_VAL;
        }
    }
    [[nodiscard]] TraceSink *sink() override { return m_writes ? &m_sink : nullptr; }
    [[nodiscard]] std::unique_ptr<Controller> clone() const override { return std::make_unique<Acting>(*this); }

private:
    struct Sink final : TraceSink {
        explicit Sink(std::vector<TraceEvent> *to) : events(to) {}
        void take(const TraceEvent &event) override { events->push_back(event); }
        std::vector<TraceEvent> *events;
    } m_sink;
    bool m_writes;
    double m_atS;
    std::function<void(Actions &)> m_act;
};

RunResult run(const Scenario &scenario, std::unique_ptr<Controller> controller = nullptr)
{
    Simulation simulation(*makePlan(scenario, true), 1, 0, std::move(controller));
    const auto done = simulation.run({});
    if (!done)
        qFatal("%s", done.error().toEnglish().c_str());
    return simulation.result();
}

// A web service that asks a store of two replicas.
Scenario shop(const std::string &faults, const std::string &call = {}, const std::string &discipline = "fcfs")
{
    return scenarioOf("\"web\": {\"servers\": 50}, \"store\": {\"replicas\": 2, \"servers\": 2, \"discipline\": \"" + discipline + "\", \"cold_start_s\": {\"constant\": 10}}",
                      "\"buy\": {\"service\": \"web\", \"self_s\": {\"constant\": 0.001}, \"calls\": [{\"operation\": \"get\"" + call + "}]}, \"get\": {\"service\": \"store\", \"self_s\": {\"exponential\": 0.02}}",
                      "{\"operation\": \"buy\", \"poisson\": {\"rate_per_s\": 40}}", 400, 0, faults.empty() ? "" : ", \"faults\": [" + faults + "]");
}

std::string fault(const std::string &what, const std::string &more = {}) { return "{\"name\": \"f\", \"service\": \"store\", \"from_s\": 200, " + what + more + "}"; }

double errorShare(const RunResult &result, std::size_t operation) { return static_cast<double>(result.operations[operation].errors) / static_cast<double>(result.operations[operation].answers); }

} // namespace

class FaultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofSomeInstances_data()
    {
        QTest::addColumn<QString>("discipline");
        QTest::newRow("fcfs") << QStringLiteral("fcfs");
        QTest::newRow("ps") << QStringLiteral("ps");
    }
    void ofSomeInstances()
    {
        QFETCH(QString, discipline);
        const std::string how = discipline.toStdString();
        const RunResult calm = run(shop("", "", how)), half = run(shop(fault("\"error_probability\": 0.4"), "", how)), all = run(shop(fault("\"error_probability\": 0.4", ", \"instances\": 2"), "", how));
        QCOMPARE(calm.operations[0].errors, 0u);
        // Half of the time, half of the requests.
        QVERIFY2(std::abs(errorShare(half, 0) - 0.1) < 0.01, qPrintable(QString::number(errorShare(half, 0))));
        QVERIFY2(std::abs(errorShare(all, 0) - 0.2) < 0.015, qPrintable(QString::number(errorShare(all, 0))));
        const RunResult slow = run(shop(fault("\"speed\": 0.5", ", \"instances\": 2"), "", how));
        QVERIFY2(std::abs(slow.services[1].utilisation / calm.services[1].utilisation - 1.5) < 0.05, qPrintable(QString::number(slow.services[1].utilisation)));
        const RunResult over = run(shop(fault("\"error_probability\": 0.4", ", \"to_s\": 250, \"instances\": 2"), "", how));
        QVERIFY2(std::abs(errorShare(over, 0) - 0.05) < 0.01, qPrintable(QString::number(errorShare(over, 0))));
    }
    void lostAnswers()
    {
        const std::string lost = fault("\"lost\": 0.5", ", \"instances\": 2");
        // Without a time-out a failure; with one the caller waits, and asks again where it may.
        QVERIFY(std::abs(errorShare(run(shop(lost)), 0) - 0.25) < 0.02);
        const RunResult waiting = run(shop(lost, ", \"timeout_s\": 1"));
        QVERIFY(std::abs(errorShare(waiting, 0) - 0.25) < 0.02);
        QCOMPARE(waiting.operations[1].errors, 0u); // the store has answered
        QVERIFY(waiting.operations[0].latencies.quantile(0.95) > 1e9 && waiting.operations[0].latencies.quantile(0.5) < 0.1e9);
        const RunResult again = run(shop(lost, ", \"timeout_s\": 1, \"retries\": 3"));
        QVERIFY2(std::abs(errorShare(again, 0) - 0.5 * std::pow(0.5, 4)) < 0.01, qPrintable(QString::number(errorShare(again, 0))));
        QVERIFY(again.services[1].littleGap() < 0.02 && again.services[0].littleGap() < 0.02);
    }
    void moreLoad()
    {
        const RunResult result = run(shop("{\"name\": \"rush\", \"from_s\": 100, \"to_s\": 300, \"load\": 2}"));
        QVERIFY2(std::abs(static_cast<double>(result.requests) / 400 - 60) < 1.5, qPrintable(QString::number(result.requests)));
    }
    void replacing()
    {
        const std::string failing = fault("\"error_probability\": 1", ", \"instances\": 1");
        const auto replaced = [&](double atS, std::function<void(Actions &)> act) { return run(shop(failing), std::make_unique<Acting>(nullptr, atS, std::move(act))); };
        // Bad from 200 to 230 + 10 s of the cold start.
        const RunResult mended = replaced(230, [](Actions &actions) { actions.replaceReplicas(1); });
        QVERIFY2(std::abs(errorShare(mended, 0) - 0.5 * 40 / 400) < 0.006, qPrintable(QString::number(errorShare(mended, 0))));
        QVERIFY2(std::abs(mended.services[1].replicasMean - 2 - 2.0 * 10 / 400) < 0.003, qPrintable(QString::number(mended.services[1].replicasMean)));
        QCOMPARE(mended.operations[0].refused + mended.operations[1].refused, 0u);
        // Asked twice it is done once; one less while it goes on is one less in the end; more is more.
        const RunResult twice = replaced(230, [](Actions &actions) { actions.replaceReplicas(1); actions.replaceReplicas(1); });
        QCOMPARE(twice.services[1].replicasMean, mended.services[1].replicasMean);
        const RunResult less = replaced(0, [](Actions &actions) { actions.replaceReplicas(1); actions.setReplicas(1, 1); });
        QVERIFY2(std::abs(less.services[1].replicasMean - 1) < 0.05, qPrintable(QString::number(less.services[1].replicasMean)));
        const RunResult more = replaced(0, [](Actions &actions) { actions.replaceReplicas(1); actions.setReplicas(1, 4); });
        QVERIFY2(std::abs(more.services[1].replicasMean - 4) < 0.1, qPrintable(QString::number(more.services[1].replicasMean)));
    }
    void whatIsWritten()
    {
        std::vector<TraceEvent> events;
        const Scenario scenario = shop(fault("\"error_probability\": 0.5"), ", \"timeout_s\": 0.05, \"retries\": 1");
        const RunResult with = run(scenario, std::make_unique<Acting>(&events)), without = run(scenario, std::make_unique<Acting>(nullptr));
        // Who looks changes nothing.
        QCOMPARE(with.events, without.events);
        QCOMPARE(with.operations[0].latencyMean, without.operations[0].latencyMean);
        std::array<std::uint64_t, kTraceEventKinds> kinds{};
        std::map<std::uint64_t, const TraceEvent *> begun; // by span
        std::int64_t last = 0;
        for (const TraceEvent &event : events) {
            QVERIFY(event.timeNs >= last);
            last = event.timeNs;
            ++kinds[static_cast<std::size_t>(event.kind)];
            if (event.kind == TraceEventKind::Begun) {
                QVERIFY(begun.emplace(event.span, &event).second);
                if (event.parent != 0) {
                    const auto parent = begun.find(event.parent);
                    QVERIFY(parent != begun.end() && parent->second->trace == event.trace && parent->second->operation == 0 && event.call == 0);
                } else
                    QVERIFY(event.operation == 0 && event.call == UINT32_MAX);
            } else
                QVERIFY(begun.contains(event.span));
        }
        const auto count = [&](TraceEventKind kind) { return kinds[static_cast<std::size_t>(kind)]; };
        QCOMPARE(count(TraceEventKind::Begun), with.services[0].arrivals + with.services[1].arrivals);
        QCOMPARE(count(TraceEventKind::Failed), with.operations[0].errors + with.operations[1].errors);
        QCOMPARE(count(TraceEventKind::Ended) + count(TraceEventKind::Failed), with.operations[0].answers + with.operations[1].answers);
        QVERIFY(count(TraceEventKind::TimedOut) > 0 && count(TraceEventKind::Worked) >= with.operations[0].answers);
    }
    void readAndChecked()
    {
        const Scenario scenario = shop(fault("\"speed\": 0.5", ", \"instances\": 2") + ", {\"name\": \"rush\", \"from_s\": 1, \"to_s\": 2, \"load\": 3}");
        QCOMPARE(toJson(*readScenario(toJson(scenario))), toJson(scenario));
        for (const char *bad : {"{\"name\": \"f\", \"from_s\": 1}", "{\"name\": \"f\", \"from_s\": 1, \"service\": \"store\"}", "{\"name\": \"f\", \"from_s\": 1, \"service\": \"none\", \"speed\": 0.5}", "{\"name\": \"f\", \"from_s\": 1, \"speed\": 0.5}",
                                "{\"name\": \"f\", \"from_s\": 1, \"service\": \"store\", \"load\": 2}", "{\"name\": \"f\", \"from_s\": 3, \"to_s\": 2, \"load\": 2}", "{\"name\": \"f\", \"from_s\": 3, \"service\": \"store\", \"lost\": 1.5}"}) {
            std::string text = toJson(shop(""));
            text.insert(text.rfind('}'), ", \"faults\": [" + std::string(bad) + "]");
            const auto read = readScenario(text);
            QVERIFY2(!read && read.error().toEnglish().find("faults[0]") != std::string::npos, bad);
        }
    }
};

CAUSEWAY_TEST(FaultTest)
#include "fault_test.moc"
