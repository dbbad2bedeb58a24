#pragma once
// Every source of evidence asked about one incident.

#include "analysis/rootcause/error_votes.h"
#include "analysis/rootcause/finding_votes.h"
#include "analysis/rootcause/fusion.h"
#include "analysis/rootcause/metric_steps.h"
#include "analysis/rootcause/time_shifts.h"
#include "analysis/rootcause/transitions.h"

namespace causeway::rootcause {

struct AllEvidence {
    SourceNats nats;
    std::array<std::vector<bool>, kSourceCount> covered; // by service
    std::vector<EdgeShift> edges;
    PathEvidence structure, lines;
    FamilyEvidence errors, network, selfTime, metrics, findings;
    std::vector<MetricStep> steps;
};

// Errors: Cancelled.
Result<AllEvidence> gatherEvidence(const Scene &scene, const std::array<bool, kFamilyCount> &use, const Job &job);

} // namespace causeway::rootcause
