#include "views/charts/chart_tip.h"

#include <QHelpEvent>
#include <QToolTip>

#include "views/text/text.h"

namespace causeway::views {

bool showChartTip(QEvent *event, QWidget *widget, const std::function<QString(const QPoint &)> &tipAt)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString tip = tipAt(help->pos());
    QToolTip::showText(help->globalPos(), tip.isEmpty() ? QString() : text::toolTip(tip), widget);
    return true;
}

} // namespace causeway::views
