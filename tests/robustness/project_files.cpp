#include "tests/robustness/project_files.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <sqlite3.h>
#include <zlib.h>

#include <cstdio>
#include <random>

#include "tests/robustness/process.h"

namespace causeway::test {

QByteArray madeUpLog(std::size_t lines, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    QByteArray log;
    log.reserve(static_cast<qsizetype>(lines * 110));
    for (std::size_t i = 0; i < lines; ++i) {
        const auto second = static_cast<unsigned>(i / 50);
        char head[64];
        std::snprintf(head, sizeof head, "2024-03-05 %02u:%02u:%02u.%03u ", second / 3600 % 24, second / 60 % 60, second % 60, static_cast<unsigned>(i % 50 * 20));
        char line[256];
        const auto id = static_cast<unsigned>(random());
        const auto number = static_cast<unsigned>(random() % 100000);
        switch (random() % 4) {
        case 0: std::snprintf(line, sizeof line, "INFO [worker-%u] store.Orders: Order %08x of customer %u accepted, %u items\n", number % 8, id, number, number % 13); break;
        case 1: std::snprintf(line, sizeof line, "DEBUG [worker-%u] store.Cache: Miss for key item-%u, loaded in %u ms\n", number % 8, number, number % 300); break;
        case 2: std::snprintf(line, sizeof line, "WARN [worker-%u] store.Payments: Payment of order %08x waits for a connection since %u ms\n", number % 8, id, number); break;
        default: std::snprintf(line, sizeof line, "INFO [worker-%u] store.Mail: Receipt for order %08x sent to 10.0.%u.%u\n", number % 8, id, number % 256, number / 256 % 256); break;
        }
        log += head;
        log += line;
    }
    return log;
}

void writeBytes(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly | QIODevice::Truncate), qPrintable(file.errorString()));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray readBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray gzip(const QByteArray &bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

QJsonObject infoOf(const QString &project)
{
    const Finished info = run({"info", project, "--json"});
    if (info.exitCode != 0)
        QTest::qFail(info.text().constData(), __FILE__, __LINE__);
    return QJsonDocument::fromJson(info.out).object();
}

QByteArray integrityOf(const QString &project)
{
    sqlite3 *database = nullptr;
    QByteArray answer = "cannot be opened";
    if (sqlite3_open_v2(project.toUtf8().constData(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &statement, nullptr) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
            answer = reinterpret_cast<const char *>(sqlite3_column_text(statement, 0));
        else
            answer = sqlite3_errmsg(database);
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
    return answer;
}

} // namespace causeway::test
