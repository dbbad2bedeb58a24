#pragma once
// Two services one behind the other that share 4 servers: a decision problem small enough to be solved exactly, so that what is learned
// can be held against the optimum. In each slot the servers are split; q1 and q2 requests wait (at most 12 each); of min(q, m) requests
// each is done with probability .5 and .7; what is done at the first goes to the second; Poisson(1.2) requests arrive, 8 and more as
// one outcome; the reward is −(q1 + q2) afterwards; discount .97.

#include <array>
#include <span>
#include <vector>

#include "analysis/learn/api/environment.h"
#include "analysis/simulate/random.h"

namespace causeway::allocate {

class Tandem {
public:
    static constexpr unsigned kServers = 4, kMostWaiting = 12, kStates = (kMostWaiting + 1) * (kMostWaiting + 1);
    static constexpr double kDiscount = 0.97;
    struct State {
        unsigned first = 0, second = 0; // requests that wait
    };
    [[nodiscard]] static std::size_t indexOf(State state) { return std::size_t{state.first} * (kMostWaiting + 1) + state.second; }
    [[nodiscard]] static State stateOf(std::size_t index) { return {static_cast<unsigned>(index / (kMostWaiting + 1)), static_cast<unsigned>(index % (kMostWaiting + 1))}; }
    // Servers at the first service, by state; the others are at the second.
    using Policy = std::array<unsigned, kStates>;
    using Values = std::array<double, kStates>;

    Tandem();
    // Value iteration until nothing changes by more than 1e-10.
    [[nodiscard]] Values optimalValues() const;
    // Exactly, by solving (I − γP) v = r.
    [[nodiscard]] Values valuesOf(const Policy &policy) const;
    [[nodiscard]] static State sample(State state, unsigned atFirst, simulate::Draw &draw);

    static Policy evenSplit();
    static Policy proportional(); // to the requests that wait, by largest remainders

private:
    // [state][servers at the first]
    std::vector<std::array<Values, kServers + 1>> m_next; // probabilities
    std::vector<std::array<double, kServers + 1>> m_reward;
};

// Episodes of 200 slots that begin with nothing waiting. State: q1 and q2 over 12, and as far
// as servers reach, over 4; action: shares of the servers.
class TandemEnvironment final : public learn::Environment {
public:
    explicit TandemEnvironment(std::uint64_t seed) : m_seed(seed) {}
    [[nodiscard]] std::size_t stateSize() const override { return 4; }
    [[nodiscard]] std::size_t actionSize() const override { return 2; }
    Result<void> episode(std::uint64_t number, learn::Agent &agent, const Job &job) override;
    [[nodiscard]] static std::array<float, 4> seen(Tandem::State state);
    // Whole servers from shares, by largest remainders: those at the first.
    [[nodiscard]] static unsigned serversAtFirst(std::span<const float> shares);

private:
    std::uint64_t m_seed;
};

} // namespace causeway::allocate
