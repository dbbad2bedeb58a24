#include "views/shell/perspective_bar.h"

#include <QAction>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kWidth = 72;

// Flat, with a bar of the accent colour at the chosen one.
class BarButton : public QToolButton {
public:
    using QToolButton::QToolButton;

    QSize sizeHint() const override { return {kWidth, 56}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const bool hot = underMouse() && isEnabled();
        if (isChecked() || isDown())
            painter.fillRect(rect(), palette().color(QPalette::Base));
        else if (hot)
            painter.fillRect(rect(), palette().color(QPalette::Midlight));
        if (isChecked())
            painter.fillRect(0, 0, 3, height(), theme::color(theme::Tone::Accent));
        const QIcon::Mode mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
        icon().paint(&painter, QRect((width() - 22) / 2, 9, 22, 22), Qt::AlignCenter, mode);
        painter.setFont(theme::smallFont());
        painter.setPen(isEnabled() ? (isChecked() ? palette().color(QPalette::WindowText) : theme::muted()) : palette().color(QPalette::Disabled, QPalette::WindowText));
        painter.drawText(QRect(2, 33, width() - 4, 18), Qt::AlignCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 6));
        if (hasFocus()) {
            painter.setPen(theme::color(theme::Tone::Accent));
            painter.drawRect(rect().adjusted(3, 1, -3, -2));
        }
    }
};

} // namespace

PerspectiveBar::PerspectiveBar(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Perspectives"));
    setFixedWidth(kWidth + 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 1, theme::kMargin);
    layout->setSpacing(0);
    m_top = new QVBoxLayout;
    m_top->setSpacing(0);
    m_bottom = new QVBoxLayout;
    m_bottom->setSpacing(0);
    layout->addLayout(m_top);
    layout->addStretch(1);
    layout->addLayout(m_bottom);
}

QWidget *PerspectiveBar::makeButton(QAction *action, const QString &title)
{
    auto *button = new BarButton(this);
    button->setDefaultAction(action);
    button->setText(title);
    button->setAccessibleName(title);
    button->setFocusPolicy(Qt::TabFocus);
    // An action that changes writes its own text over the short one.
    connect(action, &QAction::changed, button, [button, title] { button->setText(title); });
    return button;
}

void PerspectiveBar::addAction(QAction *action, const QString &title) { m_top->addWidget(makeButton(action, title)); }
void PerspectiveBar::addBottomAction(QAction *action, const QString &title) { m_bottom->addWidget(makeButton(action, title)); }

void PerspectiveBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.setPen(theme::line());
    painter.drawLine(width() - 1, 0, width() - 1, height());
}

} // namespace causeway::views
