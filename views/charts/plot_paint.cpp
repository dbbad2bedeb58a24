#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

#include <algorithm>
#include <cmath>

#include "views/charts/plot.h"
#include "views/theme/theme.h"

namespace causeway::views {

int ticksWithin(double height); // how many are wanted up a pane; plot.cpp

namespace {

QColor with(QColor color, float alpha)
{
    color.setAlphaF(color.alphaF() * alpha);
    return color;
}

QColor colorOf(const PlotSeries &series) { return series.quiet || !series.color ? theme::muted() : series.color(); }

} // namespace

void PlotLayout::paint(QPainter &painter, const QPalette &palette, const std::optional<PlotSpot> &marked, const std::vector<PlotSpot> &chosen) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::smallFont());
    painter.fillRect(m_area, palette.color(QPalette::Base));
    paintLegend(painter, palette);
    for (std::size_t p = 0; p < m_panes.size(); ++p) {
        paintAxes(painter, p, palette);
        painter.save();
        painter.setClipRect(m_panes[p].area.adjusted(-6, -6, 6, 6));
        for (const bool quiet : {true, false})
            for (std::size_t s = 0; s < m_plot.panes[p].series.size(); ++s)
                if (m_plot.panes[p].series[s].quiet == quiet)
                    paintSeries(painter, p, m_plot.panes[p].series[s], s, palette);
        std::vector<QRectF> values;
        for (std::size_t s = 0; s < m_plot.panes[p].series.size(); ++s)
            for (std::size_t i = 0; i < m_plot.panes[p].series[s].size(); ++i)
                if (isBeyond(p, s, i))
                    paintBeyond(painter, p, s, i, palette, values);
        painter.restore();
        std::vector<QRectF> names; // of rules, so that none lies on another
        for (const PlotRule &rule : m_plot.panes[p].rules) {
            const QColor color = rule.color ? rule.color() : theme::color(theme::Tone::Warning);
            const QRectF &area = m_panes[p].area;
            painter.setPen(QPen(color, 1.4, Qt::DashLine));
            const QPointF place = at(p, rule.upright ? rule.at : m_x.from, rule.upright ? m_panes[p].y.from : rule.at);
            rule.upright ? painter.drawLine(QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom())) : painter.drawLine(QPointF(area.left(), place.y()), QPointF(area.right(), place.y()));
            if (rule.name.isEmpty())
                continue;
            // Its name on a ground of its own: lines run through here.
            const QFontMetricsF metrics(theme::smallFont());
            const double wide = metrics.horizontalAdvance(rule.name) + 6;
            QRectF box = rule.upright ? QRectF(place.x() + 3, area.top() + 1, wide, metrics.height()) : QRectF(area.right() - wide - 2, place.y() - metrics.height() - 1, wide, metrics.height());
            if (box.right() > area.right())
                box.moveRight(place.x() - 3);
            if (box.top() < area.top())
                box.moveTop(place.y() + 2);
            const auto taken = [&] { return std::ranges::any_of(names, [&](const QRectF &other) { return other.intersects(box); }); };
            for (int i = 0; i < 8 && taken(); ++i)
                rule.upright ? box.translate(0, metrics.height() + 2) : box.translate(-wide - 8, 0);
            names.push_back(box);
            painter.fillRect(box, with(palette.color(QPalette::Base), 0.8F));
            painter.setPen(color);
            painter.drawText(box, Qt::AlignCenter, rule.name);
        }
    }
    const auto ring = [&](const PlotSpot &spot, const QColor &color, double size) {
        if (spot.pane >= m_panes.size() || spot.series >= m_plot.panes[spot.pane].series.size() || spot.point >= m_plot.panes[spot.pane].series[spot.series].size())
            return;
        painter.setPen(QPen(color, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(pointAt(spot.pane, spot.series, spot.point), size, size);
    };
    for (const PlotSpot &spot : chosen)
        ring(spot, theme::color(theme::Tone::Accent), 8);
    if (marked)
        ring(*marked, palette.color(QPalette::WindowText), 6);
    painter.restore();
}

void PlotLayout::paintLegend(QPainter &painter, const QPalette &palette) const
{
    const QFontMetricsF metrics(theme::smallFont());
    double x = m_legend.left() + 4;
    QStringList seen;
    for (const PlotPane &pane : m_plot.panes)
        for (const PlotSeries &series : pane.series) {
            if (series.name.isEmpty() || seen.contains(series.name))
                continue;
            seen << series.name;
            const double wide = metrics.horizontalAdvance(series.name);
            if (x + 26 + wide > m_legend.right())
                return;
            const QColor color = colorOf(series);
            const double middle = m_legend.center().y();
            if (series.kind == PlotSeries::Kind::Area || series.kind == PlotSeries::Kind::Bars)
                painter.fillRect(QRectF(x, middle - 5, 14, 10), with(color, series.kind == PlotSeries::Kind::Area ? 0.6F : 0.85F));
            else if (series.kind == PlotSeries::Kind::Points)
                paintMark(painter, {x + 7, middle}, series.mark, color, palette, 4.5);
            else {
                painter.setPen(QPen(color, series.strong ? 2.4 : 1.6, series.dashed ? Qt::DashLine : Qt::SolidLine));
                painter.drawLine(QPointF(x, middle), QPointF(x + 16, middle));
                paintMark(painter, {x + 8, middle}, series.mark, color, palette, 3);
            }
            painter.setPen(palette.color(QPalette::WindowText));
            painter.drawText(QRectF(x + 20, m_legend.top(), wide + 4, m_legend.height()), Qt::AlignVCenter | Qt::AlignLeft, series.name);
            x += 20 + wide + 18;
        }
    const auto anyBeyond = [&] {
        for (std::size_t p = 0; p < m_plot.panes.size(); ++p)
            for (std::size_t s = 0; s < m_plot.panes[p].series.size(); ++s)
                for (std::size_t i = 0; i < m_plot.panes[p].series[s].size(); ++i)
                    if (isBeyond(p, s, i))
                        return true;
        return false;
    };
    const QString beyond = QCoreApplication::translate("plot", "further away than is drawn, with its value");
    if (const double wide = metrics.horizontalAdvance(beyond); x + 26 + wide <= m_legend.right() && anyBeyond()) {
        const double middle = m_legend.center().y();
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::muted());
        painter.drawPolygon(QPolygonF{{x + 14, middle}, {x + 3, middle + 5}, {x + 3, middle - 5}});
        painter.setPen(palette.color(QPalette::WindowText));
        painter.drawText(QRectF(x + 20, m_legend.top(), wide + 4, m_legend.height()), Qt::AlignVCenter | Qt::AlignLeft, beyond);
    }
}

