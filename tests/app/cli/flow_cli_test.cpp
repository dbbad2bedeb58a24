// Control flow at the command line: a graph as a picture, one half of a day against the other.

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

// 400 orders, one every two seconds; in the second half paying takes a second longer and every fourth is never sent.
QByteArray orders()
{
    QByteArray text;
    for (int i = 0; i < 400; ++i) {
        const QByteArray id = "order_" + QByteArray::number(1000 + i);
        const auto line = [&](int ms, const QByteArray &what) {
            const int at = 5000 * i + ms + i * 7919 % 60;
            text += QStringLiteral("2024-01-01 00:%1:%2.%3 INFO shop: ").arg(at / 60000, 2, 10, QLatin1Char('0')).arg(at / 1000 % 60, 2, 10, QLatin1Char('0')).arg(at % 1000, 3, 10, QLatin1Char('0')).toLatin1() + what + '\n';
        };
        line(0, "received " + id + " from customer");
        line(i < 200 ? 200 : 1200, "payment of " + id + " accepted");
        if (i < 200 || i % 4 != 0)
            line(1600, "parcel for " + id + " handed over");
    }
    return text;
}

} // namespace

class FlowCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("shop.causeway"));
        QFile log(m_folder.filePath(QStringLiteral("shop.log")));
        const QByteArray text = orders();
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
        log.close();
        const test::Outcome imported = test::runCauseway({"import", m_project, log.fileName()});
        QVERIFY2(imported.exit == 0, imported.err.constData());
    }

    void aPictureWithoutADisplay()
    {
        const QString first = m_folder.filePath(QStringLiteral("one.svg")), second = m_folder.filePath(QStringLiteral("two.svg"));
        for (const QString &path : {first, second}) {
            const test::Outcome drawn = test::runCauseway({"flow", m_project, "--svg", path, "--threads", path == first ? "1" : "2"});
            QVERIFY2(drawn.exit == 0, drawn.err.constData());
        }
        const QByteArray svg = bytesOf(first);
        QCOMPARE(svg, bytesOf(second));
        for (const char *word : {"<svg", "received", "payment", "parcel", " ms<"})
            QVERIFY2(svg.contains(word), word);
        const test::Outcome wrong = test::runCauseway({"flow", m_project, "--svg", m_folder.filePath(QStringLiteral("graph.txt"))});
        QCOMPARE(wrong.exit, 2);
        QVERIFY(wrong.err.contains(".svg"));
    }

    void oneHalfAgainstTheOther()
    {
        const QStringList period{"flow", m_project, "--check", "--from", "2024-01-01T00:16:40Z"};
        const test::Outcome checked = test::runCauseway(period + QStringList{"--against-rest", "--json"});
        QVERIFY2(checked.exit == 0, checked.err.constData());
        const QJsonObject document = QJsonDocument::fromJson(checked.out).object(), counts = document["counts"].toObject();
        QVERIFY2(counts["shift"].toInt() == 2, checked.out.constData()); // to payment and from it
        QVERIFY2(counts["missing"].toInt() >= 48, checked.out.constData());
        QCOMPARE(counts["unknown-node"].toInt(), 0);
        QCOMPARE(counts["sequence"].toInt(), 0);
        int missing = 0;
        const QJsonArray findings = document["findings"].toArray();
        for (const QJsonValue &value : findings)
            if (value["kind"].toString() == QLatin1String("missing")) {
                ++missing;
                QVERIFY(value["message"].toString().contains("parcel for"));
                QVERIFY(value["session"].toString().contains("order_"));
                QVERIFY(value["time_ns"].toDouble() > 1.7e18);
            }
        QCOMPARE(missing, counts["missing"].toInt());
        const test::Outcome table = test::runCauseway(period + QStringList{"--against-from", "2024-01-01T00:00:00Z", "--against-to", "2024-01-01T00:16:40Z", "--limit", "3"});
        QCOMPARE(table.exit, 0);
        QVERIFY2(table.out.contains("for good") && table.out.contains("taken for normal"), table.out.constData());
        QCOMPARE(test::runCauseway(period).exit, 2);
        QCOMPARE(test::runCauseway(period + QStringList{"--against-rest", "--miner", "fsa"}).exit, 2);
        QCOMPARE(test::runCauseway({"flow", m_project, "--against-rest"}).exit, 2);
    }
};

CAUSEWAY_TEST(FlowCliTest)
#include "flow_cli_test.moc"
