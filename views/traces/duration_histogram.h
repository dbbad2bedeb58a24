#pragma once
// How long traces lasted, as bars on a logarithmic axis; a drag chooses the durations that are listed. GUI thread.

#include <QWidget>

#include "analysis/traces/trace_list.h"

namespace causeway::views {

class DurationHistogramView : public QWidget {
    Q_OBJECT
public:
    explicit DurationHistogramView(QWidget *parent);
    void setHistogram(traces::DurationHistogram histogram);
    [[nodiscard]] const traces::DurationHistogram &histogram() const { return m_histogram; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }
    [[nodiscard]] QString tipAt(const QPoint &position) const;
    [[nodiscard]] double xOf(double ns) const;

Q_SIGNALS:
    void rangeChosen(qint64 fromNs, qint64 toNs); // by a drag

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double nsAt(double x) const;
    traces::DurationHistogram m_histogram;
    bool m_dragging = false;
    double m_from = 0, m_to = 0; // pixels
};

} // namespace causeway::views
