#pragma once

#include "analysis/learn/api/graph_embedding.h"

namespace causeway::learn {

// Errors: see Learner.
Result<GraphEmbedding> embedGraph(const EmbeddingGraph &graph, const EmbeddingPlan &plan, const Job &job);

} // namespace causeway::learn
