#pragma once
// One number on a scale on which its values have about unit spread: centre and spread by quantiles, so that a few wild values do
// not matter; by asinh (linear near 0, logarithmic beyond) where the tails are heavy.

#include <optional>
#include <vector>

#include "analysis/core/bytes.h"

namespace causeway::learn {

class ValueScale {
public:
    ValueScale() = default;
    // values: finite, at least one, in any order. whole: they are integers, none of which is told from the next one.
    explicit ValueScale(std::vector<double> values, bool whole = false);

    [[nodiscard]] double toScale(double value) const;
    [[nodiscard]] double fromScale(double place) const;
    // Half the distance of neighbouring values near the centre: nothing is known more closely than that.
    [[nodiscard]] double resolution() const { return m_resolution; }
    [[nodiscard]] bool isLogarithmic() const { return m_unit > 0; }
    // None was below 0.
    [[nodiscard]] bool isNonNegative() const { return m_nonNegative; }

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<ValueScale> read(ByteReader &in);

private:
    [[nodiscard]] double bent(double value) const;
    double m_unit = 0; // of asinh; 0: linear
    double m_centre = 0, m_spread = 1;
    double m_resolution = 0;
    bool m_nonNegative = false;
};

// Of values in rising order: nearest rank.
double quantileOf(const std::vector<double> &rising, double share);

} // namespace causeway::learn
