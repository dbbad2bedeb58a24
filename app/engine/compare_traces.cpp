#include "app/engine/compare_traces.h"

#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "analysis/templates/masked_text.h"
#include "app/engine/attribute_texts.h"
#include "app/engine/current_spans.h"
#include "app/engine/mine_templates.h"
#include "app/engine/span_logs.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

constexpr std::int64_t kAroundNs = 60'000'000'000;
constexpr std::size_t kValueBytes = 200; // a longer value is told by none
constexpr std::size_t kPatternBytes = 1000; // of a text before it becomes a pattern
constexpr std::string_view kLogLevel = "log level", kLogLine = "log line", kStatusMessage = "status message", kException = "exception";

// Not longer than so many bytes; a word and a character of UTF-8 are not cut in two where that can be helped.
std::string_view shortened(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return text;
    std::size_t end = text.find_last_of(" \t", bytes);
    if (end == std::string_view::npos || end < bytes / 2) // a word that long is cut
        for (end = bytes; end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;)
            --end;
    return text.substr(0, end);
}

// The first line, words with digits masked: what names a time or an address is one trait for all of them.
std::string patternOf(std::string_view text, templates::ShapeSplitter &splitter)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    text = text.substr(first, std::min(text.find_first_of("\r\n", first), text.size()) - first);
    return std::string(shortened(templates::maskedText(shortened(text, kPatternBytes), splitter), kValueBytes));
}

// "TYPE: MESSAGE" of each exception among a span's events.
void forEachException(std::string_view events, const std::function<void(std::string_view)> &f)
{
    thread_local simdjson::dom::parser parser;
    simdjson::dom::array all;
    if (parser.parse(events.data(), events.size()).get(all) != simdjson::SUCCESS)
        return;
    for (const simdjson::dom::element event : all) {
        const auto textOf = [&](const char *key) {
            std::string_view text;
            return event["attributes"][key].get(text) == simdjson::SUCCESS ? text : std::string_view();
        };
        const std::string_view type = textOf("exception.type"), message = textOf("exception.message");
        if (!type.empty() || !message.empty())
            f(std::string(type).append(type.empty() || message.empty() ? "" : ": ").append(message));
    }
}

// Gathers pairs of row and trait in any order.
class TraitCollector {
public:
    explicit TraitCollector(std::uint32_t rows) : m_rows(rows) {}
    void add(std::uint32_t row, std::string_view attribute, std::string_view value)
    {
        if (value.size() > kValueBytes)
            return;
        const auto [found, isNew] = m_numbers.try_emplace({std::string(attribute), std::string(value)}, static_cast<std::uint32_t>(m_traits.names.size()));
        if (isNew)
            m_traits.names.push_back(found->first);
        m_pairs.emplace_back(row, found->second);
    }
    traces::SpanTraits take()
    {
        std::sort(m_pairs.begin(), m_pairs.end());
        m_pairs.erase(std::unique(m_pairs.begin(), m_pairs.end()), m_pairs.end());
        m_traits.offsets.assign(m_rows + 1, 0);
        for (const auto &[row, trait] : m_pairs) {
            ++m_traits.offsets[row + 1];
            m_traits.traits.push_back(trait);
        }
        for (std::uint32_t row = 0; row < m_rows; ++row)
            m_traits.offsets[row + 1] += m_traits.offsets[row];
        return std::move(m_traits);
    }

private:
    std::uint32_t m_rows;
    traces::SpanTraits m_traits;
    std::map<std::pair<std::string, std::string>, std::uint32_t> m_numbers;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_pairs;
};

} // namespace

bool isPatternTrait(std::string_view attribute) { return attribute == kLogLevel || attribute == kLogLine || attribute == kStatusMessage || attribute == kException; }

Result<CompareTracesResponse> compareTraces(storage::Project &project, const std::vector<std::uint32_t> &chosen, const std::vector<std::uint32_t> &against, const Job &job)
{
    CompareTracesResponse response;
    std::vector<std::uint32_t> baseline;
    std::set_difference(against.begin(), against.end(), chosen.begin(), chosen.end(), std::back_inserter(baseline));
    response.common = against.size() - baseline.size();
    if (baseline.empty() && response.common > 0)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to compare with")), Message(CAUSEWAY_TEXT("all traces of the baseline are among the chosen ones")),
                       Message(CAUSEWAY_TEXT("Choose a baseline that holds others.")));
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    const traces::SpanTable &table = *response.table;
    std::vector<bool> takesPart(table.traceCount());
    std::int64_t from = INT64_MAX, to = INT64_MIN;
    for (const auto *set : {&chosen, &std::as_const(baseline)})
        for (const std::uint32_t trace : *set) {
            takesPart[trace] = true;
            for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
                from = std::min(from, table.start(row));
                to = std::max(to, table.end(row));
            }
        }
    TraitCollector traits(table.size());
    std::vector<std::pair<std::int64_t, std::uint32_t>> rows; // by sequence
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (takesPart[table.trace(row)])
            rows.emplace_back(table.sequence(row), row);
    std::sort(rows.begin(), rows.end());
    CAUSEWAY_TRY(storage::SpanStore(project).forEachAttributes({}, job, [&](std::int64_t sequence, std::string_view json) {
        const auto found = std::lower_bound(rows.begin(), rows.end(), std::pair(sequence, 0u));
        if (found != rows.end() && found->first == sequence)
            forEachAttributeText(json, [&](std::string_view key, std::string_view value) { traits.add(found->second, key, value); });
    }));
    templates::ShapeSplitter splitter;
    CAUSEWAY_TRY(storage::SpanStore(project).forEachFailure(job, [&](std::int64_t sequence, std::string_view message, std::string_view events) {
        const auto found = std::lower_bound(rows.begin(), rows.end(), std::pair(sequence, 0u));
        if (found == rows.end() || found->first != sequence)
            return;
        const auto add = [&](std::string_view attribute, std::string_view text) {
            if (const std::string pattern = patternOf(text, splitter); !pattern.empty())
                traits.add(found->second, attribute, pattern);
        };
        add(kStatusMessage, message);
        forEachException(events, [&](std::string_view text) { add(kException, text); });
    }));
    if (from <= to) {
        CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
        std::map<std::uint32_t, std::string> texts;
        for (const storage::TemplateInfo &info : catalog->templates)
            texts.emplace(info.id.value, info.text());
        const TimeRange range{{from > INT64_MIN + kAroundNs ? from - kAroundNs : from}, {to < INT64_MAX - kAroundNs ? to + kAroundNs : to}};
        CAUSEWAY_TRY(forEachSpanLog(project, table, range, job, [&](std::uint32_t trace, std::uint32_t row, const storage::Event &event) {
            if (row == traces::kNone || !takesPart[trace])
                return;
            if (event.level >= Level::Error)
                traits.add(row, kLogLevel, toName(event.level));
            if (const auto text = texts.find(catalog->templateOf(event.shape).value); text != texts.end())
                traits.add(row, kLogLine, std::string_view(text->second).substr(0, kValueBytes));
        }));
    }
    response.traces = chosen.size();
    response.baselineTraces = baseline.size();
    CAUSEWAY_ASSIGN(response.difference, traces::compareTraceSets(table, chosen, baseline, traits.take(), job));
    return response;
}

Result<CompareTracesResponse> compareTraces(storage::Project &project, const CompareTracesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto table, currentSpans(project, job));
    return compareTraces(project, tracesIn(*table, request.time), tracesIn(*table, request.baseline), job);
}

} // namespace causeway::engine
