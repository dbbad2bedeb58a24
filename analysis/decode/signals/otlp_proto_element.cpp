#include "analysis/decode/signals/otlp_proto_element.h"

#include <algorithm>
#include <cmath>

#include "analysis/core/json_writer.h"
#include "analysis/core/limits.h"
#include "analysis/decode/signals/ids.h"

namespace causeway::decode {

namespace {

using Wire = protozero::pbf_wire_type;

// Field numbers with their wire type: a field of another type is one of a later version and passed over.
constexpr std::uint32_t bytesField(std::uint32_t number) { return protozero::tag_and_type(number, Wire::length_delimited); }
constexpr std::uint32_t varintField(std::uint32_t number) { return protozero::tag_and_type(number, Wire::varint); }
constexpr std::uint32_t fixedField(std::uint32_t number) { return protozero::tag_and_type(number, Wire::fixed64); }

constexpr std::uint32_t kGauge = 5, kSum = 7, kHistogram = 9, kExponential = 10, kSummary = 11;

std::string_view view(protozero::data_view data) { return {data.data(), data.size()}; }

OtlpSignal signalOf(protozero::pbf_reader reader)
{
    std::size_t first = 0, second = 0;
    bool points = false;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case fixedField(7):
        case fixedField(8): return OtlpSignal::Spans;
        case fixedField(1):
        case fixedField(11):
        case varintField(2):
        case bytesField(6): return OtlpSignal::Logs;
        case bytesField(1): first = reader.get_view().size(); break;
        case bytesField(2): second = reader.get_view().size(); break;
        case bytesField(kGauge):
        case bytesField(kSum):
        case bytesField(kHistogram):
        case bytesField(kExponential):
        case bytesField(kSummary):
            points = true;
            reader.skip();
            break;
        default: reader.skip();
        }
    }
    if (first == 16 && second == 8)
        return OtlpSignal::Spans;
    return points || first > 0 ? OtlpSignal::Metrics : OtlpSignal::Logs;
}

double real(protozero::pbf_reader &reader) { return reader.get_double(); }

} // namespace

void OtlpProtoReader::fail(const char *why)
{
    if (m_why == nullptr)
        m_why = why;
}

template <typename Read>
void OtlpProtoReader::guarded(SignalPlace place, Read read)
{
    m_parts.clear();
    m_arena.clear();
    m_place = place;
    m_why = nullptr;
    m_mended = false;
    try {
        read();
    } catch (const protozero::exception &) {
        m_why = CAUSEWAY_TEXT("the element is damaged");
    }
    if (m_why != nullptr)
        m_sink.skipped(Message(m_why), place);
    else if (m_mended)
        m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
}

std::string_view OtlpProtoReader::text(Reader &reader)
{
    const std::string_view told = view(reader.get_view());
    if (simdjson::validate_utf8(told.data(), told.size()))
        return told;
    m_mended = true;
    return m_arena.copy(toValidUtf8(told));
}

TraceKey OtlpProtoReader::trace(Reader &reader)
{
    const auto id = traceKeyOfBytes(view(reader.get_view()));
    if (!id)
        fail(CAUSEWAY_TEXT("a trace id cannot be read"));
    return id.value_or(TraceKey{});
}

SpanKey OtlpProtoReader::spanId(Reader &reader)
{
    const auto id = spanKeyOfBytes(view(reader.get_view()));
    if (!id)
        fail(CAUSEWAY_TEXT("a span id cannot be read"));
    return id.value_or(SpanKey{});
}

void OtlpProtoReader::pair(Reader reader, unsigned depth)
{
    std::string_view key;
    protozero::data_view content;
    while (reader.next())
        switch (reader.tag_and_type()) {
        case bytesField(1): key = text(reader); break;
        case bytesField(2): content = reader.get_view(); break;
        default: reader.skip();
        }
    appendJson(m_json, key);
    m_json += ':';
    json(Reader(content), depth);
}

void OtlpProtoReader::json(Reader reader, unsigned depth)
{
    if (depth > limits::kSignalDepth) {
        fail(CAUSEWAY_TEXT("values lie too deep within values"));
        m_json += "null";
        return;
    }
    bool told = false;
    while (reader.next()) {
        const std::uint32_t field = reader.tag_and_type();
        if (told) {
            reader.skip();
            continue;
        }
        told = true;
        switch (field) {
        case bytesField(1): appendJson(m_json, text(reader)); break;
        case varintField(2): m_json += reader.get_bool() ? "true" : "false"; break;
        case varintField(3): m_json += std::to_string(reader.get_int64()); break;
        case fixedField(4): appendJson(m_json, real(reader)); break;
        case bytesField(5):
        case bytesField(6): {
            const bool map = field == bytesField(6);
            Reader list = reader.get_message();
            bool first = true;
            m_json += map ? '{' : '[';
            while (list.next()) {
                if (list.tag_and_type() != bytesField(1)) {
                    list.skip();
                    continue;
                }
                if (!first)
                    m_json += ',';
                first = false;
                map ? pair(list.get_message(), depth + 1) : json(list.get_message(), depth + 1);
            }
            m_json += map ? '}' : ']';
            break;
        }
        case bytesField(7): appendJson(m_json, toBase64(view(reader.get_view()))); break;
        default:
            told = false;
            reader.skip();
        }
    }
    if (!told)
        m_json += "null";
}

