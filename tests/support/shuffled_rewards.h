#pragma once
// An environment whose rewards are those of other acts: nothing can be learned from it.

#include <vector>

#include "analysis/learn/api/environment.h"
#include "analysis/simulate/random.h"

namespace causeway::test {

class ShuffledRewards final : public learn::Environment {
public:
    ShuffledRewards(learn::Environment &inner, std::uint64_t seed) : m_inner(inner), m_draw(simulate::keyOf(seed, 7)) {}
    [[nodiscard]] std::size_t stateSize() const override { return m_inner.stateSize(); }
    [[nodiscard]] std::size_t actionSize() const override { return m_inner.actionSize(); }
    Result<void> episode(std::uint64_t number, learn::Agent &agent, const Job &job) override
    {
        Shuffling between(*this, agent);
        return m_inner.episode(number, between, job);
    }

private:
    class Shuffling final : public learn::Agent {
    public:
        Shuffling(ShuffledRewards &owner, learn::Agent &agent) : m_owner(owner), m_agent(agent) {}
        void act(std::span<const float> state, std::span<float> action) override { m_agent.act(state, action); }
        bool learn(std::span<const float> state, std::span<const float> action, double reward, std::span<const float> next) override
        {
            // The reward of an act of the past; this one's is for another.
            std::vector<double> &rewards = m_owner.m_rewards;
            rewards.push_back(reward);
            std::swap(rewards[m_owner.m_draw.bits() % rewards.size()], rewards.back());
            return m_agent.learn(state, action, rewards.back(), next);
        }

    private:
        ShuffledRewards &m_owner;
        learn::Agent &m_agent;
    };

    learn::Environment &m_inner;
    simulate::Draw m_draw;
    std::vector<double> m_rewards;
};

} // namespace causeway::test
