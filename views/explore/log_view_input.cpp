// Keyboard, mouse and tool tips of the log table.

#include "views/explore/log_view.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr int kWheelNotch = 120; // eighths of a degree
constexpr int kBorderGrip = 4;   // pixels around a column's border that take the mouse
constexpr int kAutoScrollMs = 40;
constexpr int kNarrowestColumn = 32;

// Keys that mean something here and must not be taken as a shortcut of the window.
bool isOwnKey(const QKeyEvent &event)
{
    if (event.modifiers() == Qt::NoModifier)
        switch (event.key()) {
        case Qt::Key_J:
        case Qt::Key_K:
        case Qt::Key_G:
        case Qt::Key_B:
        case Qt::Key_W:
        case Qt::Key_Plus:
        case Qt::Key_Minus:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown: return true;
        default: break;
        }
    return event.matches(QKeySequence::Copy) || event.matches(QKeySequence::SelectAll);
}

} // namespace

bool LogView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    const std::uint64_t size = rowCount();
    if (size == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    const bool has = m_current < size;
    const std::uint64_t current = has ? m_current : m_top;
    const auto page = static_cast<std::uint64_t>(rowsPerPage());
    const Qt::KeyboardModifiers extend = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_J:
    case Qt::Key_Down: moveCurrent(has ? current + 1 : current, extend); break;
    case Qt::Key_K:
    case Qt::Key_Up: moveCurrent(has && current > 0 ? current - 1 : current, extend); break;
    case Qt::Key_PageDown:
        scrollLines(static_cast<std::int64_t>(page));
        moveCurrent(std::min(size - 1, current + page), extend);
        break;
    case Qt::Key_PageUp:
        scrollLines(-static_cast<std::int64_t>(page));
        moveCurrent(current > page ? current - page : 0, extend);
        break;
    case Qt::Key_Home: moveCurrent(0, extend); break;
    case Qt::Key_End: moveCurrent(size - 1, extend); break;
    case Qt::Key_Left: horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub); break;
    case Qt::Key_Right: horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd); break;
    case Qt::Key_G: Q_EMIT goToRequested(); break;
    case Qt::Key_W: setWrapping(!m_wrap); break;
    case Qt::Key_Plus: setUnfolded(current, true); break;
    case Qt::Key_Minus: setUnfolded(current, false); break;
    case Qt::Key_B:
        if (const LogRow *row = m_pager.cachedRow(current))
            Q_EMIT bookmarkToggled(row->event);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (has)
            Q_EMIT rowActivated(current);
        break;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    event->accept();
}

void LogView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ShiftModifier || std::abs(event->angleDelta().x()) > std::abs(event->angleDelta().y())) {
        const int delta = event->angleDelta().x() != 0 ? event->angleDelta().x() : event->angleDelta().y();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - static_cast<int>(delta * 8 * m_advance / kWheelNotch));
        event->accept();
        return;
    }
    // Fine wheels tell fractions of a notch: what is too little for a line waits for the next event.
    m_wheelRest += event->angleDelta().y() * 3;
    const int lines = m_wheelRest / kWheelNotch;
    m_wheelRest -= lines * kWheelNotch;
    if (lines != 0)
        scrollLines(-lines);
    event->accept();
}

