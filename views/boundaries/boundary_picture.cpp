#include "views/boundaries/boundary_picture.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <limits>

#include "views/boundaries/class_table.h"
#include "views/boundaries/edge_router.h"
#include "views/boundaries/service_layout.h"
#include "views/text/text.h"
#include "views/theme/service_tones.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr double kPad = 8, kChipGap = 4, kWidestChip = 190, kNarrowestChip = 64, kMarks = 36, kNarrowestBox = 150;
constexpr std::size_t kLabelled = 24; // lines that carry their number
constexpr int kPieces = 16;           // of a line, when the mouse is near

QString count(double n) { return text::number(static_cast<std::int64_t>(std::llround(n))); }

// Above those that no one service has as its own.
QString outsideText(const BoundaryDesk &desk)
{
    const boundaries::Assignment &serviceOf = desk.split()->split.serviceOf;
    bool utilities = false, others = false;
    for (std::uint32_t i = 0; i < serviceOf.size(); ++i)
        if (serviceOf[i] == kNoService)
            (desk.isUtility(i) ? utilities : others) = true;
    return !utilities ? QCoreApplication::translate("boundaries", "In no service") : others ? QCoreApplication::translate("boundaries", "In every service, or in none") : QCoreApplication::translate("boundaries", "In every service");
}

} // namespace

BoundaryPicture::BoundaryPicture(const BoundaryDesk &desk, const BoxFolds &folds, const BoxPlaces &before, const QFont &font, double wide) : m_data(desk.data()), m_split(desk.split()), m_font(font), m_small(theme::smallFont()), m_wide(std::clamp(wide, 1.0, 4.0))
{
    fillBoxes(desk, folds);
    findEdges();
    place(before);
}

void BoundaryPicture::fillBoxes(const BoundaryDesk &desk, const BoxFolds &folds)
{
    const boundaries::Split &split = m_split->split;
    const std::size_t n = split.serviceOf.size();
    m_chips.resize(n);
    m_boxOf.assign(n, 0);
    m_names.resize(n);
    m_shown.resize(n);
    m_boxes.resize(split.services.size());
    for (std::uint32_t s = 0; s < split.services.size(); ++s) {
        m_boxes[s].service = s;
        m_boxes[s].name = desk.serviceName(s);
        m_boxes[s].folded = folds.isFolded(split.services[s], n);
    }
    QStringList services;
    for (const Box &box : m_boxes)
        services << box.name;
    const std::vector<int> tones = theme::serviceTones(services);
    for (std::size_t s = 0; s < tones.size(); ++s)
        m_boxes[s].tone = tones[s];
    for (std::uint32_t i = 0; i < n; ++i) {
        m_elsewhere.push_back(desk.boundElsewhere(i).has_value());
        m_names[i] = desk.className(i);
        m_pinned.push_back(desk.isPinned(i));
        m_utility.push_back(desk.isUtility(i));
        m_seen.push_back(desk.wasSeen(i));
        std::uint32_t s = split.serviceOf[i];
        if (s == kNoService) {
            if (m_boxes.size() == split.services.size()) {
                m_boxes.push_back({});
                m_boxes.back().service = kNoService;
                m_boxes.back().name = outsideText(desk);
                m_boxes.back().folded = folds.isFolded({}, n);
            }
            s = static_cast<std::uint32_t>(split.services.size());
        }
        m_boxOf[i] = s;
        m_boxes[s].classes.push_back(i);
    }
    const QFontMetricsF metrics(m_font), small(m_small);
    const double titleHeight = std::ceil(metrics.height() + small.height() + 10), chipHeight = std::ceil(small.height() + 6);
    for (Box &box : m_boxes) {
        double sum = 0, known = 0, widest = kNarrowestChip;
        for (const std::uint32_t one : box.classes) {
            if (one < m_split->stability.size() && !std::isnan(m_split->stability[one])) {
                sum += m_split->stability[one];
                ++known;
            }
            if (box.folded)
                continue;
            m_shown[one] = small.elidedText(m_names[one], Qt::ElideMiddle, kWidestChip);
            widest = std::max(widest, small.horizontalAdvance(m_shown[one]) + kMarks);
        }
        box.stability = known > 0 ? sum / known : std::nan("");
        const double titleWidth = std::max(kNarrowestBox, std::min(260.0, metrics.horizontalAdvance(box.name) + 2 * kPad + 24));
        const auto size = static_cast<double>(box.classes.size());
        if (box.folded) { // as large as what it stands for
            box.rect = QRectF(0, 0, titleWidth + 4 * std::sqrt(size), titleHeight + 3 * std::sqrt(size));
            box.title = QRectF(0, 0, box.rect.width(), box.rect.height());
            continue;
        }
        widest = std::ceil(widest);
        const double columns = std::clamp(std::round(std::sqrt(size * std::clamp(m_wide * 0.8, 1.2, 2.5) * (chipHeight + kChipGap) / (widest + kChipGap))), 1.0, std::max(1.0, size));
        const double rows = std::ceil(size / columns);
        const double width = std::max(titleWidth, columns * (widest + kChipGap) - kChipGap + 2 * kPad), chipWidth = std::floor((width - 2 * kPad + kChipGap) / columns - kChipGap);
        box.rect = QRectF(0, 0, width, titleHeight + rows * (chipHeight + kChipGap) - kChipGap + kPad);
        box.title = QRectF(0, 0, width, titleHeight);
        for (std::size_t i = 0; i < box.classes.size(); ++i) { // down the columns
            const double column = std::floor(static_cast<double>(i) / rows), row = static_cast<double>(i) - column * rows;
            m_chips[box.classes[i]] = QRectF(kPad + column * (chipWidth + kChipGap), titleHeight + row * (chipHeight + kChipGap), chipWidth, chipHeight);
        }
    }
}

