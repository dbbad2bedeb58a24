#include "views/traces/service_picture.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("services", text); }

constexpr double kPad = 8, kStripe = 5, kWidest = 240, kNarrowest = 120, kRound = 5, kErrorBar = 3;
constexpr double kThinnest = 1.2, kThickest = 7;
constexpr double kTextZoom = 0.42, kLabelZoom = 0.7;
constexpr double kLeastName = 36; // pixels of a node that has its name in it
constexpr double kShortest = 1'000; // a microsecond: what is shorter counts as much

double logOf(std::int64_t ns) { return std::log(std::max(kShortest, static_cast<double>(ns))); }
QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }
bool isMarked(const std::vector<bool> &marks, std::size_t i) { return i < marks.size() && marks[i]; }

QColor mix(const QColor &from, const QColor &to, double share)
{
    const auto one = [&](int a, int b) { return static_cast<int>(std::lround(a + share * (b - a))); };
    return {one(from.red(), to.red()), one(from.green(), to.green()), one(from.blue(), to.blue())};
}

// Of the scale's colours the part that stands out from the ground.
QColor shade(double place) { return theme::isDark() ? theme::heat(0.4 + 0.6 * place) : theme::heat(0.62 * (1 - place)); }
// Few errors are seen as well.
QColor errorShade(double share, const QColor &none) { return share <= 0 ? none : mix(none, theme::color(theme::Tone::Error), 0.35 + 0.65 * std::sqrt(std::min(1.0, share))); }

QString figuresTip(const traces::CallFigures &figures)
{
    return tr("%1 calls, %2").arg(count(figures.calls), rateText(figures.perSecond)) + QLatin1Char('\n') + tr("%1 failed (%2)").arg(count(figures.errors), text::percent(errorShare(figures))) + QLatin1Char('\n') +
           tr("median %1, 95 % within %2, 99 % within %3").arg(text::duration(Nanos{figures.p50Ns}), text::duration(Nanos{figures.p95Ns}), text::duration(Nanos{figures.p99Ns}));
}

} // namespace

ServicePicture::ServicePicture(ServiceMapData map, ServiceColor color, const QFont &font)
    : m_map(std::move(map)), m_color(color), m_font(font), m_small(theme::smallFont()), m_nodes(m_map->map.services.size()), m_edges(m_map->map.calls.size()), m_nodeOf(m_map->names.size(), 0)
{
    const QFontMetricsF metrics(m_font), small(m_small);
    bool first = true;
    const auto see = [&](const traces::CallFigures &figures) {
        m_mostErrors = std::max(m_mostErrors, errorShare(figures));
        m_mostRate = std::max(m_mostRate, figures.perSecond);
        m_mostCalls = std::max(m_mostCalls, figures.calls);
        if (figures.calls == 0)
            return;
        m_fastest = first ? figures.p95Ns : std::min(m_fastest, figures.p95Ns);
        m_slowest = std::max(m_slowest, figures.p95Ns);
        first = false;
    };
    for (const traces::ServiceCall &call : m_map->map.calls)
        see(call);
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
        const traces::ServiceFigures &one = m_map->map.services[i];
        if (m_edges.empty())
            see(one);
        m_nodeOf[one.service] = i;
        PlacedNode &placed = m_nodes[i];
        placed.first = metrics.elidedText(text::fromBytes(m_map->name(one.service)), Qt::ElideMiddle, kWidest - 2 * kPad - kStripe);
        placed.second = one.calls == 0 ? tr("%1 spans").arg(count(one.spans))
                                       : tr("%1  ·  %2 errors  ·  p95 %3").arg(rateText(one.perSecond), text::percent(errorShare(one)), text::duration(Nanos{one.p95Ns}));
        const double width = std::max(metrics.horizontalAdvance(placed.first), small.horizontalAdvance(placed.second)) + 2 * kPad + kStripe + 4;
        placed.rect = QRectF(0, 0, std::ceil(std::max(width, kNarrowest)), std::ceil(metrics.height() + small.height() + 14));
    }
}

void ServicePicture::annotate(std::uint32_t node, const QString &text, double strength)
{
    PlacedNode &placed = m_nodes[node];
    placed.second = text;
    placed.strength = std::clamp(strength, 0.0, 1.0);
    const double width = std::max(QFontMetricsF(m_font).horizontalAdvance(placed.first), QFontMetricsF(m_small).horizontalAdvance(text)) + 2 * kPad + kStripe + 4;
    placed.rect.setWidth(std::ceil(std::max(width, kNarrowest)));
}

