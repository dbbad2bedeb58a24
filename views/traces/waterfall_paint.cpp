// How the waterfall looks. A frame costs what is in sight: lines, and of their children and segments as many as there are pixels.

#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/waterfall_view.h"

namespace causeway::views {

namespace {

constexpr int kIndent = 14, kTriangle = 14, kPad = 6, kServiceBar = 3, kTickGap = 96;
constexpr double kLeastBar = 2; // pixels
constexpr int kOverviewGap = 3;

QColor faded(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

// Round ns below the axis: 1, 2 or 5 times a power of ten.
double roundStep(double least)
{
    const double power = std::pow(10, std::floor(std::log10(std::max(1.0, least))));
    for (const double times : {1.0, 2.0, 5.0})
        if (times * power >= least)
            return times * power;
    return 10 * power;
}

QString axisText(double ns, double step)
{
    if (ns == 0)
        return QStringLiteral("0");
    const auto [unit, factor] = ns >= 1e9 || step >= 1e9 ? std::pair{"s", 1e9} : ns >= 1e6 ? std::pair{"ms", 1e6} : ns >= 1e3 ? std::pair{"µs", 1e3} : std::pair{"ns", 1.0};
    const int digits = std::clamp(static_cast<int>(std::ceil(std::log10(factor / step) - 1e-9)), 0, 9);
    return QLocale().toString(ns / factor, 'f', digits) + QChar(QChar::Nbsp) + QString::fromUtf8(unit);
}

} // namespace

int WaterfallView::indentOf(std::uint32_t depth) const
{
    // Deep trees keep room for names: what is deeper stands in one line.
    const int most = std::max(0, m_split - 150);
    return std::min(static_cast<int>(std::min<std::uint32_t>(depth, 10'000)) * kIndent, most - most % kIndent) + kPad;
}

QRect WaterfallView::triangleRect(std::uint32_t position, const QRect &line) const
{
    return {indentOf(m_tree->span(position).depth) - 2, line.top(), kTriangle + 2, line.height()};
}

std::vector<double> WaterfallView::ticks() const
{
    std::vector<double> all;
    const double step = roundStep((m_to - m_from) / std::max(1.0, barsWidth() / kTickGap));
    for (double at = std::ceil(m_from / step) * step; at <= m_to; at += step)
        all.push_back(at);
    return all;
}

QRectF WaterfallView::barRect(std::uint32_t line) const
{
    const TreeSpan &span = m_tree->span(m_listed.position(line));
    const QRect area = lineRect(line);
    const double left = m_split, right = viewport()->width();
    double from = xOf(static_cast<double>(span.fromNs)), to = xOf(static_cast<double>(span.toNs()));
    if (to < left || from > right)
        return {};
    to = std::max(to, from + kLeastBar);
    from = std::max(from, left);
    to = std::min(to, right + 1);
    return {from, area.top() + 4.0, std::max(0.0, to - from), area.height() - 8.0};
}

void WaterfallView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (m_tree == nullptr)
        return;
    const auto [first, end] = linesInSight();
    painter.save();
    painter.setClipRect(QRect(0, headHeight(), viewport()->width(), viewport()->height() - headHeight()));
    for (std::uint32_t line = first; line < end; ++line)
        paintLine(painter, line);
    painter.restore();
    paintAxis(painter);
    paintOverview(painter);
    painter.setPen(theme::line());
    painter.drawLine(m_split, kOverviewGap, m_split, viewport()->height());
    if (m_drag == Drag::Axis) {
        const double from = std::max<double>(m_split, std::min(m_pressed.x(), m_last.x())), to = std::max(m_pressed.x(), m_last.x());
        painter.fillRect(QRectF(from, axisRect().top(), to - from, viewport()->height()), faded(theme::color(theme::Tone::Accent), 50));
    }
    if (hasFocus()) {
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void WaterfallView::paintOverview(QPainter &painter)
{
    const QRect area = overviewRect();
    const TraceOverview &picture = m_tree->overview();
    if (m_overview.isNull() && picture.rows > 0) {
        m_overview = QImage(picture.columns, picture.rows, QImage::Format_ARGB32_Premultiplied);
        const QRgb failed = theme::color(theme::Tone::Error).rgb();
        for (int row = 0; row < picture.rows; ++row) {
            auto *line = reinterpret_cast<QRgb *>(m_overview.scanLine(row));
            for (int column = 0; column < picture.columns; ++column) {
                const std::uint32_t cell = picture.cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(picture.columns) + static_cast<std::size_t>(column)];
                line[column] = cell == 0 ? 0 : (cell & TraceOverview::kFailed) != 0 ? failed : colorOf((cell & ~TraceOverview::kFailed) - 1).rgb();
            }
        }
    }
    painter.fillRect(area, palette().color(QPalette::Window));
    const QRect inner = area.adjusted(0, kOverviewGap, 0, -kOverviewGap);
    const int tall = std::min(inner.height(), std::max(1, picture.rows) * 4);
    painter.drawImage(QRect(inner.left(), inner.top(), inner.width(), tall), m_overview);
    const auto whole = static_cast<double>(m_tree->durationNs());
    if (m_to - m_from < whole) {
        const double from = m_from / whole * area.width(), to = std::max(from + 3, m_to / whole * area.width());
        const QColor veil = faded(palette().color(QPalette::Window), 175);
        painter.fillRect(QRectF(0, area.top(), from, area.height()), veil);
        painter.fillRect(QRectF(to, area.top(), area.width() - to, area.height()), veil);
        painter.setPen(QPen(theme::color(theme::Tone::Accent), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(from, area.top() + 1, to - from, area.height() - 2));
    } else if (m_drag == Drag::Overview) {
        const double from = std::min(m_pressed.x(), m_last.x()), to = std::max(m_pressed.x(), m_last.x());
        painter.fillRect(QRectF(from, area.top(), to - from, area.height()), faded(theme::color(theme::Tone::Accent), 50));
    }
    painter.setPen(theme::line());
    painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom());
}

void WaterfallView::paintAxis(QPainter &painter)
{
    const QRect area(0, overviewRect().bottom() + 1, viewport()->width(), axisHeight());
    painter.fillRect(area, palette().color(QPalette::Base));
    painter.setFont(theme::smallFont());
    painter.setPen(theme::muted());
    painter.drawText(area.adjusted(kPad, 0, 0, 0).intersected(QRect(0, 0, m_split - kPad, viewport()->height())), Qt::AlignVCenter | Qt::AlignLeft, tr("Operation · service"));
    const std::vector<double> all = ticks();
    const double step = all.size() > 1 ? all[1] - all[0] : m_to - m_from;
    painter.setClipRect(axisRect());
    for (const double at : all) {
        const double x = xOf(at);
        painter.setPen(theme::line());
        painter.drawLine(QPointF(x, area.bottom() - 4), QPointF(x, area.bottom()));
        painter.setPen(theme::muted());
        const QString said = axisText(at, step);
        if (x + 4 + painter.fontMetrics().horizontalAdvance(said) <= axisRect().right())
            painter.drawText(QRectF(x + 4, area.top(), kTickGap + 40, area.height()), Qt::AlignVCenter | Qt::AlignLeft, said);
    }
    painter.setClipping(false);
    painter.setFont(font());
    painter.setPen(theme::line());
    painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom());
}

void WaterfallView::paintLine(QPainter &painter, std::uint32_t line)
{
    const QRect area = lineRect(line);
    const std::uint32_t position = m_listed.position(line);
    if (position == m_current)
        painter.fillRect(area, faded(theme::color(theme::Tone::Accent), hasFocus() ? 60 : 36));
    else if (std::binary_search(m_hits.begin(), m_hits.end(), position))
        painter.fillRect(area, faded(theme::color(theme::Tone::Warning), 44));
    else if (line % 2 == 1)
        painter.fillRect(area, palette().color(QPalette::AlternateBase));
    painter.setPen(theme::line());
    for (const double at : ticks())
        painter.drawLine(QPointF(std::round(xOf(at)), area.top()), QPointF(std::round(xOf(at)), area.bottom()));
    const bool dim = !m_search.isEmpty() && !std::binary_search(m_hits.begin(), m_hits.end(), position);
    painter.setOpacity(dim ? 0.45 : 1);
    painter.save();
    painter.setClipRect(QRect(0, area.top(), m_split, area.height()), Qt::IntersectClip);
    paintTree(painter, position, area);
    painter.restore();
    painter.save();
    painter.setClipRect(QRect(m_split, area.top(), viewport()->width() - m_split, area.height()), Qt::IntersectClip);
    paintBar(painter, position, area);
    painter.restore();
    painter.setOpacity(1);
}

void WaterfallView::paintTree(QPainter &painter, std::uint32_t position, const QRect &area)
{
    const TreeSpan &span = m_tree->span(position);
    const traces::SpanTable &table = m_tree->table();
    const int indent = indentOf(span.depth);
    painter.setPen(theme::line());
    for (int x = kPad + kIndent / 2; x < indent; x += kIndent)
        painter.drawLine(x, area.top(), x, area.bottom());
    int left = indent;
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_tree->hasChildren(position)) {
        const QPointF middle(left + kTriangle / 2.0 - 1, area.center().y() + 0.5);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::muted());
        if (m_listed.isCollapsed(position))
            painter.drawPolygon(QPolygonF{{middle.x() - 2, middle.y() - 4}, {middle.x() + 3, middle.y()}, {middle.x() - 2, middle.y() + 4}});
        else
            painter.drawPolygon(QPolygonF{{middle.x() - 4, middle.y() - 2}, {middle.x() + 4, middle.y() - 2}, {middle.x(), middle.y() + 3}});
    }
    left += kTriangle;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorOf(table.service(span.row)));
    painter.drawRoundedRect(QRectF(left, area.top() + 4, kServiceBar, area.height() - 8), 1, 1);
    left += kServiceBar + kPad;
    const auto badge = [&](const QString &text, const QColor &ground, const QColor &ink) {
        const int wide = std::max(area.height() - 8, painter.fontMetrics().horizontalAdvance(text) + 8);
        const QRectF box(left, area.top() + 4, wide, area.height() - 8);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
        painter.setPen(ink);
        painter.drawText(box, Qt::AlignCenter, text);
        left += wide + 5;
    };
    const QColor failed = theme::color(theme::Tone::Error);
    painter.setFont(theme::smallFont());
    if (m_tree->isError(position))
        badge(QStringLiteral("!"), failed, palette().color(QPalette::Base));
    else if (span.errors > 0 && m_listed.isCollapsed(position))
        badge(QStringLiteral("! ") + text::number(static_cast<std::int64_t>(span.errors)), faded(failed, 50), failed);
    if (m_listed.isCollapsed(position))
        badge(QStringLiteral("+") + text::number(static_cast<std::int64_t>(span.end - position - 1)), faded(theme::muted(), 50), palette().color(QPalette::Text));
    painter.setFont(font());
    const int room = m_split - left - kPad;
    if (room <= 0)
        return;
    const QString operation = text::fromBytes(table.operationName(span.row)), service = text::fromBytes(table.serviceName(span.row));
    const QFontMetrics metrics = painter.fontMetrics();
    const QString shown = metrics.elidedText(operation, Qt::ElideMiddle, room);
    painter.setPen(m_tree->isError(position) ? failed : palette().color(QPalette::Text));
    painter.drawText(QRect(left, area.top(), room, area.height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
    left += metrics.horizontalAdvance(shown) + 8;
    // The service where it is not the parent's: else the colour says it.
    const bool entered = span.parent == traces::kNone || table.service(m_tree->span(span.parent).row) != table.service(span.row);
    if (const int rest = m_split - left - kPad; entered && rest > 32) {
        painter.setFont(theme::smallFont());
        painter.setPen(theme::muted());
        painter.drawText(QRect(left, area.top(), rest, area.height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, painter.fontMetrics().elidedText(service, Qt::ElideRight, rest));
        painter.setFont(font());
    }
}

void WaterfallView::paintBar(QPainter &painter, std::uint32_t position, const QRect &area)
{
    const TreeSpan &span = m_tree->span(position);
    const traces::SpanTable &table = m_tree->table();
    const QRectF bar = barRect(m_listed.lineOf(position));
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (bar.isEmpty()) {
        // Where it is: at this side or that.
        painter.setPen(theme::muted());
        const bool before = static_cast<double>(span.toNs()) < m_from;
        painter.drawText(area.adjusted(m_split + kPad, 0, -kPad, 0), Qt::AlignVCenter | (before ? Qt::AlignLeft : Qt::AlignRight), before ? QStringLiteral("‹") : QStringLiteral("›"));
        return;
    }
    const QColor color = colorOf(table.service(span.row));
    // What it did itself is full, what it waited for in its children is pale.
    painter.fillRect(bar, color);
    const auto children = table.children(span.row);
    const QColor ground = palette().color(QPalette::Base);
    const QColor pale(color.red() + (ground.red() - color.red()) * 11 / 20, color.green() + (ground.green() - color.green()) * 11 / 20, color.blue() + (ground.blue() - color.blue()) * 11 / 20);
    if (!children.empty() && bar.width() > 4) {
        double from = 0, to = -1;
        const auto flush = [&] {
            if (to > from)
                painter.fillRect(QRectF(from, bar.top(), to - from, bar.height()), pale);
        };
        for (const std::uint32_t row : children) {
            const TreeSpan &child = m_tree->span(m_tree->positionOf(row));
            const double left = std::max(bar.left(), xOf(static_cast<double>(child.fromNs))), right = std::min(bar.right(), xOf(static_cast<double>(child.toNs())));
            if (right <= left || right <= to)
                continue;
            if (left > to) {
                flush();
                from = left;
            }
            to = right;
        }
        flush();
    }
    if (m_tree->isError(position)) {
        painter.setPen(QPen(theme::color(theme::Tone::Error), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar.adjusted(0, 0, -1, -1));
        painter.fillRect(QRectF(bar.left(), bar.top(), 3, bar.height()), theme::color(theme::Tone::Error));
    }
    if (m_criticalShown && span.criticalNs > 0) {
        const auto &path = m_tree->criticalPath();
        auto segment = std::lower_bound(path.begin(), path.end(), position, [](const TreeSegment &a, std::uint32_t at) { return a.position < at; });
        double painted = -1;
        for (; segment != path.end() && segment->position == position; ++segment) {
            const double left = std::max({bar.left(), xOf(static_cast<double>(segment->fromNs)), painted}), right = std::min(bar.right(), std::max(left + 1, xOf(static_cast<double>(segment->toNs))));
            if (right <= left)
                continue;
            painter.fillRect(QRectF(left, bar.bottom() - 1, right - left, 3), palette().color(QPalette::Text));
            painted = right;
        }
    }
    if (const auto marks = m_marks.find(position); marks != m_marks.end()) {
        painter.setPen(QPen(palette().color(QPalette::Text), 1));
        double painted = -10;
        for (const std::int64_t at : marks->second) {
            const double x = std::round(xOf(static_cast<double>(at)));
            if (x - painted < 2 || x < m_split)
                continue;
            painter.drawLine(QPointF(x, bar.top() - 2), QPointF(x, bar.top() + bar.height() / 2));
            painted = x;
        }
    }
    // The duration beside the bar where there is room, else in it.
    painter.setFont(theme::smallFont());
    const QString duration = text::duration(Nanos{span.durationNs});
    const int wide = painter.fontMetrics().horizontalAdvance(duration);
    const double right = viewport()->width() - kPad;
    painter.setPen(theme::muted());
    if (bar.right() + 5 + wide < right)
        painter.drawText(QRectF(bar.right() + 5, area.top(), wide + 1, area.height()), Qt::AlignVCenter | Qt::AlignLeft, duration);
    else if (bar.left() - 5 - wide > m_split + kPad)
        painter.drawText(QRectF(bar.left() - 5 - wide, area.top(), wide + 1, area.height()), Qt::AlignVCenter | Qt::AlignLeft, duration);
    else {
        const QRectF box(bar.right() - wide - 12, bar.top(), wide + 8, bar.height());
        painter.fillRect(box, pale); // as a part of the bar
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(box, Qt::AlignCenter, duration);
    }
    painter.setFont(font());
}

} // namespace causeway::views
