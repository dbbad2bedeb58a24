#include "analysis/traces/span_table.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "analysis/core/hash.h"

namespace causeway::traces {

namespace {

constexpr std::size_t kLookEvery = 1u << 16; // rows between looks at the token

struct IdHash {
    std::size_t operator()(const TraceKey &id) const { return mix64(id.high ^ mix64(id.low)); }
};

} // namespace

std::string_view kindName(SpanKind kind)
{
    static constexpr std::string_view kNames[] = {"", "internal", "server", "client", "producer", "consumer"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view statusName(SpanStatus status)
{
    static constexpr std::string_view kNames[] = {"unset", "ok", "error"};
    return kNames[static_cast<std::size_t>(status)];
}

std::string toHex(SpanKey span)
{
    std::string text(16, '0');
    for (std::size_t i = 0; i < 16; ++i)
        text[i] = "0123456789abcdef"[span.value >> (60 - 4 * i) & 15];
    return text;
}

std::string toHex(TraceKey trace) { return (trace.high != 0 ? toHex(SpanKey{trace.high}) : std::string()) + toHex(SpanKey{trace.low}); }

std::optional<TraceKey> parseTraceKey(std::string_view hex)
{
    if (hex.empty() || hex.size() > 32)
        return std::nullopt;
    TraceKey key;
    for (const char c : hex) {
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return std::nullopt;
        key.high = key.high << 4 | key.low >> 60;
        key.low = key.low << 4 | static_cast<std::uint64_t>(digit);
    }
    return key;
}

std::uint32_t SpanTable::findTrace(TraceKey key) const
{
    const auto found = std::lower_bound(m_byId.begin(), m_byId.end(), key, [this](std::uint32_t trace, const TraceKey &wanted) { return m_traceKeys[trace] < wanted; });
    return found != m_byId.end() && m_traceKeys[*found] == key ? *found : kNone;
}

std::uint32_t SpanTable::findService(std::string_view name) const
{
    const auto found = std::lower_bound(m_services.begin(), m_services.end(), name);
    return found != m_services.end() && *found == name ? static_cast<std::uint32_t>(found - m_services.begin()) : kNone;
}

SpanTableBuilder::SpanTableBuilder() = default;
SpanTableBuilder::~SpanTableBuilder() = default;

std::uint32_t SpanTableBuilder::operation(std::string_view service, std::string_view name)
{
    std::string key;
    key.reserve(service.size() + name.size() + 1);
    key.append(service).append(1, '\0').append(name);
    const auto [found, isNew] = m_byName.try_emplace(std::move(key), static_cast<std::uint32_t>(m_names.size()));
    if (isNew)
        m_names.emplace_back(service, name);
    return found->second;
}

// Names by their order, not by that of their first use, and just those that are used.
void SpanTableBuilder::nameInOrder(SpanTable &table)
{
    std::vector<bool> used(m_names.size());
    for (const SpanRow &row : m_rows)
        used[row.operation] = true;
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < m_names.size(); ++i)
        if (used[i])
            order.push_back(i);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) { return m_names[a] < m_names[b]; });
    std::vector<std::uint32_t> rank(m_names.size());
    for (const std::uint32_t i : order) {
        auto &[service, name] = m_names[i];
        if (table.m_services.empty() || table.m_services.back() != service)
            table.m_services.push_back(service);
        rank[i] = static_cast<std::uint32_t>(table.m_operations.size());
        table.m_operations.push_back({static_cast<std::uint32_t>(table.m_services.size() - 1), name});
    }
    for (SpanRow &row : m_rows)
        row.operation = rank[row.operation];
}