void PlotLayout::paintAxes(QPainter &painter, std::size_t p, const QPalette &palette) const
{
    const QRectF &area = m_panes[p].area;
    const QFontMetricsF metrics(theme::smallFont());
    const PlotAxis &y = m_plot.panes[p].y;
    painter.setPen(palette.color(QPalette::WindowText));
    painter.drawText(QRectF(m_area.left() + 4, area.top() - 16, m_area.width() - 8, 16), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(y.title, Qt::ElideRight, m_area.width() - 8));
    double last = HUGE_VAL; // the label below
    for (const double tick : ticks(y, m_panes[p].y, ticksWithin(area.height()))) {
        const double at = area.bottom() - m_panes[p].y.place(tick) * area.height();
        if (y.names.isEmpty()) {
            painter.setPen(QPen(theme::line(), 1, Qt::DotLine));
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
        }
        const double room = area.left() - m_area.left() - 6;
        // At the top it goes below its line: above is the title.
        const double middle = y.names.isEmpty() ? std::max(at, area.top() + 5) : at;
        if (y.names.isEmpty() && std::abs(last - middle) < metrics.height() - 2)
            continue;
        last = middle;
        painter.setPen(y.names.isEmpty() ? theme::muted() : palette.color(QPalette::WindowText));
        painter.drawText(QRectF(m_area.left(), middle - 9, room, 18), Qt::AlignRight | Qt::AlignVCenter, metrics.elidedText(y.text(tick), Qt::ElideMiddle, room));
    }
    const bool isLast = p + 1 == m_panes.size();
    // The labels stand below the last pane; so that they are in sight where that is not, below the first one too, and above named rows.
    const bool isAbove = p == 0 && !y.names.isEmpty() && y.title.isEmpty();
    double free = area.left() - 40;
    for (const double tick : ticks(m_plot.x, m_x, std::max(2, static_cast<int>(area.width() / 90)))) {
        const double at = area.left() + m_x.place(tick) * area.width();
        if (at < area.left() - 1 || at > area.right() + 1)
            continue;
        painter.setPen(QPen(theme::line(), 1, Qt::DotLine));
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
        if (!isLast && p != 0)
            continue;
        const QString label = m_plot.x.text(tick);
        const double wide = metrics.horizontalAdvance(label), from = std::min(at - wide / 2, m_area.right() - wide);
        if (from < free)
            continue;
        painter.setPen(theme::muted());
        painter.drawText(QRectF(from, area.bottom() + 2, wide + 2, isLast ? 16 : 14), Qt::AlignLeft | Qt::AlignVCenter, label);
        if (isAbove)
            painter.drawText(QRectF(from, area.top() - 16, wide + 2, 14), Qt::AlignLeft | Qt::AlignVCenter, label);
        free = from + wide + 8;
    }
    painter.setPen(theme::line());
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.drawLine(area.topLeft(), area.bottomLeft());
    if (isLast) {
        painter.setPen(palette.color(QPalette::WindowText));
        painter.drawText(QRectF(area.left(), area.bottom() + 18, area.width(), 16), Qt::AlignRight | Qt::AlignVCenter, metrics.elidedText(m_plot.x.title, Qt::ElideRight, area.width()));
    }
}

