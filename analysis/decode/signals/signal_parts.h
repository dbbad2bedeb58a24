#pragma once
// What decoders put spans and series together with. Memory is kept from element to element.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

// The lists of one span. Attributes of the span, of events and of links are gathered in any order.
class SpanParts {
public:
    void clear();
    std::vector<Attribute> attributes;

    // Attributes that are appended to inner() until the next begin belong to this event or link.
    SpanEvent &beginEvent();
    SpanLink &beginLink();
    std::vector<Attribute> &inner() { return m_inner; }

    // Points the span at all lists, which must not grow while it is in use.
    void fill(Span &span);

private:
    std::vector<Attribute> m_inner;
    std::vector<SpanEvent> m_events;
    std::vector<SpanLink> m_links;
    std::vector<std::pair<bool, std::size_t>> m_order; // event (or link), and where in m_inner its attributes begin
};

// end - start, kNoDuration where either is not told. false: the end lies before the start; the duration is 0.
bool durationOf(TimePoint start, TimePoint end, Nanos &duration);

std::string_view attributeText(Attributes attributes, std::string_view key); // of a text; empty where there is none

SpanKind spanKindOf(std::string_view name); // "SERVER", "server", "SPAN_KIND_SERVER"; Unspecified where it is none

// The data point of a histogram or summary as series.
struct DistributionPoint {
    struct Bucket {
        double upper = 0;
        std::uint64_t count = 0; // of this bucket alone
    };
    std::uint64_t count = 0;
    bool hasSum = false, hasMin = false, hasMax = false;
    double sum = 0, min = 0, max = 0;
    std::vector<Bucket> buckets;                        // by rising bound; the last one up to +Inf may be absent
    std::vector<std::pair<double, double>> quantiles;   // of a summary: quantile and value

    void clear();
    // From explicit bounds and one count more. false: the numbers do not match.
    bool setExplicit(const std::vector<double> &bounds, const std::vector<std::uint64_t> &counts);
    // From exponential buckets: index offset+i holds what lies in (base^index, base^(index+1)], base = 2^(2^-scale).
    void setExponential(int scale, std::uint64_t zeroCount, double zeroThreshold, std::int64_t positiveOffset, const std::vector<std::uint64_t> &positive,
                        std::int64_t negativeOffset, const std::vector<std::uint64_t> &negative);
};

class SeriesWriter {
public:
    explicit SeriesWriter(SignalSink &sink) : m_sink(sink) {}
    // `common`: all but name and value; attributes may grow by one while it writes. Kinds are Histogram or Summary.
    void write(const MetricPoint &common, std::vector<Attribute> &attributes, const DistributionPoint &point);

private:
    void put(MetricPoint &point, std::string_view suffix, double value);

    SignalSink &m_sink;
    std::string m_name, m_bound;
};

} // namespace causeway::decode
