// Scenarios of a project: durable, forked and removed without loss, every change undone and redone over a restart, conflicts refused; answers
// kept by what decides them, the oldest given up first.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "storage/database.h"
#include "storage/scenario_store.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

StoredScenario scenario(const std::string &name, ScenarioId parent = 0)
{
    return {0, parent, name, R"({"services":{"order":{"replicas":2}},"a":"é"})", "a \xff\n\"’", "me", 42, false};
}

// "1 base, 2<1 fork", without those removed.
QString told(const ScenarioStore &store)
{
    const auto all = store.all();
    if (!all)
        return QString::fromStdString(all.error().toEnglish());
    QStringList out;
    for (const StoredScenario &one : *all)
        if (!one.removed)
            out << QString::number(one.id) + (one.parent == 0 ? QString() : QLatin1Char('<') + QString::number(one.parent)) + QLatin1Char(' ') + QString::fromStdString(one.name);
    return out.join(QStringLiteral(", "));
}

} // namespace

class ScenarioStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfItIsThereAfterReopening()
    {
        test::TemporaryProject project;
        const auto base = ScenarioStore(*project).add(scenario("base"), "open");
        CAUSEWAY_VERIFY(base);
        const auto fork = ScenarioStore(*project).add(scenario("fork", base->id), "fork");
        CAUSEWAY_VERIFY(fork);
        project.reopen();
        const auto found = ScenarioStore(*project).get(fork->id);
        CAUSEWAY_VERIFY(found);
        StoredScenario expected = scenario("fork", base->id);
        expected.id = fork->id;
        QVERIFY(*found == expected);
        QCOMPARE(ScenarioStore(*project).get(99).error().code, ErrorCode::NotFound);
        QCOMPARE(ScenarioStore(*project).add(scenario("of nothing", 99), "fork").error().code, ErrorCode::NotFound);
        QCOMPARE(told(ScenarioStore(*project)), "1 base, 2<1 fork");
    }

    void everyChangeIsUndoneAndRedoneOverARestart()
    {
        test::TemporaryProject project;
        const auto base = ScenarioStore(*project).add(scenario("base"), "open");
        CAUSEWAY_VERIFY(base);
        const auto fork = ScenarioStore(*project).add(scenario("fork", base->id), "fork");
        CAUSEWAY_VERIFY(fork);
        StoredScenario changed = *ScenarioStore(*project).get(fork->id);
        changed.name = "more";
        changed.document = R"({"services":{"order":{"replicas":12}},"a":"è"})"; // other bytes within one character
        const auto change = ScenarioStore(*project).change(changed, "order.replicas 2 → 12");
        CAUSEWAY_VERIFY(change);
        const auto removed = ScenarioStore(*project).remove(base->id, "remove");
        CAUSEWAY_VERIFY(removed);
        QCOMPARE(told(ScenarioStore(*project)), "2<1 more");
        QCOMPARE(ScenarioStore(*project).get(base->id).error().code, ErrorCode::NotFound);
        QCOMPARE(ScenarioStore(*project).remove(base->id, "again").error().code, ErrorCode::NotFound);

        project.reopen();
        ScenarioStore store(*project);
        CAUSEWAY_VERIFY(store.undo(*removed));
        CAUSEWAY_VERIFY(store.undo(*change));
        QCOMPARE(told(store), "1 base, 2<1 fork");
        QCOMPARE(store.get(fork->id)->document, scenario("").document);
        CAUSEWAY_VERIFY(store.undo(fork->edit));
        QCOMPARE(told(store), "1 base");
        project.reopen();
        ScenarioStore again(*project);
        CAUSEWAY_VERIFY(again.redo(fork->edit));
        CAUSEWAY_VERIFY(again.redo(*change));
        QCOMPARE(told(again), "1 base, 2<1 more");
        QCOMPARE(again.get(fork->id)->document, changed.document);
        QCOMPARE(again.undo(fork->edit).error().code, ErrorCode::Conflict); // a later edit changed the same
    }

    // A large document is not written to the log again with every edit.
    void anEditIsAsLargeAsWhatItChanges()
    {
        test::TemporaryProject project;
        ScenarioStore store(*project);
        StoredScenario large = scenario("large");
        large.document = "{\"x\":[" + std::string(1'000'000, '1') + "],\"replicas\":2}";
        const auto saved = store.add(large, "open");
        CAUSEWAY_VERIFY(saved);
        large.id = saved->id;
        const std::string before = large.document;
        large.document.replace(large.document.size() - 2, 1, "13");
        const auto change = store.change(large, "set");
        CAUSEWAY_VERIFY(change);
        std::int64_t bytes = -1;
        CAUSEWAY_VERIFY(project->read([&](Database &database) -> Result<void> {
            Statement row = database.prepare("SELECT sum(length(before)+length(after)) FROM edit");
            CAUSEWAY_TRY(row.step());
            bytes = row.integer(0);
            return {};
        }));
        QVERIFY2(bytes > 0 && bytes < 2000, qPrintable(QString::number(bytes)));
        CAUSEWAY_VERIFY(store.undo(*change));
        QVERIFY(store.get(saved->id)->document == before);
    }

    void whatChangedBehindTheLogIsNotWrittenOver()
    {
        test::TemporaryProject project;
        ScenarioStore store(*project);
        const auto saved = store.add(scenario("base"), "open");
        CAUSEWAY_VERIFY(saved);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE scenario SET note='other'"); }));
        QCOMPARE(store.undo(saved->edit).error().code, ErrorCode::Conflict);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE edit SET after='[]'"); }));
        QCOMPARE(store.undo(saved->edit).error().code, ErrorCode::Damaged);
        QCOMPARE(told(store), "1 base");
    }

    void answersAreKeptByWhatDecidesThem()
    {
        test::TemporaryProject project;
        ScenarioStore store(*project);
        for (std::size_t i = 0; i < ScenarioStore::kMostAnswers + 3; ++i)
            CAUSEWAY_VERIFY(store.keep({"digest" + std::to_string(i), "simulation", 1, UINT64_MAX, "{}"}));
        const auto last = store.answer("digest502");
        CAUSEWAY_VERIFY(last);
        QVERIFY(last->has_value() && (*last)->kind == "simulation" && (*last)->seed == UINT64_MAX && (*last)->result == "{}");
        QVERIFY(!store.answer("digest0")->has_value()); // the oldest
        QVERIFY(store.answer("digest3")->has_value());
        QVERIFY(!store.answer("none")->has_value());
    }
};

CAUSEWAY_TEST(ScenarioStoreTest)
#include "scenario_store_test.moc"
