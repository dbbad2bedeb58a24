#include "views/findings/word_map_painter.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <QPalette>

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("WordMap", text); }

constexpr int kInside = 4, kBetween = 2, kEdge = 4; // beside a word, from word to word, above and below all

QString stepNumber(std::size_t position) { return text::number(static_cast<std::int64_t>(position) + 1); }

} // namespace

WordMapPainter::WordMapPainter(const HeatMap &map, const HeatMap::Words &words, HeatMeasure measure, const QPalette &palette, const QFont &font)
    : m_map(map), m_words(words), m_measure(measure), m_scale(measure, palette, font), m_font(font), m_base(palette.color(QPalette::Base)), m_text(palette.color(QPalette::Text)),
      m_muted(theme::muted()), m_line(theme::line())
{
}

int WordMapPainter::leastHeight() const { return 2 * QFontMetrics(m_font).height() + 2 * kEdge; }

WordMapPainter::Layout WordMapPainter::layout(int width, int side) const
{
    const QFontMetrics metrics(m_font);
    const int line = metrics.height() + 2, right = std::max(side + 40, width - theme::kMargin);
    Layout out{side, {}, 0};
    QPoint at(side, kEdge);
    for (const QString &word : m_words.words) {
        const int wide = std::min(metrics.horizontalAdvance(word) + 2 * kInside, right - side);
        if (at.x() > side && at.x() + wide > right)
            at = {side, at.y() + line + kBetween};
        out.words.emplace_back(at, QSize(wide, line));
        at.rx() += wide + kBetween;
    }
    out.height = std::max(leastHeight(), at.y() + line + kEdge);
    return out;
}

void WordMapPainter::paint(QPainter &painter, const QRect &area, const Layout &layout, int scroll, std::optional<int> current, bool focused, const QString &note) const
{
    painter.save();
    painter.setFont(m_font);
    painter.fillRect(area, m_base);
    painter.fillRect(QRect(area.topLeft(), QSize(area.width(), 1)), m_line);

    const QFontMetrics metrics(m_font);
    const QRect label(area.left() + theme::kMargin, area.top() + kEdge, layout.side - 2 * theme::kMargin, metrics.height());
    painter.setPen(m_text);
    painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(tr("Words of step %1").arg(stepNumber(m_words.column)), Qt::ElideRight, label.width()));
    painter.setPen(m_muted);
    painter.drawText(label.translated(0, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(note.isEmpty() ? tr("for step %1").arg(stepNumber(m_map.position(m_words.row))) : note, Qt::ElideRight, label.width()));

    painter.setClipRect(area.adjusted(layout.side - 2, 1, 0, 0));
    for (std::size_t i = 0; i < layout.words.size(); ++i) {
        const QRect place = layout.words[i].translated(area.topLeft() - QPoint(0, scroll));
        if (!place.intersects(area))
            continue;
        const auto value = m_words.value(m_measure, i);
        if (value) {
            const QRgb shade = m_scale.shade(scalePosition(*value, m_map.most(m_measure)));
            painter.fillRect(place, QColor::fromRgb(shade));
            painter.setPen(HeatScale::ink(shade));
        } else
            painter.setPen(m_text);
        const QString &word = m_words.words[static_cast<qsizetype>(i)];
        const int room = place.width() - 2 * kInside;
        painter.drawText(place.adjusted(kInside, 0, -kInside, 0), Qt::AlignLeft | Qt::AlignVCenter, metrics.horizontalAdvance(word) <= room ? word : metrics.elidedText(word, Qt::ElideRight, room));
        if (!focused || current != static_cast<int>(i))
            continue;
        // Light within dark, as the chosen cell.
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::black, 3));
        painter.drawRect(place.adjusted(0, 0, -1, -1));
        painter.setPen(QPen(Qt::white, 1));
        painter.drawRect(place.adjusted(0, 0, -1, -1));
    }
    painter.restore();
}

} // namespace causeway::views
