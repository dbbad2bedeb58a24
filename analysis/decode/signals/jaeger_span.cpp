#include "analysis/decode/signals/jaeger_span.h"

#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/ids.h"

namespace causeway::decode {

namespace {

TimePoint microseconds(ondemand::value &value, const char *&why)
{
    const std::string_view token = unquoted(scalarToken(value));
    if (token.empty() || token == "null" || token == "0")
        return TimePoint::none();
    const auto ns = scaledDecimal(token, 3);
    if (!ns || *ns < 0)
        why = CAUSEWAY_TEXT("a time cannot be read");
    return ns && *ns >= 0 ? TimePoint{*ns} : TimePoint::none();
}

bool isTrue(const AttributeValue &value)
{
    const auto *const text = std::get_if<std::string_view>(&value);
    const auto *const truth = std::get_if<bool>(&value);
    return (truth != nullptr && *truth) || (text != nullptr && *text == "true");
}

bool isFalse(const AttributeValue &value)
{
    const auto *const text = std::get_if<std::string_view>(&value);
    const auto *const truth = std::get_if<bool>(&value);
    return (truth != nullptr && !*truth) || (text != nullptr && *text == "false");
}

} // namespace

template <typename Each>
void JaegerSpanReader::fields(ondemand::object object, Each each)
{
    for (auto field : object) {
        ondemand::value value;
        if (field.error() != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS) {
            m_why = CAUSEWAY_TEXT("the element is not JSON");
            return;
        }
        each(keyOf(field), value);
    }
}

template <typename Each>
void JaegerSpanReader::items(ondemand::value &list, Each each)
{
    ondemand::array array;
    if (list.get_array().get(array) != simdjson::SUCCESS)
        return; // null
    for (auto item : array) {
        ondemand::value value;
        if (std::move(item).get(value) != simdjson::SUCCESS) {
            m_why = CAUSEWAY_TEXT("the element is not JSON");
            return;
        }
        each(value);
    }
}

// {"key","type","value"}: a type that does not fit the value leaves it as it is written.
void JaegerSpanReader::tags(ondemand::value &list, std::vector<Attribute> &out, std::string_view *eventName)
{
    items(list, [&](ondemand::value &item) {
        ondemand::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS) {
            m_why = CAUSEWAY_TEXT("a tag is no object");
            return;
        }
        Attribute tag{{}, JsonText{"null"}};
        std::string_view type;
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (key == "key")
                tag.key = m_json.text(content);
            else if (key == "type")
                type = unquoted(scalarToken(content));
            else if (key == "value")
                tag.value = m_json.any(content);
        });
        if (const auto *const text = std::get_if<std::string_view>(&tag.value)) {
            if (type == "int64") {
                if (const auto number = integerOf(*text))
                    tag.value = *number;
            } else if (type == "float64") {
                if (const auto number = realOf(*text))
                    tag.value = *number;
            } else if (type == "bool") {
                if (*text == "true" || *text == "false")
                    tag.value = *text == "true";
            } else if (type == "binary") {
                m_key.clear();
                appendJson(m_key, *text);
                tag.value = JsonText{m_json.arena().copy(m_key)};
            }
        } else if (const auto *const number = std::get_if<std::int64_t>(&tag.value); number != nullptr && type == "float64")
            tag.value = static_cast<double>(*number);
        if (const auto *const text = std::get_if<std::string_view>(&tag.value); text != nullptr && eventName != nullptr && tag.key == "event" && eventName->empty())
            *eventName = *text;
        else
            out.push_back(tag);
    });
}

void JaegerSpanReader::references(ondemand::value &list)
{
    items(list, [&](ondemand::value &item) {
        ondemand::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS)
            return;
        Reference reference;
        fields(object, [&](std::string_view key, ondemand::value &content) {
            const std::string_view token = unquoted(scalarToken(content));
            if (key == "refType")
                reference.childOf = token == "CHILD_OF" || token == "child_of";
            else if (key == "traceID") {
                const auto id = traceKeyOf(token);
                id ? void(reference.trace = *id) : void(m_why = CAUSEWAY_TEXT("a trace id cannot be read"));
            } else if (key == "spanID") {
                const auto id = spanKeyOf(token);
                id ? void(reference.span = *id) : void(m_why = CAUSEWAY_TEXT("a span id cannot be read"));
            }
        });
        m_references.push_back(reference);
    });
}

void JaegerSpanReader::logs(ondemand::value &list)
{
    items(list, [&](ondemand::value &item) {
        ondemand::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS)
            return;
        SpanEvent &event = m_parts.beginEvent();
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (key == "timestamp")
                event.time = microseconds(content, m_why);
            else if (key == "fields")
                tags(content, m_parts.inner(), &event.name);
        });
    });
}

