// rootcause where there are logs alone: sessions stand for traces, and what detectors found is evidence.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace causeway;

namespace {

// A request a second from 12:00 on. In those that are odd the stock is not asked.
QByteArray shopLog(int seconds, const std::function<bool(int)> &isOdd)
{
    QByteArray text;
    for (int second = 0; second < seconds; ++second) {
        int ms = 0;
        const auto line = [&](const char *service, const QByteArray &said) {
            text += QStringLiteral("2024-03-05 12:%1:%2.%3 INFO  [http-1] %4: ").arg(second / 60, 2, 10, QLatin1Char('0')).arg(second % 60, 2, 10, QLatin1Char('0')).arg(ms += 7, 3, 10, QLatin1Char('0')).arg(QLatin1String(service)).toUtf8() +
                    said + " for req-" + QByteArray::number(second + 100'000, 16) + "\n";
        };
        line("gateway", "POST /checkout accepted");
        line("order", "Order placed");
        if (!isOdd(second))
            line("stock", "Items reserved");
        line("payment", "Payment captured");
        line("gateway", "POST /checkout answered 200");
    }
    return text;
}

} // namespace

class RootCauseSessionsCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    // Of the last five minutes.
    [[nodiscard]] QJsonObject cause(const QString &project) const
    {
        return test::runCauseway({QStringLiteral("rootcause"), project, QStringLiteral("--from"), QStringLiteral("12:05:00"), QStringLiteral("--json")}).json().object();
    }
    QString import(const char *name, const QByteArray &log) const
    {
        const QString project = m_folder.filePath(QLatin1String(name) + QStringLiteral(".causeway"));
        QFile file(m_folder.filePath(QLatin1String(name) + QStringLiteral(".log")));
        if (!file.open(QIODevice::WriteOnly) || file.write(log) != log.size())
            return {};
        file.close();
        return test::runCauseway({QStringLiteral("import"), project, file.fileName()}).exit == 0 ? project : QString();
    }

private Q_SLOTS:
    void whatIsNotAsked()
    {
        const QString project = import("odd", shopLog(600, [](int second) { return second >= 300 && second % 2 == 0; }));
        const QJsonObject told = cause(project);
        QCOMPARE(told[QStringLiteral("verdict")].toString(), QStringLiteral("cause"));
        QCOMPARE(told[QStringLiteral("traces")].toInt(), 300);
        const QJsonObject first = told[QStringLiteral("causes")].toArray().first().toObject();
        QCOMPARE(first[QStringLiteral("service")].toString(), QStringLiteral("stock"));
        QCOMPARE(first[QStringLiteral("kind")].toString(), QStringLiteral("missing_call"));
        const QJsonObject evidence = first[QStringLiteral("evidence")].toArray().first().toObject();
        QVERIFY(evidence[QStringLiteral("spans")].toArray().isEmpty()); // there are none
        QVERIFY(evidence[QStringLiteral("sessions")].toArray().first().toString().contains(QStringLiteral("req-")));
        QVERIFY(QString::fromUtf8(QJsonDocument(told[QStringLiteral("missing")].toArray()).toJson()).contains(QStringLiteral("sessions of lines")));

        // A detector that was trained on the time before finds the same, and says so.
        QCOMPARE(test::runCauseway({QStringLiteral("train"), project, QStringLiteral("tcfg")}).exit, 0);
        QCOMPARE(test::runCauseway({QStringLiteral("detect"), project, QStringLiteral("tcfg")}).exit, 0);
        const QJsonObject again = cause(project)[QStringLiteral("causes")].toArray().first().toObject();
        QCOMPARE(again[QStringLiteral("service")].toString(), QStringLiteral("stock"));
    }

    void nothingIsWrong()
    {
        const QJsonObject told = cause(import("well", shopLog(600, [](int) { return false; })));
        QCOMPARE(told[QStringLiteral("verdict")].toString(), QStringLiteral("none"));
    }

