#include "views/findings/heat_map_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kNarrowest = 8, kWidest = 44, kTallest = 24;
constexpr double kLeastZoom = 0.125, kMostZoom = 4, kZoomStep = 1.25;
constexpr int kMostPixels = 1 << 28; // of a scroll bar

} // namespace

HeatMapView::HeatMapView(HeatMeasure measure, QWidget *parent) : QAbstractScrollArea(parent), m_measure(measure)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(HeatMapPainter::title(measure));
    viewport()->setAutoFillBackground(false);
    arrange();
}

void HeatMapView::setMap(std::shared_ptr<const HeatMap> map)
{
    m_map = std::move(map);
    m_current = {};
    arrange();
    if (current())
        setCurrent({m_map->firstRow(), m_map->strongest(m_measure, m_map->firstRow())});
    else
        setAccessibleDescription({});
    viewport()->update();
}

HeatCell HeatMapView::nearest(HeatCell cell) const
{
    cell.row = std::min(cell.row, m_map->rowCount() - 1);
    const std::size_t cells = m_map->position(cell.row);
    if (cells == 0)
        cell.column.reset();
    else
        cell.column = std::min(cell.column.value_or(0), cells - 1);
    return cell;
}

void HeatMapView::setCurrent(HeatCell cell)
{
    if (!current())
        return;
    m_current = nearest(cell);
    setAccessibleDescription(describe(m_current));
    ensureVisible();
    viewport()->update();
}

void HeatMapView::choose(HeatCell cell)
{
    if (!current())
        return;
    setCurrent(cell);
    Q_EMIT cellChosen();
}

HeatGeometry HeatMapView::geometry() const
{
    return {viewport()->rect(), m_cell, {horizontalScrollBar()->value(), verticalScrollBar()->value()}, m_side, m_head};
}

void HeatMapView::arrange()
{
    const QFontMetrics metrics(theme::smallFont());
    m_head = 3 * metrics.height() + 8;
    const std::size_t rows = m_map == nullptr ? 0 : m_map->rowCount(), columns = m_map == nullptr ? 0 : m_map->columnCount();
    // Names take what few columns leave, up to half.
    const int spare = viewport()->width() - static_cast<int>(std::min<std::size_t>(columns, 1'000)) * kWidest;
    const int side = std::exchange(m_side, std::clamp(spare, std::clamp(viewport()->width() * 3 / 10, 96, 280), std::max(96, viewport()->width() / 2)));
    const QSize room = geometry().cells().size();
    const auto fit = [&](int length, std::size_t count, int least, int most) {
        const int fitting = count == 0 ? most : static_cast<int>(static_cast<std::size_t>(std::max(0, length)) / count);
        const int zoomed = static_cast<int>(std::lround(std::clamp(fitting, least, most) * m_zoom));
        return std::clamp(zoomed, 1, std::max(1, static_cast<int>(static_cast<std::size_t>(kMostPixels) / std::max<std::size_t>(1, count))));
    };
    m_cell = {fit(room.width(), columns, kNarrowest, kWidest), fit(room.height(), rows, std::min(kTallest, metrics.height() + 2), kTallest)};
    const auto range = [](QScrollBar *bar, int content, int page, int step) {
        bar->setRange(0, std::max(0, content - page));
        bar->setPageStep(std::max(1, page));
        bar->setSingleStep(std::max(8, step));
    };
    m_arranging = true; // what is clamped to a new range was not scrolled by anybody
    range(horizontalScrollBar(), static_cast<int>(columns) * m_cell.width(), room.width(), m_cell.width());
    range(verticalScrollBar(), static_cast<int>(rows) * m_cell.height(), room.height(), m_cell.height());
    m_arranging = false;
    if (side != m_side)
        Q_EMIT sideChanged();
}

void HeatMapView::showCurrent()
{
    if (current())
        ensureVisible();
}

void HeatMapView::scrollContentsBy(int dx, int dy)
{
    QAbstractScrollArea::scrollContentsBy(dx, dy);
    if (!m_arranging)
        Q_EMIT scrolled();
}

void HeatMapView::ensureVisible()
{
    const QRect cells = geometry().cells(), cell = cellRect(m_current);
    const auto bring = [](QScrollBar *bar, int from, int to, int roomFrom, int roomTo) {
        if (from < roomFrom)
            bar->setValue(bar->value() - (roomFrom - from));
        else if (to > roomTo)
            bar->setValue(bar->value() + std::min(to - roomTo, from - roomFrom));
    };
    bring(verticalScrollBar(), cell.top(), cell.bottom(), cells.top(), cells.bottom());
    if (m_current.column)
        bring(horizontalScrollBar(), cell.left(), cell.right(), cells.left(), cells.right());
}

QRect HeatMapView::cellRect(HeatCell cell) const { return geometry().rectOf(cell.row, cell.column.value_or(0)); }

std::optional<HeatCell> HeatMapView::cellAt(const QPoint &position) const
{
    const HeatGeometry g = geometry();
    const QRect cells = g.cells();
    if (!current() || position.y() < cells.top() || !g.area.contains(position))
        return std::nullopt;
    const auto row = static_cast<std::size_t>((position.y() - cells.top() + g.offset.y()) / g.cell.height());
    if (row >= m_map->rowCount())
        return std::nullopt;
    if (position.x() < cells.left())
        return HeatCell{row, std::nullopt};
    const auto column = static_cast<std::size_t>((position.x() - cells.left() + g.offset.x()) / g.cell.width());
    return column < m_map->position(row) ? std::optional(HeatCell{row, column}) : std::nullopt;
}

QString HeatMapView::describe(HeatCell cell) const
{
    if (m_map == nullptr || cell.row >= m_map->rowCount())
        return {};
    const std::size_t position = m_map->position(cell.row);
    const auto stepText = [this](std::size_t at) { return tr("%1: %2", "number of a step and its template").arg(text::number(static_cast<std::int64_t>(at) + 1), m_map->nameAt(at)); };
    const detect::Step &step = m_map->step(cell.row);
    QStringList lines{step.odd ? tr("Step %1 (odd)").arg(stepText(position)) : tr("Step %1").arg(stepText(position))};
    if (!cell.column || *cell.column >= position) {
        if (std::isfinite(step.nll))
            lines << tr("−ln p = %1").arg(text::number(step.nll, 3));
        return lines.join(QLatin1Char('\n'));
    }
    lines << tr("looks back at step %1").arg(stepText(*cell.column));
    if (const auto lift = m_map->value(HeatMeasure::Attention, cell.row, *cell.column))
        lines << tr("Attention %1 = %2 × uniform").arg(text::percent(step.attention[*cell.column]), text::number(*lift, 2));
    else if (m_map->rowHas(HeatMeasure::Attention, cell.row))
        lines << tr("Right before the step: heard in any case, so attention is not asked for");
    if (const auto delta = m_map->value(HeatMeasure::Occlusion, cell.row, *cell.column)) {
        const QString size = text::number(std::abs(*delta), 2);
        lines << (*delta > 0   ? tr("ΔNLL +%1: without it the step is less surprising").arg(size)
                  : *delta < 0 ? tr("ΔNLL −%1: without it the step is more surprising").arg(size)
                               : tr("ΔNLL 0: leaving it out changes nothing"));
    } else if (m_map->has(HeatMeasure::Occlusion))
        lines << tr("Occlusion is computed for the oddest steps of long sessions only");
    if (m_map->wordsOf(cell.row, *cell.column) != nullptr)
        lines << tr("The words of the earlier event are weighed below the map");
    return lines.join(QLatin1Char('\n'));
}

void HeatMapView::setZoom(double zoom)
{
    zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    arrange();
    if (current())
        ensureVisible();
    viewport()->update();
    Q_EMIT zoomChanged();
}

void HeatMapView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (!current()) {
        painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
        return;
    }
    HeatMapPainter(*m_map, m_measure, palette(), theme::smallFont()).paint(painter, geometry(), current(), hasFocus(), HeatCells::Image);
}

void HeatMapView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
    if (current())
        ensureVisible();
}

