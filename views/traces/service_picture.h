#pragma once
// A service map with its places, ready to be painted: a node a service with its rate, errors and p95; an edge a pair of services
// that call, as wide as its rate, coloured by its errors or its p95. Immutable but for looks.

#include <QFont>

#include "analysis/layout/protocol.h"
#include "views/graph/graph_layout.h"
#include "views/graph/graph_picture.h"
#include "views/graph/placed_edge.h"
#include "views/models/service_tables.h"

namespace causeway::views {

enum class ServiceColor : std::uint8_t { Errors, P95 };

class ServicePicture : public GraphPicture {
public:
    // Nodes and edges are the map's services and calls, by number.
    ServicePicture(ServiceMapData map, ServiceColor color, const QFont &font);
    // What is said of a service instead of its figures, and how much it stands out, 0 … 1; before task().
    void annotate(std::uint32_t node, const QString &text, double strength);
    [[nodiscard]] LayoutTask task() const;    // what causeway-layout is asked, from left to right
    void place(const layout::Answer &answer); // of task()
    [[nodiscard]] NodePlaces places() const;  // by name
    [[nodiscard]] const NamedServiceMap &map() const { return *m_map; }
    // 0 … 1 on the scale that colours: the share of errors, or the place of p95 between the fastest and the slowest by logarithms.
    [[nodiscard]] double onScale(const traces::CallFigures &figures) const;
    [[nodiscard]] double width(const traces::CallFigures &figures) const; // pixels, 1 … 7, by the logarithm of the calls

    [[nodiscard]] std::size_t nodeCount() const override { return m_nodes.size(); }
    [[nodiscard]] std::size_t edgeCount() const override { return m_edges.size(); }
    [[nodiscard]] QRectF bounds() const override { return m_bounds; }
    [[nodiscard]] QRectF nodeRect(std::size_t node) const override { return m_nodes[node].rect; }
    [[nodiscard]] std::optional<QPointF> beginning() const override; // the service at the left with most calls
    [[nodiscard]] QString nodeText(std::size_t node) const override;
    [[nodiscard]] QString nodeTip(std::size_t node) const override;
    [[nodiscard]] QString edgeTip(std::size_t edge) const override;
    [[nodiscard]] std::optional<std::uint32_t> nodeAt(const QPointF &point) const override;
    [[nodiscard]] std::optional<std::uint32_t> edgeAt(const QPointF &point, double within) const override;
    [[nodiscard]] QString legendText() const override;
    void paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const override;
    void paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const override;

private:
    struct PlacedNode {
        QRectF rect;
        QString first, second; // lines, cut to the width
        double strength = 0;   // of what is said of it
    };
    [[nodiscard]] QColor color(const traces::CallFigures &figures, const QColor &none) const;
    void paintEdge(QPainter &painter, std::size_t edge, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const;
    void paintNode(QPainter &painter, std::size_t node, double zoom, const GraphMarks &marks, const QPalette &palette) const;
    void paintLabels(QPainter &painter, const QRectF &exposed, const QPalette &palette) const;

    ServiceMapData m_map;
    ServiceColor m_color;
    QFont m_font, m_small;
    std::vector<PlacedNode> m_nodes;
    std::vector<PlacedEdge> m_edges;
    std::vector<std::uint32_t> m_nodeOf; // by service
    QRectF m_bounds;
    std::int64_t m_fastest = 0, m_slowest = 0;
    std::uint64_t m_mostCalls = 1;
    double m_mostErrors = 0, m_mostRate = 0;
};

} // namespace causeway::views