void BoundaryPicture::findEdges()
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, Edge> all;
    const auto services = static_cast<std::uint32_t>(m_split->split.services.size());
    for (const boundaries::ClassPair &call : m_data->data.model.calls) {
        const std::uint32_t from = m_boxOf[call.a], to = m_boxOf[call.b];
        if (from == to || from >= services || to >= services)
            continue;
        Edge &edge = all[{std::min(from, to), std::max(from, to)}];
        edge.a = std::min(from, to);
        edge.b = std::max(from, to);
        (from < to ? edge.there : edge.back) += call.weight;
        ++edge.pairs;
    }
    double most = 0;
    for (auto &[pair, edge] : all) {
        m_edges.push_back(std::move(edge));
        most = std::max(most, m_edges.back().there + m_edges.back().back);
    }
    std::ranges::stable_sort(m_edges, [](const Edge &x, const Edge &y) { return x.there + x.back < y.there + y.back; }); // thick ones above
    for (std::size_t e = 0; e < m_edges.size(); ++e) {
        m_edges[e].width = 1 + 6 * std::log1p(m_edges[e].there + m_edges[e].back) / std::log1p(most);
        m_edges[e].labelled = m_edges.size() - e <= kLabelled;
    }
}

void BoundaryPicture::place(const BoxPlaces &before)
{
    std::vector<QSizeF> sizes;
    std::vector<std::optional<QPointF>> places;
    for (const Box &box : m_boxes) {
        sizes.push_back(box.rect.size());
        const auto known = before.find(box.service == kNoService ? std::string() : m_split->split.services[box.service]);
        places.push_back(known == before.end() ? std::nullopt : std::optional(known->second));
    }
    std::vector<ServiceLink> links;
    for (const Edge &edge : m_edges)
        links.push_back({edge.a, edge.b, std::log1p(edge.there + edge.back)});
    const std::vector<QPointF> at = layOutServices(sizes, links, places, m_wide);
    for (std::size_t b = 0; b < m_boxes.size(); ++b) {
        Box &box = m_boxes[b];
        const QPointF to = (at[b] - QPointF(box.rect.width() / 2, box.rect.height() / 2)).toPoint();
        box.rect.moveTo(to);
        box.title.translate(to);
        if (!box.folded)
            for (const std::uint32_t one : box.classes)
                m_chips[one].translate(to);
        m_bounds |= box.rect;
    }
    std::vector<QRectF> rects;
    for (const Box &box : m_boxes)
        rects.push_back(box.rect);
    m_occupied = rects;
    EdgeRouter router(std::move(rects));
    for (std::size_t e = 0; e < m_edges.size(); ++e)
        m_edges[e].path = router.route(m_edges[e].a, m_edges[e].b, e);
    placeLabels();
}

// Numbers stand on their line where nothing else does, those of thick lines first; where there is no such place they are told when their box is chosen.
void BoundaryPicture::placeLabels()
{
    const QFontMetricsF metrics(m_small);
    std::vector<QRectF> taken;
    for (std::size_t e = m_edges.size(); e-- > 0;) {
        Edge &edge = m_edges[e];
        const QSizeF size(metrics.horizontalAdvance(count(edge.there + edge.back)) + 8, metrics.height() + 2);
        double least = std::numeric_limits<double>::infinity();
        for (const double at : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9}) {
            QRectF pill(QPointF(), size);
            pill.moveCenter(edge.path.pointAtPercent(at));
            double on = 0;
            for (const std::vector<QRectF> *others : {&m_occupied, &taken})
                for (const QRectF &other : *others)
                    if (const QRectF both = pill.intersected(other); !both.isEmpty())
                        on += both.width() * both.height();
            if (on < least) {
                least = on;
                edge.label = pill;
            }
            if (least == 0)
                break;
        }
        edge.labelled = edge.labelled && least == 0;
        if (edge.labelled)
            taken.push_back(edge.label);
    }
}

