#pragma once
// The measures that are looked at while classes are dragged, in a line above the canvas: what they are held against, then of each its value, and how it
// differs from that, with its mark and in words. All are held against the same: the compared variant, or where there is none, while classes are
// dragged, the split before that.

#include <QWidget>

#include <vector>

#include "views/boundaries/measure_lines.h"

namespace causeway::views {

class BoundaryDesk;

class MeasureStrip : public QWidget {
    Q_OBJECT
public:
    MeasureStrip(const BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] const std::vector<MeasureLine> &lines() const { return m_lines; }
    [[nodiscard]] const QString &reference() const { return m_reference; } // "–": nothing
    // How a line differs from the reference.
    [[nodiscard]] QString differenceText(const MeasureLine &line) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Cell {
        QRect area;
        int line = -1;                  // −1: the reference; kMore: what there is no room for
    };
    static constexpr int kMore = -2;
    [[nodiscard]] QString leftOut() const;
    void refresh();
    [[nodiscard]] std::vector<Cell> cells(int width) const;
    [[nodiscard]] int widthOf(const MeasureLine &line) const;
    [[nodiscard]] int cellHeight() const;
    [[nodiscard]] const std::optional<double> &from(const MeasureLine &line) const;
    [[nodiscard]] const std::optional<double> &to(const MeasureLine &line) const { return line.preview ? line.preview : line.now; }

    const BoundaryDesk &m_desk;
    std::vector<MeasureLine> m_lines;
    QString m_reference;
};

} // namespace causeway::views
