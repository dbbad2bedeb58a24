#pragma once
// A heat map to look at and walk through: rows are the steps, columns the events before. Paints what is seen, so that sessions
// of thousands of events stay fluid. Keys: arrows, Home/End (row), Ctrl+Home/End (map), Page up/down, + and − or Ctrl+wheel
// for the size, Return goes to the line.

#include <QAbstractScrollArea>

#include "views/findings/heat_map_painter.h"

namespace causeway::views {

class HeatMapView : public QAbstractScrollArea {
    Q_OBJECT
public:
    HeatMapView(HeatMeasure measure, QWidget *parent);

    [[nodiscard]] HeatMeasure measure() const { return m_measure; }
    // nullptr: nothing is shown. Begins at firstRow().
    void setMap(std::shared_ptr<const HeatMap> map);
    [[nodiscard]] const std::shared_ptr<const HeatMap> &map() const { return m_map; }
    [[nodiscard]] std::optional<HeatCell> current() const { return m_map == nullptr || m_map->rowCount() == 0 ? std::nullopt : std::optional(m_current); }
    void setCurrent(HeatCell cell); // brought into view; cells that do not exist are the nearest that do; tells nobody
    void showCurrent();             // brings it into view
    [[nodiscard]] QRect cellRect(HeatCell cell) const; // in the viewport, seen or not
    [[nodiscard]] std::optional<HeatCell> cellAt(const QPoint &position) const; // at the side: a row without column
    // Both lines and the numbers; plain text.
    [[nodiscard]] QString describe(HeatCell cell) const;
    [[nodiscard]] int side() const { return m_side; } // width of the steps' names
    [[nodiscard]] double zoom() const { return m_zoom; }
    void setZoom(double zoom); // 1: as large as fits, within what can be read

    [[nodiscard]] QSize sizeHint() const override { return {480, 280}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 72}; }

Q_SIGNALS:
    void cellChosen();   // by mouse or key
    void cellActivated(); // Return or double click
    void zoomChanged();
    void sideChanged();
    void scrolled(); // by a person, or to the chosen cell

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void arrange(); // sizes of cells and scroll bars
    void ensureVisible();
    void choose(HeatCell cell);
    [[nodiscard]] HeatCell nearest(HeatCell cell) const;
    [[nodiscard]] HeatGeometry geometry() const;

    HeatMeasure m_measure;
    bool m_arranging = false;
    std::shared_ptr<const HeatMap> m_map;
    HeatCell m_current;
    QSize m_cell{16, 16};
    double m_zoom = 1;
    int m_side = 160, m_head = 48;
};

} // namespace causeway::views
