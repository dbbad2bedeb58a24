#include "views/whatif/scenario_picture.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>

#include "views/findings/heat_scale.h"
#include "views/models/service_tables.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

constexpr double kPad = 8, kWidest = 240, kNarrowest = 150, kRound = 5, kTextZoom = 0.42, kLeastName = 36, kEdgeWidth = 1.6;

bool isMarked(const std::vector<bool> &marks, std::size_t i) { return i < marks.size() && marks[i]; }

QString queueText(double queue) { return queue < 0.005 ? QStringLiteral("0") : queue >= 1000 ? text::number(static_cast<std::int64_t>(std::llround(queue))) : text::number(queue, queue >= 10 ? 3 : 2); }

QString figuresText(const simulate::Service &service, const ServiceHeat *heat, double share)
{
    const QString size = QStringLiteral("%1 × %2").arg(text::number(static_cast<std::int64_t>(service.replicas)), text::number(static_cast<std::int64_t>(service.servers)));
    if (heat == nullptr)
        return size;
    const bool little = share > 0 && share < 0.01;
    const QString busy = little ? QStringLiteral("< 1 %") : QStringLiteral("%1 %").arg(text::number(static_cast<std::int64_t>(std::lround(100 * share))));
    return tr("%1  ·  %2 busy  ·  %3 wait").arg(size, busy, queueText(heat->queue));
}

} // namespace

ScenarioPicture::ScenarioPicture(ScenarioData scenario, std::vector<ServiceHeat> heat, HeatOf of, const QFont &font)
    : m_scenario(std::move(scenario)), m_heat(std::move(heat)), m_of(of), m_font(font), m_small(theme::smallFont()), m_nodes(m_scenario->services.size())
{
    m_heat.resize(m_heat.empty() ? 0 : m_nodes.size());
    const QFontMetricsF metrics(m_font), small(m_small);
    // As wide as the widest that it may have to say, so that numbers do not move nodes.
    const double figures = small.horizontalAdvance(tr("%1  ·  %2 busy  ·  %3 wait").arg(QStringLiteral("100 × 100"), QStringLiteral("100 %"), QStringLiteral("100,000")));
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        Node &node = m_nodes[i];
        const QString name = text::fromBytes(m_scenario->services[i].name);
        node.name = metrics.elidedText(name, Qt::ElideMiddle, kWidest - 2 * kPad);
        node.figures = figuresText(m_scenario->services[i], m_heat.empty() ? nullptr : &m_heat[i], busy(i));
        const double width = std::max({metrics.horizontalAdvance(node.name), figures, kNarrowest}) + 2 * kPad + 16;
        node.rect = QRectF(0, 0, std::ceil(width), std::ceil(metrics.height() + small.height() + 14));
    }
    findEdges();
    m_edges.resize(m_calls.size());
}

void ScenarioPicture::findEdges()
{
    std::map<std::string_view, std::uint32_t> services, operations; // operations: their service
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        services[m_scenario->services[i].name] = i;
    const auto serviceOf = [&](const simulate::Operation &operation) {
        const auto found = services.find(operation.service);
        return found == services.end() ? UINT32_MAX : found->second;
    };
    for (const simulate::Operation &operation : m_scenario->operations)
        operations[operation.name] = serviceOf(operation);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> calls;
    for (const simulate::Operation &operation : m_scenario->operations)
        for (const auto &step : operation.steps)
            for (const simulate::Call &call : step)
                if (const auto to = operations.find(call.operation); to != operations.end() && to->second != UINT32_MAX && serviceOf(operation) != UINT32_MAX)
                    ++calls[{serviceOf(operation), to->second}];
    for (const auto &[pair, count] : calls)
        m_calls.push_back({pair.first, pair.second, count});
}

LayoutTask ScenarioPicture::task() const
{
    LayoutTask task;
    task.request.direction = layout::Direction::LeftToRight;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        task.request.nodes.push_back({m_nodes[i].rect.width(), m_nodes[i].rect.height()});
        task.names.push_back(std::hash<std::string>()(m_scenario->services[i].name));
    }
    for (const Edge &call : m_calls)
        task.request.edges.push_back({call.from, call.to, std::min(10u, call.calls)});
    return task;
}

void ScenarioPicture::place(const layout::Answer &answer)
{
    m_bounds = {};
    for (std::size_t i = 0; i < m_nodes.size() && i < answer.nodes.size(); ++i) {
        m_nodes[i].rect.moveCenter({answer.nodes[i].x, answer.nodes[i].y});
        m_bounds |= m_nodes[i].rect;
    }
    for (std::size_t e = 0; e < m_edges.size() && e < answer.edges.size(); ++e) {
        m_edges[e].place(answer.edges[e], kEdgeWidth);
        m_bounds |= m_edges[e].bounds;
    }
}

