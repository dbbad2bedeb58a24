#include "analysis/simulate/sampler.h"

#include <algorithm>
#include <limits>

#include "analysis/core/gamma_function.h"

namespace causeway::simulate {

namespace {

// Of a gamma variable of scale 1: from the cube of a normal (Wilson and Hilferty 1931) or the first term of its series, by bisection of
// where it must lie and Newton's method. above: 1 − Φ(z).
double gammaQuantile(double shape, double z, double above)
{
    const double cube = 1 - 1 / (9 * shape) + z / (3 * std::sqrt(shape));
    double x = shape * cube * cube * cube;
    if (!(cube > 0.1))
        x = std::exp((std::log1p(-std::min(above, 1 - 1e-16)) + std::lgamma(shape + 1)) / shape);
    double low = 0, high = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 60; ++i) {
        const double tail = gammaTail(shape, x);
        (tail > above ? low : high) = x;
        const double density = std::exp((shape - 1) * std::log(x) - x - std::lgamma(shape));
        double next = x + (tail - above) / density;
        if (!(next > low && next < high))
            next = high < std::numeric_limits<double>::infinity() ? (low + high) / 2 : 2 * x + 1;
        const bool done = std::abs(next - x) <= 1e-10 * x;
        x = next;
        if (done || x <= 0)
            break;
    }
    return std::max(x, 0.0);
}

} // namespace

Sampler::Sampler(const Distribution &distribution) : m_kind(distribution.kind), m_a(distribution.mean), m_mean(distribution.mean), m_deviation(distribution.mean * variation(distribution))
{
    const double square = distribution.cv * distribution.cv;
    if (m_kind == Distribution::Kind::Lognormal) {
        m_b = std::sqrt(std::log1p(square));
        m_a = std::log(distribution.mean) - m_b * m_b / 2;
    } else if (m_kind == Distribution::Kind::Gamma) {
        m_a = 1 / square;
        m_b = distribution.mean * square;
    } else if (m_kind == Distribution::Kind::Empirical)
        m_values = distribution.values;
}

double Sampler::atScore(double z) const
{
    const double below = std::erfc(-z * M_SQRT1_2) / 2, above = std::erfc(z * M_SQRT1_2) / 2;
    switch (m_kind) {
    case Distribution::Kind::Constant: return m_a;
    case Distribution::Kind::Exponential: return -m_a * std::log(above);
    case Distribution::Kind::Lognormal: return std::exp(m_a + m_b * z);
    case Distribution::Kind::Gamma: return m_b * gammaQuantile(m_a, z, above);
    case Distribution::Kind::Empirical: return m_values[std::min(m_values.size() - 1, static_cast<std::size_t>(below * static_cast<double>(m_values.size())))];
    }
    return 0;
}

double variation(const Distribution &distribution)
{
    switch (distribution.kind) {
    case Distribution::Kind::Constant: return 0;
    case Distribution::Kind::Exponential: return 1;
    case Distribution::Kind::Lognormal:
    case Distribution::Kind::Gamma: return distribution.cv;
    case Distribution::Kind::Empirical: break;
    }
    if (distribution.mean <= 0 || distribution.values.empty())
        return 0;
    double squares = 0;
    for (const double value : distribution.values)
        squares += (value - distribution.mean) * (value - distribution.mean);
    return std::sqrt(squares / static_cast<double>(distribution.values.size())) / distribution.mean;
}

} // namespace causeway::simulate
