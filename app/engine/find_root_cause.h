#pragma once
// What broke in a time: the project's spans, lines and metrics through analysis/rootcause.

#include "analysis/rootcause/cloud_pd.h"
#include "analysis/rootcause/find_cause.h"
#include "analysis/rootcause/micro_rank.h"
#include "app/engine/cause_period.h"
#include "app/engine/similar_incidents.h"
#include "storage/incident_store.h"
#include "storage/project.h"

namespace causeway::engine {

enum class CauseMethod : std::uint8_t { Evidence, MicroRank, CloudPd };

struct FindRootCauseRequest {
    TimeRange time;                             // of the incident
    std::optional<TimeRange> baseline;          // absent: what there is otherwise, but for kept incidents and windows that are labelled anomalous
    CauseBaseline otherwise = CauseBaseline::OtherTimes;
    CauseMethod method = CauseMethod::Evidence;
    std::array<bool, rootcause::kFamilyCount> use{true, true, true, true, true};
};
struct FindRootCauseResponse {
    rootcause::Material material;               // what the report's numbers refer to
    rootcause::Report report;                   // of MicroRank: causes without kind and evidence; of CloudPD with evidence of metrics alone; causes that were rejected are the last
    std::optional<storage::Incident> kept;      // that is kept of this time
    std::vector<TimeRange> baseline;            // what it was held against, by time
    bool isCalibrated = false;                  // by the kept incidents (cause_calibration.h)
    std::string signature;                      // how it looks, to be kept with it (rootcause/signature.h)
    std::vector<SimilarIncident> similar;       // kept ones that looked like it, the most similar first
};
// Errors: NotFound (neither spans nor sessions nor metrics), InvalidInput (no time told), Cancelled, Damaged.
Result<FindRootCauseResponse> findRootCause(storage::Project &project, const FindRootCauseRequest &request, const Job &job);

// The best first, but what a person has ruled out last. rejected: services, in order of bytes.
void putRejectedLast(rootcause::Report &report, const std::vector<std::string> &rejected);

} // namespace causeway::engine
