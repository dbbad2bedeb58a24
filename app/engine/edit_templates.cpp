#include "app/engine/edit_templates.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <optional>

#include "app/engine/mine_templates.h"
#include "app/engine/mining_run.h"
#include "app/engine/once_pass_cache.h"
#include "storage/appender.h"
#include "storage/clock.h"
#include "storage/database.h"
#include "storage/event_reader.h"
#include "storage/stored_json.h"

namespace causeway::engine {

namespace {

// What an edit changes, as it is before or after it. Absolute, so that it can be applied whatever was mined in between.
struct State {
    struct Row {
        TemplateId id;
        bool there = true;
        std::string tokens, name; // tokens as stored
        bool pinned = false;
    };
    struct Assignment {
        ShapeId shape;
        TemplateId id;
        bool pinned = false;
    };
    std::vector<Row> rows;
    std::vector<Assignment> shapes;
    // Templates that are not there: whatever else was assigned to them goes to another one, which their id then means.
    std::vector<std::pair<TemplateId, TemplateId>> moved;
};

std::string encode(const State &state)
{
    JsonWriter json;
    json.beginObject().key("templates").beginArray();
    for (const State::Row &row : state.rows) {
        json.beginObject().field("id", row.id.value).field("there", row.there);
        if (row.there) {
            json.key("tokens").raw(row.tokens).field("pinned", row.pinned);
            storage::writeBytes(json, "name", row.name);
        }
        json.endObject();
    }
    json.endArray().key("shapes").beginArray();
    for (const State::Assignment &entry : state.shapes)
        json.beginArray().value(entry.shape.value).value(entry.id.value).value(entry.pinned ? 1 : 0).endArray();
    json.endArray().key("moved").beginArray();
    for (const auto &[from, to] : state.moved)
        json.beginArray().value(from.value).value(to.value).endArray();
    json.endArray().endObject();
    return json.take();
}

bool readNumbers(const simdjson::dom::element &from, std::size_t count, std::vector<std::int64_t> &out)
{
    simdjson::dom::array list;
    out.clear();
    if (from.get(list) != simdjson::SUCCESS)
        return false;
    for (const simdjson::dom::element item : list) {
        std::int64_t number = 0;
        if (item.get(number) != simdjson::SUCCESS || number < 0 || number > UINT32_MAX)
            return false;
        out.push_back(number);
    }
    return out.size() == count;
}

std::optional<State> decode(std::string_view text)
{
    simdjson::dom::parser parser;
    simdjson::dom::object root;
    simdjson::dom::array rows, shapes, moved;
    if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS || root["templates"].get(rows) != simdjson::SUCCESS ||
        root["shapes"].get(shapes) != simdjson::SUCCESS || root["moved"].get(moved) != simdjson::SUCCESS)
        return std::nullopt;
    State state;
    for (const simdjson::dom::element item : rows) {
        simdjson::dom::object fields;
        simdjson::dom::element tokens;
        State::Row row;
        std::uint64_t id = 0;
        if (item.get(fields) != simdjson::SUCCESS || fields["id"].get(id) != simdjson::SUCCESS || id > UINT32_MAX ||
            fields["there"].get(row.there) != simdjson::SUCCESS)
            return std::nullopt;
        row.id = TemplateId(static_cast<std::uint32_t>(id));
        if (row.there) {
            if (fields["tokens"].get(tokens) != simdjson::SUCCESS || fields["pinned"].get(row.pinned) != simdjson::SUCCESS)
                return std::nullopt;
            row.tokens = simdjson::minify(tokens);
            row.name = storage::readBytes(fields, "name");
        }
        state.rows.push_back(std::move(row));
    }
    std::vector<std::int64_t> numbers;
    for (const simdjson::dom::element item : shapes) {
        if (!readNumbers(item, 3, numbers))
            return std::nullopt;
        state.shapes.push_back({ShapeId(static_cast<std::uint32_t>(numbers[0])), TemplateId(static_cast<std::uint32_t>(numbers[1])), numbers[2] != 0});
    }
    for (const simdjson::dom::element item : moved) {
        if (!readNumbers(item, 2, numbers))
            return std::nullopt;
        state.moved.emplace_back(static_cast<std::uint32_t>(numbers[0]), static_cast<std::uint32_t>(numbers[1]));
    }
    return state;
}

Result<void> apply(storage::Database &database, const State &state)
{
    for (const auto &[from, to] : state.moved) {
        CAUSEWAY_TRY(database.prepare("UPDATE shape_template SET template=? WHERE template=?").bind(to.value).bind(from.value).run());
        CAUSEWAY_TRY(database.prepare("INSERT OR REPLACE INTO template_alias(old,new) VALUES(?,?)").bind(from.value).bind(to.value).run());
    }
    for (const State::Row &row : state.rows) {
        if (!row.there) {
            CAUSEWAY_TRY(database.prepare("DELETE FROM template WHERE id=?").bind(row.id.value).run());
            continue;
        }
        CAUSEWAY_TRY(database.prepare("INSERT OR REPLACE INTO template(id,tokens,name,pinned,count,first_ns,last_ns) VALUES(?,?,?,?,0,?,?)")
                         .bind(row.id.value)
                         .bind(row.tokens)
                         .bind(row.name)
                         .bind(row.pinned ? 1 : 0)
                         .bind(TimePoint::none().ns)
                         .bind(TimePoint::none().ns)
                         .run());
    }
    storage::Statement assign = database.prepare("INSERT OR REPLACE INTO shape_template(shape,template,pinned) VALUES(?,?,?)");
    for (const State::Assignment &entry : state.shapes)
        CAUSEWAY_TRY(assign.bind(entry.shape.value).bind(entry.id.value).bind(entry.pinned ? 1 : 0).run());
    return storage::TemplateStore::refresh(database);
}

// One template as the tables have it.
Result<void> collect(storage::Database &database, TemplateId id, State &state)
{
    State::Row row{id, false, {}, {}, false};
    {
        storage::Statement statement = database.prepare("SELECT tokens, name, pinned FROM template WHERE id=?");
        CAUSEWAY_ASSIGN(row.there, statement.bind(id.value).step());
        if (row.there) {
            row.tokens = statement.text(0);
            row.name = statement.text(1);
            row.pinned = statement.integer(2) != 0;
        }
    }
    storage::Statement statement = database.prepare("SELECT shape, pinned FROM shape_template WHERE template=? ORDER BY shape");
    statement.bind(id.value);
    for (;;) {
        CAUSEWAY_ASSIGN(const bool more, statement.step());
        if (!more)
            break;
        state.shapes.push_back({ShapeId(static_cast<std::uint32_t>(statement.integer(0))), id, statement.integer(1) != 0});
    }
    state.rows.push_back(std::move(row));
    return {};
}

tl::unexpected<Error> refused(Message why, Message hint = {})
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The pattern cannot be changed")), std::move(why), std::move(hint));
}

