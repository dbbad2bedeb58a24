#include "views/findings/workflow_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kLeastFit = 0.5; // smaller cannot be read: then the rest is scrolled to
constexpr double kLeastZoom = 0.25, kMostZoom = 3, kZoomStep = 1.25;
constexpr double kLetters = 30; // of a step's name that are seen

QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

void paintArrow(QPainter &painter, const QPainterPath &path)
{
    const QPointF tip = path.currentPosition();
    const double angle = std::atan2(tip.y() - path.pointAtPercent(0.9).y(), tip.x() - path.pointAtPercent(0.9).x());
    QPolygonF head;
    head << tip;
    for (const double side : {-0.45, 0.45})
        head << tip - QPointF(std::cos(angle + side), std::sin(angle + side)) * 7;
    painter.setBrush(painter.pen().color());
    painter.drawPolygon(head);
    painter.setBrush(Qt::NoBrush);
}

} // namespace

void paintWorkflowMark(QPainter &painter, const QRectF &rect, WorkflowLayout::Kind kind)
{
    using Kind = WorkflowLayout::Kind;
    painter.setPen(Qt::NoPen);
    if (kind == Kind::Concurrent) {
        painter.setBrush(theme::color(theme::Tone::Accent));
        painter.drawRoundedRect(rect, 2, 2);
    } else if (kind == Kind::Branch) {
        painter.setBrush(theme::color(theme::Tone::Warning));
        painter.drawPolygon(QPolygonF({QPointF(rect.center().x(), rect.top()), QPointF(rect.right(), rect.center().y()), QPointF(rect.center().x(), rect.bottom()), QPointF(rect.left(), rect.center().y())}));
    } else if (kind == Kind::Sequence) {
        painter.setBrush(theme::muted());
        painter.drawEllipse(rect);
    }
    painter.setBrush(Qt::NoBrush);
}

WorkflowView::WorkflowView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Workflow"));
    viewport()->setAutoFillBackground(false);
    viewport()->setMouseTracking(true);
}

void WorkflowView::setWorkflow(std::shared_ptr<const engine::WorkflowResponse> workflow)
{
    const std::optional<std::uint32_t> key = m_current ? std::optional(m_layout.boxes[*m_current].key) : std::nullopt;
    m_workflow = std::move(workflow);
    m_current.reset();
    arrange();
    for (std::size_t i = 0; key && i < m_layout.boxes.size() && !m_current; ++i)
        if (m_layout.boxes[i].key == *key)
            m_current = i;
    if (!key)
        m_fit = true;
    if (!m_current)
        fitZoom();
    viewport()->update();
}

void WorkflowView::fitZoom()
{
    if (!m_fit || m_layout.size.isEmpty() || viewport()->height() <= 0)
        return;
    m_zoom = std::clamp(std::min(viewport()->width() / m_layout.size.width(), viewport()->height() / m_layout.size.height()), kLeastFit, 1.0);
    arrange();
    // Where it is larger all the same, its beginning is seen.
    verticalScrollBar()->setValue(0);
    if (!m_layout.boxes.empty())
        horizontalScrollBar()->setValue(static_cast<int>(m_layout.boxes.front().rect.center().x() * m_zoom - viewport()->width() / 2.0));
    viewport()->update();
}

void WorkflowView::fit()
{
    m_fit = true;
    fitZoom();
    if (m_current)
        setCurrent(*m_current);
}

void WorkflowView::zoomIn() { setZoom(m_zoom * kZoomStep); }
void WorkflowView::zoomOut() { setZoom(m_zoom / kZoomStep); }

void WorkflowView::arrange()
{
    const QFontMetricsF name(theme::interfaceFont()), small(theme::smallFont());
    const QSizeF box(std::ceil(kLetters * name.averageCharWidth()) + 2 * theme::kMargin, std::ceil(name.height() + small.height()) + theme::kMargin);
    m_layout = m_workflow == nullptr ? WorkflowLayout() : WorkflowLayout::make(m_workflow->workflow.root, box);
    const auto range = [](QScrollBar *bar, double content, int page) {
        bar->setRange(0, std::max(0, static_cast<int>(std::ceil(content)) - page));
        bar->setPageStep(std::max(1, page));
        bar->setSingleStep(24);
    };
    range(horizontalScrollBar(), m_layout.size.width() * m_zoom, viewport()->width());
    range(verticalScrollBar(), m_layout.size.height() * m_zoom, viewport()->height());
}

