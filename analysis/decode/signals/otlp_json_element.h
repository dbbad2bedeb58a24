#pragma once
// One span, log record or metric of OTLP JSON: ids in hex or base64, integers as strings or numbers, enums as numbers or
// names, field names in lowerCamel or lower_snake.

#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/otlp_values.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

class OtlpJsonReader {
public:
    OtlpJsonReader(SignalSink &sink, OtlpContext &context) : m_sink(sink), m_context(context), m_series(sink) {}

    void element(OtlpSignal signal, const JsonSlice &slice);
    void resource(const JsonSlice &slice);
    void scope(const JsonSlice &slice);

private:
    bool open(const JsonSlice &slice, ondemand::document &document);
    bool span(ondemand::object object, SignalPlace place);
    bool log(ondemand::object object);
    bool metric(ondemand::document &document, SignalPlace place);
    void dataPoint(ondemand::object object, MetricPoint &common, std::string_view shape, SignalPlace place);
    void attributes(ondemand::value &list, std::vector<Attribute> &out);
    AttributeValue value(ondemand::value &any);
    void json(ondemand::value &any, std::string &out, unsigned depth);
    void jsonList(ondemand::value &list, bool map, std::string &out, unsigned depth);
    void event(ondemand::value &value);
    void link(ondemand::value &value);
    std::int64_t integer(ondemand::value &value);
    std::uint64_t time(ondemand::value &value);
    double real(ondemand::value &value);
    template <typename Number>
    void numbers(ondemand::value &list, std::vector<Number> &out);
    void buckets(ondemand::value &value, std::int64_t &offset, std::vector<std::uint64_t> &counts);
    void quantiles(ondemand::value &list);
    bool fail(const char *why);
    template <typename Each>
    void fields(ondemand::object object, Each each);
    template <typename Each>
    void items(ondemand::value &list, Each each);

    SignalSink &m_sink;
    OtlpContext &m_context;
    JsonElement m_json;
    SpanParts m_parts;
    std::vector<Attribute> m_pointAttributes;
    DistributionPoint m_distribution;
    std::vector<double> m_bounds;
    std::vector<std::uint64_t> m_counts, m_negative;
    SeriesWriter m_series;
    std::string m_text;
    const char *m_why = nullptr; // of the element that is being read
    bool m_damaged = false;
};

// Whether the key is "startTimeUnixNano", also written "start_time_unix_nano".
bool isField(std::string_view key, std::string_view camel);
inline bool isNumberToken(std::string_view token) { return !token.empty() && (token[0] == '-' || (token[0] >= '0' && token[0] <= '9')); }

template <typename Each>
void OtlpJsonReader::fields(ondemand::object object, Each each)
{
    for (auto field : object) {
        ondemand::value value;
        if (field.error() != simdjson::SUCCESS) {
            m_damaged = true;
            return;
        }
        const std::string_view key = keyOf(field);
        if (field.value().get(value) != simdjson::SUCCESS) {
            m_damaged = true;
            return;
        }
        each(key, value);
    }
}

template <typename Each>
void OtlpJsonReader::items(ondemand::value &list, Each each)
{
    ondemand::array array;
    if (list.get_array().get(array) != simdjson::SUCCESS)
        return; // null, or a thing that is no list
    for (auto item : array) {
        ondemand::value value;
        if (std::move(item).get(value) != simdjson::SUCCESS) {
            m_damaged = true;
            return;
        }
        each(value);
    }
}

} // namespace causeway::decode
