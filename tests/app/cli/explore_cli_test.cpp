// Scenarios explored at the command line: over time, tornado, sweep, Pareto.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace causeway;

class ExploreCliTest : public QObject {
    Q_OBJECT

    static QString fixed(const char *name) { return QString::fromStdString(test::sourcePath(std::string("tests/data/scenarios/") + name + ".json")); }
    static test::Outcome run(const char *verb, const char *scenario, const QStringList &more) { return test::runCauseway(QStringList{QLatin1String(verb), fixed(scenario)} + more); }

private Q_SLOTS:
    void overTime()
    {
        const test::Outcome outcome = run("simulate", "overload", {QStringLiteral("--series"), QStringLiteral("50"), QStringLiteral("--replications"), QStringLiteral("3"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object(), series = json[QStringLiteral("series")].toObject();
        QCOMPARE(series[QStringLiteral("from_s")].toArray().size(), 50);
        QCOMPARE(series[QStringLiteral("slot_s")].toDouble(), 10.0);
        int found = 0;
        for (const auto &one : series[QStringLiteral("columns")].toArray()) {
            const QJsonObject column = one.toObject();
            QVERIFY(column[QStringLiteral("mean")].toArray().size() == 50 && column[QStringLiteral("low")].toArray().size() == 50);
            if (column[QStringLiteral("what")].toString() == QLatin1String("utilisation")) {
                ++found;
                // 40 a second of 80, then 160.
                QVERIFY(column[QStringLiteral("mean")].toArray()[5].toDouble() < 0.7 && column[QStringLiteral("mean")].toArray()[30].toDouble() > 0.99);
            }
        }
        QCOMPARE(found, 1);
        const QJsonArray cdf = json[QStringLiteral("latency_cdf")].toObject().begin().value().toArray();
        QVERIFY(cdf.size() > 100 && cdf.last().toArray()[1].toDouble() == 1);
        const test::Outcome table = run("simulate", "overload", {QStringLiteral("--series"), QStringLiteral("5"), QStringLiteral("--replications"), QStringLiteral("2")});
        QVERIFY(table.exit == 0 && table.out.contains("over SLO"));
        QCOMPARE(table.out.mid(table.out.lastIndexOf("over SLO")).count('\n'), 6 + table.out.mid(table.out.lastIndexOf("over SLO")).count("---"));
    }
    void tornado()
    {
        const QStringList arguments{QStringLiteral("--tornado"), QStringLiteral("slo_violation"), QStringLiteral("--most"), QStringLiteral("2"), QStringLiteral("--replications"), QStringLiteral("2")};
        const test::Outcome outcome = run("whatif", "overload", arguments + QStringList{QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray inputs = outcome.json().object()[QStringLiteral("inputs")].toArray();
        QVERIFY(inputs.size() >= 3);
        for (int i = 0; i < inputs.size(); ++i)
            QCOMPARE(inputs[i].toObject()[QStringLiteral("confirmed")].toBool(), i < 2);
        const test::Outcome table = run("whatif", "overload", arguments);
        QVERIFY(table.exit == 0 && table.out.contains("arrivals[0].load") && table.out.contains("simulation"));
        const test::Outcome wrong = run("whatif", "overload", {QStringLiteral("--tornado"), QStringLiteral("beauty")});
        QVERIFY(wrong.exit == 2 && wrong.err.contains("slo_violation"));
    }
    void sweep()
    {
        const QStringList arguments{QStringLiteral("--sweep"), QStringLiteral("arrivals[0].load=20:60:3"), QStringLiteral("--replications"), QStringLiteral("2")};
        const test::Outcome outcome = run("whatif", "overload", arguments + QStringList{QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray points = outcome.json().object()[QStringLiteral("points")].toArray();
        QCOMPARE(points.size(), 3);
        double before = -1;
        for (const auto &point : points) {
            const double mean = point.toObject()[QStringLiteral("measures")].toObject()[QStringLiteral("mean_ns")].toObject()[QStringLiteral("mean")].toDouble();
            QVERIFY(mean > before);
            before = mean;
        }
        QVERIFY(run("whatif", "overload", arguments).out.contains("In the scenario it is"));
        QVERIFY(run("whatif", "overload", {QStringLiteral("--sweep"), QStringLiteral("nothing")}).exit == 2);
        const test::Outcome nobody = run("whatif", "overload", {QStringLiteral("--sweep"), QStringLiteral("services.nobody.replicas=1:2:2")});
        QVERIFY(nobody.exit == 1 && nobody.err.contains("not a field"));
    }
    void pareto()
    {
        const test::Outcome outcome = run("whatif", "cascade", {QStringLiteral("--pareto"), QStringLiteral("--policy"), QStringLiteral("static"), QStringLiteral("--policy"), QStringLiteral("hpa"), QStringLiteral("--most"), QStringLiteral("5"), QStringLiteral("--replications"), QStringLiteral("2"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object();
        const QJsonArray all = json[QStringLiteral("candidates")].toArray();
        QCOMPARE(all.size(), 5);
        QVERIFY(json[QStringLiteral("left_out")].toInt() > 0 && all[0].toObject()[QStringLiteral("now")].toBool());
        int front = 0;
        for (const auto &one : all)
            front += !one.toObject()[QStringLiteral("dominated")].toBool();
        QVERIFY(front >= 1 && all[0].toObject()[QStringLiteral("risk")].toObject().contains(QStringLiteral("grade")));
    }
    void riskBesidePolicies()
    {
        const test::Outcome outcome = run("whatif", "overload", {QStringLiteral("--policy"), QStringLiteral("static_limit"), QStringLiteral("--replications"), QStringLiteral("2"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject risk = outcome.json().object()[QStringLiteral("baseline")].toObject()[QStringLiteral("risk")].toObject();
        QVERIFY(risk[QStringLiteral("grade")].toInt() >= 2 && !risk[QStringLiteral("reasons")].toArray().isEmpty());
    }
};

CAUSEWAY_TEST(ExploreCliTest)
#include "explore_cli_test.moc"
