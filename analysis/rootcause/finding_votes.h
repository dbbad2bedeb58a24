#pragma once
// What detectors found, as evidence: of each trace the place where it first goes wrong votes for its service.

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

// A detector's findings that are as frequent in normal windows say nothing. Several detectors that see the same count once, by the
// loudest. Empty where nothing was found. Errors: Cancelled.
Result<FamilyEvidence> findingEvidence(const Scene &scene, const Job &job);

} // namespace causeway::rootcause
