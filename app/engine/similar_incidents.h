#pragma once
// Kept incidents that looked like this one.

#include <vector>

#include "analysis/rootcause/signature.h"
#include "storage/incident_store.h"

namespace causeway::engine {

struct SimilarIncident {
    storage::Incident incident;
    rootcause::Similarity similarity;
    [[nodiscard]] bool isSamePlace() const { return similarity.place >= 0.5; }
};

// Of those whose cause is told and whose signature is known, the most similar first, at most `limit`; those that hardly are alike (both < 0.4)
// are left out. apartFrom: its id; 0: none.
std::vector<SimilarIncident> similarIncidents(const rootcause::Signature &signature, const std::vector<storage::Incident> &incidents, storage::IncidentId apartFrom, std::size_t limit = 3);

} // namespace causeway::engine
