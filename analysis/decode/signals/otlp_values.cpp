#include "analysis/decode/signals/otlp_values.h"

#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

SpanKind otlpKind(std::int64_t number)
{
    return number >= 1 && number <= 5 ? static_cast<SpanKind>(number) : SpanKind::Unspecified;
}

SpanStatus otlpStatus(std::int64_t number)
{
    return number == 1 ? SpanStatus::Ok : number == 2 ? SpanStatus::Error : SpanStatus::Unset;
}

Level otlpLevel(std::int64_t severityNumber, std::string_view severityText)
{
    if (severityNumber < 1 || severityNumber > 24)
        return parseLevel(severityText);
    static constexpr Level kLevels[] = {Level::Trace, Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Fatal};
    return kLevels[(severityNumber - 1) / 4];
}

Temporality otlpTemporality(std::int64_t number)
{
    return number == 1 ? Temporality::Delta : number == 2 ? Temporality::Cumulative : Temporality::Unspecified;
}

TimePoint otlpTime(std::uint64_t ns)
{
    return ns == 0 || ns > INT64_MAX ? TimePoint::none() : TimePoint{static_cast<std::int64_t>(ns)};
}

void OtlpContext::clearResource()
{
    m_resource = {};
    m_service.clear();
    m_pod.clear();
}

void OtlpContext::setResource(Attributes attributes)
{
    m_resource = m_sink.resource(attributes);
    m_service = attributeText(attributes, "service.name");
    m_pod = attributeText(attributes, "k8s.pod.name");
}

void OtlpContext::clearScope()
{
    m_arena.clear();
    m_scopeAttributes.clear();
    m_scope = {};
}

void OtlpContext::setScope(std::string_view name, std::string_view version, Attributes attributes)
{
    clearScope();
    for (const Attribute &attribute : attributes) {
        Attribute &own = m_scopeAttributes.emplace_back(attribute);
        own.key = m_arena.copy(attribute.key);
        if (const auto *const text = std::get_if<std::string_view>(&attribute.value))
            own.value = m_arena.copy(*text);
        else if (const auto *const json = std::get_if<JsonText>(&attribute.value))
            own.value = JsonText{m_arena.copy(json->text)};
    }
    m_scope = {m_arena.copy(name), m_arena.copy(version), m_scopeAttributes};
}

void OtlpContext::fill(Span &span) const
{
    span.service = m_service;
    span.scope = m_scope;
    span.resource = m_resource;
}

void OtlpContext::fill(LogRecord &record) const
{
    record.service = m_service;
    record.scope = m_scope;
    record.resource = m_resource;
}

void OtlpContext::fill(MetricPoint &point) const
{
    point.service = m_service;
    point.pod = m_pod;
    point.scope = m_scope;
    point.resource = m_resource;
}

} // namespace causeway::decode
