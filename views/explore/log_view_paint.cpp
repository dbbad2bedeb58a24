// Painting of the log table. Only what is visible is touched; a line of a megabyte costs what fits into the view.

#include "views/explore/log_view.h"

#include <QGlyphRun>
#include <QLocale>
#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kPadding = 6;

void paintBookmark(QPainter &painter, const QRect &cell, const QColor &color)
{
    const int width = std::max(6, cell.height() / 2);
    const QPoint at(cell.left() + 4, cell.top() + 3);
    const int height = cell.height() - 6;
    const QPolygon flag({at, at + QPoint(width, 0), at + QPoint(width, height), at + QPoint(width / 2, height - width / 2), at + QPoint(0, height)});
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(flag);
}

void paintFold(QPainter &painter, const QRect &cell, bool unfolded, const QColor &color)
{
    const QPointF c = QRectF(cell.right() - 11, cell.top(), 10, cell.height()).center();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    if (unfolded)
        painter.drawPolyline(QPolygonF({c + QPointF(-3, -1.5), c + QPointF(0, 1.5), c + QPointF(3, -1.5)}));
    else
        painter.drawPolyline(QPolygonF({c + QPointF(-1.5, -3), c + QPointF(1.5, 0), c + QPointF(-1.5, 3)}));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

void LogView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setFont(font());
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    if (rowCount() == 0) {
        painter.setPen(m_colors.faint);
        painter.drawText(viewport()->rect().adjusted(16, headerHeight() + 16, -16, -16), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_placeholder);
    }
    const int widest = m_widest;
    painter.setClipRect(0, headerHeight(), viewport()->width(), viewport()->height());
    for (const VisibleRow &visible : visibleRows())
        paintRow(painter, visible);
    painter.setClipping(false);
    paintHeader(painter);
    // Known only now: how far there is to scroll sideways.
    if (m_widest > widest && !m_wrap)
        QMetaObject::invokeMethod(this, [this] { updateScrollBars(); }, Qt::QueuedConnection);
}

void LogView::paintHeader(QPainter &painter) const
{
    const int height = headerHeight();
    painter.fillRect(0, 0, viewport()->width(), height, palette().color(QPalette::Button));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(0, height - 1, viewport()->width(), height - 1);
    painter.setFont(theme::interfaceFont());
    for (int i = TimeColumn; i < ColumnCount; ++i) {
        const auto column = static_cast<Column>(i);
        const QRect cell(columnLeft(column), 0, columnWidth(column), height - 1);
        painter.setPen(palette().color(QPalette::ButtonText));
        painter.drawText(cell.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignLeft, columnTitle(column));
        if (column == TextColumn)
            break;
        painter.setPen(palette().color(QPalette::Mid));
        painter.drawLine(cell.right(), 5, cell.right(), height - 6);
    }
}

// What drawText() costs is mostly shaping, which printable ASCII in a monospaced font does not need.
void LogView::drawCells(QPainter &painter, const QPointF &baseline, QStringView text) const
{
    if (text.isEmpty())
        return;
    if (!m_rawFont.isValid() || !isPlainCells(text)) {
        painter.drawText(baseline, text.toString());
        return;
    }
    static thread_local std::vector<quint32> glyphs;
    static thread_local std::vector<QPointF> positions;
    glyphs.clear();
    positions.clear();
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char(' '))
            continue;
        glyphs.push_back(m_glyphs[static_cast<std::size_t>(text[i].unicode())]);
        positions.emplace_back(static_cast<qreal>(i) * m_advance, 0);
    }
    QGlyphRun run;
    run.setRawFont(m_rawFont);
    run.setRawData(glyphs.data(), positions.data(), static_cast<int>(glyphs.size()));
    painter.drawGlyphRun(baseline, run);
}

