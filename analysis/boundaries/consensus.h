#pragma once
// A split into services that many looks at the coupling graph agree on: Leiden runs, each with other weights of the layers and another
// resolution; how often two classes were together; and the split that keeps together what was so more often than not.

#include "analysis/boundaries/class_proposal.h"
#include "analysis/boundaries/coupling.h"
#include "analysis/core/job.h"

namespace causeway::boundaries {

struct ProposalSettings {
    std::uint32_t k = 0;         // services; 0: as many as show
    std::uint64_t seed = 1;
    unsigned runs = 60, threads = 0;
    Demands demands = {};
};

struct Proposal {
    Assignment serviceOf;            // kNoService: utilities
    std::uint32_t services = 0;
    std::vector<double> stability;   // of each class: how often it was with the others of its service, 0…1. A high one does not prove it right
    std::vector<std::string> names;  // of services that are pinned, and of the one of what nothing couples ("shared"); else empty
};

// Services of less than kSmallService classes join the one they are bound to most, unless pins, demands or k keep them. The result does not
// depend on threads. Errors: InvalidInput (more services than classes, or than pins leave), Cancelled.
Result<Proposal> proposeByConsensus(const CouplingGraph &graph, const ProposalSettings &settings, const Job &job);
// Proposal::stability of a split that was made otherwise, in which all but utilities are in a service and demands hold.
Result<std::vector<double>> stabilityOf(const CouplingGraph &graph, const Assignment &split, const ProposalSettings &settings, const Job &job);

} // namespace causeway::boundaries