void PlotLayout::paintMark(QPainter &painter, const QPointF &at, PlotSeries::Mark mark, const QColor &color, const QPalette &palette, double size) const
{
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(mark == PlotSeries::Mark::Ring ? palette.color(QPalette::Base) : color);
    switch (mark) {
    case PlotSeries::Mark::None: break;
    case PlotSeries::Mark::Dot:
    case PlotSeries::Mark::Ring: painter.drawEllipse(at, size, size); break;
    case PlotSeries::Mark::Square: painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)); break;
    case PlotSeries::Mark::Diamond: painter.drawPolygon(QPolygonF{{at.x(), at.y() - size * 1.3}, {at.x() + size * 1.3, at.y()}, {at.x(), at.y() + size * 1.3}, {at.x() - size * 1.3, at.y()}}); break;
    }
}

bool PlotLayout::isBeyond(std::size_t p, std::size_t s, std::size_t i) const
{
    const PlotSeries &series = m_plot.panes[p].series[s];
    if (series.kind != PlotSeries::Kind::Points || !std::isfinite(series.x[i]) || !std::isfinite(series.y[i]))
        return false;
    const QPointF far = at(p, series.x[i], series.y[i]) - pointAt(p, s, i);
    return std::abs(far.x()) > 1 || std::abs(far.y()) > 1;
}

// An arrow at the edge that points to where it is, with its value.
void PlotLayout::paintBeyond(QPainter &painter, std::size_t p, std::size_t s, std::size_t i, const QPalette &palette, std::vector<QRectF> &taken) const
{
    const PlotSeries &series = m_plot.panes[p].series[s];
    const QRectF &area = m_panes[p].area;
    const QPointF there = pointAt(p, s, i), far = at(p, series.x[i], series.y[i]) - there;
    const bool acrossX = std::abs(far.x()) > 1;
    const double towards = acrossX ? (far.x() > 0 ? 1 : -1) : far.y() > 0 ? 1 : -1;
    constexpr double kSize = 6;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorOf(series));
    const QPointF back = there - (acrossX ? QPointF(towards * 2 * kSize, 0) : QPointF(0, towards * 2 * kSize)), wide = acrossX ? QPointF(0, kSize) : QPointF(kSize, 0);
    painter.drawPolygon(QPolygonF{there, back + wide, back - wide});
    const QString value = acrossX ? m_plot.x.text(series.x[i]) : m_plot.panes[p].y.text(series.y[i]);
    const QFontMetricsF metrics(theme::smallFont());
    QRectF box(0, 0, metrics.horizontalAdvance(value) + 4, metrics.height());
    box.moveCenter(acrossX ? QPointF(back.x() - towards * (box.width() / 2 + 2), there.y()) : QPointF(there.x(), back.y() - towards * (box.height() / 2 + 1)));
    box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - box.width())));
    box.moveTop(std::clamp(box.top(), area.top(), std::max(area.top(), area.bottom() - box.height())));
    if (std::ranges::any_of(taken, [&](const QRectF &other) { return other.intersects(box); }))
        return; // its tip tells it
    taken.push_back(box);
    painter.fillRect(box, with(palette.color(QPalette::Base), 0.8F));
    painter.setPen(palette.color(QPalette::WindowText));
    painter.drawText(box, Qt::AlignCenter, value);
}

