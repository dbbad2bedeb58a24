// Scenarios of a project at the command line: learn, fork, set, diff, compare, undo.

#include "tests/app/cli/run_causeway.h"
#include "tests/app/cli/shop_spans.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class ScenariosCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project = m_folder.filePath(QStringLiteral("p.causeway"));

    test::Outcome scenario(const QStringList &words) { return test::runCauseway(QStringList{QStringLiteral("scenario"), m_project} + words); }
    // "1 As traced", "2<1 more": names with their parents.
    QString tree()
    {
        QStringList out;
        for (const auto &one : test::runCauseway({QStringLiteral("scenarios"), m_project, QStringLiteral("--json")}).json().object()[QStringLiteral("scenarios")].toArray()) {
            const QJsonObject row = one.toObject();
            out << QString::number(row[QStringLiteral("id")].toInt()) + (row[QStringLiteral("parent")].isNull() ? QString() : QLatin1Char('<') + QString::number(row[QStringLiteral("parent")].toInt())) + QLatin1Char(' ') + row[QStringLiteral("name")].toString();
        }
        return out.join(QStringLiteral(", "));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile spans(m_folder.filePath(QStringLiteral("spans.json")));
        QVERIFY(spans.open(QIODevice::WriteOnly) && spans.write(test::shopSpans()) > 0);
        spans.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), m_project, spans.fileName()}).exit, 0);
    }
    void learnForkSetCompareUndo()
    {
        QVERIFY(test::runCauseway({QStringLiteral("scenarios"), m_project}).out.contains("scenario PROJECT learn"));
        const test::Outcome learned = scenario({QStringLiteral("learn")});
        QVERIFY2(learned.exit == 0, learned.err.constData());
        QCOMPARE(scenario({QStringLiteral("fork"), QStringLiteral("1"), QStringLiteral("--name"), QStringLiteral("slow db")}).exit, 0);
        QCOMPARE(tree(), QStringLiteral("1 As traced, 2<1 slow db"));
        const test::Outcome set = scenario({QStringLiteral("set"), QStringLiteral("slow db"), QStringLiteral("services.db.speed=0.25"), QStringLiteral("services.db.price_per_h=3")});
        QVERIFY2(set.exit == 0, set.err.constData());
        QVERIFY2(set.out.contains("db.price_per_h – → 3") && set.out.contains("db.speeds – → 0.25"), set.out.constData());
        const test::Outcome diff = scenario({QStringLiteral("diff"), QStringLiteral("2"), QStringLiteral("--json")});
        QCOMPARE(diff.json().object()[QStringLiteral("changes")].toArray().size(), 2);

        const QStringList compare{QStringLiteral("compare"), QStringLiteral("2"), QStringLiteral("--replications"), QStringLiteral("3"), QStringLiteral("--json")};
        const test::Outcome first = scenario(compare);
        QVERIFY2(first.exit == 0, first.err.constData());
        QVERIFY(!first.json().object()[QStringLiteral("kept")].toBool(true));
        QJsonObject again = scenario(compare).json().object();
        QVERIFY(again[QStringLiteral("kept")].toBool());
        again[QStringLiteral("kept")] = false;
        QCOMPARE(again, first.json().object());
        bool slower = false;
        for (const auto &one : again[QStringLiteral("rows")].toArray()) {
            const QJsonObject row = one.toObject();
            if (row[QStringLiteral("of")] == QStringLiteral("service") && row[QStringLiteral("name")] == QStringLiteral("db") && row[QStringLiteral("quantity")] == QStringLiteral("p95_ns")) {
                slower = row[QStringLiteral("mark")] == QStringLiteral("worse");
                QVERIFY(row[QStringLiteral("after")].toObject()[QStringLiteral("mean")].toDouble() > 3 * row[QStringLiteral("before")].toObject()[QStringLiteral("mean")].toDouble());
            }
        }
        QVERIFY(slower);
        const test::Outcome table = scenario({QStringLiteral("compare"), QStringLiteral("2"), QStringLiteral("--replications"), QStringLiteral("3")});
        QVERIFY(table.exit == 0 && table.out.contains("db.speeds – → 0.25") && table.out.contains("worse") && table.out.contains("Risk ") && table.out.contains("db runs at 0.25 times its speed"));
        QVERIFY(again[QStringLiteral("risk")].toObject()[QStringLiteral("grade")].toInt() >= 1);

        // The same as a page, with what was never observed among the risks.
        const QString page = m_folder.filePath(QStringLiteral("page.html"));
        const test::Outcome report = test::runCauseway({QStringLiteral("report"), m_project, page, QStringLiteral("--scenario"), QStringLiteral("slow db"), QStringLiteral("--json")});
        QVERIFY2(report.exit == 0, report.err.constData());
        bool extrapolates = false;
        for (const auto &one : report.json().object()[QStringLiteral("risk")].toObject()[QStringLiteral("reasons")].toArray())
            extrapolates |= one.toObject()[QStringLiteral("kind")] == QStringLiteral("extrapolation") && one.toObject()[QStringLiteral("text")].toString().startsWith(QStringLiteral("db runs at 0.25 times"));
        QVERIFY2(extrapolates, report.out.constData());
        QFile html(page);
        QVERIFY(html.open(QIODevice::ReadOnly) && html.readAll().contains("db runs at 0.25 times its speed"));
        QCOMPARE(test::runCauseway({QStringLiteral("report"), m_project, page, QStringLiteral("--scenario"), QStringLiteral("nosuch")}).exit, 1);

        // What is shown is a scenario file.
        QFile file(m_folder.filePath(QStringLiteral("shown.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(scenario({QStringLiteral("show"), QStringLiteral("2")}).out) > 0);
        file.close();
        QCOMPARE(test::runCauseway({QStringLiteral("simulate"), file.fileName(), QStringLiteral("--replications"), QStringLiteral("1")}).exit, 0);

        QCOMPARE(scenario({QStringLiteral("undo")}).exit, 0);
        QVERIFY(scenario({QStringLiteral("diff"), QStringLiteral("2")}).out.contains("Nothing is different"));
        QCOMPARE(scenario({QStringLiteral("rename"), QStringLiteral("2"), QStringLiteral("as it was")}).exit, 0);
        QCOMPARE(scenario({QStringLiteral("note"), QStringLiteral("2"), QStringLiteral("for Monday")}).exit, 0);
        QCOMPARE(scenario({QStringLiteral("open"), QString::fromStdString(test::sourcePath("tests/data/scenarios/overload.json"))}).exit, 0);
        QCOMPARE(scenario({QStringLiteral("remove"), QStringLiteral("1")}).exit, 0);
        QCOMPARE(tree(), QStringLiteral("2 as it was, 3 overload"));
    }
    void whatIsWrong()
    {
        QCOMPARE(scenario({QStringLiteral("frok"), QStringLiteral("1")}).exit, 2);
        QVERIFY(scenario({QStringLiteral("frok"), QStringLiteral("1")}).err.contains("Did you mean “fork”"));
        QCOMPARE(scenario({QStringLiteral("rename"), QStringLiteral("1")}).exit, 2);
        QCOMPARE(scenario({QStringLiteral("show"), QStringLiteral("99")}).exit, 1);
        QCOMPARE(scenario({QStringLiteral("compare"), QStringLiteral("3")}).exit, 2); // a first one, beside nothing
        const test::Outcome bad = scenario({QStringLiteral("set"), QStringLiteral("3"), QStringLiteral("services.s.servers=0")});
        QVERIFY2(bad.exit == 1 && bad.err.contains("services.s.servers"), bad.err.constData());
    }
};

CAUSEWAY_TEST(ScenariosCliTest)
#include "scenarios_cli_test.moc"
