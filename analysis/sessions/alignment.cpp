#include "analysis/sessions/alignment.h"

#include <algorithm>

namespace causeway::sessions {

namespace {

struct Ends {
    std::size_t prefix = 0, suffix = 0;
};

Ends commonEnds(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b)
{
    Ends ends;
    const std::size_t shorter = std::min(a.size(), b.size());
    while (ends.prefix < shorter && a[ends.prefix] == b[ends.prefix])
        ++ends.prefix;
    while (ends.suffix < shorter - ends.prefix && a[a.size() - 1 - ends.suffix] == b[b.size() - 1 - ends.suffix])
        ++ends.suffix;
    return ends;
}

// furthest[k + offset]: how far along a the paths of d differences reach on diagonal k = x − y. After d rounds onRound(d) is told.
template <typename OnRound>
std::optional<std::uint64_t> furthestPaths(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::uint64_t most, const OnRound &onRound)
{
    const auto n = static_cast<std::int64_t>(a.size()), m = static_cast<std::int64_t>(b.size());
    const auto limit = static_cast<std::int64_t>(std::min<std::uint64_t>(most, a.size() + b.size()));
    std::vector<std::int32_t> furthest(static_cast<std::size_t>(2 * limit + 3), 0);
    const std::int64_t offset = limit + 1;
    const auto at = [&](std::int64_t k) -> std::int32_t & { return furthest[static_cast<std::size_t>(k + offset)]; };
    for (std::int64_t d = 0; d <= limit; ++d) {
        for (std::int64_t k = -d; k <= d; k += 2) {
            std::int64_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
            std::int64_t y = x - k;
            while (x < n && y < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)])
                ++x, ++y;
            at(k) = static_cast<std::int32_t>(x);
            if (x >= n && y >= m) {
                onRound(d, furthest, offset);
                return static_cast<std::uint64_t>(d);
            }
        }
        onRound(d, furthest, offset);
    }
    return std::nullopt;
}

} // namespace

std::optional<std::uint64_t> editDistance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::uint64_t most)
{
    const Ends ends = commonEnds(a, b);
    return furthestPaths(a.subspan(ends.prefix, a.size() - ends.prefix - ends.suffix), b.subspan(ends.prefix, b.size() - ends.prefix - ends.suffix), most,
                         [](std::int64_t, const std::vector<std::int32_t> &, std::int64_t) {});
}

Alignment align(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b)
{
    Alignment alignment;
    const Ends ends = commonEnds(a, b);
    const auto here = a.subspan(ends.prefix, a.size() - ends.prefix - ends.suffix), there = b.subspan(ends.prefix, b.size() - ends.prefix - ends.suffix);
    for (std::uint32_t i = 0; i < ends.prefix; ++i)
        alignment.matches.emplace_back(i, i);

    std::vector<std::vector<std::int32_t>> rounds; // rounds[d][k + d]
    const auto distance = furthestPaths(here, there, kMostDifferences, [&](std::int64_t d, const std::vector<std::int32_t> &furthest, std::int64_t offset) {
        rounds.emplace_back(furthest.begin() + (offset - d), furthest.begin() + (offset + d + 1));
    });
    alignment.complete = distance.has_value();
    if (distance) {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> backwards;
        auto x = static_cast<std::int64_t>(here.size()), y = static_cast<std::int64_t>(there.size());
        const auto match = [&] {
            --x, --y;
            backwards.emplace_back(static_cast<std::uint32_t>(x) + static_cast<std::uint32_t>(ends.prefix), static_cast<std::uint32_t>(y) + static_cast<std::uint32_t>(ends.prefix));
        };
        for (auto d = static_cast<std::int64_t>(*distance); d > 0; --d) {
            const std::vector<std::int32_t> &before = rounds[static_cast<std::size_t>(d - 1)];
            const auto reached = [&](std::int64_t k) { return k < -(d - 1) || k > d - 1 ? std::int32_t{0} : before[static_cast<std::size_t>(k + d - 1)]; };
            const std::int64_t k = x - y;
            const bool down = k == -d || (k != d && reached(k - 1) < reached(k + 1));
            const std::int64_t fromK = down ? k + 1 : k - 1, fromX = reached(fromK), fromY = fromX - fromK;
            while (x > fromX + (down ? 0 : 1) && y > fromY + (down ? 1 : 0))
                match();
            x = fromX;
            y = fromY;
        }
        while (x > 0 && y > 0)
            match();
        alignment.matches.insert(alignment.matches.end(), backwards.rbegin(), backwards.rend());
    }
    for (std::size_t i = ends.suffix; i > 0; --i)
        alignment.matches.emplace_back(static_cast<std::uint32_t>(a.size() - i), static_cast<std::uint32_t>(b.size() - i));
    return alignment;
}

} // namespace causeway::sessions
