// Records around lines, tables, colours, and the keys and looks by which programs tell the same things.

#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/core/civil_time.h"
#include "tests/analysis/decode/decode_support.h"

using namespace causeway;
using namespace causeway::decode;

namespace {

// Time, level, component and content of each line, as the detected layouts read it; "-" where none knows it.
QStringList readBy(const QByteArray &text)
{
    std::vector<std::string> lines;
    for (const QByteArray &line : text.split('\n'))
        lines.push_back(line.toStdString());
    const Detection detection = detectLayouts(decode::test::views(lines), 2024);
    auto decoder = SourceDecoder::make(detection.layouts);
    if (!decoder)
        return {QString::fromStdString(decoder.error().toEnglish())};
    QStringList out;
    for (const std::string &line : lines) {
        Record record;
        std::uint16_t layout = 0;
        if (!decoder->decode(line, record, layout)) {
            out += QStringLiteral("-");
            continue;
        }
        if (!decode::test::isLossless(line, record, decoder->decoder(layout)))
            return {QStringLiteral("fields overlap")};
        const auto part = [&](Role role) { return std::string(decode::test::text(line, record, role)); };
        out += QString::fromStdString((record.time.isNone() ? std::string() : toIso8601(record.time)) + "|" + std::string(toName(record.level)) + "|" + part(Role::Component) + "|" + part(Role::Content));
    }
    return out;
}

} // namespace

class DialectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("fields");
        const auto row = [](const char *name, const char *format, const char *pattern, const char *line, const char *fields) {
            QTest::newRow(name) << format << pattern << QByteArray(line) << fields;
        };
        row("cri", "cri", "", "2016-10-06T00:17:09.669794202Z stderr F log content", "time=2016-10-06T00:17:09.669794202Z|stream=stderr|tag=F|content=log content");
        row("cri, empty", "cri", "", "2016-10-06T00:17:09.669794202+02:00 stdout F ", "time=2016-10-06T00:17:09.669794202+02:00|stream=stdout|tag=F|content=");
        row("cri with a layout", "cri", "{\"format\":\"timestamped\"}", "2016-10-06T00:17:09.6Z stdout F 10:00:01.000 WARN x", "time=2016-10-06T00:17:09.6Z|stream=stdout|tag=F|line time=10:00:01.000|level=WARN|content=x|(warning)");
        row("cri, other stream", "cri", "", "2016-10-06T00:17:09.6Z stdin F x", "no");
        row("cri, other tag", "cri", "", "2016-10-06T00:17:09.6Z stdout FULL x", "no");
        row("compose", "compose", "", "web-1  | hello", "component=web-1|content=hello");
        row("compose, empty", "compose", "", "web-1  |", "component=web-1|content=");
        row("compose with layouts", "compose", "{\"format\":\"json-lines\"}\n{\"format\":\"timestamped\"}", "db  | 2024-03-05 10:00:01.000 WARN a.b: x", "component=db|time=2024-03-05 10:00:01.000|level=WARN|line component=a.b|content=x|(warning)");
        row("compose, a level", "compose", "", "INFO   | jvm 1    | started", "no");
        row("compose, a number", "compose", "", "12 | 13", "no");
        row("kubectl", "compose", "", "[pod/web-5d/app] hello", "host=web-5d|component=app|content=hello");
        row("w3c", "w3c", "date time s-ip cs-method cs-uri-stem sc-status", "2015-01-13 00:32:17 10.0.0.1 GET /robots.txt 404", "time=2015-01-13 00:32:17|s-ip=10.0.0.1|content=GET /robots.txt|sc-status=404");
        row("w3c, quotes", "w3c", "date time cs-method cs-uri-stem cs(User-Agent)", "\"2015-01-13\" \"00:32:17\" GET /a \"b \"\"c\"\" d\"", "time=2015-01-13\" \"00:32:17|content=GET /a|cs(User-Agent)=b \"\"c\"\" d");
        row("w3c, tabs", "w3c", "date\ttime\tx-edge\tcs-method\tcs(Host)\tcs-uri-stem", "2015-01-13\t00:32:17\ta b\tGET\th\t/a", "time=2015-01-13\t00:32:17|x-edge=a b|content=GET\th\t/a");
        row("w3c, more than named", "w3c", "date time cs-method cs-uri", "2015-01-13 00:32:17 GET /a 1 2", "time=2015-01-13 00:32:17|content=GET /a|more=1 2");
        row("w3c, fewer than named", "w3c", "date time cs-method cs-uri", "2015-01-13 00:32:17 GET", "no");
        row("w3c, directive", "w3c", "date time", "#Date: 2015-01-13 00:32:17", "no");
        row("w3c, level", "w3c", "date time s-computername level x-message", "2015-01-13 00:32:17 box WARN \"disk is full\"", "time=2015-01-13 00:32:17|host=box|level=WARN|content=disk is full|(warning)");
        row("zeek", "zeek", "\tts\tuid\tid.orig_h\tproto\tservice\tstate", "1320279554.496300\tC1\t10.0.0.1\ttcp\t-\t", "time=1320279554.496300|uid=C1|id.orig_h=10.0.0.1|content=tcp\t-|state=");
        row("zeek, no time", "zeek", "\tts\tuid", "x\tC1", "no");
        row("epoch, ms", "timestamped", "", "1428634687123 Hello", "time=1428634687123|content=Hello");
        row("epoch, s with a fraction", "timestamped", "", "[1428634687.5] INFO x", "time=1428634687.5|level=INFO|content=x|(info)");
        row("a number that is no epoch", "timestamped", "", "14286346871 Hello", "no");
        row("a count", "timestamped", "", "12 pages", "no");
        row("tai64n", "timestamped", "", "@40000000433225833b6e1a8c tcpserver: status: 5/30", "time=@40000000433225833b6e1a8c|component=tcpserver|content=status: 5/30");
        row("quoted time", "timestamped", "", "\"2014-06-15 01:04:52\"\tbob", "time=2014-06-15 01:04:52|content=bob");
        row("zone that nobody knows", "timestamped", "", "2015-04-24T21:08:10.313913FOO err x", "time=2015-04-24T21:08:10.313913|zone=FOO|level=err|content=x|(error)");
        row("padded component", "timestamped", "", "2025-01-24T07:00:31,139 INFO [main  ] Farm      : up", "time=2025-01-24T07:00:31,139|level=INFO|thread=main|component=Farm|content=up|(info)");
        row("component with a line number", "timestamped", "", "2025-04-24T22:09:20.856Z\terror\tqueue/sender.go:128\tdropped", "time=2025-04-24T22:09:20.856Z|level=error|component=queue/sender.go:128|content=dropped|(error)");
        row("level of one letter", "timestamped", "", "Mar 24 15:17:38.999  00000264F W disk is full", "time=Mar 24 15:17:38.999|process=00000264F|level=W|content=disk is full|(warning)");
        row("a word of one letter", "timestamped", "", "2024-03-24 15:17:38 Then I went", "time=2024-03-24 15:17:38|content=Then I went");
        row("regex with levels as names", "regex", "(?P<time>\\S+) (?:(?P<info>\\*)|(?P<warning>#)|(?P<level>\\w+)) (?P<content>.*)", "10:00:01 # x", "time=10:00:01|level=#|content=x|(warning)");
        row("regex with levels as names, a word", "regex", "(?P<time>\\S+) (?:(?P<info>\\*)|(?P<warning>#)|(?P<level>\\w+)) (?P<content>.*)", "10:00:01 ERROR x", "time=10:00:01|level=ERROR|content=x|(error)");
        row("json, key with a role", "json-lines", "when=time what/text=content how=level", "{\"when\":1745532517,\"how\":\"warn\",\"what\":{\"text\":\"x\"}}", "time=1745532517|level=warn|content=x|(warning)");
        row("json, log4j's instant", "json-lines", "", "{\"instant\":{\"epochSecond\":1663977609,\"nanoOfSecond\":484000000},\"message\":\"m\"}", "time=1663977609|instant.nanoOfSecond=484000000|content=m");
        row("json, ECS in objects", "json-lines", "", "{\"log\":{\"level\":\"warn\"},\"process\":{\"pid\":7,\"thread\":{\"name\":\"t\"}},\"trace\":{\"id\":\"a\"},\"span\":{\"id\":\"b\"}}", "level=warn|process=7|thread=t|trace=a|span=b|(warning)");
        row("json, GELF", "json-lines", "=gelf", "{\"short_message\":\"m\",\"level\":3}", "content=m|level=3|(error)");
        row("json, Nextcloud", "json-lines", "=nextcloud", "{\"message\":\"m\",\"level\":3}", "content=m|level=3|(error)");
        row("json, a digit of no scheme", "json-lines", "", "{\"message\":\"m\",\"lvl\":3}", "content=m|lvl=3");
        row("json, Monolog", "json-lines", "", "{\"message\":\"m\",\"level\":250}", "content=m|level=250|(info)");
        row("json, bytes of journald", "json-lines", "", "{\"MESSAGE\":[104,105],\"PRIORITY\":\"4\"}", "content=[104,105]|level=4|(warning)");
        row("syslog with the level among the data", "syslog", "", "2022-08-27T14:22:01.613Z box NSX 3106 - [a@1 comp=\"b\" level=\"WARNING\"] x", "time=2022-08-27T14:22:01.613Z|host=box|component=NSX|process=3106|message id=-|structured data=[a@1 comp=\"b\" level=\"WARNING\"]|content=x|(warning)");
    }
    void lines()
    {
        QFETCH(QString, format);
        QFETCH(QString, pattern);
        QFETCH(QByteArray, line);
        QFETCH(QString, fields);
        QCOMPARE(decode::test::fieldsOf({format.toStdString(), pattern.toStdString(), {}, {}}, {line.data(), std::size_t(line.size())}), fields);
    }
    void detected_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("read");
        const auto row = [](const char *name, const QByteArray &text, const QStringList &read) { QTest::newRow(name) << text << read; };
        row("compose, services of two layouts", "api  | {\"ts\":1761019822.5,\"level\":\"warn\",\"msg\":\"slow\"}\ndb   | 2024-03-05 10:00:01.000 INFO ready\ndb   | no header",
            {"2025-10-21T04:10:22.500Z|warning|api|slow", "2024-03-05T10:00:01Z|info|db|ready", "|unknown|db|no header"});
        row("cri around JSON", "2016-10-06T00:17:09.5Z stdout F {\"level\":\"error\",\"msg\":\"a\"}\n2016-10-06T00:17:10Z stdout F {\"level\":\"info\",\"msg\":\"b\"}",
            {"2016-10-06T00:17:09.500Z|error||a", "2016-10-06T00:17:10Z|info||b"});
        row("tables of two kinds", "#Version: 1.0\n#Fields: date time cs-method cs-uri-stem\n2015-01-13 00:32:17 GET /a\n#Fields: date time cs-method cs-uri-stem sc-status\n2015-01-13 00:32:18 GET /b 200",
            {"-", "-", "2015-01-13T00:32:17Z|unknown||GET /a", "-", "2015-01-13T00:32:18Z|unknown||GET /b"});
        row("a table without dates", "#Date: 2015-01-13 00:00:00\n#Fields: time cs-method cs-uri\n00:32:17 GET /a\n00:32:18 GET /b", {"-", "-", "2015-01-13T00:32:17Z|unknown||GET /a", "2015-01-13T00:32:18Z|unknown||GET /b"});
        row("a table with the date behind", "#Fields: time c-ip date cs-method cs-uri\n00:32:17 ::1 2015-01-13 GET /a", {"-", "2015-01-13T00:32:17Z|unknown||GET /a"});
        row("json, a time by another name", "{\"id\":1,\"happened\":\"2024-03-05T10:00:01Z\",\"request\":\"GET /\"}\n{\"id\":2,\"happened\":\"2024-03-05T10:00:02Z\",\"request\":\"GET /b\"}",
            {"2024-03-05T10:00:01Z|unknown||GET /", "2024-03-05T10:00:02Z|unknown||GET /b"});
        row("json, the known name before others", "{\"created\":\"2020-01-01T00:00:00Z\",\"ts\":\"2024-03-05T10:00:01Z\",\"msg\":\"m\"}", {"2024-03-05T10:00:01Z|unknown||m"});
        row("json, spelled otherwise", "{\"Timestamp\":\"2024-03-05T10:00:01Z\",\"LogLevel\":\"Warning\",\"Category\":\"a.b\",\"Message\":\"m\"}", {"2024-03-05T10:00:01Z|warning|a.b|m"});
        row("logfmt, spelled otherwise", "when=2024-03-05T10:00:01Z level=warn text=m", {"2024-03-05T10:00:01Z|warning||m"});
        row("colours around the header", "\x1b[2m2024-03-05T10:00:01Z\x1b[0m \x1b[33mWARN\x1b[0m a::b: slow \x1b[3mn\x1b[0m=1\n\x1b[2m2024-03-05T10:00:02Z\x1b[0m \x1b[32mINFO\x1b[0m a::b: ok",
            {"2024-03-05T10:00:01Z|warning|a::b|slow \x1b[3mn\x1b[0m=1", "2024-03-05T10:00:02Z|info|a::b|ok"});
        row("colours within the time", "\x1b[32mSep 19 \x1b[33m09:24:04\x1b[0m box app[7]: x", {"2024-09-19T09:24:04Z|unknown|app|x"});
        row("events of many lines", "# Time: 2021-01-26T23:45:57.678222Z\n# User@Host: a[b]\nSET x=1;\nSELECT 1;\n# Time: 2021-01-26T23:45:58.678222Z\n# User@Host: a[b]\nSELECT 2;\nSELECT 3;",
            {"2021-01-26T23:45:57.678222Z|unknown||", "-", "-", "-", "2021-01-26T23:45:58.678222Z|unknown||", "-", "-", "-"});
        row("redis", "1:M 25 Apr 2024 05:32:35.019 * Server initialized\n1:M 5 Apr 2024 05:32:36.019 # bye", {"2024-04-25T05:32:35.019Z|info||Server initialized", "2024-04-05T05:32:36.019Z|warning||bye"});
        row("strace", "10000 1697048351.000541 brk(NULL) = 0x55b1f2e94000\n[pid  7] 10:00:01 <... read resumed> x) = 3", {"2023-10-11T18:19:11.000541Z|unknown||brk(NULL) = 0x55b1f2e94000", "1970-01-01T10:00:01Z|unknown||<... read resumed> x) = 3"});
        row("mysql, errors", "2020-08-06T14:25:02.835618Z 0 [System] [MY-010116] [Server] starting\n2020-08-06 14:25:03 0 [Warning] InnoDB: slow", {"2020-08-06T14:25:02.835618Z|info|Server|starting", "2020-08-06T14:25:03Z|warning||InnoDB: slow"});
        row("virtual host in front", "www.a.de:443 10.0.0.1 - bob [20/Jul/2009:22:59:26 +0000] \"GET / HTTP/1.0\" 200 1", {"2009-07-20T22:59:26Z|unknown||\"GET / HTTP/1.0\" 200 1"});
        row("text with a table in it", "The values are these:\n\na | b\n1 | 2\nand no more of them than that.\nHere it ends.", {"|unknown||The values are these:", "|unknown||", "|unknown||a | b", "|unknown||1 | 2", "|unknown||and no more of them than that.", "|unknown||Here it ends."});
    }
    void detected()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, read);
        QCOMPARE(readBy(text), read);
    }
    void partsAreTold()
    {
        auto decoder = makeDecoder({"cri", {}, {}, {}});
        QVERIFY(decoder.has_value());
        Record record;
        QVERIFY((*decoder)->decode("2016-10-06T00:17:09.6Z stdout P begun", record) && record.partial);
        QVERIFY((*decoder)->decode("2016-10-06T00:17:09.6Z stdout F ended", record) && !record.partial);
        decoder = makeDecoder({"docker-json", {}, {}, {}});
        QVERIFY(decoder.has_value());
        const std::string split = "{\"log\":\"" + std::string(16384, 'x') + "\",\"stream\":\"stdout\",\"time\":\"2023-01-29T14:50:27Z\"}";
        QVERIFY((*decoder)->decode(split, record) && record.partial);
        QVERIFY((*decoder)->decode("{\"log\":\"y\\n\",\"stream\":\"stdout\",\"time\":\"2023-01-29T14:50:27Z\"}", record) && !record.partial);
    }
};

CAUSEWAY_TEST(DialectTest)
#include "dialect_test.moc"
