#include "analysis/decode/signals/signal_parts.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace causeway::decode {

namespace {

std::string_view boundText(double bound, std::string &out)
{
    if (std::isinf(bound))
        return bound > 0 ? "+Inf" : "-Inf";
    char buffer[40];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, bound);
    out.assign(buffer, static_cast<std::size_t>(end - buffer));
    return out;
}

} // namespace

void SpanParts::clear()
{
    attributes.clear();
    m_inner.clear();
    m_events.clear();
    m_links.clear();
    m_order.clear();
}

SpanEvent &SpanParts::beginEvent()
{
    m_order.emplace_back(true, m_inner.size());
    return m_events.emplace_back();
}

SpanLink &SpanParts::beginLink()
{
    m_order.emplace_back(false, m_inner.size());
    return m_links.emplace_back();
}

void SpanParts::fill(Span &span)
{
    std::size_t event = 0, link = 0;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        const std::size_t from = m_order[i].second;
        const std::size_t to = i + 1 < m_order.size() ? m_order[i + 1].second : m_inner.size();
        const Attributes own(m_inner.data() + from, to - from);
        if (m_order[i].first)
            m_events[event++].attributes = own;
        else
            m_links[link++].attributes = own;
    }
    span.attributes = attributes;
    span.events = m_events;
    span.links = m_links;
}

bool durationOf(TimePoint start, TimePoint end, Nanos &duration)
{
    duration = kNoDuration;
    if (start.isNone() || end.isNone())
        return true;
    if (__builtin_sub_overflow(end.ns, start.ns, &duration.count) || duration.count < 0) {
        duration = {};
        return false;
    }
    return true;
}

std::string_view attributeText(Attributes attributes, std::string_view key)
{
    for (const Attribute &attribute : attributes)
        if (attribute.key == key)
            if (const auto *const text = std::get_if<std::string_view>(&attribute.value))
                return *text;
    return {};
}

SpanKind spanKindOf(std::string_view name)
{
    constexpr std::string_view kPrefix = "SPAN_KIND_";
    if (name.starts_with(kPrefix))
        name.remove_prefix(kPrefix.size());
    static constexpr std::pair<std::string_view, SpanKind> kNames[] = {
        {"INTERNAL", SpanKind::Internal}, {"SERVER", SpanKind::Server}, {"CLIENT", SpanKind::Client}, {"PRODUCER", SpanKind::Producer}, {"CONSUMER", SpanKind::Consumer}};
    for (const auto &[known, kind] : kNames)
        if (std::equal(name.begin(), name.end(), known.begin(), known.end(), [](char a, char b) { return a == b || a == b + 32; }))
            return kind;
    return SpanKind::Unspecified;
}

void DistributionPoint::clear()
{
    count = 0;
    hasSum = hasMin = hasMax = false;
    sum = min = max = 0;
    buckets.clear();
    quantiles.clear();
}

bool DistributionPoint::setExplicit(const std::vector<double> &bounds, const std::vector<std::uint64_t> &counts)
{
    buckets.clear();
    if (counts.empty())
        return true;
    if (counts.size() != bounds.size() + 1 || !std::is_sorted(bounds.begin(), bounds.end()))
        return false;
    for (std::size_t i = 0; i < counts.size(); ++i)
        buckets.push_back({i < bounds.size() ? bounds[i] : HUGE_VAL, counts[i]});
    return true;
}

void DistributionPoint::setExponential(int scale, std::uint64_t zeroCount, double zeroThreshold, std::int64_t positiveOffset,
                                       const std::vector<std::uint64_t> &positive, std::int64_t negativeOffset, const std::vector<std::uint64_t> &negative)
{
    buckets.clear();
    const double exponent = std::exp2(-static_cast<double>(scale));
    for (std::size_t i = negative.size(); i-- > 0;)
        buckets.push_back({-std::exp2(static_cast<double>(negativeOffset + static_cast<std::int64_t>(i)) * exponent), negative[i]});
    if (zeroCount > 0)
        buckets.push_back({zeroThreshold, zeroCount});
    for (std::size_t i = 0; i < positive.size(); ++i)
        buckets.push_back({std::exp2(static_cast<double>(positiveOffset + static_cast<std::int64_t>(i) + 1) * exponent), positive[i]});
}

void SeriesWriter::put(MetricPoint &point, std::string_view suffix, double value)
{
    const std::string_view base = point.name;
    m_name.assign(base).append(suffix);
    point.name = m_name;
    point.value = value;
    m_sink.point(point);
    point.name = base;
}

void SeriesWriter::write(const MetricPoint &common, std::vector<Attribute> &attributes, const DistributionPoint &distribution)
{
    MetricPoint point = common;
    point.attributes = attributes;
    point.monotonic = true;
    put(point, "_count", static_cast<double>(distribution.count));
    if (distribution.hasSum) {
        point.monotonic = false; // measurements may be negative
        put(point, "_sum", distribution.sum);
        point.monotonic = true;
    }
    attributes.push_back({"le", std::string_view()});
    point.attributes = attributes;
    double before = 0;
    bool closed = distribution.buckets.empty();
    for (const DistributionPoint::Bucket &bucket : distribution.buckets) {
        before += static_cast<double>(bucket.count);
        closed = std::isinf(bucket.upper) && bucket.upper > 0;
        attributes.back().value = boundText(bucket.upper, m_bound);
        put(point, "_bucket", before);
    }
    if (!closed) {
        attributes.back().value = std::string_view("+Inf");
        put(point, "_bucket", static_cast<double>(distribution.count));
    }
    attributes.back().key = "quantile";
    point.monotonic = false;
    point.temporality = Temporality::Unspecified;
    for (const auto &[quantile, value] : distribution.quantiles) {
        attributes.back().value = boundText(quantile, m_bound);
        put(point, "", value);
    }
    attributes.pop_back();
    point.attributes = attributes;
    if (distribution.hasMin)
        put(point, "_min", distribution.min);
    if (distribution.hasMax)
        put(point, "_max", distribution.max);
}

} // namespace causeway::decode