AttributeValue OtlpProtoReader::value(Reader reader)
{
    AttributeValue told = JsonText{"null"};
    Reader whole = reader;
    while (reader.next())
        switch (reader.tag_and_type()) {
        case bytesField(1): told = text(reader); break;
        case varintField(2): told = reader.get_bool(); break;
        case varintField(3): told = std::int64_t{reader.get_int64()}; break;
        case fixedField(4): told = real(reader); break;
        case bytesField(5):
        case bytesField(6):
        case bytesField(7):
            m_json.clear();
            json(whole, 0);
            return JsonText{m_arena.copy(m_json)};
        default: reader.skip();
        }
    return told;
}

void OtlpProtoReader::attribute(Reader reader, std::vector<Attribute> &out)
{
    Attribute attribute{{}, JsonText{"null"}};
    while (reader.next())
        switch (reader.tag_and_type()) {
        case bytesField(1): attribute.key = text(reader); break;
        case bytesField(2): attribute.value = value(reader.get_message()); break;
        default: reader.skip();
        }
    out.push_back(attribute);
}

void OtlpProtoReader::resource(std::string_view bytes, SignalPlace place)
{
    m_context.clearResource();
    guarded(place, [&] {
        Reader reader(bytes.data(), bytes.size());
        while (reader.next())
            reader.tag_and_type() == bytesField(1) ? attribute(reader.get_message(), m_parts.attributes) : reader.skip();
        m_context.setResource(m_parts.attributes);
    });
}

void OtlpProtoReader::scope(std::string_view bytes, SignalPlace place)
{
    m_context.clearScope();
    guarded(place, [&] {
        Reader reader(bytes.data(), bytes.size());
        std::string_view name, version;
        while (reader.next())
            switch (reader.tag_and_type()) {
            case bytesField(1): name = text(reader); break;
            case bytesField(2): version = text(reader); break;
            case bytesField(3): attribute(reader.get_message(), m_parts.attributes); break;
            default: reader.skip();
            }
        m_context.setScope(name, version, m_parts.attributes);
    });
}

void OtlpProtoReader::element(std::string_view bytes, SignalPlace place)
{
    guarded(place, [&] {
        const Reader reader(bytes.data(), bytes.size());
        switch (signalOf(reader)) {
        case OtlpSignal::Spans: span(reader); break;
        case OtlpSignal::Logs: log(reader); break;
        case OtlpSignal::Metrics: metric(reader); break;
        }
    });
}

void OtlpProtoReader::event(Reader reader)
{
    SpanEvent &event = m_parts.beginEvent();
    while (reader.next())
        switch (reader.tag_and_type()) {
        case fixedField(1): event.time = otlpTime(reader.get_fixed64()); break;
        case bytesField(2): event.name = text(reader); break;
        case bytesField(3): attribute(reader.get_message(), m_parts.inner()); break;
        case varintField(4): m_parts.inner().push_back({"otel.dropped_attributes_count", std::int64_t{reader.get_uint32()}}); break;
        default: reader.skip();
        }
}

void OtlpProtoReader::link(Reader reader)
{
    SpanLink &link = m_parts.beginLink();
    while (reader.next())
        switch (reader.tag_and_type()) {
        case bytesField(1): link.trace = trace(reader); break;
        case bytesField(2): link.span = spanId(reader); break;
        case bytesField(3):
            if (const std::string_view state = text(reader); !state.empty())
                m_parts.inner().push_back({"w3c.tracestate", state});
            break;
        case bytesField(4): attribute(reader.get_message(), m_parts.inner()); break;
        case varintField(5): m_parts.inner().push_back({"otel.dropped_attributes_count", std::int64_t{reader.get_uint32()}}); break;
        default: reader.skip();
        }
}

