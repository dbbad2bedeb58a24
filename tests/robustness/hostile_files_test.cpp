// Files that are broken, endless, empty or no logs: what can be read is kept and accounted for, the rest is a message.

#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <random>

#include "tests/robustness/process.h"
#include "tests/robustness/project_files.h"

using namespace causeway::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kMemoryFactor = 8; // shadow memory and quarantine
#else
constexpr std::uint64_t kMemoryFactor = 1;
#endif

constexpr double kMegabyte = 1e6;

QJsonObject firstFile(const QByteArray &json) { return QJsonDocument::fromJson(json).object()["files"].toArray().at(0).toObject(); }

} // namespace

class HostileFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void truncatedGzip()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("app.log.gz"), project = folder.filePath("p.causeway");
        const QByteArray text = madeUpLog(40'000, 1), packed = gzip(text);
        writeBytes(file, packed.left(packed.size() / 2));
        const Finished import = run({"import", project, file, "--json"});
        QVERIFY2(import.exitCode == 0, import.text().constData());
        QVERIFY2(import.err.contains("warning") && import.err.contains("truncated") && import.err.contains("app.log.gz"), import.text().constData());
        const qint64 kept = firstFile(import.out)["incomplete_at"].toInteger(-1);
        QVERIFY2(kept > text.size() / 3 && kept < text.size() * 2 / 3, import.text().constData());
        QVERIFY(run({"lines", project}).out == text.left(kept));
        const QJsonObject source = infoOf(project)["sources"].toArray().at(0).toObject();
        QCOMPARE(source["incomplete_at"].toInteger(), kept);
    }

    void corruptGzip()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("app.log.gz"), project = folder.filePath("p.causeway");
        const QByteArray text = madeUpLog(40'000, 1);
        QByteArray packed = gzip(text);
        for (qsizetype i = 0; i < 64; ++i)
            packed[packed.size() / 2 + i] = static_cast<char>(i * 37);
        writeBytes(file, packed);
        const Finished import = run({"import", project, file, "--json"});
        QVERIFY2(import.exitCode == 0, import.text().constData());
        QVERIFY2(import.err.contains("damaged"), import.text().constData());
        const qint64 kept = firstFile(import.out)["incomplete_at"].toInteger(-1);
        QVERIFY2(kept > text.size() / 3, import.text().constData());
        QCOMPARE(run({"lines", project}).out.size(), kept);
    }

    // 10 GB of one character in a gzip file of 10 MB.
    void bomb_data()
    {
        QTest::addColumn<char>("character");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("NUL bytes") << '\0' << 1 << QByteArray("it is not text");
        QTest::newRow("digits 0") << '0' << 0 << QByteArray("unpacks to too much");
    }
    void bomb()
    {
        QFETCH(const char, character);
        QFETCH(const int, exitCode);
        QFETCH(const QByteArray, message);
        const QTemporaryDir folder;
        const QString file = folder.filePath("bomb.log.gz"), project = folder.filePath("p.causeway");
        writeBytes(file, gzip(QByteArray(64 << 20, character)).repeated(160));
        const Finished import = run({"import", project, file, "--json"});
        QVERIFY2(import.exitCode == exitCode, import.text().constData());
        QVERIFY2(import.err.contains(message), import.text().constData());
        QVERIFY2(import.peakBytes < kMemoryFactor * 400'000'000, QByteArray::number(static_cast<double>(import.peakBytes) / kMegabyte).constData());
        if (exitCode == 0) {
            QVERIFY(firstFile(import.out)["incomplete_at"].toInteger(-1) > 0);
            QVERIFY2(firstFile(import.out)["bytes"].toInteger() < 1'000'000'000, import.text().constData());
        }
        qInfo("%.2f s, %.0f MB", import.seconds, static_cast<double>(import.peakBytes) / kMegabyte);
    }

    void nothingToImport_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("message");
        QByteArray noise(100'000, '\0');
        std::mt19937 random(3);
        for (char &c : noise)
            c = static_cast<char>(random());
        QTest::newRow("empty") << QByteArray() << QByteArray("the file is empty");
        QTest::newRow("binary") << noise << QByteArray("it is not text");
        QTest::newRow("program") << QByteArray("\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0", 16) << QByteArray("it is not text");
        QTest::newRow("gzip of nothing") << gzip(QByteArray()) << QByteArray("the file is empty");
        QTest::newRow("gzip header alone") << gzip("x").left(5) << QByteArray("damaged");
    }
    void nothingToImport()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, message);
        const QTemporaryDir folder;
        const QString file = folder.filePath("thing.log"), project = folder.filePath("p.causeway");
        writeBytes(file, bytes);
        const Finished import = run({"import", project, file});
        QVERIFY2(import.exitCode == 1, import.text().constData());
        QVERIFY2(import.err.contains(message) && import.err.contains("thing.log"), import.text().constData());
    }

    void notThere()
    {
        const QTemporaryDir folder;
        const Finished import = run({"import", folder.filePath("p.causeway"), folder.filePath("no.log")});
        QVERIFY2(import.exitCode == 1, import.text().constData());
        QVERIFY2(import.err.contains("No such file") && import.err.contains("no.log"), import.text().constData());
    }

    void folderWithoutLogs()
    {
        const QTemporaryDir folder;
        QDir().mkpath(folder.filePath("pictures/deep"));
        const QString project = folder.filePath("p.causeway");
        const Finished empty = run({"import", project, folder.filePath("pictures")});
        QVERIFY2(empty.exitCode == 1 && empty.err.contains("nothing to import in the folder"), empty.text().constData());
        writeBytes(folder.filePath("pictures/deep/a.png"), QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x8\6\0\0\0", 29));
        const Finished pictures = run({"import", project, folder.filePath("pictures")});
        QVERIFY2(pictures.exitCode == 1 && pictures.err.contains("none of its 1 files is text"), pictures.text().constData());
    }

    // Of a folder the readable rest is imported, with a warning.
    void noPermission()
    {
        const QTemporaryDir folder;
        QFile::setPermissions(folder.path(), QFile::Permissions(0x7777));
        const QString logs = folder.filePath("logs"), open = folder.filePath("logs/open.log"), secret = folder.filePath("logs/secret.log");
        QDir().mkpath(logs);
        QFile::setPermissions(logs, QFile::Permissions(0x7755));
        writeBytes(open, madeUpLog(100, 1));
        writeBytes(secret, madeUpLog(100, 2));
        QFile::setPermissions(open, QFile::Permissions(0x6644));
        QFile::setPermissions(secret, QFile::Permissions());
        Limits limits;
        limits.asNobody = ::getuid() == 0;
        const Finished named = run({"import", folder.filePath("p.causeway"), secret}, limits);
        if (named.exitCode == 126 || named.exitCode == 127)
            QSKIP("another user may not run the program here");
        QVERIFY2(named.exitCode == 1, named.text().constData());
        QVERIFY2(named.err.contains("Permission denied") && named.err.contains("secret.log"), named.text().constData());
        const Finished walked = run({"import", folder.filePath("q.causeway"), logs}, limits);
        QVERIFY2(walked.exitCode == 0, walked.text().constData());
        QVERIFY2(walked.err.contains("warning") && walked.err.contains("secret.log"), walked.text().constData());
        QCOMPARE(infoOf(folder.filePath("q.causeway"))["events"].toInteger(), 100);
    }

    void invalidUtf8()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("latin.log"), project = folder.filePath("p.causeway");
        QByteArray text;
        for (int i = 0; i < 2000; ++i)
            text += "2024-03-05 10:00:00.000 WARN [m] cafe: M\xFCller " + QByteArray::number(i) + (i % 3 == 0 ? "\xC3\x28 \xF0\x9F \xED\xA0\x80" : "") + (i % 2 == 0 ? "\r\n" : "\n");
        writeBytes(file, text);
        QCOMPARE(run({"import", project, file}).exitCode, 0);
        QVERIFY(run({"lines", project}).out == text);
        const Finished json = run({"lines", project, "--json", "--limit", "1"});
        QJsonParseError error;
        const QJsonObject line = QJsonDocument::fromJson(json.out, &error).array().at(0).toObject();
        QVERIFY2(error.error == QJsonParseError::NoError, json.text().constData());
        QCOMPARE(QByteArray::fromBase64(line["text_b64"].toString().toLatin1()).trimmed(), text.left(text.indexOf('\n')).trimmed());
    }

    void endlessLine()
    {
        constexpr qsizetype kBytes = 200'000'000;
        const QTemporaryDir folder;
        const QString file = folder.filePath("long.log"), project = folder.filePath("p.causeway");
        {
            QByteArray text = "2024-03-05 10:00:00.000 INFO [m] dump: ";
            text.resize(kBytes, 'x');
            for (qsizetype i = 64; i < kBytes; i += 97)
                text[i] = static_cast<char>('a' + i % 26);
            text += "\n2024-03-05 10:00:01.000 INFO [m] dump: done\n";
            writeBytes(file, text);
        }
        const Finished import = run({"import", project, file});
        QVERIFY2(import.exitCode == 0, import.text().constData());
        qInfo("a line of 200 MB: %.2f s, %.0f MB at the most", import.seconds, static_cast<double>(import.peakBytes) / kMegabyte);
        QVERIFY2(import.peakBytes < kMemoryFactor * 400'000'000, QByteArray::number(static_cast<double>(import.peakBytes) / kMegabyte).constData());
        Limits limits;
        const QString copy = folder.filePath("copy.log");
        writeBytes(copy, {});
        limits.stdoutPath = copy.toStdString();
        const Finished lines = run({"lines", project}, limits);
        QVERIFY2(lines.exitCode == 0, lines.text().constData());
        QVERIFY2(lines.peakBytes < kMemoryFactor * 400'000'000, QByteArray::number(static_cast<double>(lines.peakBytes) / kMegabyte).constData());
        QVERIFY(readBytes(copy) == readBytes(file));
    }
};

CAUSEWAY_TEST(HostileFilesTest)
#include "hostile_files_test.moc"
