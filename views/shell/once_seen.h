#pragma once
// For showEvent() of a panel that computes what it shows: a dock that comes is shown for a moment before it goes behind others.

#include <QMetaObject>
#include <QWidget>

namespace causeway::views {

// Calls it from the event loop if the widget is to be seen then.
template <typename F>
void onceSeen(QWidget *widget, F run)
{
    QMetaObject::invokeMethod(
        widget,
        [widget, run] {
            if (widget->isVisible())
                run();
        },
        Qt::QueuedConnection);
}

} // namespace causeway::views
