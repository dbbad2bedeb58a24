#include "app/engine/template_masks.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/engine/mining_run.h"
#include "storage/clock.h"
#include "storage/database.h"
#include "storage/stored_json.h"

namespace causeway::engine {

namespace {

using Assignment = std::vector<std::pair<ShapeId, TemplateId>>; // rising shape
using Names = std::map<TemplateId, std::string>;

// One side of the edit: the masks, and what only mining with the other side's masks would lose.
struct State {
    std::vector<storage::TemplateMask> masks;
    Assignment shapes; // that belong to another template on the other side
    Names names;       // of templates that the other side does not have
};

std::string encode(const State &state)
{
    JsonWriter json;
    json.beginObject().key("masks").raw(storage::encodeMasks(state.masks)).key("shapes").beginArray();
    for (const auto &[shape, id] : state.shapes)
        json.beginArray().value(shape.value).value(id.value).endArray();
    json.endArray().key("names").beginArray();
    for (const auto &[id, name] : state.names) {
        json.beginObject().field("id", id.value);
        storage::writeBytes(json, "name", name);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

Result<State> decode(std::string_view text)
{
    const auto damaged = [] { return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project file is damaged")), Message(CAUSEWAY_TEXT("an edit of masks cannot be read"))); };
    simdjson::dom::parser parser;
    simdjson::dom::object root;
    simdjson::dom::element masks;
    simdjson::dom::array shapes, names;
    if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS || root["masks"].get(masks) != simdjson::SUCCESS ||
        root["shapes"].get(shapes) != simdjson::SUCCESS || root["names"].get(names) != simdjson::SUCCESS)
        return damaged();
    State state;
    const std::string maskText = simdjson::minify(masks);
    for (const simdjson::dom::element item : shapes) {
        simdjson::dom::array pair;
        std::uint64_t shape = 0, id = 0;
        if (item.get(pair) != simdjson::SUCCESS || pair.at(0).get(shape) != simdjson::SUCCESS || pair.at(1).get(id) != simdjson::SUCCESS || shape > UINT32_MAX ||
            id == 0 || id > UINT32_MAX)
            return damaged();
        state.shapes.emplace_back(static_cast<std::uint32_t>(shape), static_cast<std::uint32_t>(id));
    }
    for (const simdjson::dom::element item : names) {
        simdjson::dom::object fields;
        std::uint64_t id = 0;
        if (item.get(fields) != simdjson::SUCCESS || fields["id"].get(id) != simdjson::SUCCESS || id > UINT32_MAX)
            return damaged();
        state.names[TemplateId(static_cast<std::uint32_t>(id))] = storage::readBytes(fields, "name");
    }
    CAUSEWAY_ASSIGN(state.masks, storage::decodeMasks(maskText));
    return state;
}

Result<Assignment> assignment(storage::Database &database)
{
    CAUSEWAY_ASSIGN(const auto entries, storage::TemplateStore::assignment(database));
    Assignment out;
    for (const auto &entry : entries)
        out.emplace_back(entry.shape, entry.id);
    return out;
}

Result<Names> names(storage::Database &database)
{
    Names out;
    storage::Statement row = database.prepare("SELECT id, name FROM template WHERE name<>'' AND id>0 AND id<=4294967295");
    for (;;) {
        CAUSEWAY_ASSIGN(const bool more, row.step());
        if (!more)
            return out;
        out[TemplateId(static_cast<std::uint32_t>(row.integer(0)))] = row.text(1);
    }
}

// Of a, what b has otherwise.
Assignment differing(const Assignment &a, const Assignment &b)
{
    Assignment out;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

// Templates as they are or would be: tokens by id, and the shapes of each.
struct Picture {
    std::map<TemplateId, std::vector<templates::Token>> tokens;
    Assignment shapes;
};

Picture pictureOf(const storage::TemplateCatalog &catalog)
{
    Picture out;
    for (const storage::TemplateInfo &info : catalog.templates) {
        out.tokens[info.id] = info.tokens;
        for (const ShapeId shape : info.shapes)
            out.shapes.emplace_back(shape, info.id);
    }
    std::sort(out.shapes.begin(), out.shapes.end());
    return out;
}

Picture pictureOf(const MinedIds &ids, const storage::TemplateCatalog &before)
{
    Picture out;
    out.shapes = ids.stable.assignment;
    out.tokens = ids.texts;
    // What is pinned keeps its text, whatever is mined.
    for (const storage::TemplateInfo &info : before.templates)
        if (info.pinned || !out.tokens.contains(info.id))
            out.tokens[info.id] = info.tokens;
    return out;
}

// Templates of both sides that share messages, by union-find.
class Groups {
public:
    std::size_t find(std::size_t i)
    {
        while (m_parents[i] != i)
            i = m_parents[i] = m_parents[m_parents[i]];
        return i;
    }
    std::size_t add()
    {
        m_parents.push_back(m_parents.size());
        return m_parents.size() - 1;
    }
    void join(std::size_t a, std::size_t b) { m_parents[std::max(find(a), find(b))] = std::min(find(a), find(b)); }

private:
    std::vector<std::size_t> m_parents;
};

// A parameter that is one wildcard is written by its name, as the window does.
std::string namedText(const std::vector<templates::Token> &tokens)
{
    constexpr std::string_view kWildcard = "<*>";
    templates::MinedTemplate named{tokens, {}, 0};
    for (templates::Token &token : named.tokens) {
        const auto at = token.shown.find(kWildcard);
        if (token.parameter && !token.text.empty() && at != std::string::npos && token.shown.find(kWildcard, at + 1) == std::string::npos)
            token.shown.replace(at + 1, 1, token.text);
    }
    return named.text();
}

bool sameParameters(const std::map<TemplateId, std::vector<templates::Token>> &before, TemplateId was, const std::map<TemplateId, std::vector<templates::Token>> &after, TemplateId is)
{
    const auto a = before.find(was), b = after.find(is);
    if (a == before.end() || b == after.end())
        return a == before.end() && b == after.end();
    const auto next = [](auto &at, const auto &end) { at = std::find_if(at, end, [](const templates::Token &token) { return token.parameter; }); return at != end; };
    for (auto x = a->second.begin(), y = b->second.begin();; ++x, ++y) {
        const bool moreX = next(x, a->second.end()), moreY = next(y, b->second.end());
        if (!moreX || !moreY)
            return moreX == moreY;
        if (x->text != y->text || x->type != y->type)
            return false;
    }
}

MaskDifference differenceOf(const Picture &before, const Picture &after, const MiningRun &run)
{
    std::map<ShapeId, std::uint64_t> counts;
    for (const templates::WeightedShape &shape : run.shapes)
        counts[shape.id] = shape.count;
    Groups groups;
    struct Node {
        std::size_t index;
        std::uint64_t count = 0;
    };
    std::map<TemplateId, Node> was, is;
    const auto nodesOf = [&](const Picture &picture, std::map<TemplateId, Node> &nodes) {
        for (const auto &[shape, id] : picture.shapes) {
            const auto found = counts.find(shape);
            if (found == counts.end())
                continue;
            auto [node, fresh] = nodes.try_emplace(id, Node{0, 0});
            if (fresh)
                node->second.index = groups.add();
            node->second.count += found->second;
        }
    };
    nodesOf(before, was);
    nodesOf(after, is);
    for (auto a = before.shapes.begin(), b = after.shapes.begin(); a != before.shapes.end() && b != after.shapes.end();) {
        if (a->first == b->first && counts.contains(a->first))
            groups.join(was.at(a->second).index, is.at(b->second).index);
        const bool stepA = a->first <= b->first, stepB = b->first <= a->first;
        a += stepA ? 1 : 0;
        b += stepB ? 1 : 0;
    }
    MaskDifference out;
    out.templatesBefore = was.size();
    out.templatesAfter = is.size();
    for (const auto &[id, node] : was)
        out.vanished += is.contains(id) ? 0 : 1;
    for (const auto &[id, node] : is)
        out.appeared += was.contains(id) ? 0 : 1;

    std::map<std::size_t, TemplateChange> byGroup;
    const auto sidesOf = [&](const Picture &picture, const std::map<TemplateId, Node> &nodes, std::vector<TemplateChange::Side> TemplateChange::*side) {
        for (const auto &[id, node] : nodes) {
            const auto tokens = picture.tokens.find(id);
            TemplateChange::Side &made = (byGroup[groups.find(node.index)].*side).emplace_back(TemplateChange::Side{id, {}, {}, node.count});
            if (tokens != picture.tokens.end()) {
                made.text = templates::MinedTemplate{tokens->second, {}, 0}.text();
                made.named = namedText(tokens->second);
            }
        }
    };
    sidesOf(before, was, &TemplateChange::before);
    sidesOf(after, is, &TemplateChange::after);
    for (auto &[group, change] : byGroup) {
        const bool sameText = change.before.size() == 1 && change.after.size() == 1 && change.before.front().text == change.after.front().text;
        if (sameText && sameParameters(before.tokens, change.before.front().id, after.tokens, change.after.front().id))
            continue;
        for (auto *sides : {&change.before, &change.after})
            std::sort(sides->begin(), sides->end(), [](const auto &a, const auto &b) { return a.count != b.count ? a.count > b.count : a.id < b.id; });
        for (const TemplateChange::Side &side : change.after)
            change.messages += side.count;
        change.beforeTotal = change.before.size();
        change.afterTotal = change.after.size();
        using Kind = TemplateChange::Kind;
        change.kind = sameText ? Kind::Renamed : change.afterTotal == 1 ? (change.beforeTotal == 1 ? Kind::Rewritten : Kind::Merged) : change.beforeTotal == 1 ? Kind::Split : Kind::Regrouped;
        (change.kind == Kind::Renamed ? out.renamed : change.kind == Kind::Rewritten ? out.rewritten : change.kind == Kind::Merged ? out.merged : change.kind == Kind::Split ? out.split : out.regrouped) += 1;
        out.messages += change.messages;
        change.before.resize(std::min(change.before.size(), kSidesListed));
        change.after.resize(std::min(change.after.size(), kSidesListed));
        out.changes.push_back(std::move(change));
    }
    std::stable_sort(out.changes.begin(), out.changes.end(), [](const TemplateChange &a, const TemplateChange &b) { return a.messages > b.messages; });
    out.changes.resize(std::min(out.changes.size(), kChangesListed));
    return out;
}

std::vector<MaskUse> usesOf(const MiningRun &run, std::size_t masks)
{
    std::vector<MaskUse> uses(masks);
    for (std::size_t i = 0; i < run.shapes.size(); ++i) {
        templates::MaskSet seen = 0;
        for (const templates::MaskedRange &range : run.masks.compiled.ranges(run.shapes[i], run.asked[i])) {
            if ((seen >> range.mask & 1) != 0)
                continue;
            seen |= templates::MaskSet(1) << range.mask;
            ++uses[range.mask].forms;
            uses[range.mask].messages += run.shapes[i].count;
        }
    }
    templates::MaskSet unused = 0;
    for (std::size_t mask = 0; mask < masks; ++mask)
        if (uses[mask].forms == 0)
            unused |= templates::MaskSet(1) << mask;
    for (std::size_t i = 0; unused != 0 && i < run.shapes.size(); ++i) {
        const templates::MaskSet matching = run.masks.compiled.matching(run.shapes[i], run.asked[i] & unused);
        for (std::size_t mask = 0; mask < masks; ++mask)
            if ((matching >> mask & 1) != 0)
                uses[mask].withoutUse += run.shapes[i].count;
    }
    return uses;
}

struct Plan {
    MiningRun run;
    MaskDifference difference;
};

Result<Plan> plan(storage::Project &project, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job)
{
    std::vector<templates::Mask> patterns;
    for (const storage::TemplateMask &one : masks)
        patterns.push_back(one.mask);
    CAUSEWAY_TRY(templates::CompiledMasks::compile(patterns)); // before anything that takes time
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, threads, job));
    Plan out;
    CAUSEWAY_ASSIGN(out.run, mineAll(project, masks, threads, job));
    MinedIds ids;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(ids, minedIds(database, out.run));
        return {};
    }));
    out.difference = differenceOf(pictureOf(*catalog), pictureOf(ids, *catalog), out.run);
    out.difference.uses = usesOf(out.run, masks.size());
    return out;
}