void OtlpProtoReader::span(Reader reader)
{
    Span span;
    TimePoint end = TimePoint::none();
    std::string_view state;
    std::int64_t lost[3] = {};
    while (reader.next())
        switch (reader.tag_and_type()) {
        case bytesField(1): span.trace = trace(reader); break;
        case bytesField(2): span.id = spanId(reader); break;
        case bytesField(3): state = text(reader); break;
        case bytesField(4): span.parent = spanId(reader); break;
        case bytesField(5): span.name = text(reader); break;
        case varintField(6): span.kind = otlpKind(reader.get_int64()); break;
        case fixedField(7): span.start = otlpTime(reader.get_fixed64()); break;
        case fixedField(8): end = otlpTime(reader.get_fixed64()); break;
        case bytesField(9): attribute(reader.get_message(), m_parts.attributes); break;
        case varintField(10): lost[0] = reader.get_uint32(); break;
        case bytesField(11): event(reader.get_message()); break;
        case varintField(12): lost[1] = reader.get_uint32(); break;
        case bytesField(13): link(reader.get_message()); break;
        case varintField(14): lost[2] = reader.get_uint32(); break;
        case bytesField(15): {
            Reader status = reader.get_message();
            while (status.next())
                switch (status.tag_and_type()) {
                case bytesField(2): span.statusMessage = text(status); break;
                case varintField(3): span.status = otlpStatus(status.get_int64()); break;
                default: status.skip();
                }
            break;
        }
        default: reader.skip();
        }
    if (m_why != nullptr)
        return;
    if (!state.empty())
        m_parts.attributes.push_back({"w3c.tracestate", state});
    static constexpr std::string_view kLost[] = {"otel.dropped_attributes_count", "otel.dropped_events_count", "otel.dropped_links_count"};
    for (int i = 0; i < 3; ++i)
        if (lost[i] != 0)
            m_parts.attributes.push_back({kLost[i], lost[i]});
    if (!durationOf(span.start, end, span.duration))
        m_sink.noted(Message(CAUSEWAY_TEXT("a span ends before it starts; its duration is 0")), m_place);
    m_context.fill(span);
    m_parts.fill(span);
    m_sink.span(span);
}

void OtlpProtoReader::log(Reader reader)
{
    LogRecord record;
    record.body = std::string_view();
    std::int64_t severity = 0;
    while (reader.next())
        switch (reader.tag_and_type()) {
        case fixedField(1): record.time = otlpTime(reader.get_fixed64()); break;
        case varintField(2): severity = reader.get_int64(); break;
        case bytesField(3): record.severityText = text(reader); break;
        case bytesField(5): record.body = value(reader.get_message()); break;
        case bytesField(6): attribute(reader.get_message(), m_parts.attributes); break;
        case varintField(7): m_parts.attributes.push_back({"otel.dropped_attributes_count", std::int64_t{reader.get_uint32()}}); break;
        case bytesField(9): record.trace = trace(reader); break;
        case bytesField(10): record.span = spanId(reader); break;
        case fixedField(11): record.observed = otlpTime(reader.get_fixed64()); break;
        case bytesField(12):
            if (const std::string_view name = text(reader); !name.empty())
                m_parts.attributes.push_back({"event.name", name});
            break;
        default: reader.skip();
        }
    if (m_why != nullptr)
        return;
    record.level = otlpLevel(severity, record.severityText);
    m_context.fill(record);
    record.attributes = m_parts.attributes;
    m_sink.log(record);
}

void OtlpProtoReader::buckets(Reader reader, std::int64_t &offset, std::vector<std::uint64_t> &counts)
{
    while (reader.next())
        switch (reader.tag_and_type()) {
        case varintField(1): offset = reader.get_sint32(); break;
        case bytesField(2):
            for (const std::uint64_t count : reader.get_packed_uint64())
                counts.push_back(count);
            break;
        case varintField(2): counts.push_back(reader.get_uint64()); break;
        default: reader.skip();
        }
}

