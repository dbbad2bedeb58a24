// How a split is painted.

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>

#include "views/boundaries/boundary_picture.h"
#include "views/boundaries/class_table.h"
#include "views/text/text.h"
#include "views/theme/service_tones.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr double kTextZoom = 0.5, kRound = 6, kHead = 8, kOver = 48; // over: pixels that a name may be wider than its box

QColor mixed(const QColor &color, const QColor &ground, double share)
{
    return QColor::fromRgbF(static_cast<float>(ground.redF() + (color.redF() - ground.redF()) * share), static_cast<float>(ground.greenF() + (color.greenF() - ground.greenF()) * share),
                            static_cast<float>(ground.blueF() + (color.blueF() - ground.blueF()) * share));
}

bool isMarked(const std::vector<bool> &marks, std::size_t i) { return i < marks.size() && marks[i]; }

QString count(double n) { return text::number(static_cast<std::int64_t>(std::llround(n))); }

// A needle with a round head.
void paintPin(QPainter &painter, const QRectF &at, const QColor &ink)
{
    painter.setPen(QPen(ink, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(at.center().x(), at.center().y()), QPointF(at.center().x() - 2.5, at.bottom() - 1));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(at.center().x() + 0.5, at.top() + 4), 3, 3);
}

void paintHead(QPainter &painter, const QPainterPath &path, bool atEnd, double width, const QColor &ink)
{
    const double length = path.length(), back = std::min(0.4, (kHead + width) / std::max(1.0, length));
    const QPointF tip = path.pointAtPercent(atEnd ? 1 : 0), from = path.pointAtPercent(atEnd ? 1 - back : back), d = tip - from;
    const double size = std::max(1e-6, std::hypot(d.x(), d.y()));
    const QPointF side = QPointF(-d.y(), d.x()) / size * (kHead / 2 + width / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawPolygon(QPolygonF({tip, from + side, from - side}));
}

} // namespace

void BoundaryPicture::paint(QPainter &painter, const QRectF &exposed, double zoom, const BoundaryMarks &marks, const QPalette &palette) const
{
    painter.setRenderHint(QPainter::Antialiasing, zoom > 0.1);
    paintEdges(painter, exposed, zoom, marks, palette);
    for (std::uint32_t b = 0; b < m_boxes.size(); ++b)
        if (m_boxes[b].rect.adjusted(-6, -6, 6, 6).intersects(exposed))
            paintBox(painter, b, exposed, zoom, marks, palette);
    if (zoom >= kTextZoom)
        paintNumbers(painter, exposed, marks, palette); // above boxes: short lines have no room for them
    else
        paintNames(painter, zoom, palette);
}

void BoundaryPicture::paintEdges(QPainter &painter, const QRectF &exposed, double zoom, const BoundaryMarks &marks, const QPalette &palette) const
{
    const QColor ground = palette.color(QPalette::Base);
    const auto isNear = [&](const Edge &edge) { return marks.near && (edge.a == *marks.near || edge.b == *marks.near); };
    for (int round = 0; round < 2; ++round) // those near stand above
        for (const Edge &edge : m_edges) {
            const bool near = isNear(edge);
            if (near != (round == 1) || !edge.path.controlPointRect().adjusted(-40, -40, 40, 40).intersects(exposed))
                continue;
            const QColor ink = near ? theme::color(theme::Tone::Accent) : mixed(theme::outline(), ground, marks.near ? 0.35 : 0.75);
            painter.strokePath(edge.path, QPen(ink, std::max(edge.width, 1 / zoom), Qt::SolidLine, Qt::FlatCap));
            if (edge.there > 0)
                paintHead(painter, edge.path, true, edge.width, ink);
            if (edge.back > 0)
                paintHead(painter, edge.path, false, edge.width, ink);
        }
}

