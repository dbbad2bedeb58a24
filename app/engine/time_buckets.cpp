#include "app/engine/time_buckets.h"

#include <algorithm>
#include <limits>

namespace causeway::engine {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

std::int64_t nextLength(std::int64_t length)
{
    static constexpr std::int64_t kSteps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10'800, 21'600, 43'200, 86'400};
    if (length < kSecond) {
        std::int64_t power = 1;
        while (power * 10 <= length)
            power *= 10;
        return length == power ? 2 * power : length == 2 * power ? 5 * power : 10 * power;
    }
    for (const std::int64_t step : kSteps)
        if (step * kSecond > length)
            return step * kSecond;
    return length * 2;
}

std::int64_t floorTo(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    const std::int64_t down = rest < 0 ? rest + step : rest;
    return value < std::numeric_limits<std::int64_t>::min() + down ? std::numeric_limits<std::int64_t>::min() : value - down;
}

} // namespace

TimeBuckets roundBuckets(std::int64_t firstNs, std::int64_t lastNs, std::size_t wished)
{
    TimeBuckets buckets;
    wished = std::max<std::size_t>(wished, 2); // a span may straddle an edge at any length
    for (;;) {
        buckets.fromNs = floorTo(firstNs, buckets.bucketNs);
        const std::uint64_t span = static_cast<std::uint64_t>(lastNs) - static_cast<std::uint64_t>(buckets.fromNs);
        const std::uint64_t last = span / static_cast<std::uint64_t>(buckets.bucketNs);
        if (last < wished || buckets.bucketNs > std::numeric_limits<std::int64_t>::max() / 4) {
            buckets.count = static_cast<std::size_t>(last) + 1;
            return buckets;
        }
        buckets.bucketNs = nextLength(buckets.bucketNs);
    }
}

bool timesWithin(const storage::Snapshot &snapshot, const TimeRange &range, std::int64_t &firstNs, std::int64_t &lastNs)
{
    bool any = false;
    for (const storage::ChunkInfo &chunk : snapshot.chunks) {
        if (chunk.from.isNone() || chunk.to < range.from || chunk.from >= range.to)
            continue;
        const std::int64_t from = std::max(chunk.from.ns, range.from.ns), to = std::min(chunk.to.ns, range.to.ns - 1);
        firstNs = any ? std::min(firstNs, from) : from;
        lastNs = any ? std::max(lastNs, to) : to;
        any = true;
    }
    return any;
}

} // namespace causeway::engine
