#pragma once
// How measures of a run are named and drawn.

#include "analysis/allocate/compare.h"
#include "views/charts/plot.h"

class QComboBox;

namespace causeway::views {

[[nodiscard]] QString measureText(allocate::Measure measure);                            // "Over SLO", "p99", "Cost" …
[[nodiscard]] PlotAxis measureAxis(allocate::Measure measure, bool difference = false);  // titled, with its unit
[[nodiscard]] double plotted(allocate::Measure measure, double value);                   // durations in seconds
[[nodiscard]] QString measureValue(allocate::Measure measure, double value, bool difference = false);
// A choice of those that people plan by.
[[nodiscard]] QComboBox *makeMeasureChoice(QWidget *parent, const QString &accessibleName, allocate::Measure chosen);
[[nodiscard]] allocate::Measure chosenMeasure(const QComboBox &box);

} // namespace causeway::views