void LogView::paintRow(QPainter &painter, const VisibleRow &visible) const
{
    const QRect area(0, visible.top, viewport()->width(), visible.lines * m_lineHeight);
    const bool selected = m_selection.contains(visible.row);
    const QPalette::ColorGroup group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    if (selected)
        painter.fillRect(area, palette().color(group, QPalette::Highlight));
    if (visible.row == m_current && hasFocus()) {
        painter.setPen(palette().color(group, selected ? QPalette::HighlightedText : QPalette::Highlight));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area.adjusted(0, 0, -1, -1));
    }
    const QColor ink = palette().color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor faint = selected ? ink : m_colors.faint;
    const int baseline = visible.top + m_ascent;
    const LogRow *row = m_pager.cachedRow(visible.row);
    if (row == nullptr) {
        const Error *error = m_pager.failure(visible.row);
        if (error != nullptr) {
            painter.setPen(selected ? ink : m_colors.level[static_cast<std::size_t>(Level::Error)]);
            painter.drawText(QPointF(columnLeft(TextColumn) + kPadding, baseline), text::render(*error));
            return;
        }
        // A bar where text will be; its length varies so that it reads as lines.
        const int length = static_cast<int>((24 + visible.row * 37 % 48) * m_advance);
        QColor bar = m_colors.faint;
        bar.setAlpha(48);
        painter.fillRect(QRect(columnLeft(TimeColumn) + kPadding, visible.top + m_lineHeight / 3, static_cast<int>(23 * m_advance), m_lineHeight / 3), bar);
        painter.fillRect(QRect(columnLeft(TextColumn) + kPadding, visible.top + m_lineHeight / 3, length, m_lineHeight / 3), bar);
        return;
    }

    paintGutter(painter, *row, visible.top, selected ? std::optional(ink) : std::nullopt);
    painter.setPen(faint);
    const QString time = timeText(row->time);
    const auto fits = static_cast<qsizetype>((columnWidth(TimeColumn) - kPadding) / m_advance);
    drawCells(painter, QPointF(columnLeft(TimeColumn) + kPadding, baseline), time.size() <= fits ? QStringView(time) : QStringView(time).right(fits));
    paintLevel(painter, row->level, visible.top, selected);
    painter.setPen(ink);
    // The end of a component's name tells most: dfs.DataNode$PacketResponder.
    const auto cells = static_cast<qsizetype>((columnWidth(OriginColumn) - 2 * kPadding) / m_advance);
    const QString &origin = row->origin;
    if (origin.size() <= cells && isPlainCells(origin))
        drawCells(painter, QPointF(columnLeft(OriginColumn) + kPadding, baseline), origin);
    else
        painter.drawText(QPointF(columnLeft(OriginColumn) + kPadding, baseline),
                         origin.size() <= cells ? origin : QChar(char16_t(0x2026)) + origin.right(std::max<qsizetype>(1, cells - 1)));
    painter.save();
    painter.setClipRect(QRect(columnLeft(TextColumn), headerHeight(), columnWidth(TextColumn), viewport()->height()));
    paintText(painter, *row, columnLeft(TextColumn) + kPadding - (m_wrap ? 0 : horizontalScrollBar()->value()), visible.top, ink, selected);
    painter.restore();
}

void LogView::paintGutter(QPainter &painter, const LogRow &row, int top, std::optional<QColor> ink) const
{
    const QRect cell(0, top, columnWidth(GutterColumn), m_lineHeight);
    if (m_decorator != nullptr && !m_decorator->oddReason(row.event).isEmpty()) {
        painter.fillRect(0, top, 3, m_lineHeight, m_colors.odd);
        const QPoint c(cell.left() + 9, cell.center().y());
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colors.odd);
        painter.drawPolygon(QPolygon({c + QPoint(0, -4), c + QPoint(4, 0), c + QPoint(0, 4), c + QPoint(-4, 0)}));
    }
    if (std::binary_search(m_bookmarks.begin(), m_bookmarks.end(), row.event))
        paintBookmark(painter, cell, ink.value_or(m_colors.bookmark));
    if (row.lines > 1)
        paintFold(painter, cell, isUnfolded(row), ink.value_or(m_colors.faint));
}

