#include "tests/support/test_registry.h"

#include <QTest>

#include "analysis/core/civil_time.h"
#include "analysis/core/json_writer.h"
#include "analysis/core/result.h"

using namespace causeway;

class UnitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durations_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        QTest::newRow("ns") << qint64(12) << "12 ns";
        QTest::newRow("µs") << qint64(380'000) << "380 µs";
        QTest::newRow("ms") << qint64(41'300'000) << "41.3 ms";
        QTest::newRow("s") << qint64(1'240'000'000) << "1.24 s";
        QTest::newRow("rounds up to the next unit") << qint64(999'900'000) << "1 s";
        QTest::newRow("min") << qint64(90) * 1'000'000'000 << "1 min 30 s";
        QTest::newRow("h") << qint64(7500) * 1'000'000'000 << "2 h 5 min";
        QTest::newRow("negative") << qint64(-1500) << "-1.5 µs";
    }
    void durations()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(toText(Nanos{ns})), text);
    }
    void times_data()
    {
        QTest::addColumn<QString>("in");
        QTest::addColumn<QString>("out");
        QTest::newRow("zulu") << "2024-01-01T00:00:00Z" << "2024-01-01T00:00:00Z";
        QTest::newRow("fraction") << "2024-02-29 12:34:56.5" << "2024-02-29T12:34:56.500Z";
        QTest::newRow("offset") << "2024-01-01T01:30:00+01:30" << "2024-01-01T00:00:00Z";
        QTest::newRow("date") << "1969-12-31" << "1969-12-31T00:00:00Z";
        QTest::newRow("nanoseconds") << "1700000000000000001" << "2023-11-14T22:13:20.000000001Z";
        QTest::newRow("no such month") << "2024-13-01" << "";
        QTest::newRow("rest") << "2024-01-01T00:00:00Zjunk" << "";
        QTest::newRow("empty") << "" << "";
        QTest::newRow("beyond int64") << "9999-01-01" << "";
    }
    void times()
    {
        QFETCH(QString, in);
        QFETCH(QString, out);
        const auto time = parseTime(in.toStdString());
        QCOMPARE(time ? QString::fromStdString(toIso8601(*time)) : QString(), out);
    }
    void civilTimeIsItsOwnInverse()
    {
        for (std::int64_t day = -200000; day < 200000; day += 37) {
            const TimePoint time{day % 100000 * 86400'000'000'000 + day * 1'000'003};
            QCOMPARE(fromCivil(toCivil(time)).ns, time.ns);
        }
    }
    void errorsReadAsOneSentence()
    {
        const Error error{ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("Cannot read %1"), "a.log"), Message(CAUSEWAY_TEXT("no permission")),
                          Message(CAUSEWAY_TEXT("Try chmod.")), {"a.log", 3, -1}};
        QCOMPARE(QString::fromStdString(error.toEnglish()), "Cannot read a.log: no permission (a.log:3). Try chmod.");
    }
    void jsonEscapesWhatItMust()
    {
        JsonWriter json;
        json.beginObject().field("a\"b", "line\n\x01é").field("n", std::int64_t(-3)).key("x").value(0.0 / 0.0).key("l").beginArray().value(1).value(true).endArray().endObject();
        QCOMPARE(QString::fromStdString(json.text()), QString::fromUtf8("{\"a\\\"b\":\"line\\n\\u0001é\",\"n\":-3,\"x\":null,\"l\":[1,true]}"));
        QVERIFY(!isUtf8("\xff"));
        QVERIFY(!isUtf8("\xc0\x80"));
        QCOMPARE(QString::fromStdString(toBase64("ab")), "YWI=");
    }
};

CAUSEWAY_TEST(UnitsTest)
#include "units_test.moc"
