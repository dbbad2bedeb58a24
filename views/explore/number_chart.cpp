#include "views/explore/number_chart.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kBars = 40; // pixels

} // namespace

QString spreadText(double value, engine::NumberSpread::Unit unit)
{
    using Unit = engine::NumberSpread::Unit;
    const bool small = std::abs(value) < 9e18;
    if (unit == Unit::Nanoseconds && small)
        return text::duration(Nanos{static_cast<std::int64_t>(std::llround(value))});
    if (unit == Unit::Bytes && small && value >= 0)
        return text::bytes(Bytes{static_cast<std::uint64_t>(std::llround(value))});
    if (small && value == std::floor(value))
        return text::number(static_cast<std::int64_t>(value));
    return text::number(value, 4);
}

NumberChart::NumberChart(engine::NumberSpread spread, QWidget *parent) : QWidget(parent), m_spread(std::move(spread))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto say = [&](double value) { return spreadText(value, m_spread.unit); };
    setAccessibleName(tr("From %1 to %2, median %3, 95th percentile %4").arg(say(m_spread.min), say(m_spread.max), say(m_spread.p50), say(m_spread.p95)));
}

QSize NumberChart::sizeHint() const { return {240, kBars + 6 + QFontMetrics(theme::smallFont()).height()}; }
QSize NumberChart::minimumSizeHint() const { return {120, sizeHint().height()}; }
QRectF NumberChart::plot() const { return QRectF(0, 2, width(), kBars); }

double NumberChart::xOf(double value) const
{
    const double span = m_spread.max - m_spread.min;
    const double share = span <= 0             ? 0.5
                         : m_spread.binPerNumber ? (value - m_spread.min + .5) / static_cast<double>(m_spread.bins.size())
                         : m_spread.logarithmic  ? std::log(value / m_spread.min) / std::log(m_spread.max / m_spread.min)
                                                 : (value - m_spread.min) / span;
    return plot().left() + share * plot().width();
}

void NumberChart::paintEvent(QPaintEvent *)
{
    if (m_spread.bins.empty())
        return;
    QPainter painter(this);
    const QRectF area = plot();
    const auto most = static_cast<double>(*std::max_element(m_spread.bins.begin(), m_spread.bins.end()));
    const double step = area.width() / static_cast<double>(m_spread.bins.size());
    QColor bar = theme::color(theme::Tone::Accent);
    bar.setAlpha(150);
    for (std::size_t i = 0; i < m_spread.bins.size(); ++i)
        if (m_spread.bins[i] > 0) {
            // At least two pixels: one value far out is what people look for.
            const double height = std::max(2.0, static_cast<double>(m_spread.bins[i]) / most * area.height());
            painter.fillRect(QRectF(area.left() + static_cast<double>(i) * step, area.bottom() - height, std::max(1.0, step - 1), height), bar);
        }
    painter.setPen(theme::line());
    painter.drawLine(QPointF(area.left(), area.bottom() + .5), QPointF(area.right(), area.bottom() + .5));

    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(painter.font());
    const QRectF caption(0, area.bottom() + 3, width(), metrics.height());
    const auto say = [&](double value) { return spreadText(value, m_spread.unit); };
    const QString left = say(m_spread.min), right = say(m_spread.max);
    painter.setPen(theme::muted());
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter, left);
    if (m_spread.max > m_spread.min)
        painter.drawText(caption, Qt::AlignRight | Qt::AlignVCenter, right);
    // What lies between is named where there is room for it.
    double freeFrom = metrics.horizontalAdvance(left) + 8;
    const double freeTo = width() - metrics.horizontalAdvance(right) - 8;
    for (const auto &[name, value] : {std::pair{tr("median %1"), m_spread.p50}, {tr("p95 %1"), m_spread.p95}}) {
        if (m_spread.max <= m_spread.min)
            break;
        const double x = xOf(value);
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DotLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        const QString label = name.arg(say(value));
        const double width = metrics.horizontalAdvance(label), from = std::max(freeFrom, x - width / 2);
        if (from + width > freeTo)
            continue;
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(from, caption.top(), width + 1, caption.height()), Qt::AlignLeft | Qt::AlignVCenter, label);
        freeFrom = from + width + 8;
    }
}

QString NumberChart::tipAt(const QPoint &position) const
{
    const QRectF area = plot();
    if (m_spread.bins.empty() || position.x() < area.left() || position.x() >= area.right())
        return {};
    const auto bin = std::min(m_spread.bins.size() - 1, static_cast<std::size_t>((position.x() - area.left()) / area.width() * static_cast<double>(m_spread.bins.size())));
    const auto say = [&](double value) { return spreadText(value, m_spread.unit); };
    const QString count = text::number(static_cast<std::int64_t>(m_spread.bins[bin]));
    const QString where = m_spread.binPerNumber || m_spread.bins.size() == 1 ? say(m_spread.binEdge(bin)) : tr("%1 – %2").arg(say(m_spread.binEdge(bin)), say(m_spread.binEdge(bin + 1)));
    QString out = tr("%1: %2 events").arg(where, count) + QLatin1Char('\n') +
                  tr("min %1 · median %2 · p95 %3 · p99 %4 · max %5").arg(say(m_spread.min), say(m_spread.p50), say(m_spread.p95), say(m_spread.p99), say(m_spread.max));
    if (m_spread.logarithmic)
        out += QLatin1Char('\n') + tr("Each bar spans the same ratio.");
    if (m_spread.approximate)
        out += QLatin1Char('\n') + tr("Percentiles are within 1 %: there are too many different values to keep.");
    return out;
}

bool NumberChart::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) { return tipAt(at); }) || QWidget::event(event);
}

} // namespace causeway::views
