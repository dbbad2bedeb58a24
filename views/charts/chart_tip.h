#pragma once
// Tool tips of charts: they tell what lies under the mouse. GUI thread.

#include <functional>

class QEvent;
class QPoint;
class QString;
class QWidget;

namespace causeway::views {

// For an event handler of the widget: true where the event asked for a tool tip, which is then shown or, where tipAt gives
// none for the place, taken away.
bool showChartTip(QEvent *event, QWidget *widget, const std::function<QString(const QPoint &)> &tipAt);

} // namespace causeway::views
