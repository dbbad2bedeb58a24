#include "views/traces/metric_chart.h"

#include <QCategoryAxis>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLegend>
#include <QMouseEvent>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

#include "views/shell/time_axis.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kHead = 22, kFoot = 22, kBare = 8; // pixels above the plot, below it with times, below it without
constexpr double kTickWidth = 110, kTickHeight = 36;
constexpr double kStep = 1.25, kShortest = 1'000; // of a zoom; nanoseconds
constexpr double kLeastDrag = 4;

// 1, 2 or 5 times a power of ten, so that about so many cover the span.
double tickStep(double span, double wished)
{
    const double raw = span / std::max(1.0, wished), power = std::pow(10, std::floor(std::log10(raw)));
    for (const double step : {1.0, 2.0, 5.0})
        if (raw <= step * power)
            return step * power;
    return 10 * power;
}

// Beside the axis: thousands as k, M, G, T where the number would not fit.
QString axisText(double value, const std::string &unit)
{
    QString text = metricText(value, unit);
    if (QFontMetricsF(theme::smallFont()).horizontalAdvance(text) <= MetricChart::kLeft - 10)
        return text;
    for (const auto &[factor, letter] : {std::pair{1e12, 'T'}, {1e9, 'G'}, {1e6, 'M'}, {1e3, 'k'}})
        if (std::abs(value) >= factor)
            return text::number(value / factor, 3) + QLatin1Char(' ') + QLatin1Char(letter);
    return text::number(value, 3);
}

} // namespace

MetricChart::MetricChart(QWidget *parent) : QChartView(parent), m_times(new QCategoryAxis), m_values(new QCategoryAxis)
{
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
    for (QCategoryAxis *axis : {m_times, m_values})
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundRoundness(0);
    chart()->legend()->hide();
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Metrics"));
    applyLook();
}

QSize MetricChart::sizeHint() const { return {480, 180}; }
QSize MetricChart::minimumSizeHint() const { return {240, 110}; }

void MetricChart::setLines(const QString &title, const std::string &unit, std::vector<MetricLine> lines, const TimeRange &range)
{
    m_title = title;
    m_unit = unit;
    m_lines = std::move(lines);
    m_range = range;
    place();
    fitValues();
    fitTimes();
    describe();
    viewport()->update();
}

void MetricChart::setTimesShown(bool shown)
{
    m_timesShown = shown;
    m_times->setLabelsVisible(shown);
    place();
}

void MetricChart::setMarked(std::optional<TimeRange> marked)
{
    m_marked = marked;
    viewport()->update();
}

void MetricChart::setCursorTime(std::optional<TimePoint> time)
{
    if (time == m_cursor)
        return;
    m_cursor = time;
    viewport()->update();
}

QRectF MetricChart::plot() const { return {kLeft, kHead, std::max(1.0, width() - double{kLeft} - kRight), std::max(1.0, height() - double{kHead} - (m_timesShown ? kFoot : kBare))}; }

void MetricChart::place()
{
    chart()->resize(viewport()->size());
    chart()->setPlotArea(plot());
}

double MetricChart::xOf(TimePoint time) const
{
    const double span = static_cast<double>(m_range.to.ns) - static_cast<double>(m_range.from.ns);
    return plot().left() + (static_cast<double>(time.ns) - static_cast<double>(m_range.from.ns)) / span * plot().width();
}

TimePoint MetricChart::timeAt(double x) const
{
    const double share = std::clamp((x - plot().left()) / plot().width(), 0.0, 1.0);
    return {m_range.from.ns + static_cast<std::int64_t>(share * (static_cast<double>(m_range.to.ns) - static_cast<double>(m_range.from.ns)))};
}

double MetricChart::yOf(double value) const { return plot().bottom() - (value - m_least) / (m_most - m_least) * plot().height(); }

void MetricChart::fitValues()
{
    constexpr double kNone = std::numeric_limits<double>::infinity();
    double least = kNone, most = -kNone;
    for (const MetricLine &line : m_lines)
        for (const auto &run : line.runs)
            for (const MetricPoint &point : run) {
                least = std::min(least, point.value);
                most = std::max(most, point.value);
            }
    if (least > most)
        least = 0, most = 1;
    // From 0, unless all is far from it: then little changes would not be seen.
    if (least > 0 && least < 0.6 * most)
        least = 0;
    if (most <= least)
        least -= std::max(0.5, std::abs(least) * 0.1), most += std::max(0.5, std::abs(most) * 0.1);
    const double step = tickStep(most - least, plot().height() / kTickHeight);
    m_least = std::floor(least / step) * step;
    m_most = std::ceil(most / step) * step;
    const QStringList old = m_values->categoriesLabels();
    for (const QString &label : old)
        m_values->remove(label);
    m_values->setRange(m_least, m_most);
    m_values->setStartValue(m_least - step * 1e-6);
    for (double at = m_least; at <= m_most + step / 2; at += step)
        m_values->append(axisText(std::abs(at) < step * 1e-9 ? 0 : at, m_unit), at);
}

