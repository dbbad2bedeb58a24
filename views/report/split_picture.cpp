#include "views/report/split_picture.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "analysis/boundaries/service_calls.h"
#include "views/boundaries/split_text.h"
#include "views/text/text.h"
#include "views/theme/service_tones.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;
using boundaries::ServiceCalls;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("causeway::views::SplitPage", text); }

constexpr double kPad = 8, kRoom = 24, kLeastWidth = 120, kMostWidth = 260, kLegend = 28, kThick = 7, kHead = 9, kGap = 36;
constexpr double kUnsure = 0.6;
constexpr int kSampled = 32;               // points of an arrow that numbers of others keep off
constexpr std::size_t kMostCrossed = 150;  // arrows, up to which they do
constexpr std::uint32_t kSwapped = 60; // services, up to which their order on the ring is improved

QFont nameFont()
{
    QFont font = theme::interfaceFont();
    font.setBold(true);
    return font;
}

// Columns, so that a box is about as wide as high.
int columnsOf(double classes, double width, double height) { return std::max(1, static_cast<int>(std::lround(std::sqrt(classes * height / width * 1.3)))); }

double between(const ServiceCalls &calls, std::uint32_t a, std::uint32_t b) { return calls.at(a, b) + calls.at(b, a); }

// Services along the ring: each next to the one it calls most, then swapped while that shortens calls.
std::vector<std::uint32_t> ringOrder(const ServiceCalls &calls)
{
    const std::uint32_t k = calls.services;
    std::vector<std::uint32_t> order;
    std::vector<bool> placed(k);
    while (order.size() < k) {
        std::uint32_t best = kNoService;
        double most = -1;
        for (std::uint32_t s = 0; s < k; ++s) {
            if (placed[s])
                continue;
            double weight = 0;
            if (order.empty())
                for (std::uint32_t t = 0; t < k; ++t)
                    weight += t == s ? 0 : between(calls, s, t);
            else
                weight = between(calls, s, order.back());
            if (weight > most) {
                most = weight;
                best = s;
            }
        }
        placed[best] = true;
        order.push_back(best);
    }
    if (k > kSwapped)
        return order;
    const auto length = [&] {
        double sum = 0;
        for (std::uint32_t i = 0; i < k; ++i)
            for (std::uint32_t j = i + 1; j < k; ++j)
                sum += std::log1p(between(calls, order[i], order[j])) * std::min(j - i, k - (j - i));
        return sum;
    };
    double now = length();
    for (bool better = true; better;) {
        better = false;
        for (std::uint32_t i = 0; i < k; ++i)
            for (std::uint32_t j = i + 1; j < k; ++j) {
                std::swap(order[i], order[j]);
                if (const double then = length(); then < now - 1e-9) {
                    now = then;
                    better = true;
                } else
                    std::swap(order[i], order[j]);
            }
        if (k > 24)
            break; // one round is enough of what is large
    }
    return order;
}

