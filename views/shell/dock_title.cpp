#include "views/shell/dock_title.h"

#include <QDockWidget>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include "views/theme/theme.h"

namespace causeway::views {

DockTitle::DockTitle(QDockWidget &dock) : QWidget(&dock), m_dock(dock), m_maximise(new QToolButton(this)), m_close(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 2, 1);
    row->setSpacing(0);
    row->addStretch(1);
    for (QToolButton *button : {m_maximise, m_close}) {
        button->setAutoRaise(true);
        button->setIconSize({12, 12});
        button->setFixedSize(20, 20);
        button->setFocusPolicy(Qt::NoFocus);
        row->addWidget(button);
    }
    m_close->setToolTip(tr("Close the panel; the menu View brings it back"));
    m_close->setAccessibleName(tr("Close %1").arg(dock.windowTitle()));
    connect(m_maximise, &QToolButton::clicked, this, &DockTitle::maximiseAsked);
    connect(m_close, &QToolButton::clicked, &dock, &QDockWidget::close);
    connect(&dock, &QDockWidget::windowTitleChanged, this, qOverload<>(&QWidget::update));
    dock.setTitleBarWidget(this);
    updateLook();
}

QSize DockTitle::minimumSizeHint() const { return {80, std::max(fontMetrics().height() + 5, 22)}; }

void DockTitle::setMaximised(bool on)
{
    m_maximised = on;
    updateLook();
}

void DockTitle::updateLook()
{
    m_maximise->setIcon(theme::icon(m_maximised ? QStringLiteral("restore") : QStringLiteral("maximise")));
    m_close->setIcon(theme::icon(QStringLiteral("close")));
    m_maximise->setToolTip(m_maximised ? tr("Bring the other panels back (Esc)") : tr("Give this panel the whole perspective (F11)"));
    m_maximise->setAccessibleName(m_maximised ? tr("Restore the panels") : tr("Maximise %1").arg(m_dock.windowTitle()));
}

void DockTitle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.setPen(theme::line());
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    QFont font = theme::interfaceFont();
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect text = rect().adjusted(8, 0, m_maximise->x() - width() - 4, -1);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextDontClip, painter.fontMetrics().elidedText(m_dock.windowTitle(), Qt::ElideRight, text.width()));
}

void DockTitle::mouseDoubleClickEvent(QMouseEvent *) { Q_EMIT maximiseAsked(); }

void DockTitle::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateLook(); // pictures in the old colour
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace causeway::views
