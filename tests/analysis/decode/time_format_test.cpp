#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

#include "analysis/core/civil_time.h"
#include "analysis/decode/time_format.h"

using namespace causeway;
using namespace causeway::decode;

namespace {

TimeParser parserOf(const std::string &spec, const TimeContext &context = {})
{
    const auto format = TimeFormat::fromSpec(spec);
    if (!format)
        qFatal("%s", format.error().toEnglish().c_str());
    return {*format, context};
}

} // namespace

class TimeFormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parsesAndWritesBack_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("iso"); // empty: refused
        QTest::addColumn<QString>("written"); // empty: as the text
        const auto row = [](const char *name, const char *spec, const char *text, const char *iso, const char *written = "") {
            QTest::newRow(name) << spec << text << iso << written;
        };
        row("hdfs", "%y%m%d %H%M%S", "081109 203615", "2008-11-09T20:36:15Z");
        row("hadoop", "%Y-%m-%d %H:%M:%S,%3f", "2015-10-18 18:01:47,978", "2015-10-18T18:01:47.978Z");
        row("spark", "%y/%m/%d %H:%M:%S", "17/06/09 20:10:40", "2017-06-09T20:10:40Z");
        row("bgl", "%Y-%m-%d-%H.%M.%S.%6f", "2005-06-03-15.42.50.675872", "2005-06-03T15:42:50.675872Z");
        row("apache", "%a %b %d %H:%M:%S %Y", "Sun Dec 04 04:47:44 2005", "2005-12-04T04:47:44Z");
        row("wrong weekday is not canonical", "%a %b %d %H:%M:%S %Y", "Mon Dec 04 04:47:44 2005", "2005-12-04T04:47:44Z", "Sun Dec 04 04:47:44 2005");
        row("proxifier", "%m.%d %H:%M:%S", "10.30 16:49:06", "2020-10-30T16:49:06Z");
        row("syslog", "%b %e %H:%M:%S", "Jun  4 15:16:01", "2020-06-04T15:16:01Z");
        row("syslog, padded by zero", "%b %d %H:%M:%S", "Jun 04 15:16:01", "2020-06-04T15:16:01Z");
        row("day without padding", "%b %-d %H:%M:%S", "Jun 4 15:16:01", "2020-06-04T15:16:01Z");
        row("access log", "%d/%b/%Y:%H:%M:%S %z", "20/Jul/2009:22:59:26 +0000", "2009-07-20T22:59:26Z");
        row("iso", "%Y-%m-%dT%H:%M:%S.%3fZ", "2013-09-06T20:00:48.124Z", "2013-09-06T20:00:48.124Z");
        row("zone", "%Y-%m-%dT%H:%M:%S.%6f%:z", "2022-08-27T17:22:01.694554+03:00", "2022-08-27T14:22:01.694554Z", "2022-08-27T14:22:01.694554+00:00");
        row("zone name", "%Y-%m-%d %H:%M:%S.%3f %Z", "2025-04-12 00:14:12.837 CEST", "2025-04-11T22:14:12.837Z", "2025-04-11 22:14:12.837 UTC");
        row("nanoseconds, trimmed", "%Y-%m-%dT%H:%M:%S%.fZ", "2023-01-29T10:19:19.69228196Z", "2023-01-29T10:19:19.692281960Z");
        row("nanoseconds, none", "%Y-%m-%dT%H:%M:%S%.fZ", "2023-01-29T10:19:19Z", "2023-01-29T10:19:19Z");
        row("trailing zero is not canonical", "%Y-%m-%dT%H:%M:%S%.fZ", "2023-01-29T10:19:19.50Z", "2023-01-29T10:19:19.500Z", "2023-01-29T10:19:19.5Z");
        row("beyond nanoseconds", "%Es", "1761019822.31527571234", "2025-10-21T04:10:22.315275712Z", "1761019822.315275712");
        row("epoch", "%s", "1117838570", "2005-06-03T22:42:50Z");
        row("epoch ms with a fraction", "%Em", "1490386367764.5", "2017-03-24T20:12:47.764500Z", "1490386367764");
        row("tai64n", "@%Et", "@40000000433225833b6e1a8c", "2005-09-22T03:31:05.997071500Z");
        row("tai64n, no label", "@%Et", "@00000000433225833b6e1a8c", "");
        row("tai64n, too many nanoseconds", "@%Et", "@4000000043322583ffffffff", "");
        row("digits beyond the fraction", "%H:%M:%S.%3f", "10:00:01.1234", "");
        row("month in French", "%b %e %H:%M:%S", "août 19 11:08:37", "2020-08-19T11:08:37Z", "Aug 19 11:08:37");
        row("month in German", "%b %e %H:%M:%S", "Mär 19 11:08:37", "2020-03-19T11:08:37Z", "Mar 19 11:08:37");
        row("epoch ms", "%Em", "1428634687123", "2015-04-10T02:58:07.123Z");
        row("epoch us", "%Eu", "1534860261221373", "2018-08-21T14:04:21.221373Z");
        row("epoch ns", "%En", "1675003827437262323", "2023-01-29T14:50:27.437262323Z");
        row("epoch with leading zero", "%s", "0117838570", "1973-09-25T20:56:10Z", "117838570");
        row("epoch beyond int64", "%En", "16750038274372623231", "");
        row("epoch seconds beyond int64", "%s", "99999999999", "");
        row("day of year", "%Y-%jT%H:%M:%S,%3f", "2012-025T10:22:40,672", "2012-01-25T10:22:40.672Z");
        row("half day", "%b %e, %Y %-I:%M:%S %p", "Jul  2, 2012 1:22:40 PM", "2012-07-02T13:22:40Z");
        row("midnight of a half day", "%b %e, %Y %-I:%M:%S %p", "Jul  2, 2012 12:00:01 AM", "2012-07-02T00:00:01Z");
        row("leap second", "%Y-%m-%d %H:%M:%S", "2016-12-31 23:59:60", "2017-01-01T00:00:00Z", "2017-01-01 00:00:00");
        row("29 February of a leap year", "%Y-%m-%d", "2024-02-29", "2024-02-29T00:00:00Z");
        row("29 February of no leap year", "%Y-%m-%d", "2023-02-29", "");
        row("month 13", "%Y-%m-%d %H:%M:%S", "2015-13-18 18:01:47", "");
        row("month 0", "%Y-%m-%d %H:%M:%S", "2015-00-18 18:01:47", "");
        row("day 32", "%Y-%m-%d %H:%M:%S", "2015-10-32 18:01:47", "");
        row("hour 24", "%Y-%m-%d %H:%M:%S", "2015-10-18 24:01:47", "");
        row("minute 60", "%Y-%m-%d %H:%M:%S", "2015-10-18 18:60:47", "");
        row("year that int64 cannot hold", "%Y-%m-%d", "9999-01-01", "");
        row("letters", "%Y-%m-%d", "2O24-02-29", "");
        row("too short", "%Y-%m-%d %H:%M:%S", "2015-10-18 18:01:4", "");
        row("too long", "%Y-%m-%d %H:%M:%S", "2015-10-18 18:01:477", "");
        row("empty", "%Y-%m-%d %H:%M:%S", "", "");
        row("unknown zone", "%Y-%m-%d %H:%M:%S %Z", "2015-10-18 18:01:47 FOO", "");
        row("zone of 99 minutes", "%Y-%m-%d %H:%M:%S %z", "2015-10-18 18:01:47 +0199", "");
        row("month in lower case", "%b %e %H:%M:%S", "jun  4 15:16:01", "");
    }
    void parsesAndWritesBack()
    {
        QFETCH(QString, spec);
        QFETCH(QString, text);
        QFETCH(QString, iso);
        QFETCH(QString, written);
        TimeParser parser = parserOf(spec.toStdString(), {.year = 2020});
        // Twice: by the long way and with the day cached.
        for (int i = 0; i < 2; ++i) {
            const auto time = parser.parse(text.toStdString());
            QCOMPARE(time ? QString::fromStdString(toIso8601(*time)) : QString(), iso);
            if (!time)
                continue;
            std::string out = "<";
            parser.render(*time, out);
            QCOMPARE(QString::fromStdString(out), "<" + (written.isEmpty() ? text : written));
        }
    }
    void specsThatAreWrongNameThePlace_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<QString>("part");
        QTest::newRow("unknown letter") << "%Y-%m-%d %Q" << "character 10";
        QTest::newRow("percent at the end") << "%Y-%m-%d %" << "character 10";
        QTest::newRow("twice") << "%Y-%m-%m" << "character 7";
        QTest::newRow("empty") << "" << "1 to 128";
        QTest::newRow("no time at all") << "hello" << "neither a date";
        QTest::newRow("year without month") << "%Y %H:%M" << "a month and a day";
        QTest::newRow("half day without AM") << "%I:%M" << "need each other";
        QTest::newRow("unpadded minute") << "%H:%-M" << "character 4";
    }
    void specsThatAreWrongNameThePlace()
    {
        QFETCH(QString, spec);
        QFETCH(QString, part);
        const auto format = TimeFormat::fromSpec(spec.toStdString());
        QVERIFY(!format);
        QVERIFY2(format.error().toEnglish().find(part.toStdString()) != std::string::npos, format.error().toEnglish().c_str());
    }
    void everyKnownSpecReadsWhatItWrites()
    {
        std::mt19937_64 random(7);
        for (const std::string &spec : knownTimeSpecs()) {
            const bool named = spec.find("%Z") != std::string::npos;
            const bool zoned = named || spec.find("%z") != std::string::npos || spec.find("%:z") != std::string::npos;
            const TimeContext context{.year = 2024, .zoneSeconds = named ? -25200 : zoned ? 12600 : 0};
            TimeParser writer = parserOf(spec, context);
            for (int i = 0; i < 200; ++i) {
                // 2024: what a year-less spec can tell. Every fourth on the day of the one before.
                static std::int64_t day = 19723;
                if (i % 4 == 0)
                    day = 19723 + static_cast<std::int64_t>(random() % 366);
                std::int64_t ns = day * 86400'000'000'000 + static_cast<std::int64_t>(random() % 86400'000'000'000u);
                std::string text;
                writer.render({ns}, text);
                TimeParser reader = parserOf(spec, context);
                const auto fresh = reader.parse(text);
                const auto cached = writer.parse(text);
                QVERIFY2(fresh.has_value(), (spec + " does not read " + text).c_str());
                QCOMPARE(cached->ns, fresh->ns);
                std::string again;
                reader.render(*fresh, again);
                QCOMPARE(again, text);
                if (spec.find("%9f") != std::string::npos && spec.find("%Y") != std::string::npos)
                    QCOMPARE(fresh->ns, ns);
            }
        }
    }
    void zonesWithoutAZoneInTheTextComeFromTheContext()
    {
        TimeParser parser = parserOf("%Y-%m-%d %H:%M:%S", {.zoneSeconds = 8 * 3600});
        QCOMPARE(QString::fromStdString(toIso8601(*parser.parse("2023-01-29 22:50:27"))), "2023-01-29T14:50:27Z");
        std::string out;
        parser.render(*parser.parse("2023-01-29 22:50:27"), out);
        QCOMPARE(out, std::string("2023-01-29 22:50:27"));
        TimeParser utc = parserOf("%Y-%m-%dT%H:%M:%SZ", {.zoneSeconds = 8 * 3600});
        QCOMPARE(QString::fromStdString(toIso8601(*utc.parse("2023-01-29T22:50:27Z"))), "2023-01-29T22:50:27Z");
    }
    void dayComesFromTheContext()
    {
        TimeParser parser = parserOf("%H:%M:%S.%3f", {.zoneSeconds = 8 * 3600, .dayNs = 19386 * 86400'000'000'000});
        const auto time = parser.parse("22:50:27.436");
        QCOMPARE(QString::fromStdString(toIso8601(*time)), "2023-01-29T14:50:27.436Z");
        std::string out;
        parser.render(*time, out);
        QCOMPARE(out, std::string("22:50:27.436"));
    }
    void yearRollsOverWhateverWasReadBefore()
    {
        const TimeContext context{.year = 2023, .firstMonth = 11};
        for (const bool backwards : {false, true}) {
            TimeParser parser = parserOf("%b %e %H:%M:%S", context);
            std::vector<std::pair<std::string, int>> lines{{"Oct 31 23:59:59", 2023}, {"Nov  1 00:00:00", 2023}, {"Dec 31 23:59:59", 2023},
                                                           {"Jan  1 00:00:00", 2024}, {"Feb 29 12:00:00", 2024}, {"Sep 30 12:00:00", 2024}};
            if (backwards)
                std::reverse(lines.begin(), lines.end());
            for (const auto &[text, year] : lines)
                QCOMPARE(toCivil(*parser.parse(text)).year, year);
        }
    }
    void aPrefixEndsWhereTheTimeEnds()
    {
        TimeParser parser = parserOf("%Y-%m-%dT%H:%M:%S%:z");
        for (const char *text : {"2023-01-29T22:50:27+02 x", "2023-01-29T22:50:27+0230 x", "2023-01-29T22:50:27+02: x", "2023-01-29T22:50:27+02:30 x", "2023-01-29T22:50:27Z x"}) {
            std::size_t used = 0;
            TimeParser fresh = parserOf("%Y-%m-%dT%H:%M:%S%:z");
            std::size_t freshUsed = 0;
            const auto time = parser.parsePrefix(text, used);
            const auto expected = fresh.parsePrefix(text, freshUsed);
            QVERIFY(time && expected);
            QCOMPARE(time->ns, expected->ns);
            QCOMPARE(used, freshUsed);
        }
    }
    void instantsAtTheEdgeAreWrittenWithoutHarm()
    {
        for (const std::string &spec : knownTimeSpecs()) {
            TimeParser parser = parserOf(spec, {.zoneSeconds = -86399});
            for (const std::int64_t ns : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::min() + 1, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
                std::string out;
                parser.render({ns}, out);
                QCOMPARE(out.empty(), ns == std::numeric_limits<std::int64_t>::min());
            }
        }
    }
};

CAUSEWAY_TEST(TimeFormatTest)
#include "time_format_test.moc"
