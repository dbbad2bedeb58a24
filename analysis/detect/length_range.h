#pragma once
// How many events training sessions have.

#include <cstdint>
#include <optional>

#include "analysis/core/bytes.h"
#include "analysis/core/message.h"
#include "analysis/detect/unique_sequences.h"

namespace causeway::detect {

class LengthRange {
public:
    LengthRange() = default;
    LengthRange(const SequenceSet &sessions, const UniqueSequences &unique);

    [[nodiscard]] std::uint64_t shortest() const { return m_shortest; }
    [[nodiscard]] std::uint64_t longest() const { return m_longest; }
    // Events beyond the longest or short of the shortest.
    [[nodiscard]] std::uint64_t excess(std::uint64_t length) const;
    // The same of a training session that no other equals, were it not there.
    [[nodiscard]] std::uint64_t excessIfLeftOut(std::uint64_t length) const;

    // How a length lies beyond, in a sentence.
    [[nodiscard]] Message word(std::uint64_t length) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<LengthRange> read(ByteReader &in);

private:
    std::uint64_t m_shortest = 0, m_longest = 0;
    std::uint64_t m_secondShortest = 0, m_secondLongest = 0; // without one session of those lengths
};

} // namespace causeway::detect
