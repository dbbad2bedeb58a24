#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <map>

#include "analysis/core/units.h"
#include "analysis/sessions/identifier.h"
#include "tests/support/loghub.h"
#include "tests/support/reference_splitter.h"

using namespace causeway;
using namespace causeway::sessions;

namespace {

// Feeds lines with shapes for templates: close enough for ranking.
class Feeder {
public:
    struct Field {
        const char *name;
        std::string_view value;
    };
    void add(std::string_view content, std::int64_t time, const std::vector<Field> &header = {})
    {
        test::SplitLine split = test::splitLine(content);
        const auto id = static_cast<std::uint32_t>(m_shapes.try_emplace(split.shape.text, m_shapes.size() + 1).first->second);
        std::vector<IdentifierFinder::Value> values;
        for (const Field &field : header)
            if (!field.value.empty())
                values.push_back({field.name, field.value});
        for (std::size_t i = 0; i < split.values.size(); ++i)
            if (const NamedValue named = nameValue(content.substr(0, split.offsets[i]), split.values[i]); !named.name.empty())
                values.push_back({named.name, named.key});
        m_finder.addEvent(TemplateId(id), time, values);
        ++m_events;
    }
    std::vector<Candidate> rank(const char *title)
    {
        std::vector<Candidate> candidates = m_finder.rank();
        qInfo("%s, %zu events:", title, m_events);
        for (std::size_t i = 0; i < std::min<std::size_t>(candidates.size(), 4); ++i)
            qInfo("    %.3f %s: %s", candidates[i].score, candidates[i].name.c_str(), candidates[i].why.c_str());
        return candidates;
    }

private:
    std::map<std::string, std::size_t> m_shapes;
    IdentifierFinder m_finder;
    std::size_t m_events = 0;
};

constexpr std::int64_t kNoTime = TimePoint::none().ns;

} // namespace

class IdentifierTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *title, const char *before, const char *value, const char *name, const char *key = nullptr) {
            QTest::newRow(title) << before << value << name << (key != nullptr ? key : *name != '\0' ? value : "");
        };
        row("letters inside", "Receiving block ", "blk_-1608999687919862906", "blk");
        row("letters and dash", "[", "req-38101a0b-2096-447d-96ea-a692162415ae", "req");
        row("letters and digits", "on ", "worker12", "worker");
        row("uuid behind a word", "[instance: ", "b9000564-fe1a-409b-b8cc-1e88b294cd1d", "instance");
        row("uuid in a path", "/var/lib/nova/instances/", "b9000564-fe1a-409b-b8cc-1e88b294cd1d_del", "instance", "b9000564-fe1a-409b-b8cc-1e88b294cd1d");
        row("uuid alone", "", "b9000564-fe1a-409b-b8cc-1e88b294cd1d", "id");
        row("assigned", "login session=", "77", "session");
        row("word before", "Running task in stage (TID ", "12", "TID");
        row("hex", "Expiring session ", "0x14ed93111f20005", "session");
        row("long hex without a word", "", "2f182d58875095cc70b2a50fdda3e7cd", "id");
        row("small integer without a word", "", "7", "");
        row("small integer behind a preposition", "waited for ", "7", "");
        row("ip", "connection from ", "10.251.43.21", "");
        row("port", "10.251.43.21:", "50010", "");
        row("port of a host", "proxy.cse.cuhk.edu.hk:", "5070", "");
        row("port by name", "from port ", "5070", "");
        row("size", "of size ", "67108864", "");
        row("decimal", "task ", "35.0", "");
        row("duration", "timeout ", "10000ms", "");
        row("duration behind another word", "lasted about ", "12ms", "");
        row("minutes of a time", "at 06:", "15", "");
        row("date", "day ", "2015-10-18", "");
        row("day of a month", "at Mon Jul ", "18", "");
        row("no digit", "user ", "root", "");
        row("empty", "user ", "", "");
    }
    void names()
    {
        QFETCH(QString, before);
        QFETCH(QString, value);
        const std::string b = before.toStdString(), v = value.toStdString();
        const NamedValue named = nameValue(b, v);
        QTEST(QString::fromStdString(std::string(named.name)), "name");
        QTEST(QString::fromStdString(std::string(named.key)), "key");
    }

    void interleavedRequests()
    {
        // Three requests in flight at any time; a constant host, a counter that is unique per line, eight threads.
        Feeder feeder;
        const char *steps[] = {"accepted request ", "checked rights for request ", "read rows for request ", "answered request "};
        std::vector<std::string> texts;
        std::int64_t line = 0;
        for (int wave = 0; wave < 100; ++wave)
            for (const char *step : steps)
                for (int request = 0; request < 3; ++request, ++line) {
                    const std::string host = "web-1", thread = "exec-" + std::to_string(line % 8);
                    feeder.add(step + std::to_string(wave * 3 + request) + " counter " + std::to_string(line), line * 1000,
                               {{"host", host}, {"thread", thread}});
                }
        const std::vector<Candidate> candidates = feeder.rank("interleaved requests");
        QVERIFY(!candidates.empty());
        QCOMPARE(QString::fromStdString(candidates[0].name), "request");
        QCOMPARE(candidates[0].values, std::uint64_t(300));
        QCOMPARE(candidates[0].coverage, 1.0);
        QCOMPARE(QString::fromStdString(candidates[0].why), "300 values, each in 4 events of 4 patterns on average; 100 % of events have one");
        for (const Candidate &candidate : candidates) {
            QVERIFY2(candidate.name != "counter", "a value that is new in every line groups nothing");
            QVERIFY2(candidate.name != "host", "a constant groups nothing");
        }
    }
    void threadAsFallback()
    {
        Feeder feeder;
        for (int i = 0; i < 1000; ++i)
            feeder.add(i % 3 == 0 ? "began work" : i % 3 == 1 ? "wrote some" : "ended work", i, {{"host", "web-1"}, {"thread", "exec-" + std::to_string(i / 3 % 16)}});
        const std::vector<Candidate> candidates = feeder.rank("threads only");
        QCOMPARE(candidates.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(candidates[0].name), "thread");
    }
    void nothingToGroupBy()
    {
        Feeder feeder;
        QVERIFY(feeder.rank("no events").empty());
        for (int i = 0; i < 1000; ++i)
            feeder.add("tick " + std::to_string(i), kNoTime, {{"host", "web-1"}});
        QVERIFY(feeder.rank("a counter").empty());
    }
    void eventsOfSeveralValuesCountAgainst()
    {
        // Every line names a parent of its own choice and two children: the parent is the identifier.
        Feeder feeder;
        for (int i = 0; i < 900; ++i) {
            const std::string parent = "job-" + std::to_string(i / 6), a = "part-" + std::to_string(i / 6), b = "part-" + std::to_string(i / 6 + 1);
            feeder.add((i % 2 == 0 ? "split " : "joined ") + parent + " into " + a + " " + b, i);
        }
        const std::vector<Candidate> candidates = feeder.rank("several values");
        QVERIFY(!candidates.empty());
        QCOMPARE(QString::fromStdString(candidates[0].name), "job");
    }

    void blocksOfHdfs()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_raw/HDFS_20000.log.gz");
        Feeder feeder;
        std::int64_t time = 0;
        const std::vector<std::string> lines = test::readLines(test::dataPath("hdfs_raw/HDFS_20000.log.gz"));
        QElapsedTimer timer;
        timer.start();
        for (const std::string &line : lines) {
            // "081109 203518 143 INFO dfs.DataNode$DataXceiver: message"
            const std::size_t colon = line.find(": ");
            std::string thread = line.substr(14, line.find(' ', 14) - 14);
            feeder.add(std::string_view(line).substr(colon + 2), time++, {{"thread", thread}});
        }
        const std::vector<Candidate> candidates = feeder.rank("HDFS");
        qInfo("    %lld ms with splitting", static_cast<long long>(timer.elapsed()));
        QVERIFY(!candidates.empty());
        QCOMPARE(QString::fromStdString(candidates[0].name), "blk");
        QCOMPARE(candidates[0].values, std::uint64_t(1782));
        QCOMPARE(candidates[0].coverage, 1.0);
    }
    void requestsOfOpenStack()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/OpenStack/OpenStack_2k.log_structured.csv");
        Feeder feeder;
        std::int64_t time = 0;
        for (const auto &row : test::readColumns(test::dataPath("loghub/OpenStack/OpenStack_2k.log_structured.csv"), {"Pid", "ADDR", "Content"}))
            feeder.add("[" + row[1] + "] " + row[2], time++, {{"process", row[0]}});
        const std::vector<Candidate> candidates = feeder.rank("OpenStack");
        QVERIFY(!candidates.empty());
        QVERIFY2(candidates[0].name == "req" || candidates[0].name == "instance", candidates[0].name.c_str());
    }
    void tracesOfTrainTicket()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket/2023-01-29/log/08_52_log.csv.gz");
        Feeder feeder;
        for (const auto &row : test::readColumns(test::dataPath("nezha/TrainTicket/2023-01-29/log/08_52_log.csv.gz"), {"TimeUnixNano", "PodName", "TraceID", "SpanID", "Log"}))
            feeder.add(row[4], std::stoll(row[0]), {{"host", row[1]}, {"trace", row[2]}, {"span", row[3]}});
        const std::vector<Candidate> candidates = feeder.rank("TrainTicket");
        QVERIFY(!candidates.empty());
        QCOMPARE(QString::fromStdString(candidates[0].name), "trace");
    }
    // Systems without an obvious identifier: whatever is offered must be worth a session.
    void otherSystems_data()
    {
        QTest::addColumn<QString>("process");
        for (const auto &[system, process] : {std::pair("Linux", "PID"), {"Apache", ""}, {"Hadoop", "Process"}, {"OpenSSH", "Pid"}, {"Spark", ""}, {"Zookeeper", "Id"}, {"BGL", ""}, {"Proxifier", ""}})
            QTest::newRow(system) << process;
    }
    void otherSystems()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/Linux/Linux_2k.log_structured.csv");
        QFETCH(QString, process);
        const std::string system = QTest::currentDataTag();
        std::vector<std::string> columns{"Content"};
        if (!process.isEmpty())
            columns.push_back(process.toStdString());
        Feeder feeder;
        std::int64_t time = 0;
        for (const auto &row : test::readColumns(test::dataPath("loghub/" + system + "/" + system + "_2k.log_structured.csv"), columns))
            feeder.add(row[0], time++, columns.size() > 1 ? std::vector<Feeder::Field>{{"process", row[1]}} : std::vector<Feeder::Field>{});
        for (const Candidate &candidate : feeder.rank(system.c_str())) {
            QVERIFY(candidate.values >= 2);
            QVERIFY(candidate.coverage > 0 && candidate.coverage <= 1);
            QVERIFY(candidate.name != "port" && candidate.name != "size");
        }
    }
    void memoryIsBounded()
    {
        // Hostile: more names and keys than there is room for. It must end, and the one good identifier must survive.
        IdentifierFinder finder;
        for (int i = 0; i < 200'000; ++i) {
            const std::string good = std::to_string(i / 5), other = std::to_string(i), name = "n" + std::to_string(i % 5000);
            const IdentifierFinder::Value values[] = {{"request", good}, {"line", other}, {"a", other}, {"b", other}, {"c", other}, {name, other}};
            finder.addEvent(TemplateId(static_cast<std::uint32_t>(i % 5 + 1)), i, values);
        }
        const std::vector<Candidate> candidates = finder.rank();
        QCOMPARE(candidates.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(candidates[0].name), "request");
    }
};

CAUSEWAY_TEST(IdentifierTest)
#include "identifier_test.moc"
