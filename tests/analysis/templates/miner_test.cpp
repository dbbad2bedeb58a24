#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <set>

#include "analysis/templates/masks.h"
#include "analysis/templates/miner.h"
#include "analysis/templates/miner_rules.h"
#include "analysis/templates/parameter_types.h"
#include "tests/support/reference_splitter.h"

using namespace causeway;
using namespace causeway::templates;
using causeway::test::ShapeCollector;

namespace {

std::vector<MinedTemplate> mine(const ShapeCollector &shapes)
{
    return *mineTemplates(shapes.shapes(), Job());
}

std::vector<MinedTemplate> mine(const std::vector<std::string> &lines)
{
    ShapeCollector shapes;
    for (const std::string &line : lines)
        shapes.add(line);
    return mine(shapes);
}

QStringList texts(const std::vector<MinedTemplate> &mined)
{
    QStringList out;
    for (const MinedTemplate &one : mined)
        out.push_back(QString::fromStdString(one.text()));
    return out;
}

// "size:integer src:host"
QString parameters(const MinedTemplate &mined)
{
    QStringList out;
    for (const Token &token : mined.tokens)
        if (token.parameter)
            out.push_back(QString::fromStdString(token.text + ":" + std::string(toName(token.type))));
    return out.join(' ');
}

QStringList values(const MinedTemplate &mined, const std::string &line)
{
    QStringList out;
    for (const std::string &value : test::parameterValues(mined, line))
        out.push_back(QString::fromStdString(value));
    return out;
}

} // namespace

class MinerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asOne_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("values"); // of each line
        const auto row = [](const char *name, const QStringList &lines, const char *text, const QStringList &values) { QTest::newRow(name) << lines << QString(text) << values; };
        row("a word differs", {"session opened for user ann1", "session closed for user ben2"}, "session <*> for user <*>", {"opened ann1", "closed ben2"});
        row("one has more at the end", {"link eth0 is up", "link eth1 is up again and again"}, "link eth<*> is <*>", {"eth0 up", "eth1 up again and again"});
        row("one has more in the middle", {"Failed password for root1 from h1", "Failed password for invalid user ben2 from h2"}, "Failed password for <*> from <*>",
            {"root1 h1", "invalid user ben2 h2"});
        row("one has more in front", {"order 17 paid", "at last order 18 paid"}, "<*> <*> paid", {"order 17", "at last order 18"});
        row("three", {"a job 1 was begun", "a job 2 was ended", "a job 3 is lost"}, "a job <*> <*>", {"1 was begun", "2 was ended", "3 is lost"});
        row("no value in one", {"size=12 of it", "size= of it"}, "size=<*> of it", {"12", ""});
        row("white space differs", {"code:12 of it", "code 13 of it"}, "<*> of it", {"code:12", "code 13"});
        row("the rarer form does not count where nothing is common", {"order placed", "order placed", "connection lost"}, "order placed", {"", "", "-"});
        row("alike already", {"took 3 ms", "took 4 ms"}, "took <*> ms", {"3 ms", "4 ms"});
    }

    void asOne()
    {
        QFETCH(const QStringList, lines);
        QFETCH(const QString, text);
        QFETCH(const QStringList, values);
        const auto mineAs = [&](const QStringList &from) {
            ShapeCollector shapes;
            for (const QString &line : from)
                shapes.add(line.toStdString());
            const auto weighted = shapes.shapes();
            return *mineAsOne(weighted, CompiledMasks(), {}, Job());
        };
        const MinedTemplate one = mineAs(lines);
        QCOMPARE(QString::fromStdString(one.text()), text);
        QCOMPARE(one.count, std::uint64_t(lines.size()));
        QStringList reversed = lines;
        std::reverse(reversed.begin(), reversed.end());
        QCOMPARE(mineAs(reversed).text(), one.text());
        for (int i = 0; i < lines.size(); ++i) {
            ShapeCollector shape;
            shape.add(lines[i].toStdString());
            const auto found = test::parameterValues(one, lines[i].toStdString());
            QStringList read;
            for (const std::string &value : found)
                read.push_back(QString::fromStdString(value));
            QCOMPARE(read.isEmpty() && !values[i].isEmpty() ? QString("-") : read.join(' '), values[i]);
        }
    }

    void textsAndParameters_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("parameters");
        QTest::newRow("constants inside words stay") << QStringList{"Received block blk_-16 of size 91178 from /10.250.10.6", "Received block blk_75 of size 233217 from /10.251.7.1"}
                                                     << "Received block blk_<*> of size <*> from /<*>" << "blk:id size:integer :ip";
        QTest::newRow("address and port") << QStringList{"src: /10.0.0.1:80 dest: /10.0.0.2:443"} << "src: /<*>:<*> dest: /<*>:<*>" << "src:host dest:host";
        QTest::newRow("assignment") << QStringList{"done uid=0 rank=1.5", "done uid=12 rank=2.25"} << "done uid=<*> rank=<*>.<*>" << "uid:integer rank:decimal";
        QTest::newRow("units") << QStringList{"Took 3 ms for 1.5 MB of data", "Took 7 ms for 3 MB of data"} << "Took <*> ms for <*> MB of data" << ":duration :size";
        QTest::newRow("unit in the word") << QStringList{"slept 10ms", "slept 250ms"} << "slept <*>ms" << ":duration";
        QTest::newRow("hex") << QStringList{"the session 0x14ed93111f20005 closed", "the session 0x24ed93111f20006 closed"} << "the session <*> closed" << "session:hex";
        QTest::newRow("uuid") << QStringList{"instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d up"} << "instance: <*> up" << "instance:id";
        QTest::newRow("url") << QStringList{"opened https://a.org/1 now", "opened https://b.org/2?q=1 now"} << "opened https://<*> now" << ":url";
        QTest::newRow("path") << QStringList{"wrote /var/log/a1 again", "wrote /var/log/b2 again"} << "wrote <*> again" << ":path";
        QTest::newRow("time") << QStringList{"at 12:01:59 sharp", "at 2:03:04 sharp"} << "at <*>:<*>:<*> sharp" << ":time";
        QTest::newRow("list of numbers") << QStringList{"ids 1, 2, 3 gone"} << "ids <*> gone" << ":text";
        QTest::newRow("list of records") << QStringList{"got [T(n=1, c=red), T(n=2, c=blue), T(n=3, c=red)] back", "got [T(n=7, c=red), T(n=8, c=red)] back"}
                                         << "got [<*>] back" << ":text";
        QTest::newRow("white space does not matter") << QStringList{"a b  1", "a  b 2"} << "a b <*>" << ":integer";
        QTest::newRow("a word with a digit that never changes") << QStringList{"password from 10.0.0.7 ssh2", "password from 10.0.0.8 ssh2"} << "password from <*> ssh2" << ":ip :id";
        QTest::newRow("numbers stay parameters") << QStringList{"vcpus 1 on host-3:9000", "vcpus 1 on host-4:9000"} << "vcpus <*> on <*>:<*>" << ":integer :id";
        QTest::newRow("a name and a number") << QStringList{"generating core.17", "generating core.2009"} << "generating core.<*>" << "core:id";
        QTest::newRow("month") << QStringList{"since Jun 9 down", "since Jul 14 down"} << "since <*> down" << ":text";
    }
    void textsAndParameters()
    {
        QFETCH(QStringList, lines);
        std::vector<std::string> in;
        for (const QString &line : lines)
            in.push_back(line.toStdString());
        const std::vector<MinedTemplate> mined = mine(in);
        QCOMPARE(texts(mined).size(), 1);
        QTEST(texts(mined)[0], "text");
        QTEST(parameters(mined[0]), "parameters");
    }

    void userNamesAreOneParameter()
    {
        std::vector<std::string> lines;
        for (const char *user : {"root", "admin", "guest", "oracle", "alice", "bob", "nagios"})
            for (int port = 1; port < 4; ++port)
                lines.push_back(std::string("Failed password for ") + user + " from 10.0.0." + std::to_string(port) + " port 2" + std::to_string(port));
        const std::vector<MinedTemplate> mined = mine(lines);
        QCOMPARE(texts(mined), QStringList{"Failed password for <*> from <*> port <*>"});
        QCOMPARE(parameters(mined[0]), QString(":word :ip port:integer"));
        QCOMPARE(mined[0].count, std::uint64_t(21));
        QCOMPARE(mined[0].shapes.size(), std::size_t(7));
        QCOMPARE(values(mined[0], "Failed password for bob from 10.0.0.2 port 22"), (QStringList{"bob", "10.0.0.2", "22"}));
    }
    void enumerationsStayApart()
    {
        std::vector<std::string> lines;
        for (int i = 0; i < 50; ++i)
            for (const char *state : {"started", "paused", "resumed", "stopped"})
                lines.push_back("instance " + std::to_string(i) + " was " + state + " by its owner");
        QCOMPARE(mine(lines).size(), std::size_t(4));
        // Names of states in capitals are many before they are a parameter.
        lines.clear();
        for (const char *from : {"NEW", "INITED", "RUNNING", "FAILED", "KILLED", "COMMITTING", "SUCCEEDED"})
            lines.push_back(std::string("job 12 went to the state ") + from + " after 3 steps");
        QCOMPARE(mine(lines).size(), std::size_t(7));
        // So are those that say what happened, even beside a name that is one.
        lines.clear();
        for (const char *user : {"alice", "bob", "carol", "dave", "erin", "frank"})
            for (const char *done : {"opened", "saved", "closed", "printed", "deleted", "renamed", "restored", "shared"})
                lines.push_back(std::string("user ") + user + " " + done + " the document 12 again");
        const std::vector<MinedTemplate> mined = mine(lines);
        QCOMPARE(mined.size(), std::size_t(8));
        QCOMPARE(QString::fromStdString(mined.front().text()), QString("user <*> closed the document <*> again"));
    }
    void wordsFallUnderValuesAtSeveralPlaces()
    {
        std::vector<std::string> lines;
        for (int i = 0; i < 30; ++i)
            lines.push_back("stored block " + std::to_string(i) + " of " + std::to_string(3 * i) + " KB at 10.0.0.2:" + std::to_string(i) + " after " + std::to_string(i % 7) + " ms");
        lines.push_back("stored block unknown of none KB at localhost:any after some ms");
        const std::vector<MinedTemplate> mined = mine(lines);
        QCOMPARE(texts(mined), QStringList{"stored block <*> of <*> KB at <*>:<*> after <*> ms"});
        QCOMPARE(values(mined[0], lines.back()), (QStringList{"unknown", "none KB", "localhost:any", "some ms"}));
        // A word too many, or one of the constants missing, is another message.
        lines.push_back("stored block unknown now of none KB at localhost:any after some ms");
        lines.push_back("stored block unknown of none KB after some ms");
        QCOMPARE(mine(lines).size(), std::size_t{3});
    }
    void emptyValuesAreValues()
    {
        std::vector<std::string> lines;
        for (const char *host : {"10.0.0.1", "a1.example.org", "10.0.0.3", "10.0.0.4", ""})
            lines.push_back(std::string("authentication failure in module login; rhost=") + host);
        const std::vector<MinedTemplate> mined = mine(lines);
        QCOMPARE(mined.size(), std::size_t(1));
        QCOMPARE(values(mined[0], lines[0]), QStringList{"10.0.0.1"});
        QCOMPARE(values(mined[0], lines[4]), QStringList{""});
    }
    void catchAllIsATemplateOfItsOwn()
    {
        ShapeCollector collector;
        collector.add("7");
        collector.add("word 7");
        std::vector<WeightedShape> shapes = collector.shapes();
        const Shape rest{std::string(1, kSlot), {SlotKind::Rest}};
        shapes.push_back({ShapeId(0), &rest, 5, {{"anything at all"}}});
        const auto mined = mineTemplates(shapes, Job());
        QCOMPARE(mined->size(), std::size_t(3));
        QCOMPARE((*mined)[0].shapes, std::vector<ShapeId>{ShapeId(0)});
        QCOMPARE(texts(*mined)[0], QString("<*>"));
        QCOMPARE(parameterPieces((*mined)[0], rest).size(), std::size_t(1));
    }
    void keysOfSequenceFilesStayApart()
    {
        const std::vector<Shape> shapes{{"5", {}}, {"22", {}}, {"E17", {}}};
        std::vector<WeightedShape> weighted;
        for (std::uint32_t i = 0; i < shapes.size(); ++i)
            weighted.push_back({ShapeId(i), &shapes[i], 10 - i, {}});
        const auto mined = mineTemplates(weighted, Job());
        QVERIFY(mined);
        QCOMPARE(mined->size(), std::size_t{3});
        QCOMPARE(QString::fromStdString(mined->front().text()), QString("5"));
    }

    void piecesCoverWhatConstantsLeave()
    {
        // Filling the pieces of every shape into the template's constants gives the message back, white space aside.
        std::vector<std::string> lines{"10.0.0.1:80 close, 1301 bytes (1.27 KB) sent, lifetime <1 sec", "copied /a/b/c1 to hdfs://n1:9000/x, 3 left",
                                       "x y=1 z= w", "connection () from 10.1.1.1", "values 1 2 3 4", "blk_1 blk_2 blk_3", "Ido FF:F2:9F:16:DC:1B up",
                                       "a-1 b_2 c.3. d4- e5_", "\xff\xfe bytes 1"};
        for (const char *name : {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"})
            lines.push_back(std::string("service ") + name + " answered host-" + std::to_string(lines.size()) + " in time " + name + "/x");
        const std::vector<MinedTemplate> mined = mine(lines);
        ShapeCollector shapes;
        for (const std::string &line : lines)
            shapes.add(line);
        for (const MinedTemplate &one : mined)
            for (const ShapeId id : one.shapes) {
                const Shape &shape = *shapes.shapes()[id.value - 1].shape;
                const std::vector<ParameterPiece> pieces = parameterPieces(one, shape);
                std::string text;
                std::size_t next = 0;
                for (const Token &token : one.tokens) {
                    if (!token.parameter) {
                        text += token.text;
                        continue;
                    }
                    QVERIFY2(next < pieces.size(), one.text().c_str());
                    QCOMPARE(pieces[next].parameter, static_cast<std::uint32_t>(next));
                    text += shape.text.substr(pieces[next].begin, pieces[next].end - pieces[next].begin);
                    ++next;
                }
                QCOMPARE(next, pieces.size());
                QCOMPARE(QByteArray::fromStdString(text).simplified(), QByteArray::fromStdString(shape.text).simplified());
            }
    }
    void foreignShapesHaveNoPieces()
    {
        const std::vector<MinedTemplate> mined = mine(std::vector<std::string>{"opened file 1", "opened file 2"});
        QVERIFY(parameterPieces(mined[0], test::splitLine("closed file 1").shape).empty());
    }
    void types_data()
    {
        QTest::addColumn<QString>("type");
        for (const auto &[value, type] : {std::pair("-12", "integer"), {"1.5", "decimal"}, {"12 ms", "duration"}, {"3KB", "size"}, {"0x1f", "hex"},
                                          {"2f182d58875095cc", "hex"}, {"task_14_m_0", "id"}, {"10.0.0.1", "ip"}, {"fe80::1", "ip"}, {"10.0.0.1:80", "host"},
                                          {"n1.example.org:80", "host"}, {"/etc/passwd", "path"}, {"http://a/b", "url"}, {"2024-01-02T03:04:05", "time"},
                                          {"23:59:59,123", "time"}, {"word", "word"}, {"two words", "text"}, {"1.2.3.4.5", "text"}, {"", "text"}})
            QTest::newRow(value) << type;
    }
    void types()
    {
        QFETCH(QString, type);
        QCOMPARE(QString::fromStdString(std::string(toName(typeOf(QTest::currentDataTag())))), type);
    }
    void cancels()
    {
        ShapeCollector shapes;
        shapes.add("a 1");
        Job job;
        job.cancel.cancel();
        const auto mined = mineTemplates(shapes.shapes(), job);
        QVERIFY(!mined);
        QCOMPARE(mined.error().code, ErrorCode::Cancelled);
    }
    void rulesCanBeOff()
    {
        ShapeCollector shapes;
        for (const char *name : {"Ann", "Bob", "Cyd", "Dan", "Eve", "Fay"})
            shapes.add(std::string("the session of ") + name + " was closed after 12 ms");
        MinerRules rules;
        QCOMPARE(texts(*mineTemplates(shapes.shapes(), rules, Job())), QStringList{"the session of <*> was closed after <*> ms"});
        rules.distinctWords = 7;
        QCOMPARE(mineTemplates(shapes.shapes(), rules, Job())->size(), std::size_t(6));
        rules = {};
        rules.star = false;
        QCOMPARE(mineTemplates(shapes.shapes(), rules, Job())->size(), std::size_t(6));
    }
    void nothingGivesNothing() { QVERIFY(mineTemplates({}, Job())->empty()); }

    void hostileShapesEnd_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("many separators") << QByteArray(200'000, '=');
        QTest::newRow("many openers") << QByteArray(200'000, '(');
        QTest::newRow("many words") << QByteArray("w ").repeated(100'000);
        QTest::newRow("many numbers") << QByteArray("1 a=2,").repeated(30'000);
        QTest::newRow("a path without end") << QByteArray("/1").repeated(100'000);
        QTest::newRow("one word") << QByteArray(500'000, 'x');
        QTest::newRow("blanks only") << QByteArray(1000, ' ');
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("nul and bytes") << QByteArray("\0\xff\xc0 1 \x02", 7);
    }
    void hostileShapesEnd()
    {
        QFETCH(QByteArray, line);
        QElapsedTimer timer;
        timer.start();
        ShapeCollector shapes;
        shapes.add(line.toStdString());
        shapes.add(line.toStdString() + "1");
        shapes.add("x 1");
        const std::vector<MinedTemplate> mined = mine(shapes);
        std::set<ShapeId> seen;
        for (const MinedTemplate &one : mined)
            for (const ShapeId id : one.shapes) {
                QVERIFY(seen.insert(id).second);
                const Shape &shape = *shapes.shapes()[id.value - 1].shape;
                for (const ParameterPiece &piece : parameterPieces(one, shape))
                    QVERIFY(piece.begin <= piece.end && piece.end <= shape.text.size());
            }
        QCOMPARE(seen.size(), shapes.shapes().size());
        QVERIFY2(timer.elapsed() < 20'000, "quadratic in the length of a line");
    }
    void manyShapesTakeSeconds()
    {
        // 20,000 shapes of 1,000 kinds: nothing may compare all with all.
        ShapeCollector shapes;
        std::uint32_t state = 1;
        const auto next = [&](std::uint32_t bound) {
            state = state * 1664525u + 1013904223u;
            return (state >> 8) % bound;
        };
        const auto word = [](std::uint32_t n) {
            std::string out = "w";
            for (n += 26; n > 0; n /= 26)
                out += static_cast<char>('a' + n % 26);
            return out;
        };
        while (shapes.shapes().size() < 20'000) {
            const std::uint32_t kind = next(1000);
            std::string line;
            for (std::uint32_t i = 0; i < 6 + kind % 12; ++i)
                line += word(kind * 20 + i) + " ";
            shapes.add(line + word(next(100'000)) + " " + word(next(4)) + " 17");
        }
        QElapsedTimer timer;
        timer.start();
        const std::vector<MinedTemplate> mined = mine(shapes);
        qInfo("%zu shapes, %zu templates, %lld ms", shapes.shapes().size(), mined.size(), static_cast<long long>(timer.elapsed()));
        QVERIFY(timer.elapsed() < 20'000);
        QVERIFY(mined.size() < 10'000);
    }
};

CAUSEWAY_TEST(MinerTest)
#include "miner_test.moc"
