#include "views/charts/plot.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kLeast = 1e-12; // less is what sums of floating-point numbers are off by
constexpr double kGap = 10, kAgain = 8, kTitle = 16, kTick = 18, kRight = 14, kMostNames = 320; // pixels

// What lies closer together is the same, as it is read.
double leastSpan(PlotAxis::Unit unit)
{
    using Unit = PlotAxis::Unit;
    return unit == Unit::Duration || unit == Unit::DurationDifference ? 4e-9 : kLeast;
}

// How many nines a share has: 0.99 has 2.
double nines(double share) { return -std::log10(std::max(1 - share, 1e-7)); }

double niceStep(double span, int wanted)
{
    const double raw = span / std::max(1, wanted), power = std::pow(10, std::floor(std::log10(raw)));
    for (const double step : {1.0, 2.0, 5.0})
        if (raw <= step * power * 1.0001)
            return step * power;
    return 10 * power;
}

// Of seconds: what clocks are divided into.
double niceSeconds(double span, int wanted)
{
    static constexpr std::array<double, 17> steps{60, 120, 300, 600, 900, 1800, 3600, 7200, 10'800, 21'600, 43'200, 86'400, 172'800, 604'800, 1'209'600, 2'592'000, 31'536'000};
    const double raw = span / std::max(1, wanted);
    if (raw <= 30)
        return niceStep(span, wanted);
    for (const double step : steps)
        if (raw <= step)
            return step;
    return niceStep(span, wanted);
}

} // namespace

int ticksWithin(double height) { return std::max(2, static_cast<int>(height / 32)); }

QString PlotAxis::text(double value) const
{
    if (std::isnan(value))
        return QStringLiteral("–");
    if (!names.isEmpty()) {
        const auto at = static_cast<qsizetype>(std::llround(value));
        return at >= 0 && at < names.size() ? names[at] : QString();
    }
    const auto sign = [&](const QString &text, const QString &none) { return text == none ? none : value > 0 ? QLatin1Char('+') + text : QStringLiteral("−") + text; };
    const auto seconds = [](double s) { return s < 1e9 ? text::duration(Nanos{std::llround(s * 1e9)}) : text::number(s, 3); };
    const auto points = [](double share) { return QCoreApplication::translate("plot", "%1 pp").arg(text::number(share < kLeast ? 0 : share * 100, 3)); };
    switch (unit) {
    case Unit::Number: return text::number(std::abs(value) < kLeast ? 0 : value, 4);
    case Unit::Share: return scale == Scale::Nines && value > 0.99 && value < 1 ? QCoreApplication::translate("unit", "%1 %").arg(text::number(value * 100, 6)) : text::percent(value);
    case Unit::Duration: return seconds(value);
    case Unit::Difference: return sign(text::number(std::abs(value) < kLeast ? 0 : std::abs(value), 3), text::number(0, 3));
    case Unit::ShareDifference: return sign(points(std::abs(value)), points(0));
    case Unit::DurationDifference: return sign(seconds(std::abs(value)), seconds(0));
    }
    return {};
}

bool Plot::isEmpty() const
{
    for (const PlotPane &pane : panes)
        for (const PlotSeries &series : pane.series)
            if (series.size() > 0)
                return false;
    return true;
}

double PlotLayout::Range::place(double value) const
{
    if (scale == PlotAxis::Scale::Nines)
        return (nines(value) - nines(from)) / (nines(to) - nines(from));
    if (scale == PlotAxis::Scale::Log)
        return (std::log10(std::max(value, from / 10)) - std::log10(from)) / (std::log10(to) - std::log10(from));
    return (value - from) / (to - from);
}
double PlotLayout::Range::value(double place) const
{
    if (scale == PlotAxis::Scale::Nines)
        return 1 - std::pow(10, -(nines(from) + place * (nines(to) - nines(from))));
    if (scale == PlotAxis::Scale::Log)
        return std::pow(10, std::log10(from) + place * (std::log10(to) - std::log10(from)));
    return from + place * (to - from);
}

