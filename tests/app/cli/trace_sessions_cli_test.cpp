// Traces as sessions at the command line: grouped, mined, learned from, judged.

#include "tests/app/cli/run_causeway.h"
#include "tests/app/cli/shop_spans.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class TraceSessionsCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    [[nodiscard]] test::Outcome on(const char *verb, const QStringList &rest = {}) const { return test::runCauseway(QStringList{QLatin1String(verb), m_project} + rest); }
    [[nodiscard]] qint64 events() const { return on("info", {"--json"}).json().object()[QStringLiteral("events")].toInteger(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("traces.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(test::shopSpans()) > 0);
        file.close();
        const test::Outcome imported = test::runCauseway({"import", m_project, file.fileName()});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QCOMPARE(events(), 0);
        const test::Outcome grouped = on("sessions", {"--by", "trace", "--json"});
        QVERIFY2(grouped.exit == 0, grouped.err.constData());
        const QJsonObject told = grouped.json().object();
        QCOMPARE(told[QStringLiteral("by")].toString(), QStringLiteral("trace"));
        QCOMPARE(told[QStringLiteral("sessions")].toInt(), 300);
        QCOMPARE(told[QStringLiteral("events")].toInt(), 905);
        QCOMPARE(told[QStringLiteral("ungrouped")].toInt(), 0);
        QVERIFY(told[QStringLiteral("why")].toString().contains(QStringLiteral("starts of their spans")));
    }

    void onceForAll()
    {
        QCOMPARE(on("sessions", {"--by", "trace"}).exit, 0);
        QCOMPARE(events(), 905);
        const QJsonArray sources = on("info", {"--json"}).json().object()[QStringLiteral("sources")].toArray();
        QCOMPARE(sources.size(), 2);
        QCOMPARE(sources[1].toObject()[QStringLiteral("name")].toString(), QStringLiteral("spans of traces.json"));
        QCOMPARE(sources[1].toObject()[QStringLiteral("format")].toString(), QStringLiteral("spans"));
        QCOMPARE(on("lines", {"--level", "error", "--count", "--json"}).json().object()[QStringLiteral("count")].toInt(), 10);
        QCOMPARE(on("lines", {"--session", "0000000000000001", "--count", "--json"}).json().object()[QStringLiteral("count")].toInt(), 3);
        QCOMPARE(on("trace", {"1", "--json"}).json().object()[QStringLiteral("logs")].toArray().size(), 0);
    }

    void flow_data()
    {
        QTest::addColumn<QString>("miner");
        for (const char *miner : {"fsa", "cfg", "tcfg"})
            QTest::newRow(miner) << QString::fromLatin1(miner);
    }
    void flow()
    {
        QFETCH(QString, miner);
        const test::Outcome mined = on("flow", {"--miner", miner});
        QVERIFY2(mined.exit == 0, mined.err.constData());
        for (const char *step : {"span: web GET /orders/<*>", "span: shop load order", "span: db read", "span: cache read"})
            QVERIFY2(mined.out.contains(step), mined.out.constData());
    }

    void detectors_data()
    {
        QTest::addColumn<QStringList>("train");
        for (const char *detector : {"count-vector", "new-event", "ngram", "fsa"})
            QTest::newRow(detector) << QStringList{QString::fromLatin1(detector)};
        QTest::newRow("deeplog") << QStringList{"deeplog", "--epochs", "20"};
    }
    void detectors()
    {
        QFETCH(QStringList, train);
        // Learned from all but those that a person calls anomalous: the last ones.
        for (int trace = 296; trace <= 300; ++trace)
            QCOMPARE(on("label", {QStringLiteral("%1").arg(trace, 16, 16, QLatin1Char('0')), "anomalous"}).exit, 0);
        const test::Outcome trained = on("train", train);
        QVERIFY2(trained.exit == 0, trained.err.constData());
        const test::Outcome detected = on("detect", {train.first(), "--json"});
        QVERIFY2(detected.exit == 0, detected.err.constData());
        QCOMPARE(detected.json().object()[QStringLiteral("anomalous")].toInt(), 5);
        const test::Outcome told = on("anomalies", {"--run", QString::number(detected.json().object()[QStringLiteral("run")].toInt()), "--json"});
        const QJsonArray findings = told.json().array();
        QCOMPARE(findings.size(), 5);
        for (const auto &finding : findings) {
            QVERIFY(finding.toObject()[QStringLiteral("subject")].toObject()[QStringLiteral("id")].toString().startsWith(QStringLiteral("trace=00000000000001")));
            QVERIFY2(finding.toObject()[QStringLiteral("message")].toString().contains(QStringLiteral("span: mail complain")), qPrintable(finding.toObject()[QStringLiteral("message")].toString()));
        }
    }

    void linesAreJoinedByTime()
    {
        QFile file(m_folder.filePath(QStringLiteral("db.log")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 20; ++i)
            file.write(QStringLiteral("2023-11-14T22:%1:%2.030000Z INFO rows are read\n").arg(13 + (21 + i) / 60, 2, 10, QLatin1Char('0')).arg((21 + i) % 60, 2, 10, QLatin1Char('0')).toUtf8());
        file.close();
        const test::Outcome imported = test::runCauseway({"import", m_project, file.fileName()});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        const QJsonArray logs = on("trace", {"1", "--json"}).json().object()[QStringLiteral("logs")].toArray();
        QCOMPARE(logs.size(), 1);
        QCOMPARE(logs[0].toObject()[QStringLiteral("joined")].toString(), QStringLiteral("time"));
        QVERIFY(on("trace", {"1"}).out.contains("joined by service and time"));
        QCOMPARE(on("trace", {"3", "--json"}).json().object()[QStringLiteral("logs")].toArray().size(), 0); // it asks the cache
    }
};

CAUSEWAY_TEST(TraceSessionsCliTest)
#include "trace_sessions_cli_test.moc"
