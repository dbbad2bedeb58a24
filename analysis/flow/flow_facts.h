#pragma once
// Which steps of control flow training sessions have: a follows from b, a comes of itself, nothing follows from a.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/session_order.h"

namespace causeway::flow {

class FlowFacts {
public:
    struct Fact {
        std::optional<std::uint32_t> from, to; // templates; none: begin, end
        std::size_t position = 0;              // of the event it is about: to, at the end from
        std::uint32_t sessions = 0;            // that have it; 0: none
        bool newTemplate = false;              // `to` was never seen
    };

    // weights: how often each sequence occurs. Errors: Cancelled.
    static Result<FlowFacts> learn(std::span<const std::span<const std::uint32_t>> sequences, std::span<const std::uint64_t> weights, const Job &job);
    [[nodiscard]] std::vector<Fact> of(std::span<const std::uint32_t> sequence) const; // distinct, by position
    [[nodiscard]] std::size_t size() const { return m_facts.size(); }

    void write(ByteWriter &out) const;
    static std::optional<FlowFacts> read(ByteReader &in);

private:
    [[nodiscard]] std::uint32_t indexOf(std::uint32_t key) const; // m_keys.size(): unknown
    // f(code, position): code is (from + 1) << 32 | (to + 1) of indices, 0 for none.
    template <typename F>
    void forEachCode(std::span<const std::uint32_t> known, const F &f) const;

    std::vector<std::uint32_t> m_keys;                        // ascending
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_pairs; // concurrent, a < b, ascending
    Concurrency m_concurrent;
    std::vector<std::uint64_t> m_facts;                       // codes, ascending
    std::vector<std::uint32_t> m_sessions;                    // of each; saturates
};

} // namespace causeway::flow
