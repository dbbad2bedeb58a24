#include "app/engine/list_traces.h"

#include <algorithm>

#include "app/engine/current_spans.h"
#include "storage/signal_json.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

// Rows of the table whose span has the attribute, as text or as a number or truth that is written so.
Result<std::vector<std::uint32_t>> rowsWith(storage::Project &project, const traces::SpanTable &table, const std::string &key, const std::string &value, const Job &job)
{
    std::string name;
    storage::appendJson(name, std::string_view(key));
    name += ':';
    std::string text;
    storage::appendJson(text, std::string_view(value));
    std::vector<std::int64_t> sequences;
    CAUSEWAY_TRY(storage::SpanStore(project).forEachAttributes(name, job, [&](std::int64_t sequence, std::string_view json) {
        for (std::size_t at = json.find(name); at != std::string_view::npos; at = json.find(name, at + 1)) {
            const std::string_view rest = json.substr(at + name.size());
            const auto ends = [&](std::string_view wanted) { return rest.starts_with(wanted) && rest.size() > wanted.size() && (rest[wanted.size()] == ',' || rest[wanted.size()] == '}'); };
            if (ends(text) || ends(value)) {
                sequences.push_back(sequence);
                return;
            }
        }
    }));
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (std::binary_search(sequences.begin(), sequences.end(), table.sequence(row)))
            rows.push_back(row);
    return rows;
}

} // namespace

Result<ListTracesResponse> listTraces(storage::Project &project, const ListTracesRequest &request, const Job &job)
{
    ListTracesResponse response;
    CAUSEWAY_ASSIGN(response.table, currentSpans(project, job));
    traces::TraceFilter filter;
    for (const std::string &name : request.services) {
        CAUSEWAY_ASSIGN(const std::uint32_t service, findService(*response.table, name));
        filter.services.push_back(service);
    }
    filter.operations = request.operations;
    filter.minDurationNs = request.minDurationNs;
    filter.maxDurationNs = request.maxDurationNs;
    filter.time = request.time;
    filter.errors = request.errors;
    for (const auto &[key, value] : request.attributes) {
        CAUSEWAY_ASSIGN(auto rows, rowsWith(project, *response.table, key, value, job));
        filter.rows.push_back(std::move(rows));
    }
    CAUSEWAY_ASSIGN(response.summaries, traces::summarise(*response.table, job));
    CAUSEWAY_ASSIGN(response.traces, traces::listTraces(*response.table, response.summaries, filter, request.order, request.descending, job));
    response.histogram = traces::durationHistogram(response.summaries, response.traces, request.buckets);
    return response;
}

} // namespace causeway::engine