void BoundaryPicture::paintNumbers(QPainter &painter, const QRectF &exposed, const BoundaryMarks &marks, const QPalette &palette) const
{
    const QColor ground = palette.color(QPalette::Base);
    painter.setFont(m_small);
    for (const Edge &edge : m_edges) {
        const bool near = marks.near && (edge.a == *marks.near || edge.b == *marks.near);
        if (marks.near ? !near : !edge.labelled)
            continue;
        if (!edge.label.intersects(exposed))
            continue;
        painter.setPen(QPen(ground, 2)); // a halo, where it stands on something
        painter.setBrush(ground);
        painter.drawRoundedRect(edge.label, 4, 4);
        painter.setPen(near ? palette.color(QPalette::Text) : theme::muted());
        painter.drawText(edge.label, Qt::AlignCenter, count(edge.there + edge.back));
    }
}

void BoundaryPicture::paintBox(QPainter &painter, std::uint32_t b, const QRectF &exposed, double zoom, const BoundaryMarks &marks, const QPalette &palette) const
{
    const Box &box = m_boxes[b];
    const bool outside = box.service == kNoService, target = marks.target == b;
    const QColor ground = palette.color(QPalette::Base), tint = outside ? theme::muted() : theme::serviceTone(box.tone);
    const bool whole = !box.classes.empty() && std::ranges::all_of(box.classes, [&](std::uint32_t one) { return isMarked(marks.selected, one); });
    const bool stands = target || (box.folded && whole);
    painter.setPen(QPen(stands ? theme::color(theme::Tone::Accent) : outside ? theme::outline() : mixed(tint, ground, 0.8), std::max(stands ? 3.0 : 1.2, 1 / zoom), outside ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(mixed(tint, ground, target ? 0.2 : 0.07));
    painter.drawRoundedRect(box.rect, kRound, kRound);
    if (!outside) {
        QPainterPath round;
        round.addRoundedRect(box.rect, kRound, kRound);
        painter.save(); // the head, solid or in dashes where the colour was given before
        painter.setClipPath(round, Qt::IntersectClip);
        QPen pen(tint, 4, theme::serviceDashes(box.tone), Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(box.rect.left(), box.rect.top() + 2), QPointF(box.rect.right(), box.rect.top() + 2));
        painter.restore();
    }
    if (zoom >= kTextZoom) {
        QRectF area = box.title.adjusted(8, 6, -8, -2);
        const QFontMetricsF metrics(m_font), small(m_small);
        QFont bold = m_font;
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(palette.color(QPalette::Text));
        if (box.folded)
            area.setTop(std::max(area.top(), box.title.center().y() - (metrics.height() + small.height()) / 2));
        painter.drawText(QRectF(area.topLeft(), QSizeF(area.width(), metrics.height())), Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(bold).elidedText(box.name, Qt::ElideMiddle, area.width()));
        painter.setFont(m_small);
        painter.setPen(theme::muted());
        const auto pins = static_cast<double>(std::ranges::count_if(box.classes, [&](std::uint32_t one) { return m_pinned[one]; }));
        QString facts = box.classes.size() == 1 ? QCoreApplication::translate("boundaries", "1 class") : QCoreApplication::translate("boundaries", "%1 classes").arg(count(static_cast<double>(box.classes.size())));
        if (!std::isnan(box.stability))
            facts += QStringLiteral("  ·  %1 %2").arg(stabilityMark(box.stability), stabilityText(box.stability));
        if (pins > 0)
            facts += QStringLiteral("  ·  ") + QCoreApplication::translate("boundaries", "%1 pinned").arg(count(pins));
        if (box.folded)
            facts += QStringLiteral("  ▸");
        painter.drawText(QRectF(area.left(), area.top() + metrics.height(), area.width(), small.height()), Qt::AlignLeft | Qt::AlignVCenter, small.elidedText(facts, Qt::ElideRight, area.width()));
    }
    if (!box.folded)
        for (const std::uint32_t one : box.classes)
            if (m_chips[one].intersects(exposed))
                paintChip(painter, one, zoom, marks, tint, palette);
    if (marks.focusBox == b) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette.color(QPalette::Text), std::max(1.5, 1 / zoom), Qt::DotLine));
        painter.drawRoundedRect((box.folded ? box.rect : box.title).adjusted(2, 2, -2, -2), kRound - 2, kRound - 2);
    }
}

