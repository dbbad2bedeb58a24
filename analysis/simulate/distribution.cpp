#include "analysis/simulate/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "analysis/core/gamma_function.h"

namespace causeway::simulate {

namespace {

// Of a gamma distribution by mean and coefficient of variation.
double shapeOf(double cv) { return 1 / (cv * cv); }

struct Candidate {
    Distribution distribution;
    double logLikelihood = 0;
    int parameters = 1;
};

Candidate exponential(double mean, double n)
{
    return {{Distribution::Kind::Exponential, mean, 1, {}}, -n * (std::log(mean) + 1), 1};
}

// sumLog: of the values' logarithms, sumLog2: of their squares.
Candidate lognormal(double sumLog, double sumLog2, double n)
{
    const double mu = sumLog / n, variance = std::max(sumLog2 / n - mu * mu, 1e-12);
    return {{Distribution::Kind::Lognormal, std::exp(mu + variance / 2), std::sqrt(std::expm1(variance)), {}}, -sumLog - n / 2 * (std::log(2 * M_PI * variance) + 1), 2};
}

// Newton's method on ln k − ψ(k) = ln mean − mean ln (Minka 2002, "Estimating a Gamma distribution").
std::optional<Candidate> gamma(double mean, double sumLog, double n)
{
    const double s = std::log(mean) - sumLog / n;
    if (!(s > 1e-9))
        return std::nullopt;
    double k = (3 - s + std::sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
    for (int i = 0; i < 20; ++i) {
        const double step = (std::log(k) - digamma(k) - s) / (1 / k - trigamma(k));
        k = k - step > 0 ? k - step : k / 2;
        if (std::abs(step) < 1e-12 * k)
            break;
    }
    const double scale = mean / k;
    return Candidate{{Distribution::Kind::Gamma, mean, 1 / std::sqrt(k), {}}, (k - 1) * sumLog - n * k - n * k * std::log(scale) - n * std::lgamma(k), 2};
}

double farthest(std::span<const double> sorted, const Distribution &distribution)
{
    const double n = static_cast<double>(sorted.size());
    double most = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t end = i;
        while (end < sorted.size() && sorted[end] == sorted[i])
            ++end;
        const double f = distribution.cdf(sorted[i]);
        // Values that are equal lie within a step of the clock: the function may pass anywhere between.
        most = std::max({most, end < sorted.size() || end - i == 1 ? f - static_cast<double>(end) / n : 0.0, static_cast<double>(i) / n - f});
        i = end;
    }
    return most;
}

// What is said of a service are its slow requests: its tail must fit too.
bool tailFits(std::span<const double> sorted, const Distribution &distribution)
{
    const double n = static_cast<double>(sorted.size());
    const auto fits = [&](double share, double most) {
        const double value = sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * n))];
        const auto [from, to] = std::ranges::equal_range(sorted, value);
        const double f = distribution.cdf(value), low = static_cast<double>(from - sorted.begin()) / n, high = static_cast<double>(to - sorted.begin()) / n;
        const double off = f < low ? low - f : f > high ? f - high : 0;
        return off <= std::max(most, 2 * std::sqrt(share * (1 - share) / n));
    };
    return fits(0.95, DistributionFit::kFarthest95) && fits(0.99, DistributionFit::kFarthest99);
}

Distribution empirical(std::span<const double> sorted)
{
    Distribution out{Distribution::Kind::Empirical, 0, 0, {}};
    if (sorted.size() <= DistributionFit::kPoints)
        out.values.assign(sorted.begin(), sorted.end());
    else
        for (std::size_t i = 0; i < DistributionFit::kPoints; ++i)
            out.values.push_back(sorted[(2 * i + 1) * sorted.size() / (2 * DistributionFit::kPoints)]);
    out.mean = std::accumulate(out.values.begin(), out.values.end(), 0.0) / static_cast<double>(out.values.size());
    return out;
}

} // namespace

double Distribution::cdf(double x) const
{
    switch (kind) {
    case Kind::Constant: return x >= mean ? 1 : 0;
    case Kind::Exponential: return x <= 0 ? 0 : -std::expm1(-x / mean);
    case Kind::Lognormal: {
        const double variance = std::log1p(cv * cv), mu = std::log(mean) - variance / 2;
        return x <= 0 ? 0 : std::erfc(-(std::log(x) - mu) / std::sqrt(2 * variance)) / 2;
    }
    case Kind::Gamma: return x <= 0 ? 0 : 1 - gammaTail(shapeOf(cv), x * shapeOf(cv) / mean);
    case Kind::Empirical: return static_cast<double>(std::ranges::upper_bound(values, x) - values.begin()) / static_cast<double>(std::max<std::size_t>(values.size(), 1));
    }
    return 0;
}

void write(JsonWriter &json, const Distribution &distribution)
{
    const auto family = [&](std::string_view name) {
        json.beginObject().key(name).beginObject().field("mean", distribution.mean).field("cv", distribution.cv).endObject().endObject();
    };
    switch (distribution.kind) {
    case Distribution::Kind::Constant: json.beginObject().field("constant", distribution.mean).endObject(); break;
    case Distribution::Kind::Exponential: json.beginObject().field("exponential", distribution.mean).endObject(); break;
    case Distribution::Kind::Lognormal: family("lognormal"); break;
    case Distribution::Kind::Gamma: family("gamma"); break;
    case Distribution::Kind::Empirical:
        json.beginObject().key("empirical").beginArray();
        for (const double value : distribution.values)
            json.value(value);
        json.endArray().endObject();
        break;
    }
}

DistributionFit fitDistribution(std::span<const double> values)
{
    std::vector<double> sorted(values.begin(), values.end());
    for (double &value : sorted)
        value = std::max(value, 0.0);
    std::ranges::sort(sorted);
    DistributionFit fit;
    fit.sample = sorted.size();
    if (sorted.empty())
        return fit;
    if (sorted.front() == sorted.back()) {
        fit.distribution.mean = sorted.front();
        return fit;
    }
    fit.distribution = empirical(sorted);
    if (sorted.size() < DistributionFit::kEnough)
        return fit;
    const double n = static_cast<double>(sorted.size()), mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
    std::vector<Candidate> candidates{exponential(mean, n)};
    if (sorted.front() > 0) {
        double sumLog = 0, sumLog2 = 0;
        for (const double value : sorted) {
            sumLog += std::log(value);
            sumLog2 += std::log(value) * std::log(value);
        }
        candidates.push_back(lognormal(sumLog, sumLog2, n));
        if (const auto found = gamma(mean, sumLog, n))
            candidates.push_back(*found);
    }
    double least = std::numeric_limits<double>::infinity();
    fit.ks = farthest(sorted, fit.distribution);
    for (const Candidate &candidate : candidates) {
        const double ks = farthest(sorted, candidate.distribution), bic = candidate.parameters * std::log(n) - 2 * candidate.logLikelihood;
        if (ks <= DistributionFit::kFarthest && bic < least && tailFits(sorted, candidate.distribution)) {
            least = bic;
            fit.distribution = candidate.distribution;
            fit.ks = ks;
        }
    }
    return fit;
}

} // namespace causeway::simulate
