#include "views/explore/log_colors.h"

#include <QPalette>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QColor mixed(const QColor &a, const QColor &b, double shareOfB)
{
    const auto mix = [shareOfB](int x, int y) { return static_cast<int>(x + (y - x) * shareOfB); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

} // namespace

LogColors LogColors::fromPalette(const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    const bool dark = base.lightness() < 128;
    LogColors colors;
    const QColor accent = theme::color(theme::Tone::Accent);
    for (std::size_t level = 0; level < kLevelCount; ++level)
        colors.level[level] = theme::levelColor(static_cast<Level>(level));
    colors.parameter = mixed(base, accent, dark ? 0.18 : 0.09);
    colors.hit = dark ? QColor(0x7a, 0x5c, 0x00) : QColor(0xff, 0xe0, 0x7a);
    colors.hitInk = dark ? QColor(0xff, 0xff, 0xff) : QColor(0x20, 0x18, 0x00);
    colors.bookmark = accent;
    colors.odd = theme::color(theme::Tone::Anomalous);
    colors.faint = theme::muted();
    return colors;
}

} // namespace causeway::views
