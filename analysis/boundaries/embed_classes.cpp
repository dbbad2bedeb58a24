#include "analysis/boundaries/embed_classes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/boundaries/class_names.h"
#include "analysis/boundaries/coupling_layers.h"
#include "analysis/learn/api/learner.h"

namespace causeway::boundaries {

namespace {

constexpr std::uint32_t kMostAttributes = 512; // the most frequent, where there are more
constexpr std::uint32_t kClassesOfCluster = 6;

// Of each attribute, who has it.
using Holders = std::vector<std::vector<std::uint32_t>>;

void addColumns(Holders &all, const std::vector<std::vector<std::uint32_t>> &of, std::size_t columns)
{
    const std::size_t first = all.size();
    all.resize(first + columns);
    for (std::uint32_t i = 0; i < of.size(); ++i)
        for (const std::uint32_t column : of[i])
            all[first + column].push_back(i);
}

void addWords(Holders &all, const ClassModel &model)
{
    std::map<std::string, std::vector<std::uint32_t>> holders;
    for (std::uint32_t i = 0; i < model.classes.size(); ++i)
        for (std::string &word : wordsOf(shortName(model.classes[i])))
            if (!isRoleWord(word)) {
                std::vector<std::uint32_t> &list = holders[std::move(word)];
                if (list.empty() || list.back() != i)
                    list.push_back(i);
            }
    for (auto &[word, list] : holders)
        all.push_back(std::move(list));
}

} // namespace

Result<learn::EmbeddingGraph> embeddingGraph(const ClassModel &model)
{
    const auto n = static_cast<std::uint32_t>(model.classes.size());
    learn::EmbeddingGraph out;
    out.nodes = n;
    for (const ClassPair &edge : callEdges(model.observed ? model.calls : model.references, n))
        out.edges.push_back({edge.a, edge.b, 1});
    Holders holders;
    addColumns(holders, model.uses, model.useCases.size());
    addColumns(holders, model.tableUses, model.tables.size());
    addWords(holders, model);
    std::erase_if(holders, [&](const auto &list) { return list.size() < 2 || list.size() == n; }); // what one or all have binds nobody
    std::ranges::stable_sort(holders, [](const auto &x, const auto &y) { return x.size() > y.size(); });
    if (holders.size() > kMostAttributes)
        holders.resize(kMostAttributes);
    if (out.edges.empty() || holders.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is too little for a graph embedding")), holders.empty() ? Message(CAUSEWAY_TEXT("no two classes share a use case, a table or a word of their names")) : Message(CAUSEWAY_TEXT("no calls or references between classes are known")),
                       Message(CAUSEWAY_TEXT("Add a file with them, or use the consensus.")));
    if (n > learn::kMostEmbeddedNodes)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("%1 classes are too many for a graph embedding"), n), Message(CAUSEWAY_TEXT("at most %1"), learn::kMostEmbeddedNodes), Message(CAUSEWAY_TEXT("Use the consensus.")));
    out.attributes = static_cast<std::uint32_t>(holders.size());
    out.values.assign(std::size_t{n} * out.attributes, 0);
    for (std::uint32_t column = 0; column < out.attributes; ++column)
        for (const std::uint32_t i : holders[column])
            out.values[std::size_t{i} * out.attributes + column] = 1;
    return out;
}

std::vector<ClassPair> closePairs(const learn::GraphEmbedding &embedding)
{
    const std::size_t size = embedding.size, n = size == 0 ? 0 : embedding.rows.size() / size;
    std::vector<float> unit = embedding.rows;
    for (std::size_t i = 0; i < n; ++i) {
        double length = 0;
        for (std::size_t d = 0; d < size; ++d)
            length += static_cast<double>(unit[i * size + d]) * static_cast<double>(unit[i * size + d]);
        for (std::size_t d = 0; d < size; ++d)
            unit[i * size + d] = length > 0 ? static_cast<float>(static_cast<double>(unit[i * size + d]) / std::sqrt(length)) : 0;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> pairs;
    std::vector<std::pair<float, std::uint32_t>> near;
    for (std::uint32_t i = 0; i < n; ++i) {
        near.clear();
        for (std::uint32_t k = 0; k < n; ++k) {
            if (k == i)
                continue;
            float dot = 0;
            for (std::size_t d = 0; d < size; ++d)
                dot += unit[i * size + d] * unit[k * size + d];
            if (dot > 0)
                near.emplace_back(-dot, k);
        }
        const std::size_t kept = std::min(near.size(), kNearest);
        std::ranges::partial_sort(near, near.begin() + static_cast<std::ptrdiff_t>(kept));
        for (std::size_t k = 0; k < kept; ++k)
            pairs[std::minmax(i, near[k].second)] = static_cast<double>(-near[k].first);
    }
    std::vector<ClassPair> out;
    for (const auto &[pair, cosine] : pairs)
        out.push_back({pair.first, pair.second, cosine});
    return out;
}

Result<std::vector<ClassPair>> embedClasses(const ClassModel &model, std::uint32_t clusters, std::uint64_t seed, const Job &job)
{
    CAUSEWAY_ASSIGN(const learn::EmbeddingGraph graph, embeddingGraph(model));
    CAUSEWAY_ASSIGN(const learn::Learner *const learner, learn::learner());
    learn::EmbeddingPlan plan;
    plan.clusters = clusters > 0 ? clusters : std::max(2u, graph.nodes / kClassesOfCluster);
    plan.seed = seed;
    CAUSEWAY_ASSIGN(const learn::GraphEmbedding embedding, learner->embedGraph(graph, plan, job));
    return closePairs(embedding);
}

} // namespace causeway::boundaries
