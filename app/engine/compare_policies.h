#pragma once
// Policies held against a scenario as it is, on the same random numbers.

#include <filesystem>

#include "analysis/allocate/compare.h"
#include "analysis/allocate/policy.h"

namespace causeway::engine {

struct ComparePoliciesRequest {
    std::filesystem::path file;                    // a scenario, or a project, whose traces show one
    std::shared_ptr<const simulate::Scenario> scenario = {}; // in its place, where there is one
    std::vector<simulate::PolicyChoice> policies;  // empty: all there are but the scenario's own
    unsigned replications = 10, threads = 0;
    std::optional<std::uint64_t> seed;             // else that of the scenario
};

struct PolicyOutcome {
    simulate::PolicyChoice choice;
    simulate::ReplicationsResult result;
    double seconds = 0;                            // that it took
    std::vector<allocate::Measures> runs;          // by replication
    allocate::MeasureEstimates measures, delta;    // delta: against the baseline, by replication
    std::optional<Error> error;                    // where it could not be run: then nothing else holds
};

struct ComparePoliciesResponse {
    simulate::Scenario scenario;
    std::uint64_t seed = 1;
    PolicyOutcome baseline;                        // the scenario under its own policy; it has no delta
    std::vector<PolicyOutcome> policies;
    std::vector<Error> warnings;                   // what is odd about the scenario
    std::vector<std::size_t> pareto;               // 0: the baseline, i: policy i − 1
};

// "hpa", "hpa:budget=14,target=0.6".
std::string toText(const simulate::PolicyChoice &choice);
// The same read. Errors: InvalidInput (no number, no such policy or setting, out of bounds).
Result<simulate::PolicyChoice> parsePolicy(std::string_view text);

// Errors: those of readScenarioFile and learnModel, of opening a project, and of the baseline's simulation.
Result<ComparePoliciesResponse> comparePolicies(const ComparePoliciesRequest &request, const Job &job);

// The contract's documents.
std::string toJson(const ComparePoliciesResponse &response);
std::string policiesJson();

} // namespace causeway::engine