QPointF WorkflowView::origin() const
{
    const double spare = viewport()->width() - m_layout.size.width() * m_zoom;
    return {spare > 0 ? std::floor(spare / 2) : -horizontalScrollBar()->value(), static_cast<double>(-verticalScrollBar()->value())};
}

QRectF WorkflowView::boxRect(std::size_t box) const
{
    const QRectF &rect = m_layout.boxes[box].rect;
    return {origin() + rect.topLeft() * m_zoom, rect.size() * m_zoom};
}

std::optional<std::size_t> WorkflowView::boxAt(const QPoint &position) const
{
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i)
        if (boxRect(i).contains(position))
            return i;
    return std::nullopt;
}

void WorkflowView::setCurrent(std::size_t box)
{
    if (box >= m_layout.boxes.size())
        return;
    m_current = box;
    setAccessibleDescription(describe(m_layout.boxes[box]));
    const QRectF rect = boxRect(box);
    const auto bring = [](QScrollBar *bar, double from, double to, double room) {
        if (from < 8)
            bar->setValue(bar->value() + static_cast<int>(from) - 8);
        else if (to > room - 8)
            bar->setValue(bar->value() + static_cast<int>(std::min(to - room + 8, from - 8)));
    };
    bring(horizontalScrollBar(), rect.left(), rect.right(), viewport()->width());
    bring(verticalScrollBar(), rect.top(), rect.bottom(), viewport()->height());
    viewport()->update();
}

void WorkflowView::setZoom(double zoom)
{
    m_fit = false;
    m_zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
    arrange();
    if (m_current)
        setCurrent(*m_current);
    viewport()->update();
}

QString WorkflowView::nameOf(std::uint32_t key) const
{
    const auto found = m_workflow->names.find(key);
    return found == m_workflow->names.end() ? tr("pattern %1").arg(key) : text::fromBytes(found->second);
}

QString WorkflowView::describe(const WorkflowLayout::Box &box) const
{
    const auto &nodes = m_workflow->workflow.nodes;
    const auto node = std::find_if(nodes.begin(), nodes.end(), [&](const sessions::Workflow::Node &one) { return one.key == box.key; });
    QStringList lines{nameOf(box.key), box.times == 1 ? tr("1 event here") : tr("%1 events here").arg(count(box.times))};
    if (node != nodes.end())
        lines << tr("In %1 of the %2 sessions").arg(count(node->sessions), count(m_workflow->workflow.sessions));
    if (box.optional)
        lines << tr("May be passed over");
    lines << tr("Click to filter to this pattern");
    return lines.join(QLatin1Char('\n'));
}

QString WorkflowView::tipAt(const QPoint &position) const
{
    if (const auto box = boxAt(position))
        return describe(m_layout.boxes[*box]);
    const QPointF at = (position - origin()) / m_zoom;
    for (const WorkflowLayout::Mark &mark : m_layout.marks) {
        if (!mark.rect.adjusted(-4, -4, 4, 4).contains(at))
            continue;
        const QString times = count(mark.times), parts = count(mark.parts);
        switch (mark.kind) {
        case WorkflowLayout::Kind::Concurrent: return tr("%1 at the same time: their steps come in any order (gone through %2 times)").arg(parts, times);
        case WorkflowLayout::Kind::Branch: return tr("One of %1 (gone through %2 times)").arg(parts, times);
        case WorkflowLayout::Kind::Loop: return tr("Again and again (gone into %1 times)").arg(times);
        default: return mark.parts == 0 ? tr("Sessions begin here: %1").arg(times) : tr("Sessions end here");
        }
    }
    return {};
}

