#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "analysis/core/limits.h"
#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/json_splitter.h"
#include "analysis/decode/signals/line_document.h"
#include "analysis/decode/signals/metrics_csv.h"
#include "analysis/decode/signals/prometheus.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kRows = 20; // that are looked at

// Keys of the first document down to the members of the first items, as paths: "data[].traceID", "[].ph", "resourceSpans[]".
class KeyProbe final : public JsonVisitor {
public:
    explicit KeyProbe(std::string_view text) : m_splitter(*this, text.size()) { m_splitter.feed(text); }
    [[nodiscard]] bool has(const std::string &path) const { return m_paths.count(path) > 0; }

private:
    JsonStep enter(std::string_view key, bool array, std::uint64_t) override
    {
        if (m_done || m_path.size() > 4)
            return JsonStep::Skip;
        note(key, array ? "[]" : "{}");
        m_path.push_back(path(key) + (array ? "[]" : ""));
        return JsonStep::Descend;
    }
    void leave(std::uint64_t) override
    {
        m_path.pop_back();
        m_done = m_done || m_path.empty();
    }
    void value(std::string_view key, const JsonSlice &) override
    {
        if (!m_done)
            note(key, "");
    }
    void tooLong(std::string_view, std::uint64_t) override {}
    void brokenLine(const Message &, std::uint64_t) override {}

