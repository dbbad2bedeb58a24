// rootcause at the command line: its JSON, and what it refuses.

#include "tests/app/cli/request_traces.h"
#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class RootCauseCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    [[nodiscard]] test::Outcome run(const QStringList &rest) const { return test::runCauseway(QStringList{QStringLiteral("rootcause"), m_project} + rest); }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("otlp.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::requestTraces());
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), m_project, file.fileName()}).exit, 0);
    }

    void document()
    {
        const QString from = QStringLiteral("1700000021000000000");
        const QJsonObject told = run({QStringLiteral("--from"), from, QStringLiteral("--json")}).json().object();
        for (const char *key : {"verdict", "onset_ns", "causes", "critical_failure", "impact", "missing"})
            QVERIFY2(told.contains(QLatin1String(key)), key);
        QVERIFY(told[QStringLiteral("traces")].toInt() > 0);
        QCOMPARE(told[QStringLiteral("traces")].toInt() + told[QStringLiteral("baseline_traces")].toInt(), 40);
        for (const QJsonValue value : told[QStringLiteral("causes")].toArray()) {
            const QJsonObject cause = value.toObject();
            for (const char *key : {"rank", "service", "pod", "operation", "kind", "score", "families", "evidence", "against"})
                QVERIFY2(cause.contains(QLatin1String(key)), key);
        }
        QVERIFY(run({QStringLiteral("--from"), from}).out.contains("Few") || run({QStringLiteral("--from"), from}).out.contains("Too few lines"));
    }

    void microRank()
    {
        const QJsonObject told = run({QStringLiteral("--from"), QStringLiteral("1700000021000000000"), QStringLiteral("--method"), QStringLiteral("microrank"), QStringLiteral("--json")}).json().object();
        QVERIFY(told.contains(QStringLiteral("causes")));
    }

    void refused()
    {
        QCOMPARE(run({}).exit, 2);
        QCOMPARE(run({QStringLiteral("--from"), QStringLiteral("soon")}).exit, 2);
        QCOMPARE(run({QStringLiteral("--from"), QStringLiteral("2"), QStringLiteral("--to"), QStringLiteral("1")}).exit, 2);
        QCOMPARE(run({QStringLiteral("--from"), QStringLiteral("1"), QStringLiteral("--method"), QStringLiteral("guess")}).exit, 2);
        const test::Outcome family = run({QStringLiteral("--from"), QStringLiteral("1"), QStringLiteral("--without"), QStringLiteral("luck")});
        QCOMPARE(family.exit, 2);
        QVERIFY(family.err.contains("path, network"));
    }
};

CAUSEWAY_TEST(RootCauseCliTest)
#include "rootcause_cli_test.moc"
