#pragma once
// The services of a scenario and who calls whom, ready to be painted: each service coloured by how busy it is or by how many wait there, with the
// numbers in it. Where the nodes stand depends on the scenario's calls alone, so that they stay while its numbers change. Immutable but for looks.

#include <QFont>

#include "views/graph/graph_layout.h"
#include "views/graph/graph_picture.h"
#include "views/graph/placed_edge.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

enum class HeatOf : std::uint8_t { Utilisation, Busiest, Queue };

struct ServiceHeat {
    double utilisation = 0, busiest = 0; // of the servers, on average and at most
    double queue = 0, rate = 0;          // requests that wait, on average; requests per second
};

class ScenarioPicture : public GraphPicture {
public:
    // Nodes are the scenario's services by number. heat: by service; empty while nothing is known.
    ScenarioPicture(ScenarioData scenario, std::vector<ServiceHeat> heat, HeatOf of, const QFont &font);
    [[nodiscard]] LayoutTask task() const;
    void place(const layout::Answer &answer);
    [[nodiscard]] NodePlaces places() const;
    [[nodiscard]] const simulate::Scenario &scenario() const { return *m_scenario; }
    // Whether its nodes and edges are the same, so that one layout serves both.
    [[nodiscard]] bool isLaidOutLike(const ScenarioPicture &other) const;
    [[nodiscard]] double busy(std::size_t node) const;    // as coloured: on average, else at most; 0 … 1
    [[nodiscard]] double onScale(std::size_t node) const; // 0 … 1: utilisation; queues by logarithm up to kMostQueue

    static constexpr double kMostQueue = 1000, kBusy = 0.8, kFull = 0.95;

    [[nodiscard]] std::size_t nodeCount() const override { return m_nodes.size(); }
    [[nodiscard]] std::size_t edgeCount() const override { return m_edges.size(); }
    [[nodiscard]] QRectF bounds() const override { return m_bounds; }
    [[nodiscard]] QRectF nodeRect(std::size_t node) const override { return m_nodes[node].rect; }
    [[nodiscard]] QString nodeText(std::size_t node) const override;
    [[nodiscard]] QString nodeTip(std::size_t node) const override;
    [[nodiscard]] QString edgeTip(std::size_t edge) const override;
    [[nodiscard]] std::optional<std::uint32_t> nodeAt(const QPointF &point) const override;
    [[nodiscard]] std::optional<std::uint32_t> edgeAt(const QPointF &point, double within) const override;
    [[nodiscard]] QString legendText() const override;
    void paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const override;
    void paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const override;

private:
    struct Node {
        QRectF rect;
        QString name, figures;
    };
    struct Edge {
        std::uint32_t from = 0, to = 0, calls = 0; // calls: different ones
        bool operator==(const Edge &) const = default;
    };
    void findEdges();
    void paintNode(QPainter &painter, std::size_t node, double zoom, const GraphMarks &marks, const QPalette &palette) const;

    ScenarioData m_scenario;
    std::vector<ServiceHeat> m_heat;
    HeatOf m_of;
    QFont m_font, m_small;
    std::vector<Node> m_nodes;
    std::vector<Edge> m_calls;
    std::vector<PlacedEdge> m_edges;
    QRectF m_bounds;
};

} // namespace causeway::views
