// Prometheus' text exposition and OpenMetrics: `# HELP`, `# TYPE`, `# UNIT`, NAME{LABEL="VALUE",…} VALUE [TIME]. Times are
// milliseconds, in OpenMetrics seconds with a fraction; they are told apart by size and point. Exemplars are not told.

#include <cmath>
#include <string>
#include <vector>

#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/line_document.h"
#include "analysis/decode/signals/prometheus.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

class PrometheusText final : public LineDocumentDecoder {
public:
    PrometheusText(SignalSink &sink, TimePoint taken) : LineDocumentDecoder(sink, "Prometheus' text format"), m_taken(taken) {}

private:
    bool line(std::string_view text, SignalPlace place) override;
    bool atEnd() override { return m_samples > 0 || m_comments > 0 || foreign(CAUSEWAY_TEXT("no line of it is a sample")); }
    void comment(std::string_view text);
    [[nodiscard]] bool ofFamily(std::string_view name) const;

    TimePoint m_taken;
    std::string m_family, m_help, m_unit, m_mended;
    MetricKind m_kind = MetricKind::Unknown;
    bool m_counter = false;
    std::uint64_t m_samples = 0, m_comments = 0;
    PrometheusSample m_sample;
};

std::string_view word(std::string_view &text)
{
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
    const std::string_view found = text.substr(begin, end - begin);
    text.remove_prefix(std::min(end + 1, text.size()));
    return found;
}

void PrometheusText::comment(std::string_view text)
{
    const std::string_view what = word(text);
    if (what != "HELP" && what != "TYPE" && what != "UNIT") {
        m_comments += what == "EOF" ? 1 : 0;
        return;
    }
    ++m_comments;
    const std::string_view name = word(text);
    if (name != m_family) {
        m_family = name;
        m_help.clear();
        m_unit.clear();
        m_kind = MetricKind::Unknown;
        m_counter = false;
    }
    if (what == "HELP")
        m_help = text;
    else if (what == "UNIT")
        m_unit = text;
    else {
        m_counter = text == "counter";
        m_kind = m_counter              ? MetricKind::Sum
                 : text == "gauge"     ? MetricKind::Gauge
                 : text == "histogram" ? MetricKind::Histogram
                 : text == "summary"   ? MetricKind::Summary
                                       : MetricKind::Unknown;
    }
}

bool PrometheusText::ofFamily(std::string_view name) const
{
    if (m_family.empty() || !name.starts_with(m_family))
        return false;
    name.remove_prefix(m_family.size());
    return name.empty() || name == "_total" || name == "_created" || name == "_count" || name == "_sum" || name == "_bucket" || name == "_info";
}

bool PrometheusText::line(std::string_view text, SignalPlace place)
{
    text = valid(text, m_mended, place);
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return true;
    text.remove_prefix(begin);
    if (text.front() == '#') {
        comment(text.substr(1));
        return true;
    }
    if (!m_sample.parse(text)) {
        skip(CAUSEWAY_TEXT("the line is no sample: NAME{LABEL=\"VALUE\"} VALUE [TIME]"), place);
        return true;
    }
    ++m_samples;
    MetricPoint point;
    point.time = m_sample.time.isNone() ? m_taken : m_sample.time;
    if (point.time.isNone()) {
        skip(CAUSEWAY_TEXT("a sample has no time, and it is not known when it was taken"), place);
        return true;
    }
    point.name = m_sample.name;
    if (ofFamily(point.name)) {
        point.kind = m_kind;
        point.unit = m_unit;
        point.description = m_help;
        point.monotonic = m_counter || ((m_kind == MetricKind::Histogram || m_kind == MetricKind::Summary) && point.name.size() > m_family.size() && !point.name.ends_with("_sum"));
    }
    if (point.kind == MetricKind::Sum || point.kind == MetricKind::Histogram)
        point.temporality = Temporality::Cumulative;
    point.attributes = m_sample.labels;
    placeByLabels(point);
    point.value = m_sample.value;
    m_sink.point(point);
    return true;
}

bool isNameByte(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (!first && c >= '0' && c <= '9');
}

std::size_t nameEnd(std::string_view text, std::size_t at)
{
    while (at < text.size() && isNameByte(text[at], false))
        ++at;
    return at;
}

std::size_t skipBlanks(std::string_view text, std::size_t at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
        ++at;
    return at;
}

} // namespace

bool PrometheusSample::parse(std::string_view text)
{
    labels.clear();
    m_texts.clear();
    time = TimePoint::none();
    if (text.empty() || !isNameByte(text.front(), true))
        return false;
    std::size_t at = nameEnd(text, 0);
    name = text.substr(0, at);
    at = skipBlanks(text, at);
    if (at < text.size() && text[at] == '{') {
        at = skipBlanks(text, at + 1);
        while (at < text.size() && text[at] != '}') {
            const std::size_t end = nameEnd(text, at);
            const std::string_view key = text.substr(at, end - at);
            at = skipBlanks(text, end);
            if (key.empty() || at >= text.size() || text[at] != '=')
                return false;
            at = skipBlanks(text, at + 1);
            if (at >= text.size() || text[at] != '"')
                return false;
            const std::size_t begin = ++at;
            bool escaped = false;
            while (at < text.size() && text[at] != '"') {
                escaped = escaped || text[at] == '\\';
                at += text[at] == '\\' ? 2 : 1;
            }
            if (at >= text.size())
                return false;
            std::string_view told = text.substr(begin, at - begin);
            if (escaped) {
                m_unescaped.clear();
                for (std::size_t i = 0; i < told.size(); ++i) {
                    const bool escape = told[i] == '\\' && i + 1 < told.size();
                    i += escape ? 1 : 0;
                    m_unescaped += escape && told[i] == 'n' ? '\n' : told[i];
                }
                told = m_texts.copy(m_unescaped);
            }
            labels.push_back({key, told});
            at = skipBlanks(text, at + 1);
            if (at < text.size() && text[at] == ',')
                at = skipBlanks(text, at + 1);
            else if (at < text.size() && text[at] != '}')
                return false;
        }
        if (at >= text.size())
            return false;
        ++at;
    }
    std::string_view rest = text.substr(at);
    if (const std::size_t exemplar = rest.find(" # "); exemplar != std::string_view::npos)
        rest = rest.substr(0, exemplar);
    const auto number = realOf(word(rest));
    const std::string_view when = word(rest);
    if (!number || !word(rest).empty())
        return false;
    value = *number;
    if (when.empty())
        return true;
    const std::size_t whole = std::min(when.find('.'), when.size());
    const auto ns = scaledDecimal(when, whole < when.size() || whole <= 11 ? 9 : 6);
    time = ns ? TimePoint{*ns} : TimePoint::none();
    return ns.has_value();
}

void placeByLabels(MetricPoint &point)
{
    for (const std::string_view key : {"service", "service_name", "service.name", "app", "job"})
        if (point.service.empty())
            point.service = attributeText(point.attributes, key);
    for (const std::string_view key : {"pod", "pod_name", "kubernetes_pod_name"})
        if (point.pod.empty())
            point.pod = attributeText(point.attributes, key);
}

SignalDecoderPtr makePrometheusText(SignalSink &sink, const SignalOptions &options) { return std::make_unique<PrometheusText>(sink, options.taken); }

} // namespace causeway::decode
