#include "views/models/metric_curve.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr double kGapSteps = 2.5, kNearSteps = 1.5;
constexpr double kSecond = 1e9;
constexpr double kMostBytes = 9e18;

// Nanoseconds in one of the unit; 0: it is no time.
double nanosOf(const std::string &unit)
{
    if (unit == "ns")
        return 1;
    if (unit == "us" || unit == "µs")
        return 1e3;
    if (unit == "ms" || unit == "milliseconds")
        return 1e6;
    return unit == "s" || unit == "seconds" ? kSecond : 0;
}

bool isBytes(const std::string &unit) { return unit == "By" || unit == "bytes" || unit == "B"; }
bool isPlain(const std::string &unit) { return unit.empty() || unit == "1" || (unit.front() == '{' && unit.back() == '}'); }

} // namespace

bool isCounter(const storage::MetricSeries &series) { return series.monotonic && series.temporality == decode::Temporality::Cumulative; }

storage::MetricSeries ratesOf(const storage::MetricSeries &series)
{
    storage::MetricSeries rates = series;
    rates.monotonic = false;
    rates.unit = isPlain(series.unit) ? "/s" : series.unit + "/s";
    for (std::size_t i = 0; i < rates.values.size(); ++i) {
        rates.values[i] = std::numeric_limits<double>::quiet_NaN();
        if (i == 0 || series.timesNs[i] <= series.timesNs[i - 1])
            continue;
        const double more = series.values[i] - series.values[i - 1];
        if (more >= 0)
            rates.values[i] = more / (static_cast<double>(series.timesNs[i] - series.timesNs[i - 1]) / kSecond);
    }
    return rates;
}

std::int64_t usualStep(std::span<const std::int64_t> timesNs)
{
    std::vector<std::int64_t> steps;
    for (std::size_t i = 1; i < timesNs.size(); ++i)
        if (timesNs[i] > timesNs[i - 1])
            steps.push_back(timesNs[i] - timesNs[i - 1]);
    if (steps.empty())
        return 0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>((steps.size() - 1) / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

MetricRuns reduceSeries(const storage::MetricSeries &series, const TimeRange &range, int columns)
{
    MetricRuns runs;
    const auto &times = series.timesNs;
    auto begin = std::ranges::lower_bound(times, range.from.ns) - times.begin();
    auto end = std::ranges::lower_bound(times, range.to.ns) - times.begin();
    begin = std::max<std::ptrdiff_t>(0, begin - 1);
    end = std::min(end + 1, static_cast<std::ptrdiff_t>(times.size()));
    if (begin >= end || columns < 1)
        return runs;
    const double gap = kGapSteps * static_cast<double>(usualStep(times));
    const double from = static_cast<double>(range.from.ns), wide = std::max(1.0, static_cast<double>(range.to.ns) - from) / columns;
    std::vector<MetricPoint> cell; // first, least, greatest, last of the column at hand
    std::ptrdiff_t column = 0;
    const auto flush = [&] {
        if (cell.empty())
            return;
        std::ranges::stable_sort(cell, {}, &MetricPoint::ns);
        for (const MetricPoint &point : cell)
            if (runs.back().empty() || runs.back().back().ns != point.ns || runs.back().back().value != point.value)
                runs.back().push_back(point);
        cell.clear();
    };
    bool open = false;
    std::int64_t before = 0;
    for (auto i = begin; i < end; ++i) {
        const MetricPoint point{times[static_cast<std::size_t>(i)], series.values[static_cast<std::size_t>(i)]};
        if (!std::isfinite(point.value)) {
            flush();
            open = false;
            continue;
        }
        if (!open || (gap > 0 && static_cast<double>(point.ns - before) > gap)) {
            flush();
            runs.emplace_back();
            open = true;
        }
        const auto at = static_cast<std::ptrdiff_t>(std::floor((static_cast<double>(point.ns) - from) / wide));
        if (at != column)
            flush();
        column = at;
        if (cell.empty())
            cell.assign(4, point);
        if (point.value < cell[1].value)
            cell[1] = point;
        if (point.value > cell[2].value)
            cell[2] = point;
        cell[3] = point;
        before = point.ns;
    }
    flush();
    return runs;
}

std::optional<MetricPoint> nearestPoint(const storage::MetricSeries &series, std::int64_t ns)
{
    const auto &times = series.timesNs;
    const auto at = std::ranges::lower_bound(times, ns) - times.begin();
    const double reach = std::max(1.0, kNearSteps * static_cast<double>(usualStep(times)));
    std::optional<MetricPoint> best;
    double least = reach;
    for (const auto i : {at - 1, at}) {
        if (i < 0 || i >= static_cast<std::ptrdiff_t>(times.size()) || !std::isfinite(series.values[static_cast<std::size_t>(i)]))
            continue;
        const double away = std::abs(static_cast<double>(times[static_cast<std::size_t>(i)]) - static_cast<double>(ns));
        if (away <= least) {
            least = away;
            best = MetricPoint{times[static_cast<std::size_t>(i)], series.values[static_cast<std::size_t>(i)]};
        }
    }
    return best;
}

QString metricText(double value, const std::string &unit)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    if (const double nanos = nanosOf(unit); nanos > 0 && std::abs(value) * nanos < kMostBytes)
        return text::duration(Nanos{static_cast<std::int64_t>(std::llround(value * nanos))});
    const bool perSecond = unit.size() > 2 && unit.ends_with("/s");
    if (const std::string base = perSecond ? unit.substr(0, unit.size() - 2) : unit; isBytes(base) && value >= 0 && value < kMostBytes)
        return text::bytes(Bytes{static_cast<std::uint64_t>(std::llround(value))}) + (perSecond ? QStringLiteral("/s") : QString());
    // Time a second: as many cores are busy, say. Nanoseconds of it would have a dozen digits.
    if (const double nanos = perSecond ? nanosOf(unit.substr(0, unit.size() - 2)) : 0; nanos > 0 && std::abs(value) * nanos < kMostBytes)
        return text::duration(Nanos{static_cast<std::int64_t>(std::llround(value * nanos))}) + QStringLiteral("/s");
    const QString digits = value == std::floor(value) && std::abs(value) < 1e15 ? text::number(static_cast<std::int64_t>(value)) : text::number(value, 4);
    if (isPlain(unit))
        return digits;
    return unit.front() == '/' ? digits + text::fromBytes(unit) : digits + QChar(0x00a0) + text::fromBytes(unit);
}

QString unitText(const std::string &unit)
{
    if (isPlain(unit))
        return unit.size() > 2 ? text::fromBytes(unit).mid(1).chopped(1) : QString();
    if (unit == "/s")
        return QCoreApplication::translate("metrics", "per second");
    return isBytes(unit) ? QCoreApplication::translate("metrics", "bytes") : text::fromBytes(unit);
}

} // namespace causeway::views
