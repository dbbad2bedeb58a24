// CSV with a header, a row an instant: columns of numbers are series, other columns are attributes of the row. What a column
// is shows in its name and in the first row. Of several columns of times the first is used, none is a series.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "analysis/core/civil_time.h"
#include "analysis/decode/signals/decimal.h"
#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/line_document.h"
#include "analysis/decode/signals/metrics_csv.h"
#include "analysis/decode/signals/pod_name.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

enum class Role : std::uint8_t { Time, OtherTime, Pod, Service, Label, Series };

struct Column {
    std::string name, unit;
    Role role = Role::Label;
};

std::string folded(std::string_view name)
{
    std::string out;
    for (const char c : name)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            out += static_cast<char>(c | 0x20);
    return out;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), text) != words.end(); }

bool isTimeName(const std::string &name)
{
    return isOneOf(name, {"time", "timestamp", "ts", "date", "datetime", "timeunixnano", "timens", "timems", "timeus", "epoch", "unixtime", "instant"});
}

class MetricsCsv final : public LineDocumentDecoder {
public:
    explicit MetricsCsv(SignalSink &sink) : LineDocumentDecoder(sink, "a CSV of metrics") {}

private:
    bool line(std::string_view text, SignalPlace place) override;
    bool atEnd() override { return !m_columns.empty() || foreign(CAUSEWAY_TEXT("the header is missing")); }
    bool firstRow();

    CsvRow m_row;
    std::vector<Column> m_columns;
    char m_separator = ',';
    bool m_known = false;
    std::size_t m_time = 0;
    std::vector<Attribute> m_attributes;
    std::string m_mended;
};

bool MetricsCsv::firstRow()
{
    bool time = false, series = false;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Column &column = m_columns[i];
        const std::string_view cell = i < m_row.size() ? m_row[i] : std::string_view();
        const std::string name = folded(column.name);
        if (isTimeName(name) && csvTime(cell)) {
            column.role = time ? Role::OtherTime : Role::Time;
            m_time = time ? m_time : i;
            time = true;
        } else if (isOneOf(name, {"pod", "podname"}))
            column.role = Role::Pod;
        else if (isOneOf(name, {"service", "servicename"}))
            column.role = Role::Service;
        else if (cell.empty() || realOf(cell)) {
            column.role = Role::Series;
            series = true;
        }
    }
    for (std::size_t i = 0; i < m_columns.size() && !time; ++i) // by content: an ISO time says what it is
        if (m_columns[i].role == Role::Label && csvTime(m_row[i])) {
            m_columns[i].role = Role::Time;
            m_time = i;
            time = true;
        }
    m_known = true;
    if (!time)
        return foreign(CAUSEWAY_TEXT("no column holds times"));
    return series || foreign(CAUSEWAY_TEXT("no column holds numbers"));
}

bool MetricsCsv::line(std::string_view text, SignalPlace place)
{
    text = valid(text, m_mended, place);
    if (m_columns.empty()) {
        m_separator = metricsSeparator(text);
        m_row.split(text, m_separator);
        if (m_row.size() < 2)
            return foreign(CAUSEWAY_TEXT("the header has one column only"));
        for (std::size_t i = 0; i < m_row.size(); ++i) {
            Column &column = m_columns.emplace_back();
            column.name = m_row[i];
            if (const std::size_t open = column.name.rfind('('); open != std::string::npos && column.name.back() == ')')
                column.unit = column.name.substr(open + 1, column.name.size() - open - 2);
        }
        return true;
    }
    m_row.split(text, m_separator);
    if (m_row.size() != m_columns.size() || m_row.unclosed()) {
        skip(CAUSEWAY_TEXT("the row has not as many cells as the header"), place);
        return true;
    }
    if (!m_known && !firstRow())
        return false;
    MetricPoint point;
    const auto time = csvTime(m_row[m_time]);
    if (!time) {
        skip(CAUSEWAY_TEXT("a time cannot be read"), place);
        return true;
    }
    point.time = *time;
    point.kind = MetricKind::Gauge;
    m_attributes.clear();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].role == Role::Pod)
            point.pod = m_row[i];
        else if (m_columns[i].role == Role::Service)
            point.service = m_row[i];
        else if (m_columns[i].role == Role::Label && !m_row[i].empty())
            m_attributes.push_back({m_columns[i].name, m_row[i]});
    }
    if (point.service.empty())
        point.service = serviceOfPod(point.pod);
    point.attributes = m_attributes;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].role != Role::Series || m_row[i].empty())
            continue;
        const auto value = realOf(m_row[i]);
        if (!value) {
            skip(CAUSEWAY_TEXT("a number cannot be read"), place);
            continue;
        }
        point.name = m_columns[i].name;
        point.unit = m_columns[i].unit;
        point.value = *value;
        m_sink.point(point);
    }
    return true;
}

} // namespace

char metricsSeparator(std::string_view header)
{
    char best = ',';
    for (const char separator : {';', '\t'})
        if (std::count(header.begin(), header.end(), separator) > std::count(header.begin(), header.end(), best))
            best = separator;
    return best;
}

std::optional<TimePoint> csvTime(std::string_view text)
{
    if (text.size() < 8 || text[0] < '0' || text[0] > '9')
        return std::nullopt;
    if (const auto epoch = epochOfAnyUnit(text))
        return epoch;
    if (const auto time = parseTime(text))
        return time;
    // As Go prints it: 2023-01-29 08:41:10.050709125 +0000 UTC m=+1.126870986
    const std::size_t zone = text.find(' ', 11);
    if (zone == std::string_view::npos || zone > 40 || zone + 6 > text.size())
        return std::nullopt;
    std::array<char, 64> joined{};
    const std::size_t end = std::copy(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(zone), joined.begin()) - joined.begin();
    std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(zone) + 1, 5, joined.begin() + static_cast<std::ptrdiff_t>(end));
    return parseTime(std::string_view(joined.data(), end + 5));
}

SignalDecoderPtr makeMetricsCsv(SignalSink &sink, const SignalOptions &) { return std::make_unique<MetricsCsv>(sink); }

} // namespace causeway::decode
