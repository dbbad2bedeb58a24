#include "storage/scenario_store.h"

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/document_edit.h"

namespace causeway::storage {

namespace {

constexpr const char *kSelect = "SELECT id,ifnull(parent,0),name,scenario,note,by,created_ns,removed FROM scenario ";

const DocumentEdit kEdit(CAUSEWAY_TEXT("an edit of scenarios"));

NamedDocument documentOf(const StoredScenario &scenario) { return {scenario.id, scenario.removed, scenario.name, scenario.note, scenario.document}; }

StoredScenario readRow(const Statement &row)
{
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5), row.integer(6), row.integer(7) != 0};
}

Result<void> notThere(ScenarioId id) { return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no scenario number %1"), id)); }

// Removed ones too. Errors: NotFound.
Result<StoredScenario> find(Database &database, ScenarioId id)
{
    Statement row = database.prepare(std::string(kSelect) + "WHERE id=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(id).step());
    if (!found)
        return failure(notThere(id).error());
    return readRow(row);
}

Result<StoredScenario> findShown(Database &database, ScenarioId id)
{
    CAUSEWAY_ASSIGN(StoredScenario scenario, find(database, id));
    if (scenario.removed)
        return failure(notThere(id).error());
    return scenario;
}

Result<void> update(Database &database, const StoredScenario &scenario)
{
    return database.prepare("UPDATE scenario SET name=?,scenario=?,note=?,removed=? WHERE id=?")
        .bind(scenario.name).bind(scenario.document).bind(scenario.note).bind(std::int64_t{scenario.removed}).bind(scenario.id).run();
}

Result<EditNumber> record(Database &database, const char *kind, std::string summary, const NamedDocument &before, const StoredScenario &after)
{
    return kEdit.record(database, kind, "scenario", std::move(summary), before, documentOf(after));
}

Result<void> replay(Database &database, const EditInfo &edit, bool undo)
{
    CAUSEWAY_ASSIGN(const ScenarioId id, kEdit.idOf(edit));
    CAUSEWAY_ASSIGN(StoredScenario scenario, find(database, id));
    CAUSEWAY_ASSIGN(NamedDocument then, kEdit.replay(edit, undo, documentOf(scenario)));
    scenario.removed = then.removed;
    scenario.name = std::move(then.name);
    scenario.note = std::move(then.note);
    scenario.document = std::move(then.text);
    return update(database, scenario);
}

} // namespace

Result<std::vector<StoredScenario>> ScenarioStore::all() const
{
    std::vector<StoredScenario> scenarios;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kSelect) + "ORDER BY id");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            scenarios.push_back(readRow(row));
        }
    }));
    return scenarios;
}

Result<StoredScenario> ScenarioStore::get(ScenarioId id) const
{
    StoredScenario scenario;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(scenario, findShown(database, id));
        return {};
    }));
    return scenario;
}

Result<ScenarioStore::Saved> ScenarioStore::add(StoredScenario scenario, std::string summary)
{
    Saved saved;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        if (scenario.parent != 0)
            CAUSEWAY_TRY(findShown(database, scenario.parent));
        Statement row = database.prepare("INSERT INTO scenario(parent,name,scenario,note,created_ns,by) VALUES(nullif(?,0),?,?,?,?,?)");
        CAUSEWAY_TRY(row.bind(scenario.parent).bind(scenario.name).bind(scenario.document).bind(scenario.note).bind(scenario.createdNs == 0 ? nowNs() : scenario.createdNs).bind(scenario.by).run());
        scenario.id = saved.id = database.lastInsertId();
        scenario.removed = false;
        NamedDocument before = documentOf(scenario);
        before.removed = true;
        CAUSEWAY_ASSIGN(saved.edit, record(database, "scenario.add", std::move(summary), before, scenario));
        return {};
    }));
    return saved;
}

Result<EditNumber> ScenarioStore::change(const StoredScenario &scenario, std::string summary)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(StoredScenario now, findShown(database, scenario.id));
        const NamedDocument before = documentOf(now);
        now.document = scenario.document;
        now.name = scenario.name;
        now.note = scenario.note;
        CAUSEWAY_TRY(update(database, now));
        CAUSEWAY_ASSIGN(number, record(database, "scenario.change", std::move(summary), before, now));
        return {};
    }));
    return number;
}

Result<EditNumber> ScenarioStore::remove(ScenarioId id, std::string summary)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(StoredScenario scenario, findShown(database, id));
        const NamedDocument before = documentOf(scenario);
        scenario.removed = true;
        CAUSEWAY_TRY(update(database, scenario));
        CAUSEWAY_ASSIGN(number, record(database, "scenario.remove", std::move(summary), before, scenario));
        return {};
    }));
    return number;
}

Result<void> ScenarioStore::undo(EditNumber edit) { return EditLog(m_project).undo(edit, replay); }

Result<void> ScenarioStore::redo(EditNumber edit) { return EditLog(m_project).redo(edit, replay); }

Result<std::optional<StoredAnswer>> ScenarioStore::answer(std::string_view digest) const
{
    std::optional<StoredAnswer> answer;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT kind,version,seed,result FROM scenario_result WHERE digest=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(digest).step());
        if (found)
            answer = StoredAnswer{std::string(digest), row.text(0), row.integer(1), static_cast<std::uint64_t>(row.integer(2)), row.text(3)};
        return {};
    }));
    return answer;
}

Result<void> ScenarioStore::keep(const StoredAnswer &answer)
{
    return m_project.write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
        CAUSEWAY_TRY(database.prepare("INSERT OR REPLACE INTO scenario_result(digest,kind,version,seed,created_ns,result) VALUES(?,?,?,?,?,?)")
                         .bind(answer.digest).bind(answer.kind).bind(answer.version).bind(static_cast<std::int64_t>(answer.seed)).bind(nowNs()).bind(answer.result).run());
        return database.prepare("DELETE FROM scenario_result WHERE digest IN (SELECT digest FROM scenario_result ORDER BY created_ns DESC, digest LIMIT -1 OFFSET ?)")
            .bind(static_cast<std::uint64_t>(kMostAnswers)).run();
    });
}

} // namespace causeway::storage
