#include "analysis/learn/values/value_scale.h"

#include <algorithm>
#include <cmath>

namespace causeway::learn {

namespace {

constexpr double kSkewed = 4;       // one tail so many times as long as the other
constexpr double kWide = 50;        // or the spread from the 5 % to the 95 % quantile so many times that of the middle half
constexpr double kFarthest = 600;   // sinh() of more is no number
constexpr double kFinest = 0.02;    // of the spread
constexpr double kConstantPart = 0.1;
constexpr double kQuartiles = 1.349; // between the quartiles of a unit Gaussian
constexpr double kTails = 3.290;     // between its 5 % and 95 % quantiles

} // namespace

double quantileOf(const std::vector<double> &rising, double share)
{
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(rising.size())));
    return rising[std::clamp<std::size_t>(rank, 1, rising.size()) - 1];
}

ValueScale::ValueScale(std::vector<double> values, bool whole)
{
    std::sort(values.begin(), values.end());
    m_nonNegative = values.front() >= 0;
    const double low = quantileOf(values, 0.05), middle = quantileOf(values, 0.5), high = quantileOf(values, 0.95);
    const double half = quantileOf(values, 0.75) - quantileOf(values, 0.25);
    const double above = high - middle, below = middle - low;
    if (std::max(above, below) > kSkewed * std::min(above, below) || high - low > kWide * half) {
        std::vector<double> sizes;
        for (const double value : values)
            if (value != 0)
                sizes.push_back(std::abs(value));
        std::sort(sizes.begin(), sizes.end());
        if (!sizes.empty() && sizes.back() > 10 * sizes.front())
            m_unit = quantileOf(sizes, 0.25);
    }
    double smallestGap = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        if (const double gap = values[i] - values[i - 1]; gap > 0 && (smallestGap == 0 || gap < smallestGap))
            smallestGap = gap;
    if (whole)
        smallestGap = std::max(smallestGap, 1.0);
    m_centre = bent(middle);
    const auto between = [&](double from, double to) { return bent(quantileOf(values, to)) - bent(quantileOf(values, from)); };
    double spread = between(0.25, 0.75) / kQuartiles;
    if (spread <= 0)
        spread = between(0.05, 0.95) / kTails;
    if (spread <= 0) {
        double sum = 0;
        for (const double value : values)
            sum += std::abs(bent(value) - m_centre);
        spread = 1.2533 * sum / static_cast<double>(values.size());
    }
    if (!(spread > 0)) // a constant
        spread = std::max(std::abs(m_centre) * kConstantPart, 1.0);
    m_spread = spread;
    m_resolution = std::max(kFinest, 0.5 * (bent(middle + smallestGap) - m_centre) / m_spread);
}

double ValueScale::bent(double value) const { return m_unit > 0 ? std::asinh(value / m_unit) : value; }

double ValueScale::toScale(double value) const { return (bent(value) - m_centre) / m_spread; }

double ValueScale::fromScale(double place) const
{
    const double at = m_centre + place * m_spread;
    return m_unit > 0 ? m_unit * std::sinh(std::clamp(at, -kFarthest, kFarthest)) : at;
}

void ValueScale::write(ByteWriter &out) const
{
    for (const double number : {m_unit, m_centre, m_spread, m_resolution})
        out.f64(number);
    out.u8(m_nonNegative ? 1 : 0);
}

std::optional<ValueScale> ValueScale::read(ByteReader &in)
{
    ValueScale scale;
    for (double *number : {&scale.m_unit, &scale.m_centre, &scale.m_spread, &scale.m_resolution}) {
        *number = in.f64();
        if (!std::isfinite(*number))
            return std::nullopt;
    }
    scale.m_nonNegative = in.u8() != 0;
    if (!in.ok() || scale.m_unit < 0 || !(scale.m_spread > 0) || scale.m_resolution < 0)
        return std::nullopt;
    return scale;
}

} // namespace causeway::learn
