#include "views/flow/flow_picture.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/models/flow_tables.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flow", text); }

constexpr double kMark = 14, kPad = 8, kWidest = 232, kNarrowest = 96, kRound = 5;
constexpr double kTextZoom = 0.42;   // below it nodes are blocks
constexpr double kLabelZoom = 0.7;   // below it edges have no numbers
constexpr double kApartGap = 16;

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

bool isMarked(const std::vector<bool> &marks, std::size_t i) { return i < marks.size() && marks[i]; }

} // namespace

FlowPicture::FlowPicture(Mined mined, VisibleFlow visible, const QFont &font)
    : m_mined(std::move(mined)), m_visible(std::move(visible)), m_scale(m_mined->graph, !m_mined->differences.empty()), m_font(font), m_small(theme::smallFont()), m_nodes(m_visible.nodes.size()),
      m_edges(m_visible.edges.size())
{
    const QFontMetricsF metrics(m_font), small(m_small);
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const VisibleFlow::Node &node = m_visible.nodes[i];
        PlacedNode &placed = m_nodes[i];
        const QString name = node.component && node.isChain() ? text::fromBytes(m_visible.components[*node.component]) : text::fromBytes(m_mined->texts[node.members.front()]);
        const double badge = node.isChain() || node.opened ? 34 : 0;
        const double room = kWidest - 2 * kPad - kMark - 6 - badge;
        placed.first = metrics.elidedText(name, Qt::ElideRight, room);
        placed.second = secondLine(node);
        const double width = std::max(metrics.horizontalAdvance(placed.first), small.horizontalAdvance(placed.second)) + 2 * kPad + kMark + 8 + badge;
        placed.rect = QRectF(0, 0, std::ceil(std::clamp(width, kNarrowest, kWidest)), std::ceil(metrics.height() + small.height() + 10));
    }
    placeApart(0);
}

flow::Change FlowPicture::changeOf(std::uint32_t edge) const { return m_mined->differences.empty() ? flow::Change::None : m_mined->differences[edge].change; }

bool FlowPicture::isNew(const VisibleFlow::Node &node) const
{
    return !m_mined->countsBefore.empty() && std::ranges::all_of(node.members, [&](std::uint32_t n) { return m_mined->countsBefore[n] == 0; });
}

bool FlowPicture::isGone(const VisibleFlow::Node &node) const { return !m_mined->countsBefore.empty() && node.count == 0; }

QString FlowPicture::secondLine(const VisibleFlow::Node &node) const
{
    if (isGone(node))
        return tr("gone  ·  was %1 ×").arg(count(m_mined->countsBefore[node.members.front()]));
    const QString much = node.isChain() ? tr("%1 steps  ·  %2 ×").arg(node.members.size()).arg(count(node.count)) : tr("%1  ·  %2 ×").arg(flowKindName(node.kind), count(node.count));
    return isNew(node) ? tr("new  ·  %1").arg(much) : much;
}

QString FlowPicture::labelOf(const VisibleFlow::Edge &edge) const
{
    const flow::Edge &one = m_mined->graph.edges[edge.edge];
    if (edge.edges > 1)
        return tr("%1 ×  %2 transitions").arg(count(edge.count)).arg(edge.edges);
    if (const flow::Change change = changeOf(edge.edge); change != flow::Change::None) {
        const flow::EdgeDifference &difference = m_mined->differences[edge.edge];
        switch (change) {
        case flow::Change::New: return tr("new  %1 ×").arg(count(one.count));
        case flow::Change::Gone: return tr("gone  was %1 ×").arg(count(difference.countBefore));
        case flow::Change::Slower: return tr("slower  %1 → %2").arg(text::duration(Nanos{difference.p50BeforeNs}), text::duration(Nanos{difference.p50Ns}));
        case flow::Change::Faster: return tr("faster  %1 → %2").arg(text::duration(Nanos{difference.p50BeforeNs}), text::duration(Nanos{difference.p50Ns}));
        case flow::Change::Likelier: return tr("▲ likelier  %1 → %2").arg(text::percent(difference.probabilityBefore), text::percent(difference.probability));
        case flow::Change::Rarer: return tr("▼ rarer  %1 → %2").arg(text::percent(difference.probabilityBefore), text::percent(difference.probability));
        case flow::Change::None: break;
        }
    }
    return m_scale.hasTimes() ? tr("%1 ×  %2").arg(count(one.count), text::duration(Nanos{one.p50Ns})) : tr("%1 ×").arg(count(one.count));
}