void OtlpProtoReader::point(Reader reader, std::uint32_t shape, const MetricPoint &common)
{
    m_pointAttributes.clear();
    m_distribution.clear();
    m_bounds.clear();
    m_counts.clear();
    m_negative.clear();
    m_why = nullptr;
    MetricPoint point = common;
    const bool number = shape == kGauge || shape == kSum;
    const std::uint32_t attributes = bytesField(shape == kHistogram ? 9 : shape == kExponential ? 1 : 7);
    bool told = false;
    std::uint64_t flags = 0, zeros = 0;
    double threshold = 0;
    std::int32_t scale = 0;
    std::int64_t positiveOffset = 0, negativeOffset = 0;
    while (reader.next()) {
        const std::uint32_t field = reader.tag_and_type();
        if (field == attributes) {
            attribute(reader.get_message(), m_pointAttributes);
            continue;
        }
        if (field == fixedField(3)) {
            point.time = otlpTime(reader.get_fixed64());
            continue;
        }
        if (number) {
            switch (field) {
            case fixedField(4): point.value = real(reader), told = true; break;
            case fixedField(6): point.value = static_cast<double>(reader.get_sfixed64()), told = true; break;
            case varintField(8): flags = reader.get_uint64(); break;
            default: reader.skip();
            }
            continue;
        }
        const bool exponential = shape == kExponential;
        if (field == fixedField(4))
            m_distribution.count = reader.get_fixed64();
        else if (field == fixedField(5)) {
            m_distribution.sum = real(reader);
            m_distribution.hasSum = true;
        } else if (shape == kSummary && field == bytesField(6)) {
            Reader quantile = reader.get_message();
            auto &[at, value] = m_distribution.quantiles.emplace_back();
            while (quantile.next())
                switch (quantile.tag_and_type()) {
                case fixedField(1): at = real(quantile); break;
                case fixedField(2): value = real(quantile); break;
                default: quantile.skip();
                }
        } else if (shape == kHistogram && field == bytesField(6)) {
            for (const std::uint64_t count : reader.get_packed_fixed64())
                m_counts.push_back(count);
        } else if (shape == kHistogram && field == bytesField(7)) {
            for (const double bound : reader.get_packed_double())
                m_bounds.push_back(bound);
        } else if (field == fixedField(exponential ? 12 : 11) && shape != kSummary) {
            m_distribution.min = real(reader);
            m_distribution.hasMin = true;
        } else if (field == fixedField(exponential ? 13 : 12) && shape != kSummary) {
            m_distribution.max = real(reader);
            m_distribution.hasMax = true;
        } else if (exponential && field == varintField(6))
            scale = std::clamp(reader.get_sint32(), -64, 64);
        else if (exponential && field == fixedField(7))
            zeros = reader.get_fixed64();
        else if (exponential && field == bytesField(8))
            buckets(reader.get_message(), positiveOffset, m_counts);
        else if (exponential && field == bytesField(9))
            buckets(reader.get_message(), negativeOffset, m_negative);
        else if (exponential && field == fixedField(14))
            threshold = real(reader);
        else
            reader.skip();
    }
    if (number && !told) {
        if ((flags & 1) == 0)
            fail(CAUSEWAY_TEXT("a metric's point has no value"));
        point.value = std::nan("");
    }
    if (point.time.isNone())
        fail(CAUSEWAY_TEXT("a metric's point has no time"));
    if (shape == kExponential)
        m_distribution.setExponential(scale, zeros, threshold, positiveOffset, m_counts, negativeOffset, m_negative);
    else if (shape == kHistogram && !m_distribution.setExplicit(m_bounds, m_counts))
        fail(CAUSEWAY_TEXT("a histogram's bounds and counts do not match"));
    if (m_why != nullptr) {
        m_sink.skipped(Message(m_why), m_place);
        m_why = nullptr;
        return;
    }
    point.attributes = m_pointAttributes;
    if (number)
        m_sink.point(point);
    else
        m_series.write(point, m_pointAttributes, m_distribution);
}

void OtlpProtoReader::metric(Reader reader)
{
    MetricPoint common;
    std::uint32_t shape = 0;
    protozero::data_view data;
    while (reader.next())
        switch (reader.tag_and_type()) {
        case bytesField(1): common.name = text(reader); break;
        case bytesField(2): common.description = text(reader); break;
        case bytesField(3): common.unit = text(reader); break;
        case bytesField(kGauge):
        case bytesField(kSum):
        case bytesField(kHistogram):
        case bytesField(kExponential):
        case bytesField(kSummary):
            shape = reader.tag();
            data = reader.get_view();
            break;
        default: reader.skip();
        }
    if (common.name.empty())
        fail(CAUSEWAY_TEXT("a metric has no name"));
    if (shape == 0)
        fail(CAUSEWAY_TEXT("a metric has no points of a known kind"));
    if (m_why != nullptr)
        return;
    common.kind = shape == kGauge ? MetricKind::Gauge : shape == kSum ? MetricKind::Sum : shape == kSummary ? MetricKind::Summary : MetricKind::Histogram;
    m_context.fill(common);
    for (Reader list(data); list.next();)
        switch (list.tag_and_type()) {
        case varintField(2): common.temporality = otlpTemporality(list.get_int64()); break;
        case varintField(3): common.monotonic = list.get_bool(); break;
        default: list.skip();
        }
    for (Reader list(data); list.next();)
        list.tag_and_type() == bytesField(1) ? point(list.get_message(), shape, common) : list.skip();
}

} // namespace causeway::decode
