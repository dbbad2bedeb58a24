// Metrics of OTLP JSON and their points.

#include <algorithm>
#include <cmath>

#include "analysis/decode/signals/otlp_json_element.h"

namespace causeway::decode {

template <typename Number>
void OtlpJsonReader::numbers(ondemand::value &list, std::vector<Number> &out)
{
    out.clear();
    items(list, [&](ondemand::value &item) {
        if constexpr (std::is_same_v<Number, double>)
            out.push_back(real(item));
        else if (const auto number = unsignedOf(unquoted(scalarToken(item))))
            out.push_back(*number);
        else
            fail(CAUSEWAY_TEXT("a number cannot be read"));
    });
}

void OtlpJsonReader::buckets(ondemand::value &value, std::int64_t &offset, std::vector<std::uint64_t> &counts)
{
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (key == "offset")
            offset = std::clamp<std::int64_t>(integer(content), INT32_MIN, INT32_MAX);
        else if (isField(key, "bucketCounts"))
            numbers(content, counts);
    });
}

void OtlpJsonReader::quantiles(ondemand::value &list)
{
    items(list, [&](ondemand::value &item) {
        ondemand::object object;
        std::pair<double, double> quantile;
        if (item.get_object().get(object) != simdjson::SUCCESS)
            return;
        fields(object, [&](std::string_view key, ondemand::value &content) {
            if (key == "quantile")
                quantile.first = real(content);
            else if (key == "value")
                quantile.second = real(content);
        });
        m_distribution.quantiles.push_back(quantile);
    });
}

void OtlpJsonReader::dataPoint(ondemand::object object, MetricPoint &common, std::string_view shape, SignalPlace place)
{
    m_why = nullptr;
    m_pointAttributes.clear();
    m_distribution.clear();
    m_bounds.clear();
    m_counts.clear();
    m_negative.clear();
    MetricPoint point = common;
    std::int64_t scale = 0, flags = 0, positiveOffset = 0, negativeOffset = 0;
    std::uint64_t zeros = 0;
    double threshold = 0;
    bool told = false;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (key == "attributes")
            attributes(content, m_pointAttributes);
        else if (isField(key, "timeUnixNano"))
            point.time = otlpTime(time(content));
        else if (isField(key, "asDouble") || isField(key, "asInt")) {
            point.value = real(content);
            told = true;
        } else if (key == "count") {
            m_distribution.count = static_cast<std::uint64_t>(integer(content));
            told = true;
        } else if (key == "sum") {
            m_distribution.sum = real(content);
            m_distribution.hasSum = true;
        } else if (key == "min") {
            m_distribution.min = real(content);
            m_distribution.hasMin = true;
        } else if (key == "max") {
            m_distribution.max = real(content);
            m_distribution.hasMax = true;
        } else if (isField(key, "bucketCounts"))
            numbers(content, m_counts);
        else if (isField(key, "explicitBounds"))
            numbers(content, m_bounds);
        else if (isField(key, "quantileValues"))
            quantiles(content);
        else if (key == "scale")
            scale = std::clamp<std::int64_t>(integer(content), -64, 64);
        else if (isField(key, "zeroCount"))
            zeros = static_cast<std::uint64_t>(integer(content));
        else if (isField(key, "zeroThreshold"))
            threshold = real(content);
        else if (key == "positive")
            buckets(content, positiveOffset, m_counts);
        else if (key == "negative")
            buckets(content, negativeOffset, m_negative);
        else if (key == "flags")
            flags = integer(content);
    });
    const bool number = shape == "gauge" || shape == "sum";
    const bool nothing = (flags & 1) != 0; // "no recorded value": the series ends
    if (number && !told) {
        if (!nothing)
            fail(CAUSEWAY_TEXT("a metric's point has no value"));
        point.value = std::nan("");
    }
    if (point.time.isNone())
        fail(CAUSEWAY_TEXT("a metric's point has no time"));
    if (isField(shape, "exponentialHistogram"))
        m_distribution.setExponential(static_cast<int>(scale), zeros, threshold, positiveOffset, m_counts, negativeOffset, m_negative);
    else if (shape == "histogram" && !m_distribution.setExplicit(m_bounds, m_counts))
        fail(CAUSEWAY_TEXT("a histogram's bounds and counts do not match"));
    if (m_why != nullptr) {
        m_sink.skipped(Message(m_why), place);
        m_why = nullptr;
        return;
    }
    point.attributes = m_pointAttributes;
    if (number)
        m_sink.point(point);
    else
        m_series.write(point, m_pointAttributes, m_distribution);
}

bool OtlpJsonReader::metric(ondemand::document &document, SignalPlace place)
{
    MetricPoint common;
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS)
        return fail(CAUSEWAY_TEXT("an object was expected"));
    // What describes the metric may stand behind its points: once for the one, once for the other.
    std::string_view shape;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        if (key == "name")
            common.name = m_json.text(content);
        else if (key == "unit")
            common.unit = m_json.text(content);
        else if (key == "description")
            common.description = m_json.text(content);
        else if (key == "gauge" || key == "sum" || key == "histogram" || key == "summary" || isField(key, "exponentialHistogram")) {
            ondemand::object data;
            shape = key;
            common.kind = key == "gauge" ? MetricKind::Gauge : key == "sum" ? MetricKind::Sum : key == "summary" ? MetricKind::Summary : MetricKind::Histogram;
            if (content.get_object().get(data) == simdjson::SUCCESS)
                fields(data, [&](std::string_view part, ondemand::value &inner) {
                    if (isField(part, "aggregationTemporality")) {
                        const std::string_view token = unquoted(scalarToken(inner));
                        common.temporality = isNumberToken(token)             ? otlpTemporality(integer(inner))
                                             : token.ends_with("_DELTA") ? Temporality::Delta
                                             : token.ends_with("_CUMULATIVE") ? Temporality::Cumulative
                                                                              : Temporality::Unspecified;
                    } else if (isField(part, "isMonotonic"))
                        common.monotonic = scalarToken(inner) == "true";
                });
        }
    });
    if (m_damaged || m_why != nullptr)
        return false;
    if (common.name.empty())
        return fail(CAUSEWAY_TEXT("a metric has no name"));
    if (shape.empty())
        return fail(CAUSEWAY_TEXT("a metric has no points of a known kind"));
    m_context.fill(common);
    for (std::string_view *const text : {&common.name, &common.unit, &common.description})
        *text = m_json.arena().copy(*text); // rewinding uses the memory of unescaped texts again
    document.rewind();
    if (document.get_object().get(object) != simdjson::SUCCESS)
        return false;
    fields(object, [&](std::string_view key, ondemand::value &content) {
        ondemand::object data;
        if (key == shape && content.get_object().get(data) == simdjson::SUCCESS)
            fields(data, [&](std::string_view part, ondemand::value &inner) {
                if (isField(part, "dataPoints"))
                    items(inner, [&](ondemand::value &item) {
                        ondemand::object point;
                        if (item.get_object().get(point) == simdjson::SUCCESS)
                            dataPoint(point, common, shape, place);
                        else
                            m_sink.skipped(Message(CAUSEWAY_TEXT("a metric's point is no object")), place);
                    });
            });
    });
    if (m_damaged)
        m_sink.skipped(Message(CAUSEWAY_TEXT("the element is not JSON")), place);
    return true;
}

} // namespace causeway::decode
