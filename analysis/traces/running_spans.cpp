#include "analysis/traces/running_spans.h"

#include <algorithm>
#include <bit>

namespace causeway::traces {

namespace {

constexpr std::size_t kMostNested = 64; // spans of one service within each other

bool isAncestor(const SpanTable &table, std::uint32_t row, std::uint32_t of)
{
    for (std::uint32_t above = table.parent(of); above != kNone; above = table.parent(above))
        if (above == row)
            return true;
    return false;
}

} // namespace

RunningSpans::RunningSpans(const SpanTable &table, std::int64_t fromNs, std::int64_t toNs) : m_table(table), m_services(table.services().size())
{
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (table.start(row) <= toNs && table.end(row) >= fromNs)
            m_services[table.service(row)].rows.push_back(row);
    for (Service &service : m_services) {
        std::stable_sort(service.rows.begin(), service.rows.end(), [&](std::uint32_t a, std::uint32_t b) { return table.start(a) < table.start(b); });
        service.leaves = std::bit_ceil(std::max<std::size_t>(service.rows.size(), 1));
        service.lastEnd.assign(2 * service.leaves, INT64_MIN);
        for (std::size_t i = 0; i < service.rows.size(); ++i)
            service.lastEnd[service.leaves + i] = table.end(service.rows[i]);
        for (std::size_t node = service.leaves; node-- > 1;)
            service.lastEnd[node] = std::max(service.lastEnd[2 * node], service.lastEnd[2 * node + 1]);
    }
}

std::optional<std::size_t> RunningSpans::lastRunning(const Service &service, std::size_t count, std::int64_t timeNs)
{
    if (count == 0)
        return std::nullopt;
    // From the last of them up while the nodes to the left have ended, then down again, the right half first.
    std::size_t node = service.leaves + count - 1;
    while (service.lastEnd[node] < timeNs) {
        while (node > 1 && node % 2 == 0)
            node /= 2;
        if (node <= 1)
            return std::nullopt;
        --node;
    }
    while (node < service.leaves)
        node = service.lastEnd[2 * node + 1] >= timeNs ? 2 * node + 1 : 2 * node;
    return node - service.leaves;
}

std::uint32_t RunningSpans::only(std::uint32_t service, std::int64_t timeNs) const
{
    const Service &own = m_services[service];
    auto count = static_cast<std::size_t>(std::upper_bound(own.rows.begin(), own.rows.end(), timeNs, [&](std::int64_t t, std::uint32_t row) { return t < m_table.start(row); }) - own.rows.begin());
    std::vector<std::uint32_t> running;
    while (const auto found = lastRunning(own, count, timeNs)) {
        const std::uint32_t row = own.rows[*found];
        if (running.size() == kMostNested || (!running.empty() && m_table.trace(running.front()) != m_table.trace(row)))
            return kNone;
        running.push_back(row);
        count = *found;
    }
    std::uint32_t innermost = running.empty() ? kNone : running.front();
    for (const std::uint32_t row : running)
        if (isAncestor(m_table, innermost, row))
            innermost = row;
    for (const std::uint32_t row : running)
        if (row != innermost && !isAncestor(m_table, row, innermost))
            return kNone;
    return innermost;
}

} // namespace causeway::traces
