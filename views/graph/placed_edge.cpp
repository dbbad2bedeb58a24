#include "views/graph/placed_edge.h"

#include <QColor>

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::views {

namespace {

QPainterPath arrow(const QPointF &tip, const QPointF &from, double width)
{
    const QPointF back = from - tip;
    const double length = std::hypot(back.x(), back.y());
    if (length < 0.01)
        return {};
    const QPointF along = back / length, across(-along.y(), along.x());
    const double size = 7 + width;
    QPainterPath path(tip);
    path.lineTo(tip + along * size + across * (size * 0.45));
    path.lineTo(tip + along * size - across * (size * 0.45));
    path.closeSubpath();
    return path;
}

} // namespace

void PlacedEdge::place(const std::vector<layout::Point> &points, double width)
{
    if (points.size() < 4)
        return;
    const auto at = [&](std::size_t i) { return QPointF(points[i].x, points[i].y); };
    path = QPainterPath(at(0));
    for (std::size_t i = 1; i + 2 < points.size(); i += 3)
        path.cubicTo(at(i), at(i + 1), at(i + 2));
    std::size_t before = points.size() - 2;
    while (before > 0 && std::hypot(at(before).x() - at(points.size() - 1).x(), at(before).y() - at(points.size() - 1).y()) < 0.5)
        --before;
    head = arrow(at(points.size() - 1), at(before), width);
    line = path.toSubpathPolygons().value(0);
    middle = path.pointAtPercent(0.5);
    bounds = path.controlPointRect().united(head.boundingRect()).adjusted(-6, -6, 6, 6);
}

double PlacedEdge::distance(const QPointF &point) const
{
    double best = std::numeric_limits<double>::infinity();
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF a = line[i - 1], d = line[i] - a, p = point - a;
        const double square = QPointF::dotProduct(d, d);
        const QPointF off = p - d * (square > 0 ? std::clamp(QPointF::dotProduct(p, d) / square, 0.0, 1.0) : 0.0);
        best = std::min(best, std::hypot(off.x(), off.y()));
    }
    return best;
}

std::vector<std::pair<QPainterPath, double>> PlacedEdge::seenParts(const QRectF &exposed) const
{
    // Flattened only where most of it is out of sight: else the curve itself is finer.
    if (bounds.width() * bounds.height() < 2 * exposed.width() * exposed.height() && bounds.width() < 2 * exposed.width() && bounds.height() < 2 * exposed.height())
        return {{path, 0}};
    std::vector<std::pair<QPainterPath, double>> parts;
    const QRectF near = exposed.adjusted(-20, -20, 20, 20);
    double along = 0;
    bool inside = false;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF a = line[i - 1], b = line[i];
        const QRectF box(std::min(a.x(), b.x()) - 0.1, std::min(a.y(), b.y()) - 0.1, std::abs(a.x() - b.x()) + 0.2, std::abs(a.y() - b.y()) + 0.2);
        const bool seen = box.intersects(near);
        if (seen && !inside)
            parts.emplace_back(QPainterPath(a), along);
        if (seen)
            parts.back().first.lineTo(b);
        inside = seen;
        along += std::hypot(b.x() - a.x(), b.y() - a.y());
    }
    return parts;
}

QColor paler(const QColor &color, const QColor &ground)
{
    const auto mix = [](int a, int b) { return (a + 3 * b) / 4; };
    return {mix(color.red(), ground.red()), mix(color.green(), ground.green()), mix(color.blue(), ground.blue())};
}

} // namespace causeway::views
