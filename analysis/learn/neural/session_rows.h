#pragma once
// Sessions as rows of a network. A session of n events has n + 1 steps: each event, and its end.

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/learn/api/sequence_model.h"
#include "analysis/learn/neural/vocabulary.h"

namespace causeway::learn {

struct SessionRows {
    SequenceRows rows;
    std::vector<std::uint64_t> firstStep{0}; // of each session, and one beyond the last
    std::vector<std::uint64_t> cells;        // of each step: row × length + position
    [[nodiscard]] std::span<const std::uint64_t> stepsOf(std::size_t session) const
    {
        return std::span(cells).subspan(firstStep[session], firstStep[session + 1] - firstStep[session]);
    }
};

using Sequences = std::vector<std::span<const std::uint32_t>>; // of keys

// DeepLog's: a row is what stood before a step, at most `length` events of it, begun with kStart where there are fewer; only
// its last position has a target. Equal rows with equal targets are one, with their weights summed. Errors: Cancelled.
Result<SessionRows> windowRows(const Sequences &sessions, std::span<const std::uint64_t> weights, const Vocabulary &vocabulary, std::uint32_t length, const Job &job);

// A row is a session, or a stretch of a longer one: each but the first begins with the half that precedes it as context, so
// that every step is a target once. Errors: Cancelled.
Result<SessionRows> stretchRows(const Sequences &sessions, std::span<const std::uint64_t> weights, const Vocabulary &vocabulary, std::uint32_t length, const Job &job);

} // namespace causeway::learn
