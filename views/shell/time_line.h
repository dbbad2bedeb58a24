#pragma once
// Events by level over time (traces, where the project has no events), findings as marks, labels as lanes, kept incidents as brackets: the same in every perspective. Drag to zoom, double-click
// for all times, wheel to zoom about the pointer; arrows, + and − with the keyboard. Shift-drag marks without zooming.

#include <QWidget>

#include <optional>
#include <vector>

#include "app/engine/event_histogram.h"
#include "storage/incident_store.h"
#include "views/shell/perspective.h"

namespace causeway::views {

class TimeLine : public QWidget {
    Q_OBJECT
public:
    TimeLine(ViewContext context, QWidget *parent);

    QSize sizeHint() const override;
    void setLow(bool low); // where the window has little height
    // The numbers behind the picture, a line a bucket, for the clipboard and screen readers.
    [[nodiscard]] QString table() const;
    [[nodiscard]] bool hasHistogram() const { return m_histogram.has_value(); }
    // What the tallest bar stands for, "" where there are none, and where that is written.
    [[nodiscard]] QString caption() const;
    [[nodiscard]] QRect captionRect() const;

    void zoom(double factor, std::optional<double> about = {}); // about: 0 … 1 of the width
    void pan(double share);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Mark {
        TimePoint from, to;
        Verdict verdict = Verdict::Anomalous;
    };
    struct Marks {
        std::vector<Mark> findings, labels;
        std::vector<storage::Incident> incidents;
    };
    void recount();
    void reread();
    void describe();
    [[nodiscard]] QRect plot() const;
    [[nodiscard]] double xOf(TimePoint time) const;
    [[nodiscard]] TimePoint timeAt(double x) const;
    [[nodiscard]] QString tipAt(double x) const;
    [[nodiscard]] std::uint64_t most() const; // events of a bucket
    [[nodiscard]] QString seriesName(Level level) const;
    void paintBars(QPainter &painter) const;
    void paintAxis(QPainter &painter) const;
    void paintMarks(QPainter &painter) const;
    void paintIncidents(QPainter &painter) const;
    [[nodiscard]] const storage::Incident *incidentAt(TimePoint time) const; // the shortest; nullptr
    void paintOverview(QPainter &painter) const;

    ViewContext m_context;
    TimeRange m_range; // what is drawn
    std::optional<engine::EventHistogramResponse> m_histogram;
    Marks m_marks;
    std::optional<int> m_pressed;
    int m_dragged = 0;
    bool m_marking = false, m_low = false, m_timeless = false;
    bool m_ofTraces = false; // what is counted
};

} // namespace causeway::views
