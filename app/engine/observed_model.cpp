#include "app/engine/observed_model.h"

#include <algorithm>

#include "analysis/core/json_writer.h"
#include "analysis/simulate/json_tree.h"
#include "storage/digest.h"

namespace causeway::engine {

using simulate::JsonValue;
using simulate::LearnedScenario;
using simulate::LearnedService;

namespace {

constexpr std::int64_t kVersion = 1;

std::string digestOf(ScenarioId id) { return storage::sha256Hex("observed\n" + std::to_string(id)); }

std::optional<double> number(const JsonValue &of, std::string_view name)
{
    const JsonValue *value = of.find(name);
    return value == nullptr || value->kind != JsonValue::Kind::Number || value->number < 0 || value->number > 1e15 ? std::nullopt : std::optional(value->number);
}

// nullopt where it is not what keepObserved() writes.
std::optional<LearnedScenario> decode(const std::string &text)
{
    const auto tree = simulate::parseJson(text);
    const JsonValue *document = tree ? tree->find("scenario") : nullptr, *services = tree ? tree->find("services") : nullptr;
    if (document == nullptr || document->kind != JsonValue::Kind::Text || services == nullptr)
        return std::nullopt;
    storage::StoredScenario stored;
    stored.document = document->text;
    auto scenario = readStored(stored);
    if (!scenario || scenario->services.size() != services->items.size())
        return std::nullopt;
    LearnedScenario out;
    out.scenario = *std::move(scenario);
    for (const JsonValue &item : services->items) {
        const auto peak = number(item, "rate_peak"), busy = number(item, "busy_most");
        if (!peak || !busy)
            return std::nullopt;
        LearnedService &service = out.services.emplace_back();
        service.ratePeak = *peak;
        service.busyMost = static_cast<unsigned>(std::min(*busy, 1e9));
    }
    return out;
}

} // namespace

Result<void> keepObserved(storage::Project &project, ScenarioId id, const LearnedScenario &learned)
{
    JsonWriter json;
    json.beginObject().field("scenario", toJson(learned.scenario)).key("services").beginArray();
    for (const LearnedService &service : learned.services)
        json.beginObject().field("rate_peak", service.ratePeak).field("busy_most", service.busyMost).endObject();
    json.endArray().endObject();
    return storage::ScenarioStore(project).keep({digestOf(id), "observed", kVersion, 0, json.take()});
}

Result<std::optional<LearnedScenario>> observedOf(storage::Project &project, ScenarioId id)
{
    const storage::ScenarioStore store(project);
    CAUSEWAY_ASSIGN(const auto all, store.all());
    // Removed ones too: what a fork of theirs was learned from stays so. A parent is older than its forks.
    for (ScenarioId at = id; at != 0;) {
        const auto row = std::ranges::find(all, at, &storage::StoredScenario::id);
        if (row == all.end())
            return std::nullopt;
        if (row->parent != 0 && row->parent < at) {
            at = row->parent;
            continue;
        }
        CAUSEWAY_ASSIGN(const auto kept, store.answer(digestOf(at)));
        return kept && kept->version == kVersion ? decode(kept->result) : std::nullopt;
    }
    return std::nullopt;
}

Result<std::optional<Extrapolations>> beyondObserved(storage::Project &project, ScenarioId id, const simulate::Scenario &asked)
{
    CAUSEWAY_ASSIGN(const auto observed, observedOf(project, id));
    if (!observed)
        return std::nullopt;
    return simulate::extrapolations(*observed, asked);
}

} // namespace causeway::engine
