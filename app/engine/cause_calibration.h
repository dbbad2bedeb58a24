#pragma once
// How well root causes of the kept incidents are found, and what they say of how far each source of evidence is to be believed.

#include <optional>

#include "analysis/rootcause/fit_calibration.h"
#include "storage/incident_store.h"

namespace causeway::engine {

struct MeasureCausesRequest {
    unsigned threads = 0;
};
struct MeasuredIncident {
    storage::Incident incident;        // with a cause, or without a fault
    std::size_t rank = 0;              // of its service, by the default calibration; 0: not in the list
    std::string first, firstKind;      // what is ranked first; empty: nothing
    bool isNamed = false;              // the first stands out
    std::optional<Message> leftOut;    // why it could not be asked
};
struct MeasureCausesResponse {
    std::vector<MeasuredIncident> incidents; // by time
    rootcause::CalibrationFit fit;           // of those that are not left out
};
// Asks for the cause of each incident whose cause is told, as findRootCause does, and of those without a fault. What is learned, and how
// each looked, is kept in the project; the former is used by findRootCause until an incident or the data change. Errors: NotFound (no such incident), Cancelled, Damaged.
Result<MeasureCausesResponse> measureCauses(storage::Project &project, const MeasureCausesRequest &request, const Job &job);

// What was learned from just these incidents, where leaving one out said that it is no worse; nullopt: the default holds.
Result<std::optional<rootcause::Calibration>> learnedCalibration(storage::Project &project, const std::vector<storage::Incident> &incidents);

// The setting that keeps it, and what it is in a copy of the project that has only some of these incidents; empty: nothing holds.
constexpr const char *kCalibrationSetting = "rootcause.calibration";
Result<std::string> calibrationFor(storage::Project &project, const std::vector<storage::Incident> &incidents, const std::vector<storage::Incident> &some);

} // namespace causeway::engine
