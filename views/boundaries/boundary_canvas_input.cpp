// Mouse and keyboard of the canvas.

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "views/boundaries/boundary_actions.h"
#include "views/boundaries/boundary_canvas.h"
#include "views/charts/chart_tip.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr double kStep = 1.25, kEdge = 24, kPan = 12;

} // namespace

bool BoundaryCanvas::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &position) { return tipAt(position); }) || QWidget::event(event);
}

void BoundaryCanvas::wheelEvent(QWheelEvent *event)
{
    if ((event->modifiers() & Qt::ShiftModifier) != 0)
        panBy(QPointF(event->angleDelta().y() + event->angleDelta().x(), 0) / 2);
    else
        zoomBy(std::pow(kStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void BoundaryCanvas::add(const std::vector<std::uint32_t> &classes)
{
    std::vector<std::uint32_t> all = m_desk.selected();
    all.insert(all.end(), classes.begin(), classes.end());
    m_desk.select(std::move(all));
}

// All of them are taken out where all are in, else all are put in.
void BoundaryCanvas::toggle(const std::vector<std::uint32_t> &classes)
{
    const auto isIn = [&](std::uint32_t one) { return one < m_marks.selected.size() && m_marks.selected[one]; };
    if (!std::ranges::all_of(classes, isIn)) {
        add(classes);
        return;
    }
    std::vector<std::uint32_t> rest = m_desk.selected();
    std::erase_if(rest, [&](std::uint32_t one) { return std::ranges::find(classes, one) != classes.end(); });
    m_desk.select(std::move(rest));
}

std::vector<std::uint32_t> BoundaryCanvas::focused() const
{
    if (m_picture == nullptr)
        return {};
    if (m_marks.focusClass)
        return {*m_marks.focusClass};
    return m_marks.focusBox ? m_picture->boxes()[*m_marks.focusBox].classes : std::vector<std::uint32_t>();
}

void BoundaryCanvas::focusOn(std::optional<std::uint32_t> one, std::optional<std::uint32_t> box)
{
    m_marks.focusClass = one;
    m_marks.focusBox = box;
    describe();
    update();
}

void BoundaryCanvas::mousePressEvent(QMouseEvent *event)
{
    if (m_picture == nullptr || m_drag != Drag::None)
        return;
    m_pressed = m_last = event->position();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_space)) {
        m_drag = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton)
        press(event->position(), event->modifiers());
}

// What is not selected is at once; what is may be about to be dragged, and is decided on release.
void BoundaryCanvas::press(const QPointF &position, Qt::KeyboardModifiers keys)
{
    const QPointF scene = toScene(position);
    m_drag = Drag::Pressed;
    m_pressedClass = m_picture->classAt(scene);
    m_pressedBox = m_picture->boxAt(scene);
    const bool onTitle = m_pressedBox && !m_pressedClass && m_picture->boxes()[*m_pressedBox].title.contains(scene);
    if (!m_pressedClass && !onTitle) {
        m_pressedBox.reset(); // the ground within a box is ground
        m_before = (keys & (Qt::ControlModifier | Qt::ShiftModifier)) != 0 ? m_desk.selected() : std::vector<std::uint32_t>();
        return;
    }
    focusOn(m_pressedClass, m_pressedClass ? std::nullopt : m_pressedBox);
    const std::vector<std::uint32_t> classes = focused();
    m_pressedSelected = !classes.empty() && std::ranges::all_of(classes, [&](std::uint32_t one) { return m_marks.selected[one]; });
    if (m_pressedSelected)
        return;
    if ((keys & (Qt::ControlModifier | Qt::ShiftModifier)) != 0)
        add(classes);
    else
        m_desk.select(classes);
}

void BoundaryCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_picture == nullptr || m_drag == Drag::None)
        return;
    const QPointF position = event->position();
    if (m_drag == Drag::Pressed && (position - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = m_pressedClass || m_pressedBox ? Drag::Classes : Drag::Band;
        if (m_drag == Drag::Classes)
            setCursor(Qt::DragMoveCursor);
    }
    if (m_drag == Drag::Pan)
        panBy(position - m_last);
    m_last = position;
    if (m_drag == Drag::Classes)
        dragTo(position);
    else if (m_drag == Drag::Band) {
        std::vector<std::uint32_t> all = m_before;
        const std::vector<std::uint32_t> in = m_picture->classesIn(QRectF(toScene(m_pressed), toScene(position)).normalized());
        all.insert(all.end(), in.begin(), in.end());
        m_desk.select(std::move(all));
        update();
    }
}

