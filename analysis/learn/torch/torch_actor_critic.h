#pragma once

#include "analysis/learn/api/actor_critic.h"

namespace causeway::learn {

// Errors: InvalidInput (see Learner).
Result<std::unique_ptr<ActorCritic>> makeActorCritic(const ActorCriticNetworks &networks);

} // namespace causeway::learn
