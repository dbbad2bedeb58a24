// A project of any earlier version becomes one of the current version when it is opened, with what it holds; a newer one is refused.

#include "tests/support/older_project.h"
#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "storage/database.h"
#include "storage/incident_store.h"
#include "storage/schema.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

// "table.column" of every table, and the names of views and indexes.
std::set<std::string> columns(const Project &project)
{
    std::set<std::string> names;
    const auto read = project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT m.type||' '||m.name||'.'||ifnull(c.name,'') FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            names.insert(row.text(0));
        }
    });
    if (!read)
        names = {read.error().toEnglish()};
    return names;
}

} // namespace

class SchemaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEarlierVersion_data()
    {
        QTest::addColumn<int>("version");
        for (int version = 1; version < kSchemaVersion; ++version)
            QTest::newRow(qPrintable(QString::number(version))) << version;
    }
    void anEarlierVersion()
    {
        QFETCH(const int, version);
        test::TemporaryProject project;
        const auto expected = columns(*project);
        QVERIFY(expected.contains("table scenario.parent") && expected.contains("table split.classes") && expected.contains("table trained_policy.bytes") && expected.contains("table approval.reason"));
        Incident incident;
        incident.time = {{1}, {2}};
        incident.by = "me";
        CAUSEWAY_VERIFY(IncidentStore(*project).save(incident, "keep"));
        CAUSEWAY_VERIFY(project->write(Project::Durability::Durable, [&](Database &database) {
            return database.execute(("INSERT INTO setting(name,value) VALUES('kept','yes');" + test::downTo(version)).c_str());
        }));
        QVERIFY(columns(*project) != expected);
        project.reopen();
        QVERIFY(project.pointer() != nullptr);
        QVERIFY(columns(*project) == expected);
        QCOMPARE(IncidentStore(*project).all()->size(), std::size_t{version < 4 ? 0u : 1u});
        std::string kept, now;
        CAUSEWAY_VERIFY(project->read([&](Database &database) -> Result<void> {
            Statement row = database.prepare("SELECT value,(SELECT user_version FROM pragma_user_version) FROM setting WHERE name='kept'");
            CAUSEWAY_TRY(row.step());
            kept = row.text(0);
            now = row.text(1);
            return {};
        }));
        QCOMPARE(kept, std::string("yes"));
        QCOMPARE(now, std::to_string(kSchemaVersion));
    }

    void aNewerVersion()
    {
        test::TemporaryProject project;
        const std::string path = project.path("p.causeway");
        CAUSEWAY_VERIFY(project->write(Project::Durability::Durable, [](Database &database) { return database.execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion + 1)).c_str()); }));
        const auto opened = Project::open(path, Project::Mode::OpenExisting);
        QVERIFY(!opened && opened.error().code == ErrorCode::Foreign);
    }
};

CAUSEWAY_TEST(SchemaTest)
#include "schema_test.moc"
