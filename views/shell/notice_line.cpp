#include "views/shell/notice_line.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include "views/shell/elided_label.h"
#include "views/theme/theme.h"

namespace causeway::views {

NoticeLine::NoticeLine(QWidget *parent) : QWidget(parent), m_text(new ElidedLabel(this)), m_action(new QToolButton(this)), m_copy(new QToolButton(this)), m_close(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::kMargin, 0, 2, 0);
    layout->setSpacing(2);
    layout->addWidget(m_text, 1);
    for (QToolButton *button : {m_action, m_copy, m_close}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
    }
    QFont bold = m_action->font();
    bold.setWeight(QFont::DemiBold);
    m_action->setFont(bold);
    m_action->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_copy->setAccessibleName(tr("Copy the message"));
    m_copy->setToolTip(tr("Copy the message"));
    m_close->setAccessibleName(tr("Dismiss the message"));
    m_close->setToolTip(tr("Dismiss the message"));
    for (const auto &[button, icon] : {std::pair{m_copy, "copy"}, {m_close, "close"}}) {
        button->setIcon(theme::icon(QLatin1String(icon)));
        button->setIconSize({12, 12});
    }
    connect(m_action, &QToolButton::clicked, this, &NoticeLine::actionClicked);
    connect(m_close, &QToolButton::clicked, this, &NoticeLine::dismissed);
    connect(m_copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_said); });
    hide();
}

void NoticeLine::show(const QString &text, const QString &actionText, int more)
{
    m_said = text;
    m_text->setText(more > 0 ? tr("%1 (and %n more)", nullptr, more).arg(text) : text);
    setAccessibleName(text);
    m_action->setText(actionText);
    m_action->setAccessibleName(actionText);
    m_action->setVisible(!actionText.isEmpty());
    setVisible(!text.isEmpty());
}

void NoticeLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor fill = theme::color(theme::Tone::Accent);
    painter.fillRect(0, 0, 3, height(), fill);
    fill.setAlpha(theme::isDark() ? 48 : 26);
    painter.fillRect(rect(), fill);
}

void NoticeLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    m_copy->setIcon(theme::icon(QStringLiteral("copy"))); // pictures in the old colour
    m_close->setIcon(theme::icon(QStringLiteral("close")));
}

} // namespace causeway::views
