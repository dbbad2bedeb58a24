#pragma once
// What OTLP in JSON and in protobuf share: numbers of enums, and what surrounds an element (opentelemetry-proto 1.x).
// Exemplars, flags, schema URLs and start times of points are not told. trace_state and counts of dropped attributes, events
// and links become attributes (w3c.tracestate, otel.dropped_…_count), as OpenTelemetry's mappings to other formats have it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

enum class OtlpSignal : std::uint8_t { Spans, Logs, Metrics };

SpanKind otlpKind(std::int64_t number);
SpanStatus otlpStatus(std::int64_t number);
Level otlpLevel(std::int64_t severityNumber, std::string_view severityText);
Temporality otlpTemporality(std::int64_t number);
TimePoint otlpTime(std::uint64_t ns); // 0 and what fits no int64: none

// The resource and the scope of the elements that follow, kept beyond the text they were read from.
class OtlpContext {
public:
    explicit OtlpContext(SignalSink &sink) : m_sink(sink) {}
    void setResource(Attributes attributes);
    void clearResource();
    void setScope(std::string_view name, std::string_view version, Attributes attributes);
    void clearScope();

    void fill(Span &span) const;
    void fill(LogRecord &record) const;
    void fill(MetricPoint &point) const;

private:
    SignalSink &m_sink;
    ResourceId m_resource;
    std::string m_service, m_pod;
    TextArena m_arena;
    std::vector<Attribute> m_scopeAttributes;
    Scope m_scope;
};

} // namespace causeway::decode
