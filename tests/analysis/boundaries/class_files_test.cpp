// Files about classes are known by their content, read, and hostile ones are told.

#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "analysis/boundaries/class_files.h"
#include "analysis/boundaries/class_names.h"
#include "analysis/boundaries/class_proposal.h"
#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::boundaries;

namespace {

constexpr const char *kFlow = "1000,buy,Root calls Shop,<None>:Root:<None>,web/src/org/shop/Shop.java:Shop:buy\n"
                              "1002,buy,Shop calls Cart,web/src/org/shop/Shop.java:Shop:buy,core/src/org/cart/Cart.java:Cart:add\n"
                              "1007,buy,Cart returns to Shop,core/src/org/cart/Cart.java:Cart:add,web/src/org/shop/Shop.java:Shop:buy\n"
                              "1008,buy,Shop returns to Root,web/src/org/shop/Shop.java:Shop:buy,<None>:Root:<None>\n"
                              "9000,Unknown,Root calls Cart,<None>:Root:<None>,core/src/org/cart/Cart.java:Cart:add\n";

double weightOf(const ClassFile &file, FactKind kind, const char *a, const char *b, const char *useCase)
{
    for (const ClassFact &fact : file.facts)
        if (fact.kind == kind && fact.a == a && fact.b == b && fact.useCase == useCase)
            return fact.weight;
    return -1;
}

} // namespace

class ClassFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void formats_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("format");
        QTest::newRow("flow") << QByteArray(kFlow) << QByteArray("call-flow");
        QTest::newRow("volumes") << QByteArray(R"({ "A1a--Bb": 12 })") << QByteArray("call-volumes");
        QTest::newRow("relations") << QByteArray(R"({"buy": {"Shop--Cart": 1}})") << QByteArray("call-relations");
        QTest::newRow("contexts") << QByteArray(R"({"buy": ["Shop,Cart"]})") << QByteArray("call-contexts");
        QTest::newRow("use cases") << QByteArray(R"({"Shop": ["buy", "sell"]})") << QByteArray("class-use-cases");
        QTest::newRow("mapping") << QByteArray(R"({"0": "Shop", "1": "Cart"})") << QByteArray("class-list");
        QTest::newRow("overlap") << QByteArray("Shop,Cart,3.0\nShop,Log,0.0\n") << QByteArray("class-overlap");
        QTest::newRow("references") << QByteArray(",ClassA,ClassB,ReferenceCount\n0,org.Shop,org.Cart,3\n") << QByteArray("class-pairs");
        QTest::newRow("terms") << QByteArray(",className1,className2,ClassTermRel\n0,org.Shop,org.Cart,0.3\n") << QByteArray("class-pairs");
        QTest::newRow("changes") << QByteArray("0,org.Shop.buy,org.Cart.add,3.0\n") << QByteArray("method-changes");
        QTest::newRow("list") << QByteArray("org.shop.Shop\norg.cart.Cart\n") << QByteArray("class-list");
        QTest::newRow("methods") << QByteArray("org.shop.Shop.Shop\norg.cart.Cart.add\n") << QByteArray("class-list");
        QTest::newRow("numbers") << QByteArray(R"({"Shop": 0, "Cart": 1})") << QByteArray("class-proposal");
        QTest::newRow("decomposition") << QByteArray(R"({"tool": {"decomposition": {"p": [{"id": "Shop"}]}}})") << QByteArray("class-proposal");
        QTest::newRow("reference") << QByteArray("class full name,class,reference decomposition\norg.Shop,Shop,shop\n") << QByteArray("class-proposal");
        QTest::newRow("log") << QByteArray("2024-01-01 12:00:00 INFO started\n2024-01-01 12:00:01 INFO ready\n") << QByteArray();
        QTest::newRow("JSON log") << QByteArray(R"({"time":"2024-01-01","level":"info","message":"x"})" "\n") << QByteArray();
        QTest::newRow("sequences") << QByteArray("E5 E22 E11\nE5 E22 E9\n") << QByteArray();
        QTest::newRow("spans") << QByteArray(R"({"resourceSpans":[]})") << QByteArray();
        QTest::newRow("words") << QByteArray("one line\nand another\n") << QByteArray();
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void formats()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, format);
        QCOMPARE(QByteArray::fromStdString(std::string(classFormatOf(text.toStdString(), "f"))), format);
    }
    void flow()
    {
        const auto file = readClassFile(kFlow, "call-flow", "f");
        CAUSEWAY_VERIFY(file);
        QCOMPARE(weightOf(*file, FactKind::Call, "Shop", "Cart", "buy"), 1.0);
        QCOMPARE(weightOf(*file, FactKind::Call, "Root", "Cart", ""), 1.0);
        QCOMPARE(weightOf(*file, FactKind::Passage, "", "", "buy"), 1.0);
        // 2 ms before the call and 1 after it; 5 within.
        QCOMPARE(weightOf(*file, FactKind::Work, "Shop", "", "buy"), 3e6);
        QCOMPARE(weightOf(*file, FactKind::Work, "Cart", "", "buy"), 5e6);
        QCOMPARE(weightOf(*file, FactKind::Class, "Shop", "web.src.org.shop", ""), 1.0);
        QCOMPARE(file->skipped, std::uint64_t(0));
        QCOMPARE(file->records, std::uint64_t(5));
    }
    void oddLinesAreCounted()
    {
        const auto file = readClassFile(std::string(kFlow) + "not a call\n1,2\n", "call-flow", "f");
        CAUSEWAY_VERIFY(file);
        QCOMPARE(file->skipped, std::uint64_t(2));
        QCOMPARE(file->firstSkipped, std::uint64_t(6));
    }
    void changesOfMethodsAreOfClasses()
    {
        const auto file = readClassFile("0,org.Shop.buy,org.Cart.add,3\n0,org.Cart.clear,org.Shop.buy,5\n0,org.Shop.a,org.Shop.b,9\n", "method-changes", "commits.csv");
        CAUSEWAY_VERIFY(file);
        QCOMPARE(weightOf(*file, FactKind::CoChange, "org.Cart", "org.Shop", ""), 5.0);
        QCOMPARE(weightOf(*file, FactKind::CoChange, "org.Shop", "org.Shop", ""), -1.0);
    }
    void hostile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("other layout") << QByteArray("a b c\n") << QByteArray("call-flow") << QByteArray("none of its 1 line is of that layout");
        QTest::newRow("empty") << QByteArray() << QByteArray("call-flow") << QByteArray("it is empty");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe") << QByteArray("call-flow") << QByteArray("not UTF-8");
        QTest::newRow("torn JSON") << QByteArray(R"({"A--B": )") << QByteArray("call-volumes") << QByteArray();
        QTest::newRow("list") << QByteArray("[1,2]") << QByteArray("call-volumes") << QByteArray("no JSON object");
        QTest::newRow("no format") << QByteArray("x") << QByteArray("nonsense") << QByteArray("no format of such files");
    }
    void hostile()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, told);
        const auto file = readClassFile(text.toStdString(), format.toStdString(), "f");
        QVERIFY(!file.has_value());
        QVERIFY2(QByteArray::fromStdString(file.error().toEnglish()).contains(told), file.error().toEnglish().c_str());
    }
    // Every file of the collected data is known for what it is.
    void collectedFiles()
    {
        CAUSEWAY_REQUIRE_DATA("monolith/fse2021/jpetstore");
        const auto format = [](const char *path) {
            const std::string bytes = test::readFile(test::dataPath(std::string("monolith/") + path));
            return QByteArray::fromStdString(std::string(classFormatOf(std::string_view(bytes).substr(0, 65536), std::string(path).substr(std::string(path).rfind('/') + 1))));
        };
        QCOMPARE(format("fse2021/jpetstore/mono2micro_input/flow-15-lab.txt"), QByteArray("call-flow"));
        QCOMPARE(format("fse2021/jpetstore/mono2micro_output/bcs_per_class.json"), QByteArray("class-use-cases"));
        QCOMPARE(format("fse2021/jpetstore/mono2micro_output/context_traces.json"), QByteArray("call-contexts"));
        QCOMPARE(format("fse2021/jpetstore/mono2micro_output/runtime_call_volume.json"), QByteArray("call-volumes"));
        QCOMPARE(format("fse2021/daytrader/mono2micro_output/causal_relations.json"), QByteArray("call-relations"));
        QCOMPARE(format("fse2021/daytrader/mono2micro_output/vertical_cluster_assignment_11.json"), QByteArray("class-proposal"));
        QCOMPARE(format("fse2021/daytrader/bunch_output/daytrader_18.json"), QByteArray("class-proposal"));
        QCOMPARE(format("fse2021/daytrader/cogcn_output/co_occurance.txt"), QByteArray("class-overlap"));
        QCOMPARE(format("ase2024/metrics/scripts/data/relationship_graphs/spring-petclinic/class_level/commits.csv"), QByteArray("method-changes"));
        QCOMPARE(format("ase2024/metrics/scripts/data/relationship_graphs/spring-petclinic/class_level/structural_static.csv"), QByteArray("class-pairs"));
        QCOMPARE(format("ase2024/metrics/scripts/data/relationship_graphs/spring-petclinic/class_level/nodes.csv"), QByteArray("class-list"));
        QCOMPARE(format("ase2024/metrics/scripts/data/applications/jpetstore/methods.txt"), QByteArray("class-list"));
        QCOMPARE(format("ase2024/metrics/scripts/data/decompositions/jpetstore/hydec/n_partitions/class_decomposition.json"), QByteArray("class-proposal"));
    }
    void names()
    {
        QCOMPARE(wordsOf("SqlMapOrdersDao"), (std::vector<std::string>{"sql", "map", "order", "dao"}));
        QCOMPARE(wordsOf("HTTPServerX2"), (std::vector<std::string>{"http", "server"}));
        QCOMPARE(classOfMethod("org.shop.Shop.buy(int id)"), std::string_view("org.shop.Shop"));
        QCOMPARE(classOfMethod("org.shop.Shop.Shop"), std::string_view("org.shop.Shop"));
        QCOMPARE(classOfMethod("org.shop.Shop"), std::string_view("org.shop.Shop"));
        QVERIFY(isRoleWord("controller") && isRoleWord("abstract") && isRoleWord("xml") && !isRoleWord("order"));
        QVERIFY(looksLikeClass("A::Bc") && !looksLikeClass("E5") && !looksLikeClass("buy_stock") && !looksLikeClass(""));
    }
};
CAUSEWAY_TEST(ClassFilesTest)
#include "class_files_test.moc"