// "Mask “\d+ ms” (and 2 more)" as the undo menu says it.
std::string summaryOf(const std::vector<storage::TemplateMask> &before, const std::vector<storage::TemplateMask> &after)
{
    const auto only = [](const auto &a, const auto &b) {
        std::vector<const storage::TemplateMask *> out;
        for (const storage::TemplateMask &one : a)
            if (std::find(b.begin(), b.end(), one) == b.end())
                out.push_back(&one);
        return out;
    };
    const auto added = only(after, before), removed = only(before, after);
    if (added.size() == 1 && removed.empty())
        return "Add mask “" + added.front()->mask.pattern + "”";
    if (removed.size() == 1 && added.empty())
        return "Remove mask “" + removed.front()->mask.pattern + "”";
    return "Change masks for patterns";
}

} // namespace

std::string_view toName(TemplateChange::Kind kind)
{
    switch (kind) {
    case TemplateChange::Kind::Rewritten: return "rewritten";
    case TemplateChange::Kind::Merged: return "merged";
    case TemplateChange::Kind::Split: return "split";
    case TemplateChange::Kind::Renamed: return "renamed";
    case TemplateChange::Kind::Regrouped: break;
    }
    return "regrouped";
}

Result<std::vector<storage::TemplateMask>> listMasks(storage::Project &project)
{
    std::vector<storage::TemplateMask> masks;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(masks, storage::MaskStore::masks(database));
        return {};
    }));
    return masks;
}

