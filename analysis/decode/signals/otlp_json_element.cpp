#include "analysis/decode/signals/otlp_json_element.h"

#include "analysis/core/limits.h"
#include "analysis/decode/signals/ids.h"

namespace causeway::decode {

namespace {

constexpr std::string_view kSeverity = "SEVERITY_NUMBER_";

} // namespace

bool isField(std::string_view key, std::string_view camel)
{
    if (key == camel)
        return true;
    if (key.size() <= camel.size() || key.find('_') == std::string_view::npos)
        return false;
    std::size_t at = 0;
    for (const char c : camel) {
        if (c >= 'A' && c <= 'Z') {
            if (at + 1 >= key.size() || key[at] != '_' || key[at + 1] != c + 32)
                return false;
            at += 2;
        } else if (at >= key.size() || key[at++] != c)
            return false;
    }
    return at == key.size();
}

bool OtlpJsonReader::fail(const char *why)
{
    if (m_why == nullptr)
        m_why = why;
    return false;
}

std::int64_t OtlpJsonReader::integer(ondemand::value &value)
{
    const std::string_view token = unquoted(scalarToken(value));
    if (token.empty() || token == "null")
        return 0;
    const auto number = integerOf(token);
    if (!number)
        fail(CAUSEWAY_TEXT("a number cannot be read"));
    return number.value_or(0);
}

std::uint64_t OtlpJsonReader::time(ondemand::value &value)
{
    const std::string_view token = unquoted(scalarToken(value));
    if (token.empty() || token == "null")
        return 0;
    const auto number = unsignedOf(token);
    if (!number || *number > INT64_MAX) {
        fail(CAUSEWAY_TEXT("a time cannot be read"));
        return 0;
    }
    return *number;
}

double OtlpJsonReader::real(ondemand::value &value)
{
    const auto number = realOf(unquoted(scalarToken(value)));
    if (!number)
        fail(CAUSEWAY_TEXT("a number cannot be read"));
    return number.value_or(0);
}

void OtlpJsonReader::jsonList(ondemand::value &list, bool map, std::string &out, unsigned depth)
{
    ondemand::object holder;
    out += map ? '{' : '[';
    bool first = true;
    if (list.get_object().get(holder) == simdjson::SUCCESS)
        fields(holder, [&](std::string_view key, ondemand::value &values) {
            if (key != "values")
                return;
            items(values, [&](ondemand::value &item) {
                if (!first)
                    out += ',';
                first = false;
                ondemand::object pair;
                if (!map)
                    json(item, out, depth + 1);
                else if (item.get_object().get(pair) == simdjson::SUCCESS) {
                    std::string_view name;
                    bool told = false;
                    fields(pair, [&](std::string_view part, ondemand::value &content) {
                        if (part == "key")
                            name = m_json.text(content);
                        else if (part == "value" && !told) {
                            appendJson(out, name);
                            out += ':';
                            json(content, out, depth + 1);
                            told = true;
                        }
                    });
                    if (!told) {
                        appendJson(out, name);
                        out += ":null";
                    }
                } else
                    out += "\"\":null";
            });
        });
    out += map ? '}' : ']';
}

void OtlpJsonReader::json(ondemand::value &any, std::string &out, unsigned depth)
{
    ondemand::object object;
    bool told = false;
    if (depth <= limits::kSignalDepth && any.get_object().get(object) == simdjson::SUCCESS)
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (told)
                return;
            told = true;
            if (isField(key, "arrayValue"))
                jsonList(content, false, out, depth);
            else if (isField(key, "kvlistValue"))
                jsonList(content, true, out, depth);
            else if (isField(key, "intValue"))
                out.append(unquoted(scalarToken(content)));
            else if (isField(key, "doubleValue"))
                appendJson(out, real(content));
            else if (isField(key, "boolValue"))
                out.append(scalarToken(content) == "true" ? "true" : "false");
            else
                appendJson(out, m_json.text(content)); // stringValue, bytesValue
        });
    if (!told) {
        if (depth > limits::kSignalDepth)
            fail(CAUSEWAY_TEXT("values lie too deep within values"));
        out += "null";
    }
}

