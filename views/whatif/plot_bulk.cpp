#include "views/whatif/plot_bulk.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace causeway::views {

namespace {

constexpr double kApart = 0.75; // of the axis that they take, from 0 on
constexpr double kLeastSpan = 0.02; // of a value: less is not looked into

// How many of the last are as far from the others; values rising.
std::size_t farOnes(std::span<const double> values)
{
    std::size_t out = 0;
    for (std::size_t k = 1; k <= values.size() / kMostLeftOut; ++k) {
        const double first = values.front(), inside = values[values.size() - k - 1] - first, outside = values[values.size() - k] - first;
        if (inside > 0 && outside > (1 + kFar) * std::max(inside, kLeastSpan * std::abs(values[values.size() - k - 1])))
            out = k;
    }
    return out;
}

} // namespace

void fitAxis(PlotAxis &axis, std::vector<double> values)
{
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.size() < 3)
        return;
    std::ranges::sort(values);
    const std::size_t above = farOnes(values);
    std::vector<double> mirrored(values.rbegin() + static_cast<std::ptrdiff_t>(above), values.rend());
    for (double &value : mirrored)
        value = -value;
    const std::size_t below = farOnes(mirrored);
    const double least = values[below], most = values[values.size() - 1 - above];
    if (values.front() > 0 && most > kDecades * least) {
        axis.scale = PlotAxis::Scale::Log;
        axis.from = values.front() / 1.5;
        axis.to = values.back() * 1.5;
        return;
    }
    if (!(most > least))
        return;
    const double pad = std::max(0.08 * (most - least), kLeastSpan / 2 * std::abs(most));
    const bool apart = least >= 0 && most - least >= kApart * most;
    if (below > 0 || !apart) {
        axis.fromZero = false;
        axis.from = least >= 0 && below == 0 ? std::max(0.0, least - pad) : least - pad;
    }
    if (above > 0 || !apart)
        axis.to = most + pad;
}

} // namespace causeway::views
