#pragma once
// What happens in requests, and in which order: transitions that became more frequent in their context than in any normal time, and
// or rarer, and
// where each trace first diverges: takes one that grew, or stands where one that shrank was to follow and never does (after Yu et al., "Nezha: Interpretable Fine-Grained Root Causes Analysis for Microservices on
// Multi-modal Observability Data", ESEC/FSE 2023, section 3, which counts pairs of events; here they are conditioned on the operation
// and the event before, so that another mix of requests is no change).

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

struct HotTransition {
    std::uint32_t transition = 0;  // of Walks
    double nats = 0;               // negative: it became rarer
    Share now, before;             // traces with it, of those with its context
    std::uint32_t other = kNone;   // the one of the context that moved the other way most
};

struct PathEvidence : FamilyEvidence {
    bool logs = false;                     // lines took part
    std::vector<HotTransition> hot;        // rising by transition
    std::vector<std::uint32_t> firstStep;  // by trace of Scene::now: index into Walks::steps of where it first diverges, kNone
    std::vector<double> missing;           // by service: nats for calls of it that stay away
};

// Errors: Cancelled.
Result<PathEvidence> pathEvidence(const Scene &scene, bool logs, const Job &job);

} // namespace causeway::rootcause
