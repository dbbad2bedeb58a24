// Mouse and keyboard of the graph.

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

#include "views/charts/chart_tip.h"
#include "views/graph/graph_view.h"

namespace causeway::views {

namespace {

constexpr double kStep = 1.25; // of a key or a notch of the wheel
constexpr double kPan = 64;    // pixels of a key
constexpr double kReach = 6;   // pixels from an edge

} // namespace

bool GraphView::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &position) { return tipAt(position); }) || QWidget::event(event);
}

void GraphView::wheelEvent(QWheelEvent *event)
{
    if (m_picture == nullptr)
        return;
    if ((event->modifiers() & Qt::ShiftModifier) != 0)
        panBy(QPointF(event->angleDelta().y() + event->angleDelta().x(), 0) / 2);
    else
        zoomBy(std::pow(kStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void GraphView::mousePressEvent(QMouseEvent *event)
{
    if (m_picture == nullptr || event->button() != Qt::LeftButton)
        return;
    m_pressed = m_last = event->position();
    m_drag = mapRect().contains(m_pressed) ? Drag::Map : Drag::Pressed;
    if (m_drag == Drag::Map)
        goByMap(m_pressed);
}

void GraphView::goByMap(const QPointF &position)
{
    const QRectF map = mapRect(), bounds = m_picture->bounds();
    if (map.isEmpty())
        return;
    m_center = bounds.topLeft() + QPointF((position.x() - map.left()) / map.width() * bounds.width(), (position.y() - map.top()) / map.height() * bounds.height());
    m_fitWanted = false;
    keepInSight();
    update();
}

void GraphView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_picture == nullptr || m_drag == Drag::None)
        return;
    if (m_drag == Drag::Pressed && (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Pan)
        panBy(event->position() - m_last);
    else if (m_drag == Drag::Map)
        goByMap(event->position());
    m_last = event->position();
}

void GraphView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Drag was = m_drag;
    m_drag = Drag::None;
    unsetCursor();
    if (was == Drag::Pressed && m_picture != nullptr)
        click(event->position());
}

void GraphView::click(const QPointF &position)
{
    const QPointF scene = toScene(position);
    if (const auto node = m_picture->nodeAt(scene)) {
        m_marks.current = node;
        update();
        if (m_picture->isFolded(*node) || m_picture->badgeRect(*node).contains(scene))
            Q_EMIT chainToggled(*node);
        else
            Q_EMIT nodeChosen(*node);
        return;
    }
    m_marks.current.reset();
    if (const auto edge = m_picture->edgeAt(scene, kReach / m_zoom))
        Q_EMIT edgeChosen(*edge);
    else
        Q_EMIT nothingChosen();
    update();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_picture == nullptr || event->button() != Qt::LeftButton || mapRect().contains(event->position()))
        return;
    const QPointF scene = toScene(event->position());
    if (const auto node = m_picture->nodeAt(scene)) {
        // The first click of the two opened a chain: what lies there now was not meant.
        if (!m_picture->isFolded(*node) && !m_picture->badgeRect(*node).contains(scene) && m_marks.current == node)
            Q_EMIT nodeActivated(*node);
    } else if (const auto edge = m_picture->edgeAt(scene, kReach / m_zoom))
        Q_EMIT edgeActivated(*edge);
}

void GraphView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_picture == nullptr)
        return;
    if (event->reason() == QContextMenuEvent::Mouse) {
        const QPointF scene = toScene(event->pos());
        if (const auto node = m_picture->nodeAt(scene)) {
            m_marks.current = node;
            Q_EMIT nodeChosen(*node);
        } else if (const auto edge = m_picture->edgeAt(scene, kReach / m_zoom)) {
            m_marks.current.reset();
            Q_EMIT edgeChosen(*edge);
        }
        update();
    }
    const QPoint place = event->reason() == QContextMenuEvent::Keyboard && m_marks.current ? toWidget(m_picture->nodeRect(*m_marks.current).center()).toPoint() : event->pos();
    Q_EMIT menuAsked(mapToGlobal(place));
}

void GraphView::keyPressEvent(QKeyEvent *event)
{
    if (m_picture == nullptr) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool control = (event->modifiers() & Qt::ControlModifier) != 0;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(kStep); return;
    case Qt::Key_Minus: zoomBy(1 / kStep); return;
    case Qt::Key_0: fit(); return;
    case Qt::Key_PageUp: panBy({0, height() * 0.8}); return;
    case Qt::Key_PageDown: panBy({0, -height() * 0.8}); return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (control) {
            const auto toward = [&](int less, int more) { return event->key() == less ? kPan : event->key() == more ? -kPan : 0; };
            panBy({toward(Qt::Key_Left, Qt::Key_Right), toward(Qt::Key_Up, Qt::Key_Down)});
        } else
            step(static_cast<Qt::Key>(event->key()));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_marks.current && !control) {
            const std::uint32_t node = *m_marks.current;
            m_picture->isFolded(node) ? Q_EMIT chainToggled(node) : Q_EMIT nodeActivated(node);
            return;
        }
        break;
    case Qt::Key_Space:
        if (m_marks.current) {
            if (!m_picture->badgeRect(*m_marks.current).isEmpty())
                Q_EMIT chainToggled(*m_marks.current);
            return;
        }
        break;
    case Qt::Key_Escape:
        if (m_marks.current || m_marks.edge) {
            m_marks.current.reset();
            update();
            Q_EMIT nothingChosen();
            return;
        }
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

// To the nearest node in that direction: what lies aside counts more than what lies ahead.
void GraphView::step(Qt::Key key)
{
    const auto nodes = static_cast<std::uint32_t>(m_picture->nodeCount());
    if (nodes == 0)
        return;
    if (!m_marks.current) {
        std::uint32_t first = 0;
        for (std::uint32_t i = 1; i < nodes; ++i)
            if (m_picture->nodeRect(i).top() < m_picture->nodeRect(first).top())
                first = i;
        goTo(first);
        return;
    }
    const QPointF from = m_picture->nodeRect(*m_marks.current).center();
    std::optional<std::uint32_t> best;
    double least = 0;
    for (std::uint32_t i = 0; i < nodes; ++i) {
        const QPointF d = m_picture->nodeRect(i).center() - from;
        const bool vertical = key == Qt::Key_Up || key == Qt::Key_Down;
        const double ahead = key == Qt::Key_Left ? -d.x() : key == Qt::Key_Right ? d.x() : key == Qt::Key_Up ? -d.y() : d.y();
        if (ahead < 1)
            continue;
        const double cost = ahead + 2 * std::abs(vertical ? d.x() : d.y());
        if (!best || cost < least) {
            best = i;
            least = cost;
        }
    }
    if (best)
        goTo(*best);
}

} // namespace causeway::views
