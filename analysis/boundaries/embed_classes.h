#pragma once
// A graph embedding of the classes (learn/api/graph_embedding.h): bound by calls or references, described by their use cases, tables and the
// words of their names. Which are near one another in it is a layer of the coupling graph; proposals by it alone come near what Desai et
// al. 2021 do, whose own data hold calls, use cases and inheritance.

#include "analysis/boundaries/class_model.h"
#include "analysis/learn/api/graph_embedding.h"

namespace causeway::boundaries {

// Errors: InvalidInput (nothing binds or describes a class), LimitExceeded (kMostEmbeddedNodes).
Result<learn::EmbeddingGraph> embeddingGraph(const ClassModel &model);
// Pairs of which one is among the kNearest of the other, with the cosine of their places where it is above 0. a < b, in order.
std::vector<ClassPair> closePairs(const learn::GraphEmbedding &embedding);
// Both, by the library of learning machines. clusters 0: a sixth of the classes. Errors: those of embeddingGraph and learner(), Cancelled.
Result<std::vector<ClassPair>> embedClasses(const ClassModel &model, std::uint32_t clusters, std::uint64_t seed, const Job &job);

} // namespace causeway::boundaries
