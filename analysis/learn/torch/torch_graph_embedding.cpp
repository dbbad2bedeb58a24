#include "analysis/learn/torch/torch_graph_embedding.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "analysis/learn/torch/training.h"

namespace causeway::learn {

using torch::Tensor;

namespace {

constexpr double kLeastShare = 1e-8; // of an outlier, before its logarithm
constexpr int kMostRounds = 50;      // of k-means at the beginning

double evenly(std::mt19937_64 &random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

Tensor initial(std::int64_t in, std::int64_t out, std::mt19937_64 &random)
{
    Tensor weight = torch::empty({in, out});
    const double bound = std::sqrt(6.0 / static_cast<double>(in + out)); // Glorot and Bengio 2010
    float *to = weight.data_ptr<float>();
    for (std::int64_t i = 0; i < in * out; ++i)
        to[i] = static_cast<float>((2 * evenly(random) - 1) * bound);
    return weight.set_requires_grad(true);
}

// D^-½ (A + I) D^-½, sparse.
Tensor normalised(const EmbeddingGraph &graph)
{
    const auto n = static_cast<std::int64_t>(graph.nodes), e = static_cast<std::int64_t>(graph.edges.size());
    std::vector<double> degree(graph.nodes, 1);
    for (const EmbeddingEdge &edge : graph.edges) {
        degree[edge.a] += static_cast<double>(edge.weight);
        degree[edge.b] += static_cast<double>(edge.weight);
    }
    Tensor at = torch::empty({2, 2 * e + n}, torch::kLong), values = torch::empty({2 * e + n});
    std::int64_t *row = at.data_ptr<std::int64_t>(), *column = row + 2 * e + n;
    float *value = values.data_ptr<float>();
    const auto add = [&](std::uint32_t a, std::uint32_t b, float weight) {
        *row++ = a;
        *column++ = b;
        *value++ = static_cast<float>(static_cast<double>(weight) / std::sqrt(degree[a] * degree[b]));
    };
    for (const EmbeddingEdge &edge : graph.edges) {
        add(edge.a, edge.b, edge.weight);
        add(edge.b, edge.a, edge.weight);
    }
    for (std::uint32_t i = 0; i < graph.nodes; ++i)
        add(i, i, 1);
    return torch::sparse_coo_tensor(at, values, {n, n}).coalesce();
}

struct Networks {
    std::vector<Tensor> weights; // encode, encode, decode, decode
    Tensor encode(const Tensor &near, const Tensor &values) const { return torch::mm(near, torch::mm(torch::relu(torch::mm(near, torch::mm(values, weights[0]))), weights[1])); }
    Tensor decode(const Tensor &near, const Tensor &places) const { return torch::mm(near, torch::mm(torch::relu(torch::mm(near, torch::mm(places, weights[2]))), weights[3])); }
};

// Of each node, its share of the error.
Tensor shares(const Tensor &errors)
{
    const Tensor some = errors.detach().clamp_min(0);
    const double sum = some.sum().item<double>();
    return sum > 0 ? some / sum : torch::full_like(some, 1.0 / static_cast<double>(some.numel()));
}

Tensor weighted(const Tensor &errors) { return (errors * -shares(errors).clamp_min(kLeastShare).log()).mean(); }

Tensor nearestOf(const Tensor &places, const Tensor &centres) { return torch::cdist(places, centres).argmin(1); }

// k-means++ (Arthur and Vassilvitskii 2007), then Lloyd's rounds.
Tensor centresOf(const Tensor &places, std::uint32_t k, std::mt19937_64 &random)
{
    const std::int64_t n = places.size(0);
    Tensor centres = places.index_select(0, torch::tensor(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n))).unsqueeze(0));
    while (centres.size(0) < k) {
        const Tensor far = torch::cdist(places, centres).square().amin(1).to(torch::kDouble).contiguous();
        const double *const distance = far.data_ptr<double>();
        double sum = 0, at = 0;
        for (std::int64_t i = 0; i < n; ++i)
            sum += distance[i];
        const double wanted = evenly(random) * sum;
        std::int64_t chosen = 0;
        for (std::int64_t i = 0; i < n && at <= wanted; ++i)
            if (distance[i] > 0) {
                at += distance[i];
                chosen = i;
            }
        centres = torch::cat({centres, places.index_select(0, torch::tensor(chosen).unsqueeze(0))});
    }
    for (int round = 0; round < kMostRounds; ++round) {
        const Tensor member = torch::one_hot(nearestOf(places, centres), k).to(torch::kFloat);
        const Tensor sizes = member.sum(0).unsqueeze(1);
        const Tensor next = torch::where(sizes > 0, torch::mm(member.t(), places) / sizes.clamp_min(1), centres);
        if (torch::equal(next, centres))
            break;
        centres = next;
    }
    return centres;
}

template <typename T, typename To>
std::vector<To> numbersOf(const Tensor &tensor)
{
    const Tensor whole = tensor.contiguous();
    return {whole.data_ptr<T>(), whole.data_ptr<T>() + whole.numel()};
}

} // namespace