layout::Request FlowPicture::request() const
{
    layout::Request request;
    std::vector<std::uint32_t> number(m_nodes.size(), 0);
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (!m_visible.nodes[i].alone) {
            number[i] = static_cast<std::uint32_t>(request.nodes.size());
            request.nodes.push_back({m_nodes[i].rect.width(), m_nodes[i].rect.height()});
        }
    for (const VisibleFlow::Edge &edge : m_visible.edges) {
        const double share = std::min(1.0, static_cast<double>(edge.count) / static_cast<double>(m_scale.mostCount()));
        request.edges.push_back({number[edge.from], number[edge.to], static_cast<unsigned>(1 + std::lround(9 * share))}); // what is common goes straight
    }
    return request;
}

std::vector<std::uint64_t> FlowPicture::requestNames() const
{
    std::vector<std::uint64_t> names;
    for (const VisibleFlow::Node &node : m_visible.nodes)
        if (!node.alone)
            names.push_back(node.name);
    return names;
}

void FlowPicture::place(const layout::Answer &answer)
{
    m_bounds = {};
    std::size_t next = 0;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (!m_visible.nodes[i].alone && next < answer.nodes.size()) {
            m_nodes[i].rect.moveCenter({answer.nodes[next].x, answer.nodes[next].y});
            m_bounds |= m_nodes[i].rect;
            ++next;
        }
    for (std::size_t e = 0; e < m_edges.size() && e < answer.edges.size(); ++e) {
        LabelledEdge &placed = m_edges[e];
        if (answer.edges[e].size() < 4)
            continue;
        const VisibleFlow::Edge &edge = m_visible.edges[e];
        placed.place(answer.edges[e], m_scale.width(edge.count));
        placed.label = labelOf(edge);
        m_bounds |= placed.bounds;
    }
    placeApart(m_bounds.isEmpty() ? 0 : m_bounds.bottom() + 3 * kApartGap);
}

// In rows below, as wide as the graph or as a page.
void FlowPicture::placeApart(double top)
{
    const double left = m_bounds.left(), wide = std::max(m_bounds.width(), 3 * (kWidest + kApartGap));
    double x = left, y = top;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        if (!m_visible.nodes[i].alone)
            continue;
        QRectF &rect = m_nodes[i].rect;
        if (x > left && x + rect.width() > left + wide) {
            x = left;
            y += rect.height() + kApartGap;
        }
        rect.moveTopLeft({x, y});
        x += rect.width() + kApartGap;
        m_bounds |= rect;
    }
}

std::unordered_map<std::uint64_t, layout::Point> FlowPicture::places() const
{
    std::unordered_map<std::uint64_t, layout::Point> places;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (!m_visible.nodes[i].alone)
            places[m_visible.nodes[i].name] = {m_nodes[i].rect.center().x(), m_nodes[i].rect.center().y()};
    return places;
}

QRectF FlowPicture::badgeRect(std::size_t node) const
{
    const VisibleFlow::Node &one = m_visible.nodes[node];
    if (!one.isChain() && !one.opened)
        return {};
    const QRectF &rect = m_nodes[node].rect;
    return {rect.right() - kPad - 28, rect.top() + 6, 28, 18};
}

QString FlowPicture::nodeText(std::size_t node) const
{
    QStringList all;
    for (const std::uint32_t member : m_visible.nodes[node].members)
        all << text::fromBytes(m_mined->texts[member]);
    return all.join(QStringLiteral("\n→ "));
}

