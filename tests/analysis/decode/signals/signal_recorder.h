#pragma once
// A sink that writes each call as a line of text, so that tests and fuzzers compare what decoders tell.
//   span TRACE:ID<PARENT service/name kind @start+duration status=error:message {key=value} event(...) link(...) scope(...) r1
// Times are ns; what is not told is left out. Values: text as it is, i5, d1.5, btrue, j[1].

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <string>
#include <string_view>

#include "analysis/decode/signals/signal_decoder.h"

namespace causeway::decode::test {

class SignalRecorder : public SignalSink {
public:
    ResourceId resource(Attributes attributes) override
    {
        m_text += "resource r" + std::to_string(++m_resources);
        add(attributes);
        m_text += '\n';
        return ResourceId(m_resources);
    }
    void span(const Span &span) override
    {
        static constexpr const char *kKinds[] = {"unspecified", "internal", "server", "client", "producer", "consumer"};
        m_text += "span " + hex(span.trace) + ":" + hex(span.id.value);
        if (!span.parent.isNone())
            m_text += "<" + hex(span.parent.value);
        m_text.append(" ").append(span.service).append("/").append(span.name).append(" ").append(kKinds[static_cast<int>(span.kind)]);
        add("@", span.start);
        if (span.duration != kNoDuration)
            m_text += "+" + std::to_string(span.duration.count);
        if (span.status != SpanStatus::Unset)
            m_text += span.status == SpanStatus::Ok ? " ok" : " error";
        if (!span.statusMessage.empty())
            m_text.append(":").append(span.statusMessage);
        add(span.attributes);
        for (const SpanEvent &event : span.events) {
            m_text.append(" event(").append(event.name);
            add("@", event.time);
            add(event.attributes);
            m_text += ')';
        }
        for (const SpanLink &link : span.links) {
            m_text += " link(" + hex(link.trace) + ":" + hex(link.span.value);
            add(link.attributes);
            m_text += ')';
        }
        add(span.scope);
        add(span.resource);
    }
    void log(const LogRecord &record) override
    {
        m_text += "log";
        add("@", record.time);
        add("observed@", record.observed);
        m_text.append(" ").append(toName(record.level));
        if (!record.severityText.empty())
            m_text.append(":").append(record.severityText);
        m_text.append(" ").append(record.service);
        if (!record.trace.isNone())
            m_text += " " + hex(record.trace) + ":" + hex(record.span.value);
        m_text += " body=";
        add(record.body);
        add(record.attributes);
        add(record.scope);
        add(record.resource);
    }
    void point(const MetricPoint &point) override
    {
        static constexpr const char *kKinds[] = {"unknown", "gauge", "sum", "histogram", "summary"};
        static constexpr const char *kTemporalities[] = {"", " delta", " cumulative"};
        m_text.append("point ").append(point.service).append("/").append(point.pod).append(" ").append(point.name);
        if (!point.unit.empty())
            m_text.append("[").append(point.unit).append("]");
        if (!point.description.empty())
            m_text.append(" \"").append(point.description).append("\"");
        m_text.append(" ").append(kKinds[static_cast<int>(point.kind)]).append(kTemporalities[static_cast<int>(point.temporality)]);
        m_text += point.monotonic ? " monotonic" : "";
        add("@", point.time);
        m_text += " =";
        add(AttributeValue(point.value));
        add(point.attributes);
        add(point.scope);
        add(point.resource);
    }
    void skipped(const Message &reason, SignalPlace place) override { tell("skipped", reason, place); }
    void noted(const Message &what, SignalPlace place) override { tell("noted", what, place); }

    [[nodiscard]] const std::string &text() const { return m_text; }
    void end(const std::string &line) { m_text += line + "\n"; }

private:
    static std::string hex(std::uint64_t number, int width = 1)
    {
        char buffer[20];
        std::snprintf(buffer, sizeof buffer, "%0*" PRIx64, width, number);
        return buffer;
    }
    static std::string hex(TraceKey key) { return key.high == 0 ? hex(key.low) : hex(key.high) + hex(key.low, 16); }
    void tell(const char *what, const Message &message, SignalPlace place)
    {
        m_text.append(what).append(" at ").append(std::to_string(place.byte));
        if (place.line != 0)
            m_text += " line " + std::to_string(place.line);
        m_text += ": " + message.toEnglish() + "\n";
    }
    void add(const char *mark, TimePoint time)
    {
        if (!time.isNone())
            m_text.append(" ").append(mark).append(std::to_string(time.ns));
    }
    void add(const AttributeValue &value)
    {
        if (const auto *const text = std::get_if<std::string_view>(&value))
            m_text += *text;
        else if (const auto *const number = std::get_if<std::int64_t>(&value))
            m_text += "i" + std::to_string(*number);
        else if (const auto *const real = std::get_if<double>(&value)) {
            char buffer[40];
            const auto end = std::to_chars(buffer, buffer + sizeof buffer, *real);
            m_text.append("d").append(buffer, static_cast<std::size_t>(end.ptr - buffer));
        } else if (const auto *const truth = std::get_if<bool>(&value))
            m_text += *truth ? "btrue" : "bfalse";
        else
            m_text.append("j").append(std::get<JsonText>(value).text);
    }
    void add(Attributes attributes)
    {
        if (attributes.empty())
            return;
        m_text += " {";
        for (const Attribute &attribute : attributes) {
            m_text.append(&attribute == attributes.data() ? "" : ", ").append(attribute.key).append("=");
            add(attribute.value);
        }
        m_text += '}';
    }
    void add(const Scope &scope)
    {
        if (scope.name.empty() && scope.version.empty() && scope.attributes.empty())
            return;
        m_text.append(" scope(").append(scope.name);
        if (!scope.version.empty())
            m_text.append(" ").append(scope.version);
        add(scope.attributes);
        m_text += ')';
    }
    void add(ResourceId resource) { m_text += (resource == ResourceId() ? std::string() : " r" + std::to_string(resource.value)) + "\n"; }

    std::string m_text;
    std::uint32_t m_resources = 0;
};

// All calls of a decoder that gets the document in pieces of that many bytes, and how it ended.
inline std::string record(std::string_view format, std::string_view document, std::size_t piece, const SignalOptions &options = {})
{
    SignalRecorder recorder;
    auto decoder = makeSignalDecoder(format, recorder, options);
    if (!decoder)
        return decoder.error().toEnglish();
    for (std::size_t at = 0; at < document.size(); at += piece)
        if (const auto fed = (*decoder)->feed(document.substr(at, piece)); !fed) {
            recorder.end("error: " + fed.error().toEnglish());
            return recorder.text();
        }
    const auto end = (*decoder)->finish();
    if (!end)
        recorder.end("error: " + end.error().toEnglish());
    else if (end->incompleteAt >= 0)
        recorder.end("incomplete at byte " + std::to_string(end->incompleteAt) + ": " + end->why.toEnglish());
    return recorder.text();
}

} // namespace causeway::decode::test
