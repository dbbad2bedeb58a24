// Chrome's Trace Event Format: {"traceEvents":[…]} or an array, which may lack its end. Times in µs with a fraction whatever
// displayTimeUnit says, mostly since the start of the machine. A document is one trace; a process is a service. Counters,
// objects, samples and memory dumps are skipped; CPU times (tts, tdur) and stack frames are not told.

#include <string>

#include "analysis/decode/signals/chrome_slices.h"
#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/json_document.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

class ChromeTrace final : public JsonDocumentDecoder {
public:
    ChromeTrace(SignalSink &sink, std::uint64_t document) : JsonDocumentDecoder(sink, "a Chrome trace"), m_slices(sink, document) {}

private:
    JsonStep enter(std::string_view key, bool array, std::uint64_t offset) override;
    void leave(std::uint64_t) override { --m_depth; }
    void value(std::string_view key, const JsonSlice &slice) override;
    void atEnd() override { m_slices.tell(); }
    const char *event(ondemand::object object, std::uint64_t offset);
    const char *take(char phase, const ChromeSlices::Event &event);
    void metadata(const ChromeSlices::Event &event);

    int m_depth = 0;
    bool m_bare = false;
    JsonElement m_json, m_inner;
    ChromeSlices m_slices;
    std::string m_id;
};

JsonStep ChromeTrace::enter(std::string_view key, bool array, std::uint64_t)
{
    if (m_depth == 0) {
        m_bare = array;
        ++m_depth;
        return JsonStep::Descend;
    }
    if (m_depth == 1 && !m_bare) {
        if (!array || key != "traceEvents")
            return JsonStep::Skip;
        recognise();
        ++m_depth;
        return JsonStep::Descend;
    }
    return array ? JsonStep::Skip : JsonStep::Whole;
}

// {"name": "process_name", "args": {"name": …}}
void ChromeTrace::metadata(const ChromeSlices::Event &event)
{
    if (event.name != "process_name" && event.name != "thread_name")
        return; // sort orders, labels
    ondemand::document document;
    ondemand::object args;
    if (!m_inner.open({event.args, event.offset}, document) || document.get_object().get(args) != simdjson::SUCCESS)
        return;
    for (auto field : args) {
        ondemand::value value;
        if (field.error() != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return;
        if (keyOf(field) != "name")
            continue;
        const std::string_view name = m_inner.text(value);
        event.name == "process_name" ? m_slices.processName(event.pid, name) : m_slices.threadName(event.pid, event.tid, name);
        return;
    }
}

const char *ChromeTrace::take(char phase, const ChromeSlices::Event &event)
{
    switch (phase) {
    case 'X': m_slices.complete(event); return nullptr;
    case 'B': m_slices.begin(event); return nullptr;
    case 'E': return m_slices.end(event) ? nullptr : CAUSEWAY_TEXT("an end without a beginning");
    case 'i':
    case 'I':
    case 'R': m_slices.instant(event); return nullptr;
    case 'b':
    case 'S': m_slices.asyncBegin(event, phase == 'S'); return nullptr;
    case 'e':
    case 'F': m_slices.asyncEnd(event, phase == 'F'); return nullptr;
    case 'n': m_slices.asyncInstant(event, false); return nullptr;
    case 'T':
    case 'p': m_slices.asyncInstant(event, true); return nullptr;
    case 's':
    case 't':
    case 'f': m_slices.flow(event, phase); return nullptr;
    case 'C': return CAUSEWAY_TEXT("counters of a Chrome trace are not read");
    case 'N':
    case 'O':
    case 'D': return CAUSEWAY_TEXT("objects of a Chrome trace are not read");
    case 'P': return CAUSEWAY_TEXT("samples of a Chrome trace are not read");
    case 'v':
    case 'V': return CAUSEWAY_TEXT("memory dumps of a Chrome trace are not read");
    case '(':
    case ')': return CAUSEWAY_TEXT("contexts of a Chrome trace are not read");
    case 'c': return CAUSEWAY_TEXT("clock marks of a Chrome trace are not read");
    default: return CAUSEWAY_TEXT("an event of an unknown phase");
    }
}

const char *ChromeTrace::event(ondemand::object object, std::uint64_t offset)
{
    ChromeSlices::Event event;
    event.offset = offset;
    std::string_view phase, time, duration;
    bool byProcess = false;
    m_id.clear();
    for (auto field : object) {
        ondemand::value value;
        if (field.error() != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return CAUSEWAY_TEXT("the element is not JSON");
        const std::string_view key = keyOf(field);
        const std::string_view token = unquoted(scalarToken(value));
        if (key == "ph")
            phase = token;
        else if (key == "ts")
            time = token;
        else if (key == "dur")
            duration = token;
        else if (key == "pid")
            event.pid = token;
        else if (key == "tid")
            event.tid = token;
        else if (key == "name")
            event.name = token;
        else if (key == "cat")
            event.category = token;
        else if (key == "id")
            m_id.append(token);
        else if (key == "scope")
            m_id.append(1, '\0').append(token);
        else if (key == "id2") {
            const AttributeValue id = m_json.any(value);
            if (const auto *const json = std::get_if<JsonText>(&id)) {
                m_id.append(json->text);
                byProcess = json->text.find("\"local\"") != std::string_view::npos;
            }
        } else if (key == "args") {
            const AttributeValue args = m_json.any(value);
            if (const auto *const json = std::get_if<JsonText>(&args); json != nullptr && json->text.starts_with("{"))
                event.args = json->text;
        }
    }
    if (phase.size() != 1)
        return CAUSEWAY_TEXT("an event tells no phase");
    recognise();
    if (byProcess)
        m_id.append(1, '\0').append(event.pid);
    event.id = m_id;
    if (phase == "M") {
        metadata(event);
        return nullptr;
    }
    const auto ns = scaledDecimal(time, 3);
    if (!ns)
        return CAUSEWAY_TEXT("a time cannot be read");
    event.time = *ns;
    if (!duration.empty() && duration != "null") {
        const auto length = scaledDecimal(duration, 3);
        if (!length || *length < 0)
            return CAUSEWAY_TEXT("a time cannot be read");
        event.duration = *length;
    }
    return take(phase.front(), event);
}

void ChromeTrace::value(std::string_view, const JsonSlice &slice)
{
    if (m_depth != (m_bare ? 1 : 2))
        return;
    const SignalPlace place{slice.offset, 0};
    ondemand::document document;
    ondemand::object object;
    if (slice.text.front() != '{') {
        m_sink.skipped(Message(CAUSEWAY_TEXT("an object was expected")), place);
        return;
    }
    if (!m_json.open(slice, document) || document.get_object().get(object) != simdjson::SUCCESS) {
        m_sink.skipped(m_json.why(), place);
        return;
    }
    if (const char *const why = event(object, slice.offset))
        m_sink.skipped(Message(why), place);
    else if (m_json.wasMended())
        m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
}

} // namespace

SignalDecoderPtr makeChromeTrace(SignalSink &sink, const SignalOptions &options) { return std::make_unique<ChromeTrace>(sink, options.document); }

} // namespace causeway::decode