NodePlaces ScenarioPicture::places() const
{
    NodePlaces places;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        places[std::hash<std::string>()(m_scenario->services[i].name)] = {m_nodes[i].rect.center().x(), m_nodes[i].rect.center().y()};
    return places;
}

bool ScenarioPicture::isLaidOutLike(const ScenarioPicture &other) const
{
    return m_font == other.m_font && m_calls == other.m_calls && std::ranges::equal(m_scenario->services, other.m_scenario->services, {}, &simulate::Service::name, &simulate::Service::name);
}

double ScenarioPicture::onScale(std::size_t node) const
{
    if (m_heat.empty())
        return 0;
    return std::clamp(m_of == HeatOf::Queue ? std::log1p(m_heat[node].queue) / std::log1p(kMostQueue) : busy(node), 0.0, 1.0);
}

double ScenarioPicture::busy(std::size_t node) const
{
    if (m_heat.empty())
        return 0;
    return m_of == HeatOf::Busiest ? std::max(m_heat[node].busiest, m_heat[node].utilisation) : m_heat[node].utilisation;
}

QString ScenarioPicture::nodeText(std::size_t node) const { return text::fromBytes(m_scenario->services[node].name); }

QString ScenarioPicture::nodeTip(std::size_t node) const
{
    const simulate::Service &service = m_scenario->services[node];
    QString tip = nodeText(node) + QLatin1Char('\n') + tr("%1 replicas of %2 servers").arg(text::number(static_cast<std::int64_t>(service.replicas)), text::number(static_cast<std::int64_t>(service.servers)));
    if (!m_heat.empty())
        tip += QLatin1Char('\n') + tr("%1 busy on average, %2 at most; %3 wait on average, %4 come").arg(text::percent(m_heat[node].utilisation), text::percent(std::max(m_heat[node].busiest, m_heat[node].utilisation)), queueText(m_heat[node].queue), rateText(m_heat[node].rate));
    return tip;
}

QString ScenarioPicture::edgeTip(std::size_t edge) const
{
    const Edge &one = m_calls[edge];
    return nodeText(one.from) + QStringLiteral(" → ") + nodeText(one.to) + QLatin1Char('\n') + tr("different calls: %1").arg(text::number(static_cast<std::int64_t>(one.calls)));
}

std::optional<std::uint32_t> ScenarioPicture::nodeAt(const QPointF &point) const
{
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].rect.contains(point))
            return i;
    return std::nullopt;
}

std::optional<std::uint32_t> ScenarioPicture::edgeAt(const QPointF &point, double within) const
{
    std::optional<std::uint32_t> found;
    double best = within;
    for (std::uint32_t e = 0; e < m_edges.size(); ++e)
        if (const double away = m_edges[e].distance(point); away <= best) {
            best = away;
            found = e;
        }
    return found;
}

QString ScenarioPicture::legendText() const
{
    if (m_of == HeatOf::Busiest)
        return tr("Colour: share of the servers that are busy at the busiest moment, 0 to 100 %. From 80 % a service is marked ▲, from 95 % ▲▲.");
    return m_of == HeatOf::Utilisation ? tr("Colour: share of the servers that are busy, 0 to 100 %. From 80 % a service is marked ▲, from 95 % ▲▲.")
                                       : tr("Colour: requests that wait on average, 0 to 1,000 and more, by logarithm. From 80 % busy a service is marked ▲, from 95 % ▲▲.");
}

void ScenarioPicture::paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const
{
    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(theme::smallFont());
    double x = area.left();
    const auto write = [&](const QString &text, bool quiet = false) {
        painter.setPen(quiet ? theme::muted() : palette.color(QPalette::Text));
        const double wide = metrics.horizontalAdvance(text);
        painter.drawText(QRectF(x, area.top(), wide + 1, area.height()), Qt::AlignVCenter, text);
        x += wide + 6;
    };
    write(m_of == HeatOf::Utilisation ? tr("Busy") : m_of == HeatOf::Busiest ? tr("Busiest") : tr("Waiting"), true);
    constexpr double kWidth = 220;
    const QRectF bar(x + 12, area.top() + 3, kWidth, std::max(6.0, area.height() - metrics.height() - 5));
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 16; ++i)
        gradient.setColorAt(i / 16.0, theme::heat(i / 16.0));
    painter.fillRect(bar, gradient);
    const auto tick = [&](double share, const QString &name) {
        const double at = bar.left() + share * kWidth, wide = metrics.horizontalAdvance(name);
        painter.setPen(palette.color(QPalette::Text));
        painter.drawLine(QPointF(at, bar.bottom()), QPointF(at, bar.bottom() + 2));
        painter.drawText(QRectF(std::clamp(at - wide / 2, bar.left() - wide / 2, bar.right() + 4), bar.bottom() + 1, wide + 1, metrics.height()), Qt::AlignCenter, name);
    };
    if (m_of != HeatOf::Queue)
        for (const double share : {0.0, 0.5, 0.8, 1.0})
            tick(share, QStringLiteral("%1 %").arg(text::number(static_cast<std::int64_t>(std::lround(100 * share)))));
    else
        for (const double queue : {0.0, 1.0, 10.0, 100.0, 1000.0})
            tick(std::log1p(queue) / std::log1p(kMostQueue), text::number(static_cast<std::int64_t>(queue)));
    x = bar.right() + 36;
    write(QStringLiteral("▲"));
    write(tr("from 80 % busy"), true);
    write(QStringLiteral("▲▲"));
    write(tr("from 95 %"), true);
    write(tr("replicas × servers"), true);
}