void fillBoxes(const engine::BoundariesResponse &response, SplitPicture &picture)
{
    const boundaries::ClassModel &model = response.data.model;
    const std::size_t k = response.split.services.size();
    std::vector<std::vector<std::uint32_t>> members(k);
    for (std::uint32_t i = 0; i < response.split.serviceOf.size(); ++i)
        if (response.split.serviceOf[i] != kNoService)
            members[response.split.serviceOf[i]].push_back(i);
    std::vector<bool> pinned(model.classes.size());
    for (const auto &[one, service] : response.demands.pins)
        pinned[one] = true;
    const QFontMetricsF metrics(theme::smallFont()), bold(nameFont());
    QStringList services;
    for (const std::string &name : response.split.services)
        services << text::fromBytes(name);
    const std::vector<int> tones = theme::serviceTones(services);
    bool unsure = false, unseen = false, anyPinned = false;
    for (std::size_t s = 0; s < k; ++s) {
        SplitPicture::Box box;
        box.name = services[static_cast<int>(s)];
        box.tone = tones[s];
        box.count = members[s].size() == 1 ? tr("1 class") : tr("%1 classes").arg(members[s].size());
        double stability = 0, known = 0; // of what was not moved by hand
        QStringList names;
        for (const std::uint32_t one : members[s]) {
            const bool notSeen = model.observed && !model.seen[one];
            const double own = response.stability.empty() ? NAN : response.stability[one];
            if (std::isfinite(own)) {
                stability += own;
                ++known;
            }
            unsure |= own < kUnsure;
            unseen |= notSeen;
            anyPinned |= pinned[one];
            names << classText(model.classes[one]) + (pinned[one] ? QStringLiteral(" ◆") : QString()) + (own < kUnsure ? QStringLiteral(" ~") : QString()) + (notSeen ? QStringLiteral(" ○") : QString());
        }
        box.stability = known > 0 ? stability / known : NAN;
        names.sort(Qt::CaseInsensitive);
        double widest = 0;
        for (QString &name : names) {
            name = metrics.elidedText(name, Qt::ElideMiddle, kMostWidth);
            widest = std::max(widest, metrics.horizontalAdvance(name));
        }
        box.column = std::max(40.0, widest * 1.06) + kPad; // fonts differ where it is looked at
        const int columns = columnsOf(static_cast<double>(names.size()), box.column, metrics.height());
        box.rows = std::max(1, (static_cast<int>(names.size()) + columns - 1) / columns);
        const int used = (static_cast<int>(names.size()) + box.rows - 1) / box.rows;
        const double head = std::clamp(std::max(bold.horizontalAdvance(box.name), metrics.horizontalAdvance(box.count)) * 1.06, kLeastWidth, kMostWidth), width = std::max(head, used * box.column - kPad) + 2 * kPad;
        box.name = bold.elidedText(box.name, Qt::ElideMiddle, width - 2 * kPad);
        const double height = bold.height() + metrics.height() * static_cast<double>(box.rows + 1) + 2.5 * kPad;
        box.area = QRectF(0, 0, width, height);
        box.classes = names;
        picture.boxes.push_back(std::move(box));
    }
    QStringList legend{response.data.model.observed ? tr("Numbers on arrows: recorded calls") : tr("Numbers on arrows: references")};
    if (unsure)
        legend << tr("~ stability under 0.6");
    if (unseen)
        legend << tr("○ never seen at run time");
    if (anyPinned)
        legend << tr("◆ pinned");
    picture.legend = legend.join(QStringLiteral("   ·   "));
}

// Boxes around a circle that is just large enough for them.
void placeBoxes(const std::vector<std::uint32_t> &order, SplitPicture &picture)
{
    std::vector<double> reach; // half of a box's diagonal, and of the gap
    for (const std::uint32_t s : order)
        reach.push_back(std::hypot(picture.boxes[s].area.width(), picture.boxes[s].area.height()) / 2 + kGap / 2);
    if (order.size() > 1) {
        double low = *std::ranges::max_element(reach), high = low + 1;
        const auto turn = [&](double radius) {
            double sum = 0;
            for (const double one : reach)
                sum += 2 * std::asin(std::min(1.0, one / radius));
            return sum;
        };
        while (turn(high) > 2 * std::numbers::pi)
            high *= 1.5;
        for (int i = 0; i < 50; ++i)
            (turn((low + high) / 2) > 2 * std::numbers::pi ? low : high) = (low + high) / 2;
        const double spare = (2 * std::numbers::pi - turn(high)) / static_cast<double>(order.size());
        double angle = -std::numbers::pi / 2 - std::asin(std::min(1.0, reach.front() / high)) - spare / 2;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const double half = std::asin(std::min(1.0, reach[i] / high)) + spare / 2;
            angle += half;
            picture.boxes[order[i]].area.moveCenter(high * QPointF(std::cos(angle), std::sin(angle)));
            angle += half;
        }
    }
    QRectF all;
    for (const SplitPicture::Box &box : picture.boxes)
        all |= box.area;
    all.adjust(-kRoom, -kRoom, kRoom, kRoom);
    for (SplitPicture::Box &box : picture.boxes)
        box.area.translate(-all.topLeft());
    picture.size = {std::max(all.width(), QFontMetricsF(theme::smallFont()).horizontalAdvance(picture.legend) * 1.06 + 2 * kRoom), all.height() + kLegend};
}

