#pragma once
// How often each template occurs in a session, the order put aside: the distinct count vectors of the training sessions,
// and the distance of another session to the nearest of them. Distance = L1 = events missing plus events too many.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/detect/sequence_set.h"
#include "analysis/detect/unique_sequences.h"

namespace causeway::detect {

struct KeyCount {
    std::uint32_t key = 0;
    std::uint32_t count = 0;
    auto operator<=>(const KeyCount &) const = default;
};
using CountVector = std::vector<KeyCount>; // by ascending key, counts > 0 (saturating at 2^32 − 1)

// `without`: keys that are not counted, ascending.
CountVector countVector(std::span<const std::uint32_t> sequence, std::span<const std::uint32_t> without = {});

std::uint64_t distance(std::span<const KeyCount> a, std::span<const KeyCount> b);

class CountVectorTable {
public:
    static constexpr std::uint32_t kNone = 0xffffffffu;

    CountVectorTable() = default;
    CountVectorTable(const SequenceSet &sessions, const UniqueSequences &unique, std::span<const std::uint32_t> without = {});

    [[nodiscard]] std::size_t size() const { return m_rows.size(); } // distinct vectors
    [[nodiscard]] std::uint64_t sessions() const { return m_sessions; }
    [[nodiscard]] std::span<const KeyCount> vector(std::size_t row) const
    {
        return {m_cells.data() + m_rows[row].cells, m_rows[row].size};
    }
    [[nodiscard]] std::uint64_t weight(std::size_t row) const { return m_rows[row].weight; } // sessions that have it

    struct Nearest {
        std::uint32_t row = kNone; // any of several at that distance; kNone in an empty table
        std::uint64_t distance = 0;
    };
    // Exact. Rows lie by total, so the search runs outwards and ends where the totals alone differ by the best or more;
    // folded counts (sixteen sums of counts) bound the distance from below before it is computed. `except`: a row that is
    // passed over (leaving one out); so are those that fewer than `least` sessions have.
    [[nodiscard]] Nearest nearest(std::span<const KeyCount> vector, std::uint32_t except = kNone, std::uint64_t least = 1) const;

    // Of the rows at the least distance the one that most sessions have: the best to compare with in words.
    [[nodiscard]] Nearest nearestCommon(std::span<const KeyCount> vector, std::uint32_t except = kNone, std::uint64_t least = 1) const;

    // The row of just this vector; kNone where there is none.
    [[nodiscard]] std::uint32_t find(std::span<const KeyCount> vector) const;

    // Sessions in which `key` occurs exactly `count` times (0: not at all).
    struct Usual {
        std::uint32_t count = 0;
        std::uint64_t sessions = 0;
    };
    [[nodiscard]] Usual usualCount(std::uint32_t key) const; // the commonest
    [[nodiscard]] std::uint64_t sessionsWith(std::uint32_t key) const;
    // Sessions with `first`, and how many of those have `second` as well.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> together(std::uint32_t first, std::uint32_t second) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<CountVectorTable> read(ByteReader &in);

private:
    struct Row {
        std::uint64_t cells = 0; // index of the first
        std::uint32_t size = 0;
        std::uint64_t total = 0;
        std::uint64_t weight = 0;
    };
    using Folded = std::array<std::uint8_t, 16>;
    static Folded fold(std::span<const KeyCount> vector);
    static std::uint32_t bound(const Folded &a, const Folded &b);
    void append(const CountVector &vector, std::uint64_t weight);

    std::vector<Row> m_rows; // by total, then by cells: strictly ascending
    std::vector<Folded> m_folded; // one a row
    std::vector<KeyCount> m_cells;
    std::uint64_t m_sessions = 0;
};

// Of each distinct training sequence: the distance to the nearest vector of any other session (0 where another has the
// same). `table` is of the same sessions and `without`. Errors: Cancelled.
Result<std::vector<double>> leftOutDistances(const SequenceSet &sessions, const UniqueSequences &unique, const CountVectorTable &table,
                                             std::span<const std::uint32_t> without, unsigned threads, const Job &job);

// Templates whose counts say nothing: retries, polls, heartbeats, whatever varies so freely that nearly each session
// brings a count never seen. Chosen greedily on training sessions alone: while more than `allowed` sessions have a
// vector that no other session has (they would be flagged if left out), the key is put aside whose absence explains the
// most of them, and at least kMinimumExplained: fewer are chance. Returned ascending.
inline constexpr std::uint64_t kMinimumExplained = 3;
Result<std::vector<std::uint32_t>> varyingKeys(const CountVectorTable &table, std::uint64_t allowed, const Job &job);

} // namespace causeway::detect
