#pragma once
// Deep deterministic policy gradient (Lillicrap et al. 2016, "Continuous control with deep reinforcement learning") for shares: the actor
// gives logits of which the softmax is the action, the critic the value of state and action. Explores by noise on the actor's weights
// (Plappert et al. 2018, "Parameter space noise for exploration").

#include <memory>

#include "analysis/learn/api/dense.h"
#include "analysis/learn/api/environment.h"

namespace causeway::learn {

// All there is to go on with.
struct ActorCriticNetworks {
    Dense actor, critic;             // state → logits; state and action → value, in scaled rewards
    Dense actorTarget, criticTarget; // follow them slowly
    double noise = 0.05;             // standard deviation on the actor's weights, adapted
    bool operator==(const ActorCriticNetworks &) const = default;
};
// Weights from the seed; two hidden layers.
ActorCriticNetworks makeActorCriticNetworks(std::size_t stateSize, std::size_t actionSize, std::uint32_t hidden, std::uint64_t seed);

struct ActorCriticPlan {
    std::size_t steps = 0;           // acts in the environment
    double updatesPerStep = 1;       // 0: only looks
    std::size_t warmUp = 500;        // transitions before it learns
    std::size_t capacity = 100'000;  // it learns from so many of the last transitions
    std::uint32_t batch = 64;
    double actorRate = 3e-4, criticRate = 1e-3; // of Adam, which begins anew with each machine
    double discount = 0.97, follow = 0.005;     // follow: of the targets, an update
    double rewardScale = 1;
    double distance = 0.1;           // that the noise is to make between actions (root of the mean square)
    double random = 0.1;             // share of the acts that are drawn evenly from all
    std::size_t fresh = 50;          // acts after which the noise is drawn anew
    std::uint64_t seed = 1, firstEpisode = 0;
};

struct ActorCriticOutcome {
    std::size_t steps = 0, updates = 0;
    std::uint64_t nextEpisode = 0;
    double meanReward = 0;           // of its acts, exploring ones too
    double criticLoss = 0;           // mean squared error of the values, scaled
};

// One thread at a time. What comes of it depends on networks, plan, environment and what was seen alone.
class ActorCritic {
public:
    virtual ~ActorCritic() = default;
    // What happens is added to `seen`. Errors: Cancelled, those of the environment.
    virtual Result<ActorCriticOutcome> learn(Environment &environment, Transitions &seen, const ActorCriticPlan &plan, const Job &job) = 0;
    [[nodiscard]] virtual ActorCriticNetworks networks() const = 0;
};

} // namespace causeway::learn
