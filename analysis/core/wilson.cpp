#include "analysis/core/wilson.h"

#include <algorithm>
#include <cmath>

namespace causeway {

ShareInterval wilson(std::uint64_t count, std::uint64_t of)
{
    if (of == 0)
        return {};
    constexpr double kZ = 1.959963984540054;
    const auto n = static_cast<double>(of), p = static_cast<double>(count) / n;
    const double z2 = kZ * kZ, middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kZ / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

} // namespace causeway
