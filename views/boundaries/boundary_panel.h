#pragma once
// The centre of Boundaries: the bar, the measures, the split as a picture.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"

class QStackedLayout;

namespace causeway::views {

class BoundaryBar;
class BoundaryCanvas;
class ElidedLabel;
class MeasureStrip;

class BoundaryPanel : public QWidget {
    Q_OBJECT
public:
    BoundaryPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] BoundaryBar &bar() { return *m_bar; }
    [[nodiscard]] BoundaryCanvas &canvas() { return *m_canvas; }
    [[nodiscard]] MeasureStrip &strip() { return *m_strip; }
    [[nodiscard]] ElidedLabel &summary() { return *m_summary; }
    [[nodiscard]] bool showsSplit() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void describe();

    BoundaryDesk &m_desk;
    BoundaryBar *m_bar;
    MeasureStrip *m_strip;
    BoundaryCanvas *m_canvas;
    ElidedLabel *m_summary, *m_legend;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
};

} // namespace causeway::views
