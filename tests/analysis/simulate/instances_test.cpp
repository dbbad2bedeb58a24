// What is done to single replicas while it runs: restarted, moved, resized, weighted.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/simulate/simulation.h"
#include "tests/analysis/simulate/known_scenarios.h"

using namespace causeway;
using namespace causeway::simulate;

namespace {

using Seen = std::vector<std::vector<InstanceWindow>>;

// Acts once, at the first tick, and keeps what it is shown.
class Once final : public Controller {
public:
    Once(std::function<bool(Actions &)> act, Seen &seen, bool &done) : m_act(std::move(act)), m_seen(seen), m_done(done) {}
    [[nodiscard]] std::string_view name() const override { return "once"; }
    [[nodiscard]] double intervalS() const override { return 10; }
    void tick(const Observation &seen, Actions &actions) override
    {
        m_seen.emplace_back(seen.instances.begin(), seen.instances.end());
        if (m_seen.size() == 1)
            m_done = m_act(actions);
    }
    [[nodiscard]] std::unique_ptr<Controller> clone() const override { return std::make_unique<Once>(*this); }

private:
    std::function<bool(Actions &)> m_act;
    Seen &m_seen;
    bool &m_done;
};

struct Run {
    Seen seen;
    bool done = false;
    RunResult result;
};

Run run(const Scenario &scenario, std::function<bool(Actions &)> act)
{
    Run out;
    Simulation simulation(*makePlan(scenario, true), 1, 0, std::make_unique<Once>(std::move(act), out.seen, out.done));
    if (const auto ended = simulation.run({}); !ended)
        qFatal("%s", ended.error().toEnglish().c_str());
    out.result = simulation.result();
    return out;
}

Scenario station(const std::string &service, double rate, const std::string &more = {}, double durationS = 200)
{
    return test::scenarioOf("\"s\": {" + service + "}", "\"o\": {\"service\": \"s\", \"self_s\": {\"exponential\": 0.1}}", "{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": " + std::to_string(rate) + "}}", durationS, 0, more);
}

double busy(const Run &run, std::size_t place, std::size_t from = 2)
{
    double sum = 0;
    std::size_t n = 0;
    for (std::size_t i = from; i < run.seen.size(); ++i)
        for (const InstanceWindow &one : run.seen[i])
            if (one.place == place) {
                sum += one.utilisation;
                ++n;
            }
    return n == 0 ? -1 : sum / static_cast<double>(n);
}

const char *const kNodes = ", \"nodes\": {\"a\": {\"cores\": 1}, \"b\": {\"cores\": 1, \"speed\": 2, \"memory_gib\": 4}}";

} // namespace

class InstancesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsShownAddsUp()
    {
        const Run still = run(station("\"replicas\": 3, \"routing\": \"random\"", 15), [](Actions &) { return true; });
        QCOMPARE(still.seen.size(), 20u);
        for (std::size_t place = 0; place < 3; ++place)
            QVERIFY2(std::abs(busy(still, place) - 0.5) < 0.07, qPrintable(QString::number(busy(still, place))));
        QVERIFY(std::abs((busy(still, 0, 0) + busy(still, 1, 0) + busy(still, 2, 0)) / 3 - still.result.services[0].utilisation) < 0.01);
    }
    void restart()
    {
        const Scenario scenario = station("\"replicas\": 2, \"servers\": 2, \"cold_start_s\": {\"constant\": 35}", 30);
        const Run one = run(scenario, [](Actions &actions) { return actions.restart(0, 1) && !actions.restart(0, 1) && !actions.restart(0, 2); });
        QVERIFY(one.done);
        QCOMPARE(one.seen[1][1].state, InstanceWindow::State::Starting);
        QCOMPARE(one.seen[3][1].state, InstanceWindow::State::Starting);
        QCOMPARE(one.seen[4][1].state, InstanceWindow::State::Up); // at 50 s
        // What it worked on and what waited failed.
        QVERIFY(one.result.operations[0].errors >= 2 && run(scenario, [](Actions &) { return true; }).result.operations[0].errors == 0);
        QVERIFY(one.seen[2][1].inService == 0 && busy(one, 1, 6) > 0.5);
    }
    // Down for long without; with, up again after its cold start.
    void restartOfWhatIsDown()
    {
        const Scenario scenario = station("\"replicas\": 1, \"cold_start_s\": {\"constant\": 5}, \"failures\": {\"mtbf_s\": {\"constant\": 9}, \"mttr_s\": {\"constant\": 100}}", 2);
        const Run left = run(scenario, [](Actions &) { return true; }), repaired = run(scenario, [](Actions &actions) { return actions.restart(0, 0); });
        QVERIFY(repaired.done && left.seen[0][0].state == InstanceWindow::State::Down && left.seen[1][0].state == InstanceWindow::State::Down && repaired.seen[1][0].state == InstanceWindow::State::Up);
        QVERIFY(repaired.result.services[0].availability > left.result.services[0].availability + 0.3);
    }
    void move()
    {
        const Scenario scenario = station("\"replicas\": 2, \"discipline\": \"ps\", \"node\": [\"a\", \"a\"], \"memory_gib\": 3", 8, kNodes);
        const Run still = run(scenario, [](Actions &) { return true; }), moved = run(scenario, [](Actions &actions) { return actions.move(0, 1, 1) && !actions.move(0, 0, 0) && !actions.move(0, 7, 1); });
        QVERIFY(moved.done);
        QCOMPARE(moved.seen[1].size(), 2u);
        QVERIFY(moved.seen[1][1].node == 1 && moved.seen[1][0].node == 0 && moved.seen[1][1].place == 2);
        QVERIFY2(moved.result.operations[0].latencyMean < 0.6 * still.result.operations[0].latencyMean, qPrintable(QString::number(moved.result.operations[0].latencyMean / still.result.operations[0].latencyMean)));
        // A second one has no room in the memory of b.
        QVERIFY(run(scenario, [](Actions &actions) { return actions.move(0, 1, 1) && !actions.move(0, 0, 1); }).done);
        // Nothing is lost on the way.
        QCOMPARE(moved.result.operations[0].errors + moved.result.operations[0].refused, 0u);
        QVERIFY(moved.result.services[0].littleGap() < 0.05);
    }
    void moveStaysWithinItsDomain()
    {
        const std::string nodes = ", \"nodes\": {\"a\": {\"domain\": \"eu\"}, \"b\": {\"domain\": \"us\"}}, \"links\": [{\"from\": \"eu\", \"to\": \"us\", \"latency_s\": {\"constant\": 0.1}}]";
        QVERIFY(!run(station("\"node\": \"a\"", 2, nodes), [](Actions &actions) { return actions.move(0, 0, 1); }).done);
        QVERIFY(!run(station("", 2, nodes), [](Actions &actions) { return actions.move(0, 0, 1); }).done); // on no node
    }
    void resize()
    {
        const Run one = run(station("\"replicas\": 2, \"routing\": \"random\"", 8), [](Actions &actions) { return actions.resize(0, 0, 4); });
        QVERIFY(one.done && std::abs(busy(one, 0) - 0.1) < 0.03 && std::abs(busy(one, 1) - 0.4) < 0.06);
    }
    void weight()
    {
        const Run one = run(station("\"replicas\": 2", 8, {}, 1000), [](Actions &actions) { return actions.setWeight(0, 0, 3); });
        QVERIFY2(one.done && std::abs(busy(one, 0) - 0.6) < 0.05 && std::abs(busy(one, 1) - 0.2) < 0.03, qPrintable(QStringLiteral("%1 %2").arg(busy(one, 0)).arg(busy(one, 1))));
        const Run none = run(station("\"replicas\": 2", 8), [](Actions &actions) { return actions.setWeight(0, 0, 0); });
        QVERIFY(busy(none, 0) < 0.01 && busy(none, 1) > 0.6);
        QVERIFY(!run(station("\"replicas\": 2, \"routing\": \"shared\"", 8), [](Actions &actions) { return actions.setWeight(0, 0, 3); }).done);
    }
    // A node of twice the speed does the same work in half of the time.
    void aFasterNode()
    {
        const Scenario slow = station("\"node\": \"a\"", 5, kNodes, 2000), fast = station("\"node\": \"b\"", 5, kNodes, 2000);
        const auto mean = [](const Scenario &scenario) { return run(scenario, [](Actions &) { return true; }).result.operations[0].latencyMean * 1e-9; };
        QVERIFY2(std::abs(mean(slow) / 0.2 - 1) < 0.1, qPrintable(QString::number(mean(slow))));
        QVERIFY2(std::abs(mean(fast) / (0.05 / 0.75) - 1) < 0.1, qPrintable(QString::number(mean(fast))));
    }
};

CAUSEWAY_TEST(InstancesTest)
#include "instances_test.moc"
