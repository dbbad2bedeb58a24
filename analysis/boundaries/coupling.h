#pragma once
// The coupling graph: classes and what binds them, in layers that can be weighted apart.
//
// calls, references   w = ln(v) + 1, both directions added, divided by √(strength·strength): who talks to all binds none
// use cases           Jaccard index of the use cases, or of those in common; the 8 nearest of each, where that is mutual
// names               cosine of the words of the names: words that say what part a class plays are left out, the first word that another
//                     class has as well leads
// packages            1 / (size − 1) within a package, at that depth of the tree of packages that fits calls and names best; the layer's
//                     weight is how well it fits: packages by technical part bind nothing
// terms, co-change    the 8 nearest, where that is mutual
// tables              Jaccard index of the tables
// embedding           the 8 nearest in a graph embedding, where that is mutual; by itself it weighs nothing, being made of the others
// Each layer is divided by its sum, so that its weight is its share.

#include <array>

#include "analysis/boundaries/class_model.h"

namespace causeway::boundaries {

enum class Layer : std::uint8_t { Calls, References, UseCases, Names, Packages, Terms, CoChange, Tables, Embedding };
constexpr std::size_t kLayers = 9;
using LayerWeights = std::array<double, kLayers>;
constexpr LayerWeights kDefaultWeights{1, 1, 0.5, 0.75, 2, 0.25, 0.25, 0.5, 0};

std::string_view toName(Layer layer); // "calls"
std::optional<Layer> layerOf(std::string_view name);
// "calls=1,names=0.5" over the default; a layer not named keeps its weight. Errors: InvalidInput (no such layer, no weight 0…100).
Result<LayerWeights> parseWeights(std::string_view text);

struct CouplingEdge {
    std::uint32_t a = 0, b = 0;            // a < b
    std::array<float, kLayers> shares{};   // of the layers' sums, by layer, without weights
};

struct CouplingGraph {
    std::uint32_t classes = 0;
    std::vector<CouplingEdge> edges;       // in order of (a, b)
    LayerWeights weights{};                // as asked, that of packages times how well they fit; 0 where a layer holds nothing
    std::array<std::uint64_t, kLayers> edgesOf{};
    std::array<bool, kLayers> observed{};  // the data hold something of that kind
    unsigned packageDepth = 0;             // that was chosen
    double packageFit = 0;                 // 0…1

    [[nodiscard]] double weightOf(const CouplingEdge &edge, const LayerWeights &by) const
    {
        double sum = 0;
        for (std::size_t l = 0; l < kLayers; ++l)
            sum += by[l] * edge.shares[l];
        return sum;
    }
};

// The result does not depend on the order of facts.
CouplingGraph coupling(const ClassModel &model, const LayerWeights &weights);

} // namespace causeway::boundaries
