#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "analysis/decode/layout.h"
#include "tests/analysis/decode/decode_support.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::decode;
using causeway::test::dataPath;
using causeway::test::readLines;

namespace {

struct System {
    const char *name;
    const char *level; // column, or null
    std::vector<std::pair<const char *, Role>> columns;
    std::vector<const char *> attributes; // columns that are attributes of that name
    const char *pattern;                  // loghub's own notation of the header
};

const std::vector<System> &systems()
{
    static const std::vector<System> kSystems{
        {"Apache", "Level", {{"Time", Role::Time}}, {}, "\\[<Time>\\] \\[<Level>\\] <Content>"},
        {"BGL", "Level", {{"Time", Role::Time}, {"Node", Role::Host}, {"Component", Role::Component}}, {"Label", "Timestamp", "Date", "NodeRepeat", "Type"},
         "<Label> <Timestamp> <Date> <Node> <Time> <NodeRepeat> <Type> <Component> <Level> <Content>"},
        {"HDFS", "Level", {{"Pid", Role::Process}, {"Component", Role::Component}}, {}, "<Date> <Time> <Pid> <Level> <Component>: <Content>"},
        {"Hadoop", "Level", {{"Process", Role::Process}, {"Component", Role::Component}}, {}, "<Date> <Time> <Level> \\[<Process>\\] <Component>: <Content>"},
        {"Linux", nullptr, {{"Level", Role::Host}, {"Component", Role::Component}, {"PID", Role::Process}}, {},
         "<Month> <Date> <Time> <Host> <Component>(\\[<PID>\\])?: <Content>"},
        {"OpenSSH", nullptr, {{"Component", Role::Host}, {"Pid", Role::Process}}, {}, "<Date> <Day> <Time> <Host> sshd\\[<Pid>\\]: <Content>"},
        {"OpenStack", "Level", {{"Pid", Role::Process}, {"Component", Role::Component}}, {"Logrecord", "ADDR"},
         "<Logrecord> <Date> <Time> <Pid> <Level> <Component> \\[<ADDR>\\] <Content>"},
        {"Proxifier", nullptr, {{"Time", Role::Time}, {"Program", Role::Component}}, {}, "\\[<Time>\\] <Program> - <Content>"},
        {"Spark", "Level", {{"Component", Role::Component}}, {}, "<Date> <Time> <Level> <Component>: <Content>"},
        {"Zookeeper", "Level", {{"Node", Role::Host}, {"Component", Role::Component}}, {"Id"}, "<Date> <Time> - <Level>  \\[<Node>:<Component>@<Id>\\] - <Content>"},
    };
    return kSystems;
}

struct Sample {
    std::vector<std::string> lines;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> header;
    [[nodiscard]] std::size_t column(const char *name) const
    {
        return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
    }
};

Sample load(const std::string &system)
{
    Sample sample;
    const std::string base = "loghub/" + system + "/" + system + "_2k.log";
    for (const std::string &line : readLines(dataPath(base)))
        sample.lines.emplace_back(decode::test::withoutReturn(line));
    for (const std::string &line : readLines(dataPath(base + "_structured.csv")))
        sample.rows.push_back(decode::test::csvRow(std::string(decode::test::withoutReturn(line))));
    sample.header = sample.rows.front();
    sample.rows.erase(sample.rows.begin());
    return sample;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    return text;
}

} // namespace

