#include "views/shell/chip_button.h"

#include <QEvent>
#include <QPainter>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kHeight = 26;
constexpr int kPad = 10;
constexpr int kIcon = 14;
constexpr int kMost = 320;      // pixels of a chip's text
constexpr int kFewestSigns = 12; // of it that can always be read

} // namespace

ChipButton::ChipButton(const QString &text, Kind kind, QWidget *parent) : QAbstractButton(parent), m_kind(kind)
{
    setText(text);
    setAccessibleName(kind == Kind::Condition ? tr("Remove the condition %1").arg(text) : text);
    setToolTip(kind == Kind::Condition ? text::toolTip(text + QLatin1Char('\n') + tr("Click to take this condition away")) : QString());
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ChipButton::sizeHint() const
{
    int width = 2 * kPad + std::min(kMost, fontMetrics().horizontalAdvance(text()));
    if (m_kind == Kind::Condition)
        width += kIcon + 2;
    if (!icon().isNull())
        width += kIcon + 6;
    return {width, kHeight};
}

QSize ChipButton::minimumSizeHint() const
{
    const QSize whole = sizeHint();
    const int fewest = kFewestSigns * fontMetrics().averageCharWidth() + whole.width() - std::min(kMost, fontMetrics().horizontalAdvance(text()));
    return {std::min(whole.width(), fewest), kHeight};
}

void ChipButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hot = underMouse() && isEnabled();
    QColor fill = palette().color(QPalette::Base);
    QColor edge = theme::line();
    if (m_kind == Kind::Condition) {
        const QColor accent = theme::color(theme::Tone::Accent);
        fill = accent;
        fill.setAlpha(theme::isDark() ? 60 : 28);
        edge = accent;
        edge.setAlpha(hot ? 255 : 130);
    } else if (hot) {
        fill = palette().color(QPalette::Midlight);
    }
    if (isDown())
        fill = palette().color(QPalette::Mid);
    painter.setPen(QPen(hasFocus() ? theme::color(theme::Tone::Accent) : edge, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);

    int left = kPad, right = width() - kPad;
    const QIcon::Mode mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
    if (!icon().isNull()) {
        icon().paint(&painter, QRect(left - 2, (height() - kIcon) / 2, kIcon, kIcon), Qt::AlignCenter, mode);
        left += kIcon + 4;
    }
    if (m_kind == Kind::Condition) {
        theme::icon(QStringLiteral("close")).paint(&painter, QRect(right - kIcon + 4, (height() - 12) / 2, 12, 12), Qt::AlignCenter, hot ? QIcon::Normal : QIcon::Disabled);
        right -= kIcon + 2;
    }
    painter.setPen(palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, QPalette::WindowText));
    painter.drawText(QRect(left, 0, right - left, height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, right - left));
}

bool ChipButton::event(QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        update();
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    return QAbstractButton::event(event);
}

} // namespace causeway::views
