// A training as bytes: a mark, a version, a JSON header, tensors, what was seen.

#include <bit>
#include <cmath>

#include "analysis/allocate/learned/train.h"
#include "analysis/core/bytes.h"
#include "analysis/core/json_writer.h"
#include "analysis/learn/api/weights_file.h"
#include "analysis/simulate/json_tree.h"

namespace causeway::allocate {

using simulate::JsonValue;

namespace {

constexpr std::string_view kMark = "causeway trained policy\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kMostServices = 10'000;

tl::unexpected<Error> damaged() { return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The trained policy's bytes are damaged"))); }

std::string headerOf(const Training &training)
{
    JsonWriter json;
    json.beginObject().field("method", training.method).field("seed", std::to_string(training.seed)).key("settings").beginObject();
    for (const auto &[name, value] : training.settings)
        json.field(name, value);
    json.endObject().key("services").beginArray();
    for (const std::string &service : training.services)
        json.value(service);
    json.endArray();
    json.field("budget", training.task.budget).field("least", training.task.least).field("window_s", training.task.windowS).field("period_s", training.task.periodS).field("at_end", training.task.rewardAtEnd);
    json.field("judged", training.best.judged).field("noise", training.networks.noise).field("next_episode", training.nextEpisode).key("rounds").beginArray();
    for (const TrainingRound &round : training.rounds) {
        json.beginObject().field("round", round.round).field("reward", round.reward).field("work", round.work).field("critic_loss", round.criticLoss).key("errors").beginArray();
        for (const StepError &error : round.errors)
            json.beginObject().field("steps", error.steps).field("model", error.model).field("persistence", error.persistence).endObject();
        json.endArray().endObject();
    }
    json.endArray().endObject();
    return json.take();
}

void writeNumbers(ByteWriter &out, const std::vector<float> &numbers)
{
    for (const float number : numbers)
        out.u32(std::bit_cast<std::uint32_t>(number));
}

std::vector<float> readNumbers(ByteReader &in, std::uint64_t count)
{
    std::vector<float> out;
    if (!in.fits(count, 4))
        return out;
    out.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i)
        if (out.push_back(std::bit_cast<float>(in.u32())); !std::isfinite(out.back()))
            in.fail();
    return out;
}

// Fields of the header; the first that is missing or out of bounds makes all of it damaged.
class Fields {
public:
    explicit Fields(const JsonValue &object) : m_object(object) {}
    [[nodiscard]] bool ok() const { return m_ok; }
    double number(std::string_view name, double least, double most)
    {
        const JsonValue *value = get(name, JsonValue::Kind::Number);
        if (value == nullptr || !(value->number >= least && value->number <= most)) {
            m_ok = false;
            return least;
        }
        return value->number;
    }
    bool truth(std::string_view name)
    {
        const JsonValue *value = get(name, JsonValue::Kind::Boolean);
        return value != nullptr && value->truth;
    }
    std::string text(std::string_view name)
    {
        const JsonValue *value = get(name, JsonValue::Kind::Text);
        return value == nullptr ? std::string() : value->text;
    }
    const std::vector<JsonValue> &items(std::string_view name)
    {
        static const std::vector<JsonValue> none;
        const JsonValue *value = get(name, JsonValue::Kind::Array);
        return value == nullptr ? none : value->items;
    }
    const JsonValue *get(std::string_view name, JsonValue::Kind kind)
    {
        const JsonValue *value = m_object.find(name);
        if (value == nullptr || value->kind != kind) {
            m_ok = false;
            return nullptr;
        }
        return value;
    }

private:
    const JsonValue &m_object;
    bool m_ok = true;
};

bool readHeader(const JsonValue &header, Training &out)
{
    if (header.kind != JsonValue::Kind::Object)
        return false;
    Fields fields(header);
    out.method = fields.text("method");
    for (const char digit : fields.text("seed"))
        out.seed = digit >= '0' && digit <= '9' ? out.seed * 10 + static_cast<std::uint64_t>(digit - '0') : out.seed;
    if (const JsonValue *settings = fields.get("settings", JsonValue::Kind::Object))
        for (const auto &[name, value] : settings->members)
            out.settings[name] = value.number;
    for (const JsonValue &service : fields.items("services"))
        out.services.push_back(service.text);
    out.task.budget = static_cast<unsigned>(fields.number("budget", 1, 1e6));
    out.task.least = static_cast<unsigned>(fields.number("least", 0, 1e6));
    out.task.windowS = fields.number("window_s", 0.1, 86'400);
    out.task.periodS = fields.number("period_s", 0, 1e9);
    out.task.rewardAtEnd = fields.truth("at_end");
    out.best.judged = fields.truth("judged");
    out.networks.noise = fields.number("noise", 0, 1e3);
    out.nextEpisode = static_cast<std::uint64_t>(fields.number("next_episode", 0, 1e15));
    for (const JsonValue &one : fields.items("rounds")) {
        if (one.kind != JsonValue::Kind::Object)
            return false;
        Fields of(one);
        TrainingRound &round = out.rounds.emplace_back();
        round.round = static_cast<unsigned>(of.number("round", 1, 1e9));
        round.reward = of.number("reward", -1e300, 1e300);
        round.work = of.number("work", 0, 1e300);
        round.criticLoss = of.number("critic_loss", 0, 1e300);
        for (const JsonValue &error : of.items("errors")) {
            if (error.kind != JsonValue::Kind::Object)
                return false;
            Fields step(error);
            round.errors.push_back({static_cast<unsigned>(step.number("steps", 1, 1e6)), step.number("model", 0, 1e300), step.number("persistence", 0, 1e300)});
            if (!step.ok())
                return false;
        }
        if (!of.ok())
            return false;
    }
    return fields.ok() && (out.method == "miras" || out.method == "model_free") && !out.services.empty() && out.services.size() <= kMostServices;
}

} // namespace

std::string toBytes(const Training &training, bool withSeen)
{
    ByteWriter out;
    out.raw(kMark);
    out.u32(kVersion);
    out.text(headerOf(training));
    std::vector<learn::Weights> tensors;
    const learn::ActorCriticNetworks &networks = training.networks;
    for (const auto &[name, network] : {std::pair{"best.actor", &training.best.actor}, {"best.critic", &training.best.critic}, {"actor", &networks.actor}, {"critic", &networks.critic},
                                        {"actor_target", &networks.actorTarget}, {"critic_target", &networks.criticTarget}})
        for (learn::Weights &tensor : network->weights(name))
            tensors.push_back(std::move(tensor));
    learn::writeWeights(out, tensors);
    out.varint(withSeen ? training.seen.size() : 0);
    if (withSeen)
        for (const std::vector<float> *numbers : {&training.seen.states, &training.seen.actions, &training.seen.rewards, &training.seen.next})
            writeNumbers(out, *numbers);
    return out.take();
}

Result<Training> trainingOf(std::string_view bytes)
{
    ByteReader in(bytes);
    if (in.raw(kMark.size()) != kMark)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("This is no trained policy")), {}, Message(CAUSEWAY_TEXT("They are made by: causeway train-policy.")));
    if (in.u32() > kVersion && in.ok())
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("This trained policy was kept by a newer version")));
    const std::string_view text = in.text();
    if (!in.ok())
        return damaged();
    const auto header = simulate::parseJson(text);
    Training out;
    out.seed = 0;
    if (!header || !readHeader(*header, out))
        return damaged();
    const std::vector<learn::Weights> tensors = learn::readWeights(in, 256);
    if (!in.ok())
        return damaged();
    out.best.method = out.method;
    out.best.services = out.services;
    out.best.task = out.task;
    for (const auto &[name, network] : {std::pair{"best.actor", &out.best.actor}, {"best.critic", &out.best.critic}, {"actor", &out.networks.actor}, {"critic", &out.networks.critic},
                                        {"actor_target", &out.networks.actorTarget}, {"critic_target", &out.networks.criticTarget}}) {
        auto read = learn::Dense::of(tensors, name);
        if (!read)
            return damaged();
        *network = *std::move(read);
    }
    const std::size_t actions = out.services.size(), states = out.best.actor.inputs();
    const auto fits = [&](const learn::Dense &actor, const learn::Dense &critic) {
        return actor.inputs() == states && actor.outputs() == actions && critic.inputs() == states + actions && critic.outputs() == 1;
    };
    if (!fits(out.best.actor, out.best.critic) || !fits(out.networks.actor, out.networks.critic) || !fits(out.networks.actorTarget, out.networks.criticTarget))
        return damaged();
    out.seen.stateSize = states;
    out.seen.actionSize = actions;
    const std::uint64_t count = in.varint();
    if (!in.fits(count, 4 * (2 * states + actions + 1)))
        return damaged();
    out.seen.states = readNumbers(in, count * states);
    out.seen.actions = readNumbers(in, count * actions);
    out.seen.rewards = readNumbers(in, count);
    out.seen.next = readNumbers(in, count * states);
    if (!in.atEnd())
        return damaged();
    return out;
}

} // namespace causeway::allocate