PlotLayout::Range PlotLayout::rangeOf(const PlotAxis &axis, double least, double most)
{
    Range out;
    out.scale = axis.scale;
    if (!axis.names.isEmpty())
        return {static_cast<double>(axis.names.size()) - 0.5, -0.5, PlotAxis::Scale::Linear}; // the first at the top
    if (!(least <= most))
        least = out.scale == PlotAxis::Scale::Log ? 1 : 0, most = 1;
    if (out.scale == PlotAxis::Scale::Nines) {
        out.from = axis.from.value_or(0);
        out.to = std::min(axis.to.value_or(0.999), 1 - 1e-6);
        return out;
    }
    if (out.scale == PlotAxis::Scale::Log) {
        least = std::max(least, most * 1e-9);
        out.from = axis.from.value_or(least > 0 ? least : 1e-3);
        out.to = axis.to.value_or(most > out.from ? most : out.from * 10);
        if (!(out.from > 0))
            out.from = 1e-9;
        if (!(out.to > out.from))
            out.to = out.from * 10;
        return out;
    }
    if (most - least < leastSpan(axis.unit))
        least = most = std::abs(most) < leastSpan(axis.unit) ? 0 : most;
    const double pad = most > least ? 0.05 * (most - least) : most != 0 ? std::abs(most) * 0.5 : 1;
    const bool zero = axis.fromZero && least >= 0;
    out.from = axis.from.value_or(zero ? 0 : least - pad);
    out.to = axis.to.value_or(most + pad);
    if (!(out.to > out.from))
        out.to = out.from + 1;
    return out;
}

std::vector<double> PlotLayout::ticks(const PlotAxis &axis, const Range &range, int wanted)
{
    std::vector<double> out;
    if (!axis.names.isEmpty()) {
        for (qsizetype i = 0; i < axis.names.size(); ++i)
            out.push_back(static_cast<double>(i));
        return out;
    }
    if (range.scale == PlotAxis::Scale::Nines) {
        for (const double share : {0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999})
            if (share >= range.from && share <= range.to * (1 + 1e-9))
                out.push_back(share);
        return out;
    }
    if (range.scale == PlotAxis::Scale::Log) {
        const double decades = std::log10(range.to / range.from);
        // As many within a decade as there is room for.
        const std::vector<double> parts = decades < 1.5 || 3 * decades <= wanted ? std::vector<double>{1, 2, 5} : 2 * decades <= wanted ? std::vector<double>{1, 3} : std::vector<double>{1};
        const int every = std::max(1, static_cast<int>(std::ceil(decades / std::max(1, wanted))));
        for (int power = static_cast<int>(std::floor(std::log10(range.from))); power <= static_cast<int>(std::ceil(std::log10(range.to))); ++power)
            for (const double part : parts)
                if (const double value = part * std::pow(10, power); value >= range.from * 0.999 && value <= range.to * 1.001 && (parts.size() > 1 || power % every == 0))
                    out.push_back(value);
        return out;
    }
    const bool seconds = axis.unit == PlotAxis::Unit::Duration || axis.unit == PlotAxis::Unit::DurationDifference;
    double step = seconds ? niceSeconds(range.to - range.from, wanted) : niceStep(range.to - range.from, wanted);
    if (axis.whole)
        step = std::max(step, 1.0);
    for (double at = std::ceil(range.from / step - 1e-9); at * step <= range.to + step * 1e-9 && out.size() < 100; ++at)
        out.push_back(at * step);
    // One alone says nothing of the scale.
    return out.size() < 2 && wanted < 16 && !(axis.whole && step <= 1) ? ticks(axis, range, 2 * wanted) : out;
}

