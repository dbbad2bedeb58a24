#include "views/charts/curve_chart.h"

#include <QCategoryAxis>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QResizeEvent>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kNear = 24; // pixels from a curve that still mean it
constexpr int kTitleFrom = 150; // pixels of height: in less the room is for the curves
constexpr double kLeastGap = 0.08; // of the axis, between two labels of ratios

// 1, 2 or 5 times a power of ten, so that a handful of them cover the span.
double tickStep(double span)
{
    const double raw = span / 4, power = std::pow(10, std::floor(std::log10(raw)));
    for (const double step : {1.0, 2.0, 5.0})
        if (raw <= step * power)
            return step * power;
    return 10 * power;
}

} // namespace

CurveChart::CurveChart(const QString &title, const QString &xTitle, const QString &yTitle, QWidget *parent)
    : QChartView(parent), m_title(title), m_xTitle(xTitle), m_yTitle(yTitle), m_x(new QValueAxis), m_y(new QValueAxis)
{
    chart()->setTitle(title);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    m_x->setTitleText(xTitle);
    m_y->setTitleText(yTitle);
    chart()->setMargins(QMargins(4, 2, 8, 2));
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundRoundness(0);
    chart()->legend()->hide();
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(title);
    applyLook();
    fitAxes();
}

QSize CurveChart::sizeHint() const { return {260, 200}; }
QSize CurveChart::minimumSizeHint() const { return {160, 88}; }

void CurveChart::setShares(bool shares)
{
    m_shares = shares;
    fitAxes();
}

void CurveChart::setRatios(bool ratios)
{
    if (ratios == (m_ratioX != nullptr))
        return;
    if (ratios) {
        m_ratioX = new QCategoryAxis;
        m_ratioX->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        m_ratioX->setTitleText(m_xTitle);
        chart()->removeAxis(m_x);
        chart()->addAxis(m_ratioX, Qt::AlignBottom);
    } else {
        chart()->removeAxis(m_ratioX);
        delete m_ratioX;
        m_ratioX = nullptr;
        chart()->addAxis(m_x, Qt::AlignBottom);
    }
    setCurves(m_curves);
}

void CurveChart::setLegend(bool shown)
{
    chart()->legend()->setVisible(shown);
    chart()->legend()->setAlignment(Qt::AlignRight);
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries); // dashes as they are drawn
    applyLook();
}

QPointF CurveChart::placed(const QPointF &point) const { return m_ratioX == nullptr ? point : QPointF(std::log10(std::max(point.x(), 1e-9)), point.y()); }

void CurveChart::setCurves(const QList<Curve> &curves)
{
    m_curves = curves;
    chart()->removeAllSeries();
    // The strong one last: above the others.
    for (const bool strong : {false, true})
        for (const Curve &curve : m_curves) {
            if (curve.strong != strong)
                continue;
            auto *series = new QLineSeries;
            series->setName(curve.name);
            QList<QPointF> points;
            for (const QPointF &point : curve.points)
                points.push_back(placed(point));
            series->replace(points);
            chart()->addSeries(series); // owns it
            series->attachAxis(m_ratioX != nullptr ? static_cast<QAbstractAxis *>(m_ratioX) : m_x);
            series->attachAxis(m_y);
        }
    applyLook();
    fitAxes();
}

void CurveChart::setMark(std::optional<QPointF> mark)
{
    m_mark = mark;
    viewport()->update();
}

void CurveChart::applyLook()
{
    const QColor text = palette().color(QPalette::WindowText);
    setBackgroundBrush(palette().color(QPalette::Base));
    chart()->setBackgroundBrush(Qt::NoBrush);
    chart()->setTitleBrush(text);
    chart()->setTitleFont(theme::interfaceFont());
    chart()->legend()->setFont(theme::smallFont());
    chart()->legend()->setLabelBrush(text);
    for (QAbstractAxis *axis : std::initializer_list<QAbstractAxis *>{m_x, m_y, m_ratioX}) {
        if (axis == nullptr)
            continue;
        axis->setLabelsFont(theme::smallFont());
        axis->setTitleFont(theme::smallFont());
        axis->setLabelsBrush(theme::muted());
        axis->setTitleBrush(theme::muted());
        axis->setLinePen(QPen(theme::line()));
        axis->setGridLinePen(QPen(theme::line(), 1, Qt::DotLine));
    }
    const auto series = chart()->series();
    int at = 0;
    for (const bool strong : {false, true})
        for (const Curve &curve : m_curves)
            if (curve.strong == strong && at < series.size())
                static_cast<QLineSeries *>(series[at++])->setPen(QPen(curve.color, strong ? 2.4 : 1.2, curve.dashed ? Qt::DashLine : Qt::SolidLine));
}

