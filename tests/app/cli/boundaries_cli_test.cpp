// Services for classes at the command line: from files, folders, projects and traces.

#include "tests/app/cli/request_traces.h"
#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

namespace {

// Two groups of three classes, and one call between them.
QByteArray flows()
{
    QByteArray out;
    qint64 time = 1000;
    const auto call = [&](const char *useCase, const char *from, const char *to) {
        const auto place = [](const char *name) { return qstrcmp(name, "Root") == 0 ? QByteArray("<None>:Root:<None>") : QByteArray("src/org/") + name + ".java:" + name + ":run"; };
        out += QByteArray::number(time) + ',' + useCase + ',' + from + " calls " + to + ',' + place(from) + ',' + place(to) + '\n';
        time += 2;
    };
    for (int i = 0; i < 5; ++i) {
        call("buy", "Root", "CartController");
        call("buy", "CartController", "CartService");
        call("buy", "CartService", "CartDao");
        call("pay", "Root", "BankController");
        call("pay", "BankController", "BankService");
        call("pay", "BankService", "BankDao");
    }
    call("buy", "CartService", "BankService");
    return out;
}

} // namespace

class BoundariesCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString write(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
    }
    static test::Outcome run(const QStringList &arguments) { return test::runCauseway(QStringList{QStringLiteral("boundaries")} + arguments); }

