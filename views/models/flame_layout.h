#pragma once
// A flame tree laid out as icicles: the width of a node is its share of its parent's. Where children ran at once and add up to
// more than their parent they share its width. Immutable.

#include <memory>
#include <vector>

#include "analysis/traces/flame.h"

namespace causeway::views {

struct FlameBox {
    double from = 0, to = 0;  // of the whole, 0 … 1
    std::uint32_t end = 0;    // node behind its last descendant
};

struct FlameLayout {
    std::shared_ptr<const traces::SpanTable> table;
    std::vector<traces::FlameNode> nodes; // depth first; 0 is the root of all
    std::vector<FlameBox> boxes;          // by node
    std::uint32_t depth = 0;              // of the deepest node
    std::uint64_t traces = 0;

    [[nodiscard]] std::uint32_t nodeAt(double at, std::uint32_t depth) const; // kNone
    [[nodiscard]] std::uint32_t firstChild(std::uint32_t node) const;         // kNone
    [[nodiscard]] std::uint32_t sibling(std::uint32_t node, bool next) const; // kNone
};

// Errors: Cancelled.
Result<std::shared_ptr<const FlameLayout>> layOutFlame(std::shared_ptr<const traces::SpanTable> table, const std::vector<std::uint32_t> &traces, const Job &job);

} // namespace causeway::views
