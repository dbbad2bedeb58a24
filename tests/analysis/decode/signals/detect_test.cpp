// Which documents are of a format of signals, and that no log is.

#include "tests/support/test_registry.h"

#include <QDirIterator>
#include <QTest>

#include "analysis/decode/signals/signal_decoder.h"
#include "tests/support/test_data.h"

using namespace causeway::decode;
using causeway::test::dataPath;
using causeway::test::readFile;

class DetectSignalsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsAreTold_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QString>("format"); // empty: none
        const auto row = [](const char *name, const char *start, const char *format) { QTest::newRow(name) << QByteArray(start) << QString::fromLatin1(format); };
        row("empty", "", "");
        row("blanks", " \n\n", "");
        row("OTLP, cut", "{\"resourceSpans\":[{\"resource\":{\"attr", "otlp-json");
        row("OTLP as text in a log", "{\"msg\":\"{\\\"resourceSpans\\\":[]}\"}", "");
        row("OTLP, in an array", "[{\"resourceMetrics\":[]}]", "otlp-json");
        row("Zipkin", "[{\"id\":\"1\",\"traceId\":\"1\",\"name\":\"a\"}]", "zipkin-json");
        row("Zipkin, an object", "{\"id\":\"1\",\"traceId\":\"1\",\"name\":\"a\"}", "");
        row("Jaeger", "{\"data\":[{\"traceID\":\"1\",\"spans\":[{", "jaeger-json");
        row("Chrome, an array", "[\n{\"name\":\"a\",\"ph\":\"X\",\"ts\":1}", "chrome-trace");
        row("Chrome, metadata first", "{\"metadata\":{\"a\":[1,2]},\"traceEvents\":[", "chrome-trace");
        row("Prometheus' answer", "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[", "prometheus-json");
        row("exposition", "# HELP a b\n# TYPE a counter\na 1\na{b=\"c\"} 2\n", "prometheus-text");
        row("shell", "# comment\nexport A=1\n", "");
        row("two words a line", "started 5\nstopped 6\n", "");
        row("Nezha's traces", "TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration\n", "nezha-trace-csv");
        row("Nezha's logs", "Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log\n1,1,n,p,c,1,1,x\n", "");
        row("metrics", "time,cpu\n2024-01-01T00:00:00Z,5\n", "metrics-csv");
        row("a table of events", "time,level,pid\n2024-01-01T00:00:00Z,INFO,5\n", "");
        row("a table without times", "a,b\n1,2\n3,4\n", "");
        row("text in a cell", "time,n,x\n2024-01-01T00:00:00Z,5,user logged in\n", "");
        row("calls", "1,a,A calls B,f:A:m,f:B:m\n", "call-flow");
        row("line ends", "\n\n\n\n\n\n\n\n\n\n\n\nhello\n", "");
        QTest::newRow("protobuf's first byte in a log") << QByteArray("\n\x12text that is no message\n") << QString();
        QTest::newRow("zeros") << QByteArray(64, '\0') << QString();
    }
    void startsAreTold()
    {
        QFETCH(QByteArray, start);
        QFETCH(QString, format);
        const std::string text = start.toStdString();
        QCOMPARE(QString::fromLatin1(std::string(detectSignals(text, "file").value_or("")).c_str()), format);
    }

    void everyFormatHasADecoder()
    {
        QCOMPARE(signalFormats().size(), std::size_t{10});
        for (const FormatInfo &info : signalFormats())
            QVERIFY(info.kind == "signals" || info.kind == "traces" || info.kind == "metrics");
    }

    void noLogIsClaimed()
    {
        CAUSEWAY_REQUIRE_DATA("lnav/logfile_syslog.0");
        int files = 0;
        for (const char *const folder : {"lnav", "loghub", "hdfs_raw", "hdfs_sessions", "openstack_sessions"}) {
            QDirIterator it(QString::fromStdString(dataPath(folder)), QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                const QString path = it.next();
                const std::string text = readFile(path.toStdString());
                const auto found = detectSignals(std::string_view(text).substr(0, 65'536), it.fileName().toStdString());
                // OTLP's log records a line: of that format, and logs all the same.
                const bool isOtlp = it.fileName() == QStringLiteral("logfile_otel_collector.jsonl");
                QVERIFY2(isOtlp ? found == std::optional<std::string_view>("otlp-json") : !found, qPrintable(path));
                ++files;
            }
        }
        QVERIFY2(files > 120, qPrintable(QString::number(files)));
    }
};

CAUSEWAY_TEST(DetectSignalsTest)
#include "detect_test.moc"
