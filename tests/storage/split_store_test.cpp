// Splits of a project: durable, forked and removed without loss, every change undone and redone over a restart, conflicts refused.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "storage/database.h"
#include "storage/split_store.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

StoredSplit split(const std::string &name, SplitId parent = 0)
{
    return {0, parent, name, R"({"shop.Cart":"cart","shop.Pay":"pay"})", R"({"pins":{"shop.Cart":"cart"}})", "a \xff\n\"’", "me", 42, false};
}

// "1 base, 2<1 fork", without those removed.
QString told(const SplitStore &store)
{
    const auto all = store.all();
    if (!all)
        return QString::fromStdString(all.error().toEnglish());
    QStringList out;
    for (const StoredSplit &one : *all)
        if (!one.removed)
            out << QString::number(one.id) + (one.parent == 0 ? QString() : QLatin1Char('<') + QString::number(one.parent)) + QLatin1Char(' ') + QString::fromStdString(one.name);
    return out.join(QStringLiteral(", "));
}

} // namespace

class SplitStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfItIsThereAfterReopening()
    {
        test::TemporaryProject project;
        const auto base = SplitStore(*project).add(split("base"), "keep");
        CAUSEWAY_VERIFY(base);
        const auto fork = SplitStore(*project).add(split("fork", base->id), "fork");
        CAUSEWAY_VERIFY(fork);
        project.reopen();
        const auto found = SplitStore(*project).get(fork->id);
        CAUSEWAY_VERIFY(found);
        StoredSplit expected = split("fork", base->id);
        expected.id = fork->id;
        QVERIFY(*found == expected);
        QCOMPARE(SplitStore(*project).get(99).error().code, ErrorCode::NotFound);
        QCOMPARE(SplitStore(*project).add(split("of nothing", 99), "fork").error().code, ErrorCode::NotFound);
        QCOMPARE(told(SplitStore(*project)), "1 base, 2<1 fork");
    }

    void everyChangeIsUndoneAndRedoneOverARestart()
    {
        test::TemporaryProject project;
        const auto base = SplitStore(*project).add(split("base"), "keep");
        CAUSEWAY_VERIFY(base);
        const auto fork = SplitStore(*project).add(split("fork", base->id), "fork");
        CAUSEWAY_VERIFY(fork);
        StoredSplit changed = *SplitStore(*project).get(fork->id);
        changed.name = "more";
        changed.classes = R"({"shop.Cart":"pay","shop.Pay":"pay"})";
        changed.pins = R"({"pins":{}})";
        const auto change = SplitStore(*project).change(changed, "move");
        CAUSEWAY_VERIFY(change);
        const auto removed = SplitStore(*project).remove(base->id, "remove");
        CAUSEWAY_VERIFY(removed);
        QCOMPARE(told(SplitStore(*project)), "2<1 more");
        QCOMPARE(SplitStore(*project).get(base->id).error().code, ErrorCode::NotFound);
        QCOMPARE(SplitStore(*project).remove(base->id, "again").error().code, ErrorCode::NotFound);

        project.reopen();
        SplitStore store(*project);
        CAUSEWAY_VERIFY(store.undo(*removed));
        CAUSEWAY_VERIFY(store.undo(*change));
        QCOMPARE(told(store), "1 base, 2<1 fork");
        QCOMPARE(store.get(fork->id)->classes, split("").classes);
        QCOMPARE(store.get(fork->id)->pins, split("").pins);
        CAUSEWAY_VERIFY(store.undo(fork->edit));
        QCOMPARE(told(store), "1 base");
        project.reopen();
        SplitStore again(*project);
        CAUSEWAY_VERIFY(again.redo(fork->edit));
        CAUSEWAY_VERIFY(again.redo(*change));
        QCOMPARE(told(again), "1 base, 2<1 more");
        QCOMPARE(again.get(fork->id)->classes, changed.classes);
        QCOMPARE(again.get(fork->id)->pins, changed.pins);
        QCOMPARE(again.undo(fork->edit).error().code, ErrorCode::Conflict); // a later edit changed the same
    }

    void whatChangedBehindTheLogIsNotWrittenOver()
    {
        test::TemporaryProject project;
        SplitStore store(*project);
        const auto saved = store.add(split("base"), "keep");
        CAUSEWAY_VERIFY(saved);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE split SET pins='{}'"); }));
        QCOMPARE(store.undo(saved->edit).error().code, ErrorCode::Conflict);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE edit SET after='[]'"); }));
        QCOMPARE(store.undo(saved->edit).error().code, ErrorCode::Damaged);
        QCOMPARE(told(store), "1 base");
    }
};

CAUSEWAY_TEST(SplitStoreTest)
#include "split_store_test.moc"
