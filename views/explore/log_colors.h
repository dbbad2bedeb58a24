#pragma once
// The colours a log table needs: the theme's, and grounds that suit a palette.

#include <QColor>

#include <array>

#include "analysis/core/event.h"

class QPalette;

namespace causeway::views {

struct LogColors {
    std::array<QColor, kLevelCount> level; // ink of the level mark
    QColor parameter;                      // ground of parameters
    QColor hit;                            // ground of search hits
    QColor hitInk;
    QColor bookmark;
    QColor odd;                            // lines a detector finds odd
    QColor faint;                          // ink of placeholders, time, "+12 lines"

    static LogColors fromPalette(const QPalette &palette);
};

} // namespace causeway::views
