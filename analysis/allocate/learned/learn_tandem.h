#pragma once
// The tandem decision problem, learned by the machine that learns resource policies.

#include <functional>

#include "analysis/allocate/learned/tandem.h"
#include "analysis/learn/api/actor_critic.h"

namespace causeway::allocate {

struct LearnedTandem {
    Tandem::Policy policy{};
    unsigned round = 0;            // that it is from, 0: untrained
    bool judged = false;           // by the critic (judged_allocation.h)
    double judgedReturn = 0;       // discounted rewards, on average over the runs to judge on
};

struct TandemLearning {
    unsigned rounds = 24;
    std::size_t steps = 4000;      // slots seen a round
    double updatesPerStep = 0.25;
    unsigned judgingRuns = 2000;   // after each round; other runs than those it learns from
    std::uint64_t seed = 1;
    std::function<void(const LearnedTandem &)> onRound = {}; // the untrained one, then the best until then after each round
};

// Rounds of DDPG; kept is what brought most in the runs to judge on: an actor, or its choices judged by its critic. The environment is
// the tandem, or one that looks like it. Errors: those of learner() and of the environment; Cancelled.
Result<LearnedTandem> learnTandem(learn::Environment &environment, const TandemLearning &settings, const Job &job);

Tandem::Policy greedyPolicy(const learn::ActorCriticNetworks &networks, bool judged);

} // namespace causeway::allocate
