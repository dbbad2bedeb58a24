#include "storage/incident_store.h"

#include <simdjson.h>

#include <algorithm>

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

// What there is under an id before or after an edit: none, or one.
struct State {
    IncidentId id = 0;
    std::optional<Incident> incident;
};

std::string encodeRejected(const std::vector<std::string> &services)
{
    JsonWriter json;
    json.beginArray();
    for (const std::string &service : services) {
        json.beginObject();
        writeBytes(json, "service", service);
        json.endObject();
    }
    json.endArray();
    return json.take();
}

bool decodeRejected(const simdjson::dom::element &element, std::vector<std::string> &out)
{
    simdjson::dom::array list;
    if (element.get(list) != simdjson::SUCCESS)
        return false;
    for (const simdjson::dom::element item : list) {
        simdjson::dom::object fields;
        if (item.get(fields) != simdjson::SUCCESS)
            return false;
        out.push_back(readBytes(fields, "service"));
    }
    return true;
}

constexpr const char *kSelect = "SELECT id,name,from_ns,to_ns,baseline_from_ns,baseline_to_ns,onset_ns,verdict,service,pod,operation,kind,rejected,note,by,at_ns,signature FROM incident ";

Result<Incident> readRow(const Statement &row)
{
    Incident incident;
    incident.id = row.integer(0);
    incident.name = row.text(1);
    incident.time = {{row.integer(2)}, {row.integer(3)}};
    if (!row.isNull(4))
        incident.baseline = TimeRange{{row.integer(4)}, {row.integer(5)}};
    if (!row.isNull(6))
        incident.onset = {row.integer(6)};
    incident.verdict = parseIncidentVerdict(row.text(7)).value_or(IncidentVerdict::Open);
    incident.service = row.text(8);
    incident.pod = row.text(9);
    incident.operation = row.text(10);
    incident.kind = row.text(11);
    simdjson::dom::parser parser;
    simdjson::dom::element rejected;
    const std::string text = row.text(12);
    if (parser.parse(text).get(rejected) != simdjson::SUCCESS || !decodeRejected(rejected, incident.rejected))
        return failure(damagedBlob(CAUSEWAY_TEXT("an incident")));
    incident.note = row.text(13);
    incident.by = row.text(14);
    incident.atNs = row.integer(15);
    incident.signature = row.text(16);
    return incident;
}