using Action = EditTemplatesRequest::Action;

struct Plan {
    std::string kind, summary;
    State before, after;
};

std::string number(TemplateId id) { return std::to_string(id.value); }

// What the text of a template is made from.
struct TextSource {
    const storage::Snapshot &snapshot;
    storage::Database &database;
    const ShapeMasks &masks;
    const Job &job;

    Result<std::string> operator()(const std::vector<ShapeId> &shapes) const
    {
        CAUSEWAY_ASSIGN(const auto tokens, tokensOfShapes(database, snapshot, masks, shapes, job));
        return storage::encodeTokens(tokens);
    }
};

Result<void> planMerge(Plan &plan, const TextSource &textOf, const std::vector<TemplateId> &ids)
{
    plan.kind = "template.merge";
    plan.summary = "Merge into pattern " + number(ids.front()) + ":";
    plan.after.rows.push_back(plan.before.rows.front());
    for (std::size_t i = 1; i < ids.size(); ++i) {
        plan.summary += " " + number(ids[i]);
        plan.after.rows.push_back({ids[i], false, {}, {}, false});
        plan.after.moved.emplace_back(ids[i], ids.front());
    }
    std::vector<ShapeId> shapes;
    for (const State::Assignment &entry : plan.before.shapes) {
        plan.after.shapes.push_back({entry.shape, ids.front(), true});
        shapes.push_back(entry.shape);
    }
    CAUSEWAY_ASSIGN(plan.after.rows.front().tokens, textOf(shapes));
    return {};
}

