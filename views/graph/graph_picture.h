#pragma once
// A graph with its places, ready to be painted: on the screen, into a file. Nodes and edges go by number. Scene coordinates are
// pixels at zoom 1. Paints only what is exposed.

#include <QPalette>
#include <QRectF>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

class QPainter;

namespace causeway::views {

// What is chosen or found.
struct GraphMarks {
    std::vector<bool> chosen, found; // by node; may be shorter
    std::optional<std::uint32_t> edge;
    std::optional<std::uint32_t> current; // node with the keyboard
    bool searching = false;          // what is not found is pale
    // A session that is replayed: what it has passed so far; the rest is pale.
    bool replaying = false;
    std::vector<bool> passed, left;  // nodes; left: of a step that is odd
    std::vector<bool> passedEdges;
    std::optional<std::uint32_t> now; // node
};

class GraphPicture {
public:
    virtual ~GraphPicture() = default;
    [[nodiscard]] virtual std::size_t nodeCount() const = 0;
    [[nodiscard]] virtual std::size_t edgeCount() const = 0;
    [[nodiscard]] virtual QRectF bounds() const = 0;
    [[nodiscard]] virtual QRectF nodeRect(std::size_t node) const = 0;
    // What is shown first, at the left edge, where all of it is too small to be read; none: its top.
    [[nodiscard]] virtual std::optional<QPointF> beginning() const { return {}; }
    [[nodiscard]] virtual bool isFolded(std::size_t) const { return false; }   // a click opens it
    [[nodiscard]] virtual QRectF badgeRect(std::size_t) const { return {}; }   // empty: it has no badge to fold or unfold by
    [[nodiscard]] virtual QString nodeText(std::size_t node) const = 0;        // whole
    [[nodiscard]] virtual QString nodeTip(std::size_t node) const = 0;
    [[nodiscard]] virtual QString edgeTip(std::size_t edge) const = 0;
    [[nodiscard]] virtual std::optional<std::uint32_t> nodeAt(const QPointF &point) const = 0;
    [[nodiscard]] virtual std::optional<std::uint32_t> edgeAt(const QPointF &point, double within) const = 0;
    [[nodiscard]] virtual QString legendText() const = 0; // what paintLegend() shows, in words
    virtual void paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const = 0;
    // The painter is scaled by zoom already.
    virtual void paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const = 0;
};

} // namespace causeway::views
