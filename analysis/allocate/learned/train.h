#pragma once
// How policies are learned on a simulated scenario, round by round. Between rounds everything is in a value, so that a training can be
// kept and go on: the same rounds give the same bits, at once or in parts.
//
// MIRAS (Yang et al. 2019, "MIRAS: model-based reinforcement learning for microservice resource allocation over scientific
// workflows"): run in the system with noise on the actor, fit the predictive model to all that was seen, train the actor and
// the critic on roll-outs of the model, again. The model-free twin trains the same actor and critic on the system itself.

#include <functional>

#include "analysis/allocate/learned/predictive_model.h"
#include "analysis/allocate/learned/trained_policy.h"
#include "analysis/learn/api/actor_critic.h"
#include "analysis/simulate/replications.h"

namespace causeway::allocate {

// "budget", "windows" …: of both methods; those of the model are of no use to the twin.
std::span<const Setting> trainingSettings();

struct TrainingRound {
    unsigned round = 0;              // from 1
    double reward = 0;               // 1 less the work in progress, a window, on average while it explored the system
    double work = 0;                 // work in progress on average, of the policy as it then is, on runs it does not learn from
    double criticLoss = 0;
    std::vector<StepError> errors;   // of the model, on those runs; none of the twin
    bool operator==(const TrainingRound &) const = default;
};

struct Training {
    std::string method;
    std::map<std::string, double> settings; // as given
    std::uint64_t seed = 1;
    std::vector<std::string> services;
    AllocationTask task;
    learn::ActorCriticNetworks networks;
    learn::Transitions seen;         // of the system
    std::uint64_t nextEpisode = 0;
    std::vector<TrainingRound> rounds;
    TrainedPolicy best;              // of the round with the least work in progress
};

// Errors: InvalidInput (no such method, settings, a scenario that is too short or has no service to share among).
Result<Training> beginTraining(const simulate::Scenario &scenario, const std::string &method, const std::map<std::string, double> &settings, std::uint64_t seed);
// One round more; where it fails the training is as before. Errors: InvalidInput (another scenario), those of learner(), of the simulation; Cancelled.
Result<void> trainRound(Training &training, const simulate::Scenario &scenario, const Job &job);

// The runs on which rounds of such a training are judged: whatever else is run so meets the same requests.
simulate::ReplicationSettings judgingRuns(std::uint64_t seed, const std::map<std::string, double> &settings);

// Training, and with it the policy, as bytes: JSON header, raw tensors.
std::string toBytes(const Training &training, bool withSeen = true);
// withSeen false when written: it can be run and not go on. Errors: Damaged, Foreign (of a newer version).
Result<Training> trainingOf(std::string_view bytes);

} // namespace causeway::allocate
