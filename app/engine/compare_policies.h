#pragma once
// Policies held against a scenario as it is, on the same random numbers.

#include <filesystem>

#include "analysis/allocate/compare.h"
#include "analysis/allocate/explore/risk.h"
#include "analysis/allocate/policy.h"

namespace causeway::storage {
class Project;
}

namespace causeway::engine {

struct ComparePoliciesRequest {
    std::filesystem::path file;                    // a scenario, or a project, whose traces show one
    std::shared_ptr<const simulate::Scenario> scenario = {}; // in its place, where there is one
    std::shared_ptr<storage::Project> project = {};          // with that: whose trained policies and approvals are used, and what was observed
    std::int64_t number = 0;                                 // with that: of the stored scenario
    std::string stored = {};                       // with a project as file: the scenario of that number or name in place of what its traces show
    std::vector<simulate::PolicyChoice> policies;  // empty: all there are (of those that must be trained, the trained ones) but the scenario's own
    std::vector<std::filesystem::path> trained = {}; // policies that act as they were trained; what a project keeps of others is used too
    unsigned replications = 10, threads = 0;
    std::optional<std::uint64_t> seed;             // else that of the scenario
};

struct PolicyOutcome {
    simulate::PolicyChoice choice;
    simulate::ReplicationsResult result;
    double seconds = 0;                            // that it took
    std::vector<allocate::Measures> runs;          // by replication
    allocate::MeasureEstimates measures, delta;    // delta: against the baseline, by replication
    allocate::Risk risk;                           // against the baseline, with what it asks that was never observed
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

// A scenario file, or a project and the scenario that its traces show, or, by number or name, one that it keeps, with what people approved of it
// (approvals.h). Errors: those of readScenarioFile, learnModel, findScenario, of opening a project.
struct OpenedScenario {
    std::shared_ptr<storage::Project> project; // null of a file
    simulate::Scenario scenario;
    std::vector<Error> warnings;               // what is odd about it
};
Result<OpenedScenario> openScenario(const std::filesystem::path &path, const std::string &stored, const Job &job);

// "miras:budget=14,windows=500", whatever the names stand for. Errors: InvalidInput.
struct NamedSettings {
    std::string name;
    std::map<std::string, double> settings;
};
Result<NamedSettings> parseSettings(std::string_view text);

// Errors: those of openScenario, of reading what was trained, and of the baseline's simulation.
Result<ComparePoliciesResponse> comparePolicies(const ComparePoliciesRequest &request, const Job &job);

// The contract's documents.
std::string toJson(const ComparePoliciesResponse &response);
std::string policiesJson();

} // namespace causeway::engine
