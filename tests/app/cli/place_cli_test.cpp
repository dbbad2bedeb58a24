// offload, place, repair, rules and warnings at the command line.

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

namespace {

QJsonObject named(const QJsonArray &all, const char *name)
{
    for (const auto &one : all)
        if (one.toObject()[QStringLiteral("name")].toString() == QLatin1String(name))
            return one.toObject();
    return {};
}

} // namespace

class PlaceCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString file(const char *name, const QByteArray &text)
    {
        QFile out(m_folder.filePath(QLatin1String(name)));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            return {};
        return out.fileName();
    }
    static QByteArray scenario(const QByteArray &more = {}, double selfS = 0.02)
    {
        return "{\"causeway_scenario\": 1, \"duration_s\": 600,\n \"services\": {\"web\": {\"servers\": 2, \"node\": \"far\"}, \"db\": {\"servers\": 2, \"node\": \"near\"}},\n"
               " \"operations\": {\"o\": {\"service\": \"web\", \"self_s\": {\"exponential\": 0.01}, \"calls\": [{\"operation\": \"q\"}]}, \"q\": {\"service\": \"db\", \"self_s\": {\"exponential\": " + QByteArray::number(selfS) + "}}},\n"
               " \"arrivals\": [{\"operation\": \"o\", \"poisson\": {\"rate_per_s\": 20}}],\n"
               " \"nodes\": {\"near\": {\"cores\": 4, \"idle_w\": 50, \"max_w\": 150, \"price_per_h\": 0.2, \"domain\": \"eu\"}, \"far\": {\"cores\": 4, \"idle_w\": 50, \"max_w\": 150, \"price_per_h\": 0.2, \"domain\": \"us\"}},\n"
               " \"domains\": {\"eu\": {\"carbon_g_per_kwh\": [[0, 400], [7200, 100], [10800, 300]]}, \"us\": {\"carbon_g_per_kwh\": 500}},\n"
               " \"links\": [{\"from\": \"eu\", \"to\": \"us\", \"latency_s\": {\"constant\": 0.05}}], \"slo\": {\"o\": {\"latency_s\": 0.2}}" + more + "}";
    }

