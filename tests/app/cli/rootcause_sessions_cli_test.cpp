// rootcause where there are logs alone: sessions stand for traces, and what detectors found is evidence.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

namespace {

// A request a second for ten minutes from 12:00 on. From 12:05 on the stock is not asked in every second one, unless all is well.
QByteArray shopLog(bool wellAllTheTime)
{
    QByteArray text;
    for (int second = 0; second < 600; ++second) {
        int ms = 0;
        const auto line = [&](const char *service, const QByteArray &said) {
            text += QStringLiteral("2024-03-05 12:%1:%2.%3 INFO  [http-1] %4: ").arg(second / 60, 2, 10, QLatin1Char('0')).arg(second % 60, 2, 10, QLatin1Char('0')).arg(ms += 7, 3, 10, QLatin1Char('0')).arg(QLatin1String(service)).toUtf8() +
                    said + " for req-" + QByteArray::number(second + 100'000, 16) + "\n";
        };
        const bool odd = !wellAllTheTime && second >= 300 && second % 2 == 0;
        line("gateway", "POST /checkout accepted");
        line("order", "Order placed");
        if (!odd)
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
        const QString project = import("odd", shopLog(false));
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
        const QJsonObject told = cause(import("well", shopLog(true)));
        QCOMPARE(told[QStringLiteral("verdict")].toString(), QStringLiteral("none"));
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
