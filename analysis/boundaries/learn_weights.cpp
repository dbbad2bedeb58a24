#include "analysis/boundaries/learn_weights.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace causeway::boundaries {

namespace {

constexpr double kPrior = 0.5;       // standard deviation of a coefficient around what it was
constexpr int kMostRounds = 200;
constexpr double kEnough = 1e-9;     // of a coefficient, in a round

using Inputs = std::array<double, kLayers>;

struct Example {
    Inputs in{};
    bool same = false;
    double weight = 1;
};

class Layers {
public:
    explicit Layers(const CouplingGraph &graph) : m_graph(graph)
    {
        // A typical edge of each layer counts one.
        std::array<std::vector<float>, kLayers> shares;
        for (const CouplingEdge &edge : graph.edges)
            for (std::size_t l = 0; l < kLayers; ++l)
                if (edge.shares[l] > 0)
                    shares[l].push_back(edge.shares[l]);
        for (std::size_t l = 0; l < kLayers; ++l)
            if (!shares[l].empty()) {
                std::ranges::nth_element(shares[l], shares[l].begin() + static_cast<std::ptrdiff_t>(shares[l].size() / 2));
                m_scale[l] = 1 / static_cast<double>(shares[l][shares[l].size() / 2]);
            }
        for (std::uint32_t e = 0; e < graph.edges.size(); ++e)
            m_edges[{graph.edges[e].a, graph.edges[e].b}] = e;
    }
    [[nodiscard]] Inputs of(std::uint32_t a, std::uint32_t b) const
    {
        Inputs out{};
        const auto found = m_edges.find(std::minmax(a, b));
        if (found != m_edges.end())
            for (std::size_t l = 0; l < kLayers; ++l)
                out[l] = static_cast<double>(m_graph.edges[found->second].shares[l]) * m_scale[l];
        return out;
    }
    // What binds a class to others: each by the weights, in the graph's shares.
    [[nodiscard]] double pull(std::uint32_t one, const std::vector<std::uint32_t> &others, const LayerWeights &weights) const
    {
        double sum = 0;
        std::size_t count = 0;
        for (const std::uint32_t other : others) {
            if (other == one)
                continue;
            ++count;
            const auto found = m_edges.find(std::minmax(one, other));
            if (found != m_edges.end())
                sum += m_graph.weightOf(m_graph.edges[found->second], weights);
        }
        return count == 0 ? 0 : sum / std::sqrt(static_cast<double>(count));
    }
    [[nodiscard]] double scale(std::size_t layer) const { return m_scale[layer]; }

private:
    const CouplingGraph &m_graph;
    std::array<double, kLayers> m_scale{};
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> m_edges;
};

// A move counts as much as another, however large the services are; and its two sides alike.
void addExamples(std::vector<Example> &out, const Layers &layers, const JudgedClass &judged)
{
    for (const auto &[others, same] : {std::pair{&judged.with, true}, {&judged.without, false}})
        for (const std::uint32_t other : *others)
            if (other != judged.one)
                out.push_back({layers.of(judged.one, other), same, 1 / static_cast<double>(others->size())});
}

// Coordinate descent on the log posterior, coefficients not below 0. One coefficient a layer, and a constant.
LayerWeights fit(const std::vector<Example> &examples, const LayerWeights &before, const Layers &layers)
{
    double largest = 0;
    LayerWeights prior{};
    for (std::size_t l = 0; l < kLayers; ++l) {
        prior[l] = layers.scale(l) > 0 ? before[l] / layers.scale(l) : 0; // of a typical edge
        largest = std::max(largest, prior[l]);
    }
    if (largest <= 0)
        return before;
    for (double &one : prior)
        one /= largest; // the strongest layer's typical edge counts one
    LayerWeights at = prior;
    double constant = 0;
    std::vector<double> logit(examples.size());
    const auto compute = [&] {
        for (std::size_t i = 0; i < examples.size(); ++i)
            logit[i] = std::inner_product(at.begin(), at.end(), examples[i].in.begin(), constant);
    };
    compute();
    for (int round = 0; round < kMostRounds; ++round) {
        double moved = 0;
        for (std::size_t l = 0; l <= kLayers; ++l) {
            if (l < kLayers && layers.scale(l) <= 0)
                continue;
            double gradient = l < kLayers ? (at[l] - prior[l]) / (kPrior * kPrior) : 0, curvature = l < kLayers ? 1 / (kPrior * kPrior) : 1e-3;
            for (std::size_t i = 0; i < examples.size(); ++i) {
                const double x = l < kLayers ? examples[i].in[l] : 1, p = 1 / (1 + std::exp(-logit[i]));
                gradient += examples[i].weight * (p - (examples[i].same ? 1 : 0)) * x;
                curvature += examples[i].weight * 0.25 * x * x; // a bound of p(1 − p), so that each step goes down
            }
            double &value = l < kLayers ? at[l] : constant;
            const double next = l < kLayers ? std::max(0.0, value - gradient / curvature) : value - gradient / curvature, step = next - value;
            value = next;
            moved = std::max(moved, std::abs(step));
            for (std::size_t i = 0; i < examples.size(); ++i)
                logit[i] += step * (l < kLayers ? examples[i].in[l] : 1);
        }
        if (moved < kEnough)
            break;
    }
    LayerWeights out = before;
    for (std::size_t l = 0; l < kLayers; ++l)
        if (layers.scale(l) > 0)
            out[l] = at[l] * largest * layers.scale(l);
    return out;
}

} // namespace

