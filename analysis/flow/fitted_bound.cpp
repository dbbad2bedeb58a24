#include "analysis/flow/fitted_bound.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/core/units.h"

namespace causeway::flow {

namespace {

constexpr double kMadToSigma = 1.4826;
constexpr double kDeviations = 4.2;
constexpr double kLeast = 0.05;     // standard deviation of logarithms; less is luck
constexpr double kLogNormal = 1.5;  // by which both deviations differ at most where a sample is log-normal

using Weighted = std::pair<double, std::uint64_t>;

double median(std::span<const Weighted> values, std::uint64_t n)
{
    std::uint64_t before = 0;
    for (const auto &[value, times] : values)
        if ((before += times) * 2 >= n)
            return value;
    return 0;
}

} // namespace

std::int64_t delayBetween(std::int64_t fromNs, std::int64_t toNs)
{
    std::int64_t delay = 0;
    if (fromNs == TimePoint::none().ns || toNs == TimePoint::none().ns || toNs <= fromNs || __builtin_sub_overflow(toNs, fromNs, &delay))
        return 0;
    return std::min(delay, std::int64_t{1} << 61);
}

FittedBound fitBound(std::span<const Weighted> values)
{
    FittedBound out;
    std::uint64_t n = 0;
    double sum = 0;
    std::vector<Weighted> logs;
    for (const auto &[value, times] : values) {
        n += times;
        logs.emplace_back(std::log(value), times);
        sum += logs.back().first * static_cast<double>(times);
    }
    if (n < FittedBound::kEnough)
        return out;
    const double mean = sum / static_cast<double>(n), middle = median(logs, n);
    double squares = 0;
    std::vector<Weighted> around;
    for (const auto &[value, times] : logs) {
        squares += (value - mean) * (value - mean) * static_cast<double>(times);
        around.emplace_back(std::abs(value - middle), times);
    }
    std::ranges::sort(around);
    const double deviation = std::max(kLeast, std::sqrt(squares / static_cast<double>(n - 1)));
    const double robust = std::max(kLeast, kMadToSigma * median(around, n));
    out.typical = std::exp(middle);
    out.robust = deviation > kLogNormal * robust;
    out.bound = out.robust ? std::exp(middle + kDeviations * robust) : std::exp(mean + kDeviations * deviation);
    return out;
}

} // namespace causeway::flow
