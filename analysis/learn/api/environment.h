#pragma once
// Where something learns by acting: what is seen, what is shared out, what it brings. No word of what is behind it.

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::learn {

class Agent {
public:
    virtual ~Agent() = default;
    // action: shares, not negative, of sum 1. What the environment makes of them (whole servers, say) it writes back.
    virtual void act(std::span<const float> state, std::span<float> action) = 0;
    // What the last act brought. false: the episode ends here.
    virtual bool learn(std::span<const float> state, std::span<const float> action, double reward, std::span<const float> next) = 0;
};

// A task that goes on for ever, seen in pieces: the end of an episode is no end of the task.
class Environment {
public:
    virtual ~Environment() = default;
    [[nodiscard]] virtual std::size_t stateSize() const = 0;
    [[nodiscard]] virtual std::size_t actionSize() const = 0;
    // The same number has the same random numbers. Errors: Cancelled, and those of what is behind it.
    virtual Result<void> episode(std::uint64_t number, Agent &agent, const Job &job) = 0;
};

// What was seen, row-major.
struct Transitions {
    std::size_t stateSize = 0, actionSize = 0;
    std::vector<float> states, actions, rewards, next;
    [[nodiscard]] std::size_t size() const { return rewards.size(); }
    [[nodiscard]] std::span<const float> state(std::size_t i) const { return {states.data() + i * stateSize, stateSize}; }
    [[nodiscard]] std::span<const float> action(std::size_t i) const { return {actions.data() + i * actionSize, actionSize}; }
    [[nodiscard]] std::span<const float> nextState(std::size_t i) const { return {next.data() + i * stateSize, stateSize}; }
    void add(std::span<const float> state, std::span<const float> action, double reward, std::span<const float> after)
    {
        states.insert(states.end(), state.begin(), state.end());
        actions.insert(actions.end(), action.begin(), action.end());
        rewards.push_back(static_cast<float>(reward));
        next.insert(next.end(), after.begin(), after.end());
    }
};

} // namespace causeway::learn
