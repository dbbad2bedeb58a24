#pragma once
// The scores of a run as a histogram by label, with the threshold as a line that mouse and keys move. GUI thread.

#include <QWidget>

#include <vector>

#include "app/engine/score_curves.h"

namespace causeway::views {

class ScoreChart : public QWidget {
    Q_OBJECT
public:
    explicit ScoreChart(QWidget *parent);
    void setCurve(std::shared_ptr<const engine::ScoreCurve> curve); // nullptr: empty
    void setThreshold(double threshold);
    [[nodiscard]] double threshold() const { return m_threshold; }
    [[nodiscard]] double scoreAt(double x) const; // of a place in the widget
    [[nodiscard]] double xOf(double score) const;
    [[nodiscard]] std::vector<double> ticks() const; // scores that the axis names, ascending
    [[nodiscard]] QString tipAt(const QPoint &position) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void thresholdMoved(double threshold); // by a person

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Bin {
        std::uint64_t anomalous = 0, normal = 0, others = 0;
        [[nodiscard]] std::uint64_t all() const { return anomalous + normal + others; }
    };
    void makeBins();
    void paintScale(QPainter &painter) const;
    [[nodiscard]] std::uint64_t most() const; // subjects in a bar
    [[nodiscard]] double heightOf(std::uint64_t n) const;
    void move(double threshold);
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double place(double score) const; // 0 … 1
    [[nodiscard]] double scoreOf(double place) const;

    std::shared_ptr<const engine::ScoreCurve> m_curve;
    std::vector<Bin> m_bins;
    double m_threshold = 0;
    double m_scale = 1, m_from = 0, m_to = 1; // places are even in asinh(score / scale): near even up to it, by ratio beyond
};

} // namespace causeway::views
