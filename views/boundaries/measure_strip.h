#pragma once
// The measures that are looked at while classes are dragged, in a line above the canvas: value, and what changes, with its mark and in words.

#include <QWidget>

#include <vector>

#include "views/boundaries/measure_lines.h"

namespace causeway::views {

class MeasureStrip : public QWidget {
    Q_OBJECT
public:
    MeasureStrip(const BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] const std::vector<MeasureLine> &lines() const { return m_lines; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void refresh();
    [[nodiscard]] QRect cell(std::size_t i, int width) const;
    [[nodiscard]] int columns(int width) const;
    [[nodiscard]] int cellWidth() const;
    [[nodiscard]] int cellHeight() const;

    const BoundaryDesk &m_desk;
    std::vector<MeasureLine> m_lines;
};

} // namespace causeway::views
