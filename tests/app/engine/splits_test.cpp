// Splits that a project keeps: against the classes of today, the tree of forks, edits by hand with what is demanded of a proposal, undo.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <filesystem>

#include "app/engine/split_edits.h"
#include "app/engine/undo_edit.h"

using namespace causeway;
using namespace causeway::engine;
using boundaries::ClassFact;
using boundaries::FactKind;
using boundaries::kNoService;

namespace {

// Cart, Item, Log, Order, Pay, in that order.
boundaries::ClassModel shop()
{
    std::vector<ClassFact> facts;
    for (const auto &[a, b] : {std::pair("shop.Cart", "shop.Item"), {"shop.Order", "shop.Pay"}, {"shop.Cart", "shop.Order"}, {"shop.Pay", "shop.Log"}})
        facts.push_back({FactKind::Call, a, b, "buy", 3});
    return *boundaries::makeClassModel(facts);
}

KeptSplit twoServices(const boundaries::ClassModel &model)
{
    KeptSplit out;
    out.split = *boundaries::toSplit(model, *boundaries::readSplit(R"({"cart": ["shop.Cart", "shop.Item"], "order": ["shop.Order", "shop.Pay"]})"));
    return out;
}

// "cart: Cart Item | order: Order Pay".
QString told(const KeptSplit &kept, const boundaries::ClassModel &model)
{
    QStringList out;
    for (std::uint32_t s = 0; s < kept.split.services.size(); ++s) {
        QString one = QString::fromStdString(kept.split.services[s]) + QLatin1Char(':');
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (kept.split.serviceOf[i] == s)
                one += QLatin1Char(' ') + QString::fromStdString(model.classes[i]).section(QLatin1Char('.'), -1);
        out << one;
    }
    return out.join(QStringLiteral(" | "));
}

std::uint32_t classOf(const boundaries::ClassModel &model, const char *name) { return *model.find(name); }

} // namespace

class SplitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsKeptComesBackWithItsDemands()
    {
        test::TemporaryProject project;
        const auto model = shop();
        KeptSplit kept = twoServices(model);
        kept.stability = {0.5, 0.75, NAN, 1, 0.25};
        CAUSEWAY_VERIFY(pinClasses(kept, model, std::vector{classOf(model, "Pay")}, true));
        CAUSEWAY_VERIFY(keepApart(kept, model, classOf(model, "Cart"), classOf(model, "Pay"), true));
        CAUSEWAY_VERIFY(keepTogether(kept, model, std::vector{classOf(model, "Cart"), classOf(model, "Item")}, true));
        CAUSEWAY_VERIFY(markUtilities(kept, model, std::vector{classOf(model, "Log")}, true));
        const auto saved = keepSplit(*project, 0, "first", kept, model, "a note");
        CAUSEWAY_VERIFY(saved);
        project.reopen();
        const auto stored = storage::SplitStore(*project).get(saved->id);
        CAUSEWAY_VERIFY(stored);
        const auto back = readKeptSplit(*stored, model);
        CAUSEWAY_VERIFY(back);
        QCOMPARE(told(*back, model), "cart: Cart Item | order: Order Pay");
        QVERIFY(back->demands.pins == kept.demands.pins && back->demands.apart == kept.demands.apart && back->demands.together == kept.demands.together && back->demands.utilities == kept.demands.utilities);
        QVERIFY(back->stability[0] == 0.5 && std::isnan(back->stability[2]) && back->stability[4] == 0.25);
        // Of another program.
        std::vector<ClassFact> others{{FactKind::Call, "bank.A", "bank.B", "x", 1}};
        const auto foreign = readKeptSplit(*stored, *boundaries::makeClassModel(others));
        QVERIFY(!foreign && foreign.error().what.toEnglish().find("first") != std::string::npos);
        // A stored text that is none.
        storage::StoredSplit broken = *stored;
        broken.pins = "{";
        QVERIFY(!readKeptSplit(broken, model));
    }

    void aTreeOfForksThatCanBeUndone()
    {
        test::TemporaryProject project;
        const auto model = shop();
        const KeptSplit kept = twoServices(model);
        const auto base = keepSplit(*project, 0, "base", kept, model, {});
        CAUSEWAY_VERIFY(base);
        const auto fork = forkSplit(*project, base->id, {});
        CAUSEWAY_VERIFY(fork);
        CAUSEWAY_VERIFY(forkSplit(*project, fork->id, "leaf"));
        const auto tree = [&] {
            QStringList out;
            const auto rows = listSplits(*project);
            for (const SplitRow &row : *rows)
                out << QString(row.depth, QLatin1Char('>')) + QString::fromStdString(row.stored.name);
            return out.join(QStringLiteral(", "));
        };
        QCOMPARE(tree(), "base, >base 2, >>leaf");
        CAUSEWAY_VERIFY(removeSplit(*project, fork->id));
        QCOMPARE(tree(), "base, >leaf");
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "split", false}, Job{}));
        QCOMPARE(tree(), "base, >base 2, >>leaf");
        CAUSEWAY_VERIFY(renameSplit(*project, fork->id, "more", "why"));
        QCOMPARE(*renameSplit(*project, fork->id, "more", std::nullopt), storage::EditNumber{0});
        QCOMPARE(renameSplit(*project, fork->id, "", std::nullopt).error().code, ErrorCode::InvalidInput);
        QCOMPARE(*findSplit(*project, "more"), fork->id);
        QCOMPARE(*findSplit(*project, "1"), base->id);
        QVERIFY(findSplit(*project, "mote").error().hint.toEnglish().find("more") != std::string::npos);
        // A change and its undo.
        KeptSplit moved = kept;
        CAUSEWAY_VERIFY(moveClasses(moved, model, std::vector{classOf(model, "Pay")}, 0));
        const auto edit = changeSplit(*project, base->id, moved, model, "Move Pay to cart");
        CAUSEWAY_VERIFY(edit);
        QCOMPARE(*changeSplit(*project, base->id, moved, model, "again"), storage::EditNumber{0});
        QCOMPARE(told(*readKeptSplit(*storage::SplitStore(*project).get(base->id), model), model), "cart: Cart Item Pay | order: Order");
        CAUSEWAY_VERIFY(undoEdit(*project, {*edit, {}, false}, Job{}));
        QCOMPARE(told(*readKeptSplit(*storage::SplitStore(*project).get(base->id), model), model), "cart: Cart Item | order: Order Pay");
        CAUSEWAY_VERIFY(undoEdit(*project, {*edit, {}, true}, Job{}));
        QCOMPARE(told(*readKeptSplit(*storage::SplitStore(*project).get(base->id), model), model), "cart: Cart Item Pay | order: Order");
    }

    void namesKeepToTheNumberOfServices()
    {
        test::TemporaryProject project;
        const auto model = shop();
        KeptSplit kept = twoServices(model);
        kept.made = {"Consensus, 2 services", true};
        const auto saved = keepSplit(*project, 0, kept.made.name, kept, model, {});
        CAUSEWAY_VERIFY(saved);
        const auto nameOf = [&](storage::SplitId id) { return storage::SplitStore(*project).get(id)->name; };
        const auto change = [&](storage::SplitId id, std::uint32_t to) {
            KeptSplit next = *readKeptSplit(*storage::SplitStore(*project).get(id), model);
            return moveClasses(next, model, std::vector{classOf(model, "Pay")}, to).has_value() && changeSplit(*project, id, next, model, "Move Pay").has_value();
        };
        QVERIFY(readKeptSplit(*storage::SplitStore(*project).get(saved->id), model)->made == kept.made);
        // A fork is no proposal any more; its name changes with it, until a person gives it one.
        const auto fork = forkSplit(*project, saved->id, {});
        CAUSEWAY_VERIFY(fork);
        QCOMPARE(nameOf(fork->id), std::string("Consensus, 2 services 2"));
        QVERIFY(!readKeptSplit(*storage::SplitStore(*project).get(fork->id), model)->made.proposed);
        QVERIFY(change(fork->id, kNewService));
        QCOMPARE(nameOf(fork->id), std::string("Consensus, 3 services 2"));
        CAUSEWAY_VERIFY(renameSplit(*project, fork->id, "2 services of ours", std::nullopt));
        QVERIFY(change(fork->id, 0));
        QCOMPARE(nameOf(fork->id), std::string("2 services of ours"));
        QCOMPARE(recounted("12 in 2 services", 2, 7), std::string("12 in 7 services"));
        QCOMPARE(recounted("ours", 2, 7), std::string("ours"));
        QCOMPARE(editedName("By measures, 4 services, ICP 0.12"), std::string("By measures, 4 services, edited"));
        // What is written over an old making, and over a document without one.
        const std::string pins = R"({"pins":{"a":"b"},"stability":{}})";
        QCOMPARE(withMaking(withMaking(pins, {"x \",\"made\":{", true}), {}), pins);
        QVERIFY((makingOf(withMaking(pins, {"x \",\"made\":{", true})) == SplitMaking{"x \",\"made\":{", true}));
        QVERIFY(makingOf("{") == SplitMaking{} && makingOf("") == SplitMaking{});
        SplitMaking whole{"ours", false, SplitRecipe{"seams", "consensus", 4, boundaries::kDefaultWeights}, {{"a", {"cart", 0.25}}, {"made", {"", {}}}}};
        QVERIFY(makingOf(withMaking(pins, whole)) == whole);
        QCOMPARE(withMaking(withMaking(pins, whole), {}), pins);
    }

    // How stable a class was is said of the service where it was proposed alone.
    void movedClassesLoseTheirStability()
    {
        test::TemporaryProject project;
        const auto model = shop();
        const std::uint32_t pay = classOf(model, "Pay");
        KeptSplit kept = twoServices(model);
        kept.stability.assign(model.classes.size(), 0.75);
        const std::uint32_t before = kept.split.serviceOf[pay], other = 1 - before;
        const std::string from = kept.split.services[before];
        CAUSEWAY_VERIFY(moveClasses(kept, model, std::vector{pay}, other));
        QVERIFY(std::isnan(kept.stability[pay]));
        QVERIFY((kept.made.moved == std::map<std::string, SplitMaking::Moved>{{model.classes[pay], {from, 0.75}}}));
        const auto saved = keepSplit(*project, 0, "ours", kept, model, {});
        CAUSEWAY_VERIFY(saved);
        KeptSplit read = *readKeptSplit(*storage::SplitStore(*project).get(saved->id), model);
        QVERIFY(read.made == kept.made && std::isnan(read.stability[pay]));
        CAUSEWAY_VERIFY(renameService(read, before, "bank"));
        CAUSEWAY_VERIFY(moveClasses(read, model, std::vector{pay}, before));
        QVERIFY(read.made.moved.empty() && read.stability[pay] == 0.75);
    }

    void whatSomethingRestsOnIsNotUntouched()
    {
        test::TemporaryProject project;
        const auto model = shop();
        KeptSplit kept = twoServices(model);
        kept.made = {"Consensus, 2 services", true};
        const std::string classes = classesJson(kept, model), pins = pinsJson(kept, model);
        const auto keep = [&] { return keepSplit(*project, 0, kept.made.name, kept, model, {})->id; };
        const auto forked = keep();
        const auto untouched = [&](storage::SplitId id) { return *isUntouched(*project, id, classes, pins); };
        QVERIFY(untouched(forked));
        const auto fork = forkSplit(*project, forked, {});
        CAUSEWAY_VERIFY(fork);
        QVERIFY(!untouched(forked));
        CAUSEWAY_VERIFY(removeSplit(*project, fork->id)); // which could come back
        QVERIFY(!untouched(forked));
        const auto noted = keep(), named = keep(), pinned = keep();
        QVERIFY(untouched(noted) && untouched(named) && untouched(pinned));
        CAUSEWAY_VERIFY(renameSplit(*project, noted, std::nullopt, "good"));
        CAUSEWAY_VERIFY(renameSplit(*project, named, "ours", std::nullopt));
        KeptSplit next = *readKeptSplit(*storage::SplitStore(*project).get(pinned), model);
        CAUSEWAY_VERIFY(pinClasses(next, model, std::vector{classOf(model, "Pay")}, true));
        CAUSEWAY_VERIFY(changeSplit(*project, pinned, next, model, "Pin Pay"));
        QVERIFY(!untouched(noted) && !untouched(named) && !untouched(pinned));
    }

    void editsByHand()
    {
        const auto model = shop();
        KeptSplit kept = twoServices(model);
        const auto one = [&](const char *name) { return std::vector{classOf(model, name)}; };
        // To a service of its own, named by its word; services that are empty are gone.
        CAUSEWAY_VERIFY(moveClasses(kept, model, one("Pay"), kNewService));
        QCOMPARE(told(kept, model), "cart: Cart Item | order: Order | pay: Pay");
        CAUSEWAY_VERIFY(moveClasses(kept, model, one("Order"), 2));
        QCOMPARE(told(kept, model), "cart: Cart Item | pay: Order Pay");
        // Pins follow, names of services as well.
        CAUSEWAY_VERIFY(pinClasses(kept, model, one("Pay"), true));
        CAUSEWAY_VERIFY(renameService(kept, 1, "payment"));
        QCOMPARE(kept.demands.pins.front().second, std::string("payment"));
        CAUSEWAY_VERIFY(moveClasses(kept, model, one("Pay"), 0));
        QCOMPARE(kept.demands.pins.front().second, std::string("cart"));
        QCOMPARE(renameService(kept, 1, "cart").error().code, ErrorCode::InvalidInput);
        QCOMPARE(renameService(kept, 1, "").error().code, ErrorCode::InvalidInput);
        // What must be together moves along; what must be apart cannot be put together.
        CAUSEWAY_VERIFY(keepTogether(kept, model, std::vector{classOf(model, "Cart"), classOf(model, "Item")}, true));
        CAUSEWAY_VERIFY(moveClasses(kept, model, one("Item"), 1));
        QCOMPARE(told(kept, model), "cart: Pay | payment: Cart Item Order");
        CAUSEWAY_VERIFY(keepApart(kept, model, classOf(model, "Pay"), classOf(model, "Order"), true));
        const QString before = told(kept, model);
        const auto refused = mergeServices(kept, model, 0, 1);
        QVERIFY(!refused && refused.error().why.toEnglish().find("must be apart") != std::string::npos);
        QCOMPARE(told(kept, model), before);
        CAUSEWAY_VERIFY(keepApart(kept, model, classOf(model, "Order"), classOf(model, "Pay"), false));
        CAUSEWAY_VERIFY(mergeServices(kept, model, 0, 1));
        QCOMPARE(told(kept, model), "payment: Cart Item Order Pay");
        QCOMPARE(kept.demands.pins.front().second, std::string("payment"));
        // Utilities are in no service and lose their pin; what is in none cannot be pinned; one service stays.
        CAUSEWAY_VERIFY(markUtilities(kept, model, one("Pay"), true));
        QVERIFY(kept.demands.pins.empty() && kept.split.serviceOf[classOf(model, "Pay")] == kNoService);
        QCOMPARE(pinClasses(kept, model, one("Pay"), true).error().code, ErrorCode::InvalidInput);
        CAUSEWAY_VERIFY(moveClasses(kept, model, one("Pay"), 0));
        QVERIFY(kept.demands.utilities.empty());
        std::vector<std::uint32_t> all(model.classes.size());
        for (std::uint32_t i = 0; i < all.size(); ++i)
            all[i] = i;
        QCOMPARE(moveClasses(kept, model, all, kNoService).error().code, ErrorCode::InvalidInput);
        QCOMPARE(told(kept, model), "payment: Cart Item Order Pay");
        QCOMPARE(moveClasses(kept, model, one("Pay"), 7).error().code, ErrorCode::InvalidInput);
    }

    void anotherToolsProposal()
    {
        test::TemporaryProject project;
        const auto model = shop();
        std::vector<Error> warnings;
        const auto saved = importSplit(*project, project.write("theirs.json", R"({"shop.Cart": 0, "shop.Pay": 1, "shop.Nobody": 1})"), model, warnings);
        CAUSEWAY_VERIFY(saved);
        QCOMPARE(warnings.size(), std::size_t{1});
        QVERIFY(warnings.front().why.toEnglish().find("shop.Nobody") != std::string::npos);
        QCOMPARE(storage::SplitStore(*project).get(saved->id)->name, std::string("theirs"));
        // A name that does not tell is told with its folder.
        std::filesystem::create_directories(std::filesystem::path(project.write("x", "")).parent_path() / "mono2micro");
        const auto other = importSplit(*project, project.write("mono2micro/final_graph_2.json", R"({"shop.Cart": 0, "shop.Pay": 1})"), model, warnings);
        CAUSEWAY_VERIFY(other);
        QCOMPARE(storage::SplitStore(*project).get(other->id)->name, std::string("mono2micro/final_graph_2"));
        QVERIFY(readKeptSplit(*storage::SplitStore(*project).get(other->id), model)->made.proposed);
        CAUSEWAY_VERIFY(removeSplit(*project, other->id));
        const auto wrong = importSplit(*project, project.write("wrong.json", R"({"bank.A": 0})"), model, warnings);
        QVERIFY(!wrong && wrong.error().where.file.ends_with("wrong.json"));
        QCOMPARE(listSplits(*project)->size(), std::size_t{1});
    }
};

CAUSEWAY_TEST(SplitsTest)
#include "splits_test.moc"