Result<void> planSplit(Plan &plan, const TextSource &textOf, const std::vector<ShapeId> &chosen)
{
    const TemplateId id = plan.before.rows.front().id;
    const auto &own = plan.before.shapes;
    if (own.size() < 2)
        return refused(Message(CAUSEWAY_TEXT("pattern %1 consists of a single form of message"), id.value), Message(CAUSEWAY_TEXT("There is nothing to split.")));
    std::vector<std::vector<ShapeId>> leaving;
    if (chosen.empty()) {
        const auto count = [&](ShapeId shape) { return shape.value < textOf.snapshot.shapeCounts.size() ? textOf.snapshot.shapeCounts[shape.value] : 0; };
        const auto heaviest = std::max_element(own.begin(), own.end(), [&](const auto &a, const auto &b) { return count(a.shape) < count(b.shape); });
        for (const State::Assignment &entry : own)
            if (entry.shape != heaviest->shape)
                leaving.push_back({entry.shape});
    } else {
        for (const ShapeId shape : chosen)
            if (std::none_of(own.begin(), own.end(), [&](const auto &entry) { return entry.shape == shape; }))
                return refused(Message(CAUSEWAY_TEXT("the form %1 does not belong to pattern %2"), shape.value, id.value));
        leaving.push_back(chosen);
        std::sort(leaving.front().begin(), leaving.front().end());
        leaving.front().erase(std::unique(leaving.front().begin(), leaving.front().end()), leaving.front().end());
        if (leaving.front().size() == own.size())
            return refused(Message(CAUSEWAY_TEXT("at least one form must stay in pattern %1"), id.value));
    }
    plan.kind = "template.split";
    plan.summary = "Split pattern " + number(id);
    CAUSEWAY_ASSIGN(std::uint32_t next, storage::TemplateStore::nextId(textOf.database));
    std::map<ShapeId, TemplateId> target;
    for (const auto &shapes : leaving) {
        State::Row row{TemplateId(next++), true, {}, {}, false};
        CAUSEWAY_ASSIGN(row.tokens, textOf(shapes));
        for (const ShapeId shape : shapes)
            target[shape] = row.id;
        plan.before.rows.push_back({row.id, false, {}, {}, false});
        plan.before.moved.emplace_back(row.id, id);
        plan.after.rows.push_back(std::move(row));
    }
    CAUSEWAY_TRY(storage::TemplateStore::setNextId(textOf.database, next));
    State::Row rest = plan.before.rows.front();
    std::vector<ShapeId> staying;
    for (const State::Assignment &entry : own) {
        const auto found = target.find(entry.shape);
        plan.after.shapes.push_back({entry.shape, found == target.end() ? id : found->second, true});
        if (found == target.end())
            staying.push_back(entry.shape);
    }
    CAUSEWAY_ASSIGN(rest.tokens, textOf(staying));
    plan.after.rows.insert(plan.after.rows.begin(), std::move(rest));
    return {};
}

void planPin(Plan &plan, bool pinned)
{
    plan.kind = pinned ? "template.pin" : "template.unpin";
    plan.summary = (pinned ? "Pin pattern " : "Unpin pattern ") + number(plan.before.rows.front().id);
    plan.after = plan.before;
    plan.after.rows.front().pinned = pinned;
    for (State::Assignment &entry : plan.after.shapes)
        entry.pinned = pinned;
}

} // namespace

bool isApartIn(std::string_view text, ShapeId a, ShapeId b)
{
    const auto state = decode(text);
    if (!state)
        return false;
    const auto find = [&](ShapeId shape) { return std::find_if(state->shapes.begin(), state->shapes.end(), [&](const State::Assignment &entry) { return entry.shape == shape; }); };
    const auto left = find(a), right = find(b);
    return left != state->shapes.end() && right != state->shapes.end() && left->id != right->id;
}