// A bend from middle to middle; what shows of it lies between the two boxes.
struct Bend {
    QPointF from, by, to;
    [[nodiscard]] QPointF at(double u, double v) const { return (1 - u) * (1 - v) * from + (u * (1 - v) + v * (1 - u)) * by + u * v * to; }
    [[nodiscard]] QPointF at(double t) const { return at(t, t); }
    // Where it crosses the border of the area, first as seen from the end that is inside.
    [[nodiscard]] double border(const QRectF &area, double inside, double outside) const
    {
        for (int i = 1; i <= kSteps; ++i) // the border that is nearest to the inside
            if (const double t = inside + (outside - inside) * i / kSteps; !area.contains(at(t))) {
                inside += (outside - inside) * (i - 1) / kSteps;
                outside = t;
                break;
            }
        for (int i = 0; i < 20; ++i) {
            const double middle = (inside + outside) / 2;
            (area.contains(at(middle)) ? inside : outside) = middle;
        }
        return outside;
    }
    static constexpr int kSteps = 200;
};

// Numbers stand on their own arrow where no box, no other number and, as far as can be, no other arrow is.
void placeNumbers(SplitPicture &picture)
{
    const QFontMetricsF metrics(theme::smallFont());
    std::vector<std::vector<QPointF>> points;
    for (const SplitPicture::Arrow &arrow : picture.arrows) {
        std::vector<QPointF> &own = points.emplace_back();
        for (int i = 0; i <= kSampled; ++i)
            own.push_back(arrow.path.pointAtPercent(static_cast<double>(i) / kSampled));
    }
    std::vector<QRectF> taken;
    for (std::size_t i = picture.arrows.size(); i-- > 0;) { // thick ones first
        SplitPicture::Arrow &arrow = picture.arrows[i];
        QRectF ground(0, 0, metrics.horizontalAdvance(arrow.calls) + 6, metrics.height()), chosen;
        double least = std::numeric_limits<double>::infinity();
        for (const double at : {0.36, 0.42, 0.3, 0.5, 0.58, 0.24, 0.66, 0.74, 0.18, 0.82}) {
            ground.moveCenter(arrow.path.pointAtPercent(at));
            double on = 0;
            for (const SplitPicture::Box &box : picture.boxes)
                on += box.area.intersects(ground) ? 100 : 0;
            for (const QRectF &other : taken)
                on += other.intersects(ground) ? 50 : 0;
            for (std::size_t other = 0; other < points.size() && points.size() <= kMostCrossed; ++other)
                if (other != i)
                    on += static_cast<double>(std::ranges::count_if(points[other], [&](const QPointF &point) { return ground.contains(point); }));
            if (on < least) {
                least = on;
                chosen = ground;
            }
            if (on == 0)
                break;
        }
        arrow.label = chosen.center();
        taken.push_back(chosen);
    }
}

void addArrows(const ServiceCalls &calls, SplitPicture &picture)
{
    double most = 0;
    QPointF middle;
    for (const SplitPicture::Box &box : picture.boxes)
        middle += box.area.center() / static_cast<double>(picture.boxes.size());
    for (std::uint32_t a = 0; a < calls.services; ++a)
        for (std::uint32_t b = 0; b < calls.services; ++b)
            most = a == b ? most : std::max(most, calls.at(a, b));
    for (std::uint32_t a = 0; a < calls.services; ++a)
        for (std::uint32_t b = 0; b < calls.services; ++b) {
            if (a == b || calls.pairsAt(a, b) == 0)
                continue;
            const QPointF from = picture.boxes[a].area.center(), to = picture.boxes[b].area.center();
            const QPointF way = to - from, across = QPointF(-way.y(), way.x()) / std::max(1.0, std::hypot(way.x(), way.y()));
            // Bent a little towards the middle; both directions of a pair lie beside each other.
            const QPointF bend = (from + to) / 2 + (middle - (from + to) / 2) * 0.35 + across * 14;
            const Bend curve{from, bend, to};
            const double first = curve.border(picture.boxes[a].area, 0, 1), last = std::max(first, curve.border(picture.boxes[b].area, 1, 0));
            SplitPicture::Arrow arrow;
            arrow.calls = callsText(calls.at(a, b));
            arrow.width = 1 + kThick * std::log1p(calls.at(a, b)) / std::log1p(most);
            // The line ends where its head begins, which points to where it goes into the box.
            const double head = kHead + arrow.width / 2;
            double neck = last;
            while (neck > first && QLineF(curve.at(neck), curve.at(last)).length() < head)
                neck = std::max(first, neck - 1.0 / Bend::kSteps);
            const QPointF tip = curve.at(last), base = curve.at(neck);
            arrow.path.moveTo(curve.at(first));
            arrow.path.quadTo(curve.at(first, neck), base);
            const QPointF straight = (tip - base) / std::max(1.0, QLineF(base, tip).length()), side(-straight.y(), straight.x());
            arrow.head = QPolygonF({tip, tip - straight * head + side * head * 0.5, tip - straight * head - side * head * 0.5});
            picture.arrows.push_back(std::move(arrow));
        }
    std::ranges::stable_sort(picture.arrows, std::less(), &SplitPicture::Arrow::width);
    placeNumbers(picture);
}

} // namespace

