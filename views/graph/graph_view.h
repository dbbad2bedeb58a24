#pragma once
// A graph to move about in: wheel and + − zoom, dragging and Ctrl+arrows pan, arrows go from node to node, Return
// goes into a node, 0 shows all. A map of the whole at the lower right. GUI thread.

#include <QPixmap>
#include <QWidget>

#include <memory>
#include <optional>

#include "views/graph/graph_picture.h"

namespace causeway::views {

class GraphView : public QWidget {
    Q_OBJECT
public:
    explicit GraphView(QWidget *parent);

    // fit: shows all of it, or its upper middle where all would be too small to read; else what is seen stays in its place.
    void setPicture(std::shared_ptr<const GraphPicture> picture, bool fit);
    [[nodiscard]] const std::shared_ptr<const GraphPicture> &picture() const { return m_picture; } // nullptr
    void setChosen(const std::vector<bool> &nodes, std::optional<std::uint32_t> edge); // visible ones
    [[nodiscard]] const GraphMarks &marks() const { return m_marks; }
    // Only what is told of a replay is taken of them.
    void setReplay(const GraphMarks &replay);
    void show(std::uint32_t node); // moves it into sight, the keyboard stays where it is

    // Nodes whose patterns contain the text; "" = none is looked for.
    void setSearch(const QString &text);
    [[nodiscard]] int hitCount() const;
    bool goToHit(bool forward); // false: there is none
    void goTo(std::uint32_t node, bool choose = true); // moves it into sight

    [[nodiscard]] double zoom() const { return m_zoom; }
    void zoomBy(double factor, std::optional<QPointF> about = {}); // a point of the widget that stays; else the middle
    void fit();
    [[nodiscard]] QPointF toWidget(const QPointF &scene) const;
    [[nodiscard]] QPointF toScene(const QPointF &widget) const;
    [[nodiscard]] QRectF mapRect() const; // of the small map; empty where all is seen
    [[nodiscard]] QString tipAt(const QPoint &position) const;

Q_SIGNALS:
    void nodeChosen(std::uint32_t node);
    void nodeActivated(std::uint32_t node);  // double click, Return
    void chainToggled(std::uint32_t node);   // its badge, or a collapsed chain
    void edgeChosen(std::uint32_t edge);
    void edgeActivated(std::uint32_t edge);
    void nothingChosen();
    void menuAsked(const QPoint &global);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void click(const QPointF &position);
    void step(Qt::Key key);
    void begin(); // as much of fit() as can be read
    void keepInSight();
    void panBy(const QPointF &pixels);
    void paintMap(QPainter &painter);
    [[nodiscard]] QRectF mapAt(Qt::Corner corner) const;
    void placeMap();       // into the corner where it covers least; it stays while none is clearly better
    void goByMap(const QPointF &position);
    void find();

    std::shared_ptr<const GraphPicture> m_picture;
    GraphMarks m_marks;
    QString m_search;
    double m_zoom = 1;
    QPointF m_center;      // scene point in the middle of the widget
    bool m_fitWanted = false, m_begun = false; // nobody moved since fit() or begin(); since begin()
    QPixmap m_map;         // of the whole; empty: to be painted
    Qt::Corner m_mapCorner = Qt::BottomRightCorner;
    enum class Drag : std::uint8_t { None, Pressed, Pan, Map } m_drag = Drag::None;
    QPointF m_pressed, m_last;
};

} // namespace causeway::views
