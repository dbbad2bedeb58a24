#pragma once
// How large a time or a count may be, from those of normal operation: log-normal, or by median and median absolute deviation of
// the logarithms where the sample is not log-normal (Fu et al. 2009, section 5).

#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

namespace causeway::flow {

struct FittedBound {
    static constexpr std::uint64_t kEnough = 20; // fewer say nothing
    double bound = 0;    // in the unit of the values; 0: too few
    double typical = 0;  // their median
    bool robust = false; // by median and median absolute deviation
};

// values: > 0, ascending, each with how often it occurs.
FittedBound fitBound(std::span<const std::pair<double, std::uint64_t>> values);

// The step that a clock moves in, from delays told by it: their greatest common divisor, a second at most. A delay is uncertain by
// that, so it is added before delays are compared by their logarithms.
class ClockStep {
public:
    void add(std::int64_t delayNs)
    {
        if (delayNs > 0 && m_step != 1)
            m_step = std::gcd(m_step, delayNs);
    }
    [[nodiscard]] std::int64_t ns() const { return m_step; }

private:
    std::int64_t m_step = 1'000'000'000;
};

// 0 where either is unknown or the later comes first.
std::int64_t delayBetween(std::int64_t fromNs, std::int64_t toNs);

} // namespace causeway::flow