private Q_SLOTS:
    void offload()
    {
        const QString two = file("two.json", "{\"causeway_offload\": 1, \"channel\": {\"bandwidth_hz\": 1e6, \"noise_w\": 1}, \"edge\": {\"cycles_per_s\": 1e10}, \"device\": {\"power_w\": 1},\n"
                                             "\"tasks\": {\"a\": {\"cycles\": 1e9, \"bits\": 1e6, \"gain\": 3}, \"b\": {\"cycles\": 1e9, \"bits\": 1e6, \"gain\": 3}}}");
        const test::Outcome outcome = test::runCauseway({QStringLiteral("offload"), two, QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray plans = outcome.json().object()[QStringLiteral("plans")].toArray();
        for (const auto &[name, cost] : {std::pair{"local", 2.0}, {"edge", 2.15}, {"greedy", 1.55}, {"each for itself", 1.55}, {"exact", 1.55}})
            QVERIFY2(std::abs(named(plans, name)[QStringLiteral("cost")].toDouble() - cost) < 1e-9, name);
        QVERIFY(std::abs(named(plans, "local")[QStringLiteral("gap")].toDouble() - (2 / 1.55 - 1)) < 1e-9);
        const test::Outcome table = test::runCauseway({QStringLiteral("offload"), two});
        QVERIFY(table.exit == 0 && table.out.contains("\nexact ") && table.out.contains("above exact"));
        const test::Outcome bad = test::runCauseway({QStringLiteral("offload"), file("bad.json", "{\"causeway_offload\": 1,\n\"tasks\": {\"a\": {\"cycles\": -1}}}")});
        QVERIFY2(bad.exit == 1 && bad.err.contains("tasks.a.cycles must be between") && bad.err.contains("bad.json:2"), bad.err.constData());
    }
    void place()
    {
        const QString from = file("far.json", scenario()), to = m_folder.filePath(QStringLiteral("placed.json"));
        const test::Outcome outcome = test::runCauseway({QStringLiteral("place"), from, QStringLiteral("--exact"), QStringLiteral("--out"), to, QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray all = outcome.json().object()[QStringLiteral("placements")].toArray();
        const QJsonObject now = named(all, "as it is"), exact = named(all, "exact");
        QVERIFY(exact[QStringLiteral("proven")].toBool() && exact[QStringLiteral("nodes")].toInt() == 1 && exact[QStringLiteral("objective")].toDouble() <= named(all, "greedy")[QStringLiteral("objective")].toDouble());
        QVERIFY(std::abs(now[QStringLiteral("latency_s")].toDouble() - exact[QStringLiteral("latency_s")].toDouble() - 0.1) < 1e-9); // the way there and back
        QCOMPARE(exact[QStringLiteral("services")].toObject()[QStringLiteral("web")].toObject()[QStringLiteral("near")].toInt(), 1);
        const auto mean = [](const QString &of) {
            const test::Outcome run = test::runCauseway({QStringLiteral("simulate"), of, QStringLiteral("--replications"), QStringLiteral("2"), QStringLiteral("--json")});
            return run.json().object()[QStringLiteral("operations")].toObject()[QStringLiteral("o")].toObject()[QStringLiteral("mean_ns")].toDouble() * 1e-9;
        };
        QVERIFY2(std::abs(mean(from) - mean(to) - 0.1) < 0.01, qPrintable(QString::number(mean(from) - mean(to))));
        const test::Outcome table = test::runCauseway({QStringLiteral("place"), from, QStringLiteral("--weights"), QStringLiteral("latency=0,carbon=3")});
        QVERIFY2(table.exit == 0 && table.out.contains("\ngreedy ") && table.out.contains("near"), table.err.constData());
        const test::Outcome weights = test::runCauseway({QStringLiteral("place"), from, QStringLiteral("--weights"), QStringLiteral("speed=1")});
        QVERIFY2(weights.exit == 2 && weights.err.contains("“speed=1” is not latency="), weights.err.constData());
        const test::Outcome full = test::runCauseway({QStringLiteral("place"), file("full.json", scenario().replace("\"servers\": 2, \"node\": \"far\"", "\"servers\": 9")), QStringLiteral("--exact")});
        QVERIFY2(full.exit == 1 && full.err.contains("services.web.servers: a replica needs 9 cores, and the largest node has 4"), full.err.constData());
    }
    void repair()
    {
        const test::Outcome outcome = test::runCauseway({QStringLiteral("repair"), file("broken.json", scenario({}, 0.095)), file("repaired.json", scenario()), QStringLiteral("--energy-wh"), QStringLiteral("5000"), QStringLiteral("--takes"), QStringLiteral("30min"),
                                                         QStringLiteral("--risk-per-h"), QStringLiteral("0.1"), QStringLiteral("--within-h"), QStringLiteral("4"), QStringLiteral("--domain"), QStringLiteral("eu"), QStringLiteral("--replications"), QStringLiteral("3"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object();
        const QJsonArray starts = json[QStringLiteral("starts")].toArray();
        QCOMPARE(starts.size(), 5);
        // 5 kWh at 400 g now, at 100 g in two hours, at 300 g from the third on.
        for (const auto &[hour, grams] : {std::pair{0, 2000.0}, {1, 2000.0}, {2, 500.0}, {3, 1500.0}})
            QVERIFY(std::abs(starts[hour].toObject()[QStringLiteral("carbon_of_repair_g")].toDouble() - grams) < 1);
        QCOMPARE(json[QStringLiteral("greenest_start_h")].toInt(), 2);
        QCOMPARE(json[QStringLiteral("fewest_violations_start_h")].toInt(), 0);
        QVERIFY(json[QStringLiteral("violations_per_h")].toObject()[QStringLiteral("ci95")].toArray()[0].toDouble() > 1000);
        QVERIFY(std::abs(starts[2].toObject()[QStringLiteral("risk")].toDouble() - (1 - std::exp(-0.25))) < 1e-9);
        const double wait = starts[2].toObject()[QStringLiteral("violations")].toDouble() - starts[0].toObject()[QStringLiteral("violations")].toDouble();
        QVERIFY(std::abs(wait / (2 * json[QStringLiteral("violations_per_h")].toObject()[QStringLiteral("mean")].toDouble()) - 1) < 1e-6);
        const test::Outcome none = test::runCauseway({QStringLiteral("repair"), m_folder.filePath(QStringLiteral("broken.json")), m_folder.filePath(QStringLiteral("repaired.json")), QStringLiteral("--domain"), QStringLiteral("mars")});
        QVERIFY2(none.exit == 1 && none.err.contains("there is no “mars”"), none.err.constData());
    }
    void rulesAreToldAndWarningsToo()
    {
        const QByteArray rules = ",\n \"policy\": {\"name\": \"rules\", \"rules\": [\"when arrivals(db) > 1 for 10 do add_replicas(db, 1) cooldown 100 priority 2\", \"when arrivals(db) > 1 for 10 do speed(db, 2) cooldown 1000 dry\", \"when arrivals(db) > 1 for 10 do remove_replicas(db, 1) cooldown 100 priority 1\"]}";
        const QString ruled = file("rules.json", scenario(rules, 0.2));
        const test::Outcome outcome = test::runCauseway({QStringLiteral("simulate"), ruled, QStringLiteral("--replications"), QStringLiteral("1"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QStringList what;
        for (const auto &one : outcome.json().object()[QStringLiteral("rules")].toArray())
            what << QStringLiteral("%1 %2").arg(one.toObject()[QStringLiteral("rule")].toInt()).arg(one.toObject()[QStringLiteral("what")].toString());
        QVERIFY2(what.contains(QStringLiteral("0 done")) && what.contains(QStringLiteral("1 would_do")) && what.contains(QStringLiteral("2 outranked")), qPrintable(what.join(QLatin1Char(','))));
        const QByteArray warned = "services.db.replicas: 20 requests a second reach it, and it can do 10: its queue grows without end, by 10 a second";
        QVERIFY2(outcome.err.contains(warned) && outcome.err.contains("rules.json:2") && outcome.json().object()[QStringLiteral("warnings")].toArray().size() == 1, outcome.err.constData());
        const test::Outcome table = test::runCauseway({QStringLiteral("simulate"), ruled, QStringLiteral("--replications"), QStringLiteral("1")});
        QVERIFY(table.out.contains("outranked by rule 0") && table.out.contains("rule 1: when arrivals(db) > 1 for 10 do speed(db, 2) cooldown 1000 dry"));
        const test::Outcome compared = test::runCauseway({QStringLiteral("whatif"), ruled, QStringLiteral("--policy"), QStringLiteral("static"), QStringLiteral("--replications"), QStringLiteral("2")});
        QVERIFY2(compared.exit == 0 && compared.err.contains(warned), compared.err.constData());
    }
};

CAUSEWAY_TEST(PlaceCliTest)
#include "place_cli_test.moc"
