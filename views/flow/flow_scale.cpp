#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/flow/flow_picture.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flow", text); }

constexpr double kThinnest = 1, kWidest = 6;
constexpr double kShortest = 1'000; // a microsecond: what is shorter counts as much

double logOf(std::int64_t ns) { return std::log(std::max(kShortest, static_cast<double>(ns))); }

// Of the scale's colours the part that stands out from the ground.
QColor shade(double place) { return theme::isDark() ? theme::heat(0.4 + 0.6 * place) : theme::heat(0.62 * (1 - place)); }

} // namespace

FlowScale::FlowScale(const flow::Graph &graph, bool compares) : m_compares(compares)
{
    if (graph.edges.empty())
        return;
    const auto [least, most] = std::ranges::minmax_element(graph.edges, {}, &flow::Edge::p50Ns);
    m_least = least->p50Ns;
    m_most = most->p50Ns;
    m_mostCount = std::max<std::uint64_t>(1, std::ranges::max_element(graph.edges, {}, &flow::Edge::count)->count);
}

double FlowScale::place(std::int64_t ns) const
{
    const double low = logOf(m_least), high = logOf(m_most);
    return high > low ? std::clamp((logOf(ns) - low) / (high - low), 0.0, 1.0) : 0.5;
}

QColor FlowScale::color(std::int64_t ns) const { return shade(place(ns)); }

double FlowScale::width(std::uint64_t count) const
{
    const double most = std::log1p(static_cast<double>(m_mostCount));
    return kThinnest + (kWidest - kThinnest) * std::log1p(static_cast<double>(count)) / most;
}

ChangeLook lookOf(flow::Change change)
{
    switch (change) {
    case flow::Change::New: return {theme::color(theme::Tone::Accent), {3, 2}};
    case flow::Change::Gone: return {theme::muted(), {1, 2}};
    case flow::Change::Slower: return {theme::color(theme::Tone::Worse), {}};
    case flow::Change::Faster: return {theme::color(theme::Tone::Better), {}};
    case flow::Change::Likelier: return {theme::diverging(0.9), {}};
    case flow::Change::Rarer: return {theme::diverging(-0.9), {}};
    case flow::Change::None: break;
    }
    return {theme::outline(), {}};
}

QString FlowScale::legendText() const
{
    if (m_compares)
        return tr("Compared with the period before. Dashed: new. Dotted: gone. Colour and words on an edge: slower, faster, likelier, rarer; grey: no change told. Width: count, up to %1.")
            .arg(text::number(static_cast<std::int64_t>(m_mostCount)));
    if (!hasTimes())
        return tr("Width: count, up to %1. The events have no times.").arg(text::number(static_cast<std::int64_t>(m_mostCount)));
    return tr("Colour: median time, %1 to %2. Width: count, up to %3. Dashed: inferred from times.")
        .arg(text::duration(Nanos{m_least}), text::duration(Nanos{m_most}), text::number(static_cast<std::int64_t>(m_mostCount)));
}

void FlowScale::paintLegend(QPainter &painter, const QRectF &area, const QPalette &palette) const
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
    if (m_compares) {
        paintChanges(painter, area, x, palette);
        return;
    }
    if (hasTimes()) {
        write(tr("Median time"), true);
        write(text::duration(Nanos{m_least}));
        const QRectF bar(x, middle - 4, 72, 8);
        QLinearGradient gradient(bar.topLeft(), bar.topRight());
        for (int i = 0; i <= 8; ++i)
            gradient.setColorAt(i / 8.0, shade(i / 8.0));
        painter.fillRect(bar, gradient);
        x = bar.right() + 6;
        if (m_least < m_most) {
            const double low = logOf(m_least), high = logOf(m_most);
            write(tr("%1 in the middle,").arg(text::duration(Nanos{static_cast<std::int64_t>(std::exp((low + high) / 2))})), true);
        }
        write(text::duration(Nanos{m_most}));
        x += 8;
    }
    write(tr("Count"), true);
    for (const std::uint64_t count : {std::uint64_t{1}, m_mostCount}) {
        painter.setPen(QPen(palette.color(QPalette::Text), width(count), Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, middle), QPointF(x + 20, middle));
        x += 26;
        write(text::number(static_cast<std::int64_t>(count)));
    }
    x += 8;
    QPen dashed(palette.color(QPalette::Text), 1.6);
    dashed.setDashPattern({3, 2});
    painter.setPen(dashed);
    painter.drawLine(QPointF(x, middle), QPointF(x + 24, middle));
    x += 30;
    write(tr("inferred"), true);
    x += 8;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const flow::NodeKind kind : {flow::NodeKind::Begin, flow::NodeKind::Event, flow::NodeKind::Branch, flow::NodeKind::Fork, flow::NodeKind::Join, flow::NodeKind::Loop,
                                      flow::NodeKind::End, flow::NodeKind::Operational}) {
        const QString name = flowKindName(kind);
        if (x + 18 + metrics.horizontalAdvance(name) > area.right())
            break;
        paintFlowMark(painter, {x, middle - 6, 12, 12}, kind, palette);
        x += 16;
        write(name, true);
        x += 4;
    }
}

