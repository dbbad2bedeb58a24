#pragma once
// How measures of a run are named and drawn.

#include <optional>
#include <utility>

#include "analysis/allocate/compare.h"
#include "analysis/simulate/scenario.h"
#include "views/charts/plot.h"

class QComboBox;

namespace causeway::views {

[[nodiscard]] QString measureText(allocate::Measure measure);                            // "Over SLO", "p99", "Cost" …
[[nodiscard]] PlotAxis measureAxis(allocate::Measure measure, bool difference = false);  // titled, with its unit
[[nodiscard]] double plotted(allocate::Measure measure, double value);                   // durations in seconds
[[nodiscard]] QString measureValue(allocate::Measure measure, double value, bool difference = false);
// How large a difference is, whichever way: "1.2 s"; of shares in points.
[[nodiscard]] QString measureSize(allocate::Measure measure, double value);
// The ends of its 95 % interval as they can be: never below 0, and shares never above 1.
[[nodiscard]] std::pair<double, double> plottedInterval(allocate::Measure measure, const simulate::Estimate &estimate);
// The objective as a line among values of that measure. Measures are of all requests together: none where operations have different ones.
[[nodiscard]] std::optional<PlotRule> sloRule(allocate::Measure measure, const simulate::Scenario &scenario);
// A choice of those that people plan by.
[[nodiscard]] QComboBox *makeMeasureChoice(QWidget *parent, const QString &accessibleName, allocate::Measure chosen);
[[nodiscard]] allocate::Measure chosenMeasure(const QComboBox &box);

} // namespace causeway::views