void BoundaryCanvas::dragTo(const QPointF &position)
{
    // At the border the picture comes along.
    QPointF by;
    by.setX(position.x() < kEdge ? kPan : position.x() > width() - kEdge ? -kPan : 0);
    by.setY(position.y() < kEdge ? kPan : position.y() > height() - kEdge ? -kPan : 0);
    if (!by.isNull() && rect().contains(position.toPoint()))
        panBy(by);
    m_marks.target = m_picture->boxAt(toScene(position));
    m_target = m_marks.target ? m_picture->boxes()[*m_marks.target].service : BoundaryDesk::kNewService;
    const bool stays = std::ranges::all_of(m_desk.selected(), [&](std::uint32_t one) { return m_shown->split.serviceOf[one] == m_target; });
    if (stays)
        m_desk.clearPreview();
    else
        m_desk.setPreview(m_desk.selected(), m_target);
    update();
}

void BoundaryCanvas::endDrag(bool drop)
{
    const bool dragged = m_drag == Drag::Classes;
    m_drag = Drag::None;
    unsetCursor();
    m_marks.target.reset();
    update();
    if (!dragged)
        return;
    const bool stays = std::ranges::all_of(m_desk.selected(), [&](std::uint32_t one) { return one < m_shown->split.serviceOf.size() && m_shown->split.serviceOf[one] == m_target; });
    m_desk.clearPreview();
    if (!drop || stays)
        return;
    if (m_target == BoundaryDesk::kNewService)
        m_droppedAt = toScene(m_last);
    m_desk.move(m_desk.selected(), m_target);
    m_droppedAt.reset(); // it was not to be
}

void BoundaryCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    const Drag was = m_drag;
    if (was == Drag::Pressed)
        release(event->position(), event->modifiers());
    endDrag(was == Drag::Classes && rect().contains(event->position().toPoint()));
}

void BoundaryCanvas::release(const QPointF &, Qt::KeyboardModifiers keys)
{
    const bool adds = (keys & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
    if (!m_pressedClass && !m_pressedBox) {
        if (!adds)
            m_desk.select({});
        focusOn(std::nullopt, std::nullopt);
    } else if (m_pressedSelected) {
        if ((keys & Qt::ControlModifier) != 0)
            toggle(focused());
        else if (!adds)
            m_desk.select(focused());
    }
}

void BoundaryCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_picture == nullptr || event->button() != Qt::LeftButton)
        return;
    const QPointF scene = toScene(event->position());
    if (const auto box = m_picture->boxAt(scene); box && m_picture->boxes()[*box].title.contains(scene))
        toggleFold(*box);
    else
        mousePressEvent(event);
}

void BoundaryCanvas::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers keys = event->modifiers();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: step(event->key(), keys); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(kStep); return;
    case Qt::Key_Minus: zoomBy(1 / kStep); return;
    case Qt::Key_0: fit(); return;
    case Qt::Key_Space:
        if (!event->isAutoRepeat()) {
            m_space = true;
            if (m_drag == Drag::None)
                toggle(focused());
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_marks.focusBox || m_marks.focusClass)
            toggleFold(m_marks.focusBox ? *m_marks.focusBox : m_picture->boxOf(*m_marks.focusClass));
        return;
    case Qt::Key_F2:
        if (m_marks.focusBox || m_marks.focusClass)
            renameBox(m_marks.focusBox ? *m_marks.focusBox : m_picture->boxOf(*m_marks.focusClass));
        return;
    case Qt::Key_Escape:
        if (m_drag != Drag::None) {
            endDrag(false);
            return;
        }
        if (!m_desk.selected().empty()) {
            m_desk.select({});
            return;
        }
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void BoundaryCanvas::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_space = false;
    QWidget::keyReleaseEvent(event);
}

