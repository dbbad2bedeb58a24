#include "analysis/learn/api/learner.h"

#include <torch/torch.h>

#include "analysis/learn/torch/torch_actor_critic.h"
#include "analysis/learn/torch/torch_graph_embedding.h"
#include "analysis/learn/torch/torch_regression.h"
#include "analysis/learn/torch/torch_sequence_model.h"
#include "analysis/learn/torch/torch_value_network.h"

namespace causeway::learn {

namespace {

class TorchLearner final : public Learner {
public:
    TorchLearner() { at::set_num_threads(1); }
    Result<std::unique_ptr<SequenceModel>> makeSequenceModel(const SequenceModelShape &shape, std::uint64_t seed) const override
    {
        return causeway::learn::makeSequenceModel(shape, seed, {});
    }
    Result<std::unique_ptr<SequenceModel>> loadSequenceModel(const SequenceModelShape &shape, std::span<const Weights> weights) const override
    {
        return causeway::learn::makeSequenceModel(shape, 1, weights);
    }
    Result<std::unique_ptr<ValueNetwork>> makeValueNetwork(const ValueNetworkShape &shape, std::uint64_t seed) const override
    {
        return causeway::learn::makeValueNetwork(shape, seed, {});
    }
    Result<std::unique_ptr<ValueNetwork>> loadValueNetwork(const ValueNetworkShape &shape, std::span<const Weights> weights) const override
    {
        return causeway::learn::makeValueNetwork(shape, 1, weights);
    }
    Result<std::unique_ptr<ActorCritic>> makeActorCritic(const ActorCriticNetworks &networks) const override { return causeway::learn::makeActorCritic(networks); }
    Result<RegressionOutcome> fitRegression(const Dense &start, const RegressionRows &rows, const RegressionPlan &plan, const Job &job) const override
    {
        return causeway::learn::fitRegression(start, rows, plan, job);
    }
    Result<GraphEmbedding> embedGraph(const EmbeddingGraph &graph, const EmbeddingPlan &plan, const Job &job) const override { return causeway::learn::embedGraph(graph, plan, job); }
};

} // namespace

extern "C" __attribute__((visibility("default"))) int causewayLearnerAbi() { return kLearnerAbi; }
extern "C" __attribute__((visibility("default"))) const Learner *causewayLearner()
{
    static const TorchLearner learner;
    return &learner;
}

} // namespace causeway::learn
