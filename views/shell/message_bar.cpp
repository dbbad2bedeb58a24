#include "views/shell/message_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kKept = 50;

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_title(new QLabel(this)), m_details(new QLabel(this)), m_count(new QLabel(this)), m_action(new QPushButton(this)),
      m_copy(new QToolButton(this)), m_close(new QToolButton(this))
{
    setAccessibleName(tr("Messages"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kMargin, theme::kMargin, theme::kMargin);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    for (QLabel *label : {m_title, m_details}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(label);
    }
    m_copy->setIcon(theme::icon(QStringLiteral("copy")));
    m_copy->setAccessibleName(tr("Copy the message"));
    m_copy->setToolTip(tr("Copy the message"));
    m_close->setIcon(theme::icon(QStringLiteral("close")));
    m_close->setAccessibleName(tr("Dismiss the message"));
    m_close->setToolTip(tr("Dismiss the message"));
    for (QToolButton *button : {m_copy, m_close})
        button->setAutoRaise(true);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_count);
    layout->addWidget(m_copy);
    layout->addWidget(m_close);
    connect(m_copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_messages.empty())
            return;
        const auto action = m_messages.front().action;
        dismiss();
        if (action)
            action();
    });
    hide();
}

void MessageBar::showError(const Error &error)
{
    Entry entry;
    entry.error = true;
    entry.title = text::render(error.what);
    QStringList parts;
    if (!error.why.empty())
        parts << capitalised(text::render(error.why)) + QLatin1Char('.');
    if (!error.hint.empty())
        parts << text::render(error.hint);
    if (const std::string place = error.where.toText(); !place.empty())
        parts << tr("In %1").arg(text::fromBytes(place));
    entry.details = parts.join(QLatin1Char('\n'));
    entry.copy = text::render(error);
    push(std::move(entry));
}

void MessageBar::showNotice(const QString &said, const QString &actionText, std::function<void()> action)
{
    Entry entry;
    entry.title = said;
    entry.copy = said;
    entry.actionText = actionText;
    entry.action = std::move(action);
    push(std::move(entry));
}

void MessageBar::push(Entry entry)
{
    for (auto it = m_messages.begin(); it != m_messages.end(); ++it)
        if (it->copy == entry.copy) {
            m_messages.erase(it);
            break;
        }
    m_messages.push_front(std::move(entry));
    if (m_messages.size() > kKept)
        m_messages.pop_back();
    refresh();
}

void MessageBar::dismiss()
{
    if (!m_messages.empty())
        m_messages.pop_front();
    refresh();
}

void MessageBar::clear()
{
    m_messages.clear();
    refresh();
}

QString MessageBar::text() const { return m_messages.empty() ? QString() : m_messages.front().copy; }

void MessageBar::refresh()
{
    if (m_messages.empty()) {
        hide();
        return;
    }
    const Entry &entry = m_messages.front();
    m_icon->setPixmap(theme::icon(entry.error ? QStringLiteral("error") : QStringLiteral("info")).pixmap(QSize(18, 18), devicePixelRatio()));
    m_icon->setAccessibleName(entry.error ? tr("Error") : tr("Notice"));
    m_title->setText(entry.title);
    m_details->setText(entry.details);
    m_details->setVisible(!entry.details.isEmpty());
    m_action->setText(entry.actionText);
    m_action->setVisible(!entry.actionText.isEmpty());
    m_count->setText(tr("1 of %1").arg(m_messages.size()));
    m_count->setVisible(m_messages.size() > 1);
    show();
    update();
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible())
        refresh(); // the icon is a picture in the old colour
}

void MessageBar::paintEvent(QPaintEvent *)
{
    if (m_messages.empty())
        return;
    QPainter painter(this);
    const QColor tone = theme::color(m_messages.front().error ? theme::Tone::Error : theme::Tone::Accent);
    QColor fill = tone;
    fill.setAlpha(theme::isDark() ? 48 : 26);
    painter.fillRect(rect(), fill);
    painter.fillRect(0, 0, 3, height(), tone);
    painter.setPen(theme::line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace causeway::views