void PlotLayout::paintSeries(QPainter &painter, std::size_t p, const PlotSeries &series, std::size_t index, const QPalette &palette) const
{
    const QColor color = colorOf(series);
    const std::size_t n = series.size();
    // Runs of points without a gap.
    const auto runs = [&](const auto &f) {
        for (std::size_t i = 0; i < n;) {
            while (i < n && !std::isfinite(series.y[i]))
                ++i;
            std::size_t end = i;
            while (end < n && std::isfinite(series.y[end]))
                ++end;
            if (end > i)
                f(i, end);
            i = end;
        }
    };
    switch (series.kind) {
    case PlotSeries::Kind::Area:
        runs([&](std::size_t from, std::size_t end) {
            QPolygonF shape;
            for (std::size_t i = from; i < end; ++i)
                shape << pointAt(p, index, i);
            for (std::size_t i = end; i-- > from;)
                shape << at(p, series.x[i], m_panes[p].base[index][i]);
            painter.setPen(Qt::NoPen);
            painter.setBrush(with(color, 0.6F));
            painter.drawPolygon(shape);
        });
        return;
    case PlotSeries::Kind::Bars: {
        const double half = std::min(9.0, std::abs(at(p, 0, 0.36).y() - at(p, 0, 0).y()));
        for (std::size_t i = 0; i < n; ++i) {
            const QPointF end = at(p, series.x[i], series.y[i]), from = at(p, series.base, series.y[i]);
            painter.fillRect(QRectF(QPointF(std::min(from.x(), end.x()), end.y() - half), QSizeF(std::abs(end.x() - from.x()), 2 * half)), with(color, series.quiet ? 0.45F : 0.85F));
            if (i < series.low.size() && std::isfinite(series.low[i])) {
                painter.setPen(QPen(palette.color(QPalette::WindowText), 1.2));
                const double low = at(p, series.low[i], 0).x(), high = at(p, series.high[i], 0).x();
                painter.drawLine(QPointF(low, end.y()), QPointF(high, end.y()));
                for (const double x : {low, high})
                    painter.drawLine(QPointF(x, end.y() - 3), QPointF(x, end.y() + 3));
            }
        }
        return;
    }
    case PlotSeries::Kind::Line:
        if (!series.low.empty())
            runs([&](std::size_t from, std::size_t end) {
                QPolygonF band;
                for (std::size_t i = from; i < end; ++i)
                    if (std::isfinite(series.high[i]))
                        band << at(p, series.x[i], series.high[i]);
                for (std::size_t i = end; i-- > from;)
                    if (std::isfinite(series.low[i]))
                        band << at(p, series.x[i], series.low[i]);
                painter.setPen(Qt::NoPen);
                painter.setBrush(with(color, 0.18F));
                painter.drawPolygon(band);
            });
        runs([&](std::size_t from, std::size_t end) {
            QPolygonF line;
            for (std::size_t i = from; i < end; ++i)
                line << pointAt(p, index, i);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color, series.strong ? 2.4 : 1.6, series.dashed ? Qt::DashLine : Qt::SolidLine));
            line.size() == 1 ? painter.drawEllipse(line.front(), 1.5, 1.5) : painter.drawPolyline(line);
        });
        break;
    case PlotSeries::Kind::Points:
        for (std::size_t i = 0; i < n && i < series.low.size(); ++i)
            if (std::isfinite(series.low[i]) && std::isfinite(series.high[i])) {
                painter.setPen(QPen(with(color, 0.7F), 1.2));
                painter.drawLine(at(p, series.x[i], series.low[i]), at(p, series.x[i], series.high[i]));
            }
        break;
    }
    if (series.mark != PlotSeries::Mark::None)
        for (std::size_t i = 0; i < n; ++i)
            if (std::isfinite(series.y[i]) && std::isfinite(series.x[i]) && !isBeyond(p, index, i))
                paintMark(painter, pointAt(p, index, i), series.mark, color, palette, series.strong ? 5.5 : 4);
}

} // namespace causeway::views