LayoutTask ServicePicture::task() const
{
    LayoutTask task;
    task.request.direction = layout::Direction::LeftToRight;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        task.request.nodes.push_back({m_nodes[i].rect.width(), m_nodes[i].rect.height()});
        task.names.push_back(std::hash<std::string>()(m_map->name(m_map->map.services[i].service)));
    }
    for (const traces::ServiceCall &call : m_map->map.calls)
        task.request.edges.push_back({m_nodeOf[call.from], m_nodeOf[call.to], static_cast<unsigned>(1 + std::lround(9 * static_cast<double>(call.calls) / static_cast<double>(m_mostCalls)))});
    return task;
}

NodePlaces ServicePicture::places() const
{
    NodePlaces places;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        places[std::hash<std::string>()(m_map->name(m_map->map.services[i].service))] = {m_nodes[i].rect.center().x(), m_nodes[i].rect.center().y()};
    return places;
}

void ServicePicture::place(const layout::Answer &answer)
{
    m_bounds = {};
    for (std::size_t i = 0; i < m_nodes.size() && i < answer.nodes.size(); ++i) {
        m_nodes[i].rect.moveCenter({answer.nodes[i].x, answer.nodes[i].y});
        m_bounds |= m_nodes[i].rect;
    }
    for (std::size_t e = 0; e < m_edges.size() && e < answer.edges.size(); ++e) {
        m_edges[e].place(answer.edges[e], width(m_map->map.calls[e]));
        m_bounds |= m_edges[e].bounds;
    }
}

double ServicePicture::onScale(const traces::CallFigures &figures) const
{
    if (m_color == ServiceColor::Errors)
        return errorShare(figures);
    const double low = logOf(m_fastest), high = logOf(m_slowest);
    return high > low ? std::clamp((logOf(figures.p95Ns) - low) / (high - low), 0.0, 1.0) : 0.5;
}

double ServicePicture::width(const traces::CallFigures &figures) const
{
    return kThinnest + (kThickest - kThinnest) * std::log1p(static_cast<double>(figures.calls)) / std::log1p(static_cast<double>(m_mostCalls));
}

QColor ServicePicture::color(const traces::CallFigures &figures, const QColor &none) const
{
    return m_color == ServiceColor::Errors ? errorShade(onScale(figures), none) : shade(onScale(figures));
}

std::optional<QPointF> ServicePicture::beginning() const
{
    std::optional<QPointF> at;
    std::uint64_t most = 0;
    for (std::size_t node = 0; node < m_nodes.size(); ++node)
        if (const std::uint64_t calls = m_map->map.services[node].calls; m_nodes[node].rect.left() < m_bounds.left() + m_nodes[node].rect.width() / 2 && calls >= most) {
            most = calls;
            at = QPointF(m_nodes[node].rect.left(), m_nodes[node].rect.center().y());
        }
    return at;
}

QString ServicePicture::nodeText(std::size_t node) const { return text::fromBytes(m_map->name(m_map->map.services[node].service)); }

QString ServicePicture::nodeTip(std::size_t node) const
{
    const traces::ServiceFigures &one = m_map->map.services[node];
    return nodeText(node) + QLatin1Char('\n') + figuresTip(one) + QLatin1Char('\n') + tr("%1 spans in all").arg(count(one.spans));
}

QString ServicePicture::edgeTip(std::size_t edge) const
{
    const traces::ServiceCall &one = m_map->map.calls[edge];
    return text::fromBytes(m_map->name(one.from)) + QStringLiteral(" → ") + text::fromBytes(m_map->name(one.to)) + QLatin1Char('\n') + figuresTip(one);
}

std::optional<std::uint32_t> ServicePicture::nodeAt(const QPointF &point) const
{
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].rect.contains(point))
            return i;
    return std::nullopt;
}

std::optional<std::uint32_t> ServicePicture::edgeAt(const QPointF &point, double within) const
{
    const QRectF near(point.x() - within, point.y() - within, 2 * within, 2 * within);
    std::optional<std::uint32_t> found;
    double best = within;
    for (std::uint32_t e = 0; e < m_edges.size(); ++e)
        if (m_edges[e].bounds.intersects(near))
            if (const double away = m_edges[e].distance(point); away <= best) {
                best = away;
                found = e;
            }
    return found;
}

