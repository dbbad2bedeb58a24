#include "views/shell/elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "views/text/text.h"

namespace causeway::views {

ElidedLabel::ElidedLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ElidedLabel::setDetails(const QString &details) { m_details = details; }

QSize ElidedLabel::sizeHint() const
{
    const QMargins margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(text()) + margins.left() + margins.right(), fontMetrics().height() + margins.top() + margins.bottom()};
}

QSize ElidedLabel::minimumSizeHint() const { return {0, sizeHint().height()}; }

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QLabel::event(event);
    QStringList parts;
    if (sizeHint().width() > width() || m_details.isEmpty())
        parts << text();
    if (!m_details.isEmpty())
        parts << m_details;
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text::toolTip(parts.join(QLatin1Char('\n'))), this);
    return true;
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    const QRect area = contentsRect();
    painter.drawText(area, Qt::AlignVCenter | (alignment() & Qt::AlignHorizontal_Mask) | Qt::TextSingleLine, fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
}

} // namespace causeway::views
