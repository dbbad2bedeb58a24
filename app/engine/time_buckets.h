#pragma once
// Buckets of round length over a span of time.

#include <cstdint>

#include "analysis/core/units.h"
#include "storage/snapshot.h"

namespace causeway::engine {

struct TimeBuckets {
    std::int64_t fromNs = 0;
    std::int64_t bucketNs = 1;
    std::size_t count = 0;
    // fromNs <= time, and time within the buckets.
    [[nodiscard]] std::size_t of(std::int64_t timeNs) const
    {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(timeNs) - static_cast<std::uint64_t>(fromNs)) / static_cast<std::uint64_t>(bucketNs));
    }
};

// The shortest round length (1, 2, 5 × 10ⁿ ns below a second; 1, 2, 5, 10, 15, 30 s and min; 1, 2, 3, 6, 12 h; days) with
// which the span takes at most `wished` buckets; edges at multiples of the length.
TimeBuckets roundBuckets(std::int64_t firstNs, std::int64_t lastNs, std::size_t wished);

// First and last time of the snapshot's events within a range; false where there is none.
bool timesWithin(const storage::Snapshot &snapshot, const TimeRange &range, std::int64_t &firstNs, std::int64_t &lastNs);

} // namespace causeway::engine
