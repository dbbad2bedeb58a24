#pragma once
// Series of metrics made ready to be drawn: as rates where they count, reduced to what a chart can show, gaps kept. Pure; any thread.

#include <QString>

#include <optional>
#include <span>
#include <vector>

#include "storage/metric_store.h"

namespace causeway::views {

struct MetricPoint {
    std::int64_t ns = 0;
    double value = 0;
};
using MetricRuns = std::vector<std::vector<MetricPoint>>; // each a line without a gap, rising in time

// A cumulative count that only grows is looked at by its rate.
[[nodiscard]] bool isCounter(const storage::MetricSeries &series);
// Per second between neighbours, at the later one; NaN at the first, and where the count starts anew. The unit becomes "…/s".
[[nodiscard]] storage::MetricSeries ratesOf(const storage::MetricSeries &series);

// The median distance of neighbours; 0 of fewer than two times.
[[nodiscard]] std::int64_t usualStep(std::span<const std::int64_t> timesNs);

// What is in the range, and the points beside it; of each of so many columns the first, least, greatest and last value. A line
// ends where a value is missing or not finite, or where the next is more than two and a half usual steps away.
[[nodiscard]] MetricRuns reduceSeries(const storage::MetricSeries &series, const TimeRange &range, int columns);

// The value measured nearest to the time, within one and a half usual steps.
[[nodiscard]] std::optional<MetricPoint> nearestPoint(const storage::MetricSeries &series, std::int64_t ns);

// "12.4 %", "310 MB", "1.24 s", "3.1 requests/s": by the unit as UCUM or Prometheus write it.
[[nodiscard]] QString metricText(double value, const std::string &unit);
[[nodiscard]] QString unitText(const std::string &unit); // for an axis; "" where there is none

} // namespace causeway::views