AttributeValue OtlpJsonReader::value(ondemand::value &any)
{
    ondemand::object object;
    AttributeValue result = JsonText{"null"};
    if (any.get_object().get(object) != simdjson::SUCCESS)
        return m_json.any(any); // {"key": "a", "value": "b"} of careless writers
    bool told = false;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (told)
            return;
        told = true;
        if (isField(key, "stringValue"))
            result = m_json.text(content);
        else if (isField(key, "intValue")) {
            const std::string_view token = unquoted(scalarToken(content));
            if (const auto number = integerOf(token))
                result = *number;
            else
                fail(CAUSEWAY_TEXT("a number cannot be read"));
        } else if (isField(key, "boolValue"))
            result = scalarToken(content) == "true";
        else if (isField(key, "doubleValue"))
            result = real(content);
        else if (isField(key, "arrayValue") || isField(key, "kvlistValue") || isField(key, "bytesValue")) {
            m_text.clear();
            if (isField(key, "bytesValue"))
                appendJson(m_text, m_json.text(content));
            else
                jsonList(content, isField(key, "kvlistValue"), m_text, 1);
            result = JsonText{m_json.arena().copy(m_text)};
        } else
            told = false;
    });
    return result;
}

void OtlpJsonReader::attributes(ondemand::value &list, std::vector<Attribute> &out)
{
    items(list, [&](ondemand::value &item) {
        ondemand::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS) {
            fail(CAUSEWAY_TEXT("an attribute is no key and value"));
            return;
        }
        Attribute attribute{{}, JsonText{"null"}};
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (key == "key")
                attribute.key = m_json.text(content);
            else if (key == "value")
                attribute.value = value(content);
        });
        out.push_back(attribute);
    });
}

bool OtlpJsonReader::open(const JsonSlice &slice, ondemand::document &document)
{
    m_why = nullptr;
    m_damaged = false;
    const SignalPlace place{slice.offset, 0};
    if (!m_json.open(slice, document)) {
        m_sink.skipped(m_json.why(), place);
        return false;
    }
    if (m_json.wasMended())
        m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
    return true;
}

void OtlpJsonReader::resource(const JsonSlice &slice)
{
    ondemand::document document;
    ondemand::object object;
    m_parts.clear();
    if (!open(slice, document))
        return;
    if (document.get_object().get(object) == simdjson::SUCCESS)
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (key == "attributes")
                attributes(content, m_parts.attributes);
        });
    if (m_damaged || m_why != nullptr)
        m_sink.noted(Message(CAUSEWAY_TEXT("a resource cannot be read as a whole")), {slice.offset, 0});
    m_context.setResource(m_parts.attributes);
}

void OtlpJsonReader::scope(const JsonSlice &slice)
{
    ondemand::document document;
    ondemand::object object;
    m_parts.clear();
    if (!open(slice, document))
        return;
    std::string_view name, version;
    if (document.get_object().get(object) == simdjson::SUCCESS)
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (key == "attributes")
                attributes(content, m_parts.attributes);
            else if (key == "name")
                name = m_json.text(content);
            else if (key == "version")
                version = m_json.text(content);
        });
    if (m_damaged || m_why != nullptr)
        m_sink.noted(Message(CAUSEWAY_TEXT("a scope cannot be read as a whole")), {slice.offset, 0});
    m_context.setScope(name, version, m_parts.attributes);
}