void ScenarioPicture::paint(QPainter &painter, const QRectF &exposed, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    painter.setRenderHint(QPainter::Antialiasing, zoom > 0.1);
    const bool some = std::ranges::count(marks.chosen, true) > 0;
    for (std::size_t e = 0; e < m_edges.size(); ++e) {
        if (!m_edges[e].bounds.intersects(exposed))
            continue;
        const bool chosen = marks.edge == e, near = isMarked(marks.chosen, m_calls[e].from) || isMarked(marks.chosen, m_calls[e].to);
        const QColor ink = chosen ? theme::color(theme::Tone::Accent) : (marks.searching || some) && !near ? paler(theme::outline(), palette.color(QPalette::Base)) : theme::outline();
        for (const auto &[part, along] : m_edges[e].seenParts(exposed))
            painter.strokePath(part, QPen(ink, std::max(chosen ? 3.0 : kEdgeWidth, 1 / zoom), Qt::SolidLine, Qt::FlatCap));
        painter.fillPath(m_edges[e].head, ink);
    }
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].rect.adjusted(-6, -6, 6, 6).intersects(exposed))
            paintNode(painter, i, zoom, marks, palette);
}

void ScenarioPicture::paintNode(QPainter &painter, std::size_t i, double zoom, const GraphMarks &marks, const QPalette &palette) const
{
    const Node &node = m_nodes[i];
    const bool chosen = isMarked(marks.chosen, i), found = isMarked(marks.found, i), pale = marks.searching && !found && !chosen;
    QColor fill = m_heat.empty() ? palette.color(QPalette::Button) : theme::heat(onScale(i));
    QColor ink = m_heat.empty() ? palette.color(QPalette::Text) : HeatScale::ink(fill.rgb());
    if (pale) {
        fill = paler(fill, palette.color(QPalette::Base));
        ink = HeatScale::ink(fill.rgb());
    }
    QPainterPath shape;
    shape.addRoundedRect(node.rect, kRound, kRound);
    painter.fillPath(shape, fill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(chosen || found ? theme::color(theme::Tone::Accent) : theme::outline(), chosen ? std::max(3.5, 2 / zoom) : found ? 2.5 : 1.2));
    painter.drawRoundedRect(chosen ? node.rect.adjusted(-2, -2, 2, 2) : node.rect, kRound, kRound);
    if (marks.current == i) {
        painter.setPen(QPen(theme::color(theme::Tone::Accent), 1 / std::min(zoom, 1.0), Qt::DashLine));
        painter.drawRoundedRect(node.rect.adjusted(-5, -5, 5, 5), kRound + 4, kRound + 4);
    }
    painter.setPen(ink);
    if (zoom < kTextZoom) {
        if (node.rect.width() * zoom < kLeastName)
            return;
        QFont name = m_small;
        name.setPointSizeF(m_small.pointSizeF() * std::min(1.0 / zoom, node.rect.height() * 0.8 / QFontMetricsF(m_small).height()));
        const QRectF words = node.rect.adjusted(3 / zoom, 0, -2 / zoom, 0);
        painter.setFont(name);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(name).elidedText(nodeText(i), Qt::ElideMiddle, words.width()));
        return;
    }
    const QRectF words = node.rect.adjusted(kPad, 5, -kPad, -6);
    const double share = busy(i);
    const QString mark = share >= kFull ? QStringLiteral("▲▲") : share >= kBusy ? QStringLiteral("▲") : QString();
    painter.setFont(m_font);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop, node.name);
    painter.drawText(words, Qt::AlignRight | Qt::AlignTop, mark);
    painter.setFont(m_small);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, node.figures);
}

} // namespace causeway::views