void MetricChart::fitTimes()
{
    const QStringList old = m_times->categoriesLabels();
    for (const QString &label : old)
        m_times->remove(label);
    const double span = static_cast<double>(m_range.to.ns) - static_cast<double>(m_range.from.ns);
    m_times->setRange(0, span);
    m_times->setStartValue(-1);
    QStringList seen;
    for (const TimeTick &tick : timeTicks(m_range, std::max(1, static_cast<int>(plot().width() / kTickWidth)))) {
        const double at = static_cast<double>(tick.time.ns - m_range.from.ns);
        QString label = tick.text;
        while (seen.contains(label)) // an axis has each label once
            label += QLatin1Char(' ');
        seen << label;
        if (at >= 0)
            m_times->append(label, at);
    }
}

void MetricChart::applyLook()
{
    setBackgroundBrush(palette().color(QPalette::Base));
    chart()->setBackgroundBrush(Qt::NoBrush);
    for (QCategoryAxis *axis : {m_times, m_values}) {
        axis->setLabelsFont(theme::smallFont());
        axis->setLabelsBrush(theme::muted());
        axis->setLinePen(QPen(theme::line()));
        axis->setGridLinePen(QPen(theme::line(), 1, Qt::DotLine));
    }
}

void MetricChart::describe()
{
    QStringList names;
    for (const MetricLine &line : m_lines)
        names << line.name;
    setAccessibleName(m_title.isEmpty() ? tr("Metrics") : m_title);
    setAccessibleDescription(tr("%1, %2").arg(names.join(QStringLiteral("; ")), text::range(m_range)));
}

QString MetricChart::readOut() const
{
    if (!m_cursor)
        return {};
    QStringList lines{text::time(*m_cursor)};
    for (const MetricLine &line : m_lines) {
        const auto point = nearestPoint(*line.series, m_cursor->ns);
        lines << line.name + QStringLiteral(": ") + (point ? metricText(point->value, m_unit) : tr("no value"));
    }
    return lines.join(QLatin1Char('\n'));
}

void MetricChart::paintHead(QPainter &painter) const
{
    const QFontMetricsF metrics(theme::smallFont());
    painter.setFont(theme::smallFont());
    const double middle = kHead / 2.0, end = width() - double{kRight};
    double x = kLeft;
    const auto write = [&](const QString &text, const QColor &ink) {
        const double wide = metrics.horizontalAdvance(text);
        painter.setPen(ink);
        painter.drawText(QRectF(x, 0, wide + 1, kHead), Qt::AlignVCenter, text);
        x += wide + 8;
    };
    const QString when = m_cursor ? text::timeOfDay(*m_cursor, 0) : QString();
    const double room = end - (when.isEmpty() ? 0 : metrics.horizontalAdvance(when) + 12);
    write(metrics.elidedText(m_title, Qt::ElideRight, room - x), palette().color(QPalette::WindowText));
    std::size_t told = 0;
    for (const MetricLine &line : m_lines) {
        QString text = line.name;
        if (m_cursor) {
            const auto point = nearestPoint(*line.series, m_cursor->ns);
            text += QStringLiteral("  ") + (point ? metricText(point->value, m_unit) : tr("no value"));
        }
        const double wide = metrics.horizontalAdvance(text) + 26;
        const QString more = tr("and %1 more").arg(m_lines.size() - told);
        const double rest = told + 1 < m_lines.size() ? metrics.horizontalAdvance(more) + 12 : 0;
        if (told > 0 && x + wide + rest > room) {
            write(more, theme::muted());
            break;
        }
        painter.fillRect(QRectF(x, middle - 2, 12, 4), line.color);
        x += 16;
        write(metrics.elidedText(text, Qt::ElideMiddle, std::max(20.0, room - x - rest)), palette().color(QPalette::WindowText));
        x += 4;
        ++told;
    }
    if (!when.isEmpty()) {
        painter.setPen(theme::muted());
        painter.drawText(QRectF(room, 0, end - room, kHead), Qt::AlignVCenter | Qt::AlignRight, when);
    }
}

void MetricChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawForeground(painter, rect);
    const QRectF area = plot();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(area.adjusted(0, -2, 0, 2));
    if (m_marked) {
        QColor tint = theme::color(theme::Tone::Anomalous);
        tint.setAlpha(28);
        painter->fillRect(QRectF(QPointF(xOf(m_marked->from), area.top()), QPointF(xOf(m_marked->to), area.bottom())), tint);
    }
    for (const MetricLine &line : m_lines) {
        painter->setPen(QPen(line.color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(line.color);
        for (const auto &run : line.runs) {
            if (run.size() == 1) {
                painter->drawEllipse(QPointF(xOf({run.front().ns}), yOf(run.front().value)), 1.6, 1.6);
                continue;
            }
            QPolygonF points;
            for (const MetricPoint &point : run)
                points << QPointF(xOf({point.ns}), yOf(point.value));
            painter->drawPolyline(points);
        }
    }
    if (m_pressed && std::abs(m_dragged - *m_pressed) >= kLeastDrag) {
        QColor tint = theme::color(theme::Tone::Accent);
        tint.setAlpha(50);
        painter->fillRect(QRectF(QPointF(*m_pressed, area.top()), QPointF(m_dragged, area.bottom())).normalized(), tint);
    }
    if (m_cursor) {
        const double x = xOf(*m_cursor);
        painter->setPen(QPen(theme::muted(), 1, Qt::DashLine));
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        for (const MetricLine &line : m_lines)
            if (const auto point = nearestPoint(*line.series, m_cursor->ns)) {
                painter->setPen(QPen(palette().color(QPalette::Base), 1.5));
                painter->setBrush(line.color);
                painter->drawEllipse(QPointF(xOf({point->ns}), yOf(point->value)), 4, 4);
            }
    }
    painter->setClipping(false);
    paintHead(*painter);
    if (hasFocus()) {
        painter->setBrush(Qt::NoBrush);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(theme::color(theme::Tone::Accent));
        painter->drawRect(QRectF(viewport()->rect()).adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

void MetricChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    place();
    fitValues();
    fitTimes();
}

void MetricChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyLook();
}

void MetricChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && plot().contains(event->position()))
        m_pressed = m_dragged = event->position().x();
}

void MetricChart::mouseMoveEvent(QMouseEvent *event)
{
    const double x = std::clamp(event->position().x(), plot().left(), plot().right());
    if (m_pressed) {
        m_dragged = x;
        viewport()->update();
    }
    Q_EMIT cursorMoved(timeAt(x));
}

void MetricChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    const double from = *std::exchange(m_pressed, std::nullopt);
    viewport()->update();
    if (std::abs(m_dragged - from) >= kLeastDrag)
        Q_EMIT rangeChosen({timeAt(std::min(from, m_dragged)), timeAt(std::max(from, m_dragged))});
}

void MetricChart::mouseDoubleClickEvent(QMouseEvent *) { Q_EMIT rangeChosen({}); }

void MetricChart::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    Q_EMIT cursorMoved(std::nullopt);
}

void MetricChart::zoomBy(double factor, double about)
{
    const double span = static_cast<double>(m_range.to.ns - m_range.from.ns), next = std::max(span * factor, kShortest);
    const std::int64_t from = m_range.from.ns + static_cast<std::int64_t>((span - next) * about);
    Q_EMIT rangeChosen({{from}, {from + static_cast<std::int64_t>(next)}});
}

// With Ctrl it zooms; else what holds the charts scrolls.
void MetricChart::wheelEvent(QWheelEvent *event)
{
    if ((event->modifiers() & Qt::ControlModifier) == 0) {
        event->ignore();
        return;
    }
    zoomBy(std::pow(kStep, -event->angleDelta().y() / 120.0), std::clamp((event->position().x() - plot().left()) / plot().width(), 0.0, 1.0));
    event->accept();
}

void MetricChart::keyPressEvent(QKeyEvent *event)
{
    const auto span = m_range.to.ns - m_range.from.ns;
    const auto move = [&](std::int64_t by) {
        const TimePoint now = m_cursor.value_or(TimePoint{m_range.from.ns + span / 2});
        Q_EMIT cursorMoved(TimePoint{std::clamp(now.ns + by, m_range.from.ns, m_range.to.ns)});
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(1 / kStep, 0.5); return;
    case Qt::Key_Minus: zoomBy(kStep, 0.5); return;
    case Qt::Key_Home: Q_EMIT rangeChosen({}); return;
    case Qt::Key_Left: move(-span / 100); return;
    case Qt::Key_Right: move(span / 100); return;
    case Qt::Key_Escape:
        if (m_cursor) {
            Q_EMIT cursorMoved(std::nullopt);
            return;
        }
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace causeway::views