void OtlpJsonReader::element(OtlpSignal signal, const JsonSlice &slice)
{
    ondemand::document document;
    ondemand::object object;
    const SignalPlace place{slice.offset, 0};
    m_parts.clear();
    if (!open(slice, document))
        return;
    bool told = false;
    if (signal == OtlpSignal::Metrics)
        told = metric(document, place);
    else if (document.get_object().get(object) != simdjson::SUCCESS)
        fail(CAUSEWAY_TEXT("an object was expected"));
    else
        told = signal == OtlpSignal::Spans ? span(object, place) : log(object);
    if (told)
        return;
    if (m_damaged)
        fail(CAUSEWAY_TEXT("the element is not JSON"));
    m_sink.skipped(Message(m_why == nullptr ? CAUSEWAY_TEXT("the element cannot be read") : m_why), place);
}

void OtlpJsonReader::event(ondemand::value &value)
{
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        fail(CAUSEWAY_TEXT("an event is no object"));
        return;
    }
    SpanEvent &event = m_parts.beginEvent();
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (isField(key, "timeUnixNano"))
            event.time = otlpTime(time(content));
        else if (key == "name")
            event.name = m_json.text(content);
        else if (key == "attributes")
            attributes(content, m_parts.inner());
        else if (isField(key, "droppedAttributesCount"))
            if (const std::int64_t count = integer(content); count != 0)
                m_parts.inner().push_back({"otel.dropped_attributes_count", count});
    });
}

void OtlpJsonReader::link(ondemand::value &value)
{
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        fail(CAUSEWAY_TEXT("a link is no object"));
        return;
    }
    SpanLink &link = m_parts.beginLink();
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (isField(key, "traceId")) {
            if (const auto id = traceKeyOf(unquoted(scalarToken(content)), true))
                link.trace = *id;
            else
                fail(CAUSEWAY_TEXT("a trace id cannot be read"));
        } else if (isField(key, "spanId")) {
            if (const auto id = spanKeyOf(unquoted(scalarToken(content)), true))
                link.span = *id;
            else
                fail(CAUSEWAY_TEXT("a span id cannot be read"));
        } else if (key == "attributes")
            attributes(content, m_parts.inner());
        else if (isField(key, "traceState")) {
            if (const std::string_view state = m_json.text(content); !state.empty())
                m_parts.inner().push_back({"w3c.tracestate", state});
        } else if (isField(key, "droppedAttributesCount"))
            if (const std::int64_t count = integer(content); count != 0)
                m_parts.inner().push_back({"otel.dropped_attributes_count", count});
    });
}

