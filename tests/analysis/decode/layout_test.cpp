#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "analysis/core/civil_time.h"
#include "analysis/decode/layout.h"
#include "tests/analysis/decode/decode_support.h"

using namespace causeway;
using namespace causeway::decode;

class LayoutTest : public QObject {
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
        row("syslog with pid", "syslog", "", "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass", "time=Jun 14 15:16:01|host=combo|component=sshd(pam_unix)|process=19939|content=check pass");
        row("syslog without pid", "syslog", "", "Jun  4 15:16:01 combo kernel: Linux version 2.6", "time=Jun  4 15:16:01|host=combo|component=kernel|content=Linux version 2.6");
        row("syslog with a version", "syslog", "", "Jun 14 15:16:01 combo syslogd 1.4.1: restart.", "time=Jun 14 15:16:01|host=combo|component=syslogd 1.4.1|content=restart.");
        row("syslog without a tag", "syslog", "", "Jun 14 15:16:01 combo last message repeated 2 times", "time=Jun 14 15:16:01|host=combo|content=last message repeated 2 times");
        row("syslog with priority", "syslog", "", "<34>Oct 11 22:14:15 mymachine su: 'su root' failed", "level=34|time=Oct 11 22:14:15|host=mymachine|component=su|content='su root' failed|(fatal)");
        row("rfc 5424", "syslog", "", "<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [a@1 b=\"c]\"][d@2] An event",
            "level=165|time=2003-10-11T22:14:15.003Z|host=host|component=evntslog|process=-|message id=ID47|structured data=[a@1 b=\"c]\"][d@2]|content=An event|(info)");
        row("rfc 5424 without data", "syslog", "", "<165>1 2003-10-11T22:14:15.003Z host app 1 - -", "level=165|time=2003-10-11T22:14:15.003Z|host=host|component=app|process=1|message id=-|structured data=-|content=|(info)");
        row("rsyslog with iso time", "syslog", "", "2022-08-27T17:22:01.694554+03:00 box CRON[20856]: (root) CMD", "time=2022-08-27T17:22:01.694554+03:00|host=box|component=CRON|process=20856|content=(root) CMD");
        row("iso time and a level are not syslog", "syslog", "", "2022-06-02T11:58:12.193Z info vpxd[45715]: BEGIN", "no");
        row("stack frame is not syslog", "syslog", "", "\tat java.lang.Thread.run(Thread.java:745)", "no");
        row("nginx error", "layout", "<Date> <Time> [<Level>] <Process>#<Thread>: <Content>", "2024/03/05 12:20:00 [error] 2213#2214: *45 connect() failed",
            "time=2024/03/05 12:20:00|level=error|process=2213|thread=2214|content=*45 connect() failed|(error)");
        row("nginx error, no thread", "layout", "<Date> <Time> [<Level>] <Process>#<Thread>: <Content>", "2024/03/05 12:20:00 [error] no upstream", "no");
        row("optional part, there", "layout", "<Month> <Date> <Time> <Host> <Component>(\\[<PID>\\])?: <Content>", "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: a: b", "time=Jun 14 15:16:01|host=combo|component=sshd(pam_unix)|process=19939|content=a: b");
        row("optional part, not there", "layout", "<Month> <Date> <Time> <Host> <Component>(\\[<PID>\\])?: <Content>", "Jun 14 15:16:01 combo kernel: a[1]: b", "time=Jun 14 15:16:01|host=combo|component=kernel|content=a[1]: b");
        row("blanks are frame", "layout", "<Time> <Level> <Component>: <Content>", "10:00:01   WARN  a.b:  x", "time=10:00:01|level=WARN|component=a.b|content=x|(warning)");
        row("no content", "layout", "<Time> <Level> <Component>: <Content>", "10:00:01 WARN a.b:", "time=10:00:01|level=WARN|component=a.b|content=|(warning)");
        row("stack frame", "layout", "<Time> <Level> <Component>: <Content>", "    at a.b(c.java:1)", "no");
        row("a time that is none", "layout", "<Time> <Level> <Component>: <Content>", "25:00:01 WARN a.b: x", "no");
        row("second of a role", "layout", "<Time> <Component> <Class>: <Content>", "10:00:01 a b: x", "time=10:00:01|component=a|Class=b|content=x");
        row("regex", "regex", "(?P<time>\\S+) (?P<level>\\w+) (?P<user>\\w+)? ?(?P<content>.*)", "10:00:01 INFO bob said", "time=10:00:01|level=INFO|user=bob|content=said|(info)");
        row("regex that does not match", "regex", "^(?P<level>[A-Z]+):(?P<content>.*)", "info: x", "no");
        row("access log", "access-log", "", "10.0.0.1 - bob [20/Jul/2009:22:59:26 +0000] \"GET / HTTP/1.0\" 200 134", "Client=10.0.0.1|Ident=-|User=bob|time=20/Jul/2009:22:59:26 +0000|content=\"GET / HTTP/1.0\" 200 134");
        row("time and level", "timestamped", "", "2012-07-02 10:22:40,672:DEBUG:foo bar", "time=2012-07-02 10:22:40,672|level=DEBUG|content=foo bar|(debug)");
        row("time, level, thread, component", "timestamped", "", "2012-07-02T10:22:40Z [WARN] [main] a.b.C: x", "time=2012-07-02T10:22:40Z|level=WARN|thread=main|component=a.b.C|content=x|(warning)");
        row("time alone", "timestamped", "", "2012-07-02T10:22:40Z hello there", "time=2012-07-02T10:22:40Z|content=hello there");
        row("a date in a file name", "timestamped", "", "2012-07-02T10:22:40_backup.tar", "no");
        row("json", "json-lines", "user", "{\"ts\":\"2013-09-06T20:00:49.124817Z\", \"lvl\":\"INFO\",\"msg\":\"a \\\"b\\\"\",\"user\":\"bob\",\"n\":3}",
            "time=2013-09-06T20:00:49.124817Z|level=INFO|content=a \\\"b\\\"|user=bob|other=3|(info)");
        row("json, epoch and number of bunyan", "json-lines", "", "{\"time\":1745532517537,\"level\":50,\"msg\":\"x\"}", "time=1745532517537|level=50|content=x|(error)");
        row("json, nested", "json-lines", "req/url", "{\"fields\":{\"message\":\"m\"},\"req\":{\"url\":\"/\",\"x\":[1,{\"a\":2}]}}", "content=m|req.url=/|other=[1,{\"a\":2}]");
        row("json, time that is none", "json-lines", "", "{\"ts\":\"xxx\",\"msg\":\"m\"}", "ts=xxx|content=m");
        row("json, second message", "json-lines", "", "{\"msg\":\"m\",\"message\":\"n\"}", "content=m|message=n");
        row("json, unbalanced", "json-lines", "", "{\"msg\":\"m\"", "no");
        row("json, with rest", "json-lines", "", "{\"msg\":\"m\"} x", "no");
        row("json, open string", "json-lines", "", "{\"msg\":\"m\\\"}", "no");
        row("json, array", "json-lines", "", "[1,2]", "no");
        row("json, empty", "json-lines", "", "{}", "no");
        row("logfmt", "logfmt", "pod", "time=\"2021-09-15T21:17:10.220731Z\" level=error msg=\"a \\\"b\\\"\" pod=x z=", "time=2021-09-15T21:17:10.220731Z|level=error|content=a \\\"b\\\"|pod=x|other=|(error)");
        row("logfmt, prose", "logfmt", "", "a = b is no pair", "no");
        row("logfmt, no well-known key", "logfmt", "", "a=b c=d", "no");
        row("docker", "docker-json", "", "{\"log\":\"hello\\n\",\"stream\":\"stderr\",\"time\":\"2023-01-29T14:50:27.437262323Z\"}", "content=hello|stream=stderr|time=2023-01-29T14:50:27.437262323Z");
        row("docker with a layout", "docker-json", "{\"format\":\"layout\",\"pattern\":\"<Time> <Level> <Content>\"}", "{\"log\":\"10:00:01 WARN x\\r\\n\",\"stream\":\"stderr\",\"time\":\"2023-01-29T14:50:27Z\"}",
            "line time=10:00:01|level=WARN|content=x|stream=stderr|time=2023-01-29T14:50:27Z|(warning)");
        row("docker without time", "docker-json", "", "{\"log\":\"hello\\n\",\"stream\":\"stderr\"}", "no");
        row("nezha", "nezha-log-csv", "{\"format\":\"layout\",\"pattern\":\"<Time> <Level> <Component> <Content>\"}",
            "2023-01-29T14:50:27.4Z,1675003827437262323,n,pod-1,server,abc,def,\"{\"\"log\"\":\"\"22:50:27.436 INFO  a.B say \\\"\"x\\\"\"\\n\"\",\"\"stream\"\":\"\"stdout\"\",\"\"time\"\":\"\"2023-01-29T14:50:27.4Z\"\"}\"",
            "Timestamp=2023-01-29T14:50:27.4Z|time=1675003827437262323|host=n|component=pod-1|Container=server|trace=abc|span=def|line time=22:50:27.436|level=INFO|line component=a.B|content=say \\\"\"x\\\"\"|stream=stdout|container time=2023-01-29T14:50:27.4Z|(info)");
        row("nezha, log that was cut", "nezha-log-csv", "", "2023-01-29T14:50:27.4Z,1675003827437262323,n,p,s,t,u,\"T\"\":\"\"x\"\"}\"", "Timestamp=2023-01-29T14:50:27.4Z|time=1675003827437262323|host=n|component=p|Container=s|trace=t|span=u|content=T\"\":\"\"x\"\"}");
        row("nezha, header", "nezha-log-csv", "", "Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log", "no");
        row("plain", "plain", "", "anything", "content=anything");
        row("plain, empty", "plain", "", "", "content=");
    }
    void lines()
    {
        QFETCH(QString, format);
        QFETCH(QString, pattern);
        QFETCH(QByteArray, line);
        QFETCH(QString, fields);
        QCOMPARE(decode::test::fieldsOf({format.toStdString(), pattern.toStdString(), {}, {}}, {line.data(), std::size_t(line.size())}), fields);
    }
    void wrongLayoutsNameThePlace_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("part");
        QTest::newRow("open field") << "layout" << "<Date> <Time" << "character 8";
        QTest::newRow("no name") << "layout" << "<Date> <> x" << "character 8";
        QTest::newRow("nothing between") << "layout" << "<Date> <Level><Content>" << "character 15";
        QTest::newRow("twice") << "layout" << "<A> <A>" << "<A> is there twice";
        QTest::newRow("backslash at the end") << "layout" << "<A> \\" << "character 5";
        QTest::newRow("no field") << "layout" << "hello" << "no field";
        QTest::newRow("empty") << "layout" << "" << "1 to 1,000";
        QTest::newRow("optional part that ends with a field") << "layout" << "<A>( <B>)?: <C>" << "must end with a separator";
        QTest::newRow("regex") << "regex" << "(?P<time>" << "missing )";
        QTest::newRow("regex without names") << "regex" << "(.*)" << "no named group";
        QTest::newRow("no such format") << "xml" << "" << "no log format \"xml\"";
        QTest::newRow("docker in docker") << "docker-json" << "{\"format\":\"docker-json\"}" << "cannot hold";
        QTest::newRow("docker with no JSON") << "docker-json" << "{" << "cannot be read";
    }
    void wrongLayoutsNameThePlace()
    {
        QFETCH(QString, format);
        QFETCH(QString, pattern);
        QFETCH(QString, part);
        const auto decoder = makeDecoder({format.toStdString(), pattern.toStdString(), {}, {}});
        QVERIFY(!decoder);
        QVERIFY2(decoder.error().toEnglish().find(part.toStdString()) != std::string::npos, decoder.error().toEnglish().c_str());
    }
    void jsonGivesTheLayoutBack()
    {
        const Layout layout{"layout", "<Date> <Time> \"<Level>\" \\[<A>\\] <Content>", "%Y-%m-%d %H:%M:%S", {.year = 2024, .firstMonth = 3, .zoneSeconds = -3600, .dayNs = 86400'000'000'000}};
        const auto again = layoutFromJson(toJson(layout));
        QVERIFY(again.has_value());
        QVERIFY(*again == layout);
        QVERIFY(*layoutFromJson(toJson(Layout{})) == Layout{});
        for (const char *bad : {"", "[]", "{\"format\":1}", "{\"x\":1}", "{\"first_month\":13}", "{\"zone_s\":99999999}", "{\"format\":\"plain\"", "{\"year\":\"x\"}"})
            QVERIFY2(!layoutFromJson(bad), bad);
    }
    void formatsAreAllThere()
    {
        std::set<std::string> names;
        for (const FormatInfo &info : formats()) {
            QVERIFY(names.insert(info.name).second);
            QVERIFY(!info.description.empty());
            if (info.kind == "log" && info.name != "layout" && info.name != "regex")
                QVERIFY2(makeDecoder({info.name, {}, {}, {}}).has_value(), info.name.c_str());
        }
        QVERIFY(names.contains("sequences"));
    }
    void textIsPlain()
    {
        const std::vector<std::string> lines{"It was the best of times,", "it was the worst of times,", "", "it was the age of wisdom: it was", "1859 pages long"};
        const Detection detection = detectLayouts(decode::test::views(lines), 2024);
        QCOMPARE(detection.layouts.size(), std::size_t{1});
        QCOMPARE(detection.layouts[0].format, std::string("plain"));
        QVERIFY(detectLayouts({}, 2024).layouts[0].format == "plain");
    }
    void rarestLayoutsAreDropped()
    {
        std::vector<std::string> lines(1000, "2015-10-18 18:01:47,978 INFO [main] a.B: hello");
        lines.push_back("Jun 14 15:16:01 combo sshd[1]: quoted by accident");
        const Detection detection = detectLayouts(decode::test::views(lines), 2024);
        QCOMPARE(detection.layouts.size(), std::size_t{1});
        QVERIFY2(detection.why.find("1000 of 1001 lines begin") == 0, detection.why.c_str());
    }
};

CAUSEWAY_TEST(LayoutTest)
#include "layout_test.moc"
