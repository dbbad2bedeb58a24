#include "views/boundaries/edge_router.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <queue>

namespace causeway::views {

namespace {

constexpr double kMargin = 12, kClear = 5, kTurn = 10; // corners from boxes, lines from boxes, what a turn costs in pixels
constexpr double kRound = 16, kApart = 4;
constexpr int kPieces = 24;

double length(const QPointF &d) { return std::hypot(d.x(), d.y()); }

// Where the way from the middle of a box to a point leaves it.
QPointF leave(const QRectF &rect, const QPointF &towards)
{
    const QPointF way = towards - rect.center();
    const double x = std::abs(way.x()) < 1e-9 ? 1e9 : rect.width() / 2 / std::abs(way.x()), y = std::abs(way.y()) < 1e-9 ? 1e9 : rect.height() / 2 / std::abs(way.y());
    return rect.center() + way * std::min({x, y, 1.0});
}

// Liang and Barsky 1984.
bool crosses(const QRectF &rect, const QPointF &from, const QPointF &to)
{
    const QPointF d = to - from;
    double first = 0, last = 1;
    const std::array<std::pair<double, double>, 4> sides{{{-d.x(), from.x() - rect.left()}, {d.x(), rect.right() - from.x()}, {-d.y(), from.y() - rect.top()}, {d.y(), rect.bottom() - from.y()}}};
    for (const auto &[p, q] : sides) {
        if (std::abs(p) < 1e-12) {
            if (q < 0)
                return false;
            continue;
        }
        (p < 0 ? first : last) = p < 0 ? std::max(first, q / p) : std::min(last, q / p);
        if (first > last)
            return false;
    }
    return true;
}

} // namespace

double EdgeRouter::covered(const QPainterPath &path, std::uint32_t a, std::uint32_t b) const
{
    int on = 0;
    for (int i = 1; i < kPieces; ++i) {
        const QPointF point = path.pointAtPercent(static_cast<double>(i) / kPieces);
        for (std::uint32_t k = 0; k < m_boxes.size(); ++k)
            if (k != a && k != b && m_boxes[k].adjusted(-2, -2, 2, 2).contains(point)) {
                ++on;
                break;
            }
    }
    return static_cast<double>(on) / (kPieces - 1);
}

QPainterPath EdgeRouter::route(std::uint32_t a, std::uint32_t b, std::size_t number)
{
    const QPointF from = m_boxes[a].center(), to = m_boxes[b].center(), d = to - from;
    const double far = std::max(1.0, length(d));
    const QPointF across = QPointF(-d.y(), d.x()) / far;
    QPainterPath best;
    double least = 2;
    for (const double bend : {std::min(40.0, far * 0.08), -std::min(40.0, far * 0.08), far * 0.2, -far * 0.2, far * 0.35, -far * 0.35}) {
        const QPointF middle = (from + to) / 2 + across * bend;
        QPainterPath path(leave(m_boxes[a], middle));
        path.quadTo(middle, leave(m_boxes[b], middle));
        if (const double on = covered(path, a, b); on < least) {
            least = on;
            best = path;
        }
        if (least == 0)
            return best;
    }
    if (m_boxes.size() > kMostBoxes)
        return best;
    const QPainterPath around = alongCorners(a, b, number);
    return around.isEmpty() || covered(around, a, b) > least ? best : around;
}

void EdgeRouter::findCorners()
{
    m_found = true;
    for (const QRectF &box : m_boxes) {
        const QRectF wide = box.adjusted(-kMargin, -kMargin, kMargin, kMargin);
        for (const auto &[at, out] : {std::pair(wide.topLeft(), QPointF(-1, -1)), {wide.topRight(), QPointF(1, -1)}, {wide.bottomLeft(), QPointF(-1, 1)}, {wide.bottomRight(), QPointF(1, 1)}})
            if (std::ranges::none_of(m_boxes, [&](const QRectF &other) { return other.adjusted(-kClear, -kClear, kClear, kClear).contains(at); }))
                m_corners.push_back({at, out});
    }
    constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
    m_sees.resize(m_corners.size());
    for (std::uint32_t i = 0; i < m_corners.size(); ++i)
        for (std::uint32_t j = i + 1; j < m_corners.size(); ++j)
            if (isFree(m_corners[i].at, m_corners[j].at, kNone, kNone)) {
                const double far = length(m_corners[i].at - m_corners[j].at);
                m_sees[i].emplace_back(j, far);
                m_sees[j].emplace_back(i, far);
            }
}

bool EdgeRouter::isFree(const QPointF &from, const QPointF &to, std::uint32_t a, std::uint32_t b) const
{
    for (std::uint32_t k = 0; k < m_boxes.size(); ++k)
        if (k != a && k != b && crosses(m_boxes[k].adjusted(-kClear, -kClear, kClear, kClear), from, to))
            return false;
    return true;
}

QPainterPath EdgeRouter::alongCorners(std::uint32_t a, std::uint32_t b, std::size_t number)
{
    if (!m_found)
        findCorners();
    const QPointF begin = m_boxes[a].center(), end = m_boxes[b].center();
    const std::size_t n = m_corners.size();
    std::vector<double> cost(n, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> before(n, n);
    using Step = std::pair<double, std::size_t>;
    std::priority_queue<Step, std::vector<Step>, std::greater<>> open;
    for (std::size_t i = 0; i < n; ++i)
        if (isFree(begin, m_corners[i].at, a, a)) {
            cost[i] = length(m_corners[i].at - begin) + kTurn;
            open.emplace(cost[i], i);
        }
    double least = std::numeric_limits<double>::infinity();
    std::size_t last = n;
    while (!open.empty()) {
        const auto [at, i] = open.top();
        open.pop();
        if (at > cost[i])
            continue;
        if (at >= least)
            break;
        if (const double whole = at + length(end - m_corners[i].at); whole < least && isFree(m_corners[i].at, end, b, b)) {
            least = whole;
            last = i;
        }
        for (const auto &[j, far] : m_sees[i])
            if (at + far + kTurn < cost[j]) {
                cost[j] = at + far + kTurn;
                before[j] = i;
                open.emplace(cost[j], j);
            }
    }
    if (last == n)
        return {};
    std::vector<QPointF> points;
    for (std::size_t i = last; i != n; i = before[i])
        points.push_back(m_corners[i].at + m_corners[i].out * kApart * static_cast<double>(number % 3));
    std::ranges::reverse(points);
    points.insert(points.begin(), leave(m_boxes[a], points.front()));
    points.push_back(leave(m_boxes[b], points.back()));
    QPainterPath path(points.front());
    for (std::size_t i = 1; i + 1 < points.size(); ++i) { // corners are round
        const QPointF in = points[i - 1] - points[i], out = points[i + 1] - points[i];
        const double far = std::max(1e-6, length(in)), on = std::max(1e-6, length(out));
        path.lineTo(points[i] + in / far * std::min(kRound, far / 2));
        path.quadTo(points[i], points[i] + out / on * std::min(kRound, on / 2));
    }
    path.lineTo(points.back());
    return path;
}

} // namespace causeway::views
