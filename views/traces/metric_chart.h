#pragma once
// Series of one unit over time: lines with their gaps, what stands under the mouse, a band that is dragged to zoom. GUI thread.

#include <QChartView>
#include <QColor>

#include <memory>
#include <optional>
#include <vector>

#include "views/models/metric_curve.h"

class QCategoryAxis;

namespace causeway::views {

struct MetricLine {
    QString name;
    QColor color;
    std::shared_ptr<const storage::MetricSeries> series; // for what stands under the mouse
    MetricRuns runs;                                     // what is drawn
};

class MetricChart : public QChartView {
    Q_OBJECT
public:
    static constexpr int kLeft = 76, kRight = 16; // pixels beside the plot, the same for charts that stand above each other

    explicit MetricChart(QWidget *parent);
    // All of one unit. range: of the time axis, finite.
    void setLines(const QString &title, const std::string &unit, std::vector<MetricLine> lines, const TimeRange &range);
    void setTimesShown(bool shown); // at the axis
    void setMarked(std::optional<TimeRange> marked); // shaded
    void setCursorTime(std::optional<TimePoint> time);
    [[nodiscard]] std::optional<TimePoint> cursorTime() const { return m_cursor; }
    [[nodiscard]] const std::vector<MetricLine> &lines() const { return m_lines; }
    [[nodiscard]] const TimeRange &range() const { return m_range; }
    [[nodiscard]] double xOf(TimePoint time) const; // pixels of the viewport
    [[nodiscard]] TimePoint timeAt(double x) const; // within the range
    [[nodiscard]] QString readOut() const;          // at the cursor: the time, each line's value
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cursorMoved(const std::optional<causeway::TimePoint> &time);
    void rangeChosen(const causeway::TimeRange &range); // TimeRange{}: all

protected:
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double yOf(double value) const;
    void place();
    void fitValues();
    void fitTimes();
    void applyLook();
    void zoomBy(double factor, double about); // about: share of the plot that stays
    void paintHead(QPainter &painter) const;  // title, names, values
    void describe();

    QCategoryAxis *m_times, *m_values;
    QString m_title;
    std::string m_unit;
    std::vector<MetricLine> m_lines;
    TimeRange m_range{{0}, {1}};
    double m_least = 0, m_most = 1;
    std::optional<TimePoint> m_cursor;
    std::optional<TimeRange> m_marked;
    std::optional<double> m_pressed; // x
    double m_dragged = 0;
    bool m_timesShown = true;
};

} // namespace causeway::views
