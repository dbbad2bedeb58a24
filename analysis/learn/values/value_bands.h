#pragma once
// How far from what is expected a number is without being odd: a Gaussian over the errors of sessions that were kept aside
// (Du et al. 2017, DeepLog, section 3.2), one a number.

#include <limits>
#include <vector>

#include "analysis/core/bytes.h"

namespace causeway::learn {

// The error of one number of one event: place less expected place, on the scale of its kind.
struct ValueError {
    std::uint32_t session = 0; // any numbering
    std::uint32_t column = 0;
    float error = 0;
};

class ValueBands {
public:
    struct Gaussian {
        double mean = 0, deviation = std::numeric_limits<double>::infinity(); // infinite: too few errors, nothing is odd
    };
    ValueBands() = default;
    // The mean is the median. The deviation is that of the narrowest Gaussian that has no more in its tails than the errors do, at 68, 90,
    // 95, 99 and 99.9 % as far as there are at least five beyond: heavy tails widen it, a handful of anomalies does not. finest: by column,
    // the least that it can be.
    ValueBands(const std::vector<ValueError> &errors, const std::vector<double> &finest);

    [[nodiscard]] const std::vector<Gaussian> &columns() const { return m_columns; }
    // In deviations, at least 0.
    [[nodiscard]] double surprise(std::uint32_t column, double error) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] bool read(ByteReader &in, std::size_t columns); // false: damaged

private:
    std::vector<Gaussian> m_columns;
};

} // namespace causeway::learn
