// Texts of scenarios and instances, good, bad and altered at random: each is read or answered with what, why, where and what to do.

#include "tests/support/test_registry.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <random>

#include "analysis/simulate/warn_scenario.h"
#include "tests/fuzz/scenario_checks.h"
#include "tests/support/test_data.h"

using namespace causeway;

namespace {

bool g_good = true;
void check(bool ok) { g_good = g_good && ok; }

std::vector<std::string> corpus(const char *name)
{
    std::vector<std::string> out;
    QDirIterator it(QString::fromStdString(test::sourcePath(std::string("tests/fuzz/corpus/") + name)), QDir::Files);
    while (it.hasNext())
        out.push_back(test::readFile(it.next().toStdString()));
    return out;
}

// One word of the language, a number, a piece left out or doubled, a byte.
std::string altered(std::string text, std::mt19937 &engine)
{
    static const char *const words[]{"-1", "0", "1e308", "-1e-308", "1e999", "0.5", "null", "true", "\"\"", "\"o\"", "[]", "{}", "[[0, 1]]", "{\"constant\": 1}", "{\"exponential\": -1}", "nan", "99999999999", "\"node\": \"n1\"", "\"replicas\": 0", "\"retries\": 100", "\"min_replicas\": 9"};
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n == 0 ? 0 : n - 1)(engine); };
    const std::size_t kind = below(6);
    std::size_t from = below(text.size()), to = std::min(text.size(), from + 1 + below(30));
    if (kind <= 2) { // a whole value
        const std::size_t colon = text.find(": ", from);
        if (colon != std::string::npos) {
            from = colon + 2;
            to = text.find_first_of(",}]", from);
            to = to == std::string::npos ? text.size() : to;
        }
    }
    if (kind <= 3)
        text.replace(from, to - from, words[below(std::size(words))]);
    else if (kind == 4)
        text.insert(from, text.substr(from, to - from));
    else
        text.erase(from, to - from);
    return text;
}

} // namespace

class ScenarioTextTest : public QObject {
    Q_OBJECT

