#pragma once
// A split ready to be painted: services as boxes with their classes inside, the calls between them as lines. Immutable; scene coordinates are pixels
// at zoom 1. Paints only what is exposed. Where boxes stand is kept by the names of services, so that they stay while classes move.

#include <QFont>
#include <QPainterPath>
#include <QPalette>

#include <map>
#include <set>

#include "views/boundaries/boundary_desk.h"

class QPainter;

namespace causeway::views {

using BoxPlaces = std::map<std::string, QPointF>; // middles of boxes by the name of the service

// Which boxes show their classes.
struct BoxFolds {
    static constexpr std::size_t kAllShown = 300; // so many classes in all are shown unless a person folds them
    std::set<std::string> turned;                 // services that are not as that says
    [[nodiscard]] bool isFolded(const std::string &service, std::size_t classesInAll) const { return (classesInAll > kAllShown) != turned.contains(service); }
};

struct BoundaryMarks {
    std::vector<bool> selected;                     // by class
    std::optional<std::uint32_t> focusClass, focusBox;
    std::optional<std::uint32_t> target;            // box that what is dragged would go to
    std::optional<std::uint32_t> near;              // box whose lines stand out
    std::vector<bool> found;                        // by class; empty: nothing is looked for
};

class BoundaryPicture {
public:
    struct Box {
        std::uint32_t service = 0;                  // kNoService: what is in none
        QRectF rect, title;
        QString name;
        std::vector<std::uint32_t> classes;         // rising
        double stability = 0;                       // mean of those known; NaN: of none
        int tone = 0;                               // theme::serviceTone
        bool folded = false;
    };
    struct Edge {
        std::uint32_t a = 0, b = 0;                 // boxes, a < b
        double there = 0, back = 0;                 // calls a → b, b → a
        std::uint32_t pairs = 0;                    // of classes
        double width = 0;
        bool labelled = false;                      // its number stands at it, on nothing else
        QPainterPath path;
        QRectF label;                               // where its number stands
    };

    // desk: data and split must be there; nothing of it is kept but those.
    // wide: width to height of what it is shown in.
    BoundaryPicture(const BoundaryDesk &desk, const BoxFolds &folds, const BoxPlaces &before, const QFont &font, double wide);

    [[nodiscard]] const std::vector<Box> &boxes() const { return m_boxes; }
    [[nodiscard]] const std::vector<Edge> &edges() const { return m_edges; }
    [[nodiscard]] QRectF bounds() const { return m_bounds; }
    [[nodiscard]] BoxPlaces places() const;
    [[nodiscard]] std::uint32_t boxOf(std::uint32_t one) const { return m_boxOf[one]; }
    [[nodiscard]] QRectF chip(std::uint32_t one) const { return m_chips[one]; } // empty where its box is folded
    [[nodiscard]] std::optional<std::uint32_t> boxAt(const QPointF &point) const;
    [[nodiscard]] std::optional<std::uint32_t> classAt(const QPointF &point) const;
    [[nodiscard]] std::optional<std::uint32_t> edgeAt(const QPointF &point, double within) const;
    [[nodiscard]] std::vector<std::uint32_t> classesIn(const QRectF &area) const; // those that it touches; of folded boxes all
    [[nodiscard]] QString tip(const QPointF &point, double within) const;
    [[nodiscard]] QString className(std::uint32_t one) const { return m_names[one]; }

    void paint(QPainter &painter, const QRectF &exposed, double zoom, const BoundaryMarks &marks, const QPalette &palette) const;

private:
    void fillBoxes(const BoundaryDesk &desk, const BoxFolds &folds);
    void findEdges();
    void place(const BoxPlaces &before);
    void placeLabels();
    void paintNames(QPainter &painter, double zoom, const QPalette &palette) const;
    void paintBox(QPainter &painter, std::uint32_t box, const QRectF &exposed, double zoom, const BoundaryMarks &marks, const QPalette &palette) const;
    void paintChip(QPainter &painter, std::uint32_t one, double zoom, const BoundaryMarks &marks, const QColor &tint, const QPalette &palette) const;
    void paintNumbers(QPainter &painter, const QRectF &exposed, const BoundaryMarks &marks, const QPalette &palette) const;
    void paintEdges(QPainter &painter, const QRectF &exposed, double zoom, const BoundaryMarks &marks, const QPalette &palette) const;

    BoundaryDataPtr m_data;
    SplitData m_split;
    QFont m_font, m_small;
    double m_wide;
    std::vector<Box> m_boxes;
    std::vector<Edge> m_edges;
    std::vector<QRectF> m_chips;             // by class
    std::vector<QRectF> m_occupied;          // by boxes
    std::vector<std::uint32_t> m_boxOf;      // by class
    std::vector<QString> m_names, m_shown;   // by class; shown: elided
    std::vector<bool> m_pinned, m_utility, m_seen, m_elsewhere; // elsewhere: bound far more strongly to another service
    QRectF m_bounds;
};

} // namespace causeway::views
