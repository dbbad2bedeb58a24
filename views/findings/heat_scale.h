#pragma once
// The colours of a heat map and the legend that says what they mean.

#include <QColor>
#include <QFont>

#include <array>

#include "views/models/heat_map.h"

class QPainter;
class QPalette;
class QRect;

namespace causeway::views {

// Made on the GUI thread, with the colours of the theme; paints on any thread.
class HeatScale {
public:
    HeatScale(HeatMeasure measure, const QPalette &palette, const QFont &font);
    [[nodiscard]] QRgb shade(double position) const; // of scalePosition()
    [[nodiscard]] static QColor ink(QRgb ground);        // black or white, what is read better on it
    // A bar with the round values up to `most`; two lines of text high.
    void paintLegend(QPainter &painter, const QRect &area, double most) const;

private:
    static constexpr int kShades = 256; // on each side of 0
    HeatMeasure m_measure;
    QFont m_font;
    QColor m_text, m_outline;
    std::array<QRgb, 2 * kShades + 1> m_shades{};
};

} // namespace causeway::views
