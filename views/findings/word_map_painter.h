#pragma once
// Paints the words of an event as a line that wraps, shaded by what they count for a step after it, in the colours of the heat
// map that it belongs to. For the screen, pictures and SVG.

#include <QRect>

#include <vector>

#include "views/findings/heat_map_painter.h"

namespace causeway::views {

// Made on the GUI thread, with the colours of the theme; paints on any thread. Map and words must outlive it.
class WordMapPainter {
public:
    WordMapPainter(const HeatMap &map, const HeatMap::Words &words, HeatMeasure measure, const QPalette &palette, const QFont &font);

    // Pixels, from the upper left corner: `side` holds which event it is, the words stand right of it.
    struct Layout {
        int side = 0;
        std::vector<QRect> words;
        int height = 0;
    };
    [[nodiscard]] Layout layout(int width, int side) const;
    [[nodiscard]] int leastHeight() const; // which event it is
    // scroll: by how much the words are moved up. note: below which event it is, in the place of the step.
    void paint(QPainter &painter, const QRect &area, const Layout &layout, int scroll, std::optional<int> current, bool focused, const QString &note = {}) const;

private:
    const HeatMap &m_map;
    const HeatMap::Words &m_words;
    HeatMeasure m_measure;
    HeatScale m_scale;
    QFont m_font;
    QColor m_base, m_text, m_muted, m_line;
};

} // namespace causeway::views