Result<MaskDifference> previewMasks(storage::Project &project, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(Plan planned, plan(project, masks, threads, job));
    return std::move(planned.difference);
}

Result<SetMasksResponse> setMasks(storage::Project &project, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(Plan planned, plan(project, masks, threads, job));
    SetMasksResponse response;
    response.difference = std::move(planned.difference);
    CAUSEWAY_TRY(project.write(storage::Project::Durability::Durable, [&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const std::uint64_t version, storage::MaskStore::version(database));
        if (version != planned.run.maskVersion)
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("The masks were not changed")), Message(CAUSEWAY_TEXT("another window or command has just changed them")),
                           Message(CAUSEWAY_TEXT("Look at them again.")));
        State before, after;
        CAUSEWAY_ASSIGN(before.masks, storage::MaskStore::masks(database));
        after.masks = masks;
        if (before.masks == masks)
            return {};
        CAUSEWAY_ASSIGN(const Assignment was, assignment(database));
        CAUSEWAY_ASSIGN(before.names, names(database));
        CAUSEWAY_TRY(storage::MaskStore::set(database, masks));
        CAUSEWAY_TRY(writeMined(database, planned.run));
        CAUSEWAY_ASSIGN(const Assignment is, assignment(database));
        before.shapes = differing(was, is);
        after.shapes = differing(is, was);
        std::set<TemplateId> alive;
        for (const auto &[shape, id] : is)
            alive.insert(id);
        std::erase_if(before.names, [&](const auto &entry) { return alive.contains(entry.first); });
        storage::EditInfo edit;
        edit.kind = kMaskEdit;
        edit.subject = "masks";
        edit.touches = {"masks"};
        edit.summary = summaryOf(before.masks, masks);
        edit.before = encode(before);
        edit.after = encode(after);
        edit.atNs = storage::nowNs();
        CAUSEWAY_ASSIGN(response.edit, storage::EditLog::append(database, edit));
        return {};
    }));
    return response;
}

Result<void> undoMaskEdit(storage::Project &project, storage::EditNumber number, bool redo, const Job &job)
{
    const auto check = [&](storage::Database &database) { return redo ? storage::EditLog::checkRedo(database, number) : storage::EditLog::checkUndo(database, number); };
    storage::EditInfo edit;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(edit, check(database));
        return {};
    }));
    CAUSEWAY_ASSIGN(const State state, decode(redo ? edit.after : edit.before));
    CAUSEWAY_ASSIGN(const MiningRun run, mineAll(project, state.masks, 0, job));
    return project.write(storage::Project::Durability::Durable, [&](storage::Database &database) -> Result<void> {
        CAUSEWAY_TRY(check(database));
        CAUSEWAY_TRY(storage::MaskStore::set(database, state.masks));
        CAUSEWAY_TRY(writeMined(database, run, state.shapes));
        storage::Statement name = database.prepare("UPDATE template SET name=? WHERE id=? AND name=''");
        for (const auto &[id, text] : state.names)
            CAUSEWAY_TRY(name.bind(text).bind(id.value).run());
        return storage::EditLog::markUndone(database, number, !redo);
    });
}

} // namespace causeway::engine
