#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

#include "analysis/templates/shape_promoter.h"
#include "analysis/templates/shape_splitter.h"

using namespace causeway::templates;

namespace {

QString shown(const Shape &shape) { return QString::fromStdString(shape.text).replace(QLatin1Char(kSlot), QLatin1Char('#')); }

// The definition, byte by byte.
Shape slowly(const std::string &message)
{
    const auto isDot = [&](std::size_t i) { return message[i] == '.' && ((i > 0 && message[i - 1] == '.') || (i + 1 < message.size() && message[i + 1] == '.')); };
    const auto isWord = [&](std::size_t i) {
        const auto u = static_cast<unsigned char>(message[i]);
        return (std::isalnum(u) != 0 || u >= 0x80 || std::string_view("_.$~-").find(message[i]) != std::string_view::npos) && !isDot(i);
    };
    Shape shape;
    for (std::size_t i = 0; i < message.size();) {
        if (!isWord(i)) {
            shape.text += message[i++];
            continue;
        }
        std::size_t end = i;
        while (end < message.size() && isWord(end))
            ++end;
        const std::size_t next = end;
        while (end > i && std::string_view("._-").find(message[end - 1]) != std::string_view::npos)
            --end;
        const std::string word = message.substr(i, end - i);
        if (word.find_first_of("0123456789") != std::string::npos) {
            shape.text += kSlot;
            shape.slots.push_back(SlotKind::Digits);
        } else
            shape.text += word;
        shape.text += message.substr(end, next - end);
        i = next;
    }
    return shape;
}

} // namespace

class ShapeSplitterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void splits_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("shape");
        QTest::newRow("words") << "Verification succeeded" << "Verification succeeded";
        QTest::newRow("block") << "Receiving block blk_-16 src: /10.0.0.1:54106" << "Receiving block # src: /#:#";
        QTest::newRow("trailing") << "took 12.5. done 3- x_1_" << "took #. done #- #_";
        QTest::newRow("dots") << "icbi........0 and 1..5" << "icbi........# and #..#";
        QTest::newRow("empty") << "" << "";
        QTest::newRow("long") << QString("a").repeated(70) + " b7 " + QString("c").repeated(130) + "8" << QString("a").repeated(70) + " # #";
    }
    void splits()
    {
        QFETCH(QString, message);
        QFETCH(QString, shape);
        const std::string bytes = message.toStdString();
        ShapeSplitter splitter;
        QVERIFY(splitter.split(bytes));
        QCOMPARE(shown(splitter.shape()), shape);
        QVERIFY(splitter.matches(splitter.shape().text));
        QCOMPARE(splitter.hash(), ShapeSplitter::hashOfShape(splitter.shape().text));
    }

    void agreesWithTheDefinition()
    {
        std::mt19937 random(7);
        const std::string alphabet = "ab19 ._-$~:/[]\xc3\xa9";
        ShapeSplitter splitter;
        for (int round = 0; round < 20'000; ++round) {
            std::string message;
            for (std::size_t i = random() % 200; i > 0; --i)
                message += alphabet[random() % alphabet.size()];
            QVERIFY(splitter.split(message));
            const Shape expected = slowly(message);
            QVERIFY2(splitter.shape() == expected, message.c_str());
            QVERIFY(splitter.matches(expected.text));
            QCOMPARE(splitter.hash(), ShapeSplitter::hashOfShape(expected.text));
        }
    }

    void catchAllTakesWhatCannotBeSplit()
    {
        ShapeSplitter splitter;
        QVERIFY(!splitter.split(std::string("a\x01") + "b"));
        std::string many;
        for (int i = 0; i < 400; ++i)
            many += "1 ";
        QVERIFY(!splitter.split(many));
    }

    void manyWordsArePromotedFewAreNot()
    {
        ShapePromoter promoter;
        ShapeSplitter splitter;
        std::vector<std::string_view> words;
        std::vector<std::string> messages;
        for (int i = 0; i < 200; ++i) {
            std::string name;
            for (int n = i + 26; n > 0; n /= 26)
                name += static_cast<char>('a' + n % 26);
            messages.push_back("user " + name + " logged " + (i % 2 == 0 ? "in" : "out"));
        }
        for (const std::string &message : messages) {
            QVERIFY(splitter.split(message));
            splitter.constantWords(words);
            promoter.add(splitter.skeletonHash(), words);
        }
        const std::string fresh = "user zebra logged in";
        QVERIFY(splitter.split(fresh));
        splitter.constantWords(words);
        const std::uint64_t mask = promoter.rules()->promotion(splitter.skeletonHash(), words);
        QCOMPARE(mask, std::uint64_t{2}); // the second word alone: "in" and "out" part
        splitter.promote(mask);
        QCOMPARE(shown(splitter.shape()), QString("user # logged in"));
        const std::string other = "host zebra logged in";
        QVERIFY(splitter.split(other));
        splitter.constantWords(words);
        QCOMPARE(promoter.rules()->promotion(splitter.skeletonHash(), words), std::uint64_t{0});
    }
};

CAUSEWAY_TEST(ShapeSplitterTest)
#include "shape_splitter_test.moc"
