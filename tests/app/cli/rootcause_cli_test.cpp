// rootcause at the command line: its JSON, and what it refuses.

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

namespace {

// OTLP: shop → bank each second for two minutes; the bank has two replicas, and in the second minute bank-b fails.
QByteArray replicas()
{
    QByteArray out("{\"resourceSpans\":[");
    for (int t = 0; t < 120; ++t) {
        const QByteArray trace = QByteArray::number(t + 1, 16).rightJustified(32, '0'), pod = t % 2 == 0 ? "bank-a" : "bank-b";
        const bool fails = t >= 60 && t % 2 == 1;
        const auto span = [&](const char *service, const QByteArray &instance, const char *id, const char *parent, int from, int to, bool wrong) {
            const auto at = [&](int ms) { return QByteArray::number((1'700'000'000LL + t) * 1'000'000'000 + ms * 1'000'000LL); };
            out += QByteArray(out.endsWith('[') ? "" : ",") + R"({"resource":{"attributes":[{"key":"service.name","value":{"stringValue":")" + service + R"("}},{"key":"k8s.pod.name","value":{"stringValue":")" + instance +
                   R"("}}]},"scopeSpans":[{"spans":[{"traceId":")" + trace + R"(","spanId":")" + id + R"(","parentSpanId":")" + parent + R"(","kind":2,"name":"call","startTimeUnixNano":")" + at(from) +
                   R"(","endTimeUnixNano":")" + at(to) + R"(","status":{"code":)" + (wrong ? "2" : "0") + "}}]}]}";
        };
        span("shop", "shop-1", "00000000000000a1", "", 0, 100, fails);
        span("bank", pod, "00000000000000a2", "00000000000000a1", 10, 90, fails);
    }
    return out + "]}";
}

} // namespace

class RootCauseCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    [[nodiscard]] test::Outcome run(const QStringList &rest) const { return test::runCauseway(QStringList{QStringLiteral("rootcause"), m_project} + rest); }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("otlp.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::requestTraces());
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), m_project, file.fileName()}).exit, 0);
    }

    void document()
    {
        const QString from = QStringLiteral("1700000021000000000");
        const QJsonObject told = run({QStringLiteral("--from"), from, QStringLiteral("--json")}).json().object();
        for (const char *key : {"verdict", "onset_ns", "causes", "critical_failure", "impact", "missing"})
            QVERIFY2(told.contains(QLatin1String(key)), key);
        QVERIFY(told[QStringLiteral("traces")].toInt() > 0);
        QCOMPARE(told[QStringLiteral("traces")].toInt() + told[QStringLiteral("baseline_traces")].toInt(), 40);
        for (const QJsonValue value : told[QStringLiteral("causes")].toArray()) {
            const QJsonObject cause = value.toObject();
            for (const char *key : {"rank", "service", "pod", "operation", "kind", "score", "families", "evidence", "against"})
                QVERIFY2(cause.contains(QLatin1String(key)), key);
        }
        QVERIFY(run({QStringLiteral("--from"), from}).out.contains("Few") || run({QStringLiteral("--from"), from}).out.contains("Too few lines"));
    }

    // Every service is told, those too that nothing speaks for.
    void whyNot()
    {
        const QString from = QStringLiteral("1700000021000000000");
        const QJsonObject told = run({QStringLiteral("--from"), from, QStringLiteral("--json")}).json().object();
        QStringList services;
        for (const char *list : {"causes", "others"})
            for (const QJsonValue value : told[QLatin1String(list)].toArray()) {
                const QJsonObject one = value.toObject();
                services << one[QStringLiteral("service")].toString();
                QVERIFY(one[QStringLiteral("families")].toObject().size() == 5 && one.contains(QStringLiteral("against")));
                QCOMPARE(one[QStringLiteral("score")].toDouble() > 0, QLatin1String(list) == QLatin1String("causes"));
            }
        services.sort();
        const QJsonArray called = test::runCauseway({QStringLiteral("services"), m_project, QStringLiteral("--json")}).json().object()[QStringLiteral("services")].toArray();
        QStringList expected;
        for (const QJsonValue value : called)
            expected << value.toObject()[QStringLiteral("name")].toString();
        expected.sort();
        QVERIFY(!services.isEmpty());
        QCOMPARE(services, expected);
        const QString last = told[QStringLiteral("others")].toArray().isEmpty() ? told[QStringLiteral("causes")].toArray().last().toObject()[QStringLiteral("service")].toString()
                                                                               : told[QStringLiteral("others")].toArray().last().toObject()[QStringLiteral("service")].toString();
        const QByteArray text = run({QStringLiteral("--from"), from, QStringLiteral("--why-not"), last}).out;
        QVERIFY2(text.contains("Why not " + last.toUtf8()) && text.contains("\n  - "), text.constData());
        QCOMPARE(run({QStringLiteral("--from"), from, QStringLiteral("--why-not"), QStringLiteral("nobody")}).exit, 1);
    }

    void microRank()
    {
        const QJsonObject told = run({QStringLiteral("--from"), QStringLiteral("1700000021000000000"), QStringLiteral("--method"), QStringLiteral("microrank"), QStringLiteral("--json")}).json().object();
        QVERIFY(told.contains(QStringLiteral("causes")));
        // It tells no beginning, and does not claim one.
        const QByteArray text = run({QStringLiteral("--from"), QStringLiteral("1700000021000000000"), QStringLiteral("--method"), QStringLiteral("microrank")}).out;
        QVERIFY2(!text.contains("began at"), text.constData());
    }

    void theReplicaThatFails()
    {
        const QString project = m_folder.filePath(QStringLiteral("replicas.causeway"));
        QFile file(m_folder.filePath(QStringLiteral("replicas.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(replicas());
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), project, file.fileName()}).exit, 0);
        const QJsonObject first = test::runCauseway({QStringLiteral("rootcause"), project, QStringLiteral("--from"), QStringLiteral("1700000060000000000"), QStringLiteral("--json")})
                                      .json().object()[QStringLiteral("causes")].toArray().first().toObject();
        QCOMPARE(first[QStringLiteral("service")].toString(), QStringLiteral("bank"));
        QCOMPARE(first[QStringLiteral("pod")].toString(), QStringLiteral("bank-b"));
    }

    // A pod whose processor is busy without more load.
    void cloudPd()
    {
        const QString project = m_folder.filePath(QStringLiteral("metrics.causeway"));
        for (const char *pod : {"shop-6f6cfc45b-h5m2n", "mail-5c95b49cff-tdsdz"}) {
            QByteArray rows("Time,TimeStamp,PodName,CpuUsageRate(%),PodWorkload(Ops)\n");
            for (int minute = 0; minute < 40; ++minute) {
                const int load = 20 + minute * 7 % 5, cpu = load + minute % 2 + (minute >= 36 && *pod == 's' ? 60 : 0);
                rows += QStringLiteral("2023-01-29 08:%1:10.000000000 +0000 UTC,%2,%3,%4,%5\n").arg(minute, 2, 10, QLatin1Char('0')).arg(1674981610 + minute * 60).arg(QLatin1String(pod)).arg(cpu).arg(load).toUtf8();
            }
            QFile file(m_folder.filePath(QLatin1String(pod) + QStringLiteral("_metric.csv")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(rows);
            file.close();
            QCOMPARE(test::runCauseway({QStringLiteral("import"), project, file.fileName()}).exit, 0);
        }
        const QStringList asked{QStringLiteral("rootcause"), project, QStringLiteral("--from"), QStringLiteral("2023-01-29T08:36:00Z"), QStringLiteral("--method"), QStringLiteral("cloudpd")};
        const QJsonArray causes = test::runCauseway(asked + QStringList{QStringLiteral("--json")}).json().object()[QStringLiteral("causes")].toArray();
        QCOMPARE(causes.size(), 1);
        QCOMPARE(causes[0][QStringLiteral("service")].toString(), QStringLiteral("shop"));
        QCOMPARE(causes[0][QStringLiteral("kind")].toString(), QStringLiteral("cpu"));
        QVERIFY(causes[0][QStringLiteral("evidence")].toArray().size() >= 2);
        QVERIFY(test::runCauseway(asked).out.contains("The environment of shop-6f6cfc45b-h5m2n is"));
    }

    void refused()
    {
        QCOMPARE(run({}).exit, 2);
        QCOMPARE(run({QStringLiteral("--from"), QStringLiteral("soon")}).exit, 2);
        QCOMPARE(run({QStringLiteral("--from"), QStringLiteral("2"), QStringLiteral("--to"), QStringLiteral("1")}).exit, 2);
        QCOMPARE(run({QStringLiteral("--from"), QStringLiteral("1"), QStringLiteral("--method"), QStringLiteral("guess")}).exit, 2);
        const test::Outcome family = run({QStringLiteral("--from"), QStringLiteral("1"), QStringLiteral("--without"), QStringLiteral("luck")});
        QCOMPARE(family.exit, 2);
        QVERIFY(family.err.contains("path, network"));
    }
};

CAUSEWAY_TEST(RootCauseCliTest)
#include "rootcause_cli_test.moc"