// Takes out of the attributes what has a place of its own.
void JaegerSpanReader::settle(Span &span)
{
    std::size_t kept = 0;
    bool error = false;
    for (const Attribute &tag : m_parts.attributes) {
        const auto *const text = std::get_if<std::string_view>(&tag.value);
        if (tag.key == "span.kind" && text != nullptr && spanKindOf(*text) != SpanKind::Unspecified)
            span.kind = spanKindOf(*text);
        else if (tag.key == "error" && (isTrue(tag.value) || isFalse(tag.value)))
            error = isTrue(tag.value);
        else if (tag.key == "otel.status_code" && text != nullptr && (*text == "OK" || *text == "ERROR"))
            span.status = *text == "OK" ? SpanStatus::Ok : SpanStatus::Error;
        else if (tag.key == "otel.status_description" && text != nullptr)
            span.statusMessage = *text;
        else if ((tag.key == "otel.scope.name" || tag.key == "otel.library.name") && text != nullptr)
            span.scope.name = *text;
        else if ((tag.key == "otel.scope.version" || tag.key == "otel.library.version") && text != nullptr)
            span.scope.version = *text;
        else
            m_parts.attributes[kept++] = tag;
    }
    m_parts.attributes.resize(kept);
    if (error)
        span.status = SpanStatus::Error;
    // As Jaeger: the parent is the first CHILD_OF of the same trace, else the first reference to it.
    std::size_t parent = m_references.size();
    for (const bool childOf : {true, false})
        for (std::size_t i = 0; i < m_references.size() && parent == m_references.size(); ++i)
            if (m_references[i].trace == span.trace && m_references[i].childOf == childOf)
                parent = i;
    for (std::size_t i = 0; i < m_references.size(); ++i) {
        if (i == parent) {
            span.parent = m_references[i].span;
            continue;
        }
        SpanLink &link = m_parts.beginLink();
        link.trace = m_references[i].trace;
        link.span = m_references[i].span;
        m_parts.inner().push_back({"opentracing.ref_type", std::string_view(m_references[i].childOf ? "child_of" : "follows_from")});
    }
}

JaegerSpanReader::Process JaegerSpanReader::process(ondemand::value &value)
{
    Process process;
    ondemand::object object;
    m_resource.assign(1, Attribute{"service.name", std::string_view()});
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return process;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (key == "serviceName")
            process.service = m_json.text(content);
        else if (key == "tags")
            tags(content, m_resource);
    });
    m_resource.front().value = std::string_view(process.service);
    process.resource = m_sink.resource(m_resource);
    return process;
}

void JaegerSpanReader::processes(const JsonSlice &slice)
{
    ondemand::document document;
    ondemand::object object;
    m_why = nullptr;
    if (m_json.open(slice, document) && document.get_object().get(object) == simdjson::SUCCESS)
        fields(object, [&](std::string_view key, ondemand::value &value) {
            std::string id(key);
            m_processes[std::move(id)] = process(value);
        });
    else
        m_why = CAUSEWAY_TEXT("the element is not JSON");
    if (m_why != nullptr)
        m_sink.noted(Message(CAUSEWAY_TEXT("the processes of a trace cannot be read as a whole")), {slice.offset, 0});
}

const char *JaegerSpanReader::read(ondemand::object object, SignalPlace place)
{
    Span span;
    Process own;
    std::string_view processId;
    SpanKey above;
    TimePoint length = TimePoint::none();
    bool hasOwn = false, hasDuration = false;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (key == "traceID") {
            const auto id = traceKeyOf(unquoted(scalarToken(content)));
            id ? void(span.trace = *id) : void(m_why = CAUSEWAY_TEXT("a trace id cannot be read"));
        } else if (key == "spanID" || key == "parentSpanID") {
            const auto id = spanKeyOf(unquoted(scalarToken(content)));
            id ? void((key == "spanID" ? span.id : above) = *id) : void(m_why = CAUSEWAY_TEXT("a span id cannot be read"));
        } else if (key == "operationName")
            span.name = m_json.text(content);
        else if (key == "startTime")
            span.start = microseconds(content, m_why);
        else if (key == "duration") {
            length = microseconds(content, m_why);
            hasDuration = true;
        } else if (key == "processID")
            processId = m_json.text(content);
        else if (key == "process") {
            own = process(content);
            hasOwn = true;
        } else if (key == "references")
            references(content);
        else if (key == "tags")
            tags(content, m_parts.attributes);
        else if (key == "logs")
            logs(content);
        else if (key == "warnings") {
            const AttributeValue warnings = m_json.any(content);
            if (const auto *const json = std::get_if<JsonText>(&warnings); json != nullptr && json->text != "null" && json->text != "[]")
                m_parts.attributes.push_back({"jaeger.warnings", warnings});
        }
    });
    if (m_why == nullptr && span.trace.isNone())
        m_why = CAUSEWAY_TEXT("a span has no trace id");
    if (m_why == nullptr && span.id.isNone())
        m_why = CAUSEWAY_TEXT("a span has no id");
    if (m_why != nullptr)
        return m_why;
    if (hasDuration)
        span.duration = Nanos{length.isNone() ? 0 : length.ns};
    settle(span);
    if (span.parent.isNone())
        span.parent = above;
    m_key.assign(processId);
    if (const auto known = m_processes.find(m_key); hasOwn || known != m_processes.end()) {
        span.service = hasOwn ? std::string_view(own.service) : std::string_view(known->second.service);
        span.resource = hasOwn ? own.resource : known->second.resource;
    } else {
        span.service = processId;
        m_sink.noted(Message(CAUSEWAY_TEXT("a span's process is not told; its id is taken as the service")), place);
    }
    m_parts.fill(span);
    m_sink.span(span);
    return nullptr;
}

void JaegerSpanReader::span(const JsonSlice &slice)
{
    const SignalPlace place{slice.offset, 0};
    ondemand::document document;
    ondemand::object object;
    m_parts.clear();
    m_references.clear();
    m_why = nullptr;
    if (!m_json.open(slice, document)) {
        m_sink.skipped(m_json.why(), place);
        return;
    }
    if (document.get_object().get(object) != simdjson::SUCCESS) {
        m_sink.skipped(Message(CAUSEWAY_TEXT("an object was expected")), place);
        return;
    }
    if (const char *const why = read(object, place))
        m_sink.skipped(Message(why), place);
    else if (m_json.wasMended())
        m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
}

} // namespace causeway::decode
