#include "views/shell/empty_state.h"

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kLow = 190; // pixels

// In a low panel what it says has the room, not the picture.
class RoomForWords : public QObject {
public:
    RoomForWords(QWidget *state, QWidget *picture) : QObject(state), m_picture(picture) { state->installEventFilter(this); }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Resize) {
            const bool low = static_cast<QResizeEvent *>(event)->size().height() < kLow;
            const int margin = low ? theme::kGrid / 2 : theme::kGroup * 2;
            m_picture->setVisible(!low);
            static_cast<QWidget *>(watched)->layout()->setContentsMargins(theme::kGroup, margin, theme::kGroup, margin);
        }
        return false;
    }

private:
    QWidget *m_picture;
};

} // namespace

EmptyState::EmptyState(const QString &icon, const QString &title, const QString &text, QWidget *parent, QAction *next)
    : QWidget(parent), m_iconName(icon), m_icon(new QLabel(this)), m_title(new QLabel(title, this)), m_text(new QLabel(text, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup * 2, theme::kGroup, theme::kGroup * 2);
    layout->setSpacing(theme::kGrid);
    m_icon->setAlignment(Qt::AlignCenter);
    m_icon->setAccessibleName(title);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setWordWrap(true);
    }
    m_text->setForegroundRole(QPalette::PlaceholderText);
    layout->addStretch(1);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    if (next != nullptr) {
        auto *button = new QPushButton(next->icon(), next->text(), this);
        button->setToolTip(next->toolTip());
        button->setEnabled(next->isEnabled());
        connect(button, &QPushButton::clicked, next, &QAction::trigger);
        connect(next, &QAction::changed, button, [button, next] {
            button->setEnabled(next->isEnabled());
            button->setToolTip(next->toolTip());
        });
        layout->addSpacing(theme::kGrid);
        layout->addWidget(button, 0, Qt::AlignHCenter);
    }
    layout->addStretch(2);
    new RoomForWords(this, m_icon); // a child of this
    paintIcon();
}

void EmptyState::setText(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_icon->setAccessibleName(title);
    m_text->setText(text);
}

void EmptyState::paintIcon() { m_icon->setPixmap(theme::icon(m_iconName).pixmap(QSize(32, 32), devicePixelRatio(), QIcon::Disabled)); }

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
}

} // namespace causeway::views
