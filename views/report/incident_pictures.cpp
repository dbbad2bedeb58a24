#include "views/report/incident_pictures.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/models/metric_curve.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kWidth = 860, kLine = 18, kNames = 380, kTop = 20, kEdge = 70; // pixels; names at the left, room for a duration at the right
constexpr int kMetricHeight = 150, kMetricLeft = 76, kMetricBottom = 18;

QString elided(const QString &text, const QFont &font, double room) { return QFontMetricsF(font).elidedText(text, Qt::ElideRight, room); }

} // namespace

std::vector<std::uint32_t> chosenSpans(const TraceTree &tree, std::uint32_t meant, std::size_t most)
{
    std::vector<std::uint32_t> order(tree.size());
    for (std::uint32_t i = 0; i < tree.size(); ++i)
        order[i] = i;
    if (order.size() <= most)
        return order;
    std::vector<std::uint32_t> nearness(order.size(), 0); // the meant one the most, then its parent …
    std::uint32_t near = UINT32_MAX;
    for (std::uint32_t at = meant; at != traces::kNone; at = tree.span(at).parent)
        nearness[at] = near--;
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return nearness[a] != nearness[b] ? nearness[a] > nearness[b] : tree.span(a).durationNs > tree.span(b).durationNs; });
    order.resize(most);
    std::ranges::sort(order);
    return order;
}

QSize waterfallSize(std::size_t spans) { return {kWidth, kTop + static_cast<int>(spans) * kLine + 4}; }

void paintWaterfall(QPainter &painter, const TraceTree &tree, const std::vector<std::uint32_t> &spans, std::uint32_t meant)
{
    const QFont font = theme::smallFont();
    const QColor ink = theme::OnPaper::palette().color(QPalette::Text);
    painter.setFont(font);
    const double left = kNames, width = kWidth - kNames - kEdge;
    painter.setPen(theme::muted());
    for (const int quarter : {0, 2, 4}) {
        const double x = left + width * quarter / 4;
        painter.drawText(QRectF(x - 60, 0, 120, kTop - 4), Qt::AlignCenter, text::duration(Nanos{tree.durationNs() * quarter / 4}));
        painter.fillRect(QRectF(x, kTop - 3, 1, static_cast<double>(spans.size()) * kLine + 3), theme::line());
    }
    double top = kTop;
    for (const std::uint32_t position : spans) {
        const TreeSpan &span = tree.span(position);
        const traces::SpanTable &table = tree.table();
        const QString service = text::fromBytes(table.serviceName(span.row)), operation = text::fromBytes(table.operations()[table.operation(span.row)].name);
        if (position == meant) {
            QColor band = theme::color(theme::Tone::Anomalous);
            band.setAlphaF(0.15F);
            painter.fillRect(QRectF(0, top, kWidth, kLine), band);
        }
        const double indent = 14 + 8 * std::min<std::uint32_t>(span.depth, 12);
        painter.setPen(position == meant || tree.isError(position) ? theme::color(theme::Tone::Anomalous) : theme::muted());
        painter.drawText(QRectF(0, top, 14, kLine), Qt::AlignCenter, position == meant ? QStringLiteral("▸") : tree.isError(position) ? QStringLiteral("!") : QString());
        painter.setPen(ink);
        painter.drawText(QRectF(indent, top, kNames - indent - 8, kLine), Qt::AlignVCenter | Qt::AlignLeft, elided(service + QStringLiteral("  ") + operation, font, kNames - indent - 8));
        const double from = left + width * static_cast<double>(span.fromNs) / static_cast<double>(tree.durationNs());
        const double wide = std::max(1.5, width * static_cast<double>(span.durationNs) / static_cast<double>(tree.durationNs()));
        painter.fillRect(QRectF(from, top + 4, wide, kLine - 8), theme::serviceColor(service));
        if (tree.isError(position)) {
            painter.setPen(QPen(theme::color(theme::Tone::Error), 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(QRectF(from, top + 4, wide, kLine - 8));
        }
        painter.setPen(theme::muted());
        painter.drawText(QRectF(left + width + 4, top, kEdge - 4, kLine), Qt::AlignVCenter | Qt::AlignRight, text::duration(Nanos{span.durationNs}));
        top += kLine;
    }
}

QSize metricSize() { return {kWidth, kMetricHeight}; }

void paintMetric(QPainter &painter, const rootcause::Series &series, const TimeRange &incident, const TimeRange &shown)
{
    const QRectF plot(kMetricLeft, 6, kWidth - kMetricLeft - 8, kMetricHeight - kMetricBottom - 10);
    const auto x = [&](std::int64_t ns) { return plot.left() + plot.width() * (static_cast<double>(ns) - static_cast<double>(shown.from.ns)) / (static_cast<double>(shown.to.ns) - static_cast<double>(shown.from.ns)); };
    storage::MetricSeries whole;
    whole.timesNs = series.timesNs;
    whole.values = series.values;
    MetricRuns runs = reduceSeries(whole, shown, static_cast<int>(plot.width()));
    double least = INFINITY, most = -INFINITY;
    for (auto &run : runs) {
        std::erase_if(run, [&](const MetricPoint &point) { return !shown.contains({point.ns}); });
        for (const MetricPoint &point : run) {
            least = std::min(least, point.value);
            most = std::max(most, point.value);
        }
    }
    if (!(least <= most))
        return;
    least = std::min(least, 0.0);
    most = most > least ? most : least + 1;
    const auto y = [&](double value) { return plot.bottom() - plot.height() * (value - least) / (most - least); };
    QColor band = theme::color(theme::Tone::Anomalous);
    band.setAlphaF(0.15F);
    const double from = std::max(plot.left(), x(incident.from.ns)), to = std::min(plot.right(), x(incident.to.ns));
    painter.fillRect(QRectF(from, plot.top(), std::max(1.0, to - from), plot.height()), band);
    painter.setFont(theme::smallFont());
    for (const double value : {least, most}) {
        painter.fillRect(QRectF(plot.left(), y(value), plot.width(), 1), theme::line());
        painter.setPen(theme::muted());
        painter.drawText(QRectF(0, y(value) - 8, kMetricLeft - 6, 16), Qt::AlignRight | Qt::AlignVCenter, metricText(value, series.unit));
    }
    for (const TimePoint at : {shown.from, incident.from, incident.to})
        if (at.ns < shown.to.ns)
            painter.drawText(QRectF(std::clamp(x(at.ns) - 40, 0.0, kWidth - 80.0), plot.bottom() + 3, 80, kMetricBottom), Qt::AlignHCenter | Qt::AlignTop, text::timeUtc({at.ns / 1'000'000'000 * 1'000'000'000}).mid(11, 8));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::serviceColor(text::fromBytes(series.service)), 1.5));
    for (const auto &run : runs) {
        QPolygonF line;
        for (const MetricPoint &point : run)
            line << QPointF(x(point.ns), y(point.value));
        if (line.size() == 1)
            painter.drawEllipse(line.front(), 1.5, 1.5);
        else
            painter.drawPolyline(line);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace causeway::views
