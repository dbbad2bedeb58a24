#include "views/charts/plot_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QRubberBand>

#include <algorithm>
#include <utility>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

constexpr double kDim = 0.4;

PlotView::PlotView(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void PlotView::setPlot(std::shared_ptr<const Plot> plot)
{
    m_plot = std::move(plot);
    m_marked.reset();
    m_chosen.clear();
    if (m_plot != nullptr)
        setAccessibleName(m_plot->title);
    update();
}

void PlotView::setBrush(bool brush) { m_brush = brush; }

void PlotView::setDimmed(bool dimmed)
{
    if (dimmed == std::exchange(m_dimmed, dimmed))
        return;
    update();
}

void PlotView::setMarked(std::optional<PlotSpot> spot)
{
    m_marked = spot;
    update();
}

void PlotView::setChosen(std::vector<PlotSpot> spots)
{
    m_chosen = std::move(spots);
    update();
    Q_EMIT brushed();
}

QPointF PlotView::placeOf(const PlotSpot &spot) const
{
    return PlotLayout(*m_plot, area()).pointAt(spot.pane, spot.series, spot.point);
}

QString PlotView::tipAt(const QPoint &position) const
{
    if (m_plot == nullptr)
        return {};
    const auto spot = PlotLayout(*m_plot, area()).spotAt(position);
    return spot ? plotTip(*m_plot, *spot) : QString();
}

bool PlotView::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) { return tipAt(at); }) || QWidget::event(event);
}

void PlotView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
}

void PlotView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (m_plot == nullptr)
        return;
    painter.setOpacity(m_dimmed ? kDim : 1);
    PlotLayout(*m_plot, area()).paint(painter, palette(), m_marked, m_chosen);
    painter.setOpacity(1);
    if (hasFocus()) {
        painter.setPen(QPen(theme::color(theme::Tone::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void PlotView::goTo(const PlotSpot &spot)
{
    setMarked(spot);
    setAccessibleDescription(plotTip(*m_plot, spot));
    Q_EMIT spotMarked(spot);
}

void PlotView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_plot == nullptr)
        return QWidget::mousePressEvent(event);
    m_pressed = event->pos();
    if (!m_brush)
        return;
    if (m_band == nullptr)
        m_band = new QRubberBand(QRubberBand::Rectangle, this);
    m_band->setGeometry(QRect(m_pressed, QSize()));
}

void PlotView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_plot == nullptr)
        return;
    if (m_brush && m_band != nullptr && (event->buttons() & Qt::LeftButton) != 0) {
        m_band->setGeometry(QRect(m_pressed, event->pos()).normalized());
        m_band->show();
        return;
    }
    setCursor(PlotLayout(*m_plot, area()).spotAt(event->pos()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void PlotView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_plot == nullptr)
        return;
    const QRect band = QRect(m_pressed, event->pos()).normalized();
    if (m_band != nullptr)
        m_band->hide();
    const PlotLayout layout(*m_plot, area());
    if (m_brush && (band.width() > 6 || band.height() > 6))
        return setChosen(layout.within(band));
    if (m_brush && !m_chosen.empty())
        setChosen({});
    if (const auto spot = layout.spotAt(event->pos()))
        goTo(*spot);
}

void PlotView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_plot == nullptr)
        return;
    if (const auto spot = PlotLayout(*m_plot, area()).spotAt(event->pos()))
        Q_EMIT activated(*spot);
}

void PlotView::keyPressEvent(QKeyEvent *event)
{
    if (m_plot == nullptr || m_plot->isEmpty())
        return QWidget::keyPressEvent(event);
    const auto isUp = event->key() == Qt::Key_Up || event->key() == Qt::Key_K, isDown = event->key() == Qt::Key_Down || event->key() == Qt::Key_J;
    const auto isBack = event->key() == Qt::Key_Left, isOn = event->key() == Qt::Key_Right;
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_marked)
        return void(Q_EMIT activated(*m_marked));
    if (!isUp && !isDown && !isBack && !isOn)
        return QWidget::keyPressEvent(event);
    std::vector<PlotSpot> all; // first points of the series, in order
    for (std::size_t p = 0; p < m_plot->panes.size(); ++p)
        for (std::size_t s = 0; s < m_plot->panes[p].series.size(); ++s)
            if (m_plot->panes[p].series[s].size() > 0)
                all.push_back({p, s, 0});
    if (!m_marked)
        return goTo(all.front());
    PlotSpot spot = *m_marked;
    const std::size_t points = m_plot->panes[spot.pane].series[spot.series].size();
    if (isBack && spot.point > 0)
        --spot.point;
    else if (isOn && spot.point + 1 < points)
        ++spot.point;
    else if (isUp || isDown) {
        auto at = std::ranges::find_if(all, [&](const PlotSpot &one) { return one.pane == spot.pane && one.series == spot.series; });
        if (isUp && at != all.begin())
            --at;
        else if (isDown && at + 1 != all.end())
            ++at;
        spot = {at->pane, at->series, std::min(spot.point, m_plot->panes[at->pane].series[at->series].size() - 1)};
    }
    goTo(spot);
}

} // namespace causeway::views
