// incident and incidents at the command line: what is kept, what a search makes of it, and what is refused.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"
#include "tests/views/shop_signals.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class IncidentsCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    [[nodiscard]] test::Outcome run(const QString &words) const
    {
        QStringList arguments = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        arguments.insert(1, m_project);
        return test::runCauseway(arguments);
    }
    [[nodiscard]] QJsonObject kept(const QString &words) const { return run(words + QStringLiteral(" --json")).json().object()[QStringLiteral("incidents")].toArray().first().toObject(); }
    [[nodiscard]] QJsonObject cause(const QString &words) const { return run(QStringLiteral("rootcause --json --from 1700000060000000000 ") + words).json().object(); }
    [[nodiscard]] qsizetype count() const { return run(QStringLiteral("incidents --json")).json().object()[QStringLiteral("incidents")].toArray().size(); }
    QString write(const char *name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {};
        return file.fileName();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        QCOMPARE(test::runCauseway({QStringLiteral("import"), m_project, write("zipkin.json", test::spans())}).exit, 0);
    }

    void isKeptAndChanged()
    {
        const QJsonObject first = kept(QStringLiteral("incident --from 1700000021000000000 --to 1700000040000000000 --service bank --kind latency --note slow --by me"));
        QCOMPARE(first[QStringLiteral("verdict")].toString(), QStringLiteral("cause"));
        QCOMPARE(first[QStringLiteral("service")].toString(), QStringLiteral("bank"));
        QCOMPARE(first[QStringLiteral("by")].toString(), QStringLiteral("me"));
        // Mostly the same time: the same incident. What is not said stays; a service that is rejected is its cause no longer.
        const QJsonObject second = kept(QStringLiteral("incident --from 1700000022000000000 --to 1700000041000000000 --reject bank"));
        QCOMPARE(second[QStringLiteral("id")], first[QStringLiteral("id")]);
        QCOMPARE(second[QStringLiteral("from_ns")], first[QStringLiteral("from_ns")]);
        QCOMPARE(second[QStringLiteral("verdict")].toString(), QStringLiteral("open"));
        QCOMPARE(second[QStringLiteral("note")].toString(), QStringLiteral("slow"));
        QCOMPARE(second[QStringLiteral("rejected")].toArray(), QJsonArray{QStringLiteral("bank")});
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
        QCOMPARE(kept(QStringLiteral("incidents"))[QStringLiteral("verdict")].toString(), QStringLiteral("cause"));
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
        QCOMPARE(count(), 0);
    }

    // What is rejected comes last; what is kept is no baseline of others.
    void aSearchMindsThem()
    {
        const QJsonObject before = cause({});
        QJsonArray causes = before[QStringLiteral("causes")].toArray();
        QVERIFY(!causes.isEmpty());
        const QString first = causes.first().toObject()[QStringLiteral("service")].toString();
        QVERIFY(!kept(QStringLiteral("incident --from 1700000060000000000 --to 1700000120000000000 --reject ") + first).isEmpty());
        causes = cause({})[QStringLiteral("causes")].toArray();
        QCOMPARE(causes.last().toObject()[QStringLiteral("service")].toString(), first);
        QVERIFY(!kept(QStringLiteral("incident --from 1700000000000000000 --to 1700000010000000000")).isEmpty());
        QVERIFY(cause({})[QStringLiteral("baseline_traces")].toInt() < before[QStringLiteral("baseline_traces")].toInt());
        QCOMPARE(run(QStringLiteral("incident --id 99 --forget")).exit, 1);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
        QCOMPARE(cause({}), before);
    }

    // For people who have no Causeway; of a time, or of what is kept.
    void asAPage()
    {
        const auto read = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QString page = m_folder.filePath(QStringLiteral("i.html")), again = m_folder.filePath(QStringLiteral("j.html")), pdf = m_folder.filePath(QStringLiteral("i.pdf"));
        const QString time = QStringLiteral(" --from 1700000060000000000 --to 1700000120000000000");
        const QJsonObject told = run(QStringLiteral("report ") + page + time + QStringLiteral(" --json")).json().object();
        QCOMPARE(told[QStringLiteral("file")].toString(), page);
        QCOMPARE(told[QStringLiteral("verdict")].toString(), cause({})[QStringLiteral("verdict")].toString());
        QVERIFY(read(page).contains("Whom it hurts") && read(page).contains("post /order"));
        const int id = kept(QStringLiteral("incident") + time + QStringLiteral(" --service bank --name Declined --note <b>pool</b>"))[QStringLiteral("id")].toInt();
        const QString incident = QStringLiteral(" --incident %1").arg(id);
        QCOMPARE(run(QStringLiteral("report ") + page + incident).exit, 0);
        QCOMPARE(run(QStringLiteral("report ") + again + incident).exit, 0);
        QVERIFY(read(page).contains("Incident: Declined") && read(page).contains("&lt;b&gt;pool") && !read(page).contains("<b>pool"));
        QCOMPARE(read(page), read(again));
        QCOMPARE(run(QStringLiteral("report ") + pdf + incident).exit, 0);
        QVERIFY(read(pdf).startsWith("%PDF-"));
        QCOMPARE(run(QStringLiteral("report ") + page + QStringLiteral(" --incident 99")).exit, 1);
        for (const char *words : {" --incident 1 --from 1", " --to 2", " --incident 1 --cases 3"})
            QCOMPARE(run(QStringLiteral("report ") + page + QLatin1String(words)).exit, 2);
        QCOMPARE(run(QStringLiteral("report x.doc") + incident).exit, 2);
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
        QCOMPARE(count(), 0);
    }

    void asCsv()
    {
        const QString in = write("in.csv", "from,to,service,kind,pod,operation,note,verdict,name\n2024-01-01T00:00:00Z,2024-01-01T00:05:00Z,order,cpu,order-1,,\"a, b\",,\n1,2,,,,,,no_fault,quiet\n");
        QVERIFY(run(QStringLiteral("incidents --import ") + in).out.contains("order"));
        QCOMPARE(count(), 2);
        const QString out = m_folder.filePath(QStringLiteral("out.csv"));
        QCOMPARE(run(QStringLiteral("incidents --export ") + out).exit, 0);
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0); // one edit
        QCOMPARE(count(), 0);
        const QByteArray first = run(QStringLiteral("incidents --import ") + out).out;
        QCOMPARE(run(QStringLiteral("incidents --import ") + out).exit, 0); // what is kept already is left out
        QCOMPARE(count(), 2);
        QCOMPARE(first.count("no_fault"), 1);
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
    }

    void columnsInAnotherOrder()
    {
        const QString in = write("order.csv", "service,verdict,to,from,rejected\nbank,cause,1700000120000000000,1700000060000000000,shop;web\n");
        const QJsonObject first = kept(QStringLiteral("incidents --import ") + in);
        QCOMPARE(first[QStringLiteral("service")].toString(), QStringLiteral("bank"));
        QCOMPARE(first[QStringLiteral("from_ns")].toInteger(), 1700000060000000000);
        const QJsonArray rejected{QStringLiteral("shop"), QStringLiteral("web")};
        QCOMPARE(first[QStringLiteral("rejected")].toArray(), rejected);
        const QString out = m_folder.filePath(QStringLiteral("again.csv"));
        QCOMPARE(run(QStringLiteral("incidents --export ") + out).exit, 0);
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
        QCOMPARE(kept(QStringLiteral("incidents --import ") + out)[QStringLiteral("rejected")].toArray(), rejected);
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
        QVERIFY(run(QStringLiteral("incidents --import ") + write("names.csv", "from,to,luck\n1,2,3\n")).err.contains("“luck” is no column"));
    }

    void aServiceThatThereIsNot()
    {
        const auto outcome = run(QStringLiteral("incident --from 1700000060000000000 --to 1700000120000000000 --service bnak"));
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.err.contains("bank"), outcome.err.constData()); // told which there are
        QCOMPARE(count(), 0);
        // Where nothing is known of that time, people are believed.
        QCOMPARE(run(QStringLiteral("incident --from 2030-01-01 --to 2030-01-02 --service bank")).exit, 0);
        QCOMPARE(run(QStringLiteral("incidents --undo")).exit, 0);
    }

    void damagedRows_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QByteArray>("why");
        QTest::newRow("too few columns") << QByteArray("1") << QByteArray("1 columns");
        QTest::newRow("too many columns") << QByteArray("1,2,,,,,,,,,,") << QByteArray("12 columns");
        QTest::newRow("no time") << QByteArray("soon,2,order,cpu") << QByteArray("“soon” is no time");
        QTest::newRow("backwards") << QByteArray("2,1,order,cpu") << QByteArray("ends before");
        QTest::newRow("no kind") << QByteArray("1,2,order,luck") << QByteArray("“luck” is no kind");
        QTest::newRow("no verdict") << QByteArray("1,2,order,cpu,,,,maybe") << QByteArray("“maybe” is no verdict");
        QTest::newRow("cause of nothing") << QByteArray("1,2,order,cpu,,,,no_fault") << QByteArray("goes with the verdict cause");
        QTest::newRow("an open quote") << QByteArray("1,2,\"order,cpu") << QByteArray("never closed");
        QTest::newRow("nothing") << QByteArray() << QByteArray("there is no row");
    }
    void damagedRows()
    {
        QFETCH(QByteArray, row);
        QFETCH(QByteArray, why);
        const test::Outcome outcome = run(QStringLiteral("incidents --import ") + write("bad.csv", row.isEmpty() ? QByteArray("from,to,service,kind\n") : "1,2,a,cpu\n" + row + "\n"));
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.err.contains(why) && (row.isEmpty() || outcome.err.contains("bad.csv:2")), outcome.err.constData());
        QCOMPARE(count(), 0);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("words");
        QTest::newRow("no time") << QStringLiteral("incident --service a");
        QTest::newRow("a kind of nothing") << QStringLiteral("incident --from 1 --to 2 --kind cpu");
        QTest::newRow("both") << QStringLiteral("incident --from 1 --to 2 --service a --no-fault");
        QTest::newRow("backwards") << QStringLiteral("incident --from 2 --to 1");
        QTest::newRow("two things") << QStringLiteral("incidents --undo --export a.csv");
    }
    void refused()
    {
        QFETCH(QString, words);
        QCOMPARE(run(words).exit, 2);
        QCOMPARE(count(), 0);
    }
};

CAUSEWAY_TEST(IncidentsCliTest)
#include "incidents_cli_test.moc"
