// How likely objectives are missed soon, at the command line: loads of files and of traces, and what cannot be forecast.

#include "tests/app/cli/request_traces.h"
#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <cmath>
#include <numbers>

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class ForecastCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString write(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
    }
    QString scenario() { return write("s.json", R"({"causeway_scenario": 1, "duration_s": 100, "services": {"s": {"servers": 8}}, "operations": {"o": {"service": "s", "self_s": {"exponential": 0.1}}}, "arrivals": [{"operation": "o", "rates": [[0, 40]]}], "slo": {"o": {"latency_s": 1}}})"); }
    // Counts of 300 s over `days` days, with the crest of each at noon.
    QString load(int days, double mean, double swing)
    {
        QByteArray out;
        for (int i = 0; i < days * 288; ++i)
            out += QByteArray::number(std::lround(300 * (mean - swing * std::cos(2 * std::numbers::pi * i / 288) + 0.02 * mean * ((i * 7919) % 13 - 6) / 6))) + '\n';
        return write("load.txt", out);
    }
    static test::Outcome run(const QStringList &arguments) { return test::runCauseway(QStringList{QStringLiteral("forecast")} + arguments); }

private Q_SLOTS:
    void regularLoad()
    {
        const test::Outcome outcome = run({scenario(), QStringLiteral("--load"), load(20, 50, 25), QStringLiteral("--unit"), QStringLiteral("300"), QStringLiteral("--limit"), QStringLiteral("70"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject told = outcome.json().object();
        QCOMPARE(told[QStringLiteral("limit_per_s")].toDouble(), 70.0);
        // The load ends at midnight, at its lowest: within the next hour it does not come near.
        QVERIFY2(told[QStringLiteral("chance")].toDouble() < 0.05, outcome.out.constData());
        const QJsonArray methods = told[QStringLiteral("methods")].toArray();
        QCOMPARE(methods.size(), 4);
        for (const auto &method : methods)
            if (method.toObject()[QStringLiteral("name")] == QStringLiteral("forecast"))
                QVERIFY2(method.toObject()[QStringLiteral("warned")].toInt() > 0 && method.toObject()[QStringLiteral("warned")].toInt() <= method.toObject()[QStringLiteral("violations")].toInt(), outcome.out.constData());
    }
    void limitByTheModel()
    {
        const test::Outcome outcome = run({scenario(), QStringLiteral("--load"), load(20, 50, 25), QStringLiteral("--unit"), QStringLiteral("300")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QVERIFY2(outcome.out.contains("where the objective of o is missed first"), outcome.out.constData());
    }
    void told_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("message");
        const QString traces = write("traces.json", test::requestTraces());
        const QString project = m_folder.filePath(QStringLiteral("p.causeway"));
        QCOMPARE(test::runCauseway({QStringLiteral("import"), project, traces}).exit, 0);
        QTest::newRow("no load") << QStringList{scenario()} << QByteArray("is no project whose traces would show it. Give it as --load FILE");
        QTest::newRow("no file") << QStringList{scenario(), QStringLiteral("--load"), QStringLiteral("/gone.txt")} << QByteArray("/gone.txt");
        QTest::newRow("no count") << QStringList{scenario(), QStringLiteral("--load"), write("odd.txt", "1 2 x 4")} << QByteArray("value 3 of");
        QTest::newRow("negative") << QStringList{scenario(), QStringLiteral("--load"), write("less.txt", "1 -2 3")} << QByteArray("value 2 of");
        QTest::newRow("short") << QStringList{scenario(), QStringLiteral("--load"), write("short.txt", "1 2 3")} << QByteArray("forecast");
        QTest::newRow("short traces") << QStringList{project, QStringLiteral("--limit"), QStringLiteral("5")} << QByteArray("forecast");
    }
    void told()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, message);
        const test::Outcome outcome = run(arguments);
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.err.contains(message), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }
};
CAUSEWAY_TEST(ForecastCliTest)
#include "forecast_cli_test.moc"
