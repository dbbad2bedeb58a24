#include "storage/document_edit.h"

#include <simdjson.h>

#include <algorithm>

#include "storage/clock.h"
#include "storage/digest.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

struct State {
    std::int64_t id = 0;
    bool removed = false;
    std::string name, note, digest;
    std::size_t at = 0;    // where the part stands
    std::string part;
};

State stateOf(const NamedDocument &document) { return {document.id, document.removed, document.name, document.note, sha256Hex(document.text), 0, {}}; }

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

Result<State> decode(std::string_view text, const char *what)
{
    simdjson::dom::parser parser;
    simdjson::dom::object fields;
    State state;
    std::uint64_t at = 0;
    std::string_view digest;
    if (parser.parse(text.data(), text.size()).get(fields) != simdjson::SUCCESS || fields["id"].get(state.id) != simdjson::SUCCESS || fields["removed"].get(state.removed) != simdjson::SUCCESS ||
        fields["digest"].get(digest) != simdjson::SUCCESS || fields["at"].get(at) != simdjson::SUCCESS)
        return failure(damagedBlob(what));
    state.digest = digest;
    state.at = at;
    state.name = readBytes(fields, "name");
    state.note = readBytes(fields, "note");
    state.part = readBytes(fields, "part");
    return state;
}

} // namespace

Result<EditNumber> DocumentEdit::record(Database &database, std::string kind, std::string_view prefix, std::string summary, const NamedDocument &before, const NamedDocument &after) const
{
    State from = stateOf(before), to = stateOf(after);
    cut(from, before.text, to, after.text);
    EditInfo edit;
    edit.kind = std::move(kind);
    edit.subject = std::to_string(after.id);
    edit.summary = std::move(summary);
    edit.before = encode(from);
    edit.after = encode(to);
    edit.atNs = nowNs();
    edit.touches = {std::string(prefix) + ":" + std::to_string(after.id)};
    return EditLog::append(database, edit);
}

Result<std::int64_t> DocumentEdit::idOf(const EditInfo &edit) const
{
    CAUSEWAY_ASSIGN(const State state, decode(edit.after, m_what));
    return state.id;
}

// The document must be as the edit left it (undo) or found it (redo): nothing that came in between is written over.
Result<NamedDocument> DocumentEdit::replay(const EditInfo &edit, bool undo, NamedDocument document) const
{
    CAUSEWAY_ASSIGN(const State now, decode(undo ? edit.after : edit.before, m_what));
    CAUSEWAY_ASSIGN(const State then, decode(undo ? edit.before : edit.after, m_what));
    if (document.removed != now.removed || document.name != now.name || document.note != now.note || sha256Hex(document.text) != now.digest || now.at > document.text.size())
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot be %2"), edit.summary, undo ? "undone" : "redone"), Message(CAUSEWAY_TEXT("it was changed since")),
                       Message(CAUSEWAY_TEXT("Change it by hand.")));
    document.text.replace(now.at, now.part.size(), then.part);
    if (sha256Hex(document.text) != then.digest)
        return failure(damagedBlob(m_what));
    document.removed = then.removed;
    document.name = then.name;
    document.note = then.note;
    return document;
}

} // namespace causeway::storage
