#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/decode/sequence_file.h"
#include "tests/analysis/decode/decode_support.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::decode;
using causeway::test::dataPath;
using causeway::test::readLines;

class SequenceFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void files_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("layout");
        QTest::addColumn<int>("sessions");
        QTest::addColumn<int>("anomalous");
        QTest::newRow("keys") << "hdfs_sessions/hdfs_train.gz" << int(SequenceLayout::Keys) << 4855 << 0;
        QTest::newRow("keys, anomalous") << "hdfs_sessions/hdfs_test_abnormal.gz" << int(SequenceLayout::Keys) << 16838 << 0;
        QTest::newRow("csv") << "hdfs_sessions/robust_log_train.csv.gz" << int(SequenceLayout::Csv) << 12000 << 6000;
        QTest::newRow("csv, small") << "hdfs_sessions/robust_log_valid.csv.gz" << int(SequenceLayout::Csv) << 2000 << 1000;
        QTest::newRow("id and keys") << "openstack_sessions/openstack_train.gz" << int(SequenceLayout::IdKeys) << 50 << 0;
        QTest::newRow("id and keys, anomalous") << "openstack_sessions/openstack_test_abnormal.gz" << int(SequenceLayout::IdKeys) << 651 << 0;
    }
    void files()
    {
        QFETCH(QString, file);
        QFETCH(int, layout);
        QFETCH(int, sessions);
        QFETCH(int, anomalous);
        if (dataPath(file.toStdString()).empty())
            QSKIP("the data folder is absent");
        const auto lines = readLines(dataPath(file.toStdString()));
        const auto views = decode::test::views(lines);
        const auto found = detectSequences({views.data(), std::min<std::size_t>(views.size(), 1000)});
        QVERIFY(found.has_value());
        QCOMPARE(int(*found), layout);
        SequenceLine line;
        std::string_view why;
        int count = 0;
        int bad = 0;
        for (const std::string_view text : views) {
            if (!decodeSequence(text, *found, line, why)) {
                QCOMPARE(QByteArray(why.data(), qsizetype(why.size())), QByteArray());
                continue;
            }
            ++count;
            bad += line.verdict == Verdict::Anomalous ? 1 : 0;
            std::uint32_t at = 0;
            for (const SequenceKey &key : line.keys) {
                QVERIFY(key.begin >= at && key.end > key.begin && key.end <= text.size());
                at = key.end;
            }
        }
        QCOMPARE(count, sessions);
        QCOMPARE(bad, anomalous);
    }
    void logsAndTextAreNone_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("prose") << QStringList{"the cat sat on the mat", "the dog sat on the cat", "the mat sat on the dog"};
        QTest::newRow("log") << QStringList{"2015-10-18 18:01:47,978 INFO [main] a: b", "2015-10-18 18:01:48,978 INFO [main] a: b"};
        QTest::newRow("one number a line") << QStringList{"1", "2", "3", "4", "5"};
        QTest::newRow("table of measures") << QStringList{"1.5 2.5 3.5", "1.25 2.75 3.125"};
        QTest::newRow("csv of numbers") << QStringList{"1,2,3", "4,5,6", "7,8,9"};
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("blank") << QStringList{"", "  "};
    }
    void logsAndTextAreNone()
    {
        QFETCH(QStringList, lines);
        std::vector<std::string> texts;
        for (const QString &line : lines)
            texts.push_back(line.toStdString());
        QVERIFY(!detectSequences(decode::test::views(texts)));
    }
    void loghubIsNone()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/HDFS/HDFS_2k.log");
        for (const char *system : {"Apache", "BGL", "HDFS", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Proxifier", "Spark", "Zookeeper"}) {
            const auto lines = readLines(dataPath(std::string("loghub/") + system + "/" + system + "_2k.log"));
            QVERIFY2(!detectSequences(decode::test::views(lines)), system);
        }
    }
    void wordsThatRecurAreKeys()
    {
        std::vector<std::string> lines;
        for (int i = 0; i < 20; ++i)
            lines.push_back(i % 2 == 0 ? "open read write read close" : "open write close open close");
        QVERIFY(detectSequences(decode::test::views(lines)) == SequenceLayout::Keys);
    }
    void damagedLinesSayWhy_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("layout");
        QTest::addColumn<bool>("quiet");
        QTest::newRow("blank") << QByteArray("  ") << int(SequenceLayout::Keys) << true;
        QTest::newRow("header") << QByteArray("Sequence,label") << int(SequenceLayout::Csv) << true;
        QTest::newRow("header with return") << QByteArray("sequence, Label\r") << int(SequenceLayout::Csv) << true;
        QTest::newRow("no label") << QByteArray("5 5 22") << int(SequenceLayout::Csv) << false;
        QTest::newRow("label 2") << QByteArray("5 5 22,2") << int(SequenceLayout::Csv) << false;
        QTest::newRow("open quote") << QByteArray("\"5 5 22,1") << int(SequenceLayout::Csv) << false;
        QTest::newRow("no keys") << QByteArray(",1") << int(SequenceLayout::Csv) << false;
        QTest::newRow("no id") << QByteArray("5 5 22") << int(SequenceLayout::IdKeys) << false;
        QTest::newRow("id without keys") << QByteArray("abc,") << int(SequenceLayout::IdKeys) << false;
        QTest::newRow("key beyond 64 bytes") << QByteArray(65, 'x') << int(SequenceLayout::Keys) << false;
    }
    void damagedLinesSayWhy()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, layout);
        QFETCH(bool, quiet);
        SequenceLine out;
        std::string_view why;
        QVERIFY(!decodeSequence({line.data(), std::size_t(line.size())}, SequenceLayout(layout), out, why));
        QCOMPARE(why.empty(), quiet);
    }
};

CAUSEWAY_TEST(SequenceFileTest)
#include "sequence_file_test.moc"
