#include "analysis/traces/flame.h"

#include <algorithm>
#include <unordered_map>

#include "analysis/core/hash.h"
#include "analysis/traces/self_time.h"

namespace causeway::traces {

namespace {

// Depth first; a parent's number is that of its place.
std::vector<FlameNode> inOrder(const std::vector<FlameNode> &nodes)
{
    std::vector<std::vector<std::uint32_t>> children(nodes.size());
    for (std::uint32_t i = 1; i < nodes.size(); ++i)
        children[nodes[i].parent].push_back(i);
    for (auto &list : children) // the last is taken first
        std::sort(list.begin(), list.end(), [&](std::uint32_t a, std::uint32_t b) {
            return nodes[a].totalNs != nodes[b].totalNs ? nodes[a].totalNs < nodes[b].totalNs : nodes[a].operation > nodes[b].operation;
        });
    std::vector<FlameNode> ordered;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open{{0, kNone}}; // node, place of its parent
    while (!open.empty()) {
        const auto [node, parent] = open.back();
        open.pop_back();
        const auto place = static_cast<std::uint32_t>(ordered.size());
        ordered.push_back(nodes[node]);
        ordered.back().parent = parent;
        for (const std::uint32_t child : children[node])
            open.emplace_back(child, place);
    }
    return ordered;
}

} // namespace

Result<std::vector<FlameNode>> flameTree(const SpanTable &table, std::span<const std::uint32_t> traces, const Job &job)
{
    std::vector<FlameNode> nodes(1);
    struct KeyHash {
        std::size_t operator()(std::uint64_t key) const { return mix64(key); }
    };
    std::unordered_map<std::uint64_t, std::uint32_t, KeyHash> byPath; // parent node and operation → node
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open;        // row, node of its parent
    std::size_t seen = 0;
    for (const std::uint32_t trace : traces) {
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row)
            if (table.parent(row) == kNone)
                open.emplace_back(row, 0);
        while (!open.empty()) {
            if (seen++ % 65536 == 0 && job.isCancelled())
                return failure(cancelled());
            const auto [row, parent] = open.back();
            open.pop_back();
            const auto [found, isNew] = byPath.try_emplace(std::uint64_t{parent} << 32 | table.operation(row), static_cast<std::uint32_t>(nodes.size()));
            if (isNew)
                nodes.push_back({table.operation(row), parent, nodes[parent].depth + 1, 0, 0, 0, 0});
            FlameNode &node = nodes[found->second];
            ++node.count;
            node.errors += table.status(row) == SpanStatus::Error;
            node.totalNs += table.duration(row);
            node.selfNs += selfTimeNs(table, row);
            if (parent == 0) {
                ++nodes[0].count;
                nodes[0].totalNs += table.duration(row);
            }
            for (const std::uint32_t child : table.children(row))
                open.emplace_back(child, found->second);
        }
    }
    return inOrder(nodes);
}

} // namespace causeway::traces
