#include "app/engine/compare_traces.h"

#include <algorithm>
#include <map>

#include "app/engine/attribute_texts.h"
#include "app/engine/current_spans.h"
#include "app/engine/mine_templates.h"
#include "app/engine/span_logs.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

constexpr std::int64_t kAroundNs = 60'000'000'000;
constexpr std::size_t kValueBytes = 200; // a longer value is told by none

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

Result<CompareTracesResponse> compareTraces(storage::Project &project, const std::vector<std::uint32_t> &chosen, const std::vector<std::uint32_t> &baseline, const Job &job)
{
    CompareTracesResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    const traces::SpanTable &table = *response.table;
    std::vector<bool> takesPart(table.traceCount());
    std::int64_t from = INT64_MAX, to = INT64_MIN;
    for (const auto *set : {&chosen, &baseline})
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
                traits.add(row, "log level", toName(event.level));
            if (const auto text = texts.find(catalog->templateOf(event.shape).value); text != texts.end())
                traits.add(row, "log line", std::string_view(text->second).substr(0, kValueBytes));
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