PlotLayout::PlotLayout(const Plot &plot, const QRectF &area) : m_plot(plot), m_area(area)
{
    const QFontMetricsF metrics(theme::smallFont());
    constexpr double kNone = std::numeric_limits<double>::infinity();
    double left = kNone, right = -kNone, shares = 0;
    bool legend = false;
    for (const PlotPane &pane : plot.panes) {
        Pane &out = m_panes.emplace_back();
        double least = kNone, most = -kNone;
        std::vector<double> stacked;
        const auto seeY = [&](double v) {
            if (std::isfinite(v) && (pane.y.scale == PlotAxis::Scale::Linear || v > 0)) {
                least = std::min(least, v);
                most = std::max(most, v);
            }
        };
        const auto seeX = [&](double v) {
            if (std::isfinite(v) && (plot.x.scale == PlotAxis::Scale::Linear || v > 0)) {
                left = std::min(left, v);
                right = std::max(right, v);
            }
        };
        for (const PlotSeries &series : pane.series) {
            legend |= !series.name.isEmpty();
            std::vector<double> &base = out.base.emplace_back();
            const bool bars = series.kind == PlotSeries::Kind::Bars;
            if (bars && series.size() > 0)
                seeX(series.base);
            for (std::size_t i = 0; i < series.size(); ++i) {
                seeX(series.x[i]);
                double y = series.y[i];
                if (series.kind == PlotSeries::Kind::Area) {
                    stacked.resize(std::max(stacked.size(), i + 1), 0);
                    base.push_back(stacked[i]);
                    y = stacked[i] += std::isfinite(y) ? y : 0;
                    seeY(base.back());
                }
                seeY(y);
                for (const std::vector<double> *end : {&series.low, &series.high})
                    if (i < end->size())
                        bars ? seeX((*end)[i]) : seeY((*end)[i]);
            }
        }
        for (const PlotRule &rule : pane.rules)
            rule.upright ? seeX(rule.at) : seeY(rule.at);
        out.y = rangeOf(pane.y, least, most);
        shares += pane.share;
    }
    m_x = rangeOf(plot.x, left, right);
    if (plot.x.unit == PlotAxis::Unit::Duration && plot.x.scale == PlotAxis::Scale::Linear && left <= right) // a time ends where it ends
        m_x.from = plot.x.from.value_or(left), m_x.to = plot.x.to.value_or(right > left ? right : left + 1);
    const double top = area.top() + (legend ? kTick : 4);
    m_legend = QRectF(area.left(), area.top(), area.width(), kTick);
    const double bottom = area.bottom() - kTick - kTitle;
    const double room = bottom - top - static_cast<double>(m_panes.size()) * kTitle - (static_cast<double>(m_panes.size()) - 1) * kGap - (m_panes.size() > 1 ? kAgain : 0);
    const auto heightOf = [&](std::size_t i) { return std::max(8.0, room * plot.panes[i].share / std::max(shares, 1e-9)); };
    double labels = 0; // of the ticks that are painted
    for (std::size_t i = 0; i < m_panes.size(); ++i)
        for (const double tick : ticks(plot.panes[i].y, m_panes[i].y, ticksWithin(heightOf(i))))
            labels = std::max(labels, metrics.horizontalAdvance(plot.panes[i].y.text(tick)));
    const double leftEdge = area.left() + std::min({labels, kMostNames, area.width() * 0.42}) + kGap, rightEdge = area.right() - kRight;
    double at = top;
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        const double height = heightOf(i);
        m_panes[i].area = QRectF(leftEdge, at + kTitle, std::max(8.0, rightEdge - leftEdge), height);
        at += kTitle + height + kGap + (i == 0 ? kAgain : 0); // below the first one the labels of x stand too
    }
}

QPointF PlotLayout::at(std::size_t pane, double x, double y) const
{
    const QRectF &area = m_panes[pane].area;
    return {area.left() + m_x.place(x) * area.width(), area.bottom() - m_panes[pane].y.place(y) * area.height()};
}
double PlotLayout::xOf(double px) const { return m_panes.empty() ? 0 : m_x.value((px - m_panes.front().area.left()) / m_panes.front().area.width()); }
double PlotLayout::yOf(std::size_t pane, double py) const { return m_panes[pane].y.value((m_panes[pane].area.bottom() - py) / m_panes[pane].area.height()); }

