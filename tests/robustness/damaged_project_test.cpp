// A project whose bytes were changed, or a file of something else: a message, never a crash, a hang or other bytes than
// those that were imported.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <random>

#include "tests/robustness/process.h"
#include "tests/robustness/project_files.h"

using namespace causeway::test;

namespace {
constexpr int kMutants = 100;
} // namespace

class DamagedProjectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mutants()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath("app.log"), project = folder.filePath("p.causeway"), mutant = folder.filePath("m.causeway");
        const QByteArray text = madeUpLog(3000, 1);
        writeBytes(log, text);
        QCOMPARE(run({"import", project, log}).exitCode, 0);
        const QByteArray sound = readBytes(project);
        writeBytes(mutant, sound);
        QVERIFY(run({"lines", mutant}).out == text);
        std::mt19937_64 random(5);
        int refused = 0;
        for (int i = 0; i < kMutants; ++i) {
            QByteArray bytes = sound;
            if (i % 10 == 9)
                bytes.truncate(static_cast<qsizetype>(random() % static_cast<std::uint64_t>(bytes.size())));
            else
                for (int k = 0; k <= i % 5 * 20; ++k)
                    bytes[static_cast<qsizetype>(random() % static_cast<std::uint64_t>(bytes.size()))] = static_cast<char>(random());
            QFile::remove(mutant + "-wal");
            QFile::remove(mutant + "-shm");
            writeBytes(mutant, bytes);
            const QStringList verbs[] = {{"lines", mutant}, {"info", mutant}, {"templates", mutant}, {"lines", mutant, "--contains", "customer", "--count"}};
            // All of them look at every mutant in turn; the lines are always asked for.
            for (const QStringList &words : {verbs[0], verbs[1 + i % 3]}) {
                const Finished end = run(words, {}, 20);
                const QByteArray which = "mutant " + QByteArray::number(i) + ", " + words.first().toUtf8() + ": " + end.text();
                QVERIFY2(!end.timedOut && end.signal == 0, which.constData());
                QVERIFY2(end.exitCode == 0 || end.exitCode == 1, which.constData());
                QVERIFY2(end.exitCode == 0 || end.err.startsWith("causeway: "), which.constData());
                if (words == verbs[0]) {
                    refused += end.exitCode;
                    if (end.exitCode == 0)
                        QVERIFY2(end.out == text, ("other lines than were imported, without a word: " + which).constData());
                }
            }
        }
        qInfo("%d of %d mutants were refused; the others gave every line back", refused, kMutants);
        QVERIFY(refused > kMutants / 4);
    }

    void foreignDatabase()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath("other.db"), log = folder.filePath("app.log");
        writeBytes(log, madeUpLog(100, 1));
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(path.toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, "CREATE TABLE invoice(id INTEGER PRIMARY KEY, sum REAL); INSERT INTO invoice VALUES(1, 2.5)", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
        const QByteArray before = readBytes(path);
        for (const QStringList &words : {QStringList{"import", path, log}, QStringList{"info", path}, QStringList{"label", path, "service:a", "normal"}}) {
            const Finished end = run(words);
            QVERIFY2(end.exitCode == 1, end.text().constData());
            QVERIFY2(end.err.contains("a database of another program"), end.text().constData());
        }
        QCOMPARE(readBytes(path), before);
    }

    void foreignFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath("letter.txt"), log = folder.filePath("app.log");
        writeBytes(log, madeUpLog(100, 1));
        const QByteArray letter = QByteArray("Dear reader, this is no project.\n").repeated(100);
        writeBytes(path, letter);
        for (const QStringList &words : {QStringList{"import", path, log}, QStringList{"lines", path}}) {
            const Finished end = run(words);
            QVERIFY2(end.exitCode == 1, end.text().constData());
            QVERIFY2(end.err.contains("not a Causeway project"), end.text().constData());
        }
        QCOMPARE(readBytes(path), letter);
    }
};

CAUSEWAY_TEST(DamagedProjectTest)
#include "damaged_project_test.moc"
