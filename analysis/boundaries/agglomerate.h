#pragma once
// Clusters of groups from how often they were together.

#include "analysis/boundaries/class_groups.h"

namespace causeway::boundaries {

// Sparse and symmetric: pairs that were together at least once, by a < b.
struct CoAssociation {
    std::vector<ClassPair> pairs; // weight 0…1
};

// Joins the two clusters with the largest sum of (together − threshold) over pairs of classes while that is positive; then moves single
// groups while that is a gain.
std::vector<std::uint32_t> agglomerate(const ClassGroups &groups, const CoAssociation &together, double threshold);

// To exactly k clusters, by joining the two that are bound most on average (together, then coupling). k below what demands allow: as few as
// they do.
void joinDownTo(std::uint32_t k, const ClassGroups &groups, const CoAssociation &together, std::span<const ClassPair> coupling, std::vector<std::uint32_t> &cluster);

// Clusters of less than kSmallService classes go to the one they are bound to most: Σ coupling / √size. Pinned ones stay.
void dissolveSmall(const ClassGroups &groups, std::span<const ClassPair> coupling, std::uint32_t leastClusters, std::vector<std::uint32_t> &cluster);

} // namespace causeway::boundaries
