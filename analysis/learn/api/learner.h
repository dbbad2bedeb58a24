#pragma once
// The library of learning machines, a shared object that is loaded when first asked for and stays loaded.

#include "analysis/learn/api/actor_critic.h"
#include "analysis/learn/api/graph_embedding.h"
#include "analysis/learn/api/regression.h"
#include "analysis/learn/api/sequence_model.h"
#include "analysis/learn/api/value_network.h"

namespace causeway::learn {

class Learner {
public:
    virtual ~Learner() = default;
    // Weights from the seed. Errors: LimitExceeded for a shape that needs over 1 GiB.
    [[nodiscard]] virtual Result<std::unique_ptr<SequenceModel>> makeSequenceModel(const SequenceModelShape &shape, std::uint64_t seed) const = 0;
    // Errors: Damaged where the weights are not those of the shape.
    [[nodiscard]] virtual Result<std::unique_ptr<SequenceModel>> loadSequenceModel(const SequenceModelShape &shape, std::span<const Weights> weights) const = 0;
    // The same for numbers.
    [[nodiscard]] virtual Result<std::unique_ptr<ValueNetwork>> makeValueNetwork(const ValueNetworkShape &shape, std::uint64_t seed) const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<ValueNetwork>> loadValueNetwork(const ValueNetworkShape &shape, std::span<const Weights> weights) const = 0;
    // Goes on from there. Errors: InvalidInput where the networks do not fit one another.
    [[nodiscard]] virtual Result<std::unique_ptr<ActorCritic>> makeActorCritic(const ActorCriticNetworks &networks) const = 0;
    // Least squares, from where `start` is. Errors: InvalidInput (no rows, or they do not fit the network), Cancelled.
    [[nodiscard]] virtual Result<RegressionOutcome> fitRegression(const Dense &start, const RegressionRows &rows, const RegressionPlan &plan, const Job &job) const = 0;
    // Errors: InvalidInput (no nodes or no attributes, an edge to no node), LimitExceeded (kMostEmbeddedNodes), Cancelled.
    [[nodiscard]] virtual Result<GraphEmbedding> embedGraph(const EmbeddingGraph &graph, const EmbeddingPlan &plan, const Job &job) const = 0;
};

// Of both sides: a library of another number is refused.
inline constexpr int kLearnerAbi = 4;
// What the shared object exports, with C linkage.
inline constexpr const char *kLearnerAbiSymbol = "causewayLearnerAbi"; // int()
inline constexpr const char *kLearnerSymbol = "causewayLearner";       // const Learner *()

// Loads it at the first call (0.4 to 0.7 s, 145 MB); any thread. Looked for beside the program, a folder above it, and in
// lib/causeway of its prefix. Errors: NotFound (with where it was looked for), Unsupported (another ABI).
Result<const Learner *> learner();

} // namespace causeway::learn
