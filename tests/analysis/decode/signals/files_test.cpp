// Files as real tools write them. The numbers are those of an independent count (Python's json and csv).

#include "tests/support/test_registry.h"

#include <QDir>
#include <QTest>

#include <set>

#include "analysis/decode/signals/signal_decoder.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::decode;
using causeway::test::dataPath;
using causeway::test::readFile;

namespace {

class Counter final : public SignalSink {
public:
    ResourceId resource(Attributes) override { return ResourceId(1); }
    void span(const Span &span) override
    {
        ++spans;
        events += static_cast<qint64>(span.events.size());
        links += static_cast<qint64>(span.links.size());
        errors += span.status == SpanStatus::Error ? 1 : 0;
        unended += span.duration == kNoDuration ? 1 : 0;
        traces.insert(span.trace);
        services.insert(std::string(span.service));
    }
    void log(const LogRecord &) override { ++logs; }
    void point(const MetricPoint &point) override
    {
        ++points;
        nans += point.value != point.value ? 1 : 0;
    }
    void skipped(const Message &, SignalPlace) override { ++skips; }
    void noted(const Message &, SignalPlace) override { ++notes; }

    qint64 spans = 0, events = 0, links = 0, errors = 0, unended = 0, logs = 0, points = 0, nans = 0, skips = 0, notes = 0;
    std::set<TraceKey> traces;
    std::set<std::string> services;
};

// Told in pieces of 64 KiB. The format is the detected one.
void count(const std::string &file, const char *format, Counter &counter, std::uint64_t document = 1)
{
    const std::string text = readFile(dataPath(file));
    QVERIFY2(!text.empty(), file.c_str());
    const auto found = detectSignals(std::string_view(text).substr(0, 16'384), file);
    QVERIFY2(found && *found == format, (file + ": " + std::string(found.value_or("none"))).c_str());
    auto decoder = makeSignalDecoder(*found, counter, {document, TimePoint::none()});
    QVERIFY(decoder.has_value());
    for (std::size_t at = 0; at < text.size(); at += 65'536)
        QVERIFY((*decoder)->feed(std::string_view(text).substr(at, 65'536)).has_value());
    const auto end = (*decoder)->finish();
    QVERIFY(end.has_value());
    QCOMPARE(end->incompleteAt, std::int64_t{-1});
}

std::vector<std::string> filesIn(const std::string &folder, const QString &pattern)
{
    std::vector<std::string> names;
    for (const QString &name : QDir(QString::fromStdString(dataPath(folder))).entryList({pattern}, QDir::Files, QDir::Name))
        names.push_back(folder + "/" + name.toStdString());
    return names;
}

} // namespace

class SignalFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdWhatWasCounted_data()
    {
        QTest::addColumn<QString>("format");
        for (const char *const column : {"spans", "traces", "services", "errors", "events", "links", "logs", "points", "skipped"})
            QTest::addColumn<int>(column);
        QTest::newRow("otlp/otel_demo.jsonl.gz") << "otlp-json" << 547 << 141 << 8 << 107 << 139 << 53 << 23 << 6620 << 0;
        QTest::newRow("otlp/spec_trace.json") << "otlp-json" << 1 << 1 << 1 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("otlp/spec_logs.json") << "otlp-json" << 0 << 0 << 0 << 0 << 0 << 0 << 1 << 0 << 0;
        QTest::newRow("otlp/spec_metrics.json") << "otlp-json" << 0 << 0 << 0 << 0 << 0 << 0 << 0 << 16 << 0;
        QTest::newRow("jaeger/ui_01.json") << "jaeger-json" << 5 << 1 << 2 << 1 << 2 << 2 << 0 << 0 << 0;
        QTest::newRow("zipkin/ascend.json") << "zipkin-json" << 8 << 1 << 3 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/envoy.json") << "zipkin-json" << 1 << 1 << 1 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/messaging-kafka.json") << "zipkin-json" << 28 << 1 << 2 << 3 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/messaging.json") << "zipkin-json" << 4 << 1 << 2 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/messaging2.json") << "zipkin-json" << 11 << 1 << 4 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/simple-db-p6.json") << "zipkin-json" << 5 << 1 << 1 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/skew.json") << "zipkin-json" << 4 << 1 << 2 << 0 << 0 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/smartthings-mobile-web-install.json") << "zipkin-json" << 1041 << 1 << 16 << 2 << 92 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/smartthings-oauth-authorization.json") << "zipkin-json" << 175 << 1 << 8 << 2 << 9 << 0 << 0 << 0 << 0;
        QTest::newRow("zipkin/yelp.json") << "zipkin-json" << 16 << 1 << 6 << 0 << 1 << 0 << 0 << 0 << 0;
        QTest::newRow("chrome/nanoseconds.json") << "chrome-trace" << 8 << 1 << 1 << 0 << 0 << 0 << 0 << 0 << 0;
        // Slices: B, X, S. Instants and T are events; counters (42) and objects (4) are skipped.
        QTest::newRow("chrome/x_event_trace.json") << "chrome-trace" << 3294 << 1 << 1 << 0 << 183 << 0 << 0 << 0 << 46;
    }
    void holdWhatWasCounted()
    {
        const std::string file = QTest::currentDataTag();
        if (dataPath(file).empty())
            QSKIP("the data folder does not hold the file (set CAUSEWAY_DATA)");
        QFETCH(QString, format);
        Counter counter;
        count(file, qPrintable(format), counter);
        const auto expected = [](const char *column) { return qint64{*static_cast<const int *>(QTest::qData(column, QMetaType::Int))}; };
        QCOMPARE(counter.spans, expected("spans"));
        QCOMPARE(static_cast<qint64>(counter.traces.size()), expected("traces"));
        QCOMPARE(static_cast<qint64>(counter.services.size()), expected("services"));
        QCOMPARE(counter.errors, expected("errors"));
        QCOMPARE(counter.events, expected("events"));
        QCOMPARE(counter.links, expected("links"));
        QCOMPARE(counter.logs, expected("logs"));
        QCOMPARE(counter.points, expected("points"));
        QCOMPARE(counter.skips, expected("skipped"));
    }

    void chromeSlicesThatDoNotClose()
    {
        CAUSEWAY_REQUIRE_DATA("chrome/bing_truncated.json.gz");
        Counter bing;
        count("chrome/bing_truncated.json.gz", "chrome-trace", bing);
        QCOMPARE(bing.spans, 3642); // 3169 X, 462 S, 11 B
        QCOMPARE(bing.services.size(), std::size_t{4});
        QCOMPARE(bing.unended, 1 + 462 - 120); // a B, and S without F: 120 of 124 F have an S before them
        QCOMPARE(bing.events, 114);            // 108 I, 6 T
        Counter flow;
        count("chrome/flow.json", "chrome-trace", flow);
        QCOMPARE(flow.spans, 1625);
        QCOMPARE(flow.services.size(), std::size_t{3});
        QCOMPARE(flow.unended, 3);
    }

    void nezhaTraces_data()
    {
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("spans");
        QTest::addColumn<int>("traces");
        QTest::addColumn<int>("services");
        QTest::newRow("TrainTicket") << 29 << 121'194 << 1'664 << 28;
        QTest::newRow("OnlineBoutique") << 15 << 297'935 << 6'318 << 10;
    }
    void nezhaTraces()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket");
        Counter counter;
        int files = 0;
        for (const char *const folder : {"2022-08-22/trace", "2022-08-22/fault_free/trace", "2023-01-29/trace", "2023-01-29/fault_free/trace", "2023-01-30/trace"})
            for (const std::string &file : filesIn(std::string("nezha/") + QTest::currentDataTag() + "/" + folder, QStringLiteral("*.csv.gz"))) {
                count(file, "nezha-trace-csv", counter);
                ++files;
            }
        QTEST(files, "files");
        QTEST(static_cast<int>(counter.spans), "spans");
        QTEST(static_cast<int>(counter.traces.size()), "traces");
        QTEST(static_cast<int>(counter.services.size()), "services");
        QCOMPARE(counter.skips, 0);
    }

