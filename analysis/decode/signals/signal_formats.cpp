#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

struct Entry {
    FormatInfo info;
    SignalDecoderPtr (*make)(SignalSink &, const SignalOptions &);
};

const std::vector<Entry> &entries()
{
    static const std::vector<Entry> kEntries{
        {{"otlp-json", "signals", "OpenTelemetry's OTLP in JSON: traces, metrics and logs, one object or one a line"}, makeOtlpJson},
        {{"otlp-protobuf", "signals", "OpenTelemetry's OTLP in protobuf: the body of a request, or messages behind their lengths"}, makeOtlpProtobuf},
        {{"jaeger-json", "traces", "Jaeger's JSON, as its user interface and its API save it"}, makeJaegerJson},
        {{"zipkin-json", "traces", "Zipkin's JSON, version 2"}, makeZipkinJson},
        {{"chrome-trace", "traces", "The Trace Event Format of Chrome and others"}, makeChromeTrace},
        {{"nezha-trace-csv", "traces", "CSV of trace, span, parent, pod, operation and times (Nezha data sets)"}, makeNezhaTraceCsv},
        {{"call-flow", "traces", "Calls and returns between the classes of a program by use case, one a line (Mono2Micro)"}, makeCallFlow},
        {{"metrics-csv", "metrics", "CSV with a header: a column of times, other columns of numbers are series"}, makeMetricsCsv},
        {{"prometheus-text", "metrics", "Prometheus' text exposition, OpenMetrics"}, makePrometheusText},
        {{"prometheus-json", "metrics", "The JSON of a Prometheus query"}, makePrometheusJson},
    };
    return kEntries;
}

} // namespace

const std::vector<FormatInfo> &signalFormats()
{
    static const std::vector<FormatInfo> kInfos = [] {
        std::vector<FormatInfo> infos;
        for (const Entry &entry : entries())
            infos.push_back(entry.info);
        return infos;
    }();
    return kInfos;
}

Result<SignalDecoderPtr> makeSignalDecoder(std::string_view format, SignalSink &sink, const SignalOptions &options)
{
    std::string names;
    for (const Entry &entry : entries()) {
        if (entry.info.name == format)
            return entry.make(sink, options);
        names.append(names.empty() ? "" : ", ").append(entry.info.name);
    }
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is no format of traces and metrics \"%1\""), format.substr(0, 100)), {},
                   Message(CAUSEWAY_TEXT("The formats are %1."), names));
}

} // namespace causeway::decode
