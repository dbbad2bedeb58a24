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
    // What is not here is read as text: Zeek, W3C, uWSGI, TAI64N, strace with pid, lines of compose, French months, TCF.
    void knownFiles_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("events");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("level");
        const auto row = [](const char *file, const char *format, int events, const char *first, const char *level) {
            QTest::newRow(file) << format << events << first << level;
        };
        row("logfile_access_log.0", "access-log", 3, "2009-07-20T22:59:26Z", "unknown");
        row("logfile_bad_access_log.0", "access-log", 2, "2009-07-20T22:59:26Z", "unknown");
        row("logfile_shop_access_log.0", "access-log", 1000, "2019-01-22T00:26:14Z", "unknown");
        row("logfile_blued.0", "syslog", 6, "2024-04-04T20:02:32Z", "unknown");
        row("logfile_syslog.0", "syslog", 4, "2024-11-03T09:23:38Z", "unknown");
        row("logfile_syslog.1", "syslog", 4, "2023-12-03T09:23:38Z", "unknown");
        row("logfile_syslog_with_header.0", "syslog", 4, "2024-11-03T09:23:38Z", "unknown");
        row("logfile_with_zones.0", "syslog", 3, "2022-08-27T14:22:01.613Z", "unknown");
        row("logfile_spark.0", "layout", 399, "2017-06-09T20:10:40Z", "info");
        row("logfile_vdsm.0", "layout", 5, "2011-12-05T07:04:56.101Z", "info");
        row("logfile_postgres.0", "layout", 21, "2025-08-13T08:45:01.123Z", "info");
        row("logfile_laravel.1", "layout", 4, "2025-01-02T11:19:06Z", "fatal");
        row("logfile_glog.0", "regex", 7, "2024-05-17T15:04:22.619632Z", "error");
        row("logfile_generic.0", "timestamped", 2, "2012-07-02T10:22:40.672Z", "debug");
        row("logfile_generic.1", "timestamped", 2, "2015-04-24T21:09:29.296Z", "info");
        row("logfile_generic.2", "timestamped", 2, "2015-04-24T21:08:10.313913Z", "error");
        row("logfile_generic.3", "timestamped", 2, "2012-07-02T10:22:40.672Z", "debug");
        row("logfile_leveltest.0", "timestamped", 8, "2016-06-30T12:00:01Z", "trace");
        row("logfile_multiline.0", "timestamped", 2, "2009-07-20T22:59:27.672Z", "debug");
        row("logfile_mysql_error.0", "timestamped", 4, "2020-08-06T14:25:02.835618Z", "info");
        row("logfile_vpxd.0", "timestamped", 12, "2022-06-02T11:58:12.193Z", "info");
        row("logfile_xml_msg.0", "timestamped", 3, "2020-12-10T06:56:41.061Z", "info");
        row("logfile_yday.0", "timestamped", 2, "2012-01-25T10:22:40.672Z", "debug");
        row("logfile_zap_console.0", "timestamped", 3, "2025-04-24T22:09:20.854Z", "info");
        row("logfile_grafana.0", "logfmt", 5, "2025-04-24T19:51:48.520963849Z", "info");
        row("logfile_logfmt.0", "logfmt", 5, "2021-09-15T21:17:10.220731Z", "error");
        row("logfile_bunyan.0", "json-lines", 10, "2023-03-24T14:26:16.243Z", "debug");
        row("logfile_caddy_log.1", "json-lines", 4, "2024-05-26T11:42:52.601480700Z", "info");
        row("logfile_ecs_log.json", "json-lines", 5, "2025-01-13T09:58:13.631Z", "debug");
        row("logfile_journald.json", "json-lines", 2, "2018-08-21T14:04:21.221373Z", "fatal");
        row("logfile_json.json", "json-lines", 14, "2013-09-06T20:00:48.124817Z", "trace");
        row("logfile_json_invalid.json", "json-lines", 12, "2013-09-06T20:00:48.124817Z", "trace");
        row("logfile_mongodb.0", "json-lines", 3, "2026-03-10T20:58:09.401Z", "info");
        row("logfile_nested_json.json", "json-lines", 13, "2013-09-06T20:00:48.124817Z", "trace");
        row("logfile_pino.0", "json-lines", 1, "2025-04-24T22:08:37.537Z", "info");
        row("logfile_rust_tracing.0", "json-lines", 5, "2025-10-28T19:15:10.821315Z", "info");
        row("logfile_plain.0", "plain", 3, "", "unknown");
    }
    void knownFiles()
    {
        CAUSEWAY_REQUIRE_DATA("lnav/logfile_syslog.0");
        QFETCH(QString, format);
        QFETCH(int, events);
        QFETCH(QString, first);
        QFETCH(QString, level);
        const Read read = readBy(std::string("lnav/") + QTest::currentDataTag());
        int count = 0;
        const Record *record = nullptr;
        for (std::size_t i = 0; i < read.lines.size(); ++i) {
            if (read.formats[i] != format.toStdString())
                continue;
            ++count;
            if (record == nullptr)
                record = &read.records[i];
        }
        QVERIFY2(record != nullptr, read.detection.why.c_str());
        QCOMPARE(record->time.isNone() ? QString() : QString::fromStdString(toIso8601(record->time)), first);
        QCOMPARE(QString::fromStdString(std::string(toName(record->level))), level);
        QVERIFY2(count == events, (std::to_string(count) + " events: " + read.detection.why).c_str());
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