QString ServicePicture::legendText() const
{
    const QString width = tr("Width: calls, up to %1.").arg(count(m_mostCalls));
    if (m_color == ServiceColor::P95)
        return tr("Colour: 95 % of the calls take no longer, %1 to %2.").arg(text::duration(Nanos{m_fastest}), text::duration(Nanos{m_slowest})) + QLatin1Char(' ') + width;
    return tr("Colour: share of the calls that failed, up to %1; grey: none.").arg(text::percent(m_mostErrors)) + QLatin1Char(' ') + width;
}

void ServicePicture::paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const
{
    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(theme::smallFont());
    const double middle = area.center().y();
    double x = area.left();
    const auto write = [&](const QString &text, bool quiet = false) {
        painter.setPen(quiet ? theme::muted() : palette.color(QPalette::Text));
        const double wide = metrics.horizontalAdvance(text);
        painter.drawText(QRectF(x, area.top(), wide + 1, area.height()), Qt::AlignVCenter, text);
        x += wide + 6;
    };
    const auto bar = [&](const std::function<QColor(double)> &colorAt) {
        const QRectF stripe(x, middle - 4, 72, 8);
        QLinearGradient gradient(stripe.topLeft(), stripe.topRight());
        for (int i = 0; i <= 8; ++i)
            gradient.setColorAt(i / 8.0, colorAt(i / 8.0));
        painter.fillRect(stripe, gradient);
        x = stripe.right() + 6;
    };
    if (m_color == ServiceColor::P95) {
        write(tr("p95"), true);
        write(text::duration(Nanos{m_fastest}));
        bar(shade);
        write(text::duration(Nanos{m_slowest}));
    } else {
        write(tr("Errors"), true);
        write(text::percent(0));
        bar([](double share) { return errorShade(share, theme::outline()); });
        write(text::percent(1));
    }
    x += 8;
    write(tr("Calls"), true);
    for (const std::uint64_t calls : {std::uint64_t{1}, m_mostCalls}) {
        traces::CallFigures some;
        some.calls = calls;
        painter.setPen(QPen(palette.color(QPalette::Text), width(some), Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, middle), QPointF(x + 20, middle));
        x += 26;
        write(count(calls));
        if (m_mostCalls == 1)
            break;
    }
}

void ServicePicture::paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    painter.setRenderHint(QPainter::Antialiasing, zoom > 0.1);
    for (std::size_t e = 0; e < m_edges.size(); ++e)
        if (m_edges[e].bounds.intersects(exposed) && marks.edge != e)
            paintEdge(painter, e, exposed, zoom, marks, palette);
    if (marks.edge && *marks.edge < m_edges.size())
        paintEdge(painter, *marks.edge, exposed, zoom, marks, palette);
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].rect.adjusted(-6, -6, 6, 6).intersects(exposed))
            paintNode(painter, i, zoom, marks, palette);
    if (zoom >= kLabelZoom)
        paintLabels(painter, exposed, palette);
}

void ServicePicture::paintEdge(QPainter &painter, std::size_t e, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    const traces::ServiceCall &call = m_map->map.calls[e];
    QColor ink = color(call, theme::outline());
    // Of the service that is chosen the edges stand out.
    const bool chosen = marks.edge == e, near = isMarked(marks.chosen, m_nodeOf[call.from]) || isMarked(marks.chosen, m_nodeOf[call.to]);
    const bool some = std::ranges::count(marks.chosen, true) > 0;
    if ((marks.searching || some) && !chosen && !near)
        ink = paler(ink, palette.color(QPalette::Base));
    const double wide = std::max(width(call), 1 / zoom);
    const auto parts = m_edges[e].seenParts(exposed);
    if (chosen) {
        QColor halo = theme::color(theme::Tone::Accent);
        halo.setAlpha(110);
        for (const auto &[part, along] : parts)
            painter.strokePath(part, QPen(halo, wide + 7, Qt::SolidLine, Qt::RoundCap));
    }
    for (const auto &[part, along] : parts)
        painter.strokePath(part, QPen(ink, wide, Qt::SolidLine, Qt::FlatCap));
    painter.fillPath(m_edges[e].head, ink);
}