    // Four times of two minutes, five minutes apart, and one in which nothing is wrong.
    void whatIsToldOfIncidents()
    {
        const auto isOdd = [](int second) { return second >= 300 && second % 300 < 120 && second % 2 == 0; };
        const QString project = import("told", shopLog(1620, isOdd));
        QFile file(m_folder.filePath(QStringLiteral("incidents.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("from,to,service,kind,pod,operation,note,verdict\n");
        for (const char *minute : {"05", "10", "15", "20", "25"})
            file.write(QByteArray("2024-03-05T12:") + minute + ":00," + "2024-03-05T12:" + QByteArray::number(QByteArray(minute).toInt() + 2).rightJustified(2, '0') + ":00,stock,missing_call,,,,\n");
        file.write("2024-03-05T12:03:00,2024-03-05T12:04:30,,,,,,no_fault\n2024-03-05T14:00:00,2024-03-05T14:01:00,stock,,,,,\n");
        file.close();
        const auto accuracy = [&] { return test::runCauseway({QStringLiteral("incidents"), project, QStringLiteral("--accuracy"), QStringLiteral("--json")}); };
        QCOMPARE(accuracy().exit, 1); // nothing is told yet
        QCOMPARE(test::runCauseway({QStringLiteral("incidents"), project, QStringLiteral("--import"), file.fileName()}).exit, 0);
        const QJsonObject told = accuracy().json().object();
        const QJsonArray incidents = told[QStringLiteral("incidents")].toArray();
        QCOMPARE(incidents.size(), 7);
        QVERIFY(incidents[0].toObject()[QStringLiteral("rank")].isNull()); // nothing was wrong
        for (int i = 1; i < 6; ++i)
            QCOMPARE(incidents[i].toObject()[QStringLiteral("rank")].toInt(), 1);
        QVERIFY(incidents[6].toObject()[QStringLiteral("left_out")].toString().contains(QStringLiteral("lies in this time")));
        QCOMPARE(told[QStringLiteral("accuracy")][QStringLiteral("incidents")].toInt(), 5);
        QCOMPARE(told[QStringLiteral("accuracy")][QStringLiteral("rank1")][QStringLiteral("count")].toInt(), 5);
        QCOMPARE(told[QStringLiteral("accuracy")][QStringLiteral("kind")][QStringLiteral("count")].toInt(), 5);
        QCOMPARE(accuracy().json().object(), told);

        // The others looked just so; the one that is asked about is not among them, nor are more than three told.
        const QJsonArray similar = test::runCauseway({QStringLiteral("rootcause"), project, QStringLiteral("--from"), QStringLiteral("12:10:00"), QStringLiteral("--to"), QStringLiteral("12:12:00"), QStringLiteral("--json")})
                                       .json().object()[QStringLiteral("similar")].toArray();
        QCOMPARE(similar.size(), 3);
        for (const QJsonValue one : similar) {
            QVERIFY(one[QStringLiteral("both")].toDouble() > 0.8);
            QCOMPARE(one[QStringLiteral("service")].toString(), QStringLiteral("stock"));
            QVERIFY(!one[QStringLiteral("name")].toString().contains(QStringLiteral("12:10")));
        }

        // What was learned holds until somebody says something else.
        const auto calibrated = [&] {
            return test::runCauseway({QStringLiteral("rootcause"), project, QStringLiteral("--from"), QStringLiteral("12:10:00"), QStringLiteral("--to"), QStringLiteral("12:12:00"), QStringLiteral("--json")})
                .json().object()[QStringLiteral("calibrated")].toBool();
        };
        QCOMPARE(calibrated(), told[QStringLiteral("fitted")].toBool() || told[QStringLiteral("bar_fitted")].toBool());
        QCOMPARE(test::runCauseway({QStringLiteral("incident"), project, QStringLiteral("--id"), QStringLiteral("1"), QStringLiteral("--service"), QStringLiteral("order")}).exit, 0);
        QVERIFY(!calibrated());
    }

    void linesThatNothingHoldsTogether()
    {
        QByteArray text;
        for (int i = 0; i < 50; ++i)
            text += "2024-03-05 12:00:" + QByteArray::number(10 + i) + ".000 INFO  [main] timer: Tick\n";
        const auto outcome = test::runCauseway({QStringLiteral("rootcause"), import("ticks", text), QStringLiteral("--from"), QStringLiteral("12:00:30")});
        QCOMPARE(outcome.exit, 1);
        QVERIFY2(outcome.err.contains("causeway sessions PROJECT --by"), outcome.err.constData());
    }
};

CAUSEWAY_TEST(RootCauseSessionsCliTest)
#include "rootcause_sessions_cli_test.moc"
