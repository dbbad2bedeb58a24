#pragma once
// Places for the nodes of a graph, so that nodes are near one another that are bound to the same nodes, have the same attributes and
// belong to the same cluster; nodes that fit nowhere count less. After Desai, Bandyopadhyay and Tamilselvam 2021 ("Graph Neural Network
// to Dilute Outliers for Refactoring Monolith Application", AAAI), sections 3.2 to 3.4: two graph convolutions (Kipf and Welling 2017) that
// encode, two that decode the attributes.

#include <cstdint>
#include <vector>

#include "analysis/core/job.h"

namespace causeway::learn {

constexpr std::uint32_t kMostEmbeddedNodes = 6000; // the reconstruction holds nodes × nodes numbers

struct EmbeddingEdge {
    std::uint32_t a = 0, b = 0; // both directions; a ≠ b
    float weight = 1;
};

struct EmbeddingGraph {
    std::uint32_t nodes = 0, attributes = 0;
    std::vector<float> values;         // [node × attributes + attribute]
    std::vector<EmbeddingEdge> edges;  // each pair once
};

struct EmbeddingPlan {
    std::uint32_t hidden = 64, size = 32, clusters = 8;
    int warmUp = 150, epochs = 150;    // before there are clusters, and with them
    double rate = 0.01;                // of Adam
    double structure = 0.1, attribute = 0.1, clustering = 0.8; // what the three losses weigh
    std::uint64_t seed = 1;
};

struct GraphEmbedding {
    std::uint32_t size = 0;
    std::vector<float> rows;                    // [node × size]
    std::vector<std::uint32_t> cluster;         // of each node
    std::vector<float> structureOutlier, attributeOutlier; // of each node: its share of what cannot be reconstructed; each sums to 1
    std::vector<double> loss;                   // one an epoch, of those with clusters
};

} // namespace causeway::learn
