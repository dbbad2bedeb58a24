#include "tests/support/test_registry.h"

#include <QTest>
#include <QTextDocument>

#include "views/text/text.h"

using namespace causeway;
namespace text = causeway::views::text;

class TextTest : public QObject {
    Q_OBJECT
    QLocale m_before; // the default, which other tests count on
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void cleanupTestCase()
    {
        QLocale::setDefault(m_before);
        text::setUtc(false);
    }
    void messagesTakeTheReadersNumbers()
    {
        const Message message(CAUSEWAY_TEXT("%2 of %1 in %3, %4"), std::int64_t(1234567), "a<b>", Nanos{41'300'000}, Bytes{310'000'000});
        QCOMPARE(text::render(message), QString("a<b> of 1,234,567 in 41.3 ms, 310 MB"));
        // An argument that looks like a place holder stays what it is.
        QCOMPARE(text::render(Message(CAUSEWAY_TEXT("%1 %2"), "%2", "x")), QString("%2 x"));
        QCOMPARE(text::render(Message(CAUSEWAY_TEXT("100 %"))), QString("100 %"));
    }
    void oneIsNotMany()
    {
        const char *const said = CAUSEWAY_TEXT("“%1” occurs %2{time|times} in %3{line|lines}");
        QCOMPARE(text::render(Message(said, "a{b|c}", 1, 2000)), QStringLiteral("“a{b|c}” occurs 1 time in 2,000 lines"));
        QCOMPARE(Message(said, "a", 0, 1.0).toEnglish(), std::string("“a” occurs 0 times in 1 line"));
        QCOMPARE(Message(CAUSEWAY_TEXT("%1{a %9 %"), 1).toEnglish(), std::string("1{a %9 %"));
    }
    void errorsReadAsSentences()
    {
        const Error error{ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("Cannot read %1"), "a.log"), Message(CAUSEWAY_TEXT("no permission")), Message(CAUSEWAY_TEXT("Try chmod.")), {"a.log", 3, -1}};
        QCOMPARE(text::render(error), QString("Cannot read a.log: no permission (a.log:3). Try chmod."));
    }
    void numbers_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("said");
        QTest::newRow("whole") << 4210.0 << "4,210";
        QTest::newRow("share") << 0.99812 << "0.998";
        QTest::newRow("small") << 0.00012345 << "0.000123";
        QTest::newRow("none") << 0.0 << "0";
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << "–";
    }
    void numbers()
    {
        QFETCH(double, value);
        QFETCH(QString, said);
        QCOMPARE(text::number(value), said);
    }
    void timesInUtc()
    {
        text::setUtc(true);
        const TimePoint time{1'709'640'271'123'000'000};
        QCOMPARE(text::time(time), QString("2024-03-05 12:04:31.123"));
        QCOMPARE(text::timeOfDay(time), QString("12:04:31.123"));
        QCOMPARE(text::range({time, {time.ns + 1800'000'000'000}}), QString("2024-03-05 12:04 – 12:34"));
        QCOMPARE(text::time(TimePoint{-1}), QString("1969-12-31 23:59:59.999999999"));
        QCOMPARE(text::range({}), QString("all times"));
    }
    void hostileBytesStayVisible()
    {
        QCOMPARE(text::fromBytes(std::string_view("a\x1b[31mb\0c", 8)), QString::fromUtf8("a␛[31mb␀"));
        QVERIFY(!text::fromBytes("\xff\xfe").isEmpty());
        QVERIFY(!text::fromBytes("abc\xe2\x80\xae").contains(QChar(0x202e)));
    }
    void tooltipsAreNeverRichTextOfTheirOwn()
    {
        const QString tip = text::toolTip("<b>x</b>");
        QTextDocument document;
        document.setHtml(tip);
        QCOMPARE(document.toPlainText(), QString("<b>x</b>"));
        QCOMPARE(text::toolTip("plain\ntext"), QString("plain\ntext"));
        // What is too wide for the screen is broken, and still only text.
        const QString wide = text::toolTip("<b>" + QString("word ").repeated(60));
        QVERIFY(Qt::mightBeRichText(wide) && wide.contains("&lt;b&gt;") && !wide.contains("<b>"));
    }
};

CAUSEWAY_TEST(TextTest)
#include "text_test.moc"