// To the nearest class or title that way. Without a key it is selected, with Shift added, with Ctrl only gone to.
void BoundaryCanvas::step(int key, Qt::KeyboardModifiers keys)
{
    if (m_picture == nullptr || m_picture->boxes().empty())
        return;
    const bool across = key == Qt::Key_Left || key == Qt::Key_Right;
    const double sign = key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1;
    struct Item {
        QRectF rect;
        std::optional<std::uint32_t> one, box;
    };
    std::optional<Item> best;
    double least = 0;
    const bool begins = !m_marks.focusBox && !m_marks.focusClass;
    QRectF from = m_marks.focusClass ? m_picture->chip(*m_marks.focusClass) : m_marks.focusBox ? m_picture->boxes()[*m_marks.focusBox].title : QRectF();
    if (from.isEmpty() && m_marks.focusClass) // it was folded away
        from = m_picture->boxes()[m_picture->boxOf(*m_marks.focusClass)].title;
    const auto consider = [&](const QRectF &rect, std::optional<std::uint32_t> one, std::optional<std::uint32_t> box) {
        const QPointF d = rect.center() - from.center();
        const double along = sign * (across ? d.x() : d.y()), aside = std::abs(across ? d.y() : d.x());
        // Titles begin where their box does: what lies below them is not beside them.
        const double cost = begins ? rect.top() + rect.left() : along + 3 * aside;
        if (!begins && along < 4)
            return;
        if (!best || cost < least) {
            least = cost;
            best = {rect, one, box};
        }
    };
    for (std::uint32_t b = 0; b < m_picture->boxes().size(); ++b) {
        const BoundaryPicture::Box &box = m_picture->boxes()[b];
        if (m_marks.focusBox != b)
            consider(box.title, std::nullopt, b);
        if (!box.folded)
            for (const std::uint32_t one : box.classes)
                if (m_marks.focusClass != one)
                    consider(m_picture->chip(one), one, std::nullopt);
    }
    if (!best)
        return;
    focusOn(best->one, best->box);
    showRect(best->rect);
    if ((keys & Qt::ShiftModifier) != 0)
        add(focused());
    else if ((keys & Qt::ControlModifier) == 0)
        m_desk.select(focused());
}

void BoundaryCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_picture == nullptr)
        return;
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    std::optional<std::uint32_t> box = m_marks.focusBox;
    if (byMouse) {
        const QPointF scene = toScene(event->pos());
        box = m_picture->boxAt(scene);
        const auto one = m_picture->classAt(scene);
        if (one || box) {
            focusOn(one, one ? std::nullopt : box);
            if (const std::vector<std::uint32_t> classes = focused(); !std::ranges::all_of(classes, [&](std::uint32_t i) { return m_marks.selected[i]; }))
                m_desk.select(classes);
        }
    } else if (m_marks.focusClass)
        box = m_picture->boxOf(*m_marks.focusClass);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    fillClassMenu(*menu, m_desk);
    menu->addSeparator();
    if (box) {
        const bool folded = m_picture->boxes()[*box].folded;
        connect(menu->addAction(folded ? tr("Show the classes of the service\tReturn") : tr("Fold the service\tReturn")), &QAction::triggered, this, [this, b = *box] { toggleFold(b); });
        if (m_picture->boxes()[*box].service != kNoService)
            connect(menu->addAction(tr("Rename the service\tF2")), &QAction::triggered, this, [this, b = *box] { renameBox(b); });
    }
    connect(menu->addAction(tr("Fold all services")), &QAction::triggered, this, [this] { foldAll(true); });
    connect(menu->addAction(tr("Show all classes")), &QAction::triggered, this, [this] { foldAll(false); });
    menu->popup(byMouse ? event->globalPos() : mapToGlobal(box ? toWidget(m_picture->boxes()[*box].rect.center()).toPoint() : rect().center()));
}

} // namespace causeway::views
