// What is imported comes back byte for byte, whatever it is; and the result does not depend on threads.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <random>

#include "storage/chunk_codec.h"
#include "storage/database.h"
#include "storage/import/import_source.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

void writeFile(const std::string &path, const std::string &bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

struct Imported {
    std::shared_ptr<Project> project;
    ImportedSource source;
    std::string error;
};

Imported import(const std::string &projectPath, const std::string &file, unsigned threads = 2)
{
    Imported out;
    auto project = Project::open(projectPath, Project::Mode::OpenOrCreate);
    if (!project) {
        out.error = project.error().toEnglish();
        return out;
    }
    out.project = *project;
    auto appender = Appender::begin(out.project);
    if (!appender) {
        out.error = appender.error().toEnglish();
        return out;
    }
    SourceOptions options;
    options.name = std::filesystem::path(file).filename().string();
    options.threads = threads;
    auto source = importSource(**appender, file, options, true, Job{}, [](std::uint64_t) {});
    if (!source) {
        out.error = source.error().toEnglish();
        return out;
    }
    out.source = *source;
    if (const auto done = (*appender)->commit({}); !done)
        out.error = done.error().toEnglish();
    return out;
}

std::string allBytes(const std::shared_ptr<Project> &project)
{
    auto snapshot = project->snapshot();
    if (!snapshot)
        return snapshot.error().toEnglish();
    EventReader reader(project, *snapshot);
    std::string out;
    for (std::size_t c = 0; c < (*snapshot)->chunks.size(); ++c) {
        auto text = reader.text(c);
        if (!text)
            return text.error().toEnglish();
        ChunkLines lines(*text, **snapshot);
        for (std::uint32_t row = 0; row < (*snapshot)->chunks[c].rows; ++row)
            lines.append(row, out);
    }
    return out;
}

} // namespace

class ImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytesComeBack_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << QByteArray("one\ntwo 2\nthree 3 3\n");
        QTest::newRow("no last newline") << QByteArray("2024-01-01 00:00:00 INFO a: b\n2024-01-01 00:00:01 WARN a: c 1");
        QTest::newRow("carriage returns") << QByteArray("2024-01-01 00:00:00 INFO a: b\r\n2024-01-01 00:00:01 INFO a: b\n\r\n\r\r\n");
        QTest::newRow("blank lines") << QByteArray("\n\n\nx\n\n");
        QTest::newRow("stack trace") << QByteArray("2024-01-01 00:00:00,123 ERROR a.B: boom 7\njava.lang.X: y\n\tat a.b(C.java:1)\n\n2024-01-01 00:00:01,000 INFO a.B: ok\n");
        QTest::newRow("preamble") << QByteArray("# header\n# more\n2024-01-01 00:00:00 INFO a: b\n2024-01-01 00:00:01 INFO a: b\n2024-01-01 00:00:02 INFO a: b\n");
        QTest::newRow("our own mark") << QByteArray("2024-01-01 00:00:00 INFO a: b\x01 c 1\n2024-01-01 00:00:00 INFO \x01: b\n\x01\x01\n");
        QTest::newRow("invalid UTF-8") << QByteArray("2024-01-01 00:00:00 INFO a: \xff\xfe 12\n\x80\n");
        QTest::newRow("times that render differently") << QByteArray("2024-01-01 00:00:00 INFO a: b\n2024-1-1 0:00:00 INFO a: b\n2024-01-01T00:00:00 INFO a: b\n");
        QTest::newRow("json") << QByteArray("{\"ts\":\"2024-01-01T00:00:00Z\",\"level\":\"info\",\"msg\":\"user 1 in\"}\n{broken\n{\"ts\":\"2024-01-01T00:00:01Z\",\"level\":\"info\",\"msg\":\"user 2 in\"}\n");
        QTest::newRow("sequences") << QByteArray("5 5 22 5 \n22 5 11\n\n7 5\n5 22 11");
        QTest::newRow("sequences with labels") << QByteArray("Sequence,label\n5 5 22,0\n22 5 11,1\n");
        QTest::newRow("long line") << QByteArray(3 << 20, 'x') + QByteArray("\nshort\n");
        QTest::newRow("many words") << QByteArray("a 1 ").repeated(3000) + QByteArray("\n");
    }
    void bytesComeBack()
    {
        QFETCH(QByteArray, bytes);
        QTemporaryDir dir;
        const std::string file = dir.filePath("x.log").toStdString();
        writeFile(file, bytes.toStdString());
        const Imported imported = import(dir.filePath("p.causeway").toStdString(), file);
        QCOMPARE(QString::fromStdString(imported.error), QString());
        QVERIFY(allBytes(imported.project) == bytes.toStdString());
    }

    void randomBytesComeBack()
    {
        std::mt19937 random(1);
        const std::string alphabet = "\n\n\n  ab1:.-_[]\r\t\x01\xff{}\",=T02";
        int compared = 0;
        for (int round = 0; round < 60; ++round) {
            std::string bytes;
            for (std::size_t i = random() % 3000; i > 0; --i)
                bytes += random() % 9 == 0 ? "2024-01-01 10:00:0" + std::to_string(random() % 10) + " INFO m: " : std::string(1, alphabet[random() % alphabet.size()]);
            QTemporaryDir dir;
            const std::string file = dir.filePath("x.log").toStdString();
            writeFile(file, "start\n" + bytes);
            const Imported imported = import(dir.filePath("p.causeway").toStdString(), file);
            if (!imported.error.empty()) // told, not lost
                continue;
            QVERIFY2(allBytes(imported.project) == "start\n" + bytes, qPrintable(QString::number(round)));
            ++compared;
        }
        QVERIFY2(compared >= 30, qPrintable(QString::number(compared)));
    }

    void realFilesComeBack()
    {
        CAUSEWAY_REQUIRE_DATA("loghub");
        namespace fs = std::filesystem;
        std::vector<std::string> files;
        for (const auto &entry : fs::recursive_directory_iterator(test::dataPath("loghub")))
            if (entry.path().extension() == ".log")
                files.push_back(entry.path().string());
        for (const auto &entry : fs::directory_iterator(test::dataPath("lnav")))
            files.push_back(entry.path().string());
        std::sort(files.begin(), files.end());
        int compared = 0;
        for (const std::string &file : files) {
            QTemporaryDir dir;
            const Imported imported = import(dir.filePath("p.causeway").toStdString(), file);
            const std::string bytes = test::readFile(file);
            if (bytes.empty() || !imported.error.empty()) {
                QVERIFY2(bytes.empty() || imported.error.find("not text") != std::string::npos, (file + ": " + imported.error).c_str());
                continue;
            }
            QVERIFY2(allBytes(imported.project) == bytes, file.c_str());
            ++compared;
        }
        QVERIFY(compared > 90);
    }

    void threadsDoNotMatter()
    {
        QTemporaryDir dir;
        const std::string file = dir.filePath("x.log").toStdString();
        std::string bytes;
        std::mt19937 random(2);
        for (int i = 0; i < 250'000; ++i)
            bytes += "2024-01-01 00:00:00 INFO auth: user u" + std::string(1, static_cast<char>('a' + random() % 26)) + std::string(1, static_cast<char>('a' + random() % 26)) +
                     std::string(1, static_cast<char>('a' + random() % 26)) + " logged " + (random() % 2 == 0 ? "in" : "out") + " from 10.0.0." + std::to_string(random() % 256) + "\n";
        writeFile(file, bytes);
        std::vector<std::string> dumps;
        std::vector<std::size_t> shapes;
        for (const unsigned threads : {1u, 2u, 5u}) {
            const Imported imported = import(dir.filePath(QStringLiteral("p%1.causeway").arg(threads)).toStdString(), file, threads);
            QCOMPARE(QString::fromStdString(imported.error), QString());
            QVERIFY(allBytes(imported.project) == bytes);
            std::string dump;
            QVERIFY(imported.project->read([&](Database &database) -> Result<void> {
                Statement parts = database.prepare("SELECT bytes FROM part ORDER BY id");
                while (*parts.step())
                    dump += parts.blob(0);
                return {};
            }));
            dumps.push_back(dump);
            shapes.push_back((*imported.project->snapshot())->shapes.size());
        }
        QVERIFY(dumps[0] == dumps[1]);
        QVERIFY(dumps[0] == dumps[2]);
        // 17,576 user names do not become 35,152 shapes.
        QVERIFY2(shapes[0] < 3000, qPrintable(QString::number(shapes[0])));
    }

    void yearsThatAreNotWrittenAreNotOfTheFuture_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("last");
        const auto line = [](const char *time) { return QByteArray(time) + " host sshd[7]: Accepted key of user 3\n"; };
        QTest::newRow("before the writing") << line("Nov  6 10:00:00") + line("Nov 19 23:00:00") << "2026-11-06" << "2026-11-19";
        QTest::newRow("a year before") << line("Dec  6 10:00:00") + line("Dec  7 10:00:00") << "2025-12-06" << "2025-12-07";
        QTest::newRow("the last line is later") << line("Jun  1 10:00:00") + line("Dec  7 10:00:00") << "2025-06-01" << "2025-12-07";
        QTest::newRow("over the turn of the year") << line("Dec 31 23:00:00") + line("Jan  1 01:00:00") << "2025-12-31" << "2026-01-01";
        QTest::newRow("many lines, the last one later") << line("Jun  1 10:00:00").repeated(30000) + line("Dec  7 10:00:00") << "2025-06-01" << "2025-12-07";
    }
    void yearsThatAreNotWrittenAreNotOfTheFuture()
    {
        QFETCH(QByteArray, lines);
        QTemporaryDir folder;
        const std::string file = folder.filePath("old.log").toStdString();
        writeFile(file, lines.toStdString());
        const timespec written[2] = {{1795132800, 0}, {1795132800, 0}}; // 2026-11-20
        QVERIFY(::utimensat(AT_FDCWD, file.c_str(), written, 0) == 0);
        const Imported imported = import(folder.filePath("p.causeway").toStdString(), file);
        QVERIFY2(imported.error.empty(), imported.error.c_str());
        const auto snapshot = imported.project->snapshot();
        QVERIFY(snapshot.has_value());
        const TimeRange range = (*snapshot)->timeRange();
        QTEST(QString::fromStdString(toIso8601(range.from)).left(10), "first");
        QTEST(QString::fromStdString(toIso8601(TimePoint{range.to.ns - 1})).left(10), "last");
    }

    void cancelledLeavesNothing()
    {
        QTemporaryDir dir;
        const std::string file = dir.filePath("x.log").toStdString();
        std::string bytes;
        for (int i = 0; i < 300'000; ++i)
            bytes += "2024-01-01 00:00:00 INFO a: line " + std::to_string(i) + " of words\n";
        writeFile(file, bytes);
        auto project = Project::open(dir.filePath("p.causeway").toStdString(), Project::Mode::OpenOrCreate);
        QVERIFY(project);
        {
            auto appender = Appender::begin(*project);
            QVERIFY(appender);
            // A second import at the same time is refused, with the reason.
            auto other = Project::open(dir.filePath("p.causeway").toStdString(), Project::Mode::OpenExisting);
            QVERIFY(other);
            const auto second = Appender::begin(*other);
            QVERIFY(!second);
            QCOMPARE(second.error().code, ErrorCode::Conflict);
            Job job;
            SourceOptions options;
            options.name = "x";
            const auto result = importSource(**appender, file, options, true, job, [&](std::uint64_t bytesRead) {
                if (bytesRead > 4'000'000)
                    job.cancel.cancel();
            });
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Cancelled);
        }
        QCOMPARE((*(*project)->snapshot())->events, std::uint64_t{0});
        QVERIFY((*project)->read([](Database &database) -> Result<void> {
            for (const char *table : {"SELECT count(*) FROM part", "SELECT count(*) FROM chunk", "SELECT count(*) FROM shape", "SELECT count(*) FROM source"}) {
                Statement count = database.prepare(table);
                if (!*count.step() || count.integer(0) != 0)
                    return failure(ErrorCode::Internal, Message(table));
            }
            return {};
        }));
    }
};

CAUSEWAY_TEST(ImportTest)
#include "import_test.moc"
