// The structure around OTLP JSON's elements: objects one behind the other (a line each, or pretty-printed), or in an array.

#include <string>
#include <utility>
#include <vector>

#include "analysis/decode/signals/json_document.h"
#include "analysis/decode/signals/otlp_json_element.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

enum class Place : std::uint8_t { Outside, Roots, Root, Resources, Resource, Scopes, Scope, Elements };

struct Held {
    std::string key, text;
    std::uint64_t offset = 0;
};

class OtlpJson final : public JsonDocumentDecoder {
public:
    explicit OtlpJson(SignalSink &sink) : JsonDocumentDecoder(sink, "OTLP JSON"), m_context(sink), m_reader(sink, m_context) {}

private:
    JsonStep enter(std::string_view key, bool array, std::uint64_t offset) override;
    void leave(std::uint64_t byteEnd) override;
    void value(std::string_view key, const JsonSlice &slice) override;
    void tooLong(std::string_view key, std::uint64_t offset) override;
    void cut(std::string_view key, const JsonSlice &slice) override;
    void atEnd() override;

    JsonStep descend(Place level);
    // An array before what describes it (the resource, the scope) waits for it, or for the end of the object.
    JsonStep wait();
    void replay(std::vector<Held> &held);

    OtlpContext m_context;
    OtlpJsonReader m_reader;
    Place m_level = Place::Outside;
    std::vector<Place> m_above;
    OtlpSignal m_signal = OtlpSignal::Spans;
    bool m_hasResource = false, m_hasScope = false, m_ended = false;
    std::vector<Held> m_heldScopes, m_heldElements;
    JsonSplitter *m_inner = nullptr;
};

bool resourceKey(std::string_view key, OtlpSignal &signal)
{
    if (key == "resourceSpans" || key == "resource_spans" || key == "batches")
        signal = OtlpSignal::Spans;
    else if (key == "resourceLogs" || key == "resource_logs")
        signal = OtlpSignal::Logs;
    else if (key == "resourceMetrics" || key == "resource_metrics")
        signal = OtlpSignal::Metrics;
    else
        return false;
    return true;
}

bool isScopesKey(std::string_view key, OtlpSignal signal)
{
    switch (signal) {
    case OtlpSignal::Spans: return key == "scopeSpans" || key == "scope_spans" || key == "instrumentationLibrarySpans";
    case OtlpSignal::Logs: return key == "scopeLogs" || key == "scope_logs" || key == "instrumentationLibraryLogs";
    case OtlpSignal::Metrics: return key == "scopeMetrics" || key == "scope_metrics" || key == "instrumentationLibraryMetrics";
    }
    return false;
}

bool isElementsKey(std::string_view key, OtlpSignal signal)
{
    switch (signal) {
    case OtlpSignal::Spans: return key == "spans";
    case OtlpSignal::Logs: return key == "logRecords" || key == "log_records" || key == "logs";
    case OtlpSignal::Metrics: return key == "metrics";
    }
    return false;
}

bool isScopeKey(std::string_view key) { return key == "scope" || key == "instrumentationLibrary"; }

JsonStep OtlpJson::descend(Place level)
{
    m_above.push_back(m_level);
    m_level = level;
    return JsonStep::Descend;
}

JsonStep OtlpJson::enter(std::string_view key, bool array, std::uint64_t)
{
    switch (m_level) {
    case Place::Outside: return descend(array ? Place::Roots : Place::Root);
    case Place::Roots: return array ? JsonStep::Skip : descend(Place::Root);
    case Place::Root:
        if (!array || !resourceKey(key, m_signal))
            return JsonStep::Skip;
        recognise();
        return descend(Place::Resources);
    case Place::Resources:
        if (array)
            return JsonStep::Skip;
        m_context.clearResource();
        m_hasResource = false;
        return descend(Place::Resource);
    case Place::Resource:
        if (array && isScopesKey(key, m_signal))
            return m_hasResource ? descend(Place::Scopes) : wait();
        return !array && key == "resource" ? JsonStep::Whole : JsonStep::Skip;
    case Place::Scopes:
        if (array)
            return JsonStep::Skip;
        m_context.clearScope();
        m_hasScope = false;
        return descend(Place::Scope);
    case Place::Scope:
        if (array && isElementsKey(key, m_signal))
            return m_hasScope ? descend(Place::Elements) : wait();
        return !array && isScopeKey(key) ? JsonStep::Whole : JsonStep::Skip;
    case Place::Elements: return JsonStep::Whole;
    }
    return JsonStep::Skip;
}

JsonStep OtlpJson::wait()
{
    (m_inner != nullptr ? m_inner : &splitter())->setLimitOfThis(limits::kSignalHeldBytes);
    return JsonStep::Whole;
}

void OtlpJson::replay(std::vector<Held> &held)
{
    std::vector<Held> own;
    own.swap(held);
    for (const Held &part : own) {
        JsonSplitter inner(*this, limits::kSignalElementBytes, part.offset, part.key);
        JsonSplitter *const outer = std::exchange(m_inner, &inner);
        const std::size_t depth = m_above.size();
        inner.feed(part.text);
        if (const std::int64_t brokenAt = inner.finish(); brokenAt >= 0 && !m_ended)
            m_sink.skipped(inner.why(), {static_cast<std::uint64_t>(brokenAt), 0});
        while (m_above.size() > depth)
            leave(part.offset);
        m_inner = outer;
    }
}

void OtlpJson::leave(std::uint64_t)
{
    if (m_level == Place::Resource && !m_heldScopes.empty()) {
        m_hasResource = true;
        replay(m_heldScopes);
    }
    if (m_level == Place::Scope && !m_heldElements.empty()) {
        m_hasScope = true;
        replay(m_heldElements);
    }
    m_level = m_above.empty() ? Place::Outside : m_above.back();
    if (!m_above.empty())
        m_above.pop_back();
}

void OtlpJson::value(std::string_view key, const JsonSlice &slice)
{
    if (m_level == Place::Elements)
        m_reader.element(m_signal, slice);
    else if (m_level == Place::Resource && slice.text.front() == '{') {
        m_reader.resource(slice);
        m_hasResource = true;
    } else if (m_level == Place::Scope && slice.text.front() == '{') {
        m_reader.scope(slice);
        m_hasScope = true;
    } else if ((m_level == Place::Resource || m_level == Place::Scope) && slice.text.front() == '[')
        (m_level == Place::Resource ? m_heldScopes : m_heldElements).push_back({std::string(key), std::string(slice.text), slice.offset});
}

void OtlpJson::cut(std::string_view key, const JsonSlice &slice)
{
    if ((m_level == Place::Resource || m_level == Place::Scope) && slice.text.front() == '[')
        value(key, slice);
}

void OtlpJson::atEnd()
{
    m_ended = true;
    while (m_level != Place::Outside)
        leave(0);
}

void OtlpJson::tooLong(std::string_view key, std::uint64_t offset)
{
    if (isScopesKey(key, m_signal) || isElementsKey(key, m_signal))
        m_sink.skipped(Message(CAUSEWAY_TEXT("what describes the elements follows them by more than %1"), Bytes{limits::kSignalHeldBytes}), {offset, 0});
    else
        JsonDocumentDecoder::tooLong(key, offset);
}

} // namespace

SignalDecoderPtr makeOtlpJson(SignalSink &sink, const SignalOptions &) { return std::make_unique<OtlpJson>(sink); }

} // namespace causeway::decode
