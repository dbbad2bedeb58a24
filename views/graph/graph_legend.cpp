#include "views/graph/graph_legend.h"

#include <QPainter>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

GraphLegend::GraphLegend(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(QFontMetrics(theme::smallFont()).height() + 10);
    setAccessibleName(tr("Legend"));
}

void GraphLegend::setPicture(std::shared_ptr<const GraphPicture> picture)
{
    m_picture = std::move(picture);
    const QString words = m_picture == nullptr ? QString() : m_picture->legendText();
    setAccessibleDescription(words);
    setToolTip(words.isEmpty() ? QString() : text::toolTip(words));
    update();
}

void GraphLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(theme::line());
    painter.drawLine(0, 0, width(), 0);
    if (m_picture != nullptr)
        m_picture->paintLegend(painter, QRectF(rect()).adjusted(theme::kMargin, 1, -theme::kMargin, 0), palette());
}

} // namespace causeway::views
