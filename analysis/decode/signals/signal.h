#pragma once
// Spans, log records and metric points as decoders tell them, whatever the format, and the interfaces of who decodes and who
// takes. Every view (string_view, std::span) is valid during the call only. Texts are UTF-8: bytes that are not become U+FFFD.
// The model is OpenTelemetry's (opentelemetry-proto 1.x); other formats are told in its terms.

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "analysis/core/event.h"
#include "analysis/core/ids.h"
#include "analysis/core/result.h"
#include "analysis/core/units.h"

namespace causeway::decode {

// 16 bytes, the first in the highest bits of `high`. An id of 8 bytes is `low`; all zero: none.
struct TraceKey {
    std::uint64_t high = 0, low = 0;
    auto operator<=>(const TraceKey &) const = default;
    [[nodiscard]] constexpr bool isNone() const { return high == 0 && low == 0; }
};

// 8 bytes; 0: none. Neither it nor (trace, span) is unique: some writers repeat pairs, Zipkin's server spans share the client's.
struct SpanKey {
    std::uint64_t value = 0;
    auto operator<=>(const SpanKey &) const = default;
    [[nodiscard]] constexpr bool isNone() const { return value == 0; }
};

// An array, map, integer beyond int64 or null as JSON; bytes as a JSON string of base64.
struct JsonText {
    std::string_view text;
    bool operator==(const JsonText &) const = default;
};
using AttributeValue = std::variant<std::string_view, std::int64_t, double, bool, JsonText>;

struct Attribute {
    std::string_view key;
    AttributeValue value;
    bool operator==(const Attribute &) const = default;
};
using Attributes = std::span<const Attribute>; // in the order of the input; keys may repeat

// A number that the sink gave for a set of resource attributes (host, pod, SDK …).
using ResourceId = Id<struct ResourceTag, std::uint32_t>;

// The library that made the telemetry.
struct Scope {
    std::string_view name, version;
    Attributes attributes;
};

enum class SpanKind : std::uint8_t { Unspecified, Internal, Server, Client, Producer, Consumer };
enum class SpanStatus : std::uint8_t { Unset, Ok, Error };

struct SpanEvent {
    TimePoint time = TimePoint::none();
    std::string_view name;
    Attributes attributes;
};

struct SpanLink {
    TraceKey trace;
    SpanKey span;
    Attributes attributes;
};

constexpr Nanos kNoDuration{-1}; // the input tells no end

struct Span {
    TraceKey trace;
    SpanKey id, parent;
    std::string_view service, name;
    Scope scope;
    SpanKind kind = SpanKind::Unspecified;
    TimePoint start = TimePoint::none();
    Nanos duration = kNoDuration; // else >= 0
    SpanStatus status = SpanStatus::Unset;
    std::string_view statusMessage;
    Attributes attributes;
    std::span<const SpanEvent> events;
    std::span<const SpanLink> links;
    ResourceId resource;
};

struct LogRecord {
    TimePoint time = TimePoint::none(), observed = TimePoint::none();
    Level level = Level::Unknown;
    std::string_view severityText;
    std::string_view service;
    TraceKey trace;
    SpanKey span;
    AttributeValue body;
    Attributes attributes;
    Scope scope;
    ResourceId resource;
};

enum class MetricKind : std::uint8_t { Unknown, Gauge, Sum, Histogram, Summary };
enum class Temporality : std::uint8_t { Unspecified, Delta, Cumulative };

// One value of one series. A series is a name with service, pod, resource and attributes. A histogram or a summary is several
// series by Prometheus' convention: NAME_count, NAME_sum, NAME_bucket with the attribute `le`, NAME with `quantile`.
struct MetricPoint {
    std::string_view name, unit, description;
    MetricKind kind = MetricKind::Unknown;
    Temporality temporality = Temporality::Unspecified;
    bool monotonic = false; // a counter
    std::string_view service, pod;
    Attributes attributes;
    Scope scope;
    ResourceId resource;
    TimePoint time = TimePoint::none();
    double value = 0; // integers beyond 2^53 are rounded; NaN where the input says so
};

// Where in the input (after decompression) an element begins.
struct SignalPlace {
    std::uint64_t byte = 0;
    std::uint64_t line = 0; // 1-based in formats of lines, else 0
};

// Takes what a decoder reads, in the order of the input as far as the format allows. Nothing is dropped in silence: an element
// that is not told is `skipped`, one that is told otherwise than it is written is `noted`. A sink that cannot go on keeps its
// error and ignores the rest; whoever feeds looks after each piece.
class SignalSink {
public:
    virtual ~SignalSink() = default;
    // Told before the spans, logs and points that carry the number; the same attributes may be told again (once a line of
    // OTLP) and may be given the same number. ResourceId(0) is taken: a resource that is not told.
    virtual ResourceId resource(Attributes attributes) = 0;
    virtual void span(const Span &span) = 0;
    virtual void log(const LogRecord &record) = 0;
    virtual void point(const MetricPoint &point) = 0;
    virtual void skipped(const Message &reason, SignalPlace place) = 0;
    virtual void noted(const Message &what, SignalPlace place) = 0;
};

struct SignalEnd {
    std::int64_t incompleteAt = -1; // byte at which the document breaks off or is damaged; -1: complete
    Message why;                    // empty where it is complete
};

// Takes a document in pieces of any size; how it is cut changes no call to the sink. Memory is bounded: an element that is
// larger than limits::kSignalElementBytes is skipped. Damage ends the reading: what was told stays, further pieces are ignored.
class SignalDecoder {
public:
    virtual ~SignalDecoder() = default;
    // Errors: InvalidInput where the document is not of this format at all, so that nothing of it can be told.
    virtual Result<void> feed(std::string_view piece) = 0;
    // Once, behind the last piece. Errors: as feed (an empty document is of no format).
    virtual Result<SignalEnd> finish() = 0;
};

} // namespace causeway::decode
