#include "app/engine/span_starts.h"

#include <algorithm>

#include "app/engine/current_spans.h"
#include "storage/import/span_starts.h"

namespace causeway::engine {

namespace {

// Rows in their order, but of those that start together in a trace parents come first.
std::vector<std::uint32_t> ranksOf(const traces::SpanTable &table)
{
    std::vector<std::uint32_t> depth(table.size(), 0), open;
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (table.parent(row) == traces::kNone)
            open.push_back(row);
    while (!open.empty()) {
        const std::uint32_t row = open.back();
        open.pop_back();
        for (const std::uint32_t child : table.children(row)) {
            depth[child] = depth[row] + 1;
            open.push_back(child);
        }
    }
    std::vector<std::uint32_t> order(table.size()), rank(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row)
        order[row] = row;
    for (std::uint32_t from = 0, to = 0; from < table.size(); from = to) {
        while (to < table.size() && table.trace(to) == table.trace(from) && table.start(to) == table.start(from))
            ++to;
        std::stable_sort(order.begin() + from, order.begin() + to, [&](std::uint32_t a, std::uint32_t b) { return depth[a] < depth[b]; });
    }
    for (std::uint32_t i = 0; i < table.size(); ++i)
        rank[order[i]] = i;
    return rank;
}

} // namespace

bool hasSpanStarts(const storage::Snapshot &snapshot)
{
    return std::any_of(snapshot.sources.begin(), snapshot.sources.end(), [](const storage::SourceInfo &source) { return storage::holdsSpanStarts(source); });
}

bool holdsSpansAlone(const storage::Snapshot &snapshot)
{
    const bool spans = std::any_of(snapshot.sources.begin(), snapshot.sources.end(), [](const storage::SourceInfo &source) { return source.spans > 0; });
    return spans && std::all_of(snapshot.sources.begin(), snapshot.sources.end(), [](const storage::SourceInfo &source) { return source.events == 0 || storage::holdsSpanStarts(source); });
}

Result<bool> addSpanStarts(storage::Project &project, bool asked, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    std::uint64_t spans = 0, starts = 0;
    for (const storage::SourceInfo &source : snapshot->sources) {
        spans += source.spans;
        starts += storage::holdsSpanStarts(source) ? source.events : 0;
    }
    if (starts >= spans || (!asked && starts == 0))
        return false;
    CAUSEWAY_ASSIGN(const auto table, currentSpans(project, job));
    const auto written = storage::writeSpanStarts(project, *table, job);
    if (!written && !asked && written.error().code == ErrorCode::Conflict)
        return false; // when that import is complete, the events are grouped again
    if (!written)
        return failure(written.error());
    return *written > 0;
}

SourceId sourceOfEvents(const storage::Snapshot &snapshot, SourceId source)
{
    const storage::SourceInfo *info = snapshot.source(source);
    if (info == nullptr || !storage::holdsSpanStarts(*info))
        return source;
    const auto found = std::find_if(snapshot.sources.begin(), snapshot.sources.end(), [&](const storage::SourceInfo &other) { return other.name == info->path; });
    return found == snapshot.sources.end() ? source : found->id;
}

std::vector<bool> spanStartChunks(const storage::Snapshot &snapshot)
{
    std::vector<bool> chunks(snapshot.chunks.size());
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        const storage::SourceInfo *source = snapshot.source(snapshot.chunks[c].source);
        chunks[c] = source != nullptr && storage::holdsSpanStarts(*source);
    }
    return chunks;
}

Result<std::vector<std::uint32_t>> spanStartRanks(const storage::Project &project, const storage::Snapshot &snapshot, const traces::SpanTable &table)
{
    CAUSEWAY_ASSIGN(const auto runs, storage::spanStartRuns(project, snapshot, table));
    std::vector<std::uint32_t> ranks;
    if (runs.empty())
        return ranks;
    const std::vector<std::uint32_t> rankOfRow = ranksOf(table);
    std::vector<std::pair<std::int64_t, std::uint32_t>> rankOfSpan;
    rankOfSpan.reserve(table.size());
    for (std::uint32_t row = 0; row < table.size(); ++row)
        rankOfSpan.emplace_back(table.sequence(row), rankOfRow[row]);
    std::sort(rankOfSpan.begin(), rankOfSpan.end());
    auto run = runs.begin();
    for (const storage::ChunkInfo &chunk : snapshot.chunks) {
        const std::size_t end = ranks.size() + chunk.rows;
        for (; run != runs.end() && run->first.value >= chunk.first.value && run->first.value < chunk.first.value + chunk.rows; ++run) {
            auto found = std::lower_bound(rankOfSpan.begin(), rankOfSpan.end(), std::pair(run->firstSpan, 0u));
            for (std::uint64_t i = 0; i < run->count; ++i) {
                const bool same = found != rankOfSpan.end() && found->first == run->firstSpan + static_cast<std::int64_t>(i);
                ranks.push_back(same ? found->second : kNoSpan);
                found += same ? 1 : 0;
            }
        }
        ranks.resize(end, kNoSpan);
    }
    return ranks;
}

Result<bool> spanStartsTakePart(const storage::Project &project)
{
    CAUSEWAY_ASSIGN(const std::string grouping, project.setting("grouping"));
    return grouping == "trace";
}

} // namespace causeway::engine
