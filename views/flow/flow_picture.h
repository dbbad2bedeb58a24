#pragma once
// A control-flow graph with its places, ready to be painted: on the screen, into a file. Immutable but for looks; paints only
// what is exposed. Scene coordinates are pixels at zoom 1.

#include <QColor>
#include <QFont>
#include <QPalette>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "analysis/layout/protocol.h"
#include "views/graph/graph_picture.h"
#include "views/graph/placed_edge.h"
#include "views/models/visible_flow.h"

class QPainter;

namespace causeway::views {

// Median times of edges on a scale from fast to slow, by their logarithms.
class FlowScale {
public:
    FlowScale() = default;
    // compares: edges are coloured by what changed, not by time.
    FlowScale(const flow::Graph &graph, bool compares);
    [[nodiscard]] double place(std::int64_t ns) const; // 0 … 1
    [[nodiscard]] QColor color(std::int64_t ns) const; // the slower, the further from the ground
    [[nodiscard]] std::int64_t least() const { return m_least; }
    [[nodiscard]] std::int64_t most() const { return m_most; }
    [[nodiscard]] std::uint64_t mostCount() const { return m_mostCount; }
    [[nodiscard]] double width(std::uint64_t count) const; // pixels, 1 … 6, by the logarithm
    void paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const;
    [[nodiscard]] QString legendText() const; // the same in words
    [[nodiscard]] bool compares() const { return m_compares; }
    [[nodiscard]] bool hasTimes() const { return m_most > 0; } // else the events have none, and none is told

private:
    void paintChanges(QPainter &painter, const QRectF &area, double x, const QPalette &palette) const;
    std::int64_t m_least = 0, m_most = 0;
    std::uint64_t m_mostCount = 1;
    bool m_compares = false;
};

// How a changed edge is drawn: its colour, and dashes where it is new or gone.
struct ChangeLook {
    QColor color;
    QList<qreal> dashes;
};
ChangeLook lookOf(flow::Change change);

class FlowPicture : public GraphPicture {
public:
    using Mined = std::shared_ptr<const engine::MineFlowResponse>;
    FlowPicture(Mined mined, VisibleFlow visible, const QFont &font);

    // What causeway-layout is asked: without nodes that no edge is drawn at, which stand below in rows.
    [[nodiscard]] layout::Request request() const;
    [[nodiscard]] std::vector<std::uint64_t> requestNames() const;
    void place(const layout::Answer &answer); // of request()

    [[nodiscard]] const VisibleFlow &visible() const { return m_visible; }
    [[nodiscard]] const engine::MineFlowResponse &mined() const { return *m_mined; }
    [[nodiscard]] const FlowScale &scale() const { return m_scale; }
    [[nodiscard]] std::size_t nodeCount() const override { return m_nodes.size(); }
    [[nodiscard]] std::size_t edgeCount() const override { return m_edges.size(); }
    [[nodiscard]] QRectF bounds() const override { return m_bounds; }
    [[nodiscard]] QRectF nodeRect(std::size_t node) const override { return m_nodes[node].rect; }
    [[nodiscard]] bool isFolded(std::size_t node) const override { return m_visible.nodes[node].isChain(); }
    [[nodiscard]] QRectF badgeRect(std::size_t node) const override;
    [[nodiscard]] QString nodeText(std::size_t node) const override;
    [[nodiscard]] QString nodeTip(std::size_t node) const override;
    [[nodiscard]] QString edgeTip(std::size_t edge) const override;
    [[nodiscard]] std::optional<std::uint32_t> nodeAt(const QPointF &point) const override;
    [[nodiscard]] std::optional<std::uint32_t> edgeAt(const QPointF &point, double within) const override;
    [[nodiscard]] std::unordered_map<std::uint64_t, layout::Point> places() const; // by name

    [[nodiscard]] QString legendText() const override { return m_scale.legendText(); }
    void paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const override { m_scale.paintLegend(painter, area, palette); }
    void paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const override;

private:
    struct PlacedNode {
        QRectF rect;
        QString first, second; // lines, cut to the width
    };
    struct LabelledEdge : PlacedEdge {
        QString label;
    };
    void placeApart(double top);
    [[nodiscard]] flow::Change changeOf(std::uint32_t edge) const; // of the graph
    [[nodiscard]] QString secondLine(const VisibleFlow::Node &node) const;
    [[nodiscard]] QString labelOf(const VisibleFlow::Edge &edge) const;
    [[nodiscard]] bool isNew(const VisibleFlow::Node &node) const;
    [[nodiscard]] bool isGone(const VisibleFlow::Node &node) const;
    void paintLabels(QPainter &painter, const QRectF &exposed, const GraphMarks &marks, const QPalette &palette) const;
    void paintEdge(QPainter &painter, std::size_t i, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const;
    void paintNode(QPainter &painter, std::size_t i, double zoom, const GraphMarks &marks, const QPalette &palette) const;

    Mined m_mined;
    VisibleFlow m_visible;
    FlowScale m_scale;
    QFont m_font, m_small;
    std::vector<PlacedNode> m_nodes;
    std::vector<LabelledEdge> m_edges;
    QRectF m_bounds;
};

// The mark of a kind in a square: a shape of its own.
void paintFlowMark(QPainter &painter, const QRectF &square, flow::NodeKind kind, const QPalette &palette);

} // namespace causeway::views
