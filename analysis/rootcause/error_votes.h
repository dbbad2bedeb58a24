#pragma once
// Lines of warning or worse, and spans that failed, which became more frequent: each trace votes once, for where the first of them is.

#include "analysis/rootcause/evidence.h"
#include "analysis/rootcause/scene.h"

namespace causeway::rootcause {

// Errors: Cancelled.
Result<FamilyEvidence> errorEvidence(const Scene &scene, const Job &job);

} // namespace causeway::rootcause
