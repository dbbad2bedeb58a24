#include "views/graph/graph_view.h"

#include <QPainter>
#include <QPaintEvent>

#include <algorithm>
#include <cmath>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kFarthest = 0.02, kNearest = 4, kFitMost = 1.25, kReadable = 0.5, kLegible = 0.75;
constexpr double kMapSide = 150, kLeastMapSide = 48, kMapGap = 8, kRoom = 16;

} // namespace

GraphView::GraphView(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(false);
    setMinimumSize(200, 120);
    setAccessibleName(tr("Graph"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

void GraphView::setPicture(std::shared_ptr<const GraphPicture> picture, bool fitAll)
{
    m_picture = std::move(picture);
    m_map = {};
    m_marks = {};
    if (m_picture != nullptr)
        setAccessibleDescription(tr("%1 nodes, %2 edges. %3 A table beside it has all of it.").arg(m_picture->nodeCount()).arg(m_picture->edgeCount()).arg(m_picture->legendText()));
    find();
    if (m_picture != nullptr && (fitAll || m_fitWanted || !QRectF(toScene({0, 0}), toScene(QPointF(width(), height()))).intersects(m_picture->bounds())))
        fitAll || m_begun ? begin() : fit();
    update();
}

void GraphView::setChosen(const std::vector<bool> &nodes, std::optional<std::uint32_t> edge)
{
    m_marks.chosen = nodes;
    m_marks.edge = edge;
    update();
}

void GraphView::setReplay(const GraphMarks &replay)
{
    m_marks.replaying = replay.replaying;
    m_marks.passed = replay.passed;
    m_marks.left = replay.left;
    m_marks.passedEdges = replay.passedEdges;
    m_marks.now = replay.now;
    update();
}

void GraphView::show(std::uint32_t node)
{
    if (m_picture == nullptr || node >= m_picture->nodeCount())
        return;
    const auto current = m_marks.current;
    goTo(node, false);
    m_marks.current = current;
}

void GraphView::setSearch(const QString &text)
{
    m_search = text;
    find();
    update();
}

void GraphView::find()
{
    m_marks.searching = !m_search.isEmpty();
    m_marks.found.clear();
    if (m_picture == nullptr || m_search.isEmpty())
        return;
    for (std::size_t i = 0; i < m_picture->nodeCount(); ++i)
        m_marks.found.push_back(m_picture->nodeText(i).contains(m_search, Qt::CaseInsensitive));
}

int GraphView::hitCount() const { return static_cast<int>(std::ranges::count(m_marks.found, true)); }

bool GraphView::goToHit(bool forward)
{
    const auto n = static_cast<std::int64_t>(m_marks.found.size());
    std::int64_t at = m_marks.current ? static_cast<std::int64_t>(*m_marks.current) : forward ? -1 : n;
    for (std::int64_t i = 0; i < n; ++i) {
        at = (at + (forward ? 1 : -1) + n) % n;
        if (m_marks.found[static_cast<std::size_t>(at)]) {
            goTo(static_cast<std::uint32_t>(at));
            return true;
        }
    }
    return false;
}

void GraphView::goTo(std::uint32_t node, bool choose)
{
    if (m_picture == nullptr || node >= m_picture->nodeCount())
        return;
    m_marks.current = node;
    if (m_zoom < kReadable)
        m_zoom = 1;
    const QRectF seen(toScene({0, 0}), toScene(QPointF(width(), height())));
    if (!seen.contains(m_picture->nodeRect(node)))
        m_center = m_picture->nodeRect(node).center();
    m_fitWanted = false;
    update();
    if (choose)
        Q_EMIT nodeChosen(node);
}

QPointF GraphView::toWidget(const QPointF &scene) const { return (scene - m_center) * m_zoom + QPointF(width() / 2.0, height() / 2.0); }
QPointF GraphView::toScene(const QPointF &widget) const { return (widget - QPointF(width() / 2.0, height() / 2.0)) / m_zoom + m_center; }

void GraphView::zoomBy(double factor, std::optional<QPointF> about)
{
    if (m_picture == nullptr)
        return;
    const QPointF point = about.value_or(QPointF(width() / 2.0, height() / 2.0)), scene = toScene(point);
    m_zoom = std::clamp(m_zoom * factor, kFarthest, kNearest);
    m_center += scene - toScene(point);
    m_fitWanted = false;
    keepInSight();
    update();
}

void GraphView::fit()
{
    m_fitWanted = true;
    m_begun = false;
    if (m_picture == nullptr || m_picture->bounds().isEmpty())
        return;
    const QRectF bounds = m_picture->bounds();
    m_zoom = std::clamp(std::min((width() - 2 * kRoom) / bounds.width(), (height() - 2 * kRoom) / bounds.height()), kFarthest, kFitMost);
    m_center = bounds.center();
    update();
}

void GraphView::begin()
{
    fit();
    m_begun = true;
    if (m_picture == nullptr || m_picture->bounds().isEmpty() || m_zoom >= kLegible)
        return;
    const QRectF bounds = m_picture->bounds();
    m_zoom = kLegible;
    m_center = QPointF(bounds.center().x(), bounds.top() + (height() / 2.0 - kRoom) / m_zoom);
    if (const auto from = m_picture->beginning()) {
        const double half = (height() / 2.0 - kRoom) / m_zoom;
        m_center.setX(from->x() + (width() / 2.0 - kRoom) / m_zoom);
        m_center.setY(2 * half >= bounds.height() ? bounds.center().y() : from->y());
    }
    update();
}

void GraphView::panBy(const QPointF &pixels)
{
    m_center -= pixels / m_zoom;
    m_fitWanted = false;
    keepInSight();
    update();
}

// Some of the graph always stays.
void GraphView::keepInSight()
{
    const QRectF bounds = m_picture->bounds();
    m_center.setX(std::clamp(m_center.x(), bounds.left(), bounds.right()));
    m_center.setY(std::clamp(m_center.y(), bounds.top(), bounds.bottom()));
}

QRectF GraphView::mapRect() const { return mapAt(m_mapCorner); }

void GraphView::placeMap()
{
    if (m_drag == Drag::Map || mapRect().isEmpty())
        return;
    const auto covered = [this](Qt::Corner corner) {
        const QRectF area = mapAt(corner), there(toScene(area.topLeft()), toScene(area.bottomRight()));
        double out = 0;
        for (std::size_t i = 0; i < m_picture->nodeCount(); ++i) {
            const QRectF both = m_picture->nodeRect(i) & there;
            out += both.width() * both.height();
        }
        return out;
    };
    const Qt::Corner before = m_mapCorner;
    double least = covered(m_mapCorner) / 2;
    for (const Qt::Corner corner : {Qt::BottomRightCorner, Qt::BottomLeftCorner, Qt::TopRightCorner, Qt::TopLeftCorner})
        if (const double here = covered(corner); here < least) {
            least = here;
            m_mapCorner = corner;
        }
    if (m_mapCorner != before)
        update(); // also where it was
}

QRectF GraphView::mapAt(Qt::Corner corner) const
{
    if (m_picture == nullptr || m_picture->bounds().isEmpty())
        return {};
    const QRectF bounds = m_picture->bounds(), seen(toScene({0, 0}), toScene(QPointF(width(), height())));
    const double side = std::min({kMapSide, height() / 2.5, width() / 4.0});
    if (seen.contains(bounds) || side < kLeastMapSide)
        return {};
    const double scale = std::min(side * 1.4 / bounds.width(), side / bounds.height());
    const QSizeF size(std::max(24.0, bounds.width() * scale), std::max(24.0, bounds.height() * scale));
    const bool right = corner == Qt::BottomRightCorner || corner == Qt::TopRightCorner, below = corner == Qt::BottomRightCorner || corner == Qt::BottomLeftCorner;
    return {QPointF(right ? width() - size.width() - kMapGap : kMapGap, below ? height() - size.height() - kMapGap : kMapGap), size};
}

void GraphView::paintMap(QPainter &painter)
{
    const QRectF area = mapRect();
    if (area.isEmpty())
        return;
    const QRectF bounds = m_picture->bounds();
    const QSize pixels = (area.size() * devicePixelRatioF()).toSize();
    const double sx = area.width() / bounds.width(), sy = area.height() / bounds.height();
    if (m_map.size() != pixels) {
        m_map = QPixmap(pixels);
        m_map.setDevicePixelRatio(devicePixelRatioF());
        m_map.fill(palette().color(QPalette::Window));
        QPainter small(&m_map);
        for (std::size_t i = 0; i < m_picture->nodeCount(); ++i) {
            const QRectF rect = m_picture->nodeRect(i).translated(-bounds.topLeft());
            small.fillRect(QRectF(rect.x() * sx, rect.y() * sy, std::max(1.5, rect.width() * sx), std::max(1.5, rect.height() * sy)), theme::muted());
        }
    }
    painter.drawPixmap(area.topLeft(), m_map);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme::outline());
    painter.drawRect(area);
    const QPointF from = toScene({0, 0}) - bounds.topLeft(), to = toScene(QPointF(width(), height())) - bounds.topLeft();
    const QRectF seen = QRectF(area.topLeft() + QPointF(from.x() * sx, from.y() * sy), area.topLeft() + QPointF(to.x() * sx, to.y() * sy)).intersected(area);
    QColor tint = theme::color(theme::Tone::Accent);
    painter.setPen(QPen(tint, 1.5));
    tint.setAlpha(40);
    painter.setBrush(tint);
    painter.drawRect(seen);
}

void GraphView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    if (m_picture != nullptr) {
        painter.save();
        painter.translate(width() / 2.0, height() / 2.0);
        painter.scale(m_zoom, m_zoom);
        painter.translate(-m_center);
        const QRectF exposed(toScene(event->rect().topLeft()), toScene(QPointF(event->rect().right() + 1, event->rect().bottom() + 1)));
        m_picture->paint(painter, exposed, m_zoom, m_marks, palette());
        painter.restore();
        placeMap();
        paintMap(painter);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void GraphView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_fitWanted)
        m_begun ? begin() : fit();
}

void GraphView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_map = {};
        update();
    }
}

QString GraphView::tipAt(const QPoint &position) const
{
    if (m_picture == nullptr || mapRect().contains(position))
        return {};
    const QPointF scene = toScene(position);
    if (const auto node = m_picture->nodeAt(scene))
        return m_picture->nodeTip(*node);
    const auto edge = m_picture->edgeAt(scene, 5 / m_zoom);
    return edge ? m_picture->edgeTip(*edge) : QString();
}

} // namespace causeway::views
