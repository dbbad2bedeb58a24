// A kept split as JSON and back.

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/core/json_writer.h"
#include "analysis/simulate/json_tree.h"
#include "app/engine/splits.h"

namespace causeway::engine {

using boundaries::ClassModel;
using boundaries::kNoService;

Result<KeptSplit> readKeptSplit(const storage::StoredSplit &stored, const ClassModel &model)
{
    const auto of = [&](Error error) {
        error.what = Message(CAUSEWAY_TEXT("The split “%1” cannot be used"), stored.name);
        return failure(std::move(error));
    };
    KeptSplit out;
    const auto named = boundaries::readSplit(stored.classes);
    if (!named)
        return of(named.error());
    auto split = boundaries::toSplit(model, *named);
    if (!split)
        return of(split.error());
    out.split = *std::move(split);
    out.stability.assign(model.classes.size(), std::numeric_limits<double>::quiet_NaN());
    if (stored.pins.empty())
        return out;
    out.made = makingOf(stored.pins);
    auto demands = boundaries::readDemands(model, stored.pins);
    if (!demands)
        return of(demands.error());
    out.demands = *std::move(demands);
    CAUSEWAY_ASSIGN(const simulate::JsonValue document, simulate::parseJson(stored.pins));
    if (const simulate::JsonValue *stability = document.find("stability"))
        for (const auto &[name, value] : stability->members)
            if (const auto found = model.find(name); found && value.kind == simulate::JsonValue::Kind::Number)
                out.stability[*found] = value.number;
    return out;
}

std::string classesJson(const KeptSplit &kept, const ClassModel &model)
{
    std::vector<std::vector<std::uint32_t>> members(kept.split.services.size());
    for (std::uint32_t i = 0; i < kept.split.serviceOf.size(); ++i)
        if (kept.split.serviceOf[i] != kNoService)
            members[kept.split.serviceOf[i]].push_back(i);
    JsonWriter json;
    json.beginObject();
    for (std::size_t s = 0; s < members.size(); ++s)
        for (const std::uint32_t one : members[s])
            json.field(model.classes[one], kept.split.services[s]);
    json.endObject();
    return json.take();
}

std::string pinsJson(const KeptSplit &kept, const ClassModel &model)
{
    const auto pairs = [&](JsonWriter &json, const char *name, const std::vector<std::pair<std::uint32_t, std::uint32_t>> &all) {
        json.key(name).beginArray();
        for (const auto &[a, b] : all)
            json.beginArray().value(model.classes[a]).value(model.classes[b]).endArray();
        json.endArray();
    };
    JsonWriter json;
    json.beginObject().key("pins").beginObject();
    std::map<std::uint32_t, std::string> pins(kept.demands.pins.begin(), kept.demands.pins.end()); // by class, each once
    for (const auto &[one, service] : pins)
        json.field(model.classes[one], service);
    json.endObject();
    pairs(json, "together", kept.demands.together);
    pairs(json, "apart", kept.demands.apart);
    json.key("utilities").beginArray();
    for (const std::uint32_t one : kept.demands.utilities)
        json.value(model.classes[one]);
    json.endArray().key("stability").beginObject();
    for (std::uint32_t i = 0; i < kept.stability.size(); ++i)
        if (!std::isnan(kept.stability[i]))
            json.field(model.classes[i], std::round(kept.stability[i] * 1000) / 1000);
    json.endObject().endObject();
    return withMaking(json.take(), kept.made);
}

namespace {

constexpr std::string_view kMaking = ",\"made\":{"; // the last member; within a text quotes are escaped

using simulate::JsonValue;

const JsonValue *member(const JsonValue &of, std::string_view name, JsonValue::Kind kind)
{
    const JsonValue *found = of.find(name);
    return found != nullptr && found->kind == kind ? found : nullptr;
}

SplitRecipe recipeOf(const JsonValue &document)
{
    SplitRecipe out;
    if (const JsonValue *view = member(document, "view", JsonValue::Kind::Text))
        out.view = view->text;
    if (const JsonValue *method = member(document, "method", JsonValue::Kind::Text))
        out.method = method->text;
    if (const JsonValue *k = member(document, "services", JsonValue::Kind::Number); k != nullptr && k->number >= 0 && k->number < 1e6)
        out.k = static_cast<std::uint32_t>(k->number);
    if (const JsonValue *weights = member(document, "weights", JsonValue::Kind::Object))
        for (const auto &[name, weight] : weights->members)
            if (const auto layer = boundaries::layerOf(name); layer && weight.kind == JsonValue::Kind::Number && weight.number >= 0)
                out.weights[static_cast<std::size_t>(*layer)] = weight.number;
    return out;
}

void write(JsonWriter &json, const SplitRecipe &recipe)
{
    json.key("recipe").beginObject().field("view", recipe.view).field("method", recipe.method).field("services", recipe.k).key("weights").beginObject();
    for (std::size_t l = 0; l < boundaries::kLayers; ++l)
        if (recipe.weights[l] > 0)
            json.field(boundaries::toName(static_cast<boundaries::Layer>(l)), recipe.weights[l]);
    json.endObject().endObject();
}

} // namespace

SplitMaking makingOf(const std::string &pins)
{
    SplitMaking out;
    if (pins.rfind(kMaking) == std::string::npos)
        return out;
    const auto document = simulate::parseJson(pins);
    if (!document)
        return out;
    if (const simulate::JsonValue *made = document->find("made")) {
        if (const simulate::JsonValue *name = made->find("name"); name != nullptr && name->kind == simulate::JsonValue::Kind::Text)
            out.name = name->text;
        if (const simulate::JsonValue *proposed = made->find("proposed"); proposed != nullptr && proposed->kind == simulate::JsonValue::Kind::Boolean)
            out.proposed = proposed->truth;
        if (const JsonValue *recipe = member(*made, "recipe", JsonValue::Kind::Object))
            out.recipe = recipeOf(*recipe);
        if (const JsonValue *moved = member(*made, "moved", JsonValue::Kind::Array))
            for (const JsonValue &one : moved->items)
                if (one.kind == JsonValue::Kind::Array && one.items.size() >= 2 && one.items[0].kind == JsonValue::Kind::Text && one.items[1].kind == JsonValue::Kind::Text) {
                    SplitMaking::Moved from{one.items[1].text, std::nullopt};
                    if (one.items.size() > 2 && one.items[2].kind == JsonValue::Kind::Number)
                        from.stability = one.items[2].number;
                    out.moved[one.items[0].text] = std::move(from);
                }
    }
    return out;
}

std::string withMaking(std::string pins, const SplitMaking &made)
{
    if (const std::size_t at = pins.rfind(kMaking); at != std::string::npos)
        pins.replace(at, std::string::npos, "}");
    if (made == SplitMaking{} || pins.size() < 3 || pins.back() != '}') // what another program wrote stays as it is
        return pins;
    JsonWriter json;
    json.beginObject();
    if (!made.name.empty())
        json.field("name", made.name);
    if (made.proposed)
        json.field("proposed", true);
    if (made.recipe)
        write(json, *made.recipe);
    if (!made.moved.empty()) {
        json.key("moved").beginArray(); // no object: a class may be called as the member that is looked for
        for (const auto &[one, from] : made.moved) {
            json.beginArray().value(one).value(from.service);
            if (from.stability)
                json.value(*from.stability);
            json.endArray();
        }
        json.endArray();
    }
    json.endObject();
    pins.pop_back();
    return pins + std::string(kMaking.substr(0, kMaking.size() - 1)) + json.take() + "}";
}

std::string recounted(const std::string &name, std::size_t before, std::size_t now)
{
    const std::string number = std::to_string(before);
    const auto isDigit = [&](std::size_t at) { return at < name.size() && name[at] >= '0' && name[at] <= '9'; };
    for (std::size_t at = name.find(number); at != std::string::npos; at = name.find(number, at + 1))
        if (!isDigit(at + number.size()) && (at == 0 || !isDigit(at - 1)))
            return name.substr(0, at) + std::to_string(now) + name.substr(at + number.size());
    return name;
}

std::string editedName(const std::string &proposal) { return proposal.substr(0, proposal.find(", ICP ")) + ", edited"; }

} // namespace causeway::engine
