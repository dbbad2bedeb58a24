// closed-loop at the command line.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class ClosedLoopCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString scenario(const QByteArray &more)
    {
        QFile out(m_folder.filePath(QStringLiteral("scenario.json")));
        const QByteArray text = "{\"causeway_scenario\": 1, \"warmup_s\": 10, \"duration_s\": 120, \"services\": {\"a\": {\"servers\": 20}, \"b\": {\"replicas\": 2}}, "
                                "\"operations\": {\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 0.001}, \"calls\": [{\"operation\": \"p\", \"timeout_s\": 1}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.02}}}, "
                                "\"arrivals\": [{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 20}}]" + more + "}";
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            return {};
        return out.fileName();
    }
    static test::Outcome closedLoop(const QString &file, const QStringList &more) { return test::runCauseway(QStringList{QStringLiteral("closed-loop"), file, QStringLiteral("--replications"), QStringLiteral("2")} + more); }

private Q_SLOTS:
    void jsonAndTable()
    {
        const QString file = scenario(", \"slo\": {\"o\": {\"latency_s\": 0.5}}, \"faults\": [{\"name\": \"bad release\", \"service\": \"b\", \"from_s\": 30, \"error_probability\": 0.6}]");
        const test::Outcome outcome = closedLoop(file, {QStringLiteral("--detector"), QStringLiteral("fsa"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object();
        QCOMPARE(json[QStringLiteral("detector")].toObject()[QStringLiteral("name")].toString(), QStringLiteral("fsa"));
        const QJsonArray faults = json[QStringLiteral("faults")].toArray();
        QCOMPARE(faults.size(), 2); // and none
        const QJsonObject arms = faults[0].toObject()[QStringLiteral("arms")].toObject();
        const auto violation = [&](const char *arm) { return arms[QLatin1String(arm)].toObject()[QStringLiteral("measures")].toObject()[QStringLiteral("slo_violation")].toObject()[QStringLiteral("mean")].toDouble(); };
        QVERIFY2(violation("detector") < violation("none") / 2, outcome.out.constData());
        QCOMPARE(arms[QStringLiteral("detector")].toObject()[QStringLiteral("right")].toInt(), 2);
        QVERIFY(faults[0].toObject()[QStringLiteral("delta")].toObject()[QStringLiteral("repair_s")].toObject()[QStringLiteral("ci95")].isArray());
        const test::Outcome table = closedLoop(file, {QStringLiteral("--detector"), QStringLiteral("fsa")});
        QVERIFY2(table.exit == 0 && table.out.contains("bad release (b)") && table.out.contains("nothing is wrong") && table.out.contains("detector less"), table.out.constData());
    }
    void whatCannotBe()
    {
        const test::Outcome without = closedLoop(scenario(""), {});
        QVERIFY2(without.exit != 0 && without.err.contains("no objectives"), without.err.constData());
        const test::Outcome unknown = closedLoop(scenario(""), {QStringLiteral("--detector"), QStringLiteral("tcgf")});
        QVERIFY2(unknown.exit != 0 && unknown.err.contains("tcfg"), unknown.err.constData());
        const test::Outcome windows = closedLoop(scenario(""), {QStringLiteral("--detector"), QStringLiteral("threshold")});
        QVERIFY2(windows.exit != 0 && windows.err.contains("windows of time"), windows.err.constData());
    }
};

CAUSEWAY_TEST(ClosedLoopCliTest)
#include "closed_loop_cli_test.moc"