class LoghubTest : public QObject {
    Q_OBJECT
private:
    static void compare(const System &system, const Sample &sample, SourceDecoder &decoder)
    {
        QCOMPARE(sample.rows.size(), sample.lines.size());
        std::size_t content = 0, level = 0, fields = 0, exact = 0;
        std::vector<std::vector<TimeParser>> writers;
        for (std::uint16_t i = 0; i < decoder.size(); ++i) {
            writers.emplace_back();
            for (const TimeFormat &format : decoder.decoder(i).timeFormats())
                writers.back().emplace_back(format, decoder.decoder(i).timeContext());
        }
        Record record;
        std::string rendered;
        QString firstWrong;
        for (std::size_t i = 0; i < sample.lines.size(); ++i) {
            const std::string_view line = sample.lines[i];
            std::uint16_t layout = 0;
            if (!decoder.decode(line, record, layout)) {
                if (firstWrong.isEmpty())
                    firstWrong = QString::fromStdString(sample.lines[i]);
                continue;
            }
            const LineDecoder &own = decoder.decoder(layout);
            QVERIFY2(decode::test::isLossless(line, record, own), sample.lines[i].c_str());
            const auto &row = sample.rows[i];
            const bool sameContent = trimmed(decode::test::text(line, record, Role::Content)) == trimmed(row[sample.column("Content")]);
            content += sameContent ? 1 : 0;
            if (system.level != nullptr)
                level += record.level == parseLevel(row[sample.column(system.level)]) && record.level != Level::Unknown ? 1 : 0;
            bool same = true;
            for (const auto &[name, role] : system.columns)
                same = same && decode::test::text(line, record, role) == row[sample.column(name)];
            for (const char *name : system.attributes) {
                bool found = false;
                for (const Field &field : record.fields)
                    found = found || (field.role == Role::Attribute && own.attributeNames()[field.name] == name &&
                                      line.substr(field.begin, field.end - field.begin) == row[sample.column(name)]);
                same = same && found;
            }
            fields += same ? 1 : 0;
            if ((!same || !sameContent) && firstWrong.isEmpty())
                firstWrong = QString::fromStdString(sample.lines[i]);
            QVERIFY(!record.time.isNone());
            rendered.clear();
            writers[layout][record.timeFormat].render(record.time, rendered);
            exact += rendered == decode::test::text(line, record, Role::Time) ? 1 : 0;
        }
        const std::size_t least = sample.lines.size() * 995 / 1000;
        const QByteArray what = QString("%1: content %2, level %3, fields %4, times written back %5 of %6; first that differs: %7")
                                    .arg(QLatin1String(system.name)).arg(content).arg(level).arg(fields).arg(exact).arg(sample.lines.size()).arg(firstWrong).toUtf8();
        QVERIFY2(content >= least, what.constData());
        QVERIFY2(system.level == nullptr || level >= least, what.constData());
        QVERIFY2(fields >= least, what.constData());
        QVERIFY2(exact >= least, what.constData());
    }
    static void rows()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < systems().size(); ++i)
            QTest::newRow(systems()[i].name) << static_cast<int>(i);
    }

private Q_SLOTS:
    void detectedLayoutGivesTheHeader_data() { rows(); }
    void detectedLayoutGivesTheHeader()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/HDFS/HDFS_2k.log");
        QFETCH(int, index);
        const System &system = systems()[static_cast<std::size_t>(index)];
        const Sample sample = load(system.name);
        const Detection detection = detectLayouts(decode::test::views(sample.lines), 2005);
        QVERIFY2(detection.explained > 0.995, detection.why.c_str());
        auto decoder = SourceDecoder::make(detection.layouts);
        QVERIFY(decoder.has_value());
        compare(system, sample, *decoder);
    }
    void loghubsNotationGivesTheHeader_data() { rows(); }
    void loghubsNotationGivesTheHeader()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/HDFS/HDFS_2k.log");
        QFETCH(int, index);
        const System &system = systems()[static_cast<std::size_t>(index)];
        const Sample sample = load(system.name);
        const auto layout = adaptLayout({"layout", system.pattern, {}, {}}, decode::test::views(sample.lines), 2005);
        QVERIFY2(layout.has_value(), layout ? "" : layout.error().toEnglish().c_str());
        auto decoder = SourceDecoder::make({&*layout, 1});
        QVERIFY(decoder.has_value());
        compare(system, sample, *decoder);
    }
    void tenProgramsInOneFileAreToldApart()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/HDFS/HDFS_2k.log");
        std::vector<Sample> samples;
        for (const System &system : systems())
            samples.push_back(load(system.name));
        std::vector<std::string> mixed;
        for (std::size_t i = 0; i < 2000; ++i)
            for (const Sample &sample : samples)
                mixed.push_back(sample.lines[i]);
        const Detection detection = detectLayouts(decode::test::views(mixed), 2005);
        QVERIFY2(detection.explained > 0.995, detection.why.c_str());
        auto decoder = SourceDecoder::make(detection.layouts);
        QVERIFY(decoder.has_value());
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (systems()[i].name == std::string("Linux") || systems()[i].name == std::string("OpenSSH"))
                continue; // year-less both: they share one layout, and with it the first line's month
            compare(systems()[i], samples[i], *decoder);
        }
        // A clone that saw other lines gives the same answers.
        SourceDecoder fresh = decoder->clone();
        Record a, b;
        for (std::size_t i = mixed.size(); i-- > 0;) {
            std::uint16_t la = 0, lb = 0;
            const bool known = decoder->decode(mixed[i], a, la);
            QCOMPARE(fresh.decode(mixed[i], b, lb), known);
            if (known) {
                QCOMPARE(la, lb);
                QCOMPARE(a.time.ns, b.time.ns);
                QCOMPARE(a.fields.size(), b.fields.size());
            }
        }
    }
};

CAUSEWAY_TEST(LoghubTest)
#include "loghub_test.moc"