QString FlowPicture::nodeTip(std::size_t node) const
{
    const VisibleFlow::Node &one = m_visible.nodes[node];
    if (one.isChain() && one.component)
        return tr("The component %1: %2 steps, %3 events. Click to open it.").arg(text::fromBytes(m_visible.components[*one.component])).arg(one.members.size()).arg(count(one.count));
    QString tip = nodeText(node);
    if (one.isChain())
        return tip + QLatin1Char('\n') + tr("A chain of %1 steps, begun %2 times. Click to open it.").arg(one.members.size()).arg(count(one.count));
    const flow::Node &mined = m_mined->graph.nodes[one.members.front()];
    tip += QLatin1Char('\n') + tr("%1, %2 events").arg(flowKindName(mined.kind), count(mined.count));
    if (mined.kind != flow::NodeKind::Operational && mined.count > 0)
        tip += QLatin1Char('\n') + tr("%1 follow from none, %2 have none that follow").arg(text::percent(mined.begins), text::percent(mined.ends));
    if (!m_mined->countsBefore.empty())
        tip += QLatin1Char('\n') + tr("%1 events in the period before").arg(count(m_mined->countsBefore[one.members.front()]));
    return tip;
}

QString FlowPicture::edgeTip(std::size_t edge) const
{
    const flow::Edge &one = m_mined->graph.edges[m_visible.edges[edge].edge];
    const auto name = [&](std::uint32_t node) { return text::fromBytes(m_mined->texts[node]).left(80); };
    if (const VisibleFlow::Edge &shown = m_visible.edges[edge]; shown.edges > 1)
        return tr("%1 transitions, taken %2 times. Open the components to see each; that taken most:").arg(shown.edges).arg(count(shown.count)) + QLatin1Char('\n') + name(one.from) + QStringLiteral("\n→ ") + name(one.to);
    QString tip = name(one.from) + QStringLiteral("\n→ ") + name(one.to) + QLatin1Char('\n');
    tip += tr("%1 times, %2 a parent").arg(count(one.count), text::number(one.probability, 3));
    if (m_scale.hasTimes())
        tip += QLatin1Char('\n') + tr("median %1, 95 % within %2, 99 % within %3").arg(text::duration(Nanos{one.p50Ns}), text::duration(Nanos{one.p95Ns}), text::duration(Nanos{one.p99Ns}));
    if (changeOf(m_visible.edges[edge].edge) != flow::Change::None) {
        const flow::EdgeDifference &before = m_mined->differences[m_visible.edges[edge].edge];
        tip += QLatin1Char('\n') + tr("before: %1 times, %2 a parent, median %3").arg(count(before.countBefore), text::number(before.probabilityBefore, 3), text::duration(Nanos{before.p50BeforeNs}));
        tip += QLatin1Char('\n') + tr("%1; by chance with a probability of %2").arg(flowChangeName(before.change), before.pValue < 1e-4 ? QStringLiteral("< 0.0001") : text::number(before.pValue, 2));
    }
    return one.inferred ? tip + QLatin1Char('\n') + tr("inferred from times, not from ids") : tip;
}

std::optional<std::uint32_t> FlowPicture::nodeAt(const QPointF &point) const
{
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].rect.contains(point))
            return i;
    return std::nullopt;
}

std::optional<std::uint32_t> FlowPicture::edgeAt(const QPointF &point, double within) const
{
    const QRectF near(point.x() - within, point.y() - within, 2 * within, 2 * within);
    std::optional<std::uint32_t> found;
    double best = within;
    for (std::uint32_t e = 0; e < m_edges.size(); ++e) {
        if (!m_edges[e].bounds.intersects(near))
            continue;
        if (const double away = m_edges[e].distance(point); away <= best) {
            best = away;
            found = e;
        }
    }
    return found;
}

void FlowPicture::paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    painter.setRenderHint(QPainter::Antialiasing, m_edges.size() < 1'500 || zoom > 0.3);
    for (std::size_t e = 0; e < m_edges.size(); ++e)
        if (m_edges[e].bounds.intersects(exposed) && marks.edge != e)
            paintEdge(painter, e, exposed, zoom, marks, palette);
    if (marks.edge && *marks.edge < m_edges.size())
        paintEdge(painter, *marks.edge, exposed, zoom, marks, palette);
    painter.setRenderHint(QPainter::Antialiasing, zoom > 0.3);
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].rect.adjusted(-3, -3, 3, 3).intersects(exposed))
            paintNode(painter, i, zoom, marks, palette);
    if (zoom >= kLabelZoom)
        paintLabels(painter, exposed, marks, palette);
}

