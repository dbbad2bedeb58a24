#pragma once
// Distributions of times, and which of them a sample follows.

#include <span>
#include <vector>

#include "analysis/core/json_writer.h"

namespace causeway::simulate {

// Of seconds, or of any positive quantity.
struct Distribution {
    enum class Kind : std::uint8_t { Constant, Exponential, Lognormal, Gamma, Empirical } kind = Kind::Constant;
    double mean = 0;             // Constant: the value; of Empirical that of its values
    double cv = 0;               // standard deviation / mean, of Lognormal and Gamma
    std::vector<double> values;  // Empirical: equally likely, rising
    bool operator==(const Distribution &) const = default;

    [[nodiscard]] double cdf(double x) const; // P(X <= x)
};
// {"lognormal": {"mean": 0.01, "cv": 0.8}} …, as scenario files have it.
void write(JsonWriter &json, const Distribution &distribution);

struct DistributionFit {
    Distribution distribution;
    double ks = 0;          // largest distance of its distribution function from the sample's (Kolmogorov, Smirnov)
    std::size_t sample = 0; // values
    // A family is taken only where its function is no further from the sample's than this, whatever its BIC,
    // and at the sample's p95 and p99 no further than this, or twice what chance does.
    static constexpr double kFarthest = 0.05, kFarthest95 = 0.015, kFarthest99 = 0.003;
    static constexpr std::size_t kEnough = 30;  // fewer do not tell a family
    static constexpr std::size_t kPoints = 401; // quantiles that stand for a sample that no family fits
};

// Constant where all values are the same. Of exponential, log-normal and gamma, each fitted by maximum likelihood, the one of least
// BIC among those that are near enough; else empirical: values of the sample, or evenly spread quantiles of it. Values below 0 count as
// 0, and a sample with zeros is of no family but the exponential. No values: Constant 0.
DistributionFit fitDistribution(std::span<const double> values);

} // namespace causeway::simulate
