#pragma once
// How far a scenario's model can be trusted: closed forms where there are any, its errors on traces that it did not see, and what it asks
// beyond what was observed. validate_model.h for a scenario of the project's tree, also where the project has no traces.

#include "app/engine/observed_model.h"
#include "app/engine/validate_model.h"

namespace causeway::engine {

struct ModelTrustRequest {
    std::shared_ptr<const simulate::Scenario> scenario;
    ScenarioId id = 0;                         // of the scenario in the tree; 0: it is not in it
    simulate::HeldOutSettings heldOut;
};

struct ModelTrust {
    struct HeldOutService {
        std::string name;
        simulate::ServiceError error;          // verdict, and relative errors of p50, p95, p99
    };
    std::vector<std::string> services;         // of the scenario
    std::vector<simulate::TheoryCheck> theory; // under no policy; empty: none of its services has a closed form
    double littleGap = 0;                      // the largest of its services; more than ValidateModelResponse::kSettled: it did not settle
    std::vector<HeldOutService> heldOut;       // services of the traces
    std::optional<Message> notHeldOut;         // why there are none
    std::uint64_t tracesLearned = 0, tracesHeld = 0;
    std::size_t within = 0;                    // of heldOut: within simulate::kErrorLimits
    std::optional<Extrapolations> beyond;      // nullopt: what was observed is not known

    [[nodiscard]] bool settled() const { return littleGap <= ValidateModelResponse::kSettled; }
    [[nodiscard]] std::size_t agreeing() const; // of theory
};

// Errors: those of runReplications, Cancelled, Damaged.
Result<ModelTrust> modelTrust(storage::Project &project, const ModelTrustRequest &request, const Job &job);

} // namespace causeway::engine