void FlowPicture::paintLabels(QPainter &painter, const QRectF &exposed, const GraphMarks &marks, const QPalette &palette) const
{
    painter.setFont(m_small);
    const QFontMetricsF metrics(m_small);
    // Only what is near can be covered: there may be thousands elsewhere.
    std::vector<QRectF> taken;
    for (const PlacedNode &node : m_nodes)
        if (node.rect.intersects(exposed))
            taken.push_back(node.rect);
    // What changed is named first.
    for (const bool changed : {true, false})
        for (std::size_t e = 0; e < m_edges.size(); ++e) {
            const LabelledEdge &edge = m_edges[e];
            if ((changeOf(m_visible.edges[e].edge) != flow::Change::None) != changed || edge.label.isEmpty() || !exposed.contains(edge.middle))
                continue;
            QRectF room(0, 0, metrics.horizontalAdvance(edge.label) + 6, metrics.height());
            const auto isFree = [&] { return std::ranges::none_of(taken, [&](const QRectF &other) { return other.intersects(room); }); };
            room.moveCenter(edge.middle);
            if (!isFree()) // to the left of the edge, to its right
                room.moveRight(edge.middle.x() - 4);
            if (!isFree())
                room.moveLeft(edge.middle.x() + 4);
            if (!isFree())
                continue;
            taken.push_back(room);
            QColor ground = palette.color(QPalette::Base);
            ground.setAlpha(220);
            painter.fillRect(room, ground);
            painter.setPen(marks.replaying && !isMarked(marks.passedEdges, e) ? theme::muted() : palette.color(QPalette::Text));
            painter.drawText(room, Qt::AlignCenter, edge.label);
        }
}

void FlowPicture::paintEdge(QPainter &painter, std::size_t i, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    const flow::Edge &edge = m_mined->graph.edges[m_visible.edges[i].edge];
    const LabelledEdge &placed = m_edges[i];
    ChangeLook look = lookOf(changeOf(m_visible.edges[i].edge));
    const QList<qreal> gone = lookOf(flow::Change::Gone).dashes;
    if (m_visible.edges[i].count == 0)
        look.dashes = gone; // whether or not that is told from chance
    QColor colour = m_scale.compares() ? look.color : m_scale.color(edge.p50Ns);
    const bool passed = marks.replaying && isMarked(marks.passedEdges, i), chosen = marks.edge == i || passed;
    if ((marks.searching || marks.replaying) && !chosen)
        colour = paler(colour, palette.color(QPalette::Base));
    const double width = std::max(m_scale.width(m_visible.edges[i].count), 1 / zoom);
    const auto parts = placed.seenParts(exposed);
    if (chosen) {
        QColor halo = theme::color(theme::Tone::Accent);
        halo.setAlpha(110);
        for (const auto &[part, along] : parts)
            painter.strokePath(part, QPen(halo, width + 7, Qt::SolidLine, Qt::RoundCap));
    }
    QPen pen(colour, width);
    if (m_scale.compares() && !look.dashes.isEmpty())
        pen.setDashPattern(look.dashes == gone ? QList<qreal>{1.5 / width, 3.5 / width} : QList<qreal>{std::max(look.dashes[0], 6 / width), std::max(look.dashes[1], 4 / width)});
    else if (edge.inferred && !m_scale.compares())
        pen.setDashPattern({std::max(2.0, 6 / width), std::max(1.5, 4 / width)});
    pen.setCapStyle(Qt::FlatCap);
    for (const auto &[part, along] : parts) {
        pen.setDashOffset(along / width);
        painter.strokePath(part, pen);
    }
    painter.fillPath(placed.head, colour);
}

