// Splits that a project keeps, at the command line: import, change, mark, show, undo; names of classes that are out to harm.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace causeway;

class SplitsCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project = m_folder.filePath(QStringLiteral("p.causeway"));

    QString write(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
    }
    test::Outcome split(const QString &words) { return test::runCauseway(QStringList{QStringLiteral("split"), m_project} + words.split(QLatin1Char(' '))); }
    // "1 given: 2 services, 6 classes; 2<1 other: …"
    QString tree()
    {
        QStringList out;
        for (const auto &one : test::runCauseway({QStringLiteral("splits"), m_project, QStringLiteral("--json")}).json().object()[QStringLiteral("splits")].toArray()) {
            const QJsonObject row = one.toObject();
            out << QStringLiteral("%1%2 %3: %4 services, %5 classes").arg(row[QStringLiteral("id")].toInt()).arg(row[QStringLiteral("parent")].isNull() ? QString() : QStringLiteral("<%1").arg(row[QStringLiteral("parent")].toInt()))
                       .arg(row[QStringLiteral("name")].toString()).arg(row[QStringLiteral("services")].toInt()).arg(row[QStringLiteral("classes")].toInt());
        }
        return out.join(QStringLiteral("; "));
    }
    // The classes of each service of the split: "a: A B; c: C D".
    QString members(const QString &which)
    {
        QMap<QString, QStringList> services;
        const QJsonObject document = split(QStringLiteral("show ") + which).json().object();
        for (auto at = document.begin(); at != document.end(); ++at)
            if (at.value().isString())
                services[at.value().toString()] << at.key();
        QStringList out;
        for (auto at = services.begin(); at != services.end(); ++at)
            out << at.key() + QStringLiteral(": ") + at.value().join(QLatin1Char(' '));
        return out.join(QStringLiteral("; "));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString calls = write("calls.json", R"({"A--B": 9, "B--C": 8, "C--D": 1, "D--E": 9, "E--F": 8})");
        const test::Outcome imported = test::runCauseway({QStringLiteral("import"), m_project, calls});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QVERIFY(test::runCauseway({QStringLiteral("splits"), m_project}).out.contains("No split is kept"));
    }
    void importedAndChanged()
    {
        const QString given = write("given.json", R"({"A": "left", "B": "left", "C": "left", "D": "right", "E": "right", "F": "right"})");
        const test::Outcome imported = split(QStringLiteral("import ") + given);
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QCOMPARE(tree(), QStringLiteral("1 given: 2 services, 6 classes"));
        QCOMPARE(members(QStringLiteral("1")), QStringLiteral("left: A B C; right: D E F"));
        QCOMPARE(split(QStringLiteral("fork 1 other")).exit, 0);
        QCOMPARE(tree(), QStringLiteral("1 given: 2 services, 6 classes; 2<1 other: 2 services, 6 classes"));
        QCOMPARE(split(QStringLiteral("move other C right")).exit, 0);
        QCOMPARE(split(QStringLiteral("name other right rest")).exit, 0);
        QCOMPARE(members(QStringLiteral("other")), QStringLiteral("left: A B; rest: C D E F"));
        QCOMPARE(split(QStringLiteral("move other E F new")).exit, 0);
        QCOMPARE(tree(), QStringLiteral("1 given: 2 services, 6 classes; 2<1 other: 3 services, 6 classes"));
        const test::Outcome undone = split(QStringLiteral("undo"));
        QVERIFY2(undone.exit == 0 && undone.out.startsWith("Undone: other: Move 2 classes to new."), undone.out.constData());
        QCOMPARE(split(QStringLiteral("merge other rest left")).exit, 0);
        QCOMPARE(tree(), QStringLiteral("1 given: 2 services, 6 classes; 2<1 other: 1 services, 6 classes"));
        QCOMPARE(split(QStringLiteral("undo")).exit, 0);
        // What one is, is not changed by the other.
        QCOMPARE(members(QStringLiteral("1")), QStringLiteral("left: A B C; right: D E F"));
    }
    void demandsAreKept()
    {
        QCOMPARE(split(QStringLiteral("pin other C")).exit, 0);
        QCOMPARE(split(QStringLiteral("utility other A")).exit, 0);
        const test::Outcome against = split(QStringLiteral("apart other D E"));
        QVERIFY2(against.exit == 0, against.err.constData());
        const test::Outcome measured = test::runCauseway({QStringLiteral("boundaries"), m_project, QStringLiteral("--split"), QStringLiteral("other"), QStringLiteral("--json")});
        QVERIFY2(measured.exit == 0, measured.err.constData());
        // A utility is in every service: it counts as covered, and none has it as its own.
        const QJsonObject document = measured.json().object();
        QCOMPARE(document[QStringLiteral("measures")].toObject()[QStringLiteral("coverage")].toDouble(), 1.0);
        int classes = 0;
        for (const auto &service : document[QStringLiteral("partitions")].toObject())
            classes += static_cast<int>(service.toArray().size());
        QCOMPARE(classes, 5);
    }
    void badWords_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("action") << QStringLiteral("mvoe 1 A left") << 2 << QByteArray("Did you mean “move”?");
        QTest::newRow("few words") << QStringLiteral("move 1 A") << 2 << QByteArray("split PROJECT move SPLIT CLASS");
        QTest::newRow("split") << QStringLiteral("show gone") << 1 << QByteArray("gone");
        QTest::newRow("class") << QStringLiteral("move 1 Z left") << 1 << QByteArray("There is no class “Z”");
        QTest::newRow("service") << QStringLiteral("move 1 A rihgt") << 1 << QByteArray("Did you mean “right”?");
        QTest::newRow("file") << QStringLiteral("import /gone.json") << 1 << QByteArray("/gone.json");
        QTest::newRow("apart from itself") << QStringLiteral("apart 1 A A") << 1 << QByteArray("A");
    }
    void badWords()
    {
        QFETCH(QString, words);
        QFETCH(int, exit);
        QFETCH(QByteArray, message);
        const QString before = tree() + members(QStringLiteral("1"));
        const test::Outcome outcome = split(words);
        QCOMPARE(outcome.exit, exit);
        QVERIFY2(outcome.err.contains(message), outcome.err.constData());
        QCOMPARE(tree() + members(QStringLiteral("1")), before);
    }
    void hostileNames()
    {
        const QByteArray name = "<script>alert(1)</script>\\u0001\\u202e\\\"]]>&amp;";
        const QString calls = write("hostile.json", "{\"" + name + "--B\": 9, \"B--C\": 8, \"C--D\": 1, \"D--E]]>\": 9}");
        for (const char *file : {"split.html", "split.svg", "split.dot", "split.csv", "split.json"}) {
            const QString path = m_folder.filePath(QString::fromLatin1(file));
            const test::Outcome outcome = test::runCauseway({QStringLiteral("boundaries"), calls, QStringLiteral("--k"), QStringLiteral("2"), QStringLiteral("--out"), path});
            QVERIFY2(outcome.exit == 0, outcome.err.constData());
            QFile written(path);
            QVERIFY(written.open(QIODevice::ReadOnly));
            const QByteArray text = written.readAll();
            QVERIFY2(text.contains("alert(1)"), file);
            if (path.endsWith(QStringLiteral(".html")) || path.endsWith(QStringLiteral(".svg")))
                QVERIFY2(!text.contains("<script>alert") && !text.contains('\x01'), file);
            if (path.endsWith(QStringLiteral(".svg"))) {
                QXmlStreamReader reader(text);
                while (!reader.atEnd())
                    reader.readNext();
                QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
            }
        }
    }
};
CAUSEWAY_TEST(SplitsCliTest)
#include "splits_cli_test.moc"
