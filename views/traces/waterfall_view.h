#pragma once
// A trace as a waterfall: the tree of its spans at the left, their bars under one axis of time at the right, a small picture of
// the whole above. Only lines in sight are painted.
//
// Up, Down, Page, Home, End go through the spans, Left and Right collapse and expand or go to the parent and the first child,
// * expands and / collapses all; Ctrl+wheel, + − and a drag on the axis zoom in time, 0 shows all of it; Shift+wheel, Ctrl+arrows
// and dragging a bar pan. Return activates the span. GUI thread.

#include <QAbstractScrollArea>
#include <QImage>

#include <memory>
#include <unordered_map>

#include "views/models/trace_tree.h"

namespace causeway::views {

// Moments of a span's events, ns since the trace began (corrected as the span is), by position.
using SpanMarks = std::unordered_map<std::uint32_t, std::vector<std::int64_t>>;

class WaterfallView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit WaterfallView(QWidget *parent);

    void setTree(std::shared_ptr<const TraceTree> tree); // nullptr: none
    [[nodiscard]] const std::shared_ptr<const TraceTree> &tree() const { return m_tree; }
    [[nodiscard]] const VisibleSpans &listed() const { return m_listed; }

    [[nodiscard]] std::uint32_t current() const { return m_current; } // position, or kNone
    void setCurrent(std::uint32_t position);                         // opens what is above it and brings it into sight
    void setCollapsed(std::uint32_t position, bool collapsed);
    void collapseAll();
    void expandAll();

    void setCriticalShown(bool shown);
    void setMarks(const SpanMarks &marks); // adds to those that are there

    // Spans whose operation, service or id contains the text; "" = none is looked for.
    void setSearch(const QString &text);
    [[nodiscard]] const std::vector<std::uint32_t> &hits() const { return m_hits; } // positions, rising
    [[nodiscard]] int currentHit() const; // number of the hit that is current, −1
    bool goToHit(bool forward);

    // The stretch of time that is shown, ns since the trace began.
    [[nodiscard]] double fromNs() const { return m_from; }
    [[nodiscard]] double toNs() const { return m_to; }
    void showTimes(double fromNs, double toNs);
    void zoomBy(double factor, double aboutNs);
    void zoomBy(double factor); // about the current span where it is in sight, else the middle
    void showAll();

    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> linesInSight() const; // from, to behind the last
    [[nodiscard]] QRect lineRect(std::uint32_t line) const; // of the viewport
    [[nodiscard]] QRectF barRect(std::uint32_t line) const; // of the viewport; as far as it is in sight
    [[nodiscard]] QString tipAt(const QPoint &position) const;
    [[nodiscard]] QString sentence(std::uint32_t position) const; // the span in words

Q_SIGNALS:
    void currentChanged(quint32 position);   // by a person
    void activated(quint32 position);        // double click, Return
    void menuAsked(quint32 position, const QPoint &global);
    void sightChanged();                     // other lines are in sight

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    // waterfall_paint.cpp
    void paintOverview(QPainter &painter);
    void paintAxis(QPainter &painter);
    void paintLine(QPainter &painter, std::uint32_t line);
    void paintTree(QPainter &painter, std::uint32_t position, const QRect &area);
    void paintBar(QPainter &painter, std::uint32_t position, const QRect &area);
    [[nodiscard]] std::vector<double> ticks() const;

    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int axisHeight() const;
    [[nodiscard]] int headHeight() const; // overview and axis
    [[nodiscard]] QRect overviewRect() const;
    [[nodiscard]] QRect axisRect() const;
    [[nodiscard]] int barsLeft() const { return m_split; }
    [[nodiscard]] double barsWidth() const;
    [[nodiscard]] double xOf(double ns) const;
    [[nodiscard]] double nsAt(double x) const;
    [[nodiscard]] int indentOf(std::uint32_t depth) const;
    [[nodiscard]] std::uint32_t lineAt(int y) const; // kNone
    [[nodiscard]] QRect triangleRect(std::uint32_t position, const QRect &line) const;
    [[nodiscard]] const QColor &colorOf(std::uint32_t service) const { return m_colors[service]; }
    void takeColors();
    void updateBars();
    void scrollToLine(std::uint32_t line);
    void choose(std::uint32_t position); // by a person
    void relist(std::uint32_t keep); // after a change of what is listed
    void describe();
    void goByOverview(double x);

    std::shared_ptr<const TraceTree> m_tree;
    VisibleSpans m_listed;
    std::uint32_t m_current = traces::kNone;
    double m_from = 0, m_to = 1;
    int m_split = 0;          // pixels of the tree
    double m_splitShare = 0.38;
    bool m_criticalShown = true;
    SpanMarks m_marks;
    QString m_search;
    std::vector<bool> m_found; // by operation
    std::vector<std::uint32_t> m_hits;
    std::vector<QColor> m_colors; // by service
    QImage m_overview;
    enum class Drag : std::uint8_t { None, Split, Axis, Overview, Pressed, Pan } m_drag = Drag::None;
    QPointF m_pressed, m_last;
};

} // namespace causeway::views
