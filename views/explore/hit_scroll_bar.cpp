#include "views/explore/hit_scroll_bar.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

namespace causeway::views {

void HitScrollBar::setMarks(std::vector<double> marks, const QColor &color)
{
    m_marks = std::move(marks);
    m_color = color;
    update();
}

void HitScrollBar::paintEvent(QPaintEvent *event)
{
    QScrollBar::paintEvent(event);
    if (m_marks.empty())
        return;
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove = style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarGroove, this);
    QPainter painter(this);
    int last = -1;
    for (const double mark : m_marks) {
        const int y = groove.top() + static_cast<int>(mark * (groove.height() - 2));
        if (y == last)
            continue;
        last = y;
        painter.fillRect(groove.left() + groove.width() / 2, y, groove.width() / 2, 2, m_color);
    }
}

} // namespace causeway::views
