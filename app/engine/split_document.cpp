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
