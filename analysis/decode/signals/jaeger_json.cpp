// The structure around Jaeger's spans: {"data":[{"traceID","spans":[…],"processes":{…}},…]}, one trace alone, an array of
// traces, or any of them a line each. Processes name the services and mostly follow the spans, which wait for them.

#include <string>
#include <vector>

#include "analysis/decode/signals/jaeger_span.h"
#include "analysis/decode/signals/json_document.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

enum class Place : std::uint8_t { Outside, Root, Traces, Trace, Spans };

class JaegerJson final : public JsonDocumentDecoder {
public:
    explicit JaegerJson(SignalSink &sink) : JsonDocumentDecoder(sink, "Jaeger JSON"), m_reader(sink) {}

private:
    struct Waiting {
        std::size_t begin = 0, size = 0;
        std::uint64_t offset = 0;
    };

    JsonStep enter(std::string_view key, bool array, std::uint64_t offset) override;
    void leave(std::uint64_t byteEnd) override;
    void value(std::string_view key, const JsonSlice &slice) override;
    void atEnd() override { tell(); }

    JsonStep descend(Place place);
    void beginTrace();
    void tell();

    JaegerSpanReader m_reader;
    Place m_place = Place::Outside;
    std::vector<Place> m_above;
    bool m_known = false; // the processes of the trace
    std::string m_texts;
    std::vector<Waiting> m_waiting;
};

JsonStep JaegerJson::descend(Place place)
{
    m_above.push_back(m_place);
    m_place = place;
    return JsonStep::Descend;
}

void JaegerJson::beginTrace()
{
    m_known = false;
    m_reader.clearProcesses();
}

JsonStep JaegerJson::enter(std::string_view key, bool array, std::uint64_t)
{
    switch (m_place) {
    case Place::Outside:
        beginTrace();
        return descend(array ? Place::Traces : Place::Root);
    case Place::Root: // the answer of the API, or a trace itself
        if (array && key == "data")
            return descend(Place::Traces);
        [[fallthrough]];
    case Place::Trace:
        if (array && key == "spans")
            return descend(Place::Spans);
        return !array && key == "processes" ? JsonStep::Whole : JsonStep::Skip;
    case Place::Traces:
        if (array)
            return JsonStep::Skip;
        beginTrace();
        return descend(Place::Trace);
    case Place::Spans: return JsonStep::Whole;
    }
    return JsonStep::Skip;
}

void JaegerJson::leave(std::uint64_t)
{
    if (m_place == Place::Trace || m_place == Place::Root)
        tell();
    m_place = m_above.back();
    m_above.pop_back();
}

// What waits, with what is known of processes.
void JaegerJson::tell()
{
    for (const Waiting &span : m_waiting)
        m_reader.span({std::string_view(m_texts).substr(span.begin, span.size), span.offset});
    m_waiting.clear();
    m_texts.clear();
}

void JaegerJson::value(std::string_view key, const JsonSlice &slice)
{
    if (m_place == Place::Spans) {
        recognise();
        if (m_known) {
            m_reader.span(slice);
            return;
        }
        if (m_texts.size() + slice.text.size() > limits::kSignalHeldBytes) {
            m_sink.noted(Message(CAUSEWAY_TEXT("processes follow their spans by more than %1; services are told by the processes' ids"), Bytes{limits::kSignalHeldBytes}),
                         {slice.offset, 0});
            tell();
        }
        m_waiting.push_back({m_texts.size(), slice.text.size(), slice.offset});
        m_texts.append(slice.text);
    } else if (key == "processes" && slice.text.front() == '{') {
        m_known = true;
        m_reader.processes(slice);
        tell();
    }
}

} // namespace

SignalDecoderPtr makeJaegerJson(SignalSink &sink, const SignalOptions &) { return std::make_unique<JaegerJson>(sink); }

} // namespace causeway::decode
