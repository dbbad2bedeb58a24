#pragma once
// Paints a part of a heat map: title and legend above, steps at the side, cells. For the screen, pictures and SVG.

#include <QColor>
#include <QFont>
#include <QRect>
#include <QSize>

#include <optional>
#include <utility>

#include "views/findings/heat_scale.h"
#include "views/models/heat_map.h"

class QPainter;
class QPalette;

namespace causeway::views {

// Row and column of a HeatMap; a row of the first event has no column.
struct HeatCell {
    std::size_t row = 0;
    std::optional<std::size_t> column;
    bool operator==(const HeatCell &) const = default;
};

// Where things stand in an area whose cells are scrolled by `offset`. Pixels.
struct HeatGeometry {
    QRect area;
    QSize cell{16, 16};
    QPoint offset;
    int side = 160; // width of the steps' names
    int head = 48;  // height of title, legend and the numbers of the columns

    [[nodiscard]] QRect cells() const { return {area.left() + side, area.top() + head, std::max(0, area.width() - side), std::max(0, area.height() - head)}; }
    [[nodiscard]] QRect rectOf(std::size_t row, std::size_t column) const;
    // [first, last) of those that are seen.
    [[nodiscard]] std::pair<std::size_t, std::size_t> rows(const HeatMap &map) const;
    [[nodiscard]] std::pair<std::size_t, std::size_t> columns(const HeatMap &map) const;
};

enum class HeatCells : std::uint8_t { Image, Shapes }; // as one scaled picture, or each for itself (for SVG)

// Made on the GUI thread, with the colours of the theme; paints on any thread. The map must outlive it.
class HeatMapPainter {
public:
    HeatMapPainter(const HeatMap &map, HeatMeasure measure, const QPalette &palette, const QFont &font);

    [[nodiscard]] int headHeight() const;
    [[nodiscard]] int lineHeight() const;
    void paint(QPainter &painter, const HeatGeometry &geometry, std::optional<HeatCell> current, bool focused, HeatCells how) const;

    [[nodiscard]] static QString title(HeatMeasure measure);
    [[nodiscard]] static QString shortTitle(HeatMeasure measure); // where there is no room

private:
    void paintHead(QPainter &painter, const HeatGeometry &g, std::optional<HeatCell> current) const;
    void paintSide(QPainter &painter, const HeatGeometry &g, std::optional<HeatCell> current) const;
    void paintSideRow(QPainter &painter, const HeatGeometry &g, std::size_t row, bool isCurrent) const;
    void paintCells(QPainter &painter, const HeatGeometry &g, HeatCells how) const;
    void paintNumbers(QPainter &painter, const HeatGeometry &g) const;
    void paintMarks(QPainter &painter, const HeatGeometry &g, std::optional<HeatCell> current, bool focused) const;

    const HeatMap &m_map;
    HeatMeasure m_measure;
    HeatScale m_scale;
    QFont m_font;
    QColor m_base, m_text, m_highlight, m_highlightedText, m_muted, m_line, m_outline, m_odd;
};

} // namespace causeway::views