// From afar the names of services stand across their boxes, as large as they can be read; a little over the border where a box is small.
void BoundaryPicture::paintNames(QPainter &painter, double zoom, const QPalette &palette) const
{
    QColor veil = palette.color(QPalette::Base);
    veil.setAlpha(210);
    std::vector<const Box *> order; // names of large boxes first: those of small ones give way
    for (const Box &box : m_boxes)
        order.push_back(&box);
    std::ranges::stable_sort(order, std::greater(), [](const Box *box) { return box->rect.width() * box->rect.height(); });
    std::vector<QRectF> taken;
    for (const Box *box : order) {
        QFont far = m_font;
        far.setWeight(QFont::DemiBold);
        const double whole = m_font.pointSizeF() * 0.95 / zoom;
        QString name;
        QRectF pill;
        for (const double width : {box->rect.width() + kOver / zoom, box->rect.width()}) {
            far.setPointSizeF(whole);
            if (const double wanted = QFontMetricsF(far).horizontalAdvance(box->name); wanted > width)
                far.setPointSizeF(std::max(whole * 0.75, whole * width / wanted));
            const QFontMetricsF metrics(far);
            name = metrics.elidedText(box->name, Qt::ElideMiddle, std::max(width, metrics.averageCharWidth() * 4));
            pill = QRectF(0, 0, metrics.horizontalAdvance(name) + 4 / zoom, metrics.height());
            pill.moveCenter(box->rect.center());
            if (std::ranges::none_of(taken, [&](const QRectF &other) { return other.intersects(pill); }))
                break;
        }
        taken.push_back(pill);
        painter.setPen(Qt::NoPen);
        painter.setBrush(veil);
        painter.drawRoundedRect(pill, 3 / zoom, 3 / zoom);
        painter.setFont(far);
        painter.setPen(palette.color(QPalette::Text));
        painter.drawText(pill, Qt::AlignCenter, name);
    }
}

// The stabler the fuller its colour; the mark at its right says the same.
void BoundaryPicture::paintChip(QPainter &painter, std::uint32_t one, double zoom, const BoundaryMarks &marks, const QColor &tint, const QPalette &palette) const
{
    const QRectF &rect = m_chips[one];
    const bool selected = isMarked(marks.selected, one), pale = !marks.found.empty() && !isMarked(marks.found, one);
    const double stability = one < m_split->stability.size() ? m_split->stability[one] : std::nan("");
    const QColor ground = palette.color(QPalette::Base), fill = selected ? palette.color(QPalette::Highlight) : mixed(tint, ground, pale ? 0.05 : std::isnan(stability) ? 0.18 : 0.08 + 0.3 * stability);
    const QColor ink = selected ? palette.color(QPalette::HighlightedText) : pale ? theme::muted() : palette.color(QPalette::Text);
    painter.setPen(m_seen[one] ? Qt::NoPen : QPen(theme::outline(), std::max(1.0, 0.6 / zoom), Qt::DashLine));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect, 3, 3);
    if (zoom >= kTextZoom) {
        QFont font = m_small;
        font.setItalic(!m_seen[one]);
        painter.setFont(font);
        painter.setPen(ink);
        const bool marked = m_pinned[one] || m_utility[one];
        painter.drawText(rect.adjusted(marked ? 17 : 6, 0, -16, 0), Qt::AlignLeft | Qt::AlignVCenter, m_shown[one]);
        painter.drawText(rect.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, m_elsewhere[one] ? QStringLiteral("↗") + stabilityMark(stability) : stabilityMark(stability));
        if (m_utility[one])
            painter.drawText(rect.adjusted(5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("∗"));
        else if (m_pinned[one])
            paintPin(painter, QRectF(rect.left() + 4, rect.top() + 1, 10, rect.height() - 2), ink);
    }
    if (marks.focusClass == one) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette.color(QPalette::Text), std::max(1.5, 1 / zoom), Qt::DotLine));
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 4, 4);
    }
}

} // namespace causeway::views
