#pragma once
// How policies were learned on a scenario, from the trainings that a project keeps, and what stands beside them.

#include <map>
#include <memory>

#include "analysis/allocate/learned/train.h"
#include "storage/project.h"

namespace causeway::engine {

struct TrainingCurve {
    std::int64_t id = 0;
    std::string method;
    std::map<std::string, double> settings;
    std::uint64_t seed = 1;
    bool complete = false;              // else it was stopped, or goes on
    std::int64_t createdNs = 0;         // of its newest round
    std::vector<allocate::TrainingRound> rounds;
};

struct TrainingCurves {
    std::vector<TrainingCurve> curves;  // of the scenario, the newest first
    std::size_t others = 0;             // that the project keeps of other scenarios
};

// Those that were trained on that scenario, whatever its notes, its seed and its policy. Errors: Damaged.
Result<TrainingCurves> trainingCurves(storage::Project &project, const simulate::Scenario &scenario);

// Work in progress (requests that wait or are worked on at all services, on average) on the runs that rounds are judged on.
struct TrainingBaselines {
    struct Policy {
        simulate::PolicyChoice choice;
        simulate::Estimate work;
    };
    std::vector<Policy> policies;       // the scenario's own first, then those that scale and are not learned, with as many replicas
    double worked = 0;                  // that is being worked on: no policy leaves less, since that is left where nothing waits
};
// Of trainings with that seed and these settings: simulated once and kept in the project. Errors: those of runReplications; Cancelled.
Result<TrainingBaselines> trainingBaselines(storage::Project &project, const simulate::Scenario &scenario, std::uint64_t seed, const std::map<std::string, double> &settings, const Job &job);
// nullopt: they were not simulated.
Result<std::optional<TrainingBaselines>> keptBaselines(storage::Project &project, const simulate::Scenario &scenario, std::uint64_t seed, const std::map<std::string, double> &settings);

} // namespace causeway::engine
