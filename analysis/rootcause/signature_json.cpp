#include "analysis/rootcause/signature.h"

#include <simdjson.h>

#include <cmath>
#include <set>

#include "analysis/core/json_writer.h"

namespace causeway::rootcause {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostBytes = 1u << 20;
constexpr double kMost = 1e6; // of a score, a loudness, a step

tl::unexpected<Error> bad(Message why)
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The signature cannot be read")), std::move(why));
}

Result<double> number(const object &from, std::string_view key, double least)
{
    double value = 0;
    if (from[key].get(value) != simdjson::SUCCESS || !std::isfinite(value) || value < least || value > kMost)
        return bad(Message(CAUSEWAY_TEXT("“%1” is no number from %2 to %3"), toValidUtf8(key), least, kMost));
    return value;
}

// Numbers by name.
template <typename Named, std::size_t N>
void write(JsonWriter &json, std::string_view key, const std::array<double, N> &values)
{
    json.key(key).beginObject();
    for (std::size_t i = 0; i < N; ++i)
        if (values[i] != 0)
            json.field(toName(static_cast<Named>(i)), values[i]);
    json.endObject();
}
template <typename Named, std::size_t N>
Result<void> read(const object &from, std::string_view key, double least, std::array<double, N> &values)
{
    object named;
    if (from[key].get(named) != simdjson::SUCCESS)
        return bad(Message(CAUSEWAY_TEXT("“%1” is missing"), std::string(key)));
    for (const auto &[name, value] : named) {
        std::size_t at = 0;
        while (at < N && toName(static_cast<Named>(at)) != name)
            ++at;
        if (at == N)
            return bad(Message(CAUSEWAY_TEXT("“%1” is not known"), toValidUtf8(name)));
        CAUSEWAY_ASSIGN(values[at], number(named, name, least));
    }
    return {};
}

Result<ServiceSignature> readService(const object &from)
{
    ServiceSignature out;
    std::string_view text;
    if (from["service"].get(text) != simdjson::SUCCESS)
        return bad(Message(CAUSEWAY_TEXT("“%1” is missing"), "service"));
    out.service = text;
    if (from["kind"].get(text) != simdjson::SUCCESS)
        return bad(Message(CAUSEWAY_TEXT("“%1” is missing"), "kind"));
    std::size_t kind = 0;
    while (kind < kCauseKindCount && toName(static_cast<CauseKind>(kind)) != text)
        ++kind;
    if (kind == kCauseKindCount)
        return bad(Message(CAUSEWAY_TEXT("“%1” is not known"), toValidUtf8(text)));
    out.kind = static_cast<CauseKind>(kind);
    CAUSEWAY_ASSIGN(out.score, number(from, "score", 0));
    CAUSEWAY_TRY(read<Source>(from, "loudness", 0, out.loud));
    CAUSEWAY_TRY(read<MetricRole>(from, "steps", -kMost, out.steps));
    return out;
}

} // namespace

std::string encodeSignature(const Signature &signature)
{
    JsonWriter json;
    json.beginObject().field("signature", kVersion).key("services").beginArray();
    for (const ServiceSignature &one : signature.services) {
        json.beginObject().field("service", one.service).field("kind", toName(one.kind)).field("score", one.score);
        write<Source>(json, "loudness", one.loud);
        write<MetricRole>(json, "steps", one.steps);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

Result<Signature> decodeSignature(std::string_view json)
{
    if (json.size() > kMostBytes)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The signature cannot be read")), Message(CAUSEWAY_TEXT("it is larger than %1"), Bytes{kMostBytes}));
    simdjson::dom::parser parser;
    object root;
    if (parser.parse(simdjson::padded_string(json)).get(root) != simdjson::SUCCESS)
        return bad(Message(CAUSEWAY_TEXT("it is no JSON object")));
    std::int64_t version = 0;
    if (root["signature"].get(version) != simdjson::SUCCESS || version < 1)
        return bad(Message(CAUSEWAY_TEXT("“%1” is missing"), "signature"));
    if (version > kVersion)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("The signature cannot be read")), Message(CAUSEWAY_TEXT("it is of version %1, this program knows %2"), version, kVersion));
    array services;
    if (root["services"].get(services) != simdjson::SUCCESS)
        return bad(Message(CAUSEWAY_TEXT("“%1” is missing"), "services"));
    Signature out;
    std::set<std::string_view> names;
    for (const element one : services) {
        object from;
        if (one.get(from) != simdjson::SUCCESS || out.services.size() == kMostSignatureServices)
            return bad(Message(CAUSEWAY_TEXT("“%1” holds more than objects, or too many"), "services"));
        CAUSEWAY_ASSIGN(ServiceSignature service, readService(from));
        if (!out.services.empty() && out.services.back().score < service.score)
            return bad(Message(CAUSEWAY_TEXT("its services are not in order")));
        out.services.push_back(std::move(service));
    }
    for (const ServiceSignature &one : out.services)
        if (!names.insert(one.service).second)
            return bad(Message(CAUSEWAY_TEXT("“%1” is there twice"), one.service));
    return out;
}

} // namespace causeway::rootcause