SplitPicture layoutSplit(const engine::BoundariesResponse &response)
{
    SplitPicture picture;
    const ServiceCalls calls = boundaries::serviceCalls(response.data.model, response.split.serviceOf, static_cast<std::uint32_t>(response.split.services.size()));
    fillBoxes(response, picture);
    placeBoxes(ringOrder(calls), picture);
    addArrows(calls, picture);
    return picture;
}

void paintSplit(QPainter &painter, const SplitPicture &picture, const QPalette &palette)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), picture.size), palette.color(QPalette::Base));
    QColor stroke = palette.color(QPalette::Text);
    stroke.setAlphaF(0.35F);
    for (const SplitPicture::Arrow &arrow : picture.arrows) {
        painter.setPen(QPen(stroke, arrow.width, Qt::SolidLine, Qt::FlatCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(arrow.path);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::muted());
        painter.drawPolygon(arrow.head);
    }
    painter.setFont(theme::smallFont());
    const QFontMetricsF metrics(theme::smallFont());
    for (const SplitPicture::Arrow &arrow : picture.arrows) {
        const QRectF ground = QRectF(0, 0, metrics.horizontalAdvance(arrow.calls) + 6, metrics.height()).translated(arrow.label - QPointF(metrics.horizontalAdvance(arrow.calls) / 2 + 3, metrics.height() / 2));
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.color(QPalette::Base));
        painter.drawRoundedRect(ground, 3, 3);
        painter.setPen(palette.color(QPalette::Text));
        painter.drawText(ground, Qt::AlignCenter, arrow.calls);
    }
    const QFontMetricsF bold(nameFont());
    for (const SplitPicture::Box &box : picture.boxes) {
        const QColor color = theme::serviceTone(box.tone);
        painter.setPen(QPen(color, 2, theme::serviceDashes(box.tone)));
        painter.setBrush(palette.color(QPalette::Base));
        painter.drawRoundedRect(box.area, 6, 6);
        QColor tint = color;
        tint.setAlphaF(std::isfinite(box.stability) ? static_cast<float>(0.06 + 0.12 * box.stability) : 0.12F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawRoundedRect(box.area, 6, 6);
        QRectF line(box.area.left() + kPad, box.area.top() + kPad, box.area.width() - 2 * kPad, bold.height());
        painter.setPen(palette.color(QPalette::Text));
        painter.setFont(nameFont());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, box.name);
        painter.setFont(theme::smallFont());
        line = QRectF(line.left(), line.bottom(), line.width(), metrics.height());
        painter.setPen(theme::muted());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, box.count);
        painter.setPen(palette.color(QPalette::Text));
        line.translate(0, kPad / 2);
        for (int i = 0; i < box.classes.size(); ++i) {
            const QRectF cell(line.left() + i / box.rows * box.column, line.top() + (i % box.rows + 1) * metrics.height(), box.column - kPad / 2, metrics.height());
            painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, box.classes[i]);
        }
    }
    painter.setPen(theme::muted());
    painter.drawText(QRectF(kRoom, picture.size.height() - kLegend, picture.size.width() - 2 * kRoom, kLegend), Qt::AlignLeft | Qt::AlignVCenter, picture.legend);
}

} // namespace causeway::views
