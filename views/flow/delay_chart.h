#pragma once
// How long the passages of an edge took: a histogram on a logarithmic axis, with the median, p95 and p99 and the bound; beside it,
// where two periods are compared, that of the period before. GUI thread.

#include <QWidget>

#include <memory>

#include "app/engine/edge_times.h"

namespace causeway::views {

class DelayChart : public QWidget {
    Q_OBJECT
public:
    using Times = std::shared_ptr<const engine::EdgeTimesResponse>;
    explicit DelayChart(QWidget *parent);
    void setTimes(Times times); // nullptr: none
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QString tipAt(const QPoint &position) const; // of the bar there
    [[nodiscard]] QString summary() const;                     // the figures in words

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Bar {
        double ns = 0; // its middle
        std::uint64_t count = 0, before = 0;
    };
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double xOf(double ns) const;
    Times m_times;
    std::vector<Bar> m_bars;
    double m_least = 0, m_most = 0; // ns, ends of the axis
    double m_tallest = 1;           // share
};

} // namespace causeway::views
