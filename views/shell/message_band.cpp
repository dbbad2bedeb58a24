#include "views/shell/message_band.h"

#include <QPainter>
#include <QWidget>

namespace causeway::views {

void paintMessageBand(QWidget *widget, theme::Tone tone)
{
    QPainter painter(widget);
    const QColor color = theme::color(tone);
    QColor fill = color;
    fill.setAlpha(theme::isDark() ? 48 : 26);
    painter.fillRect(widget->rect(), fill);
    painter.fillRect(0, 0, 3, widget->height(), color);
    painter.setPen(theme::line());
    painter.drawLine(0, widget->height() - 1, widget->width(), widget->height() - 1);
}

} // namespace causeway::views