    [[nodiscard]] std::string path(std::string_view key) const
    {
        std::string whole = m_path.empty() ? std::string() : m_path.back();
        if (!key.empty())
            whole.append(".").append(key.substr(0, 100));
        return whole;
    }
    void note(std::string_view key, std::string_view kind)
    {
        if (m_paths.size() < 10'000)
            m_paths.insert(path(key).append(kind));
    }

    std::set<std::string> m_paths;
    std::vector<std::string> m_path;
    bool m_done = false;
    JsonSplitter m_splitter;
};

std::optional<std::string_view> detectJson(std::string_view start)
{
    const KeyProbe keys(start);
    for (const std::string root : {"", "[]"}) { // NOLINT: two short texts
        for (const char *const key : {".resourceSpans[]", ".resourceLogs[]", ".resourceMetrics[]", ".resource_spans[]", ".resource_logs[]", ".resource_metrics[]",
                                      ".batches[].scopeSpans[]", ".batches[].instrumentationLibrarySpans[]"})
            if (keys.has(root + key))
                return "otlp-json";
        if (keys.has(root + ".traceID") && keys.has(root + ".spans[]"))
            return "jaeger-json";
    }
    if (keys.has(".traceEvents[]") || (keys.has("[].ph") && (keys.has("[].ts") || keys.has("[].pid"))))
        return "chrome-trace";
    if (keys.has(".data[].traceID") && keys.has(".data[].spans[]"))
        return "jaeger-json";
    if (keys.has(".data.resultType") && keys.has(".data.result[]"))
        return "prometheus-json";
    for (const std::string item : {"[]", "[][]"})
        if (keys.has(item + ".traceId") && keys.has(item + ".id") &&
            (keys.has(item + ".name") || keys.has(item + ".timestamp") || keys.has(item + ".localEndpoint{}") || keys.has(item + ".kind")))
            return "zipkin-json";
    return std::nullopt;
}

// What a trial of the protobuf decoder finds.
class Trial final : public SignalSink {
public:
    ResourceId resource(Attributes attributes) override
    {
        const auto isName = [](std::string_view key) {
            return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
        };
        for (const Attribute &attribute : attributes)
            isName(attribute.key) ? ++good : ++bad;
        return ResourceId(1);
    }
    void span(const Span &span) override { span.trace.isNone() ? ++bad : ++good; }
    void log(const LogRecord &record) override { record.time.isNone() && record.observed.isNone() ? ++bad : ++good; }
    void point(const MetricPoint &) override { ++good; }
    void skipped(const Message &, SignalPlace) override { ++bad; }
    void noted(const Message &, SignalPlace) override { ++bad; }
    std::size_t good = 0, bad = 0;
};

bool isOtlpProtobuf(std::string_view start)
{
    // A request begins with field 1; a frame with its length, which is below 16 MiB.
    if (start.size() < 4 || (start[0] != '\x0a' && (start[0] != '\0' || start[4 < start.size() ? 4 : 0] != '\x0a')))
        return false;
    Trial trial;
    const auto decoder = makeOtlpProtobuf(trial, {});
    if (!decoder->feed(start))
        return false;
    const auto end = decoder->finish();
    return end && trial.good > 0 && trial.bad == 0 && (end->incompleteAt < 0 || end->incompleteAt == static_cast<std::int64_t>(start.size()));
}

// The lines that are surely complete, or the first one alone.
std::vector<std::string_view> linesOf(std::string_view start)
{
    std::vector<std::string_view> lines;
    while (lines.size() < kRows && !start.empty()) {
        const std::size_t end = start.find('\n');
        if (end == std::string_view::npos && !lines.empty())
            break; // may be cut
        std::string_view line = start.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (!line.empty())
            lines.push_back(line);
        if (end == std::string_view::npos)
            break;
        start.remove_prefix(end + 1);
    }
    return lines;
}

bool isNezhaTrace(std::string_view header)
{
    CsvRow row;
    row.split(header);
    for (const std::string_view name : {"TraceID", "SpanID", "ParentID", "PodName", "OperationName", "StartTimeUnixNano", "EndTimeUnixNano"}) {
        bool found = false;
        for (std::size_t i = 0; i < row.size(); ++i)
            found = found || row[i] == name;
        if (!found)
            return false;
    }
    return true;
}

bool isCallFlow(std::string_view line)
{
    CsvRow row;
    row.split(line);
    const auto isMethod = [](std::string_view text) { return std::count(text.begin(), text.end(), ':') >= 2; };
    return row.size() == 5 && scaledDecimal(row[0], 6) && (row[2].find(" calls ") != std::string_view::npos || row[2].find(" returns to ") != std::string_view::npos) &&
           isMethod(row[3]) && isMethod(row[4]);
}

bool isPrometheus(const std::vector<std::string_view> &lines, std::string_view fileName)
{
    bool typed = fileName.ends_with(".prom");
    PrometheusSample sample;
    for (const std::string_view line : lines) {
        if (line.front() == '#') {
            for (const std::string_view type : {" counter", " gauge", " histogram", " summary", " untyped", " unknown", " info", " stateset", " gaugehistogram"})
                typed = typed || (line.starts_with("# TYPE ") && line.ends_with(type));
        } else if (!sample.parse(line))
            return false;
    }
    return typed;
}

// Identifiers only: no text that a log would hold.
bool isLabel(std::string_view cell)
{
    return cell.size() <= 100 && std::none_of(cell.begin(), cell.end(), [](char c) { return c == ' ' || c == '"' || c == '{' || c == '<' || c == '\t'; });
}

bool isLogColumn(std::string_view name)
{
    static constexpr std::array kNames{"level",     "severity", "message", "msg",   "content", "log",   "pid",  "tid",    "process", "thread", "lineid",
                                       "component", "event",    "eventid", "trace", "traceid", "label", "user", "method", "status",  "url",    "loglevel"};
    std::string folded;
    for (const char c : name)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            folded += static_cast<char>(c | 0x20);
    return std::find(kNames.begin(), kNames.end(), folded) != kNames.end();
}

bool isMetricsCsv(const std::vector<std::string_view> &lines)
{
    if (lines.size() < 2)
        return false;
    const char separator = metricsSeparator(lines.front());
    CsvRow header, row;
    header.split(lines.front(), separator);
    if (header.size() < 2 || header.unclosed())
        return false;
    for (std::size_t i = 0; i < header.size(); ++i)
        if (header[i].empty() || realOf(header[i]) || csvTime(header[i]) || isLogColumn(header[i]))
            return false;
    std::size_t times = 0, labels = 0, numbers = 0;
    for (std::size_t k = 1; k < lines.size(); ++k) {
        row.split(lines[k], separator);
        if (row.size() != header.size() || row.unclosed())
            return false;
        std::size_t timesHere = 0, labelsHere = 0, numbersHere = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool number = row[i].empty() || realOf(row[i]).has_value();
            if (csvTime(row[i]) && (timesHere == 0 || !number))
                ++timesHere;
            else if (number)
                ++numbersHere;
            else if (isLabel(row[i]))
                ++labelsHere;
            else
                return false;
        }
        if (k > 1 && (timesHere != times || labelsHere != labels))
            return false;
        times = timesHere;
        labels = labelsHere;
        numbers = numbersHere;
    }
    return times > 0 && numbers > 0 && labels <= numbers;
}

} // namespace

std::optional<std::string_view> detectSignals(std::string_view start, std::string_view fileName)
{
    if (isOtlpProtobuf(start))
        return "otlp-protobuf";
    if (start.starts_with("\xEF\xBB\xBF"))
        start.remove_prefix(3);
    const std::size_t first = start.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return std::nullopt;
    if (start[first] == '{' || start[first] == '[')
        return detectJson(start);
    const std::vector<std::string_view> lines = linesOf(start);
    if (isNezhaTrace(lines.front()))
        return "nezha-trace-csv";
    if (isCallFlow(lines.front()))
        return "call-flow";
    if (isPrometheus(lines, fileName))
        return "prometheus-text";
    return isMetricsCsv(lines) ? std::optional<std::string_view>("metrics-csv") : std::nullopt;
}

} // namespace causeway::decode
