#include "storage/label_store.h"

#include <simdjson.h>

#include <algorithm>

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

// What a subject's label is before or after an edit: none, or one.
struct State {
    Subject subject;
    std::optional<Label> label;
};

std::string touchKey(const Subject &subject)
{
    return "label:" + std::string(toName(subject.kind)) + ":" + subject.id;
}

Label readRow(const Statement &row)
{
    Label label;
    label.subject = {parseSubjectKind(row.text(0)).value_or(SubjectKind::Session), row.text(1)};
    label.verdict = parseVerdict(row.text(2)).value_or(Verdict::Unsure);
    label.kind = row.text(3);
    label.by = row.text(4);
    label.note = row.text(5);
    label.atNs = row.integer(6);
    return label;
}

constexpr const char *kSelect = "SELECT kind,subject,verdict,label_kind,by,note,at_ns FROM label ";

Result<std::optional<Label>> find(Database &database, const Subject &subject)
{
    Statement row = database.prepare(std::string(kSelect) + "WHERE kind=? AND subject=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(toName(subject.kind)).bind(subject.id).step());
    return found ? std::optional<Label>(readRow(row)) : std::nullopt;
}

Result<void> insert(Statement &statement, const Label &label)
{
    return statement.bind(toName(label.subject.kind))
        .bind(label.subject.id)
        .bind(toName(label.verdict))
        .bind(label.kind)
        .bind(label.by)
        .bind(label.note)
        .bind(label.atNs)
        .run();
}

Result<void> apply(Database &database, const std::vector<State> &states)
{
    for (const State &state : states) {
        if (state.label) {
            Statement statement = database.prepare("INSERT OR REPLACE INTO label(kind,subject,verdict,label_kind,by,note,at_ns) VALUES(?,?,?,?,?,?,?)");
            CAUSEWAY_TRY(insert(statement, *state.label));
        } else
            CAUSEWAY_TRY(database.prepare("DELETE FROM label WHERE kind=? AND subject=?").bind(toName(state.subject.kind)).bind(state.subject.id).run());
    }
    return {};
}

std::string encode(const std::vector<State> &states)
{
    JsonWriter json;
    json.beginArray();
    for (const State &state : states) {
        json.beginObject().field("subject_kind", toName(state.subject.kind));
        writeBytes(json, "subject", state.subject.id);
        if (state.label) {
            json.field("verdict", toName(state.label->verdict)).field("at_ns", state.label->atNs);
            writeBytes(json, "kind", state.label->kind);
            writeBytes(json, "by", state.label->by);
            writeBytes(json, "note", state.label->note);
        }
        json.endObject();
    }
    json.endArray();
    return json.take();
}

Result<std::vector<State>> decode(std::string_view json)
{
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    const auto damaged = [] { return failure(damagedBlob(CAUSEWAY_TEXT("an edit of labels"))); };
    if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS)
        return damaged();
    std::vector<State> states;
    for (const simdjson::dom::element item : list) {
        simdjson::dom::object fields;
        std::string_view name;
        if (item.get(fields) != simdjson::SUCCESS || fields["subject_kind"].get(name) != simdjson::SUCCESS)
            return damaged();
        const auto kind = parseSubjectKind(name);
        if (!kind)
            return damaged();
        State state{{*kind, readBytes(fields, "subject")}, std::nullopt};
        if (fields["verdict"].get(name) == simdjson::SUCCESS) {
            const auto verdict = parseVerdict(name);
            std::int64_t atNs = 0;
            if (!verdict || fields["at_ns"].get(atNs) != simdjson::SUCCESS)
                return damaged();
            state.label = Label{state.subject, *verdict, readBytes(fields, "kind"), readBytes(fields, "by"), readBytes(fields, "note"), atNs};
        }
        states.push_back(std::move(state));
    }
    return states;
}

// One edit that turns `before` into `after`; both about the same subjects.
Result<EditNumber> record(Database &database, const char *kind, std::string summary, const std::vector<State> &before, const std::vector<State> &after)
{
    EditInfo edit;
    edit.kind = kind;
    edit.subject = after.front().subject.id;
    edit.summary = std::move(summary);
    edit.before = encode(before);
    edit.after = encode(after);
    edit.atNs = nowNs();
    for (const State &state : after)
        edit.touches.push_back(touchKey(state.subject));
    CAUSEWAY_TRY(apply(database, after));
    return EditLog::append(database, edit);
}

bool equal(const std::optional<Label> &a, const std::optional<Label> &b)
{
    return a.has_value() == b.has_value() &&
           (!a || (a->verdict == b->verdict && a->kind == b->kind && a->by == b->by && a->note == b->note && a->atNs == b->atNs));
}

