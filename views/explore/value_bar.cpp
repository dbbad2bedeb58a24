#include "views/explore/value_bar.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kPad = 4;

} // namespace

ValueBar::ValueBar(const QString &value, const QString &count, double share, bool warning, QWidget *parent)
    : QAbstractButton(parent), m_count(count), m_share(std::clamp(share, 0.0, 1.0)), m_warning(warning)
{
    setText(value);
    setAccessibleName(tr("%1, %2").arg(value, count));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ValueBar::sizeHint() const { return {200, fontMetrics().height() + 4}; }
QSize ValueBar::minimumSizeHint() const { return {120, sizeHint().height()}; }

bool ValueBar::event(QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        update();
    return QAbstractButton::event(event);
}

void ValueBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor fill = theme::color(m_warning ? theme::Tone::Warning : theme::Tone::Accent);
    fill.setAlpha(underMouse() ? 110 : 60);
    const QRect inner = rect().adjusted(0, 1, 0, -1);
    painter.fillRect(QRectF(inner.left(), inner.top(), std::max(2.0, m_share * inner.width()), inner.height()), fill);
    painter.setPen(palette().color(QPalette::WindowText));
    const int right = fontMetrics().horizontalAdvance(m_count) + kPad;
    painter.drawText(inner.adjusted(0, 0, -kPad, 0), Qt::AlignRight | Qt::AlignVCenter, m_count);
    painter.setFont(theme::monospaced());
    const int room = inner.width() - right - 3 * kPad;
    painter.drawText(inner.adjusted(kPad, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, room));
    if (hasFocus()) {
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace causeway::views
