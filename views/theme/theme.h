#pragma once
// Look of the window: palettes, semantic colours, fonts, distances, icons. Everything is painted from here.

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>

#include "analysis/core/event.h"

class QApplication;

namespace causeway::views::theme {

enum class Mode : std::uint8_t { System, Light, Dark };

// Fusion, palette, fonts. pointSize 0 = the system's. Can be called again at any time; widgets get PaletteChange.
void apply(Mode mode, int pointSize = 0);
[[nodiscard]] bool isDark();

// What this thread paints is for paper: light whatever the window is, for as long as one of these lives.
class OnPaper {
public:
    OnPaper();
    ~OnPaper();
    OnPaper(const OnPaper &) = delete;
    OnPaper &operator=(const OnPaper &) = delete;
    [[nodiscard]] static QPalette palette();

private:
    bool m_before;
};

// The 8 px grid.
constexpr int kGrid = 8;
constexpr int kMargin = 8;
constexpr int kGroup = 16;

// Semantic colours; the same meaning in light and dark. Never colour alone: levelMark() and texts go with them.
enum class Tone : std::uint8_t { Error, Warning, Info, Debug, Normal, Anomalous, Unsure, Better, Worse, Accent };
[[nodiscard]] QColor color(Tone tone);
[[nodiscard]] QColor levelColor(Level level);
[[nodiscard]] QString levelMark(Level level);     // one letter: E, W, I …
[[nodiscard]] QColor verdictColor(Verdict verdict);
[[nodiscard]] QColor serviceColor(const QString &name); // of twelve, stable by name
[[nodiscard]] QColor muted();                     // secondary text
[[nodiscard]] QColor line();                      // hair lines, grid lines
[[nodiscard]] QColor outline();                  // of inputs, at least 3 to 1 on every ground
[[nodiscard]] QColor heat(double value);          // 0 … 1, perceptually uniform, colour-blind safe
[[nodiscard]] QColor diverging(double value);     // -1 … 1

[[nodiscard]] QFont interfaceFont();
[[nodiscard]] QFont smallFont();                  // captions, axes
[[nodiscard]] QFont titleFont();
[[nodiscard]] QFont monospaced();

// Stroke icons recoloured from the palette, with a paler disabled state; name without path and suffix.
[[nodiscard]] QIcon icon(const QString &name);

} // namespace causeway::views::theme
