// From a difference to the lines that were logged in the traces that have it.

#include <algorithm>
#include <unordered_set>

#include "app/engine/compare_traces.h"
#include "app/engine/list_traces.h"
#include "app/engine/span_logs.h"
#include "app/workspace/workspace.h"
#include "views/text/text.h"
#include "views/traces/trace_comparison_answer.h"

namespace causeway::views {

namespace {

struct Lines {
    std::vector<EventId> events; // rising
    std::uint64_t traces = 0;
};

// What a list of traces can be asked for; what a row says beyond that (the order of times, a line) is left out.
engine::ListTracesRequest requestFor(const traces::SpanTable &table, const traces::Difference &row)
{
    engine::ListTracesRequest request;
    if (row.operation != traces::kNone) {
        const traces::Operation &operation = table.operations()[row.operation];
        request.services = {table.services()[operation.service]};
        request.operations = {operation.name};
    } else if (row.kind == traces::DifferenceKind::Service) {
        request.services = {row.value};
    }
    request.errors = row.kind == traces::DifferenceKind::Status;
    if (row.kind == traces::DifferenceKind::Trait && !engine::isPatternTrait(row.attribute))
        request.attributes = {{row.attribute, row.value}};
    return request;
}

// Lines that are what the row tells of, where it tells of lines.
std::function<bool(const storage::Event &)> lineFilter(const traces::Difference &row, const std::shared_ptr<const storage::TemplateCatalog> &catalog)
{
    if (row.kind != traces::DifferenceKind::Trait)
        return {};
    if (row.attribute == "log level")
        return [level = row.value](const storage::Event &event) { return toName(event.level) == level; };
    if (row.attribute != "log line" || catalog == nullptr)
        return {};
    std::unordered_set<std::uint32_t> ids; // long texts are cut in a row
    for (const storage::TemplateInfo &info : catalog->templates)
        if (info.text().starts_with(row.value))
            ids.insert(info.id.value);
    return [catalog, ids = std::move(ids)](const storage::Event &event) { return ids.contains(catalog->templateOf(event.shape).value); };
}

} // namespace

void TraceComparisonPanel::filterTo(int row)
{
    if (m_answer == nullptr || row < 0 || row >= m_model->rowCount())
        return;
    const traces::Difference wanted = m_model->difference(row);
    const std::string name = "traces with " + wanted.attribute + "=" + wanted.value;
    m_context.workspace.jobs().start<Lines>(
        {.key = "explore.compare-filter", .title = Message(CAUSEWAY_TEXT("Find the lines of traces"))},
        [project = m_context.workspace.data().project, answer = m_answer, wanted, isLine = lineFilter(wanted, m_context.workspace.data().catalog)](const Job &job) -> Result<Lines> {
            const TraceComparison &both = *answer->comparison;
            CAUSEWAY_ASSIGN(const auto listed, engine::listTraces(*project, requestFor(*both.table, wanted), job));
            std::vector<bool> takesPart(both.table->traceCount());
            Lines lines;
            for (const std::uint32_t trace : listed.traces)
                if (std::ranges::binary_search(both.traces, trace)) {
                    takesPart[trace] = true;
                    ++lines.traces;
                }
            CAUSEWAY_TRY(engine::forEachSpanLog(*project, *both.table, {}, job, [&](std::uint32_t trace, std::uint32_t, const storage::Event &event) {
                if (takesPart[trace] && (!isLine || isLine(event)))
                    lines.events.push_back(event.id);
            }));
            std::ranges::sort(lines.events);
            return lines;
        },
        this, [this, name](Lines lines) {
            if (lines.events.empty()) {
                m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("No line was logged in these %1 traces."), lines.traces));
                return;
            }
            storage::Filter filter = m_context.workspace.filter();
            filter.events = std::move(lines.events);
            m_context.workspace.setFilter(filter, name);
        });
}

} // namespace causeway::views
