// Policies at the command line.

#include "tests/app/cli/run_causeway.h"
#include "tests/app/cli/shop_spans.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class WhatIfCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    static QString fixed(const char *name) { return QString::fromStdString(test::sourcePath(std::string("tests/data/scenarios/") + name + ".json")); }
    static test::Outcome whatIf(const QString &scenario, const QStringList &more) { return test::runCauseway(QStringList{QStringLiteral("whatif"), scenario} + more); }

private Q_SLOTS:
    void policies()
    {
        const test::Outcome outcome = test::runCauseway({QStringLiteral("policies"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray all = outcome.json().array();
        QVERIFY(all.size() >= 20);
        QStringList names;
        for (const auto &one : all) {
            const QJsonObject policy = one.toObject();
            for (const char *field : {"name", "kind", "paper", "fidelity", "title"})
                QVERIFY2(!policy[QLatin1String(field)].toString().isEmpty(), field);
            names << policy[QStringLiteral("name")].toString();
        }
        for (const char *name : {"static", "proportional", "hpa", "smartvm", "drs", "mpc", "round_robin", "least_connections", "jsq2", "li", "gradient2", "vegas", "bbr", "brownout", "deferral", "fixed_push", "phi_accrual", "chen"})
            QVERIFY2(names.contains(QLatin1String(name)), name);
        const test::Outcome table = test::runCauseway({QStringLiteral("policies")});
        QVERIFY(table.exit == 0 && table.out.contains("smartvm") && table.out.contains("re-implemented from the abstract"));
    }
    void asTheContractSays()
    {
        const test::Outcome outcome = whatIf(fixed("burst"), {QStringLiteral("--policy"), QStringLiteral("mpc"), QStringLiteral("--policy"), QStringLiteral("hpa:budget=14,target=0.7"), QStringLiteral("--replications"), QStringLiteral("5"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object(), baseline = json[QStringLiteral("baseline")].toObject();
        QVERIFY(baseline[QStringLiteral("requests")].toDouble() > 1000 && baseline[QStringLiteral("operations")].toObject().contains(QStringLiteral("abd")) && baseline[QStringLiteral("cost")].isDouble());
        const QJsonArray all = json[QStringLiteral("policies")].toArray();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[1].toObject()[QStringLiteral("name")].toString(), QStringLiteral("hpa"));
        QCOMPARE(all[1].toObject()[QStringLiteral("label")].toString(), QStringLiteral("hpa:budget=14,target=0.7"));
        for (const auto &one : all) {
            const QJsonObject policy = one.toObject();
            QVERIFY(policy[QStringLiteral("services")].toObject().size() == 4 && policy[QStringLiteral("slo_violation")].isDouble());
            const QJsonObject delta = policy[QStringLiteral("delta")].toObject()[QStringLiteral("work_in_progress")].toObject();
            const QJsonArray interval = delta[QStringLiteral("ci95")].toArray();
            QVERIFY(interval[0].toDouble() < delta[QStringLiteral("mean")].toDouble() && delta[QStringLiteral("mean")].toDouble() < interval[1].toDouble());
            const double mean = policy[QStringLiteral("measures")].toObject()[QStringLiteral("work_in_progress")].toObject()[QStringLiteral("mean")].toDouble();
            const double before = baseline[QStringLiteral("measures")].toObject()[QStringLiteral("work_in_progress")].toObject()[QStringLiteral("mean")].toDouble();
            QVERIFY(std::abs(mean - before - delta[QStringLiteral("mean")].toDouble()) < 1e-6);
        }
        QVERIFY(!json[QStringLiteral("pareto")].toArray().isEmpty());
        // The same again on one thread.
        const test::Outcome again = whatIf(fixed("burst"), {QStringLiteral("--policy"), QStringLiteral("mpc"), QStringLiteral("--replications"), QStringLiteral("5"), QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--json")});
        QCOMPARE(again.json().object()[QStringLiteral("policies")].toArray()[0].toObject()[QStringLiteral("delta")].toObject(), all[0].toObject()[QStringLiteral("delta")].toObject());
    }
    void aTableForPeople()
    {
        const test::Outcome outcome = whatIf(fixed("schedule_80"), {QStringLiteral("--policy"), QStringLiteral("jsq2"), QStringLiteral("--replications"), QStringLiteral("3")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QVERIFY(outcome.out.contains("\njsq2 ") && outcome.out.contains("\nbaseline (static) ") && outcome.out.contains("against the baseline"));
    }
    // simulate runs a scenario under its own policy.
    void theScenariosOwnPolicy()
    {
        QFile from(fixed("overload"));
        QVERIFY(from.open(QIODevice::ReadOnly));
        QByteArray text = from.readAll();
        QVERIFY(text.replace("\"slo\"", "\"policy\": {\"name\": \"static_limit\"}, \"slo\"").contains("static_limit"));
        QFile to(m_folder.filePath(QStringLiteral("limited.json")));
        QVERIFY(to.open(QIODevice::WriteOnly) && to.write(text) == text.size());
        to.close();
        const auto refused = [](const QString &file) {
            const test::Outcome outcome = test::runCauseway({QStringLiteral("simulate"), file, QStringLiteral("--replications"), QStringLiteral("2"), QStringLiteral("--json")});
            return outcome.json().object()[QStringLiteral("operations")].toObject()[QStringLiteral("o")].toObject()[QStringLiteral("refused")].toInt(-1);
        };
        QCOMPARE(refused(fixed("overload")), 0);
        QVERIFY(refused(to.fileName()) > 10'000);
    }
    void heartbeats()
    {
        const test::Outcome outcome = test::runCauseway({QStringLiteral("heartbeats"), QStringLiteral("--replications"), QStringLiteral("2"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray all = outcome.json().object()[QStringLiteral("detectors")].toArray();
        QCOMPARE(all.size(), 5);
        for (const auto &one : all) {
            QVERIFY(one.toObject()[QStringLiteral("possible")].toBool());
            QVERIFY(std::abs(one.toObject()[QStringLiteral("detection_s")].toObject()[QStringLiteral("mean")].toDouble() - 1) < 0.1);
        }
        QCOMPARE(test::runCauseway({QStringLiteral("heartbeats"), QStringLiteral("--detection"), QStringLiteral("0")}).exit, 2);
    }
    // Of a project the scenario is what its traces show.
    void onAProject()
    {
        QFile spans(m_folder.filePath(QStringLiteral("zipkin.json")));
        QVERIFY(spans.open(QIODevice::WriteOnly) && spans.write(test::shopSpans()) > 1000);
        spans.close();
        const QString project = m_folder.filePath(QStringLiteral("shop.causeway"));
        const test::Outcome imported = test::runCauseway({QStringLiteral("import"), project, spans.fileName()});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        const test::Outcome outcome = whatIf(project, {QStringLiteral("--policy"), QStringLiteral("hpa"), QStringLiteral("--policy"), QStringLiteral("rules:level=1"), QStringLiteral("--replications"), QStringLiteral("3"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object(), services = json[QStringLiteral("baseline")].toObject()[QStringLiteral("services")].toObject();
        for (const char *name : {"web", "shop", "db", "cache", "mail"})
            QVERIFY2(services.contains(QLatin1String(name)), name);
        QVERIFY(services[QStringLiteral("web")].toObject()[QStringLiteral("arrivals")].toDouble() > 600); // one a second for 300 s, three times
        QCOMPARE(json[QStringLiteral("policies")].toArray().size(), 2);
        QCOMPARE(json[QStringLiteral("policies")].toArray()[1].toObject()[QStringLiteral("label")].toString(), QStringLiteral("rules:level=1"));
        // Without traces there is nothing to learn a scenario from.
        QFile lines(m_folder.filePath(QStringLiteral("a.log")));
        QVERIFY(lines.open(QIODevice::WriteOnly) && lines.write("2024-01-01 10:00:00 INFO started\n") > 0);
        lines.close();
        const QString bare = m_folder.filePath(QStringLiteral("bare.causeway"));
        QCOMPARE(test::runCauseway({QStringLiteral("import"), bare, lines.fileName()}).exit, 0);
        const test::Outcome none = whatIf(bare, {QStringLiteral("--policy"), QStringLiteral("hpa")});
        QVERIFY2(none.exit == 1 && none.out.isEmpty() && !none.err.isEmpty(), none.err.constData());
    }
    void refused_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("near") << QStringLiteral("hpaa") << QByteArray("Did you mean “hpa”?");
        QTest::newRow("a detector") << QStringLiteral("chen") << QByteArray("it watches for crashed nodes and does not act on a scenario");
        QTest::newRow("setting") << QStringLiteral("hpa:targt=1") << QByteArray("policy.settings.targt: the policy \"hpa\" has no such setting");
        QTest::newRow("bounds") << QStringLiteral("hpa:target=2") << QByteArray("policy.settings.target must be between 0.01 and 1");
        QTest::newRow("no number") << QStringLiteral("hpa:target=x") << QByteArray("“target=x” is not NAME=NUMBER");
    }
    void refused()
    {
        QFETCH(QString, policy);
        QFETCH(QByteArray, said);
        const test::Outcome outcome = whatIf(fixed("burst"), {QStringLiteral("--policy"), policy});
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains(said), outcome.err.constData());
    }
};

CAUSEWAY_TEST(WhatIfCliTest)
#include "whatif_cli_test.moc"