private Q_SLOTS:
    void proposal()
    {
        const QString file = write("flow.txt", flows());
        const test::Outcome outcome = run({file, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--cost"), QStringLiteral("--order"), QStringLiteral("--why"), QStringLiteral("BankService"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object(), partitions = json[QStringLiteral("partitions")].toObject(), measures = json[QStringLiteral("measures")].toObject();
        QCOMPARE(partitions.keys(), (QStringList{QStringLiteral("bank"), QStringLiteral("cart")}));
        QCOMPARE(partitions[QStringLiteral("bank")].toArray().size(), 3);
        QCOMPARE(measures[QStringLiteral("k")].toInt(), 2);
        for (const char *name : {"coverage", "sm", "icp", "bcp", "ifn", "ned", "modularity"})
            QVERIFY(measures[QLatin1String(name)].isDouble());
        QCOMPARE(json[QStringLiteral("stability")].toObject().size(), 6);
        const QJsonObject cost = json[QStringLiteral("cost")].toObject(), p95 = cost[QStringLiteral("p95_ns")].toObject();
        QVERIFY(p95[QStringLiteral("after")].toDouble() > 0 && p95[QStringLiteral("ci95")].toArray().size() == 2);
        for (const char *name : {"mean_ns", "slo_violation", "price_per_h", "power_w", "carbon_g_per_h"})
            for (const char *part : {"before", "after", "delta"})
                QVERIFY2(cost[QLatin1String(name)].toObject()[QLatin1String(part)].isDouble(), name);
        QCOMPARE(cost[QStringLiteral("price_per_h")].toObject()[QStringLiteral("before")].toDouble(), 0.04 * 8);
        QVERIFY(!cost[QStringLiteral("slo_given")].toBool());
        QCOMPARE(cost[QStringLiteral("broken_use_cases")].toArray().size(), 1);
        QCOMPARE(json[QStringLiteral("order")].toArray().size(), 1);
        QCOMPARE(json[QStringLiteral("why")].toObject()[QStringLiteral("service")].toString(), QStringLiteral("bank"));
        QCOMPARE(run({file, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--json")}).out, run({file, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--threads"), QStringLiteral("3"), QStringLiteral("--json")}).out);
    }
    void writtenForPeople()
    {
        const QString file = write("flow.txt", flows()), picture = m_folder.filePath(QStringLiteral("s.svg")), page = m_folder.filePath(QStringLiteral("s.html"));
        const auto read = [](const QString &path) {
            QFile written(path);
            return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
        };
        QCOMPARE(run({file, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--out"), picture}).exit, 0);
        const QByteArray svg = read(picture);
        QVERIFY(svg.contains("<svg"));
        for (const char *word : {"bank", "cart", "CartDao", "BankService", "recorded calls"})
            QVERIFY2(svg.contains(word), word);
        QCOMPARE(run({file, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--slo"), QStringLiteral("20ms"), QStringLiteral("--price"), QStringLiteral("0.5"), QStringLiteral("--out"), page}).exit, 0);
        const QByteArray html = read(page);
        QVERIFY(html.startsWith("<!DOCTYPE html>") && !html.contains("<script"));
        for (const char *word : {"Services", "Measures", "Calls between services", "What it costs", "Over SLO (20 ms)", "Transactions that are divided", "An order to take services out", "Classes, and why they are where they are", "CartDao"})
            QVERIFY2(html.contains(word), word);
        QVERIFY(html.contains("data:image/svg+xml"));
        const test::Outcome other = run({file, QStringLiteral("--out"), m_folder.filePath(QStringLiteral("s.xyz"))});
        QVERIFY(other.exit != 0 && other.err.contains(".svg"));
    }
    // Without calls by use case the report says why there is no cost.
    void reportWithoutCost()
    {
        const QString file = write("volumes.json", "{\"Aa--Bb\": 3, \"Bb--Cc\": 5, \"Cc--Aa\": 1}"), page = m_folder.filePath(QStringLiteral("v.html"));
        const test::Outcome outcome = run({file, QStringLiteral("--out"), page});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QFile written(page);
        QVERIFY(written.open(QIODevice::ReadOnly) && written.readAll().contains("no calls by use case"));
    }
    void importedScoredAndCompared()
    {
        const QString project = m_folder.filePath(QStringLiteral("p.causeway"));
        QDir().mkpath(m_folder.filePath(QStringLiteral("data")));
        write("data/flow.txt", flows());
        write("data/split.json", R"({"CartController": 0, "CartService": 0, "CartDao": 0, "BankController": 1, "BankService": 1, "Nobody": 1})");
        const test::Outcome imported = test::runCauseway({QStringLiteral("import"), project, m_folder.filePath(QStringLiteral("data")), QStringLiteral("--json")});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QVERIFY(imported.err.contains("split into services"));
        QCOMPARE(imported.json().object()[QStringLiteral("files")].toArray().first().toObject()[QStringLiteral("format")].toString(), QStringLiteral("call-flow"));
        const test::Outcome scored = run({project, QStringLiteral("--score"), m_folder.filePath(QStringLiteral("data/split.json")), QStringLiteral("--json")});
        QVERIFY2(scored.exit == 0, scored.err.constData());
        QVERIFY(scored.err.contains("Nobody"));
        const QJsonObject json = scored.json().object();
        QCOMPARE(json[QStringLiteral("unknown")].toArray(), QJsonArray{QStringLiteral("Nobody")});
        QCOMPARE(json[QStringLiteral("in_no_service")].toArray(), QJsonArray{QStringLiteral("BankDao")});
        QVERIFY(qAbs(json[QStringLiteral("measures")].toObject()[QStringLiteral("coverage")].toDouble() - 5.0 / 6) < 1e-9);
        const QString out = m_folder.filePath(QStringLiteral("own.json"));
        const test::Outcome proposed = run({project, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--out"), out});
        QVERIFY2(proposed.exit == 0, proposed.err.constData());
        const test::Outcome again = run({project, QStringLiteral("--score"), out, QStringLiteral("--compare"), out, QStringLiteral("--json")});
        QCOMPARE(again.json().object()[QStringLiteral("distance")].toObject()[QStringLiteral("mojofm")].toDouble(), 100.0);
    }
    void servicesOfTraces()
    {
        const QString project = m_folder.filePath(QStringLiteral("t.causeway"));
        QCOMPARE(test::runCauseway({QStringLiteral("import"), project, write("traces.jsonl", test::requestTraces())}).exit, 0);
        const test::Outcome outcome = run({project, QStringLiteral("--k"), QStringLiteral("1"), QStringLiteral("--cost"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object(), p95 = json[QStringLiteral("cost")].toObject()[QStringLiteral("p95_ns")].toObject();
        QVERIFY(json[QStringLiteral("services_from_traces")].toBool());
        QVERIFY(p95[QStringLiteral("after")].toDouble() < p95[QStringLiteral("before")].toDouble()); // calls become local
    }
    void told_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("pins");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("unknown layout") << QByteArray("no calls in here\nat all\n") << QByteArray() << 1 << QByteArray("of no layout that tells of classes");
        QTest::newRow("one class") << QByteArray("1,u,Root calls Shop,<None>:Root:<None>,src/Shop.java:Shop:x\n") << QByteArray() << 1 << QByteArray("only one class, “Shop”");
        QTest::newRow("no calls") << QByteArray("org.Shop\norg.Cart\n") << QByteArray() << 1 << QByteArray("nothing couples the 2 classes");
        QTest::newRow("contradicting pins") << flows() << QByteArray(R"({"pins": {"CartDao": "a", "CartService": "a"}, "apart": [["CartDao", "CartService"]]})") << 1 << QByteArray("must be apart");
    }
    void told()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, pins);
        QFETCH(int, exit);
        QFETCH(QByteArray, message);
        QStringList arguments{write("told.txt", text)};
        if (!pins.isEmpty())
            arguments += {QStringLiteral("--pins"), write("pins.json", pins)};
        const test::Outcome outcome = run(arguments);
        QCOMPARE(outcome.exit, exit);
        QVERIFY2(outcome.err.contains(message), outcome.err.constData());
    }
    void publishedSplit()
    {
        CAUSEWAY_REQUIRE_DATA("monolith/fse2021/jpetstore");
        const QString data = QString::fromStdString(test::dataPath("monolith/fse2021/jpetstore"));
        const test::Outcome outcome = run({data, QStringLiteral("--score"), data + QStringLiteral("/bunch_output/jpetstore_4.json"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QCOMPARE(outcome.json().object()[QStringLiteral("measures")].toObject()[QStringLiteral("k")].toInt(), 4);
    }
};
CAUSEWAY_TEST(BoundariesCliTest)
#include "boundaries_cli_test.moc"
