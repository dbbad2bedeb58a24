#include "views/models/flame_layout.h"

#include <algorithm>

namespace causeway::views {

Result<std::shared_ptr<const FlameLayout>> layOutFlame(std::shared_ptr<const traces::SpanTable> table, const std::vector<std::uint32_t> &traces, const Job &job)
{
    auto made = std::make_shared<FlameLayout>();
    CAUSEWAY_ASSIGN(made->nodes, traces::flameTree(*table, traces, job));
    made->table = std::move(table);
    made->traces = traces.size();
    const auto &nodes = made->nodes;
    std::vector<double> ofChildren(nodes.size(), 0);
    made->boxes.resize(nodes.size());
    for (std::size_t i = nodes.size(); i-- > 0;) {
        made->boxes[i].end = std::max(made->boxes[i].end, static_cast<std::uint32_t>(i + 1));
        made->depth = std::max(made->depth, nodes[i].depth);
        if (nodes[i].parent == traces::kNone)
            continue;
        ofChildren[nodes[i].parent] += static_cast<double>(nodes[i].totalNs);
        FlameBox &parent = made->boxes[nodes[i].parent];
        parent.end = std::max(parent.end, made->boxes[i].end);
    }
    std::vector<double> used(nodes.size(), 0);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        FlameBox &box = made->boxes[i];
        if (nodes[i].parent == traces::kNone) {
            box.from = 0;
            box.to = 1;
        } else {
            const std::uint32_t parent = nodes[i].parent;
            const double whole = std::max({1.0, ofChildren[parent], static_cast<double>(nodes[parent].totalNs)});
            const FlameBox &above = made->boxes[parent];
            const double width = (above.to - above.from) * static_cast<double>(nodes[i].totalNs) / whole;
            box.from = above.from + used[parent];
            box.to = box.from + width;
            used[parent] += width;
        }
    }
    return std::shared_ptr<const FlameLayout>(std::move(made));
}

std::uint32_t FlameLayout::nodeAt(double at, std::uint32_t wanted) const
{
    if (nodes.empty())
        return traces::kNone;
    std::uint32_t node = 0;
    while (nodes[node].depth < wanted) {
        std::uint32_t child = firstChild(node);
        while (child != traces::kNone && (at < boxes[child].from || at >= boxes[child].to))
            child = sibling(child, true);
        if (child == traces::kNone)
            return traces::kNone;
        node = child;
    }
    return at >= boxes[node].from && at <= boxes[node].to ? node : traces::kNone;
}

std::uint32_t FlameLayout::firstChild(std::uint32_t node) const { return boxes[node].end > node + 1 ? node + 1 : traces::kNone; }

std::uint32_t FlameLayout::sibling(std::uint32_t node, bool next) const
{
    const std::uint32_t parent = nodes[node].parent;
    if (parent == traces::kNone)
        return traces::kNone;
    if (next)
        return boxes[node].end < boxes[parent].end ? boxes[node].end : traces::kNone;
    std::uint32_t before = traces::kNone;
    for (std::uint32_t child = parent + 1; child < node; child = boxes[child].end)
        before = child;
    return before;
}

} // namespace causeway::views