void WorkflowView::paintBox(QPainter &painter, std::size_t i) const
{
    const WorkflowLayout::Box &box = m_layout.boxes[i];
    const bool current = m_current == i;
    painter.setPen(QPen(current && hasFocus() ? palette().color(QPalette::Highlight) : theme::outline(), current ? 2 : 1));
    painter.setBrush(palette().color(current ? QPalette::AlternateBase : QPalette::Base));
    painter.drawRoundedRect(box.rect.adjusted(.5, .5, -.5, -.5), 4, 4);
    const QRectF inner = box.rect.adjusted(theme::kMargin, theme::kMargin / 2, -theme::kMargin, -theme::kMargin / 2);
    painter.setFont(theme::interfaceFont());
    const QFontMetricsF metrics(painter.font());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, metrics.elidedText(nameOf(box.key), Qt::ElideRight, inner.width()));
    painter.setFont(theme::smallFont());
    painter.setPen(theme::muted());
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine, count(box.times));
}

void WorkflowView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().color(QPalette::Window));
    if (m_workflow == nullptr)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(origin());
    painter.scale(m_zoom, m_zoom);
    for (const WorkflowLayout::Line &line : m_layout.lines) {
        painter.setPen(QPen(line.back ? theme::color(theme::Tone::Info) : theme::outline(), 1.2, line.around ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(line.path);
        if (line.arrow)
            paintArrow(painter, line.path);
    }
    for (const WorkflowLayout::Mark &mark : m_layout.marks)
        paintWorkflowMark(painter, mark.rect, mark.kind);
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i)
        if (boxRect(i).intersects(event->rect()))
            paintBox(painter, i);
}

void WorkflowView::move(int dx, int dy)
{
    if (m_layout.boxes.empty())
        return;
    if (!m_current) {
        setCurrent(0);
        return;
    }
    // The nearest that lies that way; what lies aside counts more.
    const QPointF from = m_layout.boxes[*m_current].rect.center();
    std::optional<std::size_t> best;
    double nearest = 0;
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
        const QPointF to = m_layout.boxes[i].rect.center() - from;
        const double along = to.x() * dx + to.y() * dy, aside = std::abs(to.x() * dy) + std::abs(to.y() * dx);
        if (along <= 0.5 || (dx != 0 && aside > along))
            continue;
        const double far = along + (dx != 0 ? 3 * aside : 0.3 * aside);
        if (!best || far < nearest) {
            best = i;
            nearest = far;
        }
    }
    if (best)
        setCurrent(*best);
}

void WorkflowView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up: move(0, -1); return;
    case Qt::Key_Down: move(0, 1); return;
    case Qt::Key_Left: move(-1, 0); return;
    case Qt::Key_Right: move(1, 0); return;
    case Qt::Key_Home: setCurrent(0); return;
    case Qt::Key_End: setCurrent(m_layout.boxes.size() - 1); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); return;
    case Qt::Key_Minus: zoomOut(); return;
    case Qt::Key_F: fit(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current)
            Q_EMIT stepActivated(TemplateId(m_layout.boxes[*m_current].key));
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void WorkflowView::mousePressEvent(QMouseEvent *event)
{
    const auto box = boxAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !box)
        return;
    setCurrent(*box);
    Q_EMIT stepActivated(TemplateId(m_layout.boxes[*box].key));
}

void WorkflowView::mouseMoveEvent(QMouseEvent *event) { viewport()->setCursor(boxAt(event->position().toPoint()) ? Qt::PointingHandCursor : Qt::ArrowCursor); }

void WorkflowView::wheelEvent(QWheelEvent *event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    setZoom(event->angleDelta().y() > 0 ? m_zoom * kZoomStep : m_zoom / kZoomStep);
    event->accept();
}

bool WorkflowView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString tip = tipAt(help->pos());
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text::toolTip(tip), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void WorkflowView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
    fitZoom();
    if (m_current && m_fit)
        setCurrent(*m_current);
}

void WorkflowView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        arrange();
}

void WorkflowView::focusInEvent(QFocusEvent *event)
{
    if (!m_current && !m_layout.boxes.empty() && event->reason() != Qt::MouseFocusReason)
        setCurrent(0);
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void WorkflowView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace causeway::views