void FlowPicture::paintNode(QPainter &painter, std::size_t i, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    const VisibleFlow::Node &node = m_visible.nodes[i];
    const PlacedNode &placed = m_nodes[i];
    const bool chosen = isMarked(marks.chosen, i), found = isMarked(marks.found, i);
    const bool passed = marks.replaying && isMarked(marks.passed, i), left = marks.replaying && isMarked(marks.left, i), now = marks.replaying && marks.now == i;
    const bool pale = (marks.searching && !found && !chosen) || (marks.replaying && !passed && !left);
    const QColor ground = palette.color(QPalette::Base);
    QColor line = chosen ? theme::color(theme::Tone::Accent) : theme::outline(), fill = palette.color(QPalette::Button), ink = palette.color(QPalette::Text);
    if (found)
        fill = theme::isDark() ? QColor(0x5a, 0x4d, 0x12) : QColor(0xff, 0xf0, 0xb0);
    if (passed && !chosen)
        line = theme::color(theme::Tone::Accent);
    if (m_scale.compares() && isNew(node) && !chosen)
        line = lookOf(flow::Change::New).color;
    if (now) {
        const QColor accent = theme::color(theme::Tone::Accent);
        fill = QColor((accent.red() + 2 * ground.red()) / 3, (accent.green() + 2 * ground.green()) / 3, (accent.blue() + 2 * ground.blue()) / 3);
    }
    if (left)
        line = theme::color(theme::Tone::Anomalous);
    if (pale) {
        line = paler(line, ground);
        ink = paler(ink, ground);
    }
    const double round = node.kind == flow::NodeKind::Begin || node.kind == flow::NodeKind::End ? placed.rect.height() / 2 : kRound;
    const bool blocks = zoom < kTextZoom;
    if (blocks && !chosen && !found && !now)
        fill = paler(line, ground);
    const bool strong = chosen || passed || left;
    const Qt::PenStyle style = node.kind == flow::NodeKind::Operational || isGone(node) ? Qt::DotLine : m_scale.compares() && isNew(node) ? Qt::DashLine : Qt::SolidLine;
    painter.setBrush(fill);
    painter.setPen(QPen(line, strong ? std::max(2.5, 2 / zoom) : 1.2, style));
    if (node.isChain() && !blocks)
        painter.drawRoundedRect(placed.rect.translated(3, 3), kRound, kRound); // a pile
    if (blocks)
        painter.drawRect(placed.rect);
    else
        painter.drawRoundedRect(placed.rect, round, round);
    if (marks.current == i) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme::color(theme::Tone::Accent), 1 / std::min(zoom, 1.0), Qt::DashLine));
        painter.drawRoundedRect(placed.rect.adjusted(-4, -4, 4, 4), round + 4, round + 4);
    }
    if (blocks)
        return;
    const QRectF inner = placed.rect.adjusted(kPad, 4, -kPad, -4);
    paintFlowMark(painter, {inner.left(), inner.center().y() - kMark / 2, kMark, kMark}, node.kind, palette);
    const QRectF words = inner.adjusted(kMark + 6, 0, 0, 0);
    painter.setPen(ink);
    painter.setFont(m_font);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop, placed.first);
    painter.setFont(m_small);
    painter.setPen(pale ? ink : theme::muted());
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, placed.second);
    if (left) {
        const QString told = tr("odd step");
        const QFontMetricsF metrics(m_small);
        const QRectF flag(placed.rect.right() - metrics.horizontalAdvance(told) - 10, placed.rect.bottom() - 4, metrics.horizontalAdvance(told) + 10, metrics.height() + 2);
        painter.fillRect(flag, theme::color(theme::Tone::Anomalous));
        painter.setPen(theme::isDark() ? Qt::black : Qt::white);
        painter.drawText(flag, Qt::AlignCenter, told);
    }
    if (const QRectF badge = badgeRect(i); !badge.isEmpty()) {
        painter.setPen(QPen(theme::outline(), 1));
        painter.setBrush(palette.color(QPalette::Base));
        painter.drawRoundedRect(badge, 3, 3);
        painter.setPen(ink);
        painter.drawText(badge, Qt::AlignCenter, node.isChain() ? QStringLiteral("+%1").arg(node.members.size() - 1) : QStringLiteral("−"));
    }
}

} // namespace causeway::views