bool OtlpJsonReader::span(ondemand::object object, SignalPlace place)
{
    Span span;
    TimePoint end = TimePoint::none();
    std::string_view state;
    std::int64_t lostAttributes = 0, lostEvents = 0, lostLinks = 0;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (isField(key, "traceId")) {
            const auto id = traceKeyOf(unquoted(scalarToken(content)), true);
            id ? void(span.trace = *id) : void(fail(CAUSEWAY_TEXT("a trace id cannot be read")));
        } else if (isField(key, "spanId") || isField(key, "parentSpanId")) {
            const std::string_view token = unquoted(scalarToken(content));
            const auto id = spanKeyOf(token == "null" ? std::string_view() : token, true);
            if (!id)
                fail(CAUSEWAY_TEXT("a span id cannot be read"));
            else
                (key[0] == 's' ? span.id : span.parent) = *id;
        } else if (key == "name")
            span.name = m_json.text(content);
        else if (key == "kind") {
            const std::string_view token = scalarToken(content);
            span.kind = isNumberToken(unquoted(token)) ? otlpKind(integer(content)) : spanKindOf(unquoted(token));
        } else if (isField(key, "startTimeUnixNano"))
            span.start = otlpTime(time(content));
        else if (isField(key, "endTimeUnixNano"))
            end = otlpTime(time(content));
        else if (key == "attributes")
            attributes(content, m_parts.attributes);
        else if (key == "events")
            items(content, [&](ondemand::value &item) { event(item); });
        else if (key == "links")
            items(content, [&](ondemand::value &item) { link(item); });
        else if (key == "status") {
            ondemand::object status;
            if (content.get_object().get(status) == simdjson::SUCCESS)
                fields(status, [&](std::string_view part, ondemand::value &inner) {
                    if (part == "code") {
                        const std::string_view token = unquoted(scalarToken(inner));
                        span.status = isNumberToken(token) ? otlpStatus(integer(inner))
                                      : token.ends_with("ERROR") ? SpanStatus::Error
                                      : token.ends_with("OK")    ? SpanStatus::Ok
                                                                 : SpanStatus::Unset;
                    } else if (part == "message")
                        span.statusMessage = m_json.text(inner);
                });
        } else if (isField(key, "traceState"))
            state = m_json.text(content);
        else if (isField(key, "droppedAttributesCount"))
            lostAttributes = integer(content);
        else if (isField(key, "droppedEventsCount"))
            lostEvents = integer(content);
        else if (isField(key, "droppedLinksCount"))
            lostLinks = integer(content);
    });
    if (m_damaged || m_why != nullptr)
        return false;
    if (!state.empty())
        m_parts.attributes.push_back({"w3c.tracestate", state});
    if (lostAttributes != 0)
        m_parts.attributes.push_back({"otel.dropped_attributes_count", lostAttributes});
    if (lostEvents != 0)
        m_parts.attributes.push_back({"otel.dropped_events_count", lostEvents});
    if (lostLinks != 0)
        m_parts.attributes.push_back({"otel.dropped_links_count", lostLinks});
    if (!durationOf(span.start, end, span.duration))
        m_sink.noted(Message(CAUSEWAY_TEXT("a span ends before it starts; its duration is 0")), place);
    m_context.fill(span);
    m_parts.fill(span);
    m_sink.span(span);
    return true;
}

bool OtlpJsonReader::log(ondemand::object object)
{
    LogRecord record;
    record.body = std::string_view();
    std::int64_t severity = 0;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (isField(key, "timeUnixNano"))
            record.time = otlpTime(time(content));
        else if (isField(key, "observedTimeUnixNano"))
            record.observed = otlpTime(time(content));
        else if (isField(key, "severityNumber")) {
            const std::string_view token = unquoted(scalarToken(content));
            if (isNumberToken(token))
                severity = integer(content);
            else if (token.starts_with(kSeverity)) // SEVERITY_NUMBER_WARN2
                record.level = parseLevel(token.substr(kSeverity.size(), token.find_last_not_of("0123456789") + 1 - kSeverity.size()));
        } else if (isField(key, "severityText"))
            record.severityText = m_json.text(content);
        else if (key == "body")
            record.body = value(content);
        else if (isField(key, "traceId")) {
            const auto id = traceKeyOf(unquoted(scalarToken(content)), true);
            id ? void(record.trace = *id) : void(fail(CAUSEWAY_TEXT("a trace id cannot be read")));
        } else if (isField(key, "spanId")) {
            const auto id = spanKeyOf(unquoted(scalarToken(content)), true);
            id ? void(record.span = *id) : void(fail(CAUSEWAY_TEXT("a span id cannot be read")));
        } else if (key == "attributes")
            attributes(content, m_parts.attributes);
        else if (isField(key, "eventName")) {
            if (const std::string_view name = m_json.text(content); !name.empty())
                m_parts.attributes.push_back({"event.name", name});
        } else if (isField(key, "droppedAttributesCount"))
            if (const std::int64_t count = integer(content); count != 0)
                m_parts.attributes.push_back({"otel.dropped_attributes_count", count});
    });
    if (m_damaged || m_why != nullptr)
        return false;
    if (record.level == Level::Unknown)
        record.level = otlpLevel(severity, record.severityText);
    m_context.fill(record);
    record.attributes = m_parts.attributes;
    m_sink.log(record);
    return true;
}

} // namespace causeway::decode
