// What-if with the scenarios of a project: the tree, forks and differences, knobs at a service, answers that are computed once, before and after.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "app/engine/compare_scenarios.h"
#include "app/engine/scenarios.h"
#include "app/engine/service_knobs.h"
#include "app/engine/simulate_scenario.h"
#include "app/engine/undo_edit.h"
#include "storage/database.h"

using namespace causeway;
using namespace causeway::engine;

namespace {

std::string overload() { return test::sourcePath("tests/data/scenarios/overload.json"); }
std::string cascade() { return test::sourcePath("tests/data/scenarios/cascade.json"); }

// "1 overload, >2 more": depth as arrows.
QString tree(storage::Project &project)
{
    const auto rows = listScenarios(project);
    if (!rows)
        return QString::fromStdString(rows.error().toEnglish());
    QStringList out;
    for (const ScenarioRow &row : *rows)
        out << QString(row.depth, QLatin1Char('>')) + QString::number(row.stored.id) + QLatin1Char(' ') + QString::fromStdString(row.stored.name);
    return out.join(QStringLiteral(", "));
}

const ComparedRow *find(const std::vector<ComparedRow> &rows, ComparedRow::Of of, const std::string &name, Quantity quantity)
{
    for (const ComparedRow &row : rows)
        if (row.of == of && row.name == name && row.quantity == quantity)
            return &row;
    return nullptr;
}

} // namespace

class ScenariosTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTreeOfForks()
    {
        test::TemporaryProject project;
        QCOMPARE(tree(*project), "");
        const auto base = importScenario(*project, overload(), {});
        CAUSEWAY_VERIFY(base);
        const auto fork = forkScenario(*project, base->id, {});
        CAUSEWAY_VERIFY(fork);
        const auto leaf = forkScenario(*project, fork->id, "leaf");
        CAUSEWAY_VERIFY(leaf);
        CAUSEWAY_VERIFY(forkScenario(*project, base->id, {}));
        QCOMPARE(tree(*project), "1 overload, >2 What if, >>3 leaf, >4 What if 2");
        // What hangs below one that is removed moves up, and back again.
        CAUSEWAY_VERIFY(removeScenario(*project, fork->id));
        QCOMPARE(tree(*project), "1 overload, >3 leaf, >4 What if 2");
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "scenario", false}, Job{}));
        QCOMPARE(tree(*project), "1 overload, >2 What if, >>3 leaf, >4 What if 2");
        CAUSEWAY_VERIFY(renameScenario(*project, leaf->id, "more", "why"));
        QCOMPARE(*renameScenario(*project, leaf->id, "more", std::nullopt), storage::EditNumber{0});
        QCOMPARE(renameScenario(*project, leaf->id, "", std::nullopt).error().code, ErrorCode::InvalidInput);
        QCOMPARE(*findScenario(*project, "more"), leaf->id);
        QCOMPARE(*findScenario(*project, "2"), fork->id);
        QVERIFY(findScenario(*project, "overlod").error().toEnglish().find("Did you mean “overload”") != std::string::npos);
        QCOMPARE(findScenario(*project, "99").error().code, ErrorCode::NotFound);
    }

    // A project that somebody wrote by other means does not make the tree go round.
    void parentsThatGoRound()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importScenario(*project, overload(), "a"));
        CAUSEWAY_VERIFY(forkScenario(*project, 1, "b"));
        CAUSEWAY_VERIFY(project->write(storage::Project::Durability::Normal, [](storage::Database &database) { return database.execute("UPDATE scenario SET parent=3-id"); }));
        QCOMPARE(tree(*project), "1 a, >2 b");
    }

    void whatCannotBeReadLeavesNothing()
    {
        test::TemporaryProject project;
        const std::string path = project.write("bad.json", "{\"causeway_scenario\": 1, \"duration_s\": 1,\n \"services\": {\"a\": {\"replica\": 2}}, \"operations\": {}, \"arrivals\": []}");
        const auto imported = importScenario(*project, path, {});
        QVERIFY(!imported);
        QVERIFY2(imported.error().toEnglish().find("services.a.replica") != std::string::npos && imported.error().where.line == 2, imported.error().toEnglish().c_str());
        QCOMPARE(tree(*project), "");
        CAUSEWAY_VERIFY(importScenario(*project, overload(), "kept"));
        const auto set = setScenarioFields(*project, 1, {"services.s.servers=4", "services.s.replicas=-1"});
        QVERIFY(!set && set.error().code == ErrorCode::InvalidInput);
        QCOMPARE(readScenarioOf(*project, 1)->services[0].servers, 8u);
    }

    void changesAreToldFieldByField()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importScenario(*project, overload(), "base"));
        CAUSEWAY_VERIFY(forkScenario(*project, 1, "fork"));
        const auto changed = setScenarioFields(*project, 2, {"services.s.servers=4", "services.s.queue_limit=10", "slo.o.latency_s=0.5"});
        CAUSEWAY_VERIFY(changed);
        QStringList told;
        for (const FieldChange &change : changed->changes)
            told << QString::fromStdString(toText(change));
        QCOMPARE(told.join(QStringLiteral("; ")), QStringLiteral("s.servers 8 → 4; s.queue_limit – → 10; slo.o.latency_s 1 → 0.5"));
        QCOMPARE(storage::EditLog(*project).recent(1)->front().summary, std::string("fork: s.servers 8 → 4, s.queue_limit – → 10, slo.o.latency_s 1 → 0.5"));
        QCOMPARE(scenarioDifference(*readScenarioOf(*project, 1), *readScenarioOf(*project, 2)).size(), std::size_t{3});
        QCOMPARE(setScenarioFields(*project, 2, {"services.s.servers=4"})->edit, storage::EditNumber{0}); // as it is
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "scenario", false}, Job{}));
        QVERIFY(scenarioDifference(*readScenarioOf(*project, 1), *readScenarioOf(*project, 2)).empty());
        // A policy in words, as a whole.
        simulate::Scenario without = *readScenarioOf(*project, 1), with = without;
        with.policy = {"hpa", {{"target", 0.6}}};
        QCOMPARE(toText(scenarioDifference(without, with), 3), std::string("policy none → hpa, target 0.6"));
        without.policy = {"hpa", {}};
        QCOMPARE(toText(scenarioDifference(without, with), 3), std::string("policy hpa → hpa, target 0.6"));
        CAUSEWAY_VERIFY(undoEdit(*project, {changed->edit, {}, true}, Job{}));
        QCOMPARE(readScenarioOf(*project, 2)->services[0].servers, 4u);
    }

    void knobsOfAService()
    {
        auto scenario = *readScenarioFile(cascade());
        const auto service = [&](const char *name) {
            return static_cast<std::size_t>(std::ranges::find(scenario.services, name, &simulate::Service::name) - scenario.services.begin());
        };
        const std::size_t database = service("database");
        QVERIFY(database < scenario.services.size());
        for (const Knob knob : kKnobs) {
            const KnobState state = knobState(scenario, database, knob);
            QVERIFY(!state.whyNot && state.least <= state.value && state.value <= state.reach && state.reach <= state.most);
            const double wanted = state.whole ? std::ceil(state.reach / 2) : state.reach / 2;
            CAUSEWAY_VERIFY(turnKnob(scenario, database, knob, wanted));
            QVERIFY(std::abs(knobState(scenario, database, knob).value - wanted) < 1e-9 * wanted);
            QCOMPARE(turnKnob(scenario, database, knob, state.most * 2 + 1).error().code, ErrorCode::InvalidInput);
            QCOMPARE(turnKnob(scenario, database, knob, NAN).error().code, ErrorCode::InvalidInput);
        }
        // Whatever is turned at the database's load is the gateway's.
        QVERIFY(std::abs(knobState(scenario, service("gateway"), Knob::Load).value - knobState(scenario, database, Knob::Load).value) < 1e-9);
        scenario.arrivals.clear();
        QVERIFY(knobState(scenario, database, Knob::Load).whyNot.has_value());
    }

    void anAnswerIsComputedOnce()
    {
        test::TemporaryProject project;
        const auto scenario = readScenarioFile(overload());
        CAUSEWAY_VERIFY(scenario);
        const auto first = answerScenario(*project, *scenario, {3, 1, {}}, Job{});
        CAUSEWAY_VERIFY(first);
        QVERIFY(!(*first)->wasKept && (*first)->runs.size() == 3);
        project.reopen();
        auto other = *scenario;
        other.notes.push_back({"x", Message("a note changes no answer")});
        const auto again = answerScenario(*project, other, {3, 2, {}}, Job{});
        CAUSEWAY_VERIFY(again);
        QVERIFY((*again)->wasKept);
        QCOMPARE((*again)->requests, (*first)->requests);
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY((*again)->runs[i].measures == (*first)->runs[i].measures);
            QCOMPARE((*again)->runs[i].operations[0].p99Ns, (*first)->runs[i].operations[0].p99Ns);
            QCOMPARE((*again)->runs[i].services[0].queueMean, (*first)->runs[i].services[0].queueMean);
        }
        QVERIFY(!(*answerScenario(*project, *scenario, {3, 1, 7}, Job{}))->wasKept);
        other.services[0].servers = 9;
        QVERIFY(!(*answerScenario(*project, other, {3, 1, {}}, Job{}))->wasKept);
        // What somebody spoiled is computed again.
        CAUSEWAY_VERIFY(project->write(storage::Project::Durability::Normal, [](storage::Database &database) { return database.execute("UPDATE scenario_result SET result='{\"runs\":[[]]}'"); }));
        const auto spoiled = answerScenario(*project, *scenario, {3, 1, {}}, Job{});
        CAUSEWAY_VERIFY(spoiled);
        QVERIFY(!(*spoiled)->wasKept && (*spoiled)->runs[2].measures == (*first)->runs[2].measures);
    }

    void beforeAndAfter()
    {
        test::TemporaryProject project;
        const auto scenario = readScenarioFile(overload());
        CAUSEWAY_VERIFY(scenario);
        auto more = *scenario;
        more.services[0].servers = 20; // 200 a second where 160 come at most
        more.services[0].pricePerH = 2;
        const auto before = answerScenario(*project, *scenario, {5, 1, {}}, Job{}), after = answerScenario(*project, more, {5, 1, {}}, Job{});
        CAUSEWAY_VERIFY(before);
        CAUSEWAY_VERIFY(after);
        const auto rows = compareAnswers(before->get(), **after);
        const ComparedRow *violations = find(rows, ComparedRow::Of::Whole, {}, Quantity::Violations), *p99 = find(rows, ComparedRow::Of::Operation, "o", Quantity::P99),
                          *cost = find(rows, ComparedRow::Of::Whole, {}, Quantity::Cost), *used = find(rows, ComparedRow::Of::Service, "s", Quantity::Utilisation);
        QVERIFY(violations != nullptr && p99 != nullptr && cost != nullptr && used != nullptr);
        QVERIFY(violations->before->mean > 0.5 && violations->after->mean < 0.01 && violations->mark == ComparedRow::Mark::Better);
        QVERIFY(violations->delta->low <= violations->delta->mean && violations->delta->mean <= violations->delta->high && violations->delta->high < 0);
        QVERIFY(std::abs(p99->delta->mean - (p99->after->mean - p99->before->mean)) < 1 && p99->mark == ComparedRow::Mark::Better);
        QVERIFY(std::abs(cost->after->mean - 2 * 500.0 / 3600) < 1e-9 && cost->before->mean == 0 && cost->mark == ComparedRow::Mark::Worse);
        QVERIFY(used->mark == ComparedRow::Mark::Other);
        QVERIFY(find(rows, ComparedRow::Of::Whole, {}, Quantity::Carbon) == nullptr); // there is none
        // Nothing changed: nothing is marked. Other requests: no difference is told.
        for (const ComparedRow &row : compareAnswers(before->get(), **before))
            QVERIFY(row.mark == ComparedRow::Mark::None && row.delta->mean == 0);
        const auto seeded = answerScenario(*project, more, {5, 1, 9}, Job{});
        CAUSEWAY_VERIFY(seeded);
        for (const ComparedRow &row : compareAnswers(before->get(), **seeded))
            QVERIFY(!row.delta && row.mark == ComparedRow::Mark::None);
        for (const ComparedRow &row : compareAnswers(nullptr, **after))
            QVERIFY(!row.before && row.after);
    }

    // The walk of the help page: its scenario can be read, and comes to what the page says.
    void theWalkOfTheHelp()
    {
        test::TemporaryProject project;
        const std::string page = test::readFile(test::sourcePath("resources/help/whatif.md"));
        const std::size_t from = page.find("```\n{") + 4, to = page.find("```", from);
        QVERIFY(to != std::string::npos);
        CAUSEWAY_VERIFY(importScenario(*project, project.write("noon.json", page.substr(from, to - from)), {}));
        const auto scenario = readScenarioOf(*project, 1);
        CAUSEWAY_VERIFY(scenario);
        auto third = *scenario, scaled = *scenario;
        third.services[1].replicas = 3;
        scaled.policy = {"hpa", {{"target", 0.8}}};
        const auto before = answerScenario(*project, *scenario, {4, 0, {}}, Job{}), more = answerScenario(*project, third, {4, 0, {}}, Job{}), when = answerScenario(*project, scaled, {4, 0, {}}, Job{});
        CAUSEWAY_VERIFY(before);
        CAUSEWAY_VERIFY(more);
        CAUSEWAY_VERIFY(when);
        const auto rows = compareAnswers(before->get(), **more), rowsWhen = compareAnswers(before->get(), **when);
        const auto whole = [](const std::vector<ComparedRow> &all, Quantity quantity) { return *find(all, ComparedRow::Of::Whole, {}, quantity); };
        QVERIFY(std::abs(whole(rows, Quantity::P99).before->mean / 1e9 - 2.2) < 0.15 && std::abs(whole(rows, Quantity::P99).after->mean / 1e9 - 1.39) < 0.06 && std::abs(whole(rowsWhen, Quantity::P99).after->mean / 1e9 - 1.4) < 0.06);
        QVERIFY(whole(rows, Quantity::Violations).before->mean > 0.01 && whole(rows, Quantity::Violations).after->mean < 0.01 && whole(rowsWhen, Quantity::Violations).mark == ComparedRow::Mark::Better);
        QVERIFY(std::abs(whole(rows, Quantity::Cost).before->mean - 8.89) < 0.01 && std::abs(whole(rows, Quantity::Cost).after->mean - 10.09) < 0.01 && std::abs(whole(rowsWhen, Quantity::Cost).after->mean - 9.03) < 0.03);
        QVERIFY(std::abs(whole(rows, Quantity::Carbon).before->mean - 238.4) < 1 && whole(rows, Quantity::Carbon).mark == ComparedRow::Mark::None);
    }

    // A service that only one of them has.
    void otherServices()
    {
        test::TemporaryProject project;
        const auto one = readScenarioFile(overload());
        CAUSEWAY_VERIFY(one);
        auto other = *one;
        other.services[0].name = other.operations[0].service = "t";
        const auto before = answerScenario(*project, *one, {2, 1, {}}, Job{}), after = answerScenario(*project, other, {2, 1, {}}, Job{});
        CAUSEWAY_VERIFY(before);
        CAUSEWAY_VERIFY(after);
        const auto rows = compareAnswers(before->get(), **after);
        const ComparedRow *gone = find(rows, ComparedRow::Of::Service, "s", Quantity::Utilisation), *come = find(rows, ComparedRow::Of::Service, "t", Quantity::Utilisation);
        QVERIFY(gone != nullptr && gone->before && !gone->after && !gone->delta);
        QVERIFY(come != nullptr && !come->before && come->after && !come->delta);
    }
};

CAUSEWAY_TEST(ScenariosTest)
#include "scenarios_test.moc"