QPointF PlotLayout::pointAt(std::size_t pane, std::size_t s, std::size_t i) const
{
    const PlotSeries &series = m_plot.panes[pane].series[s];
    QPointF place = at(pane, series.x[i], series.kind == PlotSeries::Kind::Area ? m_panes[pane].base[s][i] + series.y[i] : series.y[i]);
    if (const QRectF &area = m_panes[pane].area; series.kind == PlotSeries::Kind::Points && std::isfinite(place.x()) && std::isfinite(place.y()))
        place = {std::clamp(place.x(), area.left(), area.right()), std::clamp(place.y(), area.top(), area.bottom())};
    return place;
}

std::optional<PlotSpot> PlotLayout::spotAt(const QPointF &place, double within) const
{
    std::optional<PlotSpot> best;
    double least = within;
    for (std::size_t p = 0; p < m_panes.size(); ++p) {
        if (!m_panes[p].area.adjusted(-within, -within, within, within).contains(place))
            continue;
        for (std::size_t s = 0; s < m_plot.panes[p].series.size(); ++s) {
            const PlotSeries &series = m_plot.panes[p].series[s];
            for (std::size_t i = 0; i < series.size(); ++i) {
                const QPointF there = pointAt(p, s, i);
                double distance = std::hypot(there.x() - place.x(), there.y() - place.y());
                if (series.kind == PlotSeries::Kind::Bars) {
                    const double from = at(p, series.base, series.y[i]).x(), half = std::abs(at(p, 0, 0.35).y() - at(p, 0, 0).y());
                    const bool inside = place.x() >= std::min(from, there.x()) - 2 && place.x() <= std::max(from, there.x()) + 2 && std::abs(place.y() - there.y()) <= half;
                    distance = inside ? 0 : distance;
                } else if (series.kind == PlotSeries::Kind::Area) // above its points, whatever the height
                    distance = place.y() <= at(p, 0, m_panes[p].base[s][i]).y() && place.y() >= there.y() ? std::abs(there.x() - place.x()) * 0.5 : distance;
                if (std::isfinite(distance) && (distance < least || (distance <= least && !series.quiet && best && m_plot.panes[best->pane].series[best->series].quiet))) {
                    least = distance;
                    best = PlotSpot{p, s, i};
                }
            }
        }
    }
    return best;
}

std::vector<PlotSpot> PlotLayout::within(const QRectF &area) const
{
    std::vector<PlotSpot> out;
    for (std::size_t p = 0; p < m_panes.size(); ++p)
        for (std::size_t s = 0; s < m_plot.panes[p].series.size(); ++s)
            for (std::size_t i = 0; i < m_plot.panes[p].series[s].size(); ++i)
                if (const QPointF there = pointAt(p, s, i); std::isfinite(there.x()) && std::isfinite(there.y()) && area.contains(there)) // nowhere is in all areas
                    out.push_back({p, s, i});
    return out;
}

QString plotTip(const Plot &plot, const PlotSpot &spot)
{
    const PlotPane &pane = plot.panes[spot.pane];
    const PlotSeries &series = pane.series[spot.series];
    const std::size_t i = spot.point;
    QStringList lines;
    if (i < static_cast<std::size_t>(series.labels.size()))
        lines << series.labels[static_cast<qsizetype>(i)];
    else if (!series.name.isEmpty())
        lines << series.name;
    const bool bars = series.kind == PlotSeries::Kind::Bars;
    const PlotAxis &measured = bars ? plot.x : pane.y;
    const QString interval = i < series.low.size() && std::isfinite(series.low[i]) ? QStringLiteral(" (%1 … %2)").arg(measured.text(series.low[i]), measured.text(series.high[i])) : QString();
    lines << QStringLiteral("%1: %2%3").arg(plot.x.title, plot.x.text(series.x[i]), bars ? interval : QString());
    if (!bars)
        lines << QStringLiteral("%1: %2%3").arg(pane.y.title, pane.y.text(series.y[i]), interval);
    return lines.join(QLatin1Char('\n'));
}

} // namespace causeway::views
