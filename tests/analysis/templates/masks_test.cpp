#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "analysis/templates/masks.h"
#include "tests/support/reference_splitter.h"

using namespace causeway;
using namespace causeway::templates;
using causeway::test::ShapeCollector;

namespace {

ShapeCollector collect(const std::vector<std::string> &lines)
{
    ShapeCollector shapes;
    for (const std::string &line : lines)
        shapes.add(line);
    return shapes;
}

std::vector<MinedTemplate> mine(const ShapeCollector &shapes, const std::vector<Mask> &masks)
{
    const auto compiled = CompiledMasks::compile(masks);
    if (!compiled)
        return {};
    const std::vector<WeightedShape> weighted = shapes.shapes();
    const std::vector<MaskSet> asked(weighted.size(), ~MaskSet(0));
    return *mineTemplates(weighted, *compiled, asked, Job());
}

// "text {name:type …}", sorted.
QStringList describe(const std::vector<MinedTemplate> &mined)
{
    QStringList out;
    for (const MinedTemplate &one : mined) {
        QStringList parameters;
        for (const Token &token : one.tokens)
            if (token.parameter)
                parameters.push_back(QString::fromStdString(token.text + ":" + std::string(toName(token.type))));
        out.push_back(QString::fromStdString(one.text()) + " {" + parameters.join(' ') + "}");
    }
    out.sort();
    return out;
}

QStringList values(const MinedTemplate &mined, const std::string &line)
{
    QStringList out;
    for (const std::string &value : test::parameterValues(mined, line))
        out.push_back(QString::fromStdString(value));
    return out;
}

} // namespace

class MasksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMatchIsOneParameter_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QStringList>("values"); // of the parameters of the first line
        const QStringList mail{"mail from alice to bob done", "mail from alice to bob done"};
        QTest::newRow("a word") << mail << "alice" << QStringList{"alice"};
        QTest::newRow("words") << mail << "from \\w+ to" << QStringList{"from alice to"};
        QTest::newRow("white space at the ends does not count") << mail << " alice " << QStringList{"alice"};
        QTest::newRow("part of a word is left") << mail << "lic" << QStringList{};
        QTest::newRow("twice") << mail << "alice|bob" << QStringList{"alice", "bob"};
        QTest::newRow("the first word") << mail << "^mail" << QStringList{"mail"};
        QTest::newRow("the last word") << mail << "done$" << QStringList{"done"};
        QTest::newRow("all") << mail << ".*" << QStringList{"mail from alice to bob done"};
        QTest::newRow("nothing") << mail << "carol" << QStringList{};
        QTest::newRow("empty matches") << mail << "x*" << QStringList{};
        const QStringList state{"state=open/half id=7 ok", "state=open/half id=8 ok"};
        QTest::newRow("up to punctuation") << state << "open" << QStringList{"open", "7"};
        QTest::newRow("with punctuation") << state << "open/half" << QStringList{"open/half", "7"};
        QTest::newRow("a value and its name") << state << "id=\\d+" << QStringList{"id=7"};
        const QStringList unit{"took 15 ms in stage a1", "took 18 ms in stage b2"};
        QTest::newRow("a value without its unit") << unit << "\\d+\\b" << QStringList{"15", "a1"};
        QTest::newRow("part of a value is left") << unit << "5" << QStringList{"15 ms", "a1"};
        QTest::newRow("values over blanks") << unit << "\\d+ ms in stage \\w+" << QStringList{"15 ms in stage a1"};
        // Only what every sample agrees on.
        QTest::newRow("some values only") << unit << "15" << QStringList{"15 ms", "a1"};
    }
    void aMatchIsOneParameter()
    {
        QFETCH(QStringList, lines);
        QFETCH(QString, pattern);
        QFETCH(QStringList, values);
        std::vector<std::string> text;
        for (const QString &line : lines)
            text.push_back(line.toStdString());
        const auto mined = mine(collect(text), {{pattern.toStdString(), "part", std::nullopt}});
        QCOMPARE(mined.size(), 1u);
        QCOMPARE(::values(mined.front(), text.front()), values);
    }
    void whatDiffersInWhatIsMaskedIsOneTemplate()
    {
        const ShapeCollector shapes = collect({"lamp in kitchen of house on", "lamp in first floor bath of house on", "lamp in attic of house on", "door of attic open"});
        QCOMPARE(mine(shapes, {}).size(), 4u);
        const auto mined = mine(shapes, {{"in .* of", "room", ParameterType::Word}}); // type as told, not text
        QCOMPARE(describe(mined), (QStringList{"door of attic open {}", "lamp <*> house on {room:word}"}));
        QCOMPARE(::values(mined.front(), "lamp in first floor bath of house on"), QStringList{"in first floor bath of"});
    }
    void theEarlierMaskHasIt()
    {
        const ShapeCollector shapes = collect({"user alice of group staff came"});
        QCOMPARE(describe(mine(shapes, {{"alice", "who", {}}, {"user alice", "user", {}}})), QStringList{"user <*> of group staff came {who:word}"});
        QCOMPARE(describe(mine(shapes, {{"user alice", "user", {}}, {"alice", "who", {}}})).front().section('{', 1), QString("user:text}"));
    }
    void onlyShapesThatAskForIt()
    {
        const ShapeCollector shapes = collect({"user alice came", "user bob went"});
        const auto compiled = CompiledMasks::compile(std::vector<Mask>{{"alice|bob", "who", {}}});
        QVERIFY(compiled);
        const std::vector<WeightedShape> weighted = shapes.shapes();
        const auto mined = *mineTemplates(weighted, *compiled, std::vector<MaskSet>{1, 0}, Job());
        QCOMPARE(describe(mined), (QStringList{"user <*> came {who:word}", "user bob went {}"}));
    }
    void masksThatAreNotAskedChangeNothing()
    {
        const ShapeCollector shapes = collect({"took 15 ms in stage a1", "took 18 ms in stage b2", "door of attic open"});
        const auto compiled = CompiledMasks::compile(std::vector<Mask>{{"\\w+", "", {}}});
        QVERIFY(compiled);
        const std::vector<WeightedShape> weighted = shapes.shapes();
        QCOMPARE(describe(*mineTemplates(weighted, *compiled, {}, Job())), describe(mine(shapes, {})));
    }
    void theOrderOfShapesDoesNotMatter()
    {
        std::vector<std::string> lines{"lamp in kitchen of house on", "lamp in first floor bath of house on", "took 15 ms in stage a1", "took 18 ms in stage b2", "lamp in attic of house off"};
        const std::vector<Mask> masks{{"in .* of", "room", {}}, {"stage \\w+", "stage", {}}};
        const QStringList once = describe(mine(collect(lines), masks));
        std::reverse(lines.begin(), lines.end());
        QCOMPARE(describe(mine(collect(lines), masks)), once);
    }
    void whatCannotBeUsedIsRefusedWithThePlace_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<int>("at");
        QTest::newRow("a bracket") << "user [a-" << 5;
        QTest::newRow("look-ahead") << "ab(?=c)" << 2;
        QTest::newRow("empty") << "" << 0;
    }
    void whatCannotBeUsedIsRefusedWithThePlace()
    {
        QFETCH(QString, pattern);
        QFETCH(int, at);
        const auto compiled = CompiledMasks::compile(std::vector<Mask>{{pattern.toStdString(), "", {}}});
        QVERIFY(!compiled);
        QCOMPARE(compiled.error().code, ErrorCode::InvalidInput);
        QCOMPARE(compiled.error().where.byte, at);
    }
    void limitsAreHeld()
    {
        QCOMPARE(CompiledMasks::compile(std::vector<Mask>(kMaskLimit + 1, Mask{"a", "", {}})).error().code, ErrorCode::LimitExceeded);
        QCOMPARE(CompiledMasks::compile(std::vector<Mask>{{std::string(kMaskBytes + 1, 'a'), "", {}}}).error().code, ErrorCode::LimitExceeded);
        QCOMPARE(CompiledMasks::compile(std::vector<Mask>{{"a", "a\nb", {}}}).error().code, ErrorCode::InvalidInput);
        QVERIFY(CompiledMasks::compile(std::vector<Mask>(kMaskLimit, Mask{"a", "", {}})));
    }
};

CAUSEWAY_TEST(MasksTest)
#include "masks_test.moc"
