// The traces of the Nezha data sets: TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration
// (µs, not used: the times say it in ns); a root's parent is "root". Columns are found by name, in any order.

#include <array>
#include <charconv>
#include <optional>

#include "analysis/decode/signals/ids.h"
#include "analysis/decode/signals/line_document.h"
#include "analysis/decode/signals/pod_name.h"
#include "analysis/decode/signals/signal_decoders.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

namespace {

constexpr std::array<std::string_view, 7> kColumns{"TraceID", "SpanID", "ParentID", "PodName", "OperationName", "StartTimeUnixNano", "EndTimeUnixNano"};
enum Column : std::size_t { kTrace, kSpan, kParent, kPod, kOperation, kStart, kEnd };

class NezhaTraceCsv final : public LineDocumentDecoder {
public:
    explicit NezhaTraceCsv(SignalSink &sink) : LineDocumentDecoder(sink, "a trace CSV of the Nezha data sets") {}

private:
    bool line(std::string_view text, SignalPlace place) override;
    bool atEnd() override { return m_columns > 0 || foreign(CAUSEWAY_TEXT("the header is missing")); }
    bool header();

    CsvRow m_row;
    std::array<std::size_t, kColumns.size()> m_at{};
    std::size_t m_columns = 0;
    std::string m_mended;
};

std::optional<TimePoint> nanoseconds(std::string_view text)
{
    std::int64_t ns = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ns);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || ns <= 0)
        return std::nullopt;
    return TimePoint{ns};
}

bool NezhaTraceCsv::header()
{
    for (std::size_t k = 0; k < kColumns.size(); ++k) {
        std::size_t i = 0;
        while (i < m_row.size() && m_row[i] != kColumns[k])
            ++i;
        if (i == m_row.size())
            return foreign(CAUSEWAY_TEXT("the header lacks a column"));
        m_at[k] = i;
    }
    m_columns = m_row.size();
    return true;
}

bool NezhaTraceCsv::line(std::string_view text, SignalPlace place)
{
    text = valid(text, m_mended, place);
    m_row.split(text);
    if (m_columns == 0)
        return header();
    if (m_row.size() != m_columns || m_row.unclosed()) {
        skip(CAUSEWAY_TEXT("the row has not as many cells as the header"), place);
        return true;
    }
    const auto trace = traceKeyOf(m_row[m_at[kTrace]]);
    const auto id = spanKeyOf(m_row[m_at[kSpan]]);
    const std::string_view above = m_row[m_at[kParent]];
    const auto parent = above == "root" ? std::optional(SpanKey{}) : spanKeyOf(above);
    const auto start = nanoseconds(m_row[m_at[kStart]]);
    const auto end = nanoseconds(m_row[m_at[kEnd]]);
    if (!trace || trace->isNone()) {
        skip(CAUSEWAY_TEXT("a trace id cannot be read"), place);
        return true;
    }
    if (!id || id->isNone() || !parent) {
        skip(CAUSEWAY_TEXT("a span id cannot be read"), place);
        return true;
    }
    if (!start || !end) {
        skip(CAUSEWAY_TEXT("a time cannot be read"), place);
        return true;
    }
    Span span;
    span.trace = *trace;
    span.id = *id;
    span.parent = *parent;
    const std::string_view pod = m_row[m_at[kPod]];
    span.service = serviceOfPod(pod);
    span.name = m_row[m_at[kOperation]];
    span.start = *start;
    if (!durationOf(*start, *end, span.duration))
        m_sink.noted(Message(CAUSEWAY_TEXT("a span ends before it starts; its duration is 0")), place);
    const Attribute attribute{"k8s.pod.name", pod};
    span.attributes = {&attribute, 1};
    m_sink.span(span);
    return true;
}

} // namespace

SignalDecoderPtr makeNezhaTraceCsv(SignalSink &sink, const SignalOptions &) { return std::make_unique<NezhaTraceCsv>(sink); }

} // namespace causeway::decode