Result<std::optional<Incident>> find(Database &database, IncidentId id)
{
    Statement row = database.prepare(std::string(kSelect) + "WHERE id=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(id).step());
    if (!found)
        return std::optional<Incident>();
    CAUSEWAY_ASSIGN(Incident incident, readRow(row));
    return std::optional<Incident>(std::move(incident));
}

Result<void> apply(Database &database, const std::vector<State> &states)
{
    for (const State &state : states) {
        if (!state.incident) {
            CAUSEWAY_TRY(database.prepare("DELETE FROM incident WHERE id=?").bind(state.id).run());
            continue;
        }
        const Incident &incident = *state.incident;
        Statement row = database.prepare("INSERT OR REPLACE INTO incident(id,name,from_ns,to_ns,baseline_from_ns,baseline_to_ns,onset_ns,verdict,service,pod,operation,kind,rejected,note,by,at_ns,signature) "
                                         "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        row.bind(state.id).bind(incident.name).bind(incident.time.from.ns).bind(incident.time.to.ns);
        if (incident.baseline)
            row.bind(incident.baseline->from.ns).bind(incident.baseline->to.ns);
        else
            row.bindNull().bindNull();
        if (incident.onset.isNone())
            row.bindNull();
        else
            row.bind(incident.onset.ns);
        row.bind(toName(incident.verdict)).bind(incident.service).bind(incident.pod).bind(incident.operation).bind(incident.kind);
        row.bind(encodeRejected(incident.rejected)).bind(incident.note).bind(incident.by).bind(incident.atNs).bind(incident.signature);
        CAUSEWAY_TRY(row.run());
    }
    return {};
}

std::string encode(const std::vector<State> &states)
{
    JsonWriter json;
    json.beginArray();
    for (const State &state : states) {
        json.beginObject().field("id", state.id);
        if (state.incident) {
            const Incident &incident = *state.incident;
            json.field("from_ns", incident.time.from.ns).field("to_ns", incident.time.to.ns).field("onset_ns", incident.onset.ns).field("verdict", toName(incident.verdict)).field("at_ns", incident.atNs);
            if (incident.baseline)
                json.field("baseline_from_ns", incident.baseline->from.ns).field("baseline_to_ns", incident.baseline->to.ns);
            for (const auto &[key, text] : {std::pair("name", &incident.name), std::pair("service", &incident.service), std::pair("pod", &incident.pod), std::pair("operation", &incident.operation),
                                            std::pair("kind", &incident.kind), std::pair("note", &incident.note), std::pair("by", &incident.by), std::pair("signature", &incident.signature)})
                writeBytes(json, key, *text);
            json.key("rejected").raw(encodeRejected(incident.rejected));
        }
        json.endObject();
    }
    json.endArray();
    return json.take();
}

bool decodeIncident(const simdjson::dom::object &fields, Incident &incident)
{
    std::string_view verdict;
    simdjson::dom::element rejected;
    if (fields["verdict"].get(verdict) != simdjson::SUCCESS || fields["to_ns"].get(incident.time.to.ns) != simdjson::SUCCESS || fields["onset_ns"].get(incident.onset.ns) != simdjson::SUCCESS ||
        fields["at_ns"].get(incident.atNs) != simdjson::SUCCESS || fields["from_ns"].get(incident.time.from.ns) != simdjson::SUCCESS || fields["rejected"].get(rejected) != simdjson::SUCCESS)
        return false;
    const auto known = parseIncidentVerdict(verdict);
    if (!known || !decodeRejected(rejected, incident.rejected))
        return false;
    incident.verdict = *known;
    TimeRange baseline;
    if (fields["baseline_from_ns"].get(baseline.from.ns) == simdjson::SUCCESS && fields["baseline_to_ns"].get(baseline.to.ns) == simdjson::SUCCESS)
        incident.baseline = baseline;
    incident.name = readBytes(fields, "name");
    incident.service = readBytes(fields, "service");
    incident.pod = readBytes(fields, "pod");
    incident.operation = readBytes(fields, "operation");
    incident.kind = readBytes(fields, "kind");
    incident.note = readBytes(fields, "note");
    incident.by = readBytes(fields, "by");
    incident.signature = readBytes(fields, "signature");
    return true;
}

Result<std::vector<State>> decode(std::string_view text)
{
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    const auto damaged = [] { return failure(damagedBlob(CAUSEWAY_TEXT("an edit of incidents"))); };
    if (parser.parse(text.data(), text.size()).get(list) != simdjson::SUCCESS)
        return damaged();
    std::vector<State> states;
    for (const simdjson::dom::element item : list) {
        simdjson::dom::object fields;
        State state;
        if (item.get(fields) != simdjson::SUCCESS || fields["id"].get(state.id) != simdjson::SUCCESS)
            return damaged();
        if (fields["verdict"].error() == simdjson::SUCCESS) {
            Incident incident;
            incident.id = state.id;
            if (!decodeIncident(fields, incident))
                return damaged();
            state.incident = std::move(incident);
        }
        states.push_back(std::move(state));
    }
    return states;
}

Result<EditNumber> record(Database &database, const char *kind, std::string summary, const std::vector<State> &before, const std::vector<State> &after)
{
    EditInfo edit;
    edit.kind = kind;
    edit.subject = std::to_string(after.front().id);
    edit.summary = std::move(summary);
    edit.before = encode(before);
    edit.after = encode(after);
    edit.atNs = nowNs();
    for (const State &state : after)
        edit.touches.push_back("incident:" + std::to_string(state.id));
    CAUSEWAY_TRY(apply(database, after));
    return EditLog::append(database, edit);
}

// Incidents must be as the edit left them (undo) or found them (redo): nothing that came in between is written over.
Result<void> replay(Database &database, const EditInfo &edit, bool undo)
{
    CAUSEWAY_ASSIGN(const std::vector<State> now, decode(undo ? edit.after : edit.before));
    CAUSEWAY_ASSIGN(const std::vector<State> then, decode(undo ? edit.before : edit.after));
    for (const State &state : now) {
        CAUSEWAY_ASSIGN(std::optional<Incident> current, find(database, state.id));
        if (current && state.incident)
            current->signature = state.incident->signature;
        if (current != state.incident)
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot be %2"), edit.summary, undo ? "undone" : "redone"), Message(CAUSEWAY_TEXT("the incident has changed since")),
                           Message(CAUSEWAY_TEXT("Change the incident itself.")));
    }
    return apply(database, then);
}

Result<void> prepare(Incident &incident)
{
    const Message what(CAUSEWAY_TEXT("The incident was not kept"));
    if (incident.time.from.ns == INT64_MIN || incident.time.to.ns == INT64_MAX || incident.time.from >= incident.time.to)
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("its time has no beginning or no end")), Message(CAUSEWAY_TEXT("Tell from when to when it lasted.")));
    if (incident.baseline && incident.baseline->from >= incident.baseline->to)
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("its baseline ends before it begins")));
    if (incident.verdict == IncidentVerdict::Cause && incident.service.empty())
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("it has a cause, but no service")), Message(CAUSEWAY_TEXT("Tell which service it was.")));
    std::sort(incident.rejected.begin(), incident.rejected.end());
    incident.rejected.erase(std::unique(incident.rejected.begin(), incident.rejected.end()), incident.rejected.end());
    if (incident.atNs == 0)
        incident.atNs = nowNs();
    return {};
}

