#pragma once
// Whom an incident hurts, and since when.

#include "analysis/rootcause/find_cause.h"
#include "analysis/rootcause/source_nats.h"

namespace causeway::rootcause {

// Operations at which requests enter, the most certain first; those that fare as before are left out.
std::vector<EntryImpact> entryImpact(const Scene &scene, const AllEvidence &evidence);

// When it began: of steps of 5 s from 90 s before the incident to its end, the one that best parts traces that go as before from those
// that go otherwise (Bernoulli change point). toldNs where nothing changes; the scene may begin a little earlier or later.
std::int64_t onsetNs(const Scene &scene, const AllEvidence &evidence, std::uint32_t service, std::int64_t toldNs);

} // namespace causeway::rootcause
