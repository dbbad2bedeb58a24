#include "views/findings/workflow_layout.h"

#include <algorithm>

namespace causeway::views {

namespace {

using sessions::WorkflowBlock;
using Kind = WorkflowBlock::Kind;

constexpr double kDown = 22;   // between steps
constexpr double kBeside = 20; // between blocks beside each other
constexpr double kFork = 20;   // from where they part to the first step
constexpr double kAround = 16; // to a line that passes by
constexpr double kEnd = 12;    // begin and end of the whole
constexpr double kMargin = 12;

// How much room a block needs, and where its line enters and leaves, from the left.
struct Room {
    double width = 0, height = 0, spine = 0;
};

class Placer {
public:
    Placer(WorkflowLayout &out, QSizeF box) : m_out(out), m_box(box) {}

    Room roomOf(const WorkflowBlock &block) const
    {
        Room room = plainRoomOf(block);
        if (block.optional) {
            room.width += kAround;
            room.spine += kAround;
            room.height += kDown;
        }
        return room;
    }

    // topLeft: of the block's room.
    void place(const WorkflowBlock &block, QPointF topLeft)
    {
        if (!block.optional) {
            placePlain(block, topLeft);
            return;
        }
        const Room room = roomOf(block);
        const double x = topLeft.x() + room.spine, top = topLeft.y(), bottom = top + room.height, left = topLeft.x() + kAround / 4;
        const QPointF inner(topLeft.x() + kAround, top + kDown / 2);
        QPainterPath around(QPointF(x, top));
        around.lineTo(x, top + 1);
        around.lineTo(left, top + 1);
        around.lineTo(left, bottom - 1);
        around.lineTo(x, bottom - 1);
        m_out.lines.push_back({around, false, true, false});
        line({x, top}, {x, inner.y()}, true);
        placePlain(block, inner);
        line({x, bottom - kDown / 2}, {x, bottom}, false);
    }

    void line(QPointF from, QPointF to, bool arrow)
    {
        QPainterPath path(from);
        if (from.x() != to.x()) {
            const double middle = (from.y() + to.y()) / 2;
            path.cubicTo({from.x(), middle}, {to.x(), middle}, to);
        } else
            path.lineTo(to);
        m_out.lines.push_back({path, arrow, false, false});
    }

private:
    Room plainRoomOf(const WorkflowBlock &block) const
    {
        Room room;
        switch (block.kind) {
        case Kind::Step: return {m_box.width(), m_box.height(), m_box.width() / 2};
        case Kind::Sequence: {
            double right = 0;
            for (const WorkflowBlock &child : block.children) {
                const Room of = roomOf(child);
                room.height += of.height + (room.height > 0 ? kDown : 0);
                room.spine = std::max(room.spine, of.spine);
                right = std::max(right, of.width - of.spine);
            }
            room.width = room.spine + right;
            return room;
        }
        case Kind::Concurrent:
        case Kind::Branch:
            for (const WorkflowBlock &child : block.children) {
                const Room of = roomOf(child);
                room.width += of.width + (room.width > 0 ? kBeside : 0);
                room.height = std::max(room.height, of.height);
            }
            room.height += 2 * kFork;
            room.spine = room.width / 2;
            return room;
        case Kind::Loop: {
            room = roomOf(block.children.front());
            room.height += kDown;
            for (std::size_t i = 1; i < block.children.size(); ++i) {
                const Room of = roomOf(block.children[i]);
                room.width += kBeside + of.width;
                room.height = std::max(room.height, of.height + 2 * kDown);
            }
            room.width += kAround;
            return room;
        }
        }
        return room;
    }

