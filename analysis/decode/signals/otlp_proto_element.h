#pragma once
// One span, log record or metric of OTLP in protobuf. Which of them an element is, shows in its fields: the three requests
// have the same form around it.

#include <protozero/pbf_reader.hpp>

#include "analysis/decode/signals/otlp_values.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

class OtlpProtoReader {
public:
    OtlpProtoReader(SignalSink &sink, OtlpContext &context) : m_sink(sink), m_context(context), m_series(sink) {}

    void element(std::string_view bytes, SignalPlace place);
    void resource(std::string_view bytes, SignalPlace place);
    void scope(std::string_view bytes, SignalPlace place);

private:
    using Reader = protozero::pbf_reader;
    template <typename Read>
    void guarded(SignalPlace place, Read read);

    void span(Reader reader);
    void log(Reader reader);
    void metric(Reader reader);
    void point(Reader reader, std::uint32_t shape, const MetricPoint &common);
    void attribute(Reader reader, std::vector<Attribute> &out);
    AttributeValue value(Reader reader);
    void json(Reader reader, unsigned depth);
    void pair(Reader reader, unsigned depth);
    std::string_view text(Reader &reader);
    void event(Reader reader);
    void link(Reader reader);
    TraceKey trace(Reader &reader);
    SpanKey spanId(Reader &reader);
    void buckets(Reader reader, std::int64_t &offset, std::vector<std::uint64_t> &counts);
    void fail(const char *why);

    SignalSink &m_sink;
    OtlpContext &m_context;
    SpanParts m_parts;
    TextArena m_arena;
    std::vector<Attribute> m_pointAttributes;
    DistributionPoint m_distribution;
    std::vector<double> m_bounds;
    std::vector<std::uint64_t> m_counts, m_negative;
    SeriesWriter m_series;
    std::string m_json;
    SignalPlace m_place;
    const char *m_why = nullptr;
    bool m_mended = false;
};

} // namespace causeway::decode
