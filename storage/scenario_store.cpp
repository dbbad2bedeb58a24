#include "storage/scenario_store.h"

#include <simdjson.h>

#include <algorithm>

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/digest.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

constexpr const char *kSelect = "SELECT id,ifnull(parent,0),name,scenario,note,by,created_ns,removed FROM scenario ";

// What an edit changes of a scenario. Documents are large and edits small: of the document only the part that differs is kept, with digests
// of the whole.
struct State {
    ScenarioId id = 0;
    bool removed = false;
    std::string name, note, digest;
    std::size_t at = 0;    // where the part stands
    std::string part;
};

State stateOf(const StoredScenario &scenario)
{
    return {scenario.id, scenario.removed, scenario.name, scenario.note, sha256Hex(scenario.document), 0, {}};
}

// The parts in which two documents differ, between what they have in common at both ends.
void cut(State &a, const std::string &before, State &b, const std::string &after)
{
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t head = 0, tail = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    a.at = b.at = head;
    a.part = before.substr(head, before.size() - head - tail);
    b.part = after.substr(head, after.size() - head - tail);
}

std::string encode(const State &state)
{
    JsonWriter json;
    json.beginObject().field("id", state.id).field("removed", state.removed).field("digest", state.digest).field("at", static_cast<std::uint64_t>(state.at));
    writeBytes(json, "name", state.name);
    writeBytes(json, "note", state.note);
    writeBytes(json, "part", state.part);
    json.endObject();
    return json.take();
}

Result<State> decode(std::string_view text)
{
    simdjson::dom::parser parser;
    simdjson::dom::object fields;
    State state;
    std::uint64_t at = 0;
    std::string_view digest;
    if (parser.parse(text.data(), text.size()).get(fields) != simdjson::SUCCESS || fields["id"].get(state.id) != simdjson::SUCCESS || fields["removed"].get(state.removed) != simdjson::SUCCESS ||
        fields["digest"].get(digest) != simdjson::SUCCESS || fields["at"].get(at) != simdjson::SUCCESS)
        return failure(damagedBlob(CAUSEWAY_TEXT("an edit of scenarios")));
    state.digest = digest;
    state.at = at;
    state.name = readBytes(fields, "name");
    state.note = readBytes(fields, "note");
    state.part = readBytes(fields, "part");
    return state;
}

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

Result<EditNumber> record(Database &database, const char *kind, std::string summary, const State &before, const State &after)
{
    EditInfo edit;
    edit.kind = kind;
    edit.subject = std::to_string(after.id);
    edit.summary = std::move(summary);
    edit.before = encode(before);
    edit.after = encode(after);
    edit.atNs = nowNs();
    edit.touches = {"scenario:" + std::to_string(after.id)};
    return EditLog::append(database, edit);
}

// The scenario must be as the edit left it (undo) or found it (redo): nothing that came in between is written over.
Result<void> replay(Database &database, const EditInfo &edit, bool undo)
{
    CAUSEWAY_ASSIGN(const State now, decode(undo ? edit.after : edit.before));
    CAUSEWAY_ASSIGN(const State then, decode(undo ? edit.before : edit.after));
    CAUSEWAY_ASSIGN(StoredScenario scenario, find(database, now.id));
    if (scenario.removed != now.removed || scenario.name != now.name || scenario.note != now.note || sha256Hex(scenario.document) != now.digest || now.at > scenario.document.size())
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot be %2"), edit.summary, undo ? "undone" : "redone"), Message(CAUSEWAY_TEXT("the scenario has changed since")),
                       Message(CAUSEWAY_TEXT("Change the scenario itself.")));
    scenario.document.replace(now.at, now.part.size(), then.part);
    if (sha256Hex(scenario.document) != then.digest)
        return failure(damagedBlob(CAUSEWAY_TEXT("an edit of scenarios")));
    scenario.removed = then.removed;
    scenario.name = then.name;
    scenario.note = then.note;
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
        State before = stateOf(scenario);
        before.removed = true;
        CAUSEWAY_ASSIGN(saved.edit, record(database, "scenario.add", std::move(summary), before, stateOf(scenario)));
        return {};
    }));
    return saved;
}

Result<EditNumber> ScenarioStore::change(const StoredScenario &scenario, std::string summary)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(StoredScenario now, findShown(database, scenario.id));
        State before = stateOf(now);
        const std::string document = std::exchange(now.document, scenario.document);
        now.name = scenario.name;
        now.note = scenario.note;
        State after = stateOf(now);
        cut(before, document, after, now.document);
        CAUSEWAY_TRY(update(database, now));
        CAUSEWAY_ASSIGN(number, record(database, "scenario.change", std::move(summary), before, after));
        return {};
    }));
    return number;
}

Result<EditNumber> ScenarioStore::remove(ScenarioId id, std::string summary)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(StoredScenario scenario, findShown(database, id));
        const State before = stateOf(scenario);
        scenario.removed = true;
        CAUSEWAY_TRY(update(database, scenario));
        CAUSEWAY_ASSIGN(number, record(database, "scenario.remove", std::move(summary), before, stateOf(scenario)));
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
