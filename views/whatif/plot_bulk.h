#pragma once
// An axis for the most of its values: a few that lie far from all others would press those into a line. Any thread.

#include <vector>

#include "views/charts/plot.h"

namespace causeway::views {

constexpr double kDecades = 50;      // the largest of the smallest, from which on values are seen by their decades
constexpr double kFar = 3;           // spans of all others (2 % of a value at least) that lie between them and what is left out
constexpr std::size_t kMostLeftOut = 5; // of so many values one may be left out

// Logarithmic where the most of the values are spread over decades, all of them positive; else without the few that lie kFar away, at the upper or
// the lower end, which a plot marks at its edge; and from 0 only where that leaves them apart. values: all that is to be seen; others than finite
// ones are not looked at.
void fitAxis(PlotAxis &axis, std::vector<double> values);

} // namespace causeway::views