BoxPlaces BoundaryPicture::places() const
{
    BoxPlaces out;
    for (const Box &box : m_boxes)
        out[box.service == kNoService ? std::string() : m_split->split.services[box.service]] = box.rect.center();
    return out;
}

std::optional<std::uint32_t> BoundaryPicture::boxAt(const QPointF &point) const
{
    for (std::uint32_t b = 0; b < m_boxes.size(); ++b)
        if (m_boxes[b].rect.contains(point))
            return b;
    return std::nullopt;
}

std::optional<std::uint32_t> BoundaryPicture::classAt(const QPointF &point) const
{
    const auto box = boxAt(point);
    if (!box || m_boxes[*box].folded)
        return std::nullopt;
    for (const std::uint32_t one : m_boxes[*box].classes)
        if (m_chips[one].adjusted(-kChipGap / 2, -kChipGap / 2, kChipGap / 2, kChipGap / 2).contains(point))
            return one;
    return std::nullopt;
}

std::optional<std::uint32_t> BoundaryPicture::edgeAt(const QPointF &point, double within) const
{
    std::optional<std::uint32_t> found;
    double best = within;
    for (std::uint32_t e = 0; e < m_edges.size(); ++e) {
        const Edge &edge = m_edges[e];
        const double reach = within + edge.width;
        if (!edge.path.controlPointRect().adjusted(-reach, -reach, reach, reach).contains(point))
            continue;
        for (int i = 0; i <= kPieces; ++i) {
            const QPointF d = edge.path.pointAtPercent(static_cast<double>(i) / kPieces) - point;
            const double away = std::hypot(d.x(), d.y()) - edge.width / 2 - edge.path.length() / kPieces / 2;
            if (away < best) {
                best = away;
                found = e;
            }
        }
    }
    return found;
}

std::vector<std::uint32_t> BoundaryPicture::classesIn(const QRectF &area) const
{
    std::vector<std::uint32_t> out;
    for (const Box &box : m_boxes) {
        if (!box.rect.intersects(area))
            continue;
        for (const std::uint32_t one : box.classes)
            if (box.folded || m_chips[one].intersects(area))
                out.push_back(one);
    }
    return out;
}

QString BoundaryPicture::tip(const QPointF &point, double within) const
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("boundaries", text); };
    if (const auto one = classAt(point)) {
        const boundaries::ClassModel &model = m_data->data.model;
        QStringList lines{text::fromBytes(model.classes[*one])};
        if (*one < m_split->stability.size() && !std::isnan(m_split->stability[*one]))
            lines << tr("stability %1").arg(stabilityText(m_split->stability[*one]));
        else if (const auto moved = m_split->made.moved.find(m_data->data.model.classes[*one]); moved != m_split->made.moved.end())
            lines << movedText(moved->second);
        if (m_pinned[*one])
            lines << tr("pinned");
        if (m_utility[*one])
            lines << tr("in every service");
        if (m_elsewhere[*one])
            lines << tr("↗ bound far more strongly to another service: see Why here?");
        if (!m_seen[*one])
            lines << tr("never seen at run time");
        if (!model.uses[*one].empty())
            lines << tr("use cases: %1").arg(count(static_cast<double>(model.uses[*one].size())));
        return lines.join(QLatin1Char('\n'));
    }
    if (const auto box = boxAt(point)) {
        const Box &of = m_boxes[*box];
        QStringList lines{of.name, tr("%1 classes").arg(count(static_cast<double>(of.classes.size())))};
        if (!std::isnan(of.stability))
            lines << tr("stability %1 on average").arg(stabilityText(of.stability));
        lines << (of.folded ? tr("Double click: show its classes") : tr("Double click: fold it"));
        return lines.join(QLatin1Char('\n'));
    }
    if (const auto found = edgeAt(point, within)) {
        const Edge &edge = m_edges[*found];
        const QString calls = m_data->data.model.observed ? tr("%1 → %2: %3 calls") : tr("%1 → %2: %3 references");
        QStringList lines;
        if (edge.there > 0)
            lines << calls.arg(m_boxes[edge.a].name, m_boxes[edge.b].name, count(edge.there));
        if (edge.back > 0)
            lines << calls.arg(m_boxes[edge.b].name, m_boxes[edge.a].name, count(edge.back));
        lines << tr("pairs of classes: %1").arg(count(edge.pairs));
        return lines.join(QLatin1Char('\n'));
    }
    return {};
}

} // namespace causeway::views
