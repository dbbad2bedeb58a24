#pragma once
// The layers of the coupling graph, one by one. Edges have a < b, each pair once, in order.

#include "analysis/boundaries/class_model.h"

namespace causeway::boundaries {

using LayerEdges = std::vector<ClassPair>;

constexpr std::size_t kNearest = 8;

LayerEdges callEdges(std::span<const ClassPair> calls, std::uint32_t classes);
LayerEdges useCaseEdges(const ClassModel &model);
LayerEdges nameEdges(const ClassModel &model);
// package: of each class, a number. Of large packages every class is bound to some of the others.
LayerEdges packageEdges(std::span<const std::uint32_t> package);
// Of pairs those that are among the kNearest of both.
LayerEdges mutualNearest(std::span<const ClassPair> pairs, std::uint32_t classes);
// Jaccard index of sorted lists.
LayerEdges overlapEdges(std::span<const std::vector<std::uint32_t>> lists);

} // namespace causeway::boundaries
