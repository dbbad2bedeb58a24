#pragma once
// What speaks most for the service of every class, and most against it: for reports and tables of all classes at once.

#include "app/engine/propose_boundaries.h"

namespace causeway::engine {

struct ClassEvidence {
    struct Tie {
        std::uint32_t other = boundaries::kNobody; // a class
        boundaries::Layer by = boundaries::Layer::Calls; // the layer that holds most of it
    };
    double own = 0, rivalShare = 0;                // shares of what binds the class: to its own service, to the one that pulls most besides
    std::uint32_t rival = boundaries::kNoService;
    Tie strongest, against;                        // in its own service; in the rival
};

// Of every class of the model; of classes in no service nothing is told.
std::vector<ClassEvidence> classEvidence(const boundaries::CouplingGraph &coupling, const boundaries::Split &split);

} // namespace causeway::engine
