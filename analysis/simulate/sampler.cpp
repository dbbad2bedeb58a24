#include "analysis/simulate/sampler.h"

namespace causeway::simulate {

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