void HeatMapView::keyPressEvent(QKeyEvent *event)
{
    const bool ctrl = event->modifiers() & Qt::ControlModifier;
    if (!current() || (event->modifiers() & (Qt::AltModifier | Qt::MetaModifier))) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    HeatCell to = m_current;
    const std::size_t last = m_map->rowCount() - 1, page = static_cast<std::size_t>(std::max(1, geometry().cells().height() / m_cell.height() - 1));
    const std::size_t column = to.column.value_or(0);
    switch (event->key()) {
    case Qt::Key_Left: to.column = column > 0 ? column - 1 : 0; break;
    case Qt::Key_Right: to.column = column + 1; break;
    case Qt::Key_Up: to.row -= to.row > 0 ? 1 : 0; break;
    case Qt::Key_Down: to.row = std::min(last, to.row + 1); break;
    case Qt::Key_PageUp: to.row -= std::min(to.row, page); break;
    case Qt::Key_PageDown: to.row = std::min(last, to.row + page); break;
    case Qt::Key_Home:
        to.column = 0;
        if (ctrl)
            to.row = 0;
        break;
    case Qt::Key_End:
        if (ctrl)
            to.row = last;
        to.column = m_map->position(to.row);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (ctrl) {
            QAbstractScrollArea::keyPressEvent(event);
            return;
        }
        Q_EMIT cellActivated();
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: setZoom(m_zoom * kZoomStep); return;
    case Qt::Key_Minus: setZoom(m_zoom / kZoomStep); return;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    if (to = nearest(to); to != m_current)
        choose(to);
}

void HeatMapView::mousePressEvent(QMouseEvent *event)
{
    auto cell = event->button() == Qt::LeftButton ? cellAt(event->pos()) : std::nullopt;
    if (!cell)
        return;
    if (!cell->column)
        cell->column = m_map->strongest(m_measure, cell->row);
    choose(*cell);
}

void HeatMapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && cellAt(event->pos()))
        Q_EMIT cellActivated();
}

void HeatMapView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    if (const int turn = event->angleDelta().y(); turn != 0)
        setZoom(turn > 0 ? m_zoom * kZoomStep : m_zoom / kZoomStep);
    event->accept();
}

bool HeatMapView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto cell = cellAt(help->pos());
        QToolTip::showText(help->globalPos(), cell ? text::toolTip(describe(*cell)) : QString(), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void HeatMapView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        arrange();
        viewport()->update();
    }
}

void HeatMapView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HeatMapView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace causeway::views
