// Mouse and keyboard of the waterfall.

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/traces/waterfall_view.h"

namespace causeway::views {

namespace {

constexpr double kStep = 1.25;    // of a notch of the wheel
constexpr double kKeyStep = 1.5;
constexpr int kSplitReach = 4;    // pixels
constexpr int kDragLeast = 4;     // pixels on the axis

} // namespace

void WaterfallView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void WaterfallView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool WaterfallView::viewportEvent(QEvent *event)
{
    return showChartTip(event, viewport(), [this](const QPoint &position) { return tipAt(position); }) || QAbstractScrollArea::viewportEvent(event);
}

void WaterfallView::wheelEvent(QWheelEvent *event)
{
    if (m_tree == nullptr)
        return;
    const QPoint turned = event->angleDelta();
    if ((event->modifiers() & Qt::ControlModifier) != 0)
        zoomBy(std::pow(kStep, turned.y() / 120.0), nsAt(event->position().x()));
    else if ((event->modifiers() & Qt::ShiftModifier) != 0 || std::abs(turned.x()) > std::abs(turned.y())) {
        const double by = (m_to - m_from) * -(turned.x() + ((event->modifiers() & Qt::ShiftModifier) != 0 ? turned.y() : 0)) / 1200.0;
        showTimes(m_from + by, m_to + by);
    } else
        QAbstractScrollArea::wheelEvent(event);
    event->accept();
}

void WaterfallView::goByOverview(double x)
{
    const double at = x / std::max(1, viewport()->width()) * static_cast<double>(m_tree->durationNs()), half = (m_to - m_from) / 2;
    showTimes(at - half, at + half);
}

void WaterfallView::mousePressEvent(QMouseEvent *event)
{
    if (m_tree == nullptr || event->button() != Qt::LeftButton)
        return;
    m_pressed = m_last = event->position();
    const QPoint at = event->position().toPoint();
    if (at.y() >= overviewRect().bottom() && std::abs(at.x() - m_split) <= kSplitReach) {
        m_drag = Drag::Split;
        return;
    }
    if (overviewRect().contains(at)) {
        m_drag = Drag::Overview;
        if (m_to - m_from < static_cast<double>(m_tree->durationNs()))
            goByOverview(at.x());
        return;
    }
    if (axisRect().contains(at)) {
        m_drag = Drag::Axis;
        return;
    }
    const std::uint32_t line = lineAt(at.y());
    if (line == traces::kNone)
        return;
    const std::uint32_t position = m_listed.position(line);
    if (triangleRect(position, lineRect(line)).contains(at) && m_tree->hasChildren(position)) {
        setCollapsed(position, !m_listed.isCollapsed(position));
        return;
    }
    choose(position);
    if (at.x() > m_split)
        m_drag = Drag::Pressed;
}

void WaterfallView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::None) {
        const bool split = at.y() >= overviewRect().bottom() && std::abs(at.x() - m_split) <= kSplitReach;
        viewport()->setCursor(split ? Qt::SplitHCursor : axisRect().contains(at.toPoint()) ? Qt::IBeamCursor : Qt::ArrowCursor);
        return;
    }
    if (m_tree == nullptr)
        return;
    switch (m_drag) {
    case Drag::Split:
        m_splitShare = at.x() / std::max(1, viewport()->width());
        updateBars();
        break;
    case Drag::Overview:
        if (m_to - m_from < static_cast<double>(m_tree->durationNs()))
            goByOverview(at.x());
        break;
    case Drag::Pressed:
        if (std::abs(at.x() - m_pressed.x()) < QApplication::startDragDistance())
            return;
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
        [[fallthrough]];
    case Drag::Pan: {
        const double by = (m_last.x() - at.x()) / barsWidth() * (m_to - m_from);
        showTimes(m_from + by, m_to + by);
        break;
    }
    default: break;
    }
    m_last = at;
    viewport()->update();
}

void WaterfallView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Drag was = std::exchange(m_drag, Drag::None);
    viewport()->unsetCursor();
    if (m_tree == nullptr || (was != Drag::Axis && was != Drag::Overview) || std::abs(event->position().x() - m_pressed.x()) < kDragLeast)
        return;
    if (was == Drag::Axis)
        showTimes(nsAt(std::min(m_pressed.x(), event->position().x())), nsAt(std::max(m_pressed.x(), event->position().x())));
    else if (m_to - m_from >= static_cast<double>(m_tree->durationNs())) {
        const double scale = static_cast<double>(m_tree->durationNs()) / std::max(1, viewport()->width());
        showTimes(std::min(m_pressed.x(), event->position().x()) * scale, std::max(m_pressed.x(), event->position().x()) * scale);
    }
    viewport()->update();
}

void WaterfallView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_tree == nullptr || event->button() != Qt::LeftButton)
        return;
    const QPoint at = event->position().toPoint();
    if (at.y() < headHeight()) {
        showAll();
        return;
    }
    const std::uint32_t line = lineAt(at.y());
    if (line == traces::kNone || triangleRect(m_listed.position(line), lineRect(line)).contains(at)) {
        mousePressEvent(event); // the second of two quick clicks on the triangle
        return;
    }
    Q_EMIT activated(m_listed.position(line));
}

