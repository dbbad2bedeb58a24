// Which tasks go to the edge, against an instance worked out by hand; no plan is better than the exact one.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/allocate/offload/offload.h"

using namespace causeway;
using namespace causeway::allocate::offload;

namespace {

// p h / N0 = 3, so that a channel for one alone carries 2 Mbit/s. Local: 1 s, 1 J. Alone at the edge: 0.5 + 0.1 s, 0.5 J.
Instance twins(std::optional<double> deadline = {})
{
    Instance out;
    out.bandwidthHz = 1e6;
    out.noiseW = 1;
    out.edgeCyclesPerS = 1e10;
    out.tasks.assign(2, {"a", 1e9, 1e6, 3, deadline, {1e9, 1e-27, 1}});
    return out;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

Instance random(unsigned seed, std::size_t n, bool deadlines)
{
    std::mt19937 engine(seed);
    const auto draw = [&](double low, double high) { return low * std::pow(high / low, std::uniform_real_distribution<double>(0, 1)(engine)); };
    Instance out;
    out.timeWeight = std::uniform_real_distribution<double>(0, 1)(engine);
    out.bandwidthHz = draw(1e5, 1e8);
    out.noiseW = 1e-9;
    out.edgeCyclesPerS = draw(1e9, 1e11);
    out.edgeServers = 1 + seed % 3;
    for (std::size_t i = 0; i < n; ++i)
        out.tasks.push_back({"t" + std::to_string(i), draw(1e7, 1e10), draw(1e4, 1e7), draw(1e-9, 1e-6), deadlines ? std::optional(draw(0.05, 5)) : std::nullopt, {draw(3e8, 3e9), 1e-27, draw(0.05, 1)}});
    return out;
}

const char *const kFile = R"({"causeway_offload": 1, "time_weight": 0.5,
 "channel": {"bandwidth_hz": 1e6, "noise_w": 1},
 "edge": {"cycles_per_s": 1e10},
 "device": {"cycles_per_s": 1e9, "power_w": 1},
 "tasks": {
  "a": {"cycles": 1e9, "bits": 1e6, "gain": 3},
  "b": {"cycles": 1e9, "bits": 1e6, "gain": 3, "deadline_s": 0.9, "device": {"power_w": 1, "kappa": 1e-27}}}})";

} // namespace

class OffloadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asWorkedOutByHand()
    {
        const Instance two = twins();
        const Outcome local = evaluate(two, {false, false}), one = evaluate(two, {true, false}), edge = evaluate(two, {true, true});
        QVERIFY(near(local.cost, 2) && near(local.timeS, 2) && near(local.energyJ, 2));
        QVERIFY(near(one.tasks[0].uploadS, 0.5) && near(one.tasks[0].timeS, 0.6) && near(one.tasks[0].energyJ, 0.5) && near(one.tasks[0].waitS, 0) && near(one.cost, 0.55 + 1));
        // Both send at half of the rate, and one waits for the other.
        QVERIFY(near(edge.tasks[0].uploadS, 1) && near(edge.tasks[0].timeS, 1.1) && near(edge.tasks[1].waitS, 0.1) && near(edge.tasks[1].timeS, 1.2) && near(edge.energyJ, 2) && near(edge.cost, 2.15));
        const Plan best = *exact(two, {});
        QVERIFY(near(evaluate(two, best).cost, 1.55) && near(evaluate(two, greedy(two)).cost, 1.55));
        QVERIFY(*equilibrium(two) == (Plan{true, false})); // whoever is asked first goes, the other would lose by it
        Instance wide = two;
        wide.edgeServers = 2;
        QVERIFY(near(evaluate(wide, {true, true}).tasks[1].waitS, 0));
    }
    void deadlinesComeFirst()
    {
        const Instance late = twins(0.9);
        QVERIFY(evaluate(late, {false, false}).late == 2 && evaluate(late, {true, true}).late == 2 && evaluate(late, {true, false}).late == 1);
        QCOMPARE(evaluate(late, *exact(late, {})).late, 1u);
        QCOMPARE(evaluate(twins(1.0), {false, false}).late, 0u); // just in time
        // A plan that costs more and is in time is better.
        Instance dear = twins(0.9);
        dear.tasks.resize(1);
        dear.tasks[0].device.powerW = 30;
        dear.tasks[0].gain = 0.1;
        QVERIFY(evaluate(dear, {true}).cost > evaluate(dear, {false}).cost && *exact(dear, {}) == Plan{true} && greedy(dear) == Plan{true});
    }
    void nothingIsBetterThanTheExactOne()
    {
        std::size_t gaps = 0;
        for (unsigned seed = 0; seed < 60; ++seed) {
            const Instance instance = random(seed, 1 + seed % 10, seed % 2 == 0);
            const std::size_t n = instance.tasks.size();
            const Outcome best = evaluate(instance, *exact(instance, {}));
            for (const Plan &plan : {Plan(n, false), Plan(n, true), greedy(instance)})
                QVERIFY(!evaluate(instance, plan).betterThan(best));
            gaps += best.betterThan(evaluate(instance, greedy(instance)));
            if (const auto settled = equilibrium(instance)) {
                QVERIFY(!evaluate(instance, *settled).betterThan(best));
                for (std::size_t i = 0; i < n; ++i) { // nobody would change
                    Plan other = *settled;
                    other[i].flip();
                    const TaskOutcome stays = evaluate(instance, *settled).tasks[i], goes = evaluate(instance, other).tasks[i];
                    QVERIFY(goes.late > stays.late || (goes.late == stays.late && goes.cost >= stays.cost - 1e-9 * (1 + stays.cost)));
                }
            }
        }
        QVERIFY2(gaps < 20, qPrintable(QString::number(gaps)));
    }
    void tooManyToTry()
    {
        const Instance many = random(1, 16, false);
        QCOMPARE(exact(many, {}).error().code, ErrorCode::LimitExceeded);
        const Instance most = random(2, kMostTasks, true);
        QVERIFY(!evaluate(most, Plan(kMostTasks, false)).betterThan(evaluate(most, greedy(most))));
    }
    void aFileIsRead()
    {
        const auto instance = readInstance(kFile);
        QVERIFY2(instance.has_value(), instance ? "" : instance.error().toEnglish().c_str());
        QVERIFY(instance->tasks.size() == 2 && instance->tasks[1].deadlineS == 0.9 && !instance->tasks[0].deadlineS && instance->tasks[1].device.cyclesPerS == 1e9 && instance->edgeServers == 1);
        QVERIFY(near(evaluate(*instance, {true, false}).cost, 1.55));
    }
    void hostile_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("said");
        QTest::addColumn<int>("line");
        const auto row = [](const char *name, const char *from, const char *to, const char *said, int line) { QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to) << QString::fromUtf8(said) << line; };
        row("another document", "causeway_offload", "causeway_scenario", "\"causeway_offload\": 1 was expected", 1);
        row("another format", "\"causeway_offload\": 1", "\"causeway_offload\": 2", "format 2", 1);
        row("no weight", "0.5", "1.5", "time_weight must be between 0 and 1, it is 1.5", 1);
        row("no band", "1e6, \"noise_w\"", "0, \"noise_w\"", "channel.bandwidth_hz must be between 1", 2);
        row("no noise", ", \"noise_w\": 1", "", "channel.noise_w is missing", 2);
        row("negative cycles", "\"a\": {\"cycles\": 1e9", "\"a\": {\"cycles\": -1", "tasks.a.cycles must be between 0", 6);
        row("endless", "\"a\": {\"cycles\": 1e9", "\"a\": {\"cycles\": 1e999", "too large", 6);
        row("unknown", "\"gain\": 3}", "\"gian\": 3}", "tasks.a.gian is not a field; there are: cycles, bits, gain, deadline_s, device", 6);
        row("no deadline", "0.9", "-1", "tasks.b.deadline_s must be between", 7);
        row("text", "\"power_w\": 1}", "\"power_w\": \"1 W\"}", "device.power_w must be a number", 4);
        row("servers", "\"cycles_per_s\": 1e10", "\"cycles_per_s\": 1e10, \"servers\": 0.5", "edge.servers must be a whole number", 3);
        row("a name twice", "\"b\":", "\"a\":", "\"a\" is there twice", 7);
        row("cut", "}}}}", "", "a comma or } was expected", 7);
    }
    void hostile()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, said);
        QFETCH(int, line);
        QString text = QString::fromUtf8(kFile);
        const qsizetype at = text.indexOf(from);
        QVERIFY(at >= 0);
        text.replace(at, from.size(), to);
        const auto instance = readInstance(text.toStdString());
        QVERIFY(!instance);
        QVERIFY2(QString::fromStdString(instance.error().toEnglish()).contains(said), instance.error().toEnglish().c_str());
        QCOMPARE(instance.error().where.line, static_cast<std::uint64_t>(line));
    }
};

CAUSEWAY_TEST(OffloadTest)
#include "offload_test.moc"