void FlowScale::paintChanges(QPainter &painter, const QRectF &area, double x, const QPalette &palette) const
{
    const QFontMetricsF metrics(theme::smallFont());
    const double middle = area.center().y();
    using flow::Change;
    const auto item = [&](const QPen &pen, const QString &name) {
        const double wide = metrics.horizontalAdvance(name);
        if (x + 30 + wide > area.right())
            return;
        painter.setPen(pen);
        painter.drawLine(QPointF(x, middle), QPointF(x + 24, middle));
        x += 30;
        painter.setPen(palette.color(QPalette::Text));
        painter.drawText(QRectF(x, area.top(), wide + 1, area.height()), Qt::AlignVCenter, name);
        x += wide + 12;
    };
    for (const auto &[change, name] : {std::pair{Change::New, tr("new")}, {Change::Gone, tr("gone")}, {Change::Slower, tr("slower")}, {Change::Faster, tr("faster")}, {Change::Likelier, tr("▲ likelier")},
                                       {Change::Rarer, tr("▼ rarer")}, {Change::None, tr("no change told")}}) {
        const ChangeLook look = lookOf(change);
        QPen pen(look.color, 2.5, Qt::SolidLine, Qt::FlatCap);
        if (!look.dashes.isEmpty())
            pen.setDashPattern(look.dashes);
        item(pen, name);
    }
    for (const std::uint64_t count : {std::uint64_t{1}, m_mostCount})
        item(QPen(palette.color(QPalette::Text), width(count), Qt::SolidLine, Qt::FlatCap), tr("%1 ×").arg(text::number(static_cast<std::int64_t>(count))));
}

void paintFlowMark(QPainter &painter, const QRectF &square, flow::NodeKind kind, const QPalette &palette)
{
    const QPointF c = square.center();
    const double r = square.width() / 2 - 1;
    const QColor ink = palette.color(QPalette::Text);
    painter.setPen(QPen(ink, 1.4));
    painter.setBrush(Qt::NoBrush);
    const auto polygon = [&](std::initializer_list<QPointF> points) { painter.drawPolygon(QPolygonF(QList<QPointF>(points))); };
    switch (kind) {
    case flow::NodeKind::Event: painter.drawRect(QRectF(c.x() - r * 0.6, c.y() - r * 0.6, r * 1.2, r * 1.2)); break;
    case flow::NodeKind::Branch: polygon({{c.x(), c.y() - r}, {c.x() + r, c.y()}, {c.x(), c.y() + r}, {c.x() - r, c.y()}}); break;
    case flow::NodeKind::Fork: polygon({{c.x(), c.y() - r}, {c.x() + r, c.y() + r * 0.8}, {c.x() - r, c.y() + r * 0.8}}); break;
    case flow::NodeKind::Join: polygon({{c.x(), c.y() + r}, {c.x() + r, c.y() - r * 0.8}, {c.x() - r, c.y() - r * 0.8}}); break;
    case flow::NodeKind::Loop:
        painter.drawArc(QRectF(c.x() - r * 0.8, c.y() - r * 0.8, r * 1.6, r * 1.6), 40 * 16, 290 * 16);
        painter.setBrush(ink);
        polygon({{c.x() + r * 0.3, c.y() - r * 0.9}, {c.x() + r, c.y() - r * 0.6}, {c.x() + r * 0.5, c.y() - r * 0.1}});
        break;
    case flow::NodeKind::Begin:
        painter.setBrush(ink);
        painter.drawEllipse(c, r * 0.7, r * 0.7);
        break;
    case flow::NodeKind::End:
        painter.drawEllipse(c, r * 0.85, r * 0.85);
        painter.setBrush(ink);
        painter.drawEllipse(c, r * 0.35, r * 0.35);
        break;
    case flow::NodeKind::Operational:
        painter.drawLine(QPointF(c.x() - r * 0.8, c.y() - r * 0.5), QPointF(c.x() + r * 0.8, c.y() - r * 0.5));
        painter.drawLine(QPointF(c.x() - r * 0.8, c.y() + r * 0.5), QPointF(c.x() + r * 0.8, c.y() + r * 0.5));
        break;
    }
}

} // namespace causeway::views
