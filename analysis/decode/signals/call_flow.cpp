// Run-time call flows of a monolith, a line a call or a return (Mono2Micro's input):
//   1589172096005,click_birds,Root calls ViewController,<None>:Root:<None>,src/ViewController.java:ViewController:handle
// that is ms, use case, what, FILE:CLASS:METHOD of the caller (or who returns), FILE:CLASS:METHOD of the callee (or to whom).
// Each run of lines of one use case is a trace; its root span is the use case itself, in the service "Root"; each call is a
// span of the class (service) and method (name). A call that never returns has no duration.

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/line_document.h"
#include "analysis/decode/signals/signal_decoders.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kFrames = 100'000; // open calls

struct Method {
    std::string_view file, type, name;
};

bool splitMethod(std::string_view text, Method &out)
{
    const std::size_t last = text.rfind(':');
    const std::size_t before = last == std::string_view::npos || last == 0 ? std::string_view::npos : text.rfind(':', last - 1);
    if (before == std::string_view::npos)
        return false;
    out = {text.substr(0, before), text.substr(before + 1, last - before - 1), text.substr(last + 1)};
    return !out.type.empty();
}

class CallFlow final : public LineDocumentDecoder {
public:
    CallFlow(SignalSink &sink, std::uint64_t document) : LineDocumentDecoder(sink, "call flows of a monolith"), m_document(document) {}

private:
    struct Frame {
        std::string callee; // FILE:CLASS:METHOD
        SpanKey id, parent;
        TimePoint start;
    };

    bool line(std::string_view text, SignalPlace place) override;
    bool atEnd() override;
    void closeTrace();
    void tell(const Frame &frame, TimePoint end);
    [[nodiscard]] TraceKey trace() const { return {m_document, m_traces}; }

    std::uint64_t m_document;
    std::uint64_t m_traces = 0, m_spans = 0;
    std::string m_useCase, m_mended;
    SpanKey m_root;
    TimePoint m_first, m_last;
    std::vector<Frame> m_open;
    std::size_t m_depth = 0; // of m_open; frames behind it are kept for their memory
    CsvRow m_row;
};

void CallFlow::tell(const Frame &frame, TimePoint end)
{
    Method method;
    splitMethod(frame.callee, method);
    Span span;
    span.trace = trace();
    span.id = frame.id;
    span.parent = frame.parent;
    span.service = method.type;
    span.name = method.name;
    span.kind = SpanKind::Internal;
    span.start = frame.start;
    if (!durationOf(frame.start, end, span.duration))
        span.duration = Nanos{0};
    const Attribute file{"code.filepath", method.file};
    span.attributes = {&file, 1};
    m_sink.span(span);
}

void CallFlow::closeTrace()
{
    if (m_traces == 0)
        return;
    while (m_depth > 0)
        tell(m_open[--m_depth], TimePoint::none());
    Span span;
    span.trace = trace();
    span.id = m_root;
    span.service = "Root";
    span.name = m_useCase;
    span.kind = SpanKind::Internal;
    span.start = m_first;
    durationOf(m_first, m_last, span.duration);
    m_sink.span(span);
}

bool CallFlow::atEnd()
{
    closeTrace();
    return m_traces > 0 || foreign(CAUSEWAY_TEXT("no line of it is TIME,USE CASE,A calls B,FILE:CLASS:METHOD,FILE:CLASS:METHOD"));
}

bool CallFlow::line(std::string_view text, SignalPlace place)
{
    text = valid(text, m_mended, place);
    m_row.split(text);
    Method from, to;
    const auto ns = m_row.size() == 5 ? scaledDecimal(m_row[0], 6) : std::nullopt;
    const bool calls = ns && m_row[2].find(" calls ") != std::string_view::npos;
    const bool returns = ns && !calls && m_row[2].find(" returns to ") != std::string_view::npos;
    if (!ns || *ns < 0 || (!calls && !returns) || !splitMethod(m_row[3], from) || !splitMethod(m_row[4], to)) {
        skip(CAUSEWAY_TEXT("the line is no call and no return"), place);
        return true;
    }
    const TimePoint time{*ns};
    if (m_traces == 0 || m_useCase != m_row[1]) {
        closeTrace();
        ++m_traces;
        m_useCase = m_row[1];
        m_root = SpanKey{++m_spans};
        m_first = m_last = time;
    }
    m_last = std::max(m_last, time);
    const std::string_view frame = m_row[3];
    std::size_t found = m_depth;
    while (found > 0 && m_open[found - 1].callee != frame)
        --found;
    if (returns) {
        if (found == 0) {
            skip(CAUSEWAY_TEXT("a return without a call"), place);
            return true;
        }
        while (m_depth > found)
            tell(m_open[--m_depth], TimePoint::none());
        tell(m_open[--m_depth], time);
        return true;
    }
    if (m_depth == kFrames) {
        skip(CAUSEWAY_TEXT("too many calls are open"), place);
        return true;
    }
    if (m_depth == m_open.size())
        m_open.emplace_back();
    const SpanKey parent = found > 0 ? m_open[found - 1].id : m_root;
    Frame &call = m_open[m_depth++];
    call.callee = m_row[4];
    call.id = SpanKey{++m_spans};
    call.parent = parent;
    call.start = time;
    return true;
}

} // namespace

SignalDecoderPtr makeCallFlow(SignalSink &sink, const SignalOptions &options) { return std::make_unique<CallFlow>(sink, options.document); }

} // namespace causeway::decode
