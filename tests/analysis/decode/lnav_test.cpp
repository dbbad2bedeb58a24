#include "tests/support/test_registry.h"

#include <QDir>
#include <QTest>

#include "analysis/core/civil_time.h"
#include "analysis/decode/layout.h"
#include "tests/analysis/decode/decode_support.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::decode;
using causeway::test::dataPath;
using causeway::test::readLines;

namespace {

struct Read {
    std::vector<std::string> lines;
    Detection detection;
    std::vector<std::string> formats; // of each line, "" where it is a continuation
    std::vector<Record> records;
};

Read readBy(const std::string &file)
{
    Read read;
    for (const std::string &line : readLines(dataPath(file)))
        read.lines.emplace_back(decode::test::withoutReturn(line));
    read.detection = detectLayouts(decode::test::views(read.lines), 2024);
    auto decoder = SourceDecoder::make(read.detection.layouts);
    if (!decoder)
        qFatal("%s", decoder.error().toEnglish().c_str());
    for (const std::string &line : read.lines) {
        Record record;
        std::uint16_t layout = 0;
        const bool known = decoder->decode(line, record, layout);
        if (known && !decode::test::isLossless(line, record, decoder->decoder(layout)))
            qFatal("fields overlap in %s", line.c_str());
        read.formats.push_back(known ? read.detection.layouts[layout].format : "");
        read.records.push_back(std::move(record));
    }
    return read;
}

} // namespace

class LnavTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFileIsReadWithoutLoss()
    {
        CAUSEWAY_REQUIRE_DATA("lnav/logfile_syslog.0");
        const QDir folder(QString::fromStdString(dataPath("lnav")));
        int files = 0;
        for (const QString &name : folder.entryList(QDir::Files)) {
            readBy("lnav/" + name.toStdString());
            ++files;
        }
        QVERIFY(files > 90);
    }
    void nezhasRowsAreTakenApart()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket/2023-01-29/log/14_51_log.csv.gz");
        const Read read = readBy("nezha/TrainTicket/2023-01-29/log/14_51_log.csv.gz");
        QCOMPARE(read.detection.layouts.front().format, std::string("nezha-log-csv"));
        QCOMPARE(read.formats[0], std::string());
        std::size_t levels = 0, spans = 0;
        for (std::size_t i = 1; i < read.lines.size(); ++i) {
            QCOMPARE(read.formats[i], std::string("nezha-log-csv"));
            const std::string_view line = read.lines[i];
            const std::string_view trace = decode::test::text(line, read.records[i], Role::Trace);
            QCOMPARE(trace.size(), std::size_t{32});
            levels += read.records[i].level != Level::Unknown ? 1 : 0;
            // The row's time is that of its first column.
            const auto time = parseTime(line.substr(0, line.find(',')));
            QVERIFY(time && *time == read.records[i].time);
            spans += decode::test::text(line, read.records[i], Role::Content).find("SpanID") == std::string_view::npos ? 1 : 0;
        }
        QCOMPARE(levels, read.lines.size() - 1);
        QCOMPARE(spans, read.lines.size() - 1);
    }
};

CAUSEWAY_TEST(LnavTest)
#include "lnav_test.moc"
