#pragma once
// From evidence of a root cause to what detectors found in the sessions that it was seen in.

#include "analysis/core/job.h"
#include "analysis/rootcause/evidence.h"
#include "storage/finding_store.h"
#include "storage/project.h"

namespace causeway::engine {

struct EvidenceFindings {
    std::vector<storage::Finding> findings; // those that have a heat map first, of both the worst first; of the newest run of each detector
    bool hasHeatMap = false;                // the first of them
    std::size_t sessions = 0;               // that its lines and spans are of
    std::optional<Message> whyNone;         // where there are no findings
};

// material: what the evidence's rows refer to. One pass over the sessions. Errors: Cancelled, Damaged.
Result<EvidenceFindings> findingsOfEvidence(storage::Project &project, const rootcause::Material &material, const rootcause::Evidence &evidence, const Job &job);

} // namespace causeway::engine
