#include "views/flow/delay_chart.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <map>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kStep = 0.0866433975699932; // ln 2 / 8: a bar of DelayHistogram
constexpr double kShortest = 500;            // ns: what took no time stands at the left end

QString duration(double ns) { return text::duration(Nanos{static_cast<std::int64_t>(std::llround(ns))}); }
QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

DelayChart::DelayChart(QWidget *parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding); }

QSize DelayChart::sizeHint() const { return {420, 150}; }
QSize DelayChart::minimumSizeHint() const { return {200, 90}; }

void DelayChart::setTimes(Times times)
{
    m_times = std::move(times);
    m_bars.clear();
    std::map<double, Bar> bars;
    if (m_times != nullptr) {
        for (const auto &[ns, n] : m_times->delays.bins())
            bars[std::max(ns, kShortest)].count += n;
        for (const auto &[ns, n] : m_times->before.bins())
            bars[std::max(ns, kShortest)].before += n;
    }
    m_tallest = 1e-9;
    for (auto &[ns, bar] : bars) {
        bar.ns = ns;
        m_tallest = std::max({m_tallest, static_cast<double>(bar.count) / static_cast<double>(std::max<std::uint64_t>(1, m_times->delays.count())),
                              static_cast<double>(bar.before) / static_cast<double>(std::max<std::uint64_t>(1, m_times->before.count()))});
        m_bars.push_back(bar);
    }
    if (!m_bars.empty()) {
        m_least = m_bars.front().ns * std::exp(-2 * kStep);
        m_most = std::max(m_bars.back().ns, static_cast<double>(m_times->boundNs)) * std::exp(2 * kStep);
    }
    setAccessibleName(tr("Times of the transition"));
    setAccessibleDescription(summary());
    update();
}

QString DelayChart::summary() const
{
    if (m_times == nullptr || m_times->delays.count() == 0)
        return tr("Never taken in this period.");
    const auto &delays = m_times->delays;
    QStringList parts{tr("%1 times").arg(count(delays.count())), tr("median %1").arg(text::duration(Nanos{delays.quantile(0.5)})), tr("95 % within %1").arg(text::duration(Nanos{delays.quantile(0.95)})),
                      tr("99 % within %1").arg(text::duration(Nanos{delays.quantile(0.99)}))};
    parts << (m_times->boundNs == 0 ? tr("too few for a bound") : tr("bound %1, %2 beyond it").arg(text::duration(Nanos{m_times->boundNs}), count(m_times->beyond)));
    if (m_times->before.count() > 0)
        parts << tr("before: %1 times, median %2").arg(count(m_times->before.count()), text::duration(Nanos{m_times->before.quantile(0.5)}));
    return parts.join(QStringLiteral("  ·  "));
}

QRectF DelayChart::plot() const
{
    const double line = QFontMetricsF(theme::smallFont()).height();
    return QRectF(theme::kMargin, line + 6, width() - 2.0 * theme::kMargin, height() - 2 * line - 14);
}

double DelayChart::xOf(double ns) const
{
    const QRectF area = plot();
    return area.left() + area.width() * std::log(std::max(ns, kShortest) / m_least) / std::log(m_most / m_least);
}

void DelayChart::paintEvent(QPaintEvent *)
{
    if (m_bars.empty())
        return;
    QPainter painter(this);
    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(painter.font());
    const QRectF area = plot();
    const double half = std::exp(kStep / 2);
    const auto share = [&](std::uint64_t n, const flow::DelayHistogram &of) { return static_cast<double>(n) / static_cast<double>(std::max<std::uint64_t>(1, of.count())) / m_tallest * area.height(); };
    const QColor accent = theme::color(theme::Tone::Accent), slow = theme::color(theme::Tone::Anomalous);
    QPolygonF before;
    for (const Bar &bar : m_bars) {
        const double left = xOf(bar.ns / half), right = xOf(bar.ns * half);
        if (bar.count > 0) {
            QColor fill = m_times->boundNs > 0 && bar.ns > static_cast<double>(m_times->boundNs) ? slow : accent;
            fill.setAlpha(170);
            const double tall = std::max(2.0, share(bar.count, m_times->delays)); // one far out is what people look for
            painter.fillRect(QRectF(left, area.bottom() - tall, std::max(1.5, right - left - 1), tall), fill);
        }
        if (bar.before > 0) {
            const double tall = std::max(2.0, share(bar.before, m_times->before));
            painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DashLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(QRectF(left, area.bottom() - tall, std::max(1.5, right - left - 1), tall));
        }
    }
    painter.setPen(theme::outline());
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    // Powers of ten below, what is told of the delays above.
    double freeFrom = area.left();
    for (double tick = std::pow(10, std::ceil(std::log10(m_least))); tick <= m_most; tick *= 10) {
        const double x = xOf(tick);
        painter.setPen(theme::outline());
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
        const QString label = duration(tick);
        const double wide = metrics.horizontalAdvance(label), from = std::clamp(x - wide / 2, area.left(), area.right() - wide);
        if (from < freeFrom)
            continue;
        painter.setPen(theme::muted());
        painter.drawText(QRectF(from, area.bottom() + 3, wide + 1, metrics.height()), Qt::AlignLeft, label);
        freeFrom = from + wide + 12;
    }
    freeFrom = area.left();
    const auto &delays = m_times->delays;
    std::vector<std::tuple<double, QString, bool>> lines;
    if (delays.count() > 0)
        lines = {{static_cast<double>(delays.quantile(0.5)), tr("median"), false}, {static_cast<double>(delays.quantile(0.95)), tr("p95"), false}, {static_cast<double>(delays.quantile(0.99)), tr("p99"), false}};
    if (m_times->boundNs > 0)
        lines.emplace_back(static_cast<double>(m_times->boundNs), tr("bound"), true);
    std::ranges::stable_sort(lines, {}, [](const auto &line) { return std::get<0>(line); });
    for (const auto &[ns, name, bound] : lines) {
        const double x = xOf(ns);
        const QColor ink = bound ? slow : palette().color(QPalette::Text);
        painter.setPen(QPen(ink, bound ? 2 : 1, bound ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom()));
        const QString label = QStringLiteral("%1 %2").arg(name, duration(ns));
        const double wide = metrics.horizontalAdvance(label), from = std::max(freeFrom, std::min(x - wide / 2, area.right() - wide));
        if (from + wide > area.right() + 1)
            continue;
        painter.setPen(ink);
        painter.drawText(QRectF(from, 2, wide + 1, metrics.height()), Qt::AlignLeft, label);
        freeFrom = from + wide + 10;
    }
}

QString DelayChart::tipAt(const QPoint &position) const
{
    if (m_bars.empty() || !plot().adjusted(0, -4, 0, 16).contains(position))
        return {};
    const auto nearest = std::ranges::min_element(m_bars, {}, [&](const Bar &bar) { return std::abs(xOf(bar.ns) - position.x()); });
    const double half = std::exp(kStep / 2);
    QString tip = tr("%1 – %2: %3 times").arg(duration(nearest->ns / half), duration(nearest->ns * half), count(nearest->count));
    if (m_times->before.count() > 0)
        tip += QLatin1Char('\n') + tr("before: %1 of %2").arg(count(nearest->before), count(m_times->before.count()));
    return tip;
}

bool DelayChart::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) { return tipAt(at); }) || QWidget::event(event);
}

} // namespace causeway::views
