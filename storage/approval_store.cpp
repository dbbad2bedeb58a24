#include "storage/approval_store.h"

#include <simdjson.h>

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

std::string encode(const Approval &approval)
{
    JsonWriter json;
    json.beginObject().field("id", approval.id).field("scenario", approval.scenario).field("granted", approval.granted).field("at_ns", approval.atNs);
    writeBytes(json, "kind", approval.kind);
    writeBytes(json, "service", approval.service);
    writeBytes(json, "reason", approval.reason);
    writeBytes(json, "by", approval.by);
    json.endObject();
    return json.take();
}

Result<Approval> decode(std::string_view text)
{
    simdjson::dom::parser parser;
    simdjson::dom::object fields;
    Approval out;
    if (parser.parse(text.data(), text.size()).get(fields) != simdjson::SUCCESS || fields["id"].get(out.id) != simdjson::SUCCESS || fields["scenario"].get(out.scenario) != simdjson::SUCCESS ||
        fields["granted"].get(out.granted) != simdjson::SUCCESS || fields["at_ns"].get(out.atNs) != simdjson::SUCCESS)
        return failure(damagedBlob(CAUSEWAY_TEXT("an edit of approvals")));
    out.kind = readBytes(fields, "kind");
    out.service = readBytes(fields, "service");
    out.reason = readBytes(fields, "reason");
    out.by = readBytes(fields, "by");
    return out;
}

Result<void> insert(Database &database, const Approval &approval)
{
    return database.prepare("INSERT INTO approval(id,scenario,kind,service,granted,reason,by,created_ns) VALUES(nullif(?,0),nullif(?,0),?,?,?,?,?,?)")
        .bind(approval.id).bind(approval.scenario).bind(approval.kind).bind(approval.service).bind(std::int64_t{approval.granted}).bind(approval.reason).bind(approval.by).bind(approval.atNs).run();
}

Result<void> replay(Database &database, const EditInfo &edit, bool undo)
{
    CAUSEWAY_ASSIGN(const Approval approval, decode(edit.after));
    if (undo)
        return database.prepare("DELETE FROM approval WHERE id=?").bind(approval.id).run();
    return insert(database, approval);
}

} // namespace

Result<std::vector<Approval>> ApprovalStore::all() const
{
    std::vector<Approval> out;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT id,ifnull(scenario,0),kind,service,granted,reason,by,created_ns FROM approval ORDER BY created_ns,id");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            out.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.integer(4) != 0, row.text(5), row.text(6), row.integer(7)});
        }
    }));
    return out;
}

Result<EditNumber> ApprovalStore::add(Approval approval)
{
    const auto blank = [](const std::string &text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; };
    if (blank(approval.by) || blank(approval.reason))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The decision was not kept")), Message(CAUSEWAY_TEXT("it needs a person and a reason")), Message(CAUSEWAY_TEXT("Say why: who reads it later wants to know.")));
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        approval.id = 0;
        if (approval.atNs == 0)
            approval.atNs = nowNs();
        CAUSEWAY_TRY(insert(database, approval));
        approval.id = database.lastInsertId();
        EditInfo edit;
        edit.kind = "approval.add";
        edit.subject = approval.kind;
        edit.summary = (approval.granted ? "Approve " : "Refuse ") + approval.kind + (approval.service.empty() ? "" : " at " + approval.service);
        edit.after = encode(approval);
        edit.atNs = approval.atNs;
        edit.touches = {"approval:" + std::to_string(approval.scenario) + ":" + approval.kind + ":" + approval.service};
        CAUSEWAY_ASSIGN(number, EditLog::append(database, edit));
        return {};
    }));
    return number;
}

Result<void> ApprovalStore::undo(EditNumber edit) { return EditLog(m_project).undo(edit, replay); }

Result<void> ApprovalStore::redo(EditNumber edit) { return EditLog(m_project).redo(edit, replay); }

} // namespace causeway::storage
