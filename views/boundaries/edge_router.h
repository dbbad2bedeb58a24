#pragma once
// Lines between boxes that go around the boxes between them: a bend where that is enough, else along corners by the shortest way (visibility graph,
// Dijkstra). The same input gives the same lines. Boxes must not lie on one another.

#include <QPainterPath>
#include <QRectF>

#include <cstdint>
#include <vector>

namespace causeway::views {

class EdgeRouter {
public:
    static constexpr std::size_t kMostBoxes = 60; // above it lines are bent only
    explicit EdgeRouter(std::vector<QRectF> boxes) : m_boxes(std::move(boxes)) {}
    // From border to border. number: lines of other numbers keep a little apart at corners.
    [[nodiscard]] QPainterPath route(std::uint32_t a, std::uint32_t b, std::size_t number);
    // How much of a line lies on boxes besides a and b, 0 … 1.
    [[nodiscard]] double covered(const QPainterPath &path, std::uint32_t a, std::uint32_t b) const;

private:
    struct Corner {
        QPointF at, out; // out: away from its box
    };
    void findCorners();
    [[nodiscard]] bool isFree(const QPointF &from, const QPointF &to, std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] QPainterPath alongCorners(std::uint32_t a, std::uint32_t b, std::size_t number);

    std::vector<QRectF> m_boxes;
    std::vector<Corner> m_corners;
    std::vector<std::vector<std::pair<std::uint32_t, double>>> m_sees; // corner → corners and how far
    bool m_found = false;
};

} // namespace causeway::views
