#pragma once
// A distribution made ready to be drawn from.

#include <span>

#include "analysis/simulate/distribution.h"
#include "analysis/simulate/random.h"

namespace causeway::simulate {

// values of an empirical distribution are looked at, not copied: the distribution must live on.
class Sampler {
public:
    Sampler() = default; // always 0
    explicit Sampler(const Distribution &distribution);

    [[nodiscard]] double draw(Draw &from) const // seconds
    {
        switch (m_kind) {
        case Distribution::Kind::Constant: return m_a;
        case Distribution::Kind::Exponential: return m_a * from.exponential();
        case Distribution::Kind::Lognormal: return std::exp(m_a + m_b * from.normal());
        case Distribution::Kind::Gamma: return m_b * from.gamma(m_a);
        case Distribution::Kind::Empirical: return m_values[static_cast<std::size_t>(from.unit() * static_cast<double>(m_values.size()))];
        }
        return 0;
    }
    // The quantile at Φ(z), seconds.
    [[nodiscard]] double atScore(double z) const;
    [[nodiscard]] double mean() const { return m_mean; }
    [[nodiscard]] double deviation() const { return m_deviation; }
    [[nodiscard]] bool isZero() const { return m_kind == Distribution::Kind::Constant && m_a == 0; }

private:
    Distribution::Kind m_kind = Distribution::Kind::Constant;
    double m_a = 0, m_b = 0, m_mean = 0, m_deviation = 0;
    std::span<const double> m_values;
};

// Standard deviation / mean; 0 of a mean of 0.
double variation(const Distribution &distribution);

// A time from now on, at least 0 and not beyond what an integer clock holds.
inline std::int64_t nanoseconds(double seconds)
{
    constexpr double kMost = 4e9; // 127 years
    return static_cast<std::int64_t>(std::min(std::max(seconds, 0.0), kMost) * 1e9 + 0.5);
}

} // namespace causeway::simulate
