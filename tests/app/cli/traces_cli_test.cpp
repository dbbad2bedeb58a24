// traces, trace, services, compare, metrics at the command line.

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

class TracesCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    [[nodiscard]] test::Outcome on(const char *verb, const QStringList &rest = {}) const { return test::runCauseway(QStringList{QLatin1String(verb), m_project} + rest); }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("otlp.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::requestTraces());
        file.close();
        const test::Outcome imported = test::runCauseway({QStringLiteral("import"), m_project, file.fileName(), QStringLiteral("--json")});
        QCOMPARE(imported.exit, 0);
        const QJsonObject told = imported.json().object()[QStringLiteral("files")].toArray()[0].toObject();
        QCOMPARE(told[QStringLiteral("format")].toString(), QStringLiteral("otlp-json"));
        QCOMPARE(told[QStringLiteral("spans")].toInt(), 120);
        QCOMPARE(told[QStringLiteral("metric_points")].toInt(), 2);
        QCOMPARE(told[QStringLiteral("events")].toInt(), 1);
        QCOMPARE(told[QStringLiteral("skipped")].toInt(), 0);
    }

    void info()
    {
        const QJsonObject told = on("info", {QStringLiteral("--json")}).json().object();
        QCOMPARE(told[QStringLiteral("spans")].toInt(), 120);
        QCOMPARE(told[QStringLiteral("traces")].toInt(), 40);
        QCOMPARE(told[QStringLiteral("metric_points")].toInt(), 2);
        QCOMPARE(told[QStringLiteral("from_ns")].toInteger(), qint64(1'700'000'001'000'000'000)); // the first span's start: no event is earlier
        QVERIFY(on("info").out.contains("120 in 40 traces"));
    }

    void formats()
    {
        const QByteArray told = test::runCauseway({QStringLiteral("formats")}).out;
        for (const char *name : {"otlp-json", "otlp-protobuf", "jaeger-json", "zipkin-json", "nezha-trace-csv", "prometheus-text"})
            QVERIFY2(told.contains(name), name);
    }

    void list()
    {
        const QJsonArray all = on("traces", {QStringLiteral("--json")}).json().array();
        QCOMPARE(all.size(), 40);
        const QJsonObject first = all[0].toObject();
        QCOMPARE(first[QStringLiteral("trace")].toString(), QStringLiteral("0000000000000001"));
        QCOMPARE(first[QStringLiteral("root")].toString(), QStringLiteral("GET /cart"));
        QCOMPARE(first[QStringLiteral("spans")].toInt(), 3);
        QCOMPARE(first[QStringLiteral("services")].toInt(), 2);
        QCOMPARE(first[QStringLiteral("duration_ns")].toInteger(), qint64(41'000'000));
        const auto count = [this](const QStringList &options) { return on("traces", options + QStringList{QStringLiteral("--json")}).json().array().size(); };
        QCOMPARE(count({QStringLiteral("--errors")}), 10);
        QCOMPARE(count({QStringLiteral("--min-duration"), QStringLiteral("90ms")}), 20);
        QCOMPARE(count({QStringLiteral("--service"), QStringLiteral("shop"), QStringLiteral("--limit"), QStringLiteral("7")}), 7);
        QCOMPARE(count({QStringLiteral("--attribute"), QStringLiteral("user=2")}), 13);
        QVERIFY(on("traces").out.contains("GET /cart"));
        const test::Outcome unknown = on("traces", {QStringLiteral("--service"), QStringLiteral("shup")});
        QCOMPARE(unknown.exit, 1);
        QVERIFY2(unknown.err.contains("shop"), unknown.err.constData());
        QCOMPARE(on("traces", {QStringLiteral("--min-duration"), QStringLiteral("1h")}).out, QByteArray("No trace passes.\n"));
        QCOMPARE(on("traces", {QStringLiteral("--min-duration"), QStringLiteral("quick")}).exit, 2);
        QCOMPARE(on("traces", {QStringLiteral("--sort"), QStringLiteral("age")}).exit, 2);
    }

    void one()
    {
        const QJsonObject told = on("trace", {QStringLiteral("16"), QStringLiteral("--json")}).json().object();
        const QJsonArray spans = told[QStringLiteral("spans")].toArray();
        QCOMPARE(spans.size(), 3);
        QCOMPARE(spans[2].toObject()[QStringLiteral("status")].toString(), QStringLiteral("error"));
        QCOMPARE(spans[2].toObject()[QStringLiteral("depth")].toInt(), 2);
        QCOMPARE(spans[2].toObject()[QStringLiteral("attributes")].toObject()[QStringLiteral("user")].toInt(), 1);
        QCOMPARE(told[QStringLiteral("critical_path")].toArray().size(), 5);
        const QJsonArray logs = told[QStringLiteral("logs")].toArray();
        QCOMPARE(logs.size(), 1);
        QVERIFY(logs[0].toObject()[QStringLiteral("text")].toString().contains(QStringLiteral("cart is locked")));
        QCOMPARE(logs[0].toObject()[QStringLiteral("id")].toInteger(), spans[2].toObject()[QStringLiteral("id")].toInteger());
        const QByteArray text = on("trace", {QStringLiteral("16")}).out;
        QVERIFY2(text.contains("error: cart 22 is locked"), text.constData());
        QVERIFY2(text.contains("shop     cart is locked\n"), text.constData()); // not the line of JSON it stands in
        QVERIFY2(!text.contains("trace_id"), text.constData());
        QCOMPARE(on("trace", {QStringLiteral("fff")}).exit, 1);
        QCOMPARE(on("trace", {QStringLiteral("no")}).exit, 1);
    }

    void linesOfATraceByTime()
    {
        const QString project = m_folder.filePath(QStringLiteral("order.causeway"));
        QFile lines(m_folder.filePath(QStringLiteral("order.log")));
        QVERIFY(lines.open(QIODevice::WriteOnly));
        lines.write(test::requestLines());
        lines.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), project, m_folder.filePath(QStringLiteral("otlp.json")), lines.fileName()}).exit, 0);
        const test::Outcome one = test::runCauseway({QStringLiteral("trace"), project, QStringLiteral("1"), QStringLiteral("--json")});
        QStringList texts;
        for (const QJsonValue &log : one.json().object()[QStringLiteral("logs")].toArray())
            texts << log.toObject()[QStringLiteral("text")].toString().section(QStringLiteral("step of "), 1).left(2);
        QCOMPARE(texts.join(QLatin1Char(' ')), QStringLiteral("21 22 23"));
        const QByteArray text = test::runCauseway({QStringLiteral("trace"), project, QStringLiteral("1")}).out;
        QVERIFY2(text.indexOf("step of 21\n") > 0 && text.indexOf("step of 21\n") < text.indexOf("step of 22\n") && text.indexOf("step of 22\n") < text.indexOf("step of 23\n"), text.constData());
    }

    // 22:13:20 is the moment all is counted from.
    void timesOfDay()
    {
        const QStringList later{QStringLiteral("--from"), QStringLiteral("22:13:41"), QStringLiteral("--json")};
        QCOMPARE(on("traces", later).json().array().size(), 20);
        QCOMPARE(on("services", later).json().object()[QStringLiteral("calls")].toArray()[0].toObject()[QStringLiteral("count")].toInt(), 20);
        QVERIFY(on("compare", later.mid(0, 2)).out.contains("20 traces against 20"));
        QCOMPARE(on("metrics", later).json().array()[0].toObject()[QStringLiteral("points")].toArray().size(), 1);
        QVERIFY(on("model", later.mid(0, 2)).out.contains("60 spans of 20 traces"));
        for (const char *verb : {"traces", "services", "compare", "metrics", "model"}) {
            QCOMPARE(on(verb, {QStringLiteral("--from"), QStringLiteral("27:00")}).exit, 2);
            QCOMPARE(on(verb, {QStringLiteral("--from"), QStringLiteral("22:14"), QStringLiteral("--to"), QStringLiteral("22:13")}).exit, 2);
        }
    }

    void services()
    {
        const QJsonObject told = on("services", {QStringLiteral("--json")}).json().object();
        const QJsonObject call = told[QStringLiteral("calls")].toArray()[0].toObject();
        QCOMPARE(call[QStringLiteral("from")].toString(), QStringLiteral("web"));
        QCOMPARE(call[QStringLiteral("to")].toString(), QStringLiteral("shop"));
        QCOMPARE(call[QStringLiteral("count")].toInt(), 40);
        QCOMPARE(call[QStringLiteral("errors")].toInt(), 10);
        QCOMPARE(call[QStringLiteral("p95_ns")].toInteger(), qint64(82'000'000));
        QCOMPARE(told[QStringLiteral("services")].toArray().size(), 2);
        QVERIFY(on("services").out.contains("shop"));
    }

    void model()
    {
        const QJsonObject told = on("model", {QStringLiteral("--json")}).json().object();
        QCOMPARE(told[QStringLiteral("causeway_scenario")].toInt(), 1);
        QCOMPARE(told[QStringLiteral("services")].toObject().keys(), (QStringList{QStringLiteral("shop"), QStringLiteral("web")}));
        const QJsonObject front = told[QStringLiteral("operations")].toObject()[QStringLiteral("GET /cart")].toObject();
        QCOMPARE(front[QStringLiteral("service")].toString(), QStringLiteral("web"));
        const QJsonObject call = front[QStringLiteral("calls")].toArray()[0].toObject();
        QCOMPARE(call[QStringLiteral("operation")].toString(), QStringLiteral("cart"));
        QVERIFY(call.contains(QStringLiteral("delay_s"))); // the client's span lasts longer
        QCOMPARE(told[QStringLiteral("operations")].toObject()[QStringLiteral("cart")].toObject()[QStringLiteral("error_probability")].toDouble(), 0.25);
        QCOMPARE(told[QStringLiteral("arrivals")].toArray()[0].toObject()[QStringLiteral("operation")].toString(), QStringLiteral("GET /cart"));
        QVERIFY(told[QStringLiteral("notes")].toArray().size() >= 3);
        QVERIFY(on("model").out.contains("120 spans of 40 traces"));
        const QStringList later{QStringLiteral("--from"), QStringLiteral("2030-01-01")};
        QCOMPARE(on("model", later).exit, 1);
    }

    void compare()
    {
        const QJsonArray rows = on("compare", {QStringLiteral("--from"), QStringLiteral("1700000020500000000"), QStringLiteral("--json")}).json().array();
        QVERIFY(rows.size() >= 3);
        bool slower = false, fails = false, message = false, exception = false;
        for (const QJsonValue &value : rows) {
            const QJsonObject row = value.toObject();
            slower = slower || (row[QStringLiteral("service")] == QStringLiteral("shop") && row[QStringLiteral("value")] == QStringLiteral("longer"));
            fails = fails || (row[QStringLiteral("service")] == QStringLiteral("shop") && row[QStringLiteral("attribute")] == QStringLiteral("status") && row[QStringLiteral("share")].toDouble() == 0.5);
            // One trait, whatever was locked and by whom.
            message = message || (row[QStringLiteral("attribute")] == QStringLiteral("status message") && row[QStringLiteral("value")] == QStringLiteral("cart <*> is locked") && row[QStringLiteral("count")].toInt() == 10);
            exception = exception || (row[QStringLiteral("attribute")] == QStringLiteral("exception") && row[QStringLiteral("value")] == QStringLiteral("LockError: held by <*>:<*>") && row[QStringLiteral("count")].toInt() == 10);
        }
        QVERIFY(message);
        QVERIFY(exception);
        QVERIFY(slower);
        QVERIFY(fails);
        QVERIFY(on("compare", {QStringLiteral("--from"), QStringLiteral("1700000020500000000")}).out.contains("20 traces against 20"));
        const QByteArray one = on("compare", {QStringLiteral("--from"), QStringLiteral("1700000020500000000"), QStringLiteral("--limit"), QStringLiteral("1")}).out;
        QVERIFY2(one.contains("… " + QByteArray::number(rows.size() - 1) + " more; --limit N shows more\n"), one.constData());
        QCOMPARE(on("compare").exit, 2);
        QCOMPARE(on("compare", {QStringLiteral("--from"), QStringLiteral("1800000020500000000")}).exit, 1);
    }

    void compareWithWhatHoldsIt()
    {
        const QString from = QStringLiteral("--from"), baseline = QStringLiteral("--baseline-from"), half = QStringLiteral("1700000020500000000"), start = QStringLiteral("1700000000000000000");
        const QByteArray told = on("compare", {from, half, baseline, start}).out;
        QVERIFY2(told.contains("20 traces against 20\nThe baseline holds 20 of the chosen traces: they count among the chosen only.\n"), told.constData());
        QCOMPARE(on("compare", {from, half, baseline, start, QStringLiteral("--json")}).out, on("compare", {from, half, QStringLiteral("--json")}).out);
        const test::Outcome same = on("compare", {from, half, baseline, half});
        QCOMPARE(same.exit, 1);
        QVERIFY2(same.err.contains("among the chosen"), same.err.constData());
    }

    void longValuesAreCut()
    {
        const QString project = m_folder.filePath(QStringLiteral("long.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("long.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::requestTraces().replace("is locked", QStringLiteral("ist gesperrt: ").append(QString(150, QChar(0xE4))).toUtf8()).replace("GET /cart", "GET /cart/" + QByteArray(200, 'x')));
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), project, file.fileName()}).exit, 0);
        const QString text = QString::fromUtf8(test::runCauseway({QStringLiteral("compare"), project, QStringLiteral("--from"), QStringLiteral("1700000020500000000")}).out);
        bool cut = false;
        for (const QString &line : text.split(QLatin1Char('\n'))) {
            QVERIFY2(line.size() <= 160, qPrintable(line));
            QVERIFY2(!line.contains(QChar(0xFFFD)), qPrintable(line));
            cut = cut || line.contains(QStringLiteral("ää…"));
        }
        QVERIFY2(cut, qPrintable(text));
    }

    void importedAgain()
    {
        const QString project = m_folder.filePath(QStringLiteral("again.causeway")), spans = m_folder.filePath(QStringLiteral("again.json"));
        const auto onAgain = [&](const char *verb, const QStringList &rest) { return test::runCauseway(QStringList{QLatin1String(verb), project} + rest); };
        const test::Outcome first = onAgain("import", {m_folder.filePath(QStringLiteral("otlp.json"))});
        QVERIFY2(!first.err.contains("already"), first.err.constData());
        const QByteArray services = onAgain("services", {QStringLiteral("--json")}).out, traces = onAgain("traces", {QStringLiteral("--json")}).out;
        QCOMPARE(onAgain("export", {QStringLiteral("spans"), spans}).exit, 0);
        for (const QString &file : {m_folder.filePath(QStringLiteral("otlp.json")), spans}) {
            const test::Outcome again = onAgain("import", {file});
            QCOMPARE(again.exit, 0);
            QVERIFY2(again.err.contains("120 spans are already in the project: what is imported again counts once"), again.err.constData());
            QCOMPARE(onAgain("services", {QStringLiteral("--json")}).out, services);
            QCOMPARE(onAgain("traces", {QStringLiteral("--json")}).out, traces);
        }
        const QJsonObject info = onAgain("info", {QStringLiteral("--json")}).json().object();
        QCOMPARE(info[QStringLiteral("spans")].toInt(), 120);
        QCOMPARE(info[QStringLiteral("repeated_spans")].toInt(), 240);
        const QByteArray text = onAgain("info", {}).out;
        QVERIFY2(text.contains("120 in 40 traces; 240 more are imported again and count once"), text.constData());
        const QString once = m_folder.filePath(QStringLiteral("once.json"));
        QCOMPARE(onAgain("export", {QStringLiteral("spans"), once}).exit, 0);
        QFile a(spans), b(once);
        QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
        QCOMPARE(b.readAll(), a.readAll());
    }

    void metrics()
    {
        const QJsonArray series = on("metrics", {QStringLiteral("--name"), QStringLiteral("load"), QStringLiteral("--json")}).json().array();
        QCOMPARE(series.size(), 1);
        QCOMPARE(series[0].toObject()[QStringLiteral("service")].toString(), QStringLiteral("shop"));
        QCOMPARE(series[0].toObject()[QStringLiteral("points")].toArray()[1].toArray()[1].toDouble(), 0.5);
        QVERIFY(on("metrics").out.contains("load"));
        QCOMPARE(on("metrics", {QStringLiteral("--name"), QStringLiteral("lood")}).exit, 1);
    }

    void exported()
    {
        const QString file = m_folder.filePath(QStringLiteral("spans.json"));
        QCOMPARE(on("export", {QStringLiteral("spans"), file}).exit, 0);
        const QString second = m_folder.filePath(QStringLiteral("second.causeway"));
        QCOMPARE(test::runCauseway({QStringLiteral("import"), second, file}).exit, 0);
        QCOMPARE(test::runCauseway({QStringLiteral("traces"), second, QStringLiteral("--json")}).out, on("traces", {QStringLiteral("--json")}).out);
        QCOMPARE(on("export", {QStringLiteral("spans"), m_folder.filePath(QStringLiteral("spans.csv"))}).exit, 2);
    }

    void aProjectWithoutTraces()
    {
        const QString empty = m_folder.filePath(QStringLiteral("plain.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("plain.log")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("2024-01-01 00:00:00 INFO a: started\n");
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), empty, file.fileName()}).exit, 0);
        for (const char *verb : {"traces", "services", "metrics"}) {
            const test::Outcome outcome = test::runCauseway({QLatin1String(verb), empty});
            QCOMPARE(outcome.exit, 1);
            QVERIFY2(outcome.err.contains("causeway formats"), outcome.err.constData());
        }
    }
};

CAUSEWAY_TEST(TracesCliTest)
#include "traces_cli_test.moc"