void CurveChart::fitAxes()
{
    if (m_shares) {
        for (QValueAxis *axis : {m_x, m_y}) {
            axis->setRange(0, 1);
            axis->setTickCount(3);
            axis->setLabelFormat(QStringLiteral("%.1f"));
        }
        return;
    }
    constexpr double kNone = std::numeric_limits<double>::infinity();
    double left = kNone, right = -kNone, bottom = kNone, top = -kNone;
    for (const Curve &curve : m_curves)
        for (const QPointF &point : curve.points) {
            left = std::min(left, point.x());
            right = std::max(right, point.x());
            bottom = std::min(bottom, point.y());
            top = std::max(top, point.y());
        }
    if (left > right)
        left = bottom = 0, right = top = 1;
    if (m_ratioX != nullptr)
        fitRatios(left, right);
    for (const auto &[axis, from, to] : {std::tuple{m_x, left, right}, {m_y, std::min(0.0, bottom), top}}) {
        if (axis == m_x && m_ratioX != nullptr)
            continue;
        const double span = to > from ? to - from : 1, step = tickStep(span);
        axis->setTickType(QValueAxis::TicksDynamic);
        axis->setTickAnchor(0);
        axis->setTickInterval(step);
        axis->setRange(from, axis == m_y ? std::ceil((from + span) / step) * step : from + span);
        axis->setLabelFormat(QStringLiteral("%.%1f").arg(std::max(0, static_cast<int>(std::ceil(-std::log10(step))))));
    }
}

void CurveChart::fitRatios(double left, double right)
{
    for (const QString &label : m_ratioX->categoriesLabels())
        m_ratioX->remove(label);
    const double from = placed({left, 0}).x(), to = std::max(placed({right, 0}).x(), from + 1e-3);
    m_ratioX->setRange(from, to);
    m_ratioX->setStartValue(from - 1e-6);
    double free = from;
    for (const Curve &curve : m_curves) {
        if (!curve.strong)
            continue;
        for (const QPointF &point : curve.points) {
            const double at = placed(point).x();
            if (at < free)
                continue;
            m_ratioX->append(text::number(static_cast<std::int64_t>(std::llround(point.x()))), at);
            free = at + kLeastGap * (to - from);
        }
    }
    if (to >= free && !m_curves.isEmpty()) // where the last one ends that is no point of it
        m_ratioX->append(text::number(static_cast<std::int64_t>(std::llround(right))), to);
}

QString CurveChart::valueText(const QPointF &point) const
{
    const auto say = [&](double value) { return m_shares ? text::percent(value) : text::number(value, 4); };
    return QStringLiteral("%1 %2 · %3 %4").arg(m_xTitle, say(point.x()), m_yTitle, say(point.y()));
}

QString CurveChart::tipAt(const QPoint &position) const
{
    const Curve *nearest = nullptr;
    QPointF value;
    double best = kNear;
    for (const Curve &curve : m_curves)
        for (const QPointF &point : curve.points) {
            const QPointF at = mapFromScene(chart()->mapToScene(chart()->mapToPosition(placed(point))));
            const double distance = std::hypot(at.x() - position.x(), at.y() - position.y());
            if (distance < best || (distance <= best && curve.strong)) {
                best = distance;
                nearest = &curve;
                value = point;
            }
        }
    return nearest == nullptr ? QString() : nearest->name + QLatin1Char('\n') + valueText(value);
}

bool CurveChart::viewportEvent(QEvent *event)
{
    return showChartTip(event, viewport(), [this](const QPoint &at) { return tipAt(at); }) || QChartView::viewportEvent(event);
}

void CurveChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyLook();
}

void CurveChart::resizeEvent(QResizeEvent *event)
{
    chart()->setTitle(event->size().height() < kTitleFrom ? QString() : m_title);
    QChartView::resizeEvent(event);
}

void CurveChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawForeground(painter, rect);
    if (!m_mark || m_curves.isEmpty())
        return;
    const QPointF at = chart()->mapToScene(chart()->mapToPosition(placed(*m_mark)));
    painter->setPen(QPen(palette().color(QPalette::Base), 2));
    painter->setBrush(palette().color(QPalette::WindowText));
    painter->drawEllipse(at, 5, 5);
}

} // namespace causeway::views
