#include "analysis/learn/api/actor_critic.h"

#include <array>

namespace causeway::learn {

ActorCriticNetworks makeActorCriticNetworks(std::size_t stateSize, std::size_t actionSize, std::uint32_t hidden, std::uint64_t seed)
{
    const auto states = static_cast<std::uint32_t>(stateSize), actions = static_cast<std::uint32_t>(actionSize);
    ActorCriticNetworks out;
    out.actor = Dense(std::array{states, hidden, hidden, actions}, 0.003f, 2 * seed);
    out.critic = Dense(std::array{states + actions, hidden, hidden, 1u}, 0.003f, 2 * seed + 1);
    out.actorTarget = out.actor;
    out.criticTarget = out.critic;
    return out;
}

} // namespace causeway::learn
