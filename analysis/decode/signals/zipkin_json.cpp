// Zipkin v2: an array of spans, arrays within an array, or one of either a line. Times in µs. Endpoints are told as
// OpenTelemetry's mapping has it: net.host.ip, net.host.port (resource), peer.service, net.peer.ip, net.peer.port.

#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/decode/signals/ids.h"
#include "analysis/decode/signals/json_document.h"
#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/signal_decoders.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kEndpoints = 10'000; // resources that are remembered

struct Endpoint {
    std::string_view service, ip;
    std::int64_t port = 0;
};

class ZipkinJson final : public JsonDocumentDecoder {
public:
    explicit ZipkinJson(SignalSink &sink) : JsonDocumentDecoder(sink, "Zipkin JSON (version 2)") {}

private:
    JsonStep enter(std::string_view key, bool array, std::uint64_t offset) override;
    void leave(std::uint64_t) override { --m_depth; }
    void value(std::string_view key, const JsonSlice &slice) override;
    const char *span(ondemand::object object);
    Endpoint endpoint(ondemand::value &value);
    ResourceId resourceOf(const Endpoint &local);
    void tags(ondemand::value &value, Span &span);
    void annotations(ondemand::value &value);

    int m_depth = 0;
    JsonElement m_json;
    SpanParts m_parts;
    std::unordered_map<std::string, ResourceId> m_resources;
    std::string m_key;
    bool m_damaged = false, m_isSpan = false;
};

JsonStep ZipkinJson::enter(std::string_view, bool array, std::uint64_t)
{
    if (!array)
        return JsonStep::Whole;
    if (m_depth == 2)
        return JsonStep::Skip;
    ++m_depth;
    return JsonStep::Descend;
}

Endpoint ZipkinJson::endpoint(ondemand::value &value)
{
    Endpoint endpoint;
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return endpoint;
    for (auto field : object) {
        ondemand::value content;
        if (field.error() != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS) {
            m_damaged = true;
            break;
        }
        const std::string_view key = keyOf(field);
        if (key == "serviceName")
            endpoint.service = m_json.text(content);
        else if (key == "ipv4" || (key == "ipv6" && endpoint.ip.empty()))
            endpoint.ip = m_json.text(content);
        else if (key == "port")
            endpoint.port = integerOf(unquoted(scalarToken(content))).value_or(0);
    }
    return endpoint;
}

ResourceId ZipkinJson::resourceOf(const Endpoint &local)
{
    m_key.assign(local.service).append(1, '\0').append(local.ip).append(1, '\0').append(std::to_string(local.port));
    if (const auto known = m_resources.find(m_key); known != m_resources.end())
        return known->second;
    std::vector<Attribute> attributes;
    if (!local.service.empty())
        attributes.push_back({"service.name", local.service});
    if (!local.ip.empty())
        attributes.push_back({"net.host.ip", local.ip});
    if (local.port != 0)
        attributes.push_back({"net.host.port", local.port});
    if (attributes.empty())
        return {};
    if (m_resources.size() >= kEndpoints)
        m_resources.clear();
    return m_resources[m_key] = m_sink.resource(attributes);
}

void ZipkinJson::tags(ondemand::value &value, Span &span)
{
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return;
    for (auto field : object) {
        ondemand::value content;
        if (field.error() != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS) {
            m_damaged = true;
            return;
        }
        std::string_view key = keyOf(field);
        if (key.find('\\') != std::string_view::npos)
            key = field.unescaped_key().value_unsafe();
        const AttributeValue tag = m_json.any(content);
        const auto *const text = std::get_if<std::string_view>(&tag);
        if (key == "error") { // whatever it holds; "false" is what careless writers mean by it
            if (text == nullptr || *text != "false") {
                span.status = SpanStatus::Error;
                if (text != nullptr && *text != "true")
                    span.statusMessage = *text;
                continue;
            }
        } else if (key == "otel.status_code" && text != nullptr && (*text == "OK" || *text == "ERROR")) {
            span.status = *text == "OK" ? SpanStatus::Ok : SpanStatus::Error;
            continue;
        }
        m_parts.attributes.push_back({key, tag});
    }
}

void ZipkinJson::annotations(ondemand::value &value)
{
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS)
        return;
    for (auto item : array) {
        ondemand::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS) {
            m_damaged = true;
            return;
        }
        SpanEvent &event = m_parts.beginEvent();
        for (auto field : object) {
            ondemand::value content;
            if (field.error() != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS) {
                m_damaged = true;
                return;
            }
            const std::string_view key = keyOf(field);
            if (key == "value")
                event.name = m_json.text(content);
            else if (key == "timestamp") {
                std::int64_t ns = 0;
                const auto us = integerOf(unquoted(scalarToken(content)));
                if (us && *us > 0 && !__builtin_mul_overflow(*us, std::int64_t{1000}, &ns))
                    event.time = TimePoint{ns};
            }
        }
    }
}