void SpanTableBuilder::resolveParents(SpanTable &table, std::uint32_t trace, const std::vector<SpanKey> &parents)
{
    m_ids.clear();
    for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
        m_ids.emplace_back(table.m_spanId[row], row);
    std::sort(m_ids.begin(), m_ids.end());
    const auto withId = [this](SpanKey id) {
        return std::equal_range(m_ids.begin(), m_ids.end(), std::pair(id, 0u), [](const auto &a, const auto &b) { return a.first < b.first; });
    };
    const auto isEntry = [&](std::uint32_t row) { return table.kind(row) == SpanKind::Server || table.kind(row) == SpanKind::Consumer; };
    const auto isExit = [&](std::uint32_t row) { return table.kind(row) == SpanKind::Client || table.kind(row) == SpanKind::Producer; };
    for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
        const auto [own, ownEnd] = withId(table.m_spanId[row]);
        if (ownEnd - own > 1) {
            // Zipkin: the server's half of a call bears the client's id.
            std::uint32_t caller = kNone;
            bool shared = false;
            for (auto it = own; it != ownEnd; ++it) {
                if (it->second == row)
                    continue;
                shared = shared || (isExit(row) && isEntry(it->second)) || (isEntry(row) && isExit(it->second));
                if (isEntry(row) && isExit(it->second) && caller == kNone)
                    caller = it->second;
            }
            table.m_repeated += !shared;
            if (caller != kNone) {
                table.m_parent[row] = caller;
                continue;
            }
        }
        if (parents[row].isNone())
            continue;
        const auto [first, last] = withId(parents[row]);
        std::tuple<bool, bool, bool, std::int64_t> best;
        for (auto it = first; it != last; ++it) {
            const std::uint32_t candidate = it->second;
            if (candidate == row)
                continue;
            const bool holds = table.start(candidate) <= table.start(row) && table.end(candidate) >= table.end(row);
            const bool before = table.start(candidate) <= table.start(row);
            // Closest start: the last before, else the first after.
            const std::tuple rating(table.service(candidate) == table.service(row), holds, before, before ? table.start(candidate) : -table.start(candidate));
            if (table.m_parent[row] == kNone || rating > best) {
                table.m_parent[row] = candidate;
                best = rating;
            }
        }
        if (table.m_parent[row] == kNone) {
            table.m_orphan[row] = true;
            ++table.m_orphans;
        }
    }
}

void SpanTableBuilder::cutCycles(SpanTable &table)
{
    enum : std::uint8_t { Unseen, OnPath, Done };
    std::vector<std::uint8_t> state(table.size(), Unseen);
    std::vector<std::uint32_t> path;
    for (std::uint32_t row = 0; row < table.size(); ++row) {
        path.clear();
        std::uint32_t at = row;
        while (at != kNone && state[at] == Unseen) {
            state[at] = OnPath;
            path.push_back(at);
            at = table.m_parent[at];
        }
        if (at != kNone && state[at] == OnPath) {
            std::uint32_t first = at;
            for (std::uint32_t next = table.m_parent[at]; next != at; next = table.m_parent[next])
                first = std::min(first, next);
            table.m_parent[first] = kNone;
            ++table.m_cycles;
        }
        for (const std::uint32_t seen : path)
            state[seen] = Done;
    }
}

void SpanTableBuilder::listChildren(SpanTable &table)
{
    table.m_childOffset.assign(table.size() + 1, 0);
    for (const std::uint32_t parent : table.m_parent)
        if (parent != kNone)
            ++table.m_childOffset[parent + 1];
    std::partial_sum(table.m_childOffset.begin(), table.m_childOffset.end(), table.m_childOffset.begin());
    table.m_children.resize(table.m_childOffset.back());
    std::vector<std::uint32_t> next(table.m_childOffset.begin(), table.m_childOffset.end() - 1);
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (table.m_parent[row] != kNone)
            table.m_children[next[table.m_parent[row]]++] = row;
}