int LogView::columnBorderAt(const QPoint &position) const
{
    if (position.y() >= headerHeight())
        return -1;
    for (const Column column : {TimeColumn, LevelColumn, OriginColumn})
        if (std::abs(position.x() - (columnLeft(column) + columnWidth(column))) <= kBorderGrip)
            return column;
    return -1;
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (event->button() == Qt::LeftButton && (m_resizing = columnBorderAt(position)) >= 0)
        return;
    const std::uint64_t row = rowAt(position);
    if (row >= rowCount() || (event->button() != Qt::LeftButton && event->button() != Qt::RightButton))
        return;
    if (event->button() == Qt::RightButton) {
        if (!m_selection.contains(row))
            select(row, Qt::NoModifier);
        return;
    }
    const LogRow *found = m_pager.cachedRow(row);
    if (position.x() < columnWidth(GutterColumn) && found != nullptr && event->modifiers() == Qt::NoModifier) {
        select(row, Qt::NoModifier);
        if (found->lines > 1 && position.y() < rowRect(row).top() + m_lineHeight)
            setUnfolded(row, !isUnfolded(*found));
        return;
    }
    m_beforeDrag = event->modifiers() & Qt::ControlModifier ? m_selection : RowSelection();
    select(row, event->modifiers());
    m_dragging = true;
    m_dragPosition = position;
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (m_resizing >= 0) {
        m_widths[static_cast<std::size_t>(m_resizing)] =
            std::clamp(position.x() - columnLeft(static_cast<Column>(m_resizing)), kNarrowestColumn, std::max(kNarrowestColumn, viewport()->width() / 2));
        updateScrollBars();
        viewport()->update();
        return;
    }
    viewport()->setCursor(columnBorderAt(position) >= 0 ? Qt::SplitHCursor : Qt::ArrowCursor);
    if (!m_dragging)
        return;
    m_dragPosition = position;
    const bool outside = position.y() < headerHeight() || position.y() >= viewport()->height();
    if (outside && !m_autoScroll.isActive())
        m_autoScroll.start(kAutoScrollMs, this);
    else if (!outside)
        m_autoScroll.stop();
    const std::uint64_t row = outside ? rowCount() : rowAt(position);
    if (row < rowCount() && row != m_current) {
        m_selection = m_beforeDrag;
        select(row, Qt::ShiftModifier | (m_beforeDrag.isEmpty() ? Qt::NoModifier : Qt::ControlModifier));
    }
}

void LogView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_autoScroll.timerId())
        return QAbstractScrollArea::timerEvent(event);
    const int above = headerHeight() - m_dragPosition.y();
    const int below = m_dragPosition.y() - viewport()->height();
    // The further outside, the faster.
    const int lines = 1 + std::max(above, below) / (2 * m_lineHeight);
    scrollLines(above > 0 ? -lines : lines);
    const auto rows = visibleRows();
    if (rows.empty())
        return;
    m_selection = m_beforeDrag;
    select(above > 0 ? rows.front().row : rows.back().row, Qt::ShiftModifier | (m_beforeDrag.isEmpty() ? Qt::NoModifier : Qt::ControlModifier));
}

void LogView::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
    m_resizing = -1;
    m_autoScroll.stop();
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const std::uint64_t row = rowAt(event->position().toPoint());
    if (row < rowCount() && event->button() == Qt::LeftButton) {
        if (event->position().x() < columnWidth(GutterColumn)) {
            mousePressEvent(event);
            return;
        }
        Q_EMIT rowActivated(row);
    }
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    std::uint64_t row = m_current;
    QPoint where = event->globalPos();
    if (event->reason() == QContextMenuEvent::Mouse)
        row = rowAt(viewport()->mapFromGlobal(where));
    else if (row < rowCount())
        where = viewport()->mapToGlobal(rowRect(row).bottomLeft() + QPoint(columnLeft(TextColumn), 0));
    if (row < rowCount())
        Q_EMIT contextMenuRequested(row, where);
}

void LogView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
    notifyAccessible();
}

void LogView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool LogView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        showToolTip(help->pos(), help->globalPos());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LogView::showToolTip(const QPoint &position, const QPoint &globalPosition)
{
    const std::uint64_t row = rowAt(position);
    const LogRow *found = m_pager.cachedRow(row);
    QString tip;
    if (found != nullptr && position.x() < columnWidth(GutterColumn)) {
        if (m_decorator != nullptr)
            tip = m_decorator->oddReason(found->event);
        if (std::binary_search(m_bookmarks.begin(), m_bookmarks.end(), found->event))
            tip += (tip.isEmpty() ? QString() : QStringLiteral("\n")) + tr("Bookmark");
        if (found->lines > 1)
            tip += (tip.isEmpty() ? QString() : QStringLiteral("\n")) + tr("%1 lines: click to fold or unfold").arg(text::number(static_cast<std::int64_t>(found->lines)));
    } else if (found != nullptr && position.x() < columnLeft(LevelColumn)) {
        tip = found->time.isNone() ? tr("The line tells no time")
                                    : tr("%1\nUTC: %2").arg(timeText(found->time), text::timeUtc(found->time));
    } else if (found != nullptr && position.x() >= columnLeft(OriginColumn) && position.x() < columnLeft(TextColumn)) {
        tip = found->origin;
    } else if (found != nullptr && position.x() < columnLeft(OriginColumn)) {
        tip = found->level == Level::Unknown ? tr("The line tells no level") : levelText(found->level);
    }
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(globalPosition, text::toolTip(tip), viewport());
}

} // namespace causeway::views
