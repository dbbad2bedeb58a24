#pragma once
// An edge where the layout put it: its curve, the head of its arrow, how far a point is from it.

#include <QPainterPath>
#include <QPolygonF>
#include <QRectF>

#include <utility>
#include <vector>

#include "analysis/layout/protocol.h"

namespace causeway::views {

struct PlacedEdge {
    QPainterPath path, head;
    QPolygonF line; // the path in straight pieces
    QRectF bounds;
    QPointF middle;

    // The spline of an answer; width: of the stroke. Fewer than four points: it stays empty.
    void place(const std::vector<layout::Point> &points, double width);
    [[nodiscard]] double distance(const QPointF &point) const; // infinite where it is empty
    // What is seen, in straight pieces where most is out of sight, each with how far along the edge it begins.
    [[nodiscard]] std::vector<std::pair<QPainterPath, double>> seenParts(const QRectF &exposed) const;
};

// The colour mixed with the ground: what is not looked for.
[[nodiscard]] QColor paler(const QColor &color, const QColor &ground);

} // namespace causeway::views
