#include "tests/support/test_registry.h"

#include <QTest>

#include <map>

#include "analysis/templates/miner.h"

using namespace causeway;
using namespace causeway::templates;

namespace {

// Shapes by number, with a count each; templates as sets of numbers.
struct World {
    Shape any;
    std::vector<WeightedShape> shapes;
    std::vector<MinedTemplate> mined;

    explicit World(const std::vector<std::uint64_t> &counts)
    {
        for (std::size_t i = 0; i < counts.size(); ++i)
            shapes.push_back({ShapeId(static_cast<std::uint32_t>(i + 1)), &any, counts[i], {}});
    }
    World(const World &) = delete;
    World &operator=(const World &) = delete;
    void add(const std::vector<std::uint32_t> &members)
    {
        MinedTemplate one;
        for (const std::uint32_t member : members)
            one.shapes.emplace_back(member);
        mined.push_back(std::move(one));
    }
    StableIds assign(const std::vector<EarlierAssignment> &earlier, std::uint32_t nextId) const
    {
        return assignStableIds(mined, shapes, earlier, nextId);
    }
};

EarlierAssignment was(std::uint32_t shape, std::uint32_t id, bool pinned = false)
{
    return {ShapeId(shape), TemplateId(id), pinned};
}

QString text(const StableIds &ids)
{
    QStringList out;
    for (const auto &[shape, id] : ids.assignment)
        out.push_back(QString("%1→%2").arg(shape.value).arg(id.value));
    for (const auto &[from, to] : ids.aliases)
        out.push_back(QString("alias %1→%2").arg(from.value).arg(to.value));
    return out.join(' ');
}

} // namespace

class StableIdsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void freshIdsAtFirst()
    {
        World world({10, 5, 1});
        world.add({1, 3});
        world.add({2});
        const StableIds ids = world.assign({}, 0);
        QCOMPARE(text(ids), QString("1→1 2→2 3→1"));
        QCOMPARE(ids.nextId, 3u);
    }
    void idsStayWhenNothingChanges()
    {
        World world({10, 5});
        world.add({2});
        world.add({1});
        const StableIds ids = world.assign({was(1, 7), was(2, 4)}, 3);
        QCOMPARE(text(ids), QString("1→7 2→4"));
        QCOMPARE(ids.nextId, 8u); // never one that was in use
    }
    void aMergedTemplateTakesTheHeavierIdAndTheOtherIsAliased()
    {
        World world({10, 50});
        world.add({1, 2});
        QCOMPARE(text(world.assign({was(1, 1), was(2, 2)}, 3)), QString("1→2 2→2 alias 1→2"));
    }
    void ofTwoClaimsTheHeavierWins()
    {
        // Template 1 fell apart: its bigger part keeps the id.
        World world({10, 50});
        world.add({1});
        world.add({2});
        const StableIds ids = world.assign({was(1, 1), was(2, 1)}, 2);
        QCOMPARE(text(ids), QString("1→2 2→1"));
        QCOMPARE(ids.nextId, 3u);
    }
    void secondClaimWhereTheFirstIsTaken()
    {
        // The first template gets 1; the second would like 1 as well, but some of it was 2.
        World world({50, 20, 10});
        world.add({1});
        world.add({2, 3});
        QCOMPARE(text(world.assign({was(1, 1), was(2, 1), was(3, 2)}, 3)), QString("1→1 2→2 3→2"));
    }
    void aSplitShapeKeepsItsIdHoweverHeavy()
    {
        // The user split shape 2 off; the miner still puts it with 1 and a new 3.
        World world({10, 500, 1});
        world.add({1, 2, 3});
        QCOMPARE(text(world.assign({was(1, 1), was(2, 2, true)}, 3)), QString("1→1 2→2 3→1"));
    }
    void mergedTemplatesShareAnIdWithWhatJoinsThem()
    {
        // The user merged the templates of 1 and 2; the miner keeps them apart and finds 3 like 2.
        World world({10, 5, 1});
        world.add({1});
        world.add({2, 3});
        QCOMPARE(text(world.assign({was(1, 1, true), was(2, 1, true)}, 2)), QString("1→1 2→1 3→1"));
    }
    void vanishedIdsAreAliasedToWhatTheyMostlyBecame()
    {
        World world({100, 10, 3, 200});
        world.add({1, 2});
        world.add({3, 4});
        QCOMPARE(text(world.assign({was(1, 1), was(2, 9), was(3, 9), was(4, 4)}, 10)), QString("1→1 2→1 3→4 4→4 alias 9→1"));
    }
    void shapesThatAreGoneSayNothing()
    {
        World world({5});
        world.add({1});
        QCOMPARE(text(world.assign({was(1, 3), was(77, 8)}, 4)), QString("1→3"));
    }
};

CAUSEWAY_TEST(StableIdsTest)
#include "stable_ids_test.moc"