// AUTOINCREMENT: an id is never given twice, not even after its incident is gone.
Result<IncidentId> nextId(Database &database)
{
    Statement row = database.prepare("SELECT seq FROM sqlite_sequence WHERE name='incident'");
    CAUSEWAY_ASSIGN(const bool found, row.step());
    return (found ? row.integer(0) : 0) + 1;
}

Result<void> notThere(IncidentId id) { return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no incident number %1"), id)); }

} // namespace

std::string_view toName(IncidentVerdict verdict)
{
    constexpr std::array<std::string_view, 3> kNames{"open", "cause", "no_fault"};
    return kNames[static_cast<std::size_t>(verdict)];
}

std::optional<IncidentVerdict> parseIncidentVerdict(std::string_view name)
{
    for (const IncidentVerdict verdict : {IncidentVerdict::Open, IncidentVerdict::Cause, IncidentVerdict::NoFault})
        if (name == toName(verdict))
            return verdict;
    return std::nullopt;
}

Result<std::vector<Incident>> IncidentStore::all() const
{
    std::vector<Incident> incidents;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kSelect) + "ORDER BY from_ns, id");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            CAUSEWAY_ASSIGN(Incident incident, readRow(row));
            incidents.push_back(std::move(incident));
        }
    }));
    return incidents;
}

Result<Incident> IncidentStore::get(IncidentId id) const
{
    std::optional<Incident> incident;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(incident, find(database, id));
        return incident ? Result<void>() : notThere(id);
    }));
    return std::move(*incident);
}

Result<IncidentStore::Saved> IncidentStore::save(Incident incident, std::string summary)
{
    CAUSEWAY_TRY(prepare(incident));
    Saved saved;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        State before{incident.id, std::nullopt};
        if (incident.id != 0) {
            CAUSEWAY_ASSIGN(before.incident, find(database, incident.id));
            if (!before.incident)
                return notThere(incident.id);
        } else {
            CAUSEWAY_ASSIGN(incident.id, nextId(database));
            before.id = incident.id;
        }
        saved.id = incident.id;
        CAUSEWAY_ASSIGN(saved.edit, record(database, "incident.save", std::move(summary), {before}, {State{saved.id, std::move(incident)}}));
        return {};
    }));
    return saved;
}

Result<std::vector<IncidentId>> IncidentStore::add(std::vector<Incident> incidents, std::string summary)
{
    std::vector<IncidentId> ids;
    if (incidents.empty())
        return ids;
    for (Incident &incident : incidents) {
        CAUSEWAY_TRY(prepare(incident));
    }
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(IncidentId id, nextId(database));
        std::vector<State> before, after;
        for (Incident &incident : incidents) {
            incident.id = id++;
            ids.push_back(incident.id);
            before.push_back({incident.id, std::nullopt});
            after.push_back({incident.id, std::move(incident)});
        }
        CAUSEWAY_TRY(record(database, "incident.save", std::move(summary), before, after));
        return {};
    }));
    return ids;
}

Result<EditNumber> IncidentStore::remove(IncidentId id)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(std::optional<Incident> incident, find(database, id));
        if (!incident)
            return notThere(id);
        CAUSEWAY_ASSIGN(number, record(database, "incident.remove", "Forget an incident", {State{id, std::move(incident)}}, {State{id, std::nullopt}}));
        return {};
    }));
    return number;
}

Result<void> IncidentStore::setSignature(IncidentId id, std::string_view signature)
{
    CAUSEWAY_TRY(get(id));
    return m_project.write(Project::Durability::Normal, [&](Database &database) { return database.prepare("UPDATE incident SET signature=? WHERE id=?").bind(signature).bind(id).run(); });
}

Result<void> IncidentStore::undo(EditNumber edit) { return EditLog(m_project).undo(edit, replay); }

Result<void> IncidentStore::redo(EditNumber edit) { return EditLog(m_project).redo(edit, replay); }

} // namespace causeway::storage
