#pragma once
// A split as a picture: services as boxes with their classes around a ring, calls between services as arrows across it. Ordered so that
// services that call each other lie close. A value; any thread (fonts are those of the theme).

#include <QPainterPath>
#include <QPolygonF>
#include <QRectF>
#include <QStringList>

#include <vector>

#include "app/engine/propose_boundaries.h"

class QPainter;
class QPalette;

namespace causeway::views {

struct SplitPicture {
    struct Box {
        QRectF area;
        QString name, count;
        QStringList classes;         // all, each with its marks
        int rows = 1;                // down which they stand, then the next column
        double column = 0;           // its width
        int tone = 0;                // theme::serviceTone
        double stability = 1;        // mean of its classes; NaN where not known
    };
    struct Arrow {
        QPainterPath path;
        QPolygonF head;
        QPointF label;
        QString calls;
        double width = 1;
    };
    std::vector<Box> boxes;          // by service
    std::vector<Arrow> arrows;
    QString legend;
    QSizeF size;
};

SplitPicture layoutSplit(const engine::BoundariesResponse &response);
void paintSplit(QPainter &painter, const SplitPicture &picture, const QPalette &palette);

} // namespace causeway::views
