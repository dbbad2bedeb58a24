#include "views/findings/heat_scale.h"

#include <QFontMetrics>
#include <QLinearGradient>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <cmath>
#include <vector>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kLegendBar = 8;

} // namespace

HeatScale::HeatScale(HeatMeasure measure, const QPalette &palette, const QFont &font) : m_measure(measure), m_font(font), m_text(palette.color(QPalette::Text)), m_outline(theme::outline())
{
    for (int i = 0; i < static_cast<int>(m_shades.size()); ++i) {
        const double position = static_cast<double>(i - kShades) / kShades;
        m_shades[static_cast<std::size_t>(i)] = (measure == HeatMeasure::Attention ? theme::heat(std::max(0.0, position)) : theme::diverging(position)).rgb();
    }
}

QRgb HeatScale::shade(double position) const { return m_shades[static_cast<std::size_t>(std::lround(position * kShades) + kShades)]; }

QColor HeatScale::ink(QRgb shade)
{
    const QColor ground = QColor::fromRgb(shade);
    const double luminance = 0.2126 * std::pow(ground.redF(), 2.2) + 0.7152 * std::pow(ground.greenF(), 2.2) + 0.0722 * std::pow(ground.blueF(), 2.2);
    return luminance > 0.18 ? Qt::black : Qt::white; // where both have the same contrast
}

void HeatScale::paintLegend(QPainter &painter, const QRect &area, double most) const
{
    const bool diverging = m_measure == HeatMeasure::Occlusion;
    const QFontMetrics metrics(m_font);
    const QRectF bar(area.left() + 12, area.top() + 4, area.width() - 24, kLegendBar);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    constexpr int kStops = 16;
    for (int i = 0; i <= kStops; ++i) {
        const double share = static_cast<double>(i) / kStops;
        gradient.setColorAt(share, QColor::fromRgb(shade(diverging ? 2 * share - 1 : share)));
    }
    painter.fillRect(bar, gradient);
    painter.setPen(m_outline);
    painter.drawRect(bar);

    struct Tick {
        double at;
        QString name;
    };
    std::vector<Tick> ticks;
    for (const double value : scaleTicks(most)) {
        const double position = scalePosition(value, most);
        const QString name = text::number(value, value >= 1 ? 2 : 1);
        if (!diverging)
            ticks.push_back({position, name});
        else {
            ticks.push_back({(1 + position) / 2, value > 0 ? QLatin1Char('+') + name : name});
            if (value > 0)
                ticks.push_back({(1 - position) / 2, QStringLiteral("−") + name});
        }
    }
    // The ends first: what has no room beside what is there already is left out.
    std::stable_sort(ticks.begin(), ticks.end(), [](const Tick &a, const Tick &b) { return std::abs(a.at - 0.5) > std::abs(b.at - 0.5); });
    if (diverging)
        std::rotate(ticks.begin(), ticks.end() - 1, ticks.end());
    std::vector<QRectF> taken;
    for (const Tick &tick : ticks) {
        const double x = bar.left() + tick.at * bar.width(), width = metrics.horizontalAdvance(tick.name) + 4;
        const QRectF at(std::clamp(x - width / 2, static_cast<double>(area.left()), area.right() - width), bar.bottom() + 3, width, metrics.height());
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(at); }))
            continue;
        taken.push_back(at);
        painter.setPen(m_outline);
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3));
        painter.setPen(m_text);
        painter.drawText(at, Qt::AlignCenter, tick.name);
    }
}

} // namespace causeway::views
