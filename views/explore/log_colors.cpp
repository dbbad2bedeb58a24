#include "views/explore/log_colors.h"

#include <QPalette>

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
    const QColor ink = palette.color(QPalette::Text);
    const bool dark = base.lightness() < 128;
    LogColors colors;
    const QColor error = dark ? QColor(0xff, 0x7b, 0x72) : QColor(0xb4, 0x23, 0x18);
    const QColor warning = dark ? QColor(0xf0, 0xb4, 0x4c) : QColor(0x8a, 0x5a, 0x00);
    const QColor info = dark ? QColor(0x6c, 0xb6, 0xff) : QColor(0x1f, 0x5f, 0xa8);
    colors.level = {mixed(ink, base, 0.5), mixed(ink, base, 0.4), mixed(ink, base, 0.3), info, warning, error, error};
    colors.parameter = mixed(base, info, dark ? 0.16 : 0.09);
    colors.hit = dark ? QColor(0x7a, 0x5c, 0x00) : QColor(0xff, 0xe0, 0x7a);
    colors.hitInk = dark ? QColor(0xff, 0xff, 0xff) : QColor(0x20, 0x18, 0x00);
    colors.bookmark = info;
    colors.odd = dark ? QColor(0xd2, 0x8c, 0xff) : QColor(0x7a, 0x2f, 0xb5);
    colors.faint = mixed(ink, base, 0.4);
    return colors;
}

} // namespace causeway::views