Result<void> applyTemplateEdit(storage::Database &database, std::string_view text)
{
    const auto state = decode(text);
    if (!state)
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project file is damaged")), Message(CAUSEWAY_TEXT("an edit of patterns cannot be read")));
    return apply(database, *state);
}

Result<EditTemplatesResponse> editTemplates(storage::Project &project, const EditTemplatesRequest &request, const Job &job)
{
    const bool merge = request.action == Action::Merge;
    if (merge ? request.ids.size() < 2 : request.ids.size() != 1)
        return refused(merge ? Message(CAUSEWAY_TEXT("merging needs two patterns or more")) : Message(CAUSEWAY_TEXT("exactly one pattern is needed")));
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
    // What is asked for may be an id that vanished: its alias is meant.
    std::vector<TemplateId> ids;
    for (const TemplateId id : request.ids) {
        const storage::TemplateInfo *info = catalog->find(id);
        if (info == nullptr)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no pattern %1"), id.value), {},
                           Message(CAUSEWAY_TEXT("See them with: causeway templates PROJECT.")));
        if (std::find(ids.begin(), ids.end(), info->id) == ids.end())
            ids.push_back(info->id);
    }
    if (merge && ids.size() < 2)
        return refused(Message(CAUSEWAY_TEXT("these ids are one pattern already")));

    ShapeMasks masks;
    if (merge || request.action == Action::Split) {
        std::vector<storage::TemplateMask> known;
        CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
            CAUSEWAY_ASSIGN(known, storage::MaskStore::masks(database));
            return {};
        }));
        storage::EventReader reader(project.shared_from_this(), snapshot, kOncePassCache);
        CAUSEWAY_ASSIGN(masks, shapeMasks(reader, known, 0, job));
    }
    EditTemplatesResponse response;
    std::vector<TemplateId> touched;
    CAUSEWAY_TRY(project.write(storage::Project::Durability::Durable, [&](storage::Database &database) -> Result<void> {
        Plan plan;
        const TextSource textOf{*snapshot, database, masks, job};
        for (const TemplateId id : ids) {
            CAUSEWAY_TRY(collect(database, id, plan.before));
            if (!plan.before.rows.back().there)
                return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Pattern %1 has just changed"), id.value), {}, Message(CAUSEWAY_TEXT("Try again.")));
        }
        switch (request.action) {
        case Action::Merge: CAUSEWAY_TRY(planMerge(plan, textOf, ids)); break;
        case Action::Split: CAUSEWAY_TRY(planSplit(plan, textOf, request.shapes)); break;
        case Action::Rename:
            plan.kind = "template.rename";
            plan.summary = "Rename pattern " + number(ids.front());
            plan.after = plan.before;
            plan.after.rows.front().name = request.name;
            break;
        case Action::Pin: planPin(plan, true); break;
        case Action::Unpin: planPin(plan, false); break;
        }
        CAUSEWAY_TRY(apply(database, plan.after));
        storage::EditInfo edit;
        edit.kind = plan.kind;
        edit.subject = number(ids.front());
        edit.summary = plan.summary;
        edit.before = encode(plan.before);
        edit.after = encode(plan.after);
        edit.atNs = storage::nowNs();
        for (const State *state : {&plan.before, &plan.after})
            for (const State::Row &row : state->rows) {
                edit.touches.push_back("template:" + number(row.id));
                touched.push_back(row.id);
            }
        CAUSEWAY_ASSIGN(response.edit, storage::EditLog::append(database, edit));
        return {};
    }));
    CAUSEWAY_ASSIGN(const auto now, storage::TemplateStore(project).catalog());
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const TemplateId id : touched)
        if (const storage::TemplateInfo *info = now->find(id); info != nullptr && info->id == id)
            response.touched.push_back(*info);
    return response;
}

} // namespace causeway::engine