void ServicePicture::paintNode(QPainter &painter, std::size_t i, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    const traces::ServiceFigures &one = m_map->map.services[i];
    const PlacedNode &placed = m_nodes[i];
    const bool chosen = isMarked(marks.chosen, i), found = isMarked(marks.found, i), pale = marks.searching && !found && !chosen;
    const QColor ground = palette.color(QPalette::Base);
    QColor line = chosen ? theme::color(theme::Tone::Accent) : theme::outline(), fill = palette.color(QPalette::Button), ink = palette.color(QPalette::Text);
    QColor stripe = theme::serviceColor(QString::fromStdString(m_map->name(one.service)));
    if (placed.strength > 0)
        fill = mix(fill, theme::color(theme::Tone::Anomalous), 0.15 + 0.35 * placed.strength);
    if (found)
        fill = theme::isDark() ? QColor(0x5a, 0x4d, 0x12) : QColor(0xff, 0xf0, 0xb0);
    if (pale) {
        line = paler(line, ground);
        ink = paler(ink, ground);
        stripe = paler(stripe, ground);
    }
    QPainterPath shape;
    shape.addRoundedRect(placed.rect, kRound, kRound);
    painter.fillPath(shape, fill);
    {
        painter.save();
        painter.setClipPath(shape, Qt::IntersectClip);
        painter.fillRect(QRectF(placed.rect.left(), placed.rect.top(), kStripe, placed.rect.height()), stripe);
        if (one.errors > 0) // as long as the share of calls that failed, never too short to be seen
            painter.fillRect(QRectF(placed.rect.left() + kStripe, placed.rect.bottom() - kErrorBar, std::max(4.0, (placed.rect.width() - kStripe) * errorShare(one)), kErrorBar),
                             theme::color(theme::Tone::Error));
        painter.restore();
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(line, chosen ? std::max(2.5, 2 / zoom) : 1.2));
    painter.drawRoundedRect(placed.rect, kRound, kRound);
    if (marks.current == i) {
        painter.setPen(QPen(theme::color(theme::Tone::Accent), 1 / std::min(zoom, 1.0), Qt::DashLine));
        painter.drawRoundedRect(placed.rect.adjusted(-4, -4, 4, 4), kRound + 4, kRound + 4);
    }
    if (zoom < kTextZoom) {
        // The name alone, as large as on the screen.
        const double pixels = placed.rect.width() * zoom;
        if (pixels < kLeastName)
            return;
        QFont name = m_small;
        name.setPointSizeF(m_small.pointSizeF() * std::min(1.0 / zoom, placed.rect.height() * 0.8 / QFontMetricsF(m_small).height()));
        const QRectF words = placed.rect.adjusted(kStripe + 3 / zoom, 0, -2 / zoom, 0);
        painter.setPen(ink);
        painter.setFont(name);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(name).elidedText(nodeText(i), Qt::ElideMiddle, words.width()));
        return;
    }
    const QRectF words = placed.rect.adjusted(kStripe + kPad, 5, -kPad / 2, -7);
    painter.setPen(ink);
    painter.setFont(m_font);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop, placed.first);
    painter.setFont(m_small);
    painter.setPen(pale || placed.strength > 0 ? ink : theme::muted());
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, placed.second);
}

void ServicePicture::paintLabels(QPainter &painter, const QRectF &exposed, const QPalette &palette) const
{
    painter.setFont(m_small);
    const QFontMetricsF metrics(m_small);
    std::vector<QRectF> taken;
    for (const PlacedNode &node : m_nodes)
        if (node.rect.intersects(exposed))
            taken.push_back(node.rect);
    // What is called most is named first.
    std::vector<std::size_t> order(m_edges.size());
    for (std::size_t e = 0; e < order.size(); ++e)
        order[e] = e;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return m_map->map.calls[a].calls > m_map->map.calls[b].calls; });
    for (const std::size_t e : order) {
        if (!exposed.contains(m_edges[e].middle) || m_edges[e].line.isEmpty())
            continue;
        const traces::ServiceCall &call = m_map->map.calls[e];
        QString label = rateText(call.perSecond);
        if (m_color == ServiceColor::P95 || call.errors == 0)
            label += QStringLiteral("  ") + text::duration(Nanos{call.p95Ns});
        else
            label += QStringLiteral("  ") + tr("%1 errors").arg(text::percent(errorShare(call)));
        QRectF room(0, 0, metrics.horizontalAdvance(label) + 6, metrics.height());
        room.moveCenter(m_edges[e].middle);
        if (std::ranges::any_of(taken, [&](const QRectF &other) { return other.intersects(room); }))
            continue;
        taken.push_back(room);
        QColor ground = palette.color(QPalette::Base);
        ground.setAlpha(220);
        painter.fillRect(room, ground);
        painter.setPen(palette.color(QPalette::Text));
        painter.drawText(room, Qt::AlignCenter, label);
    }
}

} // namespace causeway::views
