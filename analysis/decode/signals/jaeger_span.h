#pragma once
// One span of Jaeger's JSON and the processes of a trace, told as OpenTelemetry's mapping has it: span.kind, error,
// otel.status_code, otel.status_description and otel.scope.* leave the attributes; references beside the parent are links with
// opentracing.ref_type; warnings are the attribute jaeger.warnings. Times in µs.

#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

class JaegerSpanReader {
public:
    explicit JaegerSpanReader(SignalSink &sink) : m_sink(sink) {}
    void clearProcesses() { m_processes.clear(); }
    void processes(const JsonSlice &slice);
    void span(const JsonSlice &slice);

private:
    struct Process {
        std::string service;
        ResourceId resource;
    };
    struct Reference {
        TraceKey trace;
        SpanKey span;
        bool childOf = false;
    };

    const char *read(ondemand::object object, SignalPlace place);
    Process process(ondemand::value &value);
    void tags(ondemand::value &list, std::vector<Attribute> &out, std::string_view *eventName = nullptr);
    void references(ondemand::value &list);
    void logs(ondemand::value &list);
    void settle(Span &span);
    template <typename Each>
    void fields(ondemand::object object, Each each);
    template <typename Each>
    void items(ondemand::value &list, Each each);

    SignalSink &m_sink;
    JsonElement m_json;
    SpanParts m_parts;
    std::unordered_map<std::string, Process> m_processes;
    std::vector<Reference> m_references;
    std::vector<Attribute> m_resource;
    std::string m_key;
    const char *m_why = nullptr;
};

} // namespace causeway::decode
