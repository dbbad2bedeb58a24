#pragma once
// How far a model learned from a project's traces can be trusted: its errors on traces that it did not see, closed forms where there are
// any, Little's law, and what a scenario asks beyond what was observed.

#include "analysis/simulate/extrapolation.h"
#include "analysis/simulate/held_out.h"
#include "analysis/simulate/theory_check.h"
#include "storage/project.h"

namespace causeway::engine {

struct ValidateModelRequest {
    TimeRange time;                          // of the traces' starts
    simulate::HeldOutSettings settings;
    std::optional<simulate::Scenario> asked; // its extrapolations and theory are looked at; none: of the learned model itself
};

struct ValidateModelResponse {
    std::shared_ptr<const traces::SpanTable> table;
    simulate::HeldOut heldOut;
    std::vector<simulate::TheoryCheck> theory; // of the asked scenario, simulated as the model was; no closed form: empty
    std::vector<std::string> services;         // names of its services
    double littleGap = 0;                      // the largest of its services; more than kSettled: it did not settle
    std::vector<simulate::Extrapolation> extrapolations; // beyond all traces of that time
    static constexpr double kSettled = 0.05;
};

// Errors: NotFound (no spans), InvalidInput (too few traces in that time, a scenario that cannot be used), LimitExceeded (more requests in
// flight than can be), Cancelled, Damaged.
Result<ValidateModelResponse> validateModel(storage::Project &project, const ValidateModelRequest &request, const Job &job);

std::string toJson(const ValidateModelResponse &response);

std::string_view nameOf(simulate::ServiceError::Verdict verdict); // "within", "changed", "uncertain", "new", "model"
std::string_view nameOf(simulate::Extrapolation::What what);      // "load", "servers", "replicas", "speed", "work", "unknown"

} // namespace causeway::engine