std::vector<JudgedClass> judgedClasses(const Assignment &proposed, const Assignment &corrected, std::span<const std::uint32_t> kept)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> both;
    for (std::size_t i = 0; i < proposed.size(); ++i)
        if (proposed[i] != kNoService && corrected[i] != kNoService)
            ++both[{proposed[i], corrected[i]}];
    std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> match; // corrected service → (classes, proposed service)
    for (const auto &[pair, count] : both)
        if (count > match[pair.second].first)
            match[pair.second] = {count, pair.first};
    const auto members = [](const Assignment &of, std::uint32_t service, std::uint32_t but) {
        std::vector<std::uint32_t> out;
        for (std::uint32_t i = 0; i < of.size(); ++i)
            if (i != but && of[i] == service)
                out.push_back(i);
        return out;
    };
    std::vector<JudgedClass> out;
    for (std::uint32_t i = 0; i < proposed.size(); ++i) {
        if (proposed[i] == kNoService || corrected[i] == kNoService)
            continue;
        const bool moved = match[corrected[i]].second != proposed[i];
        if (!moved && std::ranges::find(kept, i) == kept.end())
            continue;
        JudgedClass judged{i, members(corrected, corrected[i], i), {}};
        if (moved) { // those that stayed where it was
            judged.without = members(proposed, proposed[i], i);
            std::erase_if(judged.without, [&](std::uint32_t other) { return corrected[other] == corrected[i]; });
        }
        if (!judged.with.empty())
            out.push_back(std::move(judged));
    }
    return out;
}

Result<LearnedWeights> learnWeights(const CouplingGraph &graph, std::span<const JudgedClass> judged)
{
    std::vector<const JudgedClass *> moves;
    for (const JudgedClass &one : judged)
        moves.push_back(&one);
    std::ranges::stable_sort(moves, {}, [](const JudgedClass *one) { return one->one; });
    const auto two = static_cast<std::size_t>(std::ranges::count_if(moves, [](const JudgedClass *one) { return !one->with.empty() && !one->without.empty(); }));
    if (two < kLeastMoves)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1{move is|moves are} too few to learn from"), two), Message(CAUSEWAY_TEXT("it takes %1"), kLeastMoves), Message(CAUSEWAY_TEXT("Move classes to where they belong first.")));
    const Layers layers(graph);
    std::vector<std::vector<Example>> examples(moves.size());
    for (std::size_t m = 0; m < moves.size(); ++m)
        addExamples(examples[m], layers, *moves[m]);
    const auto learn = [&](std::size_t without) {
        std::vector<Example> all;
        for (std::size_t m = 0; m < moves.size(); ++m)
            if (m != without)
                all.insert(all.end(), examples[m].begin(), examples[m].end());
        return std::pair{fit(all, graph.weights, layers), all.size()};
    };
    LearnedWeights out;
    out.moves = moves.size();
    std::tie(out.weights, out.pairs) = learn(moves.size());
    for (std::size_t m = 0; m < moves.size(); ++m) {
        const JudgedClass &one = *moves[m];
        if (one.without.empty() || one.with.empty())
            continue;
        const LayerWeights others = learn(m).first;
        out.rightWith += layers.pull(one.one, one.with, others) > layers.pull(one.one, one.without, others) ? 1 : 0;
        out.rightWithout += layers.pull(one.one, one.with, graph.weights) > layers.pull(one.one, one.without, graph.weights) ? 1 : 0;
    }
    return out;
}

} // namespace causeway::boundaries