    void nezhaMetrics_data()
    {
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("points");
        QTest::addColumn<int>("nans");
        QTest::newRow("TrainTicket") << 94 << 1'459'140 << 83'218;
        QTest::newRow("OnlineBoutique") << 13 << 269'388 << 291;
    }
    void nezhaMetrics()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket");
        Counter counter;
        int files = 0;
        for (const char *const folder : {"2022-08-22/metric", "2023-01-29/metric", "2023-01-30/metric"})
            for (const std::string &file : filesIn(std::string("nezha/") + QTest::currentDataTag() + "/" + folder, QStringLiteral("*.csv.gz"))) {
                if (file.find("dependency") != std::string::npos) { // Source,Target,Weight
                    QVERIFY(!detectSignals(readFile(dataPath(file)), file));
                    continue;
                }
                count(file, "metrics-csv", counter);
                ++files;
            }
        QTEST(files, "files");
        QTEST(static_cast<int>(counter.points), "points");
        QTEST(static_cast<int>(counter.nans), "nans");
        QCOMPARE(counter.skips, 0);
    }

    void callFlows_data()
    {
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("calls");
        QTest::addColumn<int>("useCases");
        QTest::newRow("jpetstore") << 11 << 3450 << 55;
        QTest::newRow("daytrader") << 130 << 9605 << 173;
    }
    void callFlows()
    {
        CAUSEWAY_REQUIRE_DATA("monolith/fse2021");
        Counter counter;
        int files = 0;
        for (const std::string &file : filesIn(std::string("monolith/fse2021/") + QTest::currentDataTag() + "/mono2micro_input", QStringLiteral("*.txt"))) {
            ++files;
            if (!readFile(dataPath(file)).empty()) // some are
                count(file, "call-flow", counter, static_cast<std::uint64_t>(files));
        }
        QTEST(files, "files");
        QFETCH(int, calls);
        QTEST(static_cast<int>(counter.traces.size()), "useCases");
        QCOMPARE(static_cast<int>(counter.spans), calls + static_cast<int>(counter.traces.size()));
    }
};

CAUSEWAY_TEST(SignalFilesTest)
#include "files_test.moc"
