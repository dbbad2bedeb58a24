#include "views/findings/heat_map_painter.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QImage>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <array>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("HeatMap", text); }

constexpr int kLegendWidth = 220;
constexpr int kMarkWidth = 14;
constexpr QSize kGridFrom{6, 6};    // smaller cells have no lines between them
constexpr QSize kNumbersFrom{32, 14};

std::pair<std::size_t, std::size_t> seen(int offset, int length, int cell, std::size_t count)
{
    const std::size_t first = std::min(count, static_cast<std::size_t>(std::max(0, offset) / cell));
    return {first, std::min(count, static_cast<std::size_t>((std::max(0, offset) + length + cell - 1) / cell))};
}

// 1, 2, 5, 10 …: the first whose labels have room.
std::size_t stride(int room, int cell)
{
    for (std::size_t power = 1;; power *= 10)
        for (const std::size_t digit : {1u, 2u, 5u})
            if (static_cast<double>(digit * power) * cell >= room)
                return digit * power;
}

QString stepNumber(std::size_t position) { return text::number(static_cast<std::int64_t>(position) + 1); }

} // namespace

QRect HeatGeometry::rectOf(std::size_t row, std::size_t column) const
{
    const QPoint origin = cells().topLeft() - offset;
    return {origin.x() + static_cast<int>(column) * cell.width(), origin.y() + static_cast<int>(row) * cell.height(), cell.width(), cell.height()};
}

std::pair<std::size_t, std::size_t> HeatGeometry::rows(const HeatMap &map) const { return seen(offset.y(), cells().height(), cell.height(), map.rowCount()); }
std::pair<std::size_t, std::size_t> HeatGeometry::columns(const HeatMap &map) const { return seen(offset.x(), cells().width(), cell.width(), map.columnCount()); }

HeatMapPainter::HeatMapPainter(const HeatMap &map, HeatMeasure measure, const QPalette &palette, const QFont &font)
    : m_map(map), m_measure(measure), m_scale(measure, palette, font), m_font(font), m_base(palette.color(QPalette::Base)), m_text(palette.color(QPalette::Text)),
      m_highlight(palette.color(QPalette::Highlight)), m_highlightedText(palette.color(QPalette::HighlightedText)), m_muted(theme::muted()), m_line(theme::line()),
      m_outline(theme::outline()), m_odd(theme::color(theme::Tone::Anomalous))
{
}

QString HeatMapPainter::title(HeatMeasure measure)
{
    return measure == HeatMeasure::Attention ? tr("Attention: lift over uniform (×)") : tr("Occlusion: ΔNLL when left out (nats)");
}

QString HeatMapPainter::shortTitle(HeatMeasure measure) { return measure == HeatMeasure::Attention ? tr("Attention (lift, ×)") : tr("Occlusion (ΔNLL)"); }

int HeatMapPainter::lineHeight() const { return QFontMetrics(m_font).height(); }
int HeatMapPainter::headHeight() const { return 3 * lineHeight() + 8; }

void HeatMapPainter::paint(QPainter &painter, const HeatGeometry &geometry, std::optional<HeatCell> current, bool focused, HeatCells how) const
{
    painter.save();
    painter.setFont(m_font);
    painter.fillRect(geometry.area, m_base);
    paintHead(painter, geometry, current);
    paintSide(painter, geometry, current);
    painter.setClipRect(geometry.cells());
    paintCells(painter, geometry, how);
    paintNumbers(painter, geometry);
    paintMarks(painter, geometry, current, focused);
    painter.restore();
}

