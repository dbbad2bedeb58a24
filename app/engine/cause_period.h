#pragma once
// What an incident is held against.

#include <optional>
#include <vector>

#include "analysis/rootcause/material.h"
#include "storage/incident_store.h"

namespace causeway::engine {

// Times that a person has said are not normal: kept incidents but this one (0: all of them), and windows that are labelled anomalous.
Result<std::vector<TimeRange>> knownTroubles(storage::Project &project, const std::vector<storage::Incident> &incidents, storage::IncidentId apartFrom);

// What an incident is held against where no time is told: what lies before, where that is enough to know what comes and goes (half an hour
// with requests in it), else what follows as well, but for a minute behind the incident. Before: never what follows.
enum class CauseBaseline : std::uint8_t { OtherTimes, Before };

// The incident and its baseline (absent: other times, without the known troubles), both within what there is.
// Errors: NotFound (nothing lies in that time; the error says where there is something).
Result<rootcause::Period> causePeriod(const rootcause::Material &material, TimeRange incident, const std::optional<TimeRange> &baseline, CauseBaseline otherwise, std::vector<TimeRange> known);

} // namespace causeway::engine