Result<GraphEmbedding> embedGraph(const EmbeddingGraph &graph, const EmbeddingPlan &plan, const Job &job)
try {
    if (graph.nodes == 0 || graph.attributes == 0 || graph.values.size() != std::size_t{graph.nodes} * graph.attributes || std::ranges::any_of(graph.edges, [&](const EmbeddingEdge &edge) { return edge.a >= graph.nodes || edge.b >= graph.nodes; }))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing for the network to learn from")));
    if (graph.nodes > kMostEmbeddedNodes)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("%1 nodes are too many for a graph embedding"), graph.nodes), Message(CAUSEWAY_TEXT("at most %1"), kMostEmbeddedNodes));
    const auto n = static_cast<std::int64_t>(graph.nodes), width = static_cast<std::int64_t>(graph.attributes);
    const std::uint32_t clusters = std::clamp(plan.clusters, 1u, graph.nodes);
    std::mt19937_64 random(plan.seed);
    const Tensor near = normalised(graph);
    const Tensor values = torch::from_blob(const_cast<float *>(graph.values.data()), {n, width}).clone();
    Tensor bound = torch::eye(n); // who is bound to whom, and to itself
    {
        auto of = bound.accessor<float, 2>();
        for (const EmbeddingEdge &edge : graph.edges)
            of[edge.a][edge.b] = of[edge.b][edge.a] = 1;
    }
    const Networks networks{{initial(width, plan.hidden, random), initial(plan.hidden, plan.size, random), initial(plan.size, plan.hidden, random), initial(plan.hidden, width, random)}};
    torch::optim::Adam optimiser(networks.weights, torch::optim::AdamOptions(plan.rate));
    Tensor centres, places, structureErrors, attributeErrors;
    GraphEmbedding out;
    for (int epoch = 0; epoch < plan.warmUp + plan.epochs; ++epoch) {
        if (job.isCancelled())
            return failure(cancelled());
        job.report({static_cast<double>(epoch), static_cast<double>(plan.warmUp + plan.epochs)});
        places = networks.encode(near, values);
        structureErrors = (bound - torch::mm(places, places.t())).square().mean(1);
        attributeErrors = (values - networks.decode(near, places)).square().mean(1);
        Tensor loss = plan.structure * weighted(structureErrors) + plan.attribute * weighted(attributeErrors);
        if (epoch >= plan.warmUp) {
            const torch::Tensor still = places.detach();
            if (epoch == plan.warmUp)
                centres = centresOf(still, clusters, random);
            const Tensor nearest = nearestOf(still, centres);
            const Tensor member = torch::one_hot(nearest, clusters).to(torch::kFloat), sizes = member.sum(0).unsqueeze(1);
            centres = torch::where(sizes > 0, torch::mm(member.t(), still) / sizes.clamp_min(1), centres);
            loss = loss + plan.clustering * (places - centres.index_select(0, nearest)).square().sum(1).mean();
            out.loss.push_back(loss.item<double>());
            if (!std::isfinite(out.loss.back()))
                return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("The network could not be computed")));
        }
        optimiser.zero_grad();
        loss.backward();
        optimiser.step();
    }
    const torch::NoGradGuard guard;
    places = networks.encode(near, values);
    structureErrors = (bound - torch::mm(places, places.t())).square().mean(1);
    attributeErrors = (values - networks.decode(near, places)).square().mean(1);
    if (!centres.defined())
        centres = centresOf(places, clusters, random);
    out.size = plan.size;
    out.rows = numbersOf<float, float>(places);
    out.cluster = numbersOf<std::int64_t, std::uint32_t>(nearestOf(places, centres));
    out.structureOutlier = numbersOf<float, float>(shares(structureErrors));
    out.attributeOutlier = numbersOf<float, float>(shares(attributeErrors));
    return out;
} catch (const std::exception &error) {
    return broken(error);
}

} // namespace causeway::learn