void LogView::paintLevel(QPainter &painter, Level level, int top, bool selected) const
{
    if (level == Level::Unknown)
        return;
    const QColor color = selected ? painter.pen().color() : m_colors.level[static_cast<std::size_t>(level)];
    const int size = std::max(6, m_lineHeight / 2 - 1);
    const QRect mark(columnLeft(LevelColumn) + kPadding, top + (m_lineHeight - size) / 2, size, size);
    painter.setPen(color);
    // Shape, word and colour: square = error, triangle = warning, disc = info, ring = below.
    painter.setBrush(level >= Level::Info ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.setRenderHint(QPainter::Antialiasing);
    if (level >= Level::Error)
        painter.drawRect(mark.adjusted(0, 0, -1, -1));
    else if (level == Level::Warning)
        painter.drawPolygon(QPolygon({mark.bottomLeft(), mark.bottomRight(), QPoint(mark.center().x(), mark.top())}));
    else
        painter.drawEllipse(QRectF(mark).adjusted(1, 1, -1, -1));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawText(QPointF(mark.right() + kPadding, top + m_ascent), levelText(level));
}

void LogView::paintText(QPainter &painter, const LogRow &row, int left, int top, const QColor &ink, bool selected) const
{
    const LogLineLayout layout = layoutOf(row);
    const int first = std::max(0, (headerHeight() - top) / m_lineHeight);
    for (auto line = static_cast<std::size_t>(first); line < layout.lines.size(); ++line) {
        const int y = top + static_cast<int>(line) * m_lineHeight;
        if (y >= viewport()->height())
            break;
        paintLine(painter, row, layout, line, left, y, ink, selected);
    }
}

void LogView::paintLine(QPainter &painter, const LogRow &row, const LogLineLayout &layout, std::size_t line, int left, int top, const QColor &ink,
                        bool selected) const
{
    const TextRange range = layout.lines[line];
    const QStringView text = QStringView(row.text).mid(range.begin, range.length);
    const int clipLeft = columnLeft(TextColumn);
    const int clipRight = viewport()->width();
    // A folded event says at its first line how much it hides.
    const bool last = line + 1 == layout.lines.size();
    const QString more = last && row.lines > 1 && !isUnfolded(row) ? (row.lines == 2 ? tr("+1 line") : tr("+%1 lines").arg(text::number(static_cast<std::int64_t>(row.lines) - 1))) : QString();
    qreal width = 0;
    const auto within = [&](const TextRange &r) {
        const int begin = std::max(r.begin, range.begin);
        const int end = std::min(r.begin + r.length, range.begin + range.length);
        return TextRange{begin - range.begin, std::max(0, end - begin)};
    };
    if (isPlainCells(text)) {
        width = static_cast<qreal>(text.size()) * m_advance;
        const auto from = static_cast<qsizetype>(std::clamp<qreal>(std::floor((clipLeft - left) / m_advance), 0, static_cast<qreal>(text.size())));
        const auto to = static_cast<qsizetype>(std::clamp<qreal>(std::ceil((clipRight - left) / m_advance), 0, static_cast<qreal>(text.size())));
        const auto ground = [&](const TextRange &part, const QColor &color) {
            const auto begin = std::max<qsizetype>(part.begin, from);
            const auto end = std::min<qsizetype>(part.begin + part.length, to);
            if (begin < end)
                painter.fillRect(QRectF(left + static_cast<qreal>(begin) * m_advance, top + 1, static_cast<qreal>(end - begin) * m_advance, m_lineHeight - 2), color);
        };
        if (!selected)
            for (const TextRange &parameter : row.parameters)
                ground(within(parameter), m_colors.parameter);
        for (const TextRange &hit : row.hits)
            ground(within(hit), m_colors.hit);
        painter.setPen(ink);
        if (from < to)
            drawCells(painter, QPointF(left + static_cast<qreal>(from) * m_advance, top + m_ascent), text.mid(from, to - from));
        painter.setPen(m_colors.hitInk);
        for (const TextRange &hit : row.hits) {
            const TextRange part = within(hit);
            const auto begin = std::max<qsizetype>(part.begin, from);
            const auto end = std::min<qsizetype>(part.begin + part.length, to);
            if (begin < end && selected)
                drawCells(painter, QPointF(left + static_cast<qreal>(begin) * m_advance, top + m_ascent), text.mid(begin, end - begin));
        }
    } else {
        const auto shaped = shapeLine(text, font());
        QList<QTextLayout::FormatRange> formats;
        const auto add = [&](const TextRange &part, const QColor &color, const QColor &on) {
            if (part.length <= 0)
                return;
            QTextLayout::FormatRange format;
            format.start = part.begin;
            format.length = part.length;
            format.format.setBackground(color);
            if (on.isValid())
                format.format.setForeground(on);
            formats.push_back(format);
        };
        if (!selected)
            for (const TextRange &parameter : row.parameters)
                add(within(parameter), m_colors.parameter, QColor());
        for (const TextRange &hit : row.hits)
            add(within(hit), m_colors.hit, m_colors.hitInk);
        painter.setPen(ink);
        width = shaped->lineCount() > 0 ? shaped->lineAt(0).naturalTextWidth() : 0;
        shaped->draw(&painter, QPointF(left, top + m_ascent - (shaped->lineCount() > 0 ? shaped->lineAt(0).ascent() : 0)), formats,
                     QRectF(clipLeft, top, clipRight - clipLeft, m_lineHeight));
    }
    if (!more.isEmpty()) {
        painter.setPen(selected ? ink : m_colors.faint);
        painter.drawText(QPointF(left + width + 2 * m_advance, top + m_ascent), more);
        width += (2 + static_cast<qreal>(more.size())) * m_advance;
    }
    m_widest = std::max(m_widest, static_cast<int>(width) + 2 * kPadding);
}

} // namespace causeway::views
