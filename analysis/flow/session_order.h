#pragma once
// What sessions tell of the order of templates: which pairs run concurrently, and from that which event of a session follows
// from which (an instance graph: van Dongen and van der Aalst 2004, "Multi-phase process mining"). Orders that never change
// places are told from a sequence by time: what really follows from an event comes the later the later that was.

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/timeline.h"

namespace causeway::flow {

// Symmetric, by keys of the timeline it was learned from.
class Concurrency {
public:
    static constexpr std::size_t kMostKeys = 2048; // pairs of rarer templates are taken for sequences
    explicit Concurrency(std::size_t keys = 0) : m_keys(keys < kMostKeys ? keys : kMostKeys), m_bits((m_keys * m_keys + 63) / 64, 0) {}
    [[nodiscard]] bool operator()(std::uint32_t a, std::uint32_t b) const
    {
        const std::size_t at = a * m_keys + b;
        return a < m_keys && b < m_keys && (m_bits[at / 64] >> (at % 64) & 1) != 0;
    }
    void set(std::uint32_t a, std::uint32_t b)
    {
        if (a >= m_keys || b >= m_keys)
            return;
        for (const std::size_t at : {a * m_keys + b, b * m_keys + a})
            m_bits[at / 64] |= std::uint64_t{1} << (at % 64);
    }

private:
    std::size_t m_keys;
    std::vector<std::uint64_t> m_bits;
};

// f(parent, child): places within `keys` of events of a session, for each pair of the covering relation of its partial order.
// Looks 64 events back.
template <typename F>
void forEachCause(std::span<const std::uint32_t> keys, const Concurrency &concurrent, std::vector<std::uint64_t> &ancestors, const F &f)
{
    ancestors.resize(keys.size());
    for (std::size_t j = 0; j < keys.size(); ++j) {
        std::uint64_t mine = 0;
        const std::size_t most = j < 64 ? j : 64;
        for (std::size_t k = 0; k < most; ++k) {
            const std::size_t i = j - 1 - k;
            if ((mine >> k & 1) != 0 || concurrent(keys[i], keys[j]))
                continue;
            mine |= std::uint64_t{1} << k;
            if (k < 63)
                mine |= ancestors[i] << (k + 1);
            f(i, j);
        }
        ancestors[j] = mine;
    }
}

enum class SessionOrder : std::uint8_t { ByTime, Arbitrary };

// line: one stretch a session. Where sessions come in order of time, an order of two templates that turns around during a part of the
// time alone is a change of the flow and no concurrency. Errors: Cancelled.
Result<Concurrency> learnConcurrency(const Timeline &line, SessionOrder order, const Job &job);

} // namespace causeway::flow
