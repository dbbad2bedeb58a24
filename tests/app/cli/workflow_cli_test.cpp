// Workflow and values at the command line.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

namespace {

// 200 jobs: two steps in either order, a size and a duration; job 190 reads 80 GB.
QByteArray jobs()
{
    QByteArray text;
    const auto line = [&](int milliseconds, const QString &what) {
        text += QStringLiteral("2024-01-01 %1:%2:%3.%4 INFO runner: ").arg(milliseconds / 3600000, 2, 10, QLatin1Char('0')).arg(milliseconds / 60000 % 60, 2, 10, QLatin1Char('0'))
                    .arg(milliseconds / 1000 % 60, 2, 10, QLatin1Char('0')).arg(milliseconds % 1000, 3, 10, QLatin1Char('0')).toLatin1() + what.toLatin1() + '\n';
    };
    for (int i = 0; i < 200; ++i) {
        const QString id = QStringLiteral("job_%1").arg(1000 + i);
        const QString plan = QStringLiteral("made a plan of ") + id, room = QStringLiteral("found room for ") + id;
        const int at = 5000 * i, noise = i * 7919 % 60;
        line(at, QStringLiteral("accepted ") + id);
        line(at + 100 + noise, i % 2 == 0 ? plan : room);
        line(at + 200 + noise, i % 2 == 0 ? room : plan);
        line(at + 400 + noise, QStringLiteral("read %1 GB for %2 in %3 ms").arg(i == 190 ? QStringLiteral("80.5") : QStringLiteral("1.%1").arg(10 + noise), id).arg(30 + noise));
        line(at + 700 + noise, QStringLiteral("finished ") + id);
    }
    return text;
}

} // namespace

class WorkflowCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;


private Q_SLOTS:
    void initTestCase()
    {
        QFile file(m_folder.filePath(QStringLiteral("jobs.log")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(jobs()) > 0);
        file.close();
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        const test::Outcome imported = test::runCauseway({QStringLiteral("import"), m_project, file.fileName()});
        QVERIFY2(imported.exit == 0, imported.err.constData());
    }

    void workflowAsTreeAndAsJson()
    {
        const test::Outcome tree = test::runCauseway({QStringLiteral("workflow"), m_project});
        QVERIFY2(tree.exit == 0, tree.err.constData());
        const QList<QByteArray> lines = tree.out.split('\n');
        QVERIFY(lines[0].startsWith("workflow of 200 sessions by identifier:"));
        QCOMPARE(QString::fromUtf8(lines[1]), QStringLiteral("one after another  (200)"));
        QVERIFY(QString::fromUtf8(lines[2]).startsWith(QStringLiteral("├─ accepted ")));
        QCOMPARE(QString::fromUtf8(lines[3]), QStringLiteral("├─ at the same time  (200)"));
        QVERIFY(QString::fromUtf8(lines[5]).startsWith(QStringLiteral("│  └─ ")));
        QVERIFY(QString::fromUtf8(lines[7]).startsWith(QStringLiteral("└─ finished ")));
        const QJsonObject json = test::runCauseway({QStringLiteral("workflow"), m_project, QStringLiteral("--json")}).json().object();
        QCOMPARE(json[QStringLiteral("sessions")].toInt(), 200);
        QCOMPARE(json[QStringLiteral("nodes")].toArray().size(), 5);
        const QJsonObject root = json[QStringLiteral("root")].toObject();
        QCOMPARE(root[QStringLiteral("kind")].toString(), QStringLiteral("sequence"));
        QCOMPARE(root[QStringLiteral("children")].toArray()[1].toObject()[QStringLiteral("kind")].toString(), QStringLiteral("concurrent"));
        bool begins = false;
        for (const QJsonValue &edge : json[QStringLiteral("edges")].toArray())
            begins = begins || (edge.toObject()[QStringLiteral("from")].isNull() && edge.toObject()[QStringLiteral("count")].toInt() == 200);
        QVERIFY(begins);
    }

    void wrongUsage()
    {
        for (const QStringList &wrong : {QStringList{"--grouping", "fortune"}, {"--distance", "0"}, {"--noise", "0.9"}, {"--rare", "many"}}) {
            const test::Outcome outcome = test::runCauseway(QStringList{QStringLiteral("workflow"), m_project} + wrong);
            QVERIFY2(outcome.exit == 2 || outcome.exit == 1, outcome.err.constData());
            QVERIFY(!outcome.err.isEmpty() && outcome.out.isEmpty());
        }
        const test::Outcome none = test::runCauseway({QStringLiteral("workflow"), m_project, QStringLiteral("--grouping"), QStringLiteral("trace")});
        QCOMPARE(none.exit, 1);
        QVERIFY(none.err.contains("cannot be grouped"));
    }

    void valuesAreTrainedAndFound()
    {
        for (const char *detector : {"values", "value-bounds"}) {
            const test::Outcome trained = test::runCauseway({QStringLiteral("train"), m_project, QLatin1String(detector), QStringLiteral("--json")});
            QVERIFY2(trained.exit == 0, trained.err.constData());
            QVERIFY(trained.json().object()[QStringLiteral("rule")].toString().contains(QStringLiteral("numeric parameters")));
            const test::Outcome detected = test::runCauseway({QStringLiteral("detect"), m_project, QLatin1String(detector), QStringLiteral("--json")});
            QVERIFY2(detected.exit == 0, detected.err.constData());
            const QString number = QString::number(detected.json().object()[QStringLiteral("run")].toInt());
            const QJsonArray findings = test::runCauseway({QStringLiteral("anomalies"), m_project, QStringLiteral("--run"), number, QStringLiteral("--json")}).json().array();
            QVERIFY(!findings.isEmpty() && findings.size() <= 4);
            const QJsonObject first = findings.first().toObject();
            QVERIFY(first[QStringLiteral("subject")].toObject()[QStringLiteral("id")].toString().endsWith(QStringLiteral("job_1190")));
            QVERIFY2(first[QStringLiteral("message")].toString().contains(QStringLiteral("was expected")), qPrintable(first[QStringLiteral("message")].toString()));
            QCOMPARE(test::runCauseway({QStringLiteral("label"), m_project, QStringLiteral("job_1190"), QStringLiteral("anomalous")}).exit, 0);
        }
        const test::Outcome judged = test::runCauseway({QStringLiteral("evaluate"), m_project, QStringLiteral("--json")});
        QVERIFY2(judged.exit == 0, judged.err.constData());
        QVERIFY(judged.out.contains("\"values\"") && judged.out.contains("\"value-bounds\""));
        QVERIFY(test::runCauseway({QStringLiteral("models"), m_project, QStringLiteral("--json")}).out.contains("\"value-bounds\""));
    }
};

CAUSEWAY_TEST(WorkflowCliTest)
#include "workflow_cli_test.moc"
