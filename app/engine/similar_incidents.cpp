#include "app/engine/similar_incidents.h"

#include <algorithm>

namespace causeway::engine {

namespace {

constexpr double kAlike = 0.4;

} // namespace

std::vector<SimilarIncident> similarIncidents(const rootcause::Signature &signature, const std::vector<storage::Incident> &incidents, storage::IncidentId apartFrom, std::size_t limit)
{
    std::vector<SimilarIncident> similar;
    if (signature.services.empty())
        return similar;
    for (const storage::Incident &incident : incidents) {
        if (incident.verdict != storage::IncidentVerdict::Cause || incident.signature.empty() || (apartFrom != 0 && incident.id == apartFrom))
            continue;
        // One that cannot be read is as good as none: it is made anew when incidents are measured.
        const auto known = rootcause::decodeSignature(incident.signature);
        if (!known)
            continue;
        if (const rootcause::Similarity one = rootcause::similarity(signature, *known); one.both >= kAlike)
            similar.push_back({incident, one});
    }
    std::stable_sort(similar.begin(), similar.end(), [](const SimilarIncident &a, const SimilarIncident &b) { return a.similarity.both > b.similarity.both; });
    if (similar.size() > limit)
        similar.resize(limit);
    return similar;
}

} // namespace causeway::engine
