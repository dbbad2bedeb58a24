#include "app/engine/class_evidence.h"

#include <map>

namespace causeway::engine {

namespace {

using boundaries::CouplingEdge;
using boundaries::kNoService;

struct Pull {
    double weight = 0, strongest = 0;
    const CouplingEdge *edge = nullptr;
};

ClassEvidence::Tie tieOf(const Pull &pull, std::uint32_t one, const boundaries::LayerWeights &weights)
{
    ClassEvidence::Tie out;
    if (pull.edge == nullptr)
        return out;
    out.other = pull.edge->a == one ? pull.edge->b : pull.edge->a;
    double most = 0;
    for (std::size_t l = 0; l < boundaries::kLayers; ++l)
        if (const double share = weights[l] * pull.edge->shares[l]; share > most) {
            most = share;
            out.by = static_cast<boundaries::Layer>(l);
        }
    return out;
}

} // namespace

std::vector<ClassEvidence> classEvidence(const boundaries::CouplingGraph &coupling, const boundaries::Split &split)
{
    std::vector<std::map<std::uint32_t, Pull>> pulls(split.serviceOf.size());
    for (const CouplingEdge &edge : coupling.edges) {
        const double weight = coupling.weightOf(edge, coupling.weights);
        if (weight <= 0)
            continue;
        for (const auto &[one, other] : {std::pair{edge.a, edge.b}, {edge.b, edge.a}}) {
            if (split.serviceOf[one] == kNoService || split.serviceOf[other] == kNoService)
                continue;
            Pull &pull = pulls[one][split.serviceOf[other]];
            pull.weight += weight;
            if (weight > pull.strongest) {
                pull.strongest = weight;
                pull.edge = &edge;
            }
        }
    }
    std::vector<ClassEvidence> out(split.serviceOf.size());
    for (std::uint32_t i = 0; i < out.size(); ++i) {
        double all = 0;
        const Pull *own = nullptr, *rival = nullptr;
        for (const auto &[service, pull] : pulls[i]) {
            all += pull.weight;
            if (service == split.serviceOf[i])
                own = &pull;
            else if (rival == nullptr || pull.weight > rival->weight) {
                rival = &pull;
                out[i].rival = service;
            }
        }
        if (own != nullptr) {
            out[i].own = own->weight / all;
            out[i].strongest = tieOf(*own, i, coupling.weights);
        }
        if (rival != nullptr) {
            out[i].rivalShare = rival->weight / all;
            out[i].against = tieOf(*rival, i, coupling.weights);
        }
    }
    return out;
}

} // namespace causeway::engine
