#pragma once
// Time that grew: in a service itself, and between a call and its other side.

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

struct EdgeShift {
    std::uint32_t from = 0, to = 0; // services
    TimeShift shift;
    double nats = 0;                // that more calls than before exceed what 95 % did not
    bool shifted = false;           // at least half of them do, and by a time that matters
    std::vector<std::uint32_t> examples{}; // callers' spans that do
};
// Gaps by edge, rising by (from, to). Errors: Cancelled.
Result<std::vector<EdgeShift>> edgeShifts(const Scene &scene, const Job &job);

// Who is at the edges that shifted: the service with the most at its edges takes them, the others keep what is left of theirs.
FamilyEvidence networkEvidence(const Scene &scene, const std::vector<EdgeShift> &edges);

// Self times by operation; what an operation needs more is weighed by how many of its spans do. Errors: Cancelled.
Result<FamilyEvidence> selfTimeEvidence(const Scene &scene, const Job &job);

} // namespace causeway::rootcause
