// Scenarios at the command line.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace causeway;

class SimulateCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString file(const QByteArray &text)
    {
        QFile out(m_folder.filePath(QStringLiteral("scenario.json")));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            return {};
        return out.fileName();
    }
    QString tandem(const QByteArray &more = {})
    {
        return file("{\"causeway_scenario\": 1, \"duration_s\": 3000,\n \"services\": {\"a\": {}, \"b\": {}},\n \"operations\": {\"o\": {\"service\": \"a\", \"self_s\": {\"exponential\": 0.2}, \"calls\": [{\"operation\": \"p\"" + more +
                    "}]}, \"p\": {\"service\": \"b\", \"self_s\": {\"exponential\": 0.125}}},\n \"arrivals\": [{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 4}}], \"slo\": {\"o\": {\"latency_s\": 4}}}");
    }

private Q_SLOTS:
    void asTheContractSays()
    {
        const QString scenario = tandem();
        const test::Outcome outcome = test::runCauseway({QStringLiteral("simulate"), scenario, QStringLiteral("--replications"), QStringLiteral("40"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object();
        QVERIFY(json[QStringLiteral("events")].toDouble() > 1'250'000 && json[QStringLiteral("requests")].toDouble() > 450'000 && json[QStringLiteral("seconds")].toDouble() > 0);
        const QJsonObject o = json[QStringLiteral("operations")].toObject()[QStringLiteral("o")].toObject();
        const QJsonArray interval = o[QStringLiteral("ci95_ns")].toArray();
        QVERIFY(std::abs(o[QStringLiteral("mean_ns")].toDouble() / 1.25e9 - 1) < 0.05);
        QVERIFY(interval[0].toDouble() < o[QStringLiteral("mean_ns")].toDouble() && o[QStringLiteral("mean_ns")].toDouble() < interval[1].toDouble());
        QVERIFY(o[QStringLiteral("p50_ns")].toDouble() < o[QStringLiteral("p95_ns")].toDouble() && o[QStringLiteral("p95_ns")].toDouble() < o[QStringLiteral("p99_ns")].toDouble());
        QVERIFY(o[QStringLiteral("slo_violation")].toDouble() > 0.005 && o[QStringLiteral("slo_violation")].toDouble() < 0.06);
        const QJsonObject a = json[QStringLiteral("services")].toObject()[QStringLiteral("a")].toObject();
        QVERIFY(std::abs(a[QStringLiteral("utilisation")].toDouble() - 0.8) < 0.02 && a[QStringLiteral("queue_mean")].toDouble() > 2.5 && a[QStringLiteral("wait_ns")].toDouble() > 0.6e9);
        QCOMPARE(a[QStringLiteral("dropped")].toInt(-1), 0);
        for (const char *name : {"cost", "energy_wh", "brown_wh", "carbon_g"})
            QVERIFY(json[QLatin1String(name)].isDouble());
    }
    void seedsAndThreads()
    {
        const QString scenario = tandem();
        const auto operations = [&](const QStringList &more) {
            const test::Outcome outcome = test::runCauseway(QStringList{QStringLiteral("simulate"), scenario, QStringLiteral("--replications"), QStringLiteral("3"), QStringLiteral("--json")} + more);
            return QJsonDocument(outcome.json().object()[QStringLiteral("operations")].toObject()).toJson();
        };
        const QByteArray one = operations({QStringLiteral("--threads"), QStringLiteral("1")});
        QVERIFY(one.size() > 100);
        QCOMPARE(operations({QStringLiteral("--threads"), QStringLiteral("2")}), one);
        QCOMPARE(operations({QStringLiteral("--seed"), QStringLiteral("1")}), one);
        QVERIFY(operations({QStringLiteral("--seed"), QStringLiteral("2")}) != one);
    }
    void aTableForPeople()
    {
        const test::Outcome outcome = test::runCauseway({QStringLiteral("simulate"), tandem(), QStringLiteral("--replications"), QStringLiteral("2")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QVERIFY(outcome.out.contains("requests in 2 replications of 50 min, seed 1;") && outcome.out.contains("over SLO") && outcome.out.contains("\nservice "));
    }
    void whatIsWrongIsToldAtItsField()
    {
        const test::Outcome field = test::runCauseway({QStringLiteral("simulate"), tandem(", \"retry\": 3")});
        QCOMPARE(field.exit, 1);
        QVERIFY2(field.err.contains("operations.o.calls[0].retry is not a field") && field.err.contains("scenario.json:3"), field.err.constData());
        const test::Outcome round = test::runCauseway({QStringLiteral("simulate"), file("{\"causeway_scenario\": 1, \"duration_s\": 1, \"services\": {\"a\": {}}, \"operations\": {\"o\": {\"service\": \"a\", \"self_s\": {\"constant\": 1}, \"calls\": [{\"operation\": \"o\"}]}}, \"arrivals\": []}")});
        QCOMPARE(round.exit, 1);
        QVERIFY2(round.err.contains("operations.o.calls: calls go round without end"), round.err.constData());
        const test::Outcome none = test::runCauseway({QStringLiteral("simulate"), m_folder.filePath(QStringLiteral("none.json"))});
        QCOMPARE(none.exit, 1);
        QVERIFY(none.err.contains("there is no such file") && none.out.isEmpty());
        QCOMPARE(test::runCauseway({QStringLiteral("simulate"), m_folder.path()}).exit, 1);
        QCOMPARE(test::runCauseway({QStringLiteral("simulate"), tandem(), QStringLiteral("--replications"), QStringLiteral("0")}).exit, 2);
        QCOMPARE(test::runCauseway({QStringLiteral("simulate")}).exit, 2);
    }
};

CAUSEWAY_TEST(SimulateCliTest)
#include "simulate_cli_test.moc"