void HeatMapPainter::paintHead(QPainter &painter, const HeatGeometry &g, std::optional<HeatCell> current) const
{
    const QFontMetrics metrics(m_font);
    const int line = lineHeight(), legend = std::min(kLegendWidth, g.area.width() / 2);
    const QRect band(g.area.left() + theme::kMargin, g.area.top() + 2, std::max(0, g.area.width() - legend - 3 * theme::kMargin), 2 * line);
    QFont bold = m_font;
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(m_text);
    const QFontMetrics boldMetrics(bold);
    const QString name = boldMetrics.horizontalAdvance(title(m_measure)) <= band.width() ? title(m_measure) : shortTitle(m_measure);
    painter.drawText(band.adjusted(0, 0, 0, -line), Qt::AlignLeft | Qt::AlignVCenter, boldMetrics.elidedText(name, Qt::ElideRight, band.width()));
    painter.setFont(m_font);
    painter.setPen(m_muted);
    const QString note = m_measure == HeatMeasure::Attention ? tr("1 = as much as any other") : tr("+ made it odder, − less odd");
    painter.drawText(band.adjusted(0, line, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(note, Qt::ElideRight, band.width()));
    m_scale.paintLegend(painter, QRect(g.area.right() - legend - theme::kMargin, band.top(), legend, 2 * line), m_map.most(m_measure));

    // Numbers of the columns; the chosen one always.
    const QRect cells = g.cells();
    const QRect numbers(cells.left(), cells.top() - line - 2, cells.width(), line);
    painter.drawText(QRect(g.area.left() + theme::kMargin, numbers.top(), g.side - 2 * theme::kMargin, line), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(tr("step ↓  back at →"), Qt::ElideRight, g.side - 2 * theme::kMargin));
    painter.save();
    painter.setClipRect(numbers.adjusted(-2, 0, 0, 0));
    const auto [first, last] = g.columns(m_map);
    const int widest = metrics.horizontalAdvance(stepNumber(m_map.columnCount())) + 6;
    const std::size_t every = stride(widest, g.cell.width());
    const auto place = [&](std::size_t column) {
        QRect at(0, numbers.top(), widest, line);
        at.moveCenter(QPoint(g.rectOf(0, column).center().x(), numbers.center().y()));
        return at;
    };
    const bool some = current && current->column;
    for (std::size_t column = first; column < last; ++column)
        if ((column + 1) % every == 0 || (column == 0 && every <= 2))
            if (!some || !place(column).intersects(place(*current->column)))
                painter.drawText(place(column), Qt::AlignCenter, stepNumber(column));
    if (some && *current->column >= first && *current->column < last) {
        painter.fillRect(place(*current->column), m_highlight);
        painter.setPen(m_highlightedText);
        painter.drawText(place(*current->column), Qt::AlignCenter, stepNumber(*current->column));
    }
    painter.restore();
}

void HeatMapPainter::paintSide(QPainter &painter, const HeatGeometry &g, std::optional<HeatCell> current) const
{
    const QRect side(g.area.left(), g.cells().top(), g.side, g.cells().height());
    painter.save();
    painter.setClipRect(side);
    const auto [first, last] = g.rows(m_map);
    const std::size_t every = stride(lineHeight(), g.cell.height());
    int freeFrom = side.top() - g.cell.height(); // names that have no room are left out
    for (std::size_t row = first; row < last; ++row) {
        const QRect at = g.rectOf(row, 0);
        if (m_map.step(row).odd) {
            painter.fillRect(QRect(side.left(), at.top(), 3, at.height()), m_odd);
            if (at.height() >= 8) {
                const QPoint c(side.left() + 10, at.center().y());
                painter.setPen(Qt::NoPen);
                painter.setBrush(m_odd);
                painter.drawPolygon(QPolygon({c + QPoint(0, -4), c + QPoint(4, 0), c + QPoint(0, 4), c + QPoint(-4, 0)}));
            }
        }
        const bool named = every == 1 || (row + 1) % every == 0;
        if (named && at.center().y() - lineHeight() / 2 >= freeFrom && (!current || current->row != row)) {
            paintSideRow(painter, g, row, false);
            freeFrom = at.center().y() + lineHeight() / 2;
        }
    }
    if (current && current->row >= first && current->row < last)
        paintSideRow(painter, g, current->row, true);
    painter.restore();
}

void HeatMapPainter::paintSideRow(QPainter &painter, const HeatGeometry &g, std::size_t row, bool isCurrent) const
{
    QRect at = g.rectOf(row, 0);
    const int height = std::max(lineHeight(), at.height());
    at = QRect(g.area.left() + kMarkWidth + 3, at.center().y() - height / 2, g.side - kMarkWidth - 7, height);
    QFont font = m_font;
    if (m_map.step(row).odd)
        font.setWeight(QFont::Bold);
    painter.setFont(font);
    const QFontMetrics metrics(font);
    if (isCurrent)
        painter.fillRect(at, m_highlight);
    const int number = metrics.horizontalAdvance(stepNumber(m_map.eventCount()));
    painter.setPen(isCurrent ? m_highlightedText : m_muted);
    painter.drawText(QRect(at.left(), at.top(), number, at.height()), Qt::AlignRight | Qt::AlignVCenter, stepNumber(m_map.position(row)));
    painter.setPen(isCurrent ? m_highlightedText : m_text);
    const int room = at.width() - number - 10;
    painter.drawText(QRect(at.left() + number + 6, at.top(), room, at.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_map.nameAt(m_map.position(row)), Qt::ElideRight, room));
    painter.setFont(m_font);
}

void HeatMapPainter::paintCells(QPainter &painter, const HeatGeometry &g, HeatCells how) const
{
    const auto [firstRow, lastRow] = g.rows(m_map);
    const auto [firstColumn, lastColumn] = g.columns(m_map);
    if (firstRow >= lastRow || firstColumn >= lastColumn)
        return;
    const double most = m_map.most(m_measure);
    const QRect all = g.rectOf(firstRow, firstColumn).united(g.rectOf(lastRow - 1, lastColumn - 1));
    QImage image;
    if (how == HeatCells::Image) {
        image = QImage(static_cast<int>(lastColumn - firstColumn), static_cast<int>(lastRow - firstRow), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
    }
    for (std::size_t row = firstRow; row < lastRow; ++row) {
        const std::size_t end = std::min(lastColumn, m_map.position(row));
        if (!m_map.rowHas(m_measure, row)) { // not computed for this step
            if (end > firstColumn)
                painter.fillRect(g.rectOf(row, firstColumn).united(g.rectOf(row, end - 1)), QBrush(m_line, Qt::BDiagPattern));
            continue;
        }
        if (how == HeatCells::Image) {
            auto *line = reinterpret_cast<QRgb *>(image.scanLine(static_cast<int>(row - firstRow)));
            for (std::size_t column = firstColumn; column < end; ++column)
                if (const auto value = m_map.value(m_measure, row, column))
                    line[column - firstColumn] = m_scale.shade(scalePosition(*value, most));
            continue;
        }
        // Neighbours of one colour are one shape.
        for (std::size_t column = firstColumn; column < end;) {
            const auto value = m_map.value(m_measure, row, column);
            if (!value) { // attention is not asked for right before the step
                painter.fillRect(g.rectOf(row, column), QBrush(m_line, Qt::BDiagPattern));
                ++column;
                continue;
            }
            const QRgb shade = m_scale.shade(scalePosition(*value, most));
            const std::size_t from = column;
            for (++column; column < end; ++column)
                if (const auto next = m_map.value(m_measure, row, column); !next || m_scale.shade(scalePosition(*next, most)) != shade)
                    break;
            painter.fillRect(g.rectOf(row, from).united(g.rectOf(row, column - 1)), QColor::fromRgb(shade));
        }
    }
    if (how == HeatCells::Image)
        painter.drawImage(all, image);
    if (g.cell.width() < kGridFrom.width() || g.cell.height() < kGridFrom.height())
        return;
    painter.setPen(m_base);
    for (std::size_t row = firstRow; row < lastRow; ++row) {
        const std::size_t end = std::min(lastColumn, m_map.position(row));
        if (end <= firstColumn)
            continue;
        const QRect from = g.rectOf(row, firstColumn), to = g.rectOf(row, end - 1);
        painter.drawLine(from.bottomLeft(), to.bottomRight());
        for (std::size_t column = firstColumn; column < end; ++column) {
            const QRect cell = g.rectOf(row, column);
            painter.drawLine(cell.topRight(), cell.bottomRight());
        }
    }
}

void HeatMapPainter::paintNumbers(QPainter &painter, const HeatGeometry &g) const
{
    if (g.cell.width() < kNumbersFrom.width() || g.cell.height() < std::max(kNumbersFrom.height(), lineHeight()))
        return;
    const auto [firstRow, lastRow] = g.rows(m_map);
    const auto [firstColumn, lastColumn] = g.columns(m_map);
    const double most = m_map.most(m_measure);
    const QFontMetrics metrics(m_font);
    for (std::size_t row = firstRow; row < lastRow; ++row)
        for (std::size_t column = firstColumn; column < std::min(lastColumn, m_map.position(row)); ++column) {
            const auto value = m_map.value(m_measure, row, column);
            const QString number = value ? QLocale().toString(*value, 'f', std::abs(*value) < 9.95 ? 1 : 0).replace(QLatin1Char('-'), QStringLiteral("−")) : QString();
            if (!value || metrics.horizontalAdvance(number) > g.cell.width() - 4)
                continue;
            painter.setPen(HeatScale::ink(m_scale.shade(scalePosition(*value, most))));
            painter.drawText(g.rectOf(row, column), Qt::AlignCenter, number);
        }
}

void HeatMapPainter::paintMarks(QPainter &painter, const HeatGeometry &g, std::optional<HeatCell> current, bool focused) const
{
    const auto [first, last] = g.rows(m_map);
    if (g.cell.height() >= kGridFrom.height())
        for (std::size_t row = first; row < last; ++row) {
            const std::size_t cells = m_map.position(row);
            if (!m_map.step(row).odd || cells == 0)
                continue;
            painter.setPen(QPen(m_odd, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(g.rectOf(row, 0).united(g.rectOf(row, cells - 1)).adjusted(0, -1, 0, 0));
        }
    painter.setPen(Qt::NoPen);
    for (const HeatMap::Words &words : m_map.words()) { // a turned corner: there is more to see
        if (g.cell.width() < kGridFrom.width() || g.cell.height() < kGridFrom.height() || words.row < first || words.row >= last)
            continue;
        const auto value = m_map.value(m_measure, words.row, words.column);
        painter.setBrush(value ? HeatScale::ink(m_scale.shade(scalePosition(*value, m_map.most(m_measure)))) : m_text);
        const QPoint corner = g.rectOf(words.row, words.column).bottomRight();
        painter.drawPolygon(QPolygon({corner, corner - QPoint(5, 0), corner - QPoint(0, 5)}));
    }
    if (!current || !current->column)
        return;
    const QRect cell = g.rectOf(current->row, *current->column).adjusted(0, 0, -1, -1);
    // Light within dark: seen on every colour of the scale.
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::black, focused ? 3 : 2));
    painter.drawRect(cell.adjusted(-1, -1, 1, 1));
    painter.setPen(QPen(Qt::white, 1));
    painter.drawRect(cell);
}

} // namespace causeway::views
