#pragma once
// What an incident is held against.

#include <optional>
#include <vector>

#include "analysis/rootcause/material.h"
#include "storage/incident_store.h"

namespace causeway::engine {

// Times that a person has said are not normal: kept incidents but this one (0: all of them), and windows that are labelled anomalous.
Result<std::vector<TimeRange>> knownTroubles(storage::Project &project, const std::vector<storage::Incident> &incidents, storage::IncidentId apartFrom);

// The incident and its baseline (absent: all that lies before, without the known troubles), both within what there is.
// Errors: NotFound (nothing lies in that time; the error says where there is something).
Result<rootcause::Period> causePeriod(const rootcause::Material &material, TimeRange incident, const std::optional<TimeRange> &baseline, std::vector<TimeRange> known);

} // namespace causeway::engine
