#include "views/shell/flow_layout.h"

#include <algorithm>

namespace causeway::views {

FlowLayout::FlowLayout(QWidget *parent, int spacing) : QLayout(parent), m_space(spacing) {}

FlowLayout::~FlowLayout()
{
    for (QLayoutItem *item : m_items)
        delete item;
}

QLayoutItem *FlowLayout::itemAt(int index) const { return index < 0 || index >= count() ? nullptr : m_items[static_cast<std::size_t>(index)]; }

QLayoutItem *FlowLayout::takeAt(int index)
{
    QLayoutItem *item = itemAt(index);
    if (item != nullptr)
        m_items.erase(m_items.begin() + index);
    return item;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect &area)
{
    QLayout::setGeometry(area);
    arrange(area, true);
}

int FlowLayout::arrange(const QRect &area, bool move) const
{
    const QMargins margins = contentsMargins();
    const QRect inner = area.marginsRemoved(margins);
    int left = inner.left(), top = inner.top(), height = 0;
    for (QLayoutItem *item : m_items) {
        const QSize size(std::clamp(item->sizeHint().width(), item->minimumSize().width(), std::max(inner.width(), item->minimumSize().width())), item->sizeHint().height());
        if (left > inner.left() && left + size.width() > inner.left() + inner.width()) {
            left = inner.left();
            top += height + m_space;
            height = 0;
        }
        if (move)
            item->setGeometry(QRect(QPoint(left, top), size));
        left += size.width() + m_space;
        height = std::max(height, size.height());
    }
    return top + height + margins.bottom() - area.top();
}

} // namespace causeway::views
