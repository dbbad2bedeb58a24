// Collected logs of a hundred layouts against what a person read in them: tests/storage/collected_logs.txt.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

#include "analysis/core/civil_time.h"
#include "storage/import/import_source.h"

using namespace causeway;
using namespace causeway::storage;
using causeway::test::dataPath;

namespace {

std::string trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

// Cells between bars; the seventh, the message, may hold bars and begin with blanks but the first.
QStringList cells(const std::string &row)
{
    QStringList out;
    std::string_view rest = row;
    while (out.size() < 6) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        out += QString::fromStdString(trimmed(rest.substr(0, bar)));
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    out += QString::fromStdString(std::string(rest.substr(std::min<std::size_t>(1, rest.size()))));
    return out;
}

std::string formatsOf(const FileLook &look)
{
    std::string text;
    for (const decode::Layout &layout : look.layouts)
        if (text.find(layout.format) == std::string::npos)
            text += (text.empty() ? "" : "+") + layout.format;
    return text;
}

std::string contentOf(std::string_view line, const decode::Record &record)
{
    for (const decode::Field &field : record.fields)
        if (field.role == Role::Content)
            return std::string(line.substr(field.begin, field.end - field.begin));
    return {};
}

} // namespace

class CollectedLogsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        auto project = Project::open(m_folder.filePath("p.causeway").toStdString(), Project::Mode::OpenOrCreate);
        QVERIFY(project.has_value());
        m_project = *project;
    }
    void asAPersonReadsThem_data()
    {
        QTest::addColumn<QStringList>("row");
        std::ifstream in(test::sourcePath("tests/storage/collected_logs.txt"));
        std::string line;
        while (std::getline(in, line))
            if (!line.empty() && line[0] != '#')
                QTest::newRow(qPrintable(cells(line).front())) << cells(line);
    }
    void asAPersonReadsThem()
    {
        CAUSEWAY_REQUIRE_DATA("lnav/logfile_syslog.0");
        QFETCH(QStringList, row);
        const std::string path = dataPath("lnav/" + row[0].toStdString());
        QVERIFY2(!path.empty(), "the data folder does not hold it");
        const auto look = lookAtFile(path, {});
        QVERIFY2(look.has_value(), look ? "" : look.error().toEnglish().c_str());
        QCOMPARE(QString::fromStdString(formatsOf(*look)), row[1]);

        const auto source = import(path);
        QVERIFY2(source.has_value(), source ? "" : source.error().toEnglish().c_str());
        QCOMPARE(static_cast<qlonglong>(source->info.skipped), row[3].toLongLong());

        auto decoder = decode::SourceDecoder::make(look->layouts);
        QVERIFY(decoder.has_value());
        qlonglong events = 0;
        QString time;
        QString level;
        QString message;
        for (const std::string &raw : test::readLines(path)) {
            const std::string_view line = raw.ends_with('\r') ? std::string_view(raw).substr(0, raw.size() - 1) : std::string_view(raw);
            decode::Record record;
            std::uint16_t layout = 0;
            if (!decoder->decode(line, record, layout))
                continue;
            if (++events == 1) {
                level = QString::fromStdString(std::string(toName(record.level)));
                message = QString::fromStdString(contentOf(line, record));
            }
            if (time.isEmpty() && !record.time.isNone())
                time = QString::fromStdString(toIso8601(record.time));
        }
        QCOMPARE(events, row[2].toLongLong());
        if (row[4].startsWith('*'))
            time.replace(0, 4, QStringLiteral("*"));
        QCOMPARE(time, row[4]);
        QCOMPARE(level, row[5]);
        QCOMPARE(message.left(row[6].size()), row[6]);
        QVERIFY(!row[6].isEmpty() || message.isEmpty());
    }
    void everyFileIsInTheTable()
    {
        CAUSEWAY_REQUIRE_DATA("lnav/logfile_syslog.0");
        QStringList listed;
        std::ifstream in(test::sourcePath("tests/storage/collected_logs.txt"));
        std::string line;
        while (std::getline(in, line))
            if (!line.empty() && line[0] != '#')
                listed += cells(line).front();
        QVERIFY(listed.size() > 90);
        for (const QString &name : QDir(QString::fromStdString(dataPath("lnav"))).entryList(QDir::Files))
            if (name != QStringLiteral("logfile_empty.0") && !name.endsWith(QStringLiteral(".jsonl"))) // nothing to read, and spans and logs of OpenTelemetry
                QVERIFY2(listed.contains(name), qPrintable(name));
    }
    void anEmptyFileIsRefused()
    {
        CAUSEWAY_REQUIRE_DATA("lnav/logfile_empty.0");
        const auto look = lookAtFile(dataPath("lnav/logfile_empty.0"), {});
        QVERIFY(!look.has_value());
        QCOMPARE(look.error().code, ErrorCode::InvalidInput);
    }
    // Containers split long lines; every part has a record of its own.
    void partsOfALineAreOneEvent()
    {
        const std::string path = m_folder.filePath("cri.log").toStdString();
        std::ofstream(path) << "2016-10-06T00:17:09.1Z stdout P begun \n2016-10-06T00:17:09.2Z stdout P went on \n2016-10-06T00:17:09.3Z stdout F ended\n2016-10-06T00:17:10Z stdout F next\n";
        const auto source = import(path);
        QVERIFY2(source.has_value(), source ? "" : source.error().toEnglish().c_str());
        QCOMPARE(source->info.skipped, std::uint64_t{0});
        const auto snapshot = m_project->snapshot();
        QVERIFY(snapshot.has_value());
        QCOMPARE((*snapshot)->chunks.back().rows, std::uint32_t{2});
    }

private:
    Result<ImportedSource> import(const std::string &path)
    {
        CAUSEWAY_ASSIGN(auto appender, Appender::begin(m_project));
        SourceOptions options;
        options.name = path.substr(path.rfind('/') + 1);
        CAUSEWAY_ASSIGN(auto source, importSource(*appender, path, options, true, Job{}, [](std::uint64_t) {}));
        CAUSEWAY_TRY(appender->commit({}));
        return source;
    }
    QTemporaryDir m_folder;
    std::shared_ptr<Project> m_project;
};

CAUSEWAY_TEST(CollectedLogsTest)
#include "collected_logs_test.moc"