const char *ZipkinJson::span(ondemand::object object)
{
    Span span;
    span.kind = SpanKind::Internal;
    Endpoint local, remote;
    const char *why = nullptr;
    bool shared = false, debug = false;
    m_isSpan = false;
    const auto microseconds = [&](ondemand::value &content) {
        std::int64_t ns = -1;
        const std::string_view token = unquoted(scalarToken(content));
        const auto us = integerOf(token);
        if (token != "null" && (!us || *us < 0 || __builtin_mul_overflow(*us, std::int64_t{1000}, &ns)))
            why = CAUSEWAY_TEXT("a time cannot be read");
        return us ? ns : -1;
    };
    for (auto field : object) {
        ondemand::value content;
        if (field.error() != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS)
            return CAUSEWAY_TEXT("the element is not JSON");
        const std::string_view key = keyOf(field);
        if (key == "traceId") {
            const auto id = traceKeyOf(unquoted(scalarToken(content)));
            id && !id->isNone() ? void(span.trace = *id) : void(why = CAUSEWAY_TEXT("a trace id cannot be read"));
            m_isSpan = true;
        } else if (key == "id" || key == "parentId") {
            const std::string_view token = unquoted(scalarToken(content));
            const auto id = spanKeyOf(token == "null" ? std::string_view() : token);
            id ? void((key == "id" ? span.id : span.parent) = *id) : void(why = CAUSEWAY_TEXT("a span id cannot be read"));
        } else if (key == "name")
            span.name = m_json.text(content);
        else if (key == "kind") {
            if (const SpanKind kind = spanKindOf(unquoted(scalarToken(content))); kind != SpanKind::Unspecified)
                span.kind = kind;
        } else if (key == "timestamp") {
            const std::int64_t ns = microseconds(content);
            span.start = ns > 0 ? TimePoint{ns} : TimePoint::none();
        } else if (key == "duration")
            span.duration = Nanos{microseconds(content)};
        else if (key == "localEndpoint")
            local = endpoint(content);
        else if (key == "remoteEndpoint")
            remote = endpoint(content);
        else if (key == "tags")
            tags(content, span);
        else if (key == "annotations")
            annotations(content);
        else if (key == "shared")
            shared = scalarToken(content) == "true";
        else if (key == "debug")
            debug = scalarToken(content) == "true";
    }
    if (span.id.isNone() && why == nullptr)
        why = CAUSEWAY_TEXT("a span has no id");
    if (span.trace.isNone() && why == nullptr)
        why = CAUSEWAY_TEXT("a span has no trace id");
    if (m_damaged)
        why = CAUSEWAY_TEXT("the element is not JSON");
    if (why != nullptr)
        return why;
    if (!remote.service.empty())
        m_parts.attributes.push_back({"peer.service", remote.service});
    if (!remote.ip.empty())
        m_parts.attributes.push_back({"net.peer.ip", remote.ip});
    if (remote.port != 0)
        m_parts.attributes.push_back({"net.peer.port", remote.port});
    if (shared)
        m_parts.attributes.push_back({"zipkin.shared", true});
    if (debug)
        m_parts.attributes.push_back({"zipkin.debug", true});
    span.service = local.service;
    span.resource = resourceOf(local);
    m_parts.fill(span);
    recognise();
    m_sink.span(span);
    return nullptr;
}

void ZipkinJson::value(std::string_view, const JsonSlice &slice)
{
    const SignalPlace place{slice.offset, 0};
    ondemand::document document;
    ondemand::object object;
    if (slice.text.front() != '{') {
        m_sink.skipped(Message(CAUSEWAY_TEXT("an object was expected")), place);
        return;
    }
    m_parts.clear();
    m_damaged = false;
    if (!m_json.open(slice, document) || document.get_object().get(object) != simdjson::SUCCESS) {
        m_sink.skipped(m_json.why(), place);
        return;
    }
    if (const char *const why = span(object))
        m_sink.skipped(Message(why), place);
    else if (m_json.wasMended())
        m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
    if (m_isSpan)
        recognise();
}

} // namespace

SignalDecoderPtr makeZipkinJson(SignalSink &sink, const SignalOptions &) { return std::make_unique<ZipkinJson>(sink); }

} // namespace causeway::decode
