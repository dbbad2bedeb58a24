#include "tests/support/test_registry.h"

#include <QTest>

#include "views/models/line_text.h"
#include "views/models/row_selection.h"

using namespace causeway::views;

class ExploreLineTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsEveryByte_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("lines");
        QTest::newRow("empty") << QByteArray() << QString() << 1;
        QTest::newRow("plain") << QByteArray("a b\n") << QStringLiteral("a b") << 1;
        QTest::newRow("no terminator") << QByteArray("a b") << QStringLiteral("a b") << 1;
        QTest::newRow("carriage return and line feed") << QByteArray("a\r\nb\r\n") << QStringLiteral("a\nb") << 2;
        QTest::newRow("blank continuation") << QByteArray("a\n\n") << QStringLiteral("a\n") << 2;
        QTest::newRow("lone carriage return") << QByteArray("a\rb") << QString::fromUtf8("a␍b") << 1;
        QTest::newRow("escape") << QByteArray("\x1b[31m") << QString::fromUtf8("␛[31m") << 1;
        QTest::newRow("nul") << QByteArray("a\0b", 3) << QString::fromUtf8("a␀b") << 1;
        QTest::newRow("tab") << QByteArray("ab\tc") << QStringLiteral("ab      c") << 1;
        QTest::newRow("tab on the second line") << QByteArray("abc\n\tx\n") << QStringLiteral("abc\n        x") << 2;
        QTest::newRow("utf-8") << QByteArray("Größe 測 \xf0\x9f\x98\x80") << QString::fromUtf8("Größe 測 😀") << 1;
        QTest::newRow("not utf-8") << QByteArray("a\xff\xc3(") << QStringLiteral("a\\xFF\\xC3(") << 1;
        QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << QStringLiteral("\\xC0\\xAF") << 1;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QStringLiteral("\\xED\\xA0\\x80") << 1;
        QTest::newRow("cut short") << QByteArray("\xe6\xb8") << QStringLiteral("\\xE6\\xB8") << 1;
        QTest::newRow("right-to-left override") << QByteArray("a\xe2\x80\xae" "b") << QString::fromUtf8("a⟨U+202E⟩b") << 1;
    }
    void showsEveryByte()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(int, lines);
        const LineText shown = toLineText(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        QCOMPARE(shown.text, text);
        QCOMPARE(static_cast<int>(shown.lines), lines);
        QCOMPARE(shown.hiddenBytes, std::uint64_t(0));
    }

    void rangesFollowTheText()
    {
        // "é" is two bytes and one unit, the tab is one byte and six units, \xff four units.
        std::vector<TextRange> shown;
        const LineText text = toLineText("é\tx\xff=12\n", {{0, 2}, {3, 4}, {4, 5}, {6, 8}, {8, 9}}, &shown);
        QCOMPARE(text.text, QString::fromUtf8("é       x\\xFF=12"));
        QCOMPARE(shown.size(), std::size_t(5));
        QCOMPARE(shown[0], (TextRange{0, 1}));
        QCOMPARE(text.text.mid(shown[1].begin, shown[1].length), QStringLiteral("x"));
        QCOMPARE(text.text.mid(shown[2].begin, shown[2].length), QStringLiteral("\\xFF"));
        QCOMPARE(text.text.mid(shown[3].begin, shown[3].length), QStringLiteral("12"));
        QCOMPARE(shown[4].length, 0); // the terminator is not shown
    }

    void longLinesSayWhatIsMissing()
    {
        const std::string bytes = std::string(100'000, 'x') + "\nnext\n";
        const LineText text = toLineText(bytes);
        QCOMPARE(text.hiddenBytes, std::uint64_t(100'000 - kShownUnitsPerLine));
        QVERIFY(text.text.contains(QStringLiteral("+91808 bytes")));
        QVERIFY(text.text.endsWith(QStringLiteral("\nnext")));
    }

    void manyLinesSayWhatIsMissing()
    {
        std::string bytes;
        for (int i = 0; i < kShownLines + 5; ++i)
            bytes += "y\n";
        const LineText text = toLineText(bytes);
        QCOMPARE(static_cast<int>(text.lines), kShownLines + 5);
        QCOMPARE(text.hiddenBytes, std::uint64_t(9)); // five lines, the last terminator apart
        QVERIFY(text.text.contains(QStringLiteral("+9 bytes")));
    }

    void selectionMeltsAndSplits()
    {
        RowSelection selection;
        selection.set(0, 4'000'000'000ull);
        QCOMPARE(selection.count(), std::uint64_t(4'000'000'000));
        selection.toggle(2'000'000'000);
        QCOMPARE(selection.intervals().size(), std::size_t(2));
        QVERIFY(!selection.contains(2'000'000'000));
        QVERIFY(selection.contains(1'999'999'999));
        QVERIFY(selection.contains(2'000'000'001));
        selection.add(2'000'000'000, 2'000'000'001);
        QCOMPARE(selection.intervals(), (std::vector<RowSelection::Interval>{{0, 4'000'000'000ull}}));
        selection.remove(10, 20);
        selection.add(5, 15);
        QCOMPARE(selection.intervals(), (std::vector<RowSelection::Interval>{{0, 15}, {20, 4'000'000'000ull}}));
        selection.add(15, 20);
        QCOMPARE(selection.intervals().size(), std::size_t(1));
        selection.remove(0, 4'000'000'000ull);
        QVERIFY(selection.isEmpty());
    }
};

CAUSEWAY_TEST(ExploreLineTextTest)
#include "explore_line_text_test.moc"
