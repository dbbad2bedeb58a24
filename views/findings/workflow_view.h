#pragma once
// A workflow to look at and walk through. All of it is seen at first, where that can be read. Keys: arrows, Home, End; + and − or
// Ctrl+wheel for the size, F for all of it; Return or a click on a step asks for its pattern.

#include <QAbstractScrollArea>

#include <memory>
#include <optional>

#include "app/engine/workflow.h"
#include "views/findings/workflow_layout.h"

namespace causeway::views {

class WorkflowView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit WorkflowView(QWidget *parent);

    void setWorkflow(std::shared_ptr<const engine::WorkflowResponse> workflow); // nullptr: nothing is shown
    [[nodiscard]] const WorkflowLayout &drawing() const { return m_layout; }
    [[nodiscard]] std::optional<std::size_t> current() const { return m_current; } // of drawing().boxes
    void setCurrent(std::size_t box);
    [[nodiscard]] QRectF boxRect(std::size_t box) const; // in the viewport, seen or not
    [[nodiscard]] QString tipAt(const QPoint &position) const; // plain text
    [[nodiscard]] double zoom() const { return m_zoom; }
    void setZoom(double zoom);
    void zoomIn();
    void zoomOut();
    void fit(); // until it is zoomed by hand

    [[nodiscard]] QSize sizeHint() const override { return {480, 280}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 72}; }

Q_SIGNALS:
    void stepActivated(TemplateId id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void arrange();
    void fitZoom();
    void move(int dx, int dy);
    [[nodiscard]] QPointF origin() const; // of the layout in the viewport
    [[nodiscard]] std::optional<std::size_t> boxAt(const QPoint &position) const;
    [[nodiscard]] QString nameOf(std::uint32_t key) const;
    [[nodiscard]] QString describe(const WorkflowLayout::Box &box) const;
    void paintBox(QPainter &painter, std::size_t box) const;

    std::shared_ptr<const engine::WorkflowResponse> m_workflow;
    WorkflowLayout m_layout;
    std::optional<std::size_t> m_current;
    double m_zoom = 1;
    bool m_fit = true;
};

// One of a workflow's signs, as the legend shows it.
void paintWorkflowMark(QPainter &painter, const QRectF &rect, WorkflowLayout::Kind kind);

} // namespace causeway::views
