#pragma once
// Sessions in which an early event decides a later one: cause 1 is followed by effect 1, cause 2 by effect 2, three to eight
// events apart, with a wandering among other events before, between and behind. The odd ones have the effect of the other cause.

#include <random>
#include <vector>

#include "tests/analysis/detect/sequences.h"

namespace causeway::test {

class PlantedCauses {
public:
    static constexpr std::uint32_t kFillers = 12, kCause = 20, kEffect = 30;

    explicit PlantedCauses(std::uint64_t seed) : m_random(seed)
    {
        for (std::uint32_t from = 0; from < kFillers; ++from)
            for (std::uint32_t i = 0; i < 3; ++i)
                m_next[from][i] = static_cast<std::uint32_t>(m_random() % kFillers);
    }

    struct Session {
        Sequence keys;
        std::size_t cause = 0, effect = 0; // positions
    };
    Session make(bool odd)
    {
        Session out;
        std::uint32_t at = static_cast<std::uint32_t>(m_random() % kFillers);
        const auto wander = [&](std::size_t steps) {
            for (std::size_t i = 0; i < steps; ++i)
                out.keys.push_back(at = m_next[at][m_random() % 3]);
        };
        wander(1 + m_random() % 4);
        const auto which = static_cast<std::uint32_t>(m_random() % 2);
        out.cause = out.keys.size();
        out.keys.push_back(kCause + which);
        wander(2 + m_random() % 6);
        out.effect = out.keys.size();
        out.keys.push_back(kEffect + (odd ? 1 - which : which));
        wander(1 + m_random() % 3);
        return out;
    }

private:
    std::mt19937_64 m_random;
    std::uint32_t m_next[kFillers][3] = {};
};

} // namespace causeway::test
