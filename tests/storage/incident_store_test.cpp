// Incidents that people keep: durable, every change undone and redone, conflicts refused with the reason, ids never given twice.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <functional>

#include "storage/database.h"
#include "storage/incident_store.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

Incident open(std::int64_t from, const std::string &name = {})
{
    Incident incident;
    incident.name = name;
    incident.time = {{from}, {from + 100}};
    incident.by = "me";
    incident.atNs = 42;
    return incident;
}

Incident full()
{
    Incident incident = open(1000, "a \xff\n\"’");
    incident.baseline = TimeRange{{10}, {900}};
    incident.onset = {1010};
    incident.verdict = IncidentVerdict::Cause;
    incident.service = "payment";
    incident.pod = "payment-1";
    incident.operation = "POST /pay";
    incident.kind = "cpu";
    incident.rejected = {"order", "cart", "order"};
    incident.note = "n\xc3\xb6";
    incident.signature = R"({"version":1})";
    return incident;
}

// "1:payment 2:", in the store's order.
QString told(IncidentStore &store)
{
    const auto all = store.all();
    if (!all)
        return QString::fromStdString(all.error().toEnglish());
    QStringList texts;
    for (const Incident &incident : *all)
        texts << QStringLiteral("%1:%2").arg(incident.id).arg(QString::fromStdString(incident.service));
    return texts.join(QLatin1Char(' '));
}

} // namespace

Q_DECLARE_METATYPE(std::function<void(Incident &)>)

class IncidentStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfItIsThereAfterReopening()
    {
        test::TemporaryProject project;
        const auto saved = IncidentStore(*project).save(full(), "keep");
        CAUSEWAY_VERIFY(saved);
        project.reopen();
        const auto found = IncidentStore(*project).get(saved->id);
        CAUSEWAY_VERIFY(found);
        Incident expected = full();
        expected.id = saved->id;
        expected.rejected = {"cart", "order"};
        QVERIFY(*found == expected);
        QCOMPARE(IncidentStore(*project).get(99).error().code, ErrorCode::NotFound);
    }

    void everyChangeIsUndoneAndRedone()
    {
        test::TemporaryProject project;
        IncidentStore store(*project);
        const auto added = store.add({open(500, "late"), open(100, "early")}, "two");
        CAUSEWAY_VERIFY(added);
        QCOMPARE(told(store), "2: 1:");
        Incident named = *store.get(1);
        named.verdict = IncidentVerdict::Cause;
        named.service = "order";
        const auto saved = store.save(named, "confirm");
        CAUSEWAY_VERIFY(saved);
        const auto removed = store.remove(2);
        CAUSEWAY_VERIFY(removed);
        QCOMPARE(told(store), "1:order");
        CAUSEWAY_VERIFY(store.undo(*removed));
        CAUSEWAY_VERIFY(store.undo(saved->edit));
        QCOMPARE(told(store), "2: 1:");
        CAUSEWAY_VERIFY(store.redo(saved->edit));
        QCOMPARE(told(store), "2: 1:order");
        // The adding of both is under a later edit of one.
        QCOMPARE(store.undo(saved->edit - 1).error().code, ErrorCode::Conflict);
    }

    void anIdIsNeverGivenTwice()
    {
        test::TemporaryProject project;
        IncidentStore store(*project);
        const auto first = store.save(open(1), "one");
        CAUSEWAY_VERIFY(first);
        CAUSEWAY_VERIFY(store.remove(first->id));
        const auto second = store.save(open(1), "two");
        CAUSEWAY_VERIFY(second);
        QVERIFY(second->id > first->id);
    }

    void whatChangedBehindTheLogIsNotWrittenOver()
    {
        test::TemporaryProject project;
        IncidentStore store(*project);
        const auto saved = store.save(open(1), "one");
        CAUSEWAY_VERIFY(saved);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE incident SET note='other'"); }));
        const auto undone = store.undo(saved->edit);
        QVERIFY(!undone && undone.error().code == ErrorCode::Conflict);
        QCOMPARE(told(store), "1:");
    }

    void whatIsNoIncident_data()
    {
        QTest::addColumn<std::function<void(Incident &)>>("spoil");
        const auto add = [](const char *name, std::function<void(Incident &)> spoil) { QTest::newRow(name) << std::move(spoil); };
        add("no end", [](Incident &incident) { incident.time.to = {INT64_MAX}; });
        add("backwards", [](Incident &incident) { incident.time.to = incident.time.from; });
        add("a cause without its service", [](Incident &incident) { incident.service.clear(); });
        add("a baseline that ends first", [](Incident &incident) { incident.baseline = TimeRange{{5}, {4}}; });
    }
    void whatIsNoIncident()
    {
        QFETCH(std::function<void(Incident &)>, spoil);
        Incident incident = full();
        spoil(incident);
        test::TemporaryProject project;
        IncidentStore store(*project);
        QCOMPARE(store.save(incident, "x").error().code, ErrorCode::InvalidInput);
        QCOMPARE(store.add({open(1), incident}, "x").error().code, ErrorCode::InvalidInput);
        QCOMPARE(told(store), "");
    }
};

CAUSEWAY_TEST(IncidentStoreTest)
#include "incident_store_test.moc"
