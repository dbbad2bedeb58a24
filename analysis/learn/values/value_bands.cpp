#include "analysis/learn/values/value_bands.h"

#include <algorithm>
#include <cmath>

#include "analysis/learn/values/value_scale.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kFewest = 8; // errors
constexpr double kBeyond = 5;
struct Interval {
    double share, deviations;
};
constexpr Interval kIntervals[] = {{0.6827, 1}, {0.90, 1.645}, {0.95, 1.960}, {0.99, 2.576}, {0.999, 3.291}};

} // namespace

ValueBands::ValueBands(const std::vector<ValueError> &errors, const std::vector<double> &finest) : m_columns(finest.size())
{
    std::vector<std::vector<double>> of(finest.size());
    for (const ValueError &error : errors)
        of[error.column].push_back(static_cast<double>(error.error));
    for (std::size_t c = 0; c < of.size(); ++c) {
        std::vector<double> &values = of[c];
        if (values.size() < kFewest)
            continue;
        std::sort(values.begin(), values.end());
        Gaussian &gaussian = m_columns[c];
        gaussian.mean = quantileOf(values, 0.5);
        for (double &value : values)
            value = std::abs(value - gaussian.mean);
        std::sort(values.begin(), values.end());
        gaussian.deviation = finest[c];
        for (const Interval &interval : kIntervals)
            if (interval.share < 0.7 || (1 - interval.share) * static_cast<double>(values.size()) >= kBeyond)
                gaussian.deviation = std::max(gaussian.deviation, quantileOf(values, interval.share) / interval.deviations);
    }
}

double ValueBands::surprise(std::uint32_t column, double error) const
{
    const Gaussian &gaussian = m_columns[column];
    return std::isinf(gaussian.deviation) ? 0 : std::abs(error - gaussian.mean) / gaussian.deviation;
}

void ValueBands::write(ByteWriter &out) const
{
    for (const Gaussian &gaussian : m_columns) {
        out.f64(gaussian.mean);
        out.f64(gaussian.deviation);
    }
}

bool ValueBands::read(ByteReader &in, std::size_t columns)
{
    if (!in.fits(columns, 16))
        return false;
    m_columns.resize(columns);
    for (Gaussian &gaussian : m_columns) {
        gaussian.mean = in.f64();
        gaussian.deviation = in.f64();
        if (!std::isfinite(gaussian.mean) || !(gaussian.deviation > 0))
            return false;
    }
    return in.ok();
}

} // namespace causeway::learn
