#include "views/traces/duration_histogram.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kLeastDrag = 4; // pixels
constexpr int kBars = 44;        // height

QString duration(double ns) { return text::duration(Nanos{static_cast<std::int64_t>(ns)}); }

} // namespace

DurationHistogramView::DurationHistogramView(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Durations of the traces listed"));
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DurationHistogramView::setHistogram(traces::DurationHistogram histogram)
{
    m_histogram = std::move(histogram);
    m_dragging = false;
    if (!m_histogram.counts.empty()) {
        const auto most = std::ranges::max_element(m_histogram.counts) - m_histogram.counts.begin();
        setAccessibleDescription(tr("From %1 to %2, most between %3 and %4")
                                     .arg(duration(static_cast<double>(m_histogram.edgesNs.front())), duration(static_cast<double>(m_histogram.edgesNs.back())),
                                          duration(static_cast<double>(m_histogram.edgesNs[static_cast<std::size_t>(most)])), duration(static_cast<double>(m_histogram.edgesNs[static_cast<std::size_t>(most) + 1]))));
    }
    update();
}

QSize DurationHistogramView::sizeHint() const { return {320, kBars + QFontMetrics(theme::smallFont()).height() + 10}; }

QRectF DurationHistogramView::plot() const
{
    return {static_cast<double>(theme::kMargin), 4.0, width() - 2.0 * theme::kMargin, height() - QFontMetricsF(theme::smallFont()).height() - 9};
}

double DurationHistogramView::xOf(double ns) const
{
    const double low = std::log(std::max(1.0, static_cast<double>(m_histogram.edgesNs.front()))), high = std::log(std::max(1.0, static_cast<double>(m_histogram.edgesNs.back())));
    const QRectF area = plot();
    return high > low ? area.left() + (std::log(std::max(1.0, ns)) - low) / (high - low) * area.width() : area.center().x();
}

double DurationHistogramView::nsAt(double x) const
{
    const double low = std::log(std::max(1.0, static_cast<double>(m_histogram.edgesNs.front()))), high = std::log(std::max(1.0, static_cast<double>(m_histogram.edgesNs.back())));
    const QRectF area = plot();
    return std::exp(low + std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0) * (high - low));
}

void DurationHistogramView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(theme::smallFont());
    const QRectF area = plot();
    painter.setPen(theme::outline());
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (m_histogram.counts.empty())
        return;
    const double most = std::max(1U, *std::ranges::max_element(m_histogram.counts));
    QColor fill = theme::color(theme::Tone::Accent);
    fill.setAlpha(170);
    for (std::size_t i = 0; i < m_histogram.counts.size(); ++i) {
        if (m_histogram.counts[i] == 0)
            continue;
        // A single trace far out is what people look for: it is seen.
        const double tall = std::max(2.0, m_histogram.counts[i] / most * area.height());
        double left = xOf(static_cast<double>(m_histogram.edgesNs[i])), right = xOf(static_cast<double>(m_histogram.edgesNs[i + 1]));
        if (right - left < 1)
            right = (left -= 4) + 8;
        painter.fillRect(QRectF(left, area.bottom() - tall, std::max(1.5, right - left - 1), tall), fill);
    }
    const QFontMetricsF metrics(painter.font());
    const double low = std::max(1.0, static_cast<double>(m_histogram.edgesNs.front())), high = static_cast<double>(m_histogram.edgesNs.back());
    double freeFrom = area.left();
    std::vector<double> ticks{low};
    for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10)
        for (const double times : {1.0, 2.0, 5.0})
            if (power * times > low && power * times < high)
                ticks.push_back(power * times);
    for (const double tick : ticks) {
        const double x = xOf(tick);
        const QString label = duration(tick);
        const double wide = metrics.horizontalAdvance(label), from = std::clamp(x - wide / 2, area.left(), std::max(area.left(), area.right() - wide));
        painter.setPen(theme::outline());
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
        if (from < freeFrom || (high <= low && tick != low))
            continue;
        painter.setPen(theme::muted());
        painter.drawText(QRectF(from, area.bottom() + 3, wide + 1, metrics.height()), Qt::AlignLeft, label);
        freeFrom = from + wide + 14;
    }
    if (m_dragging) {
        QColor tint = theme::color(theme::Tone::Accent);
        tint.setAlpha(60);
        painter.fillRect(QRectF(std::min(m_from, m_to), area.top(), std::abs(m_to - m_from), area.height()), tint);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(area, Qt::AlignTop | Qt::AlignHCenter, tr("%1 – %2").arg(duration(nsAt(std::min(m_from, m_to))), duration(nsAt(std::max(m_from, m_to)))));
    }
}

void DurationHistogramView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_histogram.counts.empty())
        return;
    m_dragging = true;
    m_from = m_to = event->position().x();
}

void DurationHistogramView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging)
        return;
    m_to = event->position().x();
    update();
}

void DurationHistogramView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_dragging, false))
        return;
    update();
    if (std::abs(m_to - m_from) >= kLeastDrag)
        Q_EMIT rangeChosen(static_cast<qint64>(nsAt(std::min(m_from, m_to))), static_cast<qint64>(std::ceil(nsAt(std::max(m_from, m_to)))));
}

QString DurationHistogramView::tipAt(const QPoint &position) const
{
    if (m_histogram.counts.empty())
        return {};
    const double ns = nsAt(position.x());
    const auto after = std::upper_bound(m_histogram.edgesNs.begin(), m_histogram.edgesNs.end(), static_cast<std::int64_t>(ns));
    const auto bar = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(after - m_histogram.edgesNs.begin() - 1, 0, static_cast<std::ptrdiff_t>(m_histogram.counts.size()) - 1));
    return tr("%1 – %2: %3 traces").arg(duration(static_cast<double>(m_histogram.edgesNs[bar])), duration(static_cast<double>(m_histogram.edgesNs[bar + 1])), text::number(static_cast<std::int64_t>(m_histogram.counts[bar]))) +
           QLatin1Char('\n') + tr("Drag to list only traces that lasted as long");
}

bool DurationHistogramView::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) { return tipAt(at); }) || QWidget::event(event);
}

} // namespace causeway::views