// Labels must be as the edit left them (undo) or found them (redo): nothing that came in between is written over.
Result<void> replay(Database &database, const EditInfo &edit, bool undo)
{
    CAUSEWAY_ASSIGN(const std::vector<State> now, decode(undo ? edit.after : edit.before));
    CAUSEWAY_ASSIGN(const std::vector<State> then, decode(undo ? edit.before : edit.after));
    for (const State &state : now) {
        CAUSEWAY_ASSIGN(const std::optional<Label> current, find(database, state.subject));
        if (!equal(current, state.label))
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot be %2"), edit.summary, undo ? "undone" : "redone"),
                           Message(CAUSEWAY_TEXT("the label of %1 has changed since"), state.subject.id),
                           Message(CAUSEWAY_TEXT("Set the label itself.")));
    }
    return apply(database, then);
}

} // namespace

Result<std::optional<Label>> LabelStore::get(const Subject &subject) const
{
    std::optional<Label> label;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(label, find(database, subject));
        return {};
    }));
    return label;
}

Result<std::vector<Label>> LabelStore::all() const
{
    std::vector<Label> labels;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kSelect) + "ORDER BY kind, subject");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            labels.push_back(readRow(row));
        }
    }));
    std::sort(labels.begin(), labels.end(), [](const Label &a, const Label &b) { return a.subject < b.subject; });
    return labels;
}

Result<LabelCounts> LabelStore::counts() const
{
    LabelCounts counts;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT count(*), count(*) FILTER (WHERE verdict='normal'), "
                                         "count(*) FILTER (WHERE verdict='anomalous'), count(*) FILTER (WHERE verdict='unsure') FROM label");
        CAUSEWAY_TRY(row.step());
        counts = {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
                  static_cast<std::uint64_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))};
        return {};
    }));
    return counts;
}

Result<EditNumber> LabelStore::set(std::span<const Label> labels, std::string summary)
{
    if (labels.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to label")));
    // The last label of a subject holds.
    std::vector<const Label *> last;
    for (const Label &label : labels)
        last.push_back(&label);
    std::stable_sort(last.begin(), last.end(), [](const Label *a, const Label *b) { return a->subject < b->subject; });
    std::vector<State> before, after;
    for (std::size_t i = 0; i < last.size(); ++i)
        if (i + 1 == last.size() || last[i + 1]->subject != last[i]->subject) {
            after.push_back({last[i]->subject, *last[i]});
            if (after.back().label->atNs == 0)
                after.back().label->atNs = nowNs();
        }
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        for (const State &state : after) {
            CAUSEWAY_ASSIGN(std::optional<Label> label, find(database, state.subject));
            before.push_back({state.subject, std::move(label)});
        }
        CAUSEWAY_ASSIGN(number, record(database, "label.set", std::move(summary), before, after));
        return {};
    }));
    return number;
}

Result<EditNumber> LabelStore::remove(const Subject &subject) { return remove(std::span(&subject, 1), "Remove the label of " + subject.id); }

Result<EditNumber> LabelStore::remove(std::span<const Subject> subjects, std::string summary)
{
    std::vector<Subject> each(subjects.begin(), subjects.end());
    std::sort(each.begin(), each.end());
    each.erase(std::unique(each.begin(), each.end()), each.end());
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        std::vector<State> before, after;
        for (const Subject &subject : each) {
            CAUSEWAY_ASSIGN(std::optional<Label> label, find(database, subject));
            if (!label)
                continue;
            before.push_back({subject, std::move(label)});
            after.push_back({subject, std::nullopt});
        }
        if (before.empty())
            return failure(ErrorCode::NotFound, each.size() == 1 ? Message(CAUSEWAY_TEXT("%1 has no label"), each.front().id) : Message(CAUSEWAY_TEXT("None of them has a label")));
        CAUSEWAY_ASSIGN(number, record(database, "label.remove", std::move(summary), before, after));
        return {};
    }));
    return number;
}

Result<void> LabelStore::undo(EditNumber edit) { return EditLog(m_project).undo(edit, replay); }

Result<void> LabelStore::redo(EditNumber edit) { return EditLog(m_project).redo(edit, replay); }

Result<void> LabelStore::insertImported(Database &database, std::span<const Label> labels)
{
    // What a person said stays.
    Statement statement = database.prepare("INSERT OR IGNORE INTO label(kind,subject,verdict,label_kind,by,note,at_ns) VALUES(?,?,?,?,?,?,?)");
    for (const Label &label : labels)
        CAUSEWAY_TRY(insert(statement, label));
    return {};
}

} // namespace causeway::storage