    template <typename F>
    void alter(const char *name, int rounds, const F &checkText)
    {
        const std::vector<std::string> texts = corpus(name);
        QVERIFY(!texts.empty());
        std::mt19937 engine(7);
        int read = 0;
        for (int i = 0; i < rounds; ++i) {
            std::string text = texts[static_cast<std::size_t>(i) % texts.size()];
            for (int k = 0; k <= i % 3; ++k)
                text = altered(std::move(text), engine);
            g_good = true;
            read += checkText(text);
            QVERIFY2(g_good, text.c_str());
        }
        QVERIFY2(read > rounds / 200 && read < rounds * 19 / 20, qPrintable(QString::number(read))); // both ways are gone
    }

private Q_SLOTS:
    void theCorpus()
    {
        std::size_t files = 0;
        for (const std::string &text : corpus("scenario")) {
            g_good = true;
            simulate::fuzz::checkScenarioText(text, check);
            QVERIFY2(g_good, text.c_str());
            ++files;
        }
        for (const std::string &text : corpus("offload")) {
            g_good = true;
            simulate::fuzz::checkOffloadText(text, check);
            QVERIFY2(g_good, text.c_str());
            ++files;
        }
        QVERIFY(files >= 8);
    }
    void alteredScenarios()
    {
        alter("scenario", 1'500, [](const std::string &text) {
            simulate::fuzz::checkScenarioText(text, check);
            return simulate::readScenario(text, allocate::checkPolicy).has_value();
        });
    }
    void alteredInstances()
    {
        alter("offload", 3'000, [](const std::string &text) {
            simulate::fuzz::checkOffloadText(text, check);
            return allocate::offload::readInstance(text).has_value();
        });
    }
    // The first bytes of a document, as a file that is being written.
    void cutShort()
    {
        const std::string text = corpus("scenario").front();
        QElapsedTimer timer;
        timer.start();
        for (std::size_t size = 0; size < text.size(); size += 7) {
            const auto read = simulate::readScenario(std::string_view(text).substr(0, size));
            QVERIFY(!read);
            g_good = true;
            simulate::fuzz::checkError(read.error(), std::string_view(text).substr(0, size), check);
            QVERIFY2(g_good, read.error().toEnglish().c_str());
        }
        QVERIFY(timer.elapsed() < 20'000);
    }
    void warnings_data()
    {
        QTest::addColumn<QString>("services");
        QTest::addColumn<QString>("more");
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("remedy");
        QTest::addColumn<int>("line");
        const auto row = [](const char *name, const char *services, const char *more, double rate, int number, const char *said, const char *remedy, int line) { QTest::newRow(name) << QString::fromUtf8(services) << QString::fromUtf8(more) << rate << number << QString::fromUtf8(said) << QString::fromUtf8(remedy) << line; };
        row("none", "\"a\": {}, \"b\": {}", "", 5, 0, "", "", 0);
        row("just enough", "\"a\": {}, \"b\": {\"replicas\": 2}", "", 10, 0, "", "", 0);
        // 10/s and 0.1 s: a is full at 10; of 15 that come 5 wait for ever, and b, which needs 0.2 s, gets 10 of which it can do 5.
        row("both", "\"a\": {},\n \"b\": {}", "", 15, 2, "services.a.replicas: 15 requests a second reach it, and it can do 10: its queue grows without end, by 5 a second", "Give it 2 replicas, or lower the load.", 3);
        row("the second", "\"a\": {\"replicas\": 2},\n \"b\": {}", "", 10, 1, "services.b.replicas: 10 requests a second reach it, and it can do 5: its queue grows without end, by 5 a second", "Give it 3 replicas", 4);
        row("with a limit", "\"a\": {\"replicas\": 2},\n \"b\": {\"queue_limit\": 3, \"replicas\": 1}", "", 10, 1, "it refuses 5 a second", "Give it 3 replicas", 4);
        row("a policy", "\"a\": {\"replicas\": 2}, \"b\": {\"replicas\": 1}", ", \"policy\": {\"name\": \"hpa\"}", 10, 1, "its queue grows without end", "Unless the policy gives it more", 3);
        row("slow", "\"a\": {\"replicas\": 2}, \"b\": {\"replicas\": 4, \"speeds\": [0.1]}", "", 5, 1, "and it can do 2:", "Give it 13 replicas", 3);
        row("down", "\"a\": {}, \"b\": {\"replicas\": 2, \"failures\": {\"mtbf_s\": {\"exponential\": 10}, \"mttr_s\": {\"exponential\": 30}}}", "", 5, 1, "and it can do 2.5:", "Give it 5 replicas", 3);
        row("a node", "\"a\": {\"node\": \"n\"}, \"b\": {\"node\": \"n\"}", ", \"nodes\": {\"n\": {\"cores\": 1}}", 4, 1, "nodes.n.cores: work for 1.2 cores comes to it, and it has 1", "Move services to other nodes", 5);
        row("memory", "\"a\": {\"node\": \"n\", \"memory_gib\": 3}, \"b\": {\"node\": \"n\", \"memory_gib\": 2}", ", \"nodes\": {\"n\": {\"cores\": 4, \"memory_gib\": 4}}", 2, 1, "nodes.n.memory_gib: what is on it needs 5 GiB, and it has 4", "causeway place", 5);
        row("a floor's memory", "\"a\": {}, \"b\": {\"node\": \"n\", \"memory_gib\": 2, \"replicas\": 3, \"floor\": {\"min_replicas\": 3}}", ", \"nodes\": {\"n\": {\"cores\": 4, \"memory_gib\": 4}}", 2, 2, "services.b.floor.min_replicas: 3 replicas need 6 GiB, and the nodes that it is on have 4: the floor cannot be kept", "lower the floor", 3);
        row("a floor's cores", "\"a\": {}, \"b\": {\"node\": \"n\", \"replicas\": 3, \"floor\": {\"min_replicas\": 3}}", ", \"nodes\": {\"n\": {\"cores\": 2}}", 2, 1, "3 replicas have 3 servers, and the nodes that it is on 2 cores", "lower the floor", 3);
        row("a rule", "\"a\": {}, \"b\": {\"replicas\": 3, \"floor\": {\"min_replicas\": 3}}", ",\n \"policy\": {\"name\": \"rules\", \"rules\": [\n  \"when queue(b) > 1 do set_replicas(b, 2)\"]}", 2, 1, "policy.rules[0].do: services.b.floor.min_replicas is 3, so that fewer are refused each time", "Raise the number", 7);
        row("a rule that dims", "\"a\": {}, \"b\": {\"floor\": {\"never_dimmed\": true}}", ", \"policy\": {\"name\": \"rules\", \"rules\": [\"when queue(*) > 1 do dim(*, 0.5)\"]}", 2, 1, "services.b.floor.never_dimmed forbids it", "Leave the rule out", 5);
    }
    void warnings()
    {
        QFETCH(QString, services);
        QFETCH(QString, more);
        QFETCH(double, rate);
        QFETCH(int, number);
        QFETCH(QString, said);
        QFETCH(QString, remedy);
        QFETCH(int, line);
        const std::string text = "{\"causeway_scenario\": 1, \"warmup_s\": 0,\n\"duration_s\": 100, \"services\": {\n" + services.toStdString() + "},\n\"operations\": {\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 0.1}, \"calls\": [{\"operation\": \"p\"}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"constant\": 0.2}}},\n" +
                                 "\"arrivals\": [{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": " + std::to_string(rate) + "}}]" + more.toStdString() + "}";
        const auto read = simulate::readScenarioText(text, allocate::checkPolicy, allocate::rules::warnRules);
        QVERIFY2(read.has_value(), read ? "" : read.error().toEnglish().c_str());
        std::string all;
        for (const Error &warning : read->warnings)
            all += warning.toEnglish() + "\n";
        QVERIFY2(static_cast<int>(read->warnings.size()) == number, all.c_str());
        if (number == 0)
            return;
        const auto found = std::ranges::find_if(read->warnings, [&](const Error &one) { return QString::fromStdString(one.why.toEnglish()).contains(said); });
        QVERIFY2(found != read->warnings.end(), all.c_str());
        QVERIFY2(QString::fromStdString(found->hint.toEnglish()).contains(remedy), all.c_str());
        QCOMPARE(found->where.line, static_cast<std::uint64_t>(line));
    }
    // What is told of a queue that grows without end is what it does.
    void theQueueGrowsAsFast()
    {
        const std::string text = R"({"causeway_scenario": 1, "warmup_s": 0, "duration_s": 2000, "services": {"a": {"replicas": 2}, "b": {}}, "operations": {"o": {"service": "a", "self_s": {"exponential": 0.1}, "calls": [{"operation": "p"}]}, "p": {"service": "b", "self_s": {"exponential": 0.1}}},
            "arrivals": [{"operation": "o", "poisson": {"rate_per_s": 15}}]})";
        const auto read = simulate::readScenarioText(text);
        QCOMPARE(read->warnings.size(), 1u);
        const std::vector<simulate::ServiceLoad> loads = simulate::serviceLoads(read->scenario);
        QVERIFY(loads[0].growthPerS == 0 && std::abs(loads[1].growthPerS - 5) < 1e-6);
        simulate::Simulation simulation(*simulate::makePlan(read->scenario), 1, 0);
        QVERIFY(simulation.run({}).has_value()); // it goes on
        const double queue = simulation.result().services[1].queueMean;
        QVERIFY2(std::abs(queue / (5 * 2000 / 2.0) - 1) < 0.1, qPrintable(QString::number(queue)));
    }
};

CAUSEWAY_TEST(ScenarioTextTest)
#include "scenario_text_test.moc"
