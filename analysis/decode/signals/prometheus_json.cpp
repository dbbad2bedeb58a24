// The JSON of Prometheus' queries: {"status":"success","data":{"resultType":"matrix"|"vector","result":[{"metric":{…},
// "values":[[seconds,"value"],…]} or {"metric":{…},"value":[…]}]}}.

#include <string>
#include <vector>

#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/json_document.h"
#include "analysis/decode/signals/prometheus.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

class PrometheusJson final : public JsonDocumentDecoder {
public:
    explicit PrometheusJson(SignalSink &sink) : JsonDocumentDecoder(sink, "the JSON of a Prometheus query") {}

private:
    JsonStep enter(std::string_view key, bool array, std::uint64_t offset) override;
    void leave(std::uint64_t) override { --m_depth; }
    void value(std::string_view key, const JsonSlice &slice) override;
    void sample(ondemand::value &pair, SignalPlace place);

    int m_depth = 0;
    JsonElement m_json;
    MetricPoint m_point;
    std::string m_name;
    std::vector<Attribute> m_labels;
};

JsonStep PrometheusJson::enter(std::string_view key, bool array, std::uint64_t)
{
    if (m_depth == 3)
        return JsonStep::Whole;
    const bool known = m_depth == 0 ? !array : m_depth == 1 ? !array && key == "data" : array && key == "result";
    if (!known)
        return JsonStep::Skip;
    if (m_depth == 2)
        recognise();
    ++m_depth;
    return JsonStep::Descend;
}

void PrometheusJson::sample(ondemand::value &pair, SignalPlace place)
{
    ondemand::array array;
    std::string_view parts[2];
    std::size_t count = 0;
    if (pair.get_array().get(array) == simdjson::SUCCESS)
        for (auto item : array) {
            ondemand::value part;
            if (std::move(item).get(part) != simdjson::SUCCESS)
                break;
            if (count < 2)
                parts[count] = unquoted(scalarToken(part));
            ++count;
        }
    const auto time = scaledDecimal(parts[0], 9);
    const auto value = realOf(parts[1]);
    if (count != 2 || !time || !value) {
        m_sink.skipped(Message(CAUSEWAY_TEXT("a sample is no time and value")), place);
        return;
    }
    m_point.time = TimePoint{*time};
    m_point.value = *value;
    m_sink.point(m_point);
}

void PrometheusJson::value(std::string_view, const JsonSlice &slice)
{
    if (m_depth != 3)
        return;
    const SignalPlace place{slice.offset, 0};
    ondemand::document document;
    ondemand::object series;
    if (slice.text.front() != '{' || !m_json.open(slice, document) || document.get_object().get(series) != simdjson::SUCCESS) {
        m_sink.skipped(Message(CAUSEWAY_TEXT("a series cannot be read")), place);
        return;
    }
    if (m_json.wasMended())
        m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
    m_point = {};
    m_labels.clear();
    m_name.clear();
    bool damaged = false, values = false;
    // The labels may stand behind the values: once for the ones, once for the others.
    for (auto field : series) {
        ondemand::value content;
        if (field.error() != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS) {
            damaged = true;
            break;
        }
        const std::string_view key = keyOf(field);
        values = values || key == "values" || key == "value";
        ondemand::object labels;
        if (key == "histograms" || key == "histogram") {
            values = true;
            m_sink.skipped(Message(CAUSEWAY_TEXT("native histograms are not read")), place);
        }
        if (key != "metric" || content.get_object().get(labels) != simdjson::SUCCESS)
            continue;
        for (auto label : labels) {
            ondemand::value text;
            if (label.error() != simdjson::SUCCESS || label.value().get(text) != simdjson::SUCCESS) {
                damaged = true;
                break;
            }
            const std::string_view name = m_json.arena().copy(keyOf(label));
            const std::string_view told = m_json.arena().copy(m_json.text(text));
            if (name == "__name__")
                m_name = told;
            else
                m_labels.push_back({name, told});
        }
    }
    if (damaged || !values) {
        m_sink.skipped(Message(CAUSEWAY_TEXT("a series cannot be read")), place);
        return;
    }
    m_point.name = m_name;
    m_point.attributes = m_labels;
    placeByLabels(m_point);
    document.rewind();
    if (document.get_object().get(series) != simdjson::SUCCESS)
        return;
    for (auto field : series) {
        ondemand::value content;
        if (field.error() != simdjson::SUCCESS || field.value().get(content) != simdjson::SUCCESS)
            break;
        const std::string_view key = keyOf(field);
        ondemand::array samples;
        if (key == "value")
            sample(content, place);
        else if (key == "values" && content.get_array().get(samples) == simdjson::SUCCESS)
            for (auto item : samples) {
                ondemand::value pair;
                if (std::move(item).get(pair) != simdjson::SUCCESS) {
                    m_sink.skipped(Message(CAUSEWAY_TEXT("a series is damaged")), place);
                    break;
                }
                sample(pair, place);
            }
    }
}

} // namespace

SignalDecoderPtr makePrometheusJson(SignalSink &sink, const SignalOptions &) { return std::make_unique<PrometheusJson>(sink); }

} // namespace causeway::decode