Result<std::shared_ptr<const SpanTable>> SpanTableBuilder::finish(const Job &job) &&
{
    if (m_rows.size() >= kNone)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("Reading the traces failed")), Message(CAUSEWAY_TEXT("there are more than %1 spans"), std::uint64_t{kNone} - 1),
                       Message(CAUSEWAY_TEXT("Choose a shorter time.")));
    auto table = std::make_shared<SpanTable>();
    const auto size = static_cast<std::uint32_t>(m_rows.size());
    nameInOrder(*table);

    // Traces by their first start.
    std::unordered_map<TraceKey, std::uint32_t, IdHash> traceOf;
    std::vector<std::tuple<std::int64_t, TraceKey, std::uint32_t>> traces; // first start, id, number by first sight
    std::vector<std::uint32_t> counts, traceOfRow(size);
    for (std::uint32_t i = 0; i < size; ++i) {
        const SpanRow &row = m_rows[i];
        const TraceKey id = row.trace;
        const auto [found, isNew] = traceOf.try_emplace(id, static_cast<std::uint32_t>(traces.size()));
        if (isNew) {
            traces.emplace_back(INT64_MAX, id, found->second);
            counts.push_back(0);
        }
        if (row.startNs != TimePoint::none().ns)
            std::get<0>(traces[found->second]) = std::min(std::get<0>(traces[found->second]), row.startNs);
        ++counts[found->second];
        traceOfRow[i] = found->second;
        if (i % kLookEvery == 0 && job.isCancelled())
            return failure(cancelled());
    }
    for (auto &[first, id, number] : traces)
        first = first == INT64_MAX ? 0 : first;
    for (std::uint32_t i = 0; i < size; ++i)
        if (m_rows[i].startNs == TimePoint::none().ns)
            m_rows[i].startNs = std::get<0>(traces[traceOfRow[i]]);
    std::sort(traces.begin(), traces.end());
    std::vector<std::uint32_t> rank(traces.size());
    table->m_traceOffset.resize(traces.size() + 1, 0);
    for (std::uint32_t t = 0; t < traces.size(); ++t) {
        table->m_traceKeys.push_back(std::get<1>(traces[t]));
        rank[std::get<2>(traces[t])] = t;
        table->m_traceOffset[t + 1] = table->m_traceOffset[t] + counts[std::get<2>(traces[t])];
    }
    std::vector<std::uint32_t> order(size), next(table->m_traceOffset.begin(), table->m_traceOffset.end() - 1);
    for (std::uint32_t i = 0; i < size; ++i)
        order[next[rank[traceOfRow[i]]]++] = i;

    // Spans by start, the longer one first, then by what else they are.
    for (std::uint32_t t = 0; t < traces.size(); ++t) {
        std::sort(order.begin() + table->m_traceOffset[t], order.begin() + table->m_traceOffset[t + 1], [this](std::uint32_t a, std::uint32_t b) {
            const SpanRow &x = m_rows[a], &y = m_rows[b];
            if (x.startNs != y.startNs)
                return x.startNs < y.startNs;
            if (x.durationNs != y.durationNs)
                return x.durationNs > y.durationNs;
            return std::tie(x.id, x.parent, x.operation, x.kind, x.status, x.sequence) < std::tie(y.id, y.parent, y.operation, y.kind, y.status, y.sequence);
        });
        if (t % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
    }
    table->m_sequence.reserve(size);
    std::vector<SpanKey> parents;
    parents.reserve(size);
    for (const auto column : {&table->m_start, &table->m_duration})
        column->reserve(size);
    table->m_spanId.reserve(size);
    table->m_operation.reserve(size);
    table->m_kind.reserve(size);
    table->m_status.reserve(size);
    for (const std::uint32_t i : order) {
        const SpanRow &row = m_rows[i];
        table->m_sequence.push_back(row.sequence);
        table->m_start.push_back(row.startNs);
        // An end beyond what can be told is cut.
        const std::int64_t most = row.startNs > 0 ? INT64_MAX - row.startNs : INT64_MAX;
        table->m_duration.push_back(std::clamp<std::int64_t>(row.durationNs, 0, most));
        table->m_spanId.push_back(row.id);
        table->m_operation.push_back(row.operation);
        table->m_kind.push_back(row.kind);
        table->m_status.push_back(row.status);
        parents.push_back(row.parent);
    }
    std::vector<SpanRow>().swap(m_rows);
    table->m_trace.resize(size);
    table->m_parent.assign(size, kNone);
    table->m_orphan.assign(size, false);
    for (std::uint32_t t = 0; t < traces.size(); ++t) {
        std::fill(table->m_trace.begin() + table->m_traceOffset[t], table->m_trace.begin() + table->m_traceOffset[t + 1], t);
        resolveParents(*table, t, parents);
        if (t % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
    }
    cutCycles(*table);
    listChildren(*table);
    table->m_byId.resize(traces.size());
    std::iota(table->m_byId.begin(), table->m_byId.end(), 0u);
    std::sort(table->m_byId.begin(), table->m_byId.end(), [&](std::uint32_t a, std::uint32_t b) { return table->m_traceKeys[a] < table->m_traceKeys[b]; });
    return std::shared_ptr<const SpanTable>(std::move(table));
}

} // namespace causeway::traces