void WaterfallView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_tree == nullptr)
        return;
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Mouse) {
        const std::uint32_t line = lineAt(event->pos().y());
        if (line == traces::kNone)
            return;
        choose(m_listed.position(line));
    } else if (m_current != traces::kNone) {
        at = viewport()->mapToGlobal(lineRect(m_listed.lineOf(m_current)).bottomLeft() + QPoint(24, 0));
    }
    if (m_current != traces::kNone)
        Q_EMIT menuAsked(m_current, at);
}

void WaterfallView::keyPressEvent(QKeyEvent *event)
{
    if (m_tree == nullptr || m_listed.size() == 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const bool none = m_current == traces::kNone;
    const std::uint32_t line = none ? 0 : m_listed.lineOf(m_current), last = m_listed.size() - 1;
    const auto page = static_cast<std::uint32_t>(std::max(1, verticalScrollBar()->pageStep() - 1));
    const auto go = [&](std::uint32_t to) { choose(m_listed.position(none ? to == last ? last : 0 : to)); };
    const double pan = (m_to - m_from) / 8;
    if ((event->modifiers() & Qt::ControlModifier) != 0 && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        const double by = event->key() == Qt::Key_Left ? -pan : pan;
        showTimes(m_from + by, m_to + by);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_K: go(line == 0 ? 0 : line - 1); return;
    case Qt::Key_Down:
    case Qt::Key_J: go(std::min(last, line + 1)); return;
    case Qt::Key_PageUp: go(line < page ? 0 : line - page); return;
    case Qt::Key_PageDown: go(std::min(last, line + page)); return;
    case Qt::Key_Home: go(0); return;
    case Qt::Key_End: go(last); return;
    case Qt::Key_Left:
        if (!none && m_tree->hasChildren(m_current) && !m_listed.isCollapsed(m_current))
            setCollapsed(m_current, true);
        else if (!none && m_tree->span(m_current).parent != traces::kNone)
            choose(m_tree->span(m_current).parent);
        return;
    case Qt::Key_Right:
        if (!none && m_listed.isCollapsed(m_current))
            setCollapsed(m_current, false);
        else if (!none && m_tree->hasChildren(m_current))
            choose(m_current + 1);
        return;
    case Qt::Key_Asterisk: expandAll(); return;
    case Qt::Key_Slash: collapseAll(); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(kKeyStep); return;
    case Qt::Key_Minus: zoomBy(1 / kKeyStep); return;
    case Qt::Key_0: showAll(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!none)
            Q_EMIT activated(m_current);
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

QString WaterfallView::tipAt(const QPoint &at) const
{
    if (m_tree == nullptr)
        return {};
    if (at.y() < headHeight())
        return overviewRect().contains(at) ? tr("The whole trace: drag to choose a part of its time; a double click shows all again")
                                           : axisRect().contains(at) ? tr("Drag to zoom in; a double click shows all again") : QString();
    const std::uint32_t line = lineAt(at.y());
    if (line == traces::kNone)
        return {};
    const std::uint32_t position = m_listed.position(line);
    const TreeSpan &span = m_tree->span(position);
    const traces::SpanTable &table = m_tree->table();
    const auto share = [&](std::int64_t ns) { return text::percent(static_cast<double>(ns) / static_cast<double>(m_tree->durationNs())); };
    QStringList lines{text::fromBytes(table.operationName(span.row)), text::fromBytes(table.serviceName(span.row)),
                      tr("Begins after %1").arg(text::duration(Nanos{span.fromNs})),
                      tr("Duration %1, %2 of the trace").arg(text::duration(Nanos{span.durationNs}), share(span.durationNs)), tr("Self time %1").arg(text::duration(Nanos{span.selfNs}))};
    if (span.criticalNs > 0)
        lines << tr("On the critical path for %1, %2").arg(text::duration(Nanos{span.criticalNs}), share(span.criticalNs));
    if (m_tree->isError(position))
        lines << tr("Failed");
    if (span.errors > (m_tree->isError(position) ? 1U : 0U))
        lines << tr("Errors below: %1").arg(text::number(static_cast<std::int64_t>(span.errors - (m_tree->isError(position) ? 1 : 0))));
    if (m_tree->hasChildren(position))
        lines << tr("Spans below: %1").arg(text::number(static_cast<std::int64_t>(span.end - position - 1)));
    if (span.shiftNs != 0)
        lines << tr("Clock corrected by %1%2").arg(span.shiftNs > 0 ? QStringLiteral("+") : QStringLiteral("−"), text::duration(Nanos{std::abs(span.shiftNs)}));
    if (table.isOrphan(span.row))
        lines << tr("Its parent is not among the spans");
    return lines.join(QLatin1Char('\n'));
}

} // namespace causeway::views
