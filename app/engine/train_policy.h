#pragma once
// Trains a resource policy on a scenario, in rounds, each of which is kept: in a file, or in the project whose traces show the scenario.

#include <filesystem>
#include <functional>

#include "analysis/allocate/learned/train.h"

namespace causeway::storage {
class Project;
}

namespace causeway::engine {

struct TrainPolicyRequest {
    std::filesystem::path file;     // a scenario, or a project
    std::shared_ptr<const simulate::Scenario> scenario = {}; // in its place, where there is one
    std::shared_ptr<storage::Project> project = {};          // with that: where it is kept
    std::string method;             // "miras", "model_free"
    std::map<std::string, double> settings;
    unsigned rounds = 12;           // in all
    std::uint64_t seed = 1;
    std::filesystem::path out;      // where it is kept; empty: in the project
    bool resume = false;            // goes on where that file, or the project's newest of the method, got to; settings and seed are its own
    std::int64_t id = 0;            // with that: of the project this one; 0: the newest
    std::function<void(const allocate::TrainingRound &)> onRound;
};

struct TrainPolicyResponse {
    allocate::Training training;
    std::int64_t id = 0;            // in the project; 0: it is in the file
    double seconds = 0;
};

// Where it is cancelled or fails, the rounds before are kept. Errors: Usage (a scenario file, and nowhere to keep it), those of reading the
// scenario, of the training, of writing; Conflict (to be gone on with by another method); Cancelled.
Result<TrainPolicyResponse> trainPolicy(const TrainPolicyRequest &request, const Job &job);

// With its SHA-256 behind it. Errors: NotFound, Unreadable, Damaged, Foreign, LimitExceeded.
Result<allocate::Training> readTrainedPolicy(const std::filesystem::path &file);
std::string sealTraining(const allocate::Training &training);
Result<allocate::Training> unsealTraining(std::string_view bytes);

// The round whose policy is kept; nullptr: none yet.
const allocate::TrainingRound *bestRound(const allocate::Training &training);
std::string toJson(const TrainPolicyResponse &response, const std::filesystem::path &out);

} // namespace causeway::engine