    void placePlain(const WorkflowBlock &block, QPointF at)
    {
        const Room room = plainRoomOf(block);
        const double x = at.x() + room.spine;
        switch (block.kind) {
        case Kind::Step: m_out.boxes.push_back({QRectF(at, m_box), block.key, block.times, block.optional}); break;
        case Kind::Sequence: {
            double y = at.y();
            for (const WorkflowBlock &child : block.children) {
                const Room of = roomOf(child);
                if (y > at.y()) {
                    line({x, y}, {x, y + kDown}, true);
                    y += kDown;
                }
                place(child, {x - of.spine, y});
                y += of.height;
            }
            break;
        }
        case Kind::Concurrent:
        case Kind::Branch: {
            const double top = at.y() + kFork, bottom = at.y() + room.height - kFork;
            double left = at.x();
            for (const WorkflowBlock &child : block.children) {
                const Room of = roomOf(child);
                const double middle = left + of.spine;
                const bool bar = block.kind == Kind::Concurrent;
                line({bar ? middle : x, at.y() + 3}, {middle, top}, true);
                place(child, {left, top});
                line({middle, top + of.height}, {middle, bottom}, false);
                line({middle, bottom}, {bar ? middle : x, bottom + kFork - 3}, false);
                left += of.width + kBeside;
            }
            for (const double y : {at.y(), at.y() + room.height})
                mark(block, block.kind == Kind::Concurrent ? QRectF(at.x(), y - 3, room.width, 6) : QRectF(x - 8, y - 6, 16, 12));
            break;
        }
        case Kind::Loop: {
            const Room body = roomOf(block.children.front());
            const double top = at.y() + kDown / 2, bottom = at.y() + room.height - kDown / 2;
            line({x, at.y()}, {x, top}, true);
            place(block.children.front(), {at.x(), top});
            line({x, top + body.height}, {x, at.y() + room.height}, false);
            if (block.children.size() == 1)
                back({x, bottom}, at.x() + room.width - kAround / 2, {x, top});
            double left = at.x() + body.width + kBeside;
            for (std::size_t i = 1; i < block.children.size(); ++i) {
                const Room of = roomOf(block.children[i]);
                const double middle = left + of.spine, y = at.y() + (room.height - of.height) / 2;
                QPainterPath in(QPointF(x, bottom)), out(QPointF(middle, y));
                in.lineTo(middle, bottom);
                in.lineTo(middle, y + of.height);
                out.lineTo(middle, top);
                out.lineTo(x, top);
                m_out.lines.push_back({in, true, false, true});
                m_out.lines.push_back({out, true, false, true});
                place(block.children[i], {left, y});
                left += of.width + kBeside;
            }
            mark(block, QRectF(at.x() + room.width - kAround, top, kAround, bottom - top));
            break;
        }
        }
    }

    void back(QPointF from, double x, QPointF to)
    {
        QPainterPath path(from);
        path.lineTo(x, from.y());
        path.lineTo(x, to.y());
        path.lineTo(to);
        m_out.lines.push_back({path, true, false, true});
    }

    void mark(const WorkflowBlock &block, QRectF rect) { m_out.marks.push_back({rect, block.kind, block.times, block.children.size()}); }

    WorkflowLayout &m_out;
    const QSizeF m_box;
};

} // namespace

WorkflowLayout WorkflowLayout::make(const sessions::WorkflowBlock &root, QSizeF box)
{
    WorkflowLayout out;
    if (root.kind != Kind::Step && root.children.empty())
        return out;
    Placer placer(out, box);
    const Room room = placer.roomOf(root);
    const double x = kMargin + room.spine, top = kMargin + kEnd + kDown;
    out.marks.push_back({QRectF(x - kEnd / 2, kMargin, kEnd, kEnd), Kind::Sequence, root.times, 0});
    placer.line({x, kMargin + kEnd}, {x, top}, true);
    placer.place(root, {kMargin, top});
    placer.line({x, top + room.height}, {x, top + room.height + kDown}, true);
    out.marks.push_back({QRectF(x - kEnd / 2, top + room.height + kDown, kEnd, kEnd), Kind::Sequence, root.times, 1});
    out.size = QSizeF(room.width + 2 * kMargin, top + room.height + kDown + kEnd + kMargin);
    std::stable_sort(out.boxes.begin(), out.boxes.end(), [](const Box &a, const Box &b) { return a.rect.top() != b.rect.top() ? a.rect.top() < b.rect.top() : a.rect.left() < b.rect.left(); });
    return out;
}

} // namespace causeway::views
