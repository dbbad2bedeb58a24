// bundle and open at the command line: their JSON, and what they refuse.

#include "tests/app/cli/request_traces.h"
#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class BundleCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project, m_bundle, m_opened;

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        m_bundle = m_folder.filePath(QStringLiteral("incident.bundle"));
        m_opened = m_folder.filePath(QStringLiteral("opened.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("otlp.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::requestTraces());
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), m_project, file.fileName()}).exit, 0);
    }

    void documents()
    {
        const QString from = QStringLiteral("1700000021000000000"), to = QStringLiteral("1700000036000000000");
        const QJsonObject made = test::runCauseway({QStringLiteral("bundle"), m_project, m_bundle, QStringLiteral("--from"), from, QStringLiteral("--to"), to, QStringLiteral("--json")}).json().object();
        QCOMPARE(made[QStringLiteral("file")].toString(), m_bundle);
        QCOMPARE(made[QStringLiteral("bytes")].toInteger(), QFileInfo(m_bundle).size());
        QCOMPARE(made[QStringLiteral("time")][QStringLiteral("traces")].toInt(), 15);
        QCOMPARE(made[QStringLiteral("baseline")][QStringLiteral("traces")].toInt(), 20);
        QCOMPARE(made[QStringLiteral("baseline_to_ns")].toInteger(), 1'700'000'021'000'000'000);
        QCOMPARE(made[QStringLiteral("metric_points")].toInt(), 2);
        const QJsonObject opened = test::runCauseway({QStringLiteral("open"), m_opened, m_bundle, QStringLiteral("--json")}).json().object();
        QCOMPARE(opened[QStringLiteral("file")].toString(), m_opened);
        QCOMPARE(opened[QStringLiteral("bytes")].toInteger(), QFileInfo(m_opened).size());
        QCOMPARE(opened[QStringLiteral("from")].toString(), QStringLiteral("p.causeway"));
        QCOMPARE(opened[QStringLiteral("spans")].toInt(), 105);
        const QJsonObject info = test::runCauseway({QStringLiteral("info"), m_opened, QStringLiteral("--json")}).json().object();
        QCOMPARE(info[QStringLiteral("spans")].toInt(), 105);
        QCOMPARE(info[QStringLiteral("events")].toInt(), 1);
        QCOMPARE(info[QStringLiteral("sources")][0][QStringLiteral("path")].toString(), QStringLiteral("otlp.json"));
        const auto causes = [&](const QString &project) {
            QStringList all;
            const QJsonDocument told = test::runCauseway({QStringLiteral("rootcause"), project, QStringLiteral("--from"), from, QStringLiteral("--to"), to, QStringLiteral("--json")}).json();
            for (const QJsonValue cause : told[QStringLiteral("causes")].toArray())
                all << QStringLiteral("%1 %2 %3").arg(cause[QStringLiteral("service")].toString(), cause[QStringLiteral("kind")].toString()).arg(cause[QStringLiteral("score")].toDouble());
            return all;
        };
        QVERIFY(!causes(m_project).isEmpty());
        QCOMPARE(causes(m_opened), causes(m_project));
    }

    void refused()
    {
        QCOMPARE(test::runCauseway({QStringLiteral("bundle"), m_project, m_bundle}).exit, 2);
        QCOMPARE(test::runCauseway({QStringLiteral("bundle"), m_project, m_bundle, QStringLiteral("--all"), QStringLiteral("--from"), QStringLiteral("1")}).exit, 2);
        QCOMPARE(test::runCauseway({QStringLiteral("bundle"), m_project}).exit, 2);
        const test::Outcome nothing = test::runCauseway({QStringLiteral("bundle"), m_project, m_bundle, QStringLiteral("--from"), QStringLiteral("1"), QStringLiteral("--to"), QStringLiteral("2")});
        QCOMPARE(nothing.exit, 1);
        QVERIFY(nothing.err.contains("2023-11-14"));
        const test::Outcome taken = test::runCauseway({QStringLiteral("open"), m_project, m_bundle});
        QCOMPARE(taken.exit, 1);
        QVERIFY(taken.err.contains("p.causeway"));
        const test::Outcome project = test::runCauseway({QStringLiteral("info"), m_bundle});
        QCOMPARE(project.exit, 1);
        QVERIFY(project.err.contains("causeway open"));
    }
};

CAUSEWAY_TEST(BundleCliTest)
#include "bundle_cli_test.moc"
