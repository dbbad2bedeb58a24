#pragma once
// A set of traces folded into one tree of calls: spans whose paths of operations from the root are equal are one node.

#include "analysis/traces/span_table.h"

namespace causeway::traces {

struct FlameNode {
    std::uint32_t operation = kNone; // kNone: the root of all, whose children are the traces' roots
    std::uint32_t parent = kNone;    // a node before this one
    std::uint32_t depth = 0;         // of the root of all: 0
    std::uint64_t count = 0, errors = 0; // spans
    std::int64_t totalNs = 0;        // sum of the spans' durations; children that run at once add up to more than their parent
    std::int64_t selfNs = 0;         // sum of their self times
};

// Depth first, siblings by total, the largest first. Node 0 is the root of all. Errors: Cancelled.
Result<std::vector<FlameNode>> flameTree(const SpanTable &table, std::span<const std::uint32_t> traces, const Job &job);

} // namespace causeway::traces
