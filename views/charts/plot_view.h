#pragma once
// A plot on the screen: tips for what is under the mouse, a click or Enter goes to what is behind a point, the arrow keys go from point to
// point, dragging chooses points where that is asked for. GUI thread.

#include <QWidget>

#include <memory>

#include "views/charts/plot.h"

class QRubberBand;

namespace causeway::views {

class PlotView : public QWidget {
    Q_OBJECT
public:
    explicit PlotView(QWidget *parent);
    void setPlot(std::shared_ptr<const Plot> plot);
    [[nodiscard]] const std::shared_ptr<const Plot> &plot() const { return m_plot; }
    void setBrush(bool brush);                    // dragging chooses
    void setDimmed(bool dimmed);                  // pale: of what is no longer so
    [[nodiscard]] bool isDimmed() const { return m_dimmed; }
    void setMarked(std::optional<PlotSpot> spot); // where the keyboard is
    [[nodiscard]] const std::optional<PlotSpot> &marked() const { return m_marked; }
    void setChosen(std::vector<PlotSpot> spots);
    [[nodiscard]] const std::vector<PlotSpot> &chosen() const { return m_chosen; }
    [[nodiscard]] QPointF placeOf(const PlotSpot &spot) const; // of its point, in the widget
    [[nodiscard]] QString tipAt(const QPoint &position) const;
    [[nodiscard]] QSize sizeHint() const override { return {360, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 96}; }

Q_SIGNALS:
    void spotMarked(const causeway::views::PlotSpot &spot); // gone to by mouse or key
    void activated(const causeway::views::PlotSpot &spot); // clicked twice, or Enter
    void brushed();                                        // chosen() is another

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QRectF area() const { return QRectF(rect()).adjusted(8, 4, -4, -4); }
    void goTo(const PlotSpot &spot);
    std::shared_ptr<const Plot> m_plot;
    std::optional<PlotSpot> m_marked;
    std::vector<PlotSpot> m_chosen;
    QRubberBand *m_band = nullptr;
    QPoint m_pressed;
    bool m_brush = false, m_dimmed = false;
};

} // namespace causeway::views
