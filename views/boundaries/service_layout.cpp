#include "views/boundaries/service_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace causeway::views {

namespace {

constexpr double kGap = 52;       // between boxes: room for a number on a line
constexpr double kPairsAtMost = 2e6;
constexpr double kPushes = 400;

// In rows, large ones first.
std::vector<QPointF> inRows(const std::vector<QSizeF> &sizes, double wide)
{
    std::vector<std::size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return sizes[i].height(); });
    double area = 0;
    for (const QSizeF &size : sizes)
        area += (size.width() + kGap) * (size.height() + kGap);
    const double width = std::sqrt(area * wide);
    std::vector<QPointF> out(sizes.size());
    double x = 0, y = 0, high = 0;
    for (const std::size_t i : order) {
        if (x > 0 && x + sizes[i].width() > width) {
            x = 0;
            y += high + kGap;
            high = 0;
        }
        out[i] = QPointF(x + sizes[i].width() / 2, y + sizes[i].height() / 2);
        x += sizes[i].width() + kGap;
        high = std::max(high, sizes[i].height());
    }
    return out;
}

// Each pair that lies on one another goes apart along the shorter way; fixed ones give way less.
void pushApart(const std::vector<QSizeF> &sizes, const std::vector<bool> &settled, double wide, std::vector<QPointF> &at)
{
    const int rounds = static_cast<int>(std::clamp(4e6 / static_cast<double>(at.size() * at.size()), 20.0, kPushes));
    for (int round = 0; round < rounds; ++round) {
        bool moved = false;
        for (std::size_t i = 0; i < at.size(); ++i)
            for (std::size_t j = i + 1; j < at.size(); ++j) {
                const QPointF d = at[j] - at[i];
                const double x = (sizes[i].width() + sizes[j].width()) / 2 + kGap - std::abs(d.x()), y = (sizes[i].height() + sizes[j].height()) / 2 + kGap - std::abs(d.y());
                if (x <= 0.5 || y <= 0.5)
                    continue;
                moved = true;
                const double own = settled[i] == settled[j] ? 0.5 : settled[i] ? 0.1 : 0.9;
                const QPointF push = x < y * wide ? QPointF(d.x() < 0 ? -x : x, 0) : QPointF(0, d.y() < 0 ? -y : y);
                at[i] -= own * push;
                at[j] += (1 - own) * push;
            }
        if (!moved)
            return;
    }
}

std::vector<QPointF> byForces(const std::vector<QSizeF> &sizes, const std::vector<ServiceLink> &links, double wide)
{
    const std::size_t n = sizes.size();
    double area = 0, most = 0;
    for (const QSizeF &size : sizes)
        area += (size.width() + kGap) * (size.height() + kGap);
    for (const ServiceLink &link : links)
        most = std::max(most, link.weight);
    const double k = std::sqrt(area / static_cast<double>(n) / wide) * 1.1, radius = std::sqrt(area / wide) / 2;
    std::vector<QPointF> at(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
        at[i] = QPointF(wide * radius * std::cos(angle), radius * std::sin(angle));
    }
    const int rounds = static_cast<int>(std::clamp(kPairsAtMost / static_cast<double>(n * n), 20.0, 300.0));
    for (int round = 0; round < rounds; ++round) {
        const double most_step = radius * (1 - static_cast<double>(round) / rounds) * 0.2 + 1;
        std::vector<QPointF> force(n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j) {
                QPointF d = at[i] - at[j];
                d.setX(d.x() / wide);
                const double length = std::max(1.0, std::hypot(d.x(), d.y()));
                const QPointF push = d / length * (k * k / length);
                force[i] += push;
                force[j] -= push;
            }
        for (const ServiceLink &link : links) {
            QPointF d = at[link.a] - at[link.b];
            d.setX(d.x() / wide);
            const double length = std::max(1.0, std::hypot(d.x(), d.y()));
            const QPointF pull = d / length * (length * length / k) * (0.1 + 0.9 * link.weight / most);
            force[link.a] -= pull;
            force[link.b] += pull;
        }
        for (std::size_t i = 0; i < n; ++i) {
            force[i] -= QPointF(at[i].x() / wide, at[i].y()) * 0.05; // none drifts away
            const double length = std::max(1e-9, std::hypot(force[i].x(), force[i].y()));
            const QPointF step = force[i] / length * std::min(length, most_step);
            at[i] += QPointF(step.x() * wide, step.y());
        }
    }
    return at;
}

// Middles as wide to high as the whole is to be.
void stretch(double wide, std::vector<QPointF> &at)
{
    const auto [left, right] = std::ranges::minmax(at, {}, &QPointF::x);
    const auto [top, bottom] = std::ranges::minmax(at, {}, &QPointF::y);
    const double width = right.x() - left.x(), height = bottom.y() - top.y();
    if (width < 1 || height < 1)
        return;
    const double by = std::sqrt(wide * height / width);
    for (QPointF &one : at)
        one = QPointF(one.x() * by, one.y() / by);
}

} // namespace

std::vector<QPointF> layOutServices(const std::vector<QSizeF> &sizes, const std::vector<ServiceLink> &links, const std::vector<std::optional<QPointF>> &before, double wide)
{
    const std::size_t n = sizes.size();
    const auto known = static_cast<std::size_t>(std::ranges::count_if(before, [](const auto &place) { return place.has_value(); }));
    if (n == 0)
        return {};
    if (known * 2 < n) { // too few places to keep
        if (n > kMostPlaced)
            return inRows(sizes, wide);
        std::vector<QPointF> at = byForces(sizes, links, wide);
        stretch(wide, at);
        pushApart(sizes, std::vector<bool>(n), wide, at);
        return at;
    }
    std::vector<QPointF> at(n);
    std::vector<bool> settled(n);
    QPointF middle;
    double bottom = -1e300;
    for (std::size_t i = 0; i < n; ++i)
        if (i < before.size() && before[i]) {
            at[i] = *before[i];
            settled[i] = true;
            middle += at[i] / static_cast<double>(known);
            bottom = std::max(bottom, at[i].y() + sizes[i].height() / 2);
        }
    // A new one goes near what it calls most, else below all.
    for (std::size_t i = 0; i < n; ++i) {
        if (settled[i])
            continue;
        QPointF sum;
        double weights = 0;
        for (const ServiceLink &link : links)
            if (const std::uint32_t other = link.a == i ? link.b : link.a; (link.a == i || link.b == i) && settled[other]) {
                sum += at[other] * link.weight;
                weights += link.weight;
            }
        at[i] = weights > 0 ? sum / weights + QPointF(0, 1) : QPointF(middle.x(), bottom + kGap + sizes[i].height() / 2);
    }
    pushApart(sizes, settled, 1, at);
    return at;
}

} // namespace causeway::views
