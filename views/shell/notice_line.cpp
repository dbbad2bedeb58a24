#include "views/shell/notice_line.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStatusBar>
#include <QToolButton>

#include <algorithm>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// Paths and ids may be longer than the line: it can be broken after their separators.
QString breakable(const QString &text)
{
    constexpr QChar kBreak(0x200b);
    QString out;
    for (const QChar c : text) {
        out += c;
        if (c == QLatin1Char('/') || c == QLatin1Char('_') || c == QLatin1Char('=') || c == QLatin1Char('.'))
            out += kBreak;
    }
    return out;
}

} // namespace

NoticeLine::NoticeLine(QWidget *parent) : QWidget(parent), m_text(new QLabel(this)), m_action(new QToolButton(this)), m_copy(new QToolButton(this)), m_close(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::kMargin, 0, 2, 0);
    layout->setSpacing(2);
    layout->addWidget(m_text, 1);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->installEventFilter(this);
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
    if (auto *bar = qobject_cast<QStatusBar *>(parentWidget()); bar != nullptr && !text.isEmpty())
        bar->clearMessage(); // else both would stand there
    m_said = text;
    m_text->setText(breakable(more > 0 ? tr("%1 (and %n more)", nullptr, more).arg(text) : text));
    setAccessibleName(text);
    m_action->setText(actionText);
    m_action->setAccessibleName(actionText);
    m_action->setVisible(!actionText.isEmpty());
    setVisible(!text.isEmpty());
    fit();
}

QSize NoticeLine::sizeHint() const
{
    const QMargins margins = layout()->contentsMargins();
    int width = margins.left() + margins.right() + m_text->fontMetrics().horizontalAdvance(m_text->text()) + 4;
    for (const QToolButton *button : {m_action, m_copy, m_close})
        if (!button->isHidden())
            width += button->sizeHint().width() + layout()->spacing();
    return {width, QWidget::sizeHint().height()};
}

// As many lines as the text needs at the width there is.
void NoticeLine::fit()
{
    const int room = m_text->width();
    const int wanted = m_text->text().isEmpty() || room <= 1 ? 0 : m_text->heightForWidth(room);
    setMinimumHeight(std::max(m_close->sizeHint().height(), wanted));
}

bool NoticeLine::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::Resize)
        fit(); // its room changes with the buttons as well
    return QWidget::eventFilter(watched, event);
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
