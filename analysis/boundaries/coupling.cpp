#include "analysis/boundaries/coupling.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/boundaries/class_file_parts.h"
#include "analysis/boundaries/class_names.h"
#include "analysis/boundaries/coupling_layers.h"
#include "analysis/boundaries/leiden.h"

namespace causeway::boundaries {

namespace {

constexpr std::array<std::string_view, kLayers> kNames{"calls", "references", "usecases", "names", "packages", "terms", "cochange", "tables", "embedding"};
constexpr unsigned kMostDepth = 32; // of packages
constexpr double kResolution = 0.7;

double sumOf(const LayerEdges &edges)
{
    double sum = 0;
    for (const ClassPair &edge : edges)
        sum += edge.weight;
    return sum;
}

// The package down to that many parts. Parts that all classes share count as none.
std::string_view prefix(std::string_view package, unsigned parts)
{
    std::size_t at = 0;
    for (unsigned i = 0; i < parts; ++i) {
        const std::size_t dot = package.find('.', at);
        if (dot == std::string_view::npos)
            return package;
        at = dot + 1;
    }
    return at == 0 ? std::string_view() : package.substr(0, at - 1);
}

double modularityOf(const WeightedGraph &graph, const std::vector<std::uint32_t> &cluster, double gamma)
{
    std::map<std::uint32_t, double> strength;
    double inside = 0, all = 0;
    for (std::uint32_t i = 0; i < graph.size(); ++i)
        for (const auto &edge : graph.of(i)) {
            all += edge.weight;
            strength[cluster[i]] += edge.weight;
            if (cluster[i] == cluster[edge.to])
                inside += edge.weight;
        }
    if (all <= 0)
        return 0;
    double q = inside / all;
    for (const auto &[one, s] : strength)
        q -= gamma * (s / all) * (s / all);
    return q;
}

} // namespace

std::string_view toName(Layer layer) { return kNames[static_cast<std::size_t>(layer)]; }

std::optional<Layer> layerOf(std::string_view name)
{
    for (std::size_t i = 0; i < kLayers; ++i)
        if (kNames[i] == name)
            return static_cast<Layer>(i);
    return std::nullopt;
}

Result<LayerWeights> parseWeights(std::string_view text)
{
    LayerWeights out = kDefaultWeights;
    for (const std::string_view part : splitFields(text, 64)) {
        if (part.empty())
            continue;
        const std::size_t equals = part.find('=');
        const auto layer = layerOf(part.substr(0, equals));
        const double weight = equals == std::string_view::npos ? -1 : numberOf(part.substr(equals + 1)).value_or(-1);
        if (!layer || !(weight >= 0 && weight <= 100))
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The weights of the layers cannot be read")), layer ? Message(CAUSEWAY_TEXT("“%1” has no weight from 0 to 100"), part) : Message(CAUSEWAY_TEXT("there is no layer “%1”"), part.substr(0, equals)),
                           Message(CAUSEWAY_TEXT("Name layers with their weights: calls=1,references=1,usecases=0.5,names=0.75,packages=2,terms=0.25,cochange=0.25,tables=0.5,embedding=0.")));
        out[static_cast<std::size_t>(*layer)] = weight;
    }
    return out;
}

CouplingGraph coupling(const ClassModel &model, const LayerWeights &weights)
{
    const auto n = static_cast<std::uint32_t>(model.classes.size());
    CouplingGraph out;
    out.classes = n;
    std::array<LayerEdges, kLayers> layers;
    const auto at = [&](Layer layer) -> LayerEdges & { return layers[static_cast<std::size_t>(layer)]; };
    if (model.observed)
        at(Layer::Calls) = callEdges(model.calls, n);
    at(Layer::References) = callEdges(model.references, n);
    at(Layer::UseCases) = useCaseEdges(model);
    at(Layer::Names) = nameEdges(model);
    at(Layer::Terms) = mutualNearest(model.terms, n);
    at(Layer::CoChange) = mutualNearest(model.coChanges, n);
    at(Layer::Tables) = overlapEdges(model.tableUses);
    at(Layer::Embedding) = mutualNearest(model.closeness, n);

    // How well packages fit what the rest tells of which classes belong together.
    std::vector<ClassPair> base;
    for (const Layer layer : {Layer::Calls, Layer::References, Layer::Names})
        if (const double sum = sumOf(at(layer)); sum > 0)
            for (const ClassPair &edge : at(layer))
                base.push_back({edge.a, edge.b, kDefaultWeights[static_cast<std::size_t>(layer)] * edge.weight / sum});
    const WeightedGraph graph(n, base);
    LeidenSettings settings;
    settings.gamma = kResolution;
    const double best = modularityOf(graph, leiden(graph, settings), kResolution);
    double fit = 0;
    std::vector<std::uint32_t> chosen;
    for (unsigned depth = 1; depth <= kMostDepth && best > 0; ++depth) {
        std::map<std::string_view, std::uint32_t> number;
        std::vector<std::uint32_t> package(n);
        bool deeper = false;
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::string_view name = prefix(model.packages[i], depth);
            deeper = deeper || name.size() < model.packages[i].size();
            package[i] = number.try_emplace(name, static_cast<std::uint32_t>(number.size())).first->second;
        }
        const double q = modularityOf(graph, package, kResolution);
        if (number.size() > 1 && q > fit) {
            fit = q;
            chosen = std::move(package);
            out.packageDepth = depth;
        }
        if (!deeper)
            break;
    }
    out.packageFit = best > 0 ? std::clamp(fit / best, 0.0, 1.0) : 0;
    if (!chosen.empty())
        at(Layer::Packages) = packageEdges(chosen);

    std::map<std::pair<std::uint32_t, std::uint32_t>, std::array<float, kLayers>> all;
    for (std::size_t l = 0; l < kLayers; ++l) {
        const double sum = sumOf(layers[l]);
        out.edgesOf[l] = layers[l].size();
        out.observed[l] = sum > 0;
        out.weights[l] = sum > 0 ? weights[l] : 0;
        if (sum > 0)
            for (const ClassPair &edge : layers[l])
                all[{edge.a, edge.b}][l] = static_cast<float>(edge.weight / sum);
    }
    out.weights[static_cast<std::size_t>(Layer::Packages)] *= out.packageFit;
    out.edges.reserve(all.size());
    for (const auto &[pair, shares] : all)
        out.edges.push_back({pair.first, pair.second, shares});
    return out;
}

} // namespace causeway::boundaries
