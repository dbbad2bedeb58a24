#pragma once
// Sessions folded into a deterministic finite automaton by k-tails (Biermann and Feldman 1972; Fu et al. 2009): states with equal
// futures of k events are one, and what would be ambiguous then is merged too. State 0 is before the first event; every other
// state is named by the template that leads into it, and several may have the same name.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::flow {

class StateMachine {
public:
    static constexpr std::uint32_t kNone = 0xffffffff;
    struct Transition {
        std::uint32_t from = 0, to = 0;
    };

    // symbols: of states, that of state 0 is not used. Nothing where the transitions are not those of a deterministic automaton.
    static std::optional<StateMachine> of(std::vector<std::uint32_t> symbols, std::vector<Transition> transitions);

    [[nodiscard]] std::uint32_t states() const { return static_cast<std::uint32_t>(m_symbols.size()); }
    [[nodiscard]] std::uint32_t symbol(std::uint32_t state) const { return m_symbols[state]; }
    [[nodiscard]] std::span<const Transition> transitions() const { return m_transitions; } // by (from, symbol of to)
    [[nodiscard]] std::uint32_t first(std::uint32_t state) const { return m_first[state]; } // its first transition; states() may be asked
    // Number of the transition; kNone where there is none.
    [[nodiscard]] std::uint32_t step(std::uint32_t state, std::uint32_t symbol) const;
    [[nodiscard]] std::vector<std::uint32_t> named(std::uint32_t symbol) const; // states, ascending
    // Loop that a state is on (states that lead to one another), numbered from 0; kNone: on none.
    [[nodiscard]] std::vector<std::uint32_t> loops() const;

private:
    std::vector<std::uint32_t> m_symbols, m_first;
    std::vector<Transition> m_transitions;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_named; // symbol, state; ascending
};

class SessionFolder {
public:
    // mostPrefixes: different beginnings of sessions that are kept.
    explicit SessionFolder(std::size_t mostPrefixes);
    bool add(std::span<const std::uint32_t> session); // false: there is no room, or it is empty
    // tail: k, 1 or 2. Errors: Cancelled.
    [[nodiscard]] Result<StateMachine> fold(unsigned tail, const Job &job) const;

private:
    struct Prefix {
        std::uint32_t symbol = 0;
        bool ends = false;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> children; // symbol, prefix; ascending
    };
    [[nodiscard]] std::uint64_t future(std::uint32_t at, unsigned tail) const;

    std::size_t m_most;
    std::vector<Prefix> m_all;
};

} // namespace causeway::flow
