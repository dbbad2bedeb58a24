#pragma once
// Two sequences of keys side by side with the fewest insertions and deletions: Myers 1986, An O(ND) Difference Algorithm and
// Its Variations, sections 2 and 4.

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace causeway::sessions {

// How many keys are in one of the two only, at least; nullopt where that is more than `most`. O((n + m) × distance).
std::optional<std::uint64_t> editDistance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::uint64_t most);

struct Alignment {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> matches; // positions in a and b of equal keys, both rising
    bool complete = true; // false: they differ in over kMostDifferences, and only what they begin and end with alike is matched
};
inline constexpr std::uint64_t kMostDifferences = 4000; // 32 MB of trace
// Where several alignments are as good, keys of a that b lacks come as early as they can.
Alignment align(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

} // namespace causeway::sessions
