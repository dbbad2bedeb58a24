#pragma once
// Tasks of devices, read from a file, and where each is best worked on.

#include <filesystem>

#include "analysis/allocate/offload/offload.h"

namespace causeway::engine {

struct OffloadPlan {
    std::string_view name;                       // "local", "edge", "greedy", "each for itself", "exact"
    allocate::offload::Plan plan;
    allocate::offload::Outcome outcome;
};

struct PlanOffloadResponse {
    allocate::offload::Instance instance;
    std::vector<OffloadPlan> plans;              // in that order; what was not found is not there
    std::optional<Error> noExact;                // why the exact one is not there
};

// Errors: those of readDocument and readInstance, with the file; Cancelled.
Result<PlanOffloadResponse> planOffload(const std::filesystem::path &file, const Job &job);

// How much more a plan costs than the exact one, as a share; nullopt where there is none, or other tasks are late.
std::optional<double> gapOf(const PlanOffloadResponse &response, const OffloadPlan &plan);

std::string toJson(const PlanOffloadResponse &response);

} // namespace causeway::engine
