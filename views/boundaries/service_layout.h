#pragma once
// Where boxes of services stand: what calls much is near, no two lie on one another, and what has a place keeps it as far as there is room.
// Fruchterman and Reingold 1991 with sizes, then boxes pushed apart. The same input gives the same places.

#include <QPointF>
#include <QSizeF>

#include <cstdint>
#include <optional>
#include <vector>

namespace causeway::views {

struct ServiceLink {
    std::uint32_t a = 0, b = 0;
    double weight = 0;
};

// before: centres; nullopt: a box that is new. Answers centres. More than kMostPlaced boxes, none of which has a place, stand in rows.
constexpr std::size_t kMostPlaced = 150;
// wide: width to height that the whole is to have.
std::vector<QPointF> layOutServices(const std::vector<QSizeF> &sizes, const std::vector<ServiceLink> &links, const std::vector<std::optional<QPointF>> &before, double wide = 1.5);

} // namespace causeway::views
