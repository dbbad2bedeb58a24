#include "views/shell/message_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <chrono>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kKept = 50;
constexpr auto kPassing = 10s; // a notice that asks for nothing has been read by then
constexpr std::size_t kRows = 3; // more would leave no room for what the messages are about

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace

class MessageBar::Row : public QFrame {
public:
    explicit Row(MessageBar &bar)
        : QFrame(&bar), m_icon(new QLabel(this)), m_title(new QLabel(this)), m_details(new QLabel(this)), m_action(new QPushButton(this)), m_copy(new QToolButton(this)),
          m_close(new QToolButton(this))
    {
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
        m_copy->setAccessibleName(MessageBar::tr("Copy the message"));
        m_copy->setToolTip(MessageBar::tr("Copy the message"));
        m_close->setIcon(theme::icon(QStringLiteral("close")));
        m_close->setAccessibleName(MessageBar::tr("Dismiss the message"));
        m_close->setToolTip(MessageBar::tr("Dismiss the message"));
        for (QToolButton *button : {m_copy, m_close})
            button->setAutoRaise(true);
        layout->addWidget(m_icon, 0, Qt::AlignTop);
        layout->addLayout(texts, 1);
        layout->addWidget(m_action);
        layout->addWidget(m_copy);
        layout->addWidget(m_close);
        connect(m_copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_said); });
        connect(m_close, &QToolButton::clicked, this, [this, &bar] { bar.remove(m_number); });
        connect(m_action, &QPushButton::clicked, this, [this, &bar] {
            const auto action = m_run;
            bar.remove(m_number);
            if (action)
                action();
        });
    }
    void set(const Entry &entry)
    {
        m_number = entry.number;
        m_error = entry.error;
        m_said = entry.copy;
        m_run = entry.action;
        m_icon->setPixmap(theme::icon(entry.error ? QStringLiteral("error") : QStringLiteral("info")).pixmap(QSize(18, 18), devicePixelRatio()));
        m_icon->setAccessibleName(entry.error ? MessageBar::tr("Error") : MessageBar::tr("Notice"));
        setAccessibleName(entry.copy);
        m_title->setText(entry.title);
        m_details->setText(entry.details);
        m_details->setVisible(!entry.details.isEmpty());
        m_action->setText(entry.actionText);
        m_action->setVisible(!entry.actionText.isEmpty());
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QColor tone = theme::color(m_error ? theme::Tone::Error : theme::Tone::Accent);
        QColor fill = tone;
        fill.setAlpha(theme::isDark() ? 48 : 26);
        painter.fillRect(rect(), fill);
        painter.fillRect(0, 0, 3, height(), tone);
        painter.setPen(theme::line());
        painter.drawLine(0, height() - 1, width(), height() - 1);
    }

private:
    QLabel *m_icon, *m_title, *m_details;
    QPushButton *m_action;
    QToolButton *m_copy, *m_close;
    std::uint64_t m_number = 0;
    bool m_error = false;
    QString m_said;
    std::function<void()> m_run;
};

MessageBar::MessageBar(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this)), m_more(new QLabel(this))
{
    setAccessibleName(tr("Messages"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_more->setTextFormat(Qt::PlainText);
    m_more->setForegroundRole(QPalette::PlaceholderText);
    m_more->setContentsMargins(theme::kGroup, 2, theme::kMargin, 2);
    m_layout->addWidget(m_more);
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
    const bool passing = actionText.isEmpty();
    push(std::move(entry));
    if (passing)
        QTimer::singleShot(kPassing, this, [this, number = m_last] { remove(number); });
}

void MessageBar::push(Entry entry)
{
    std::erase_if(m_messages, [&](const Entry &other) { return other.copy == entry.copy; });
    entry.number = ++m_last;
    entry.ofProject = m_ofProject;
    m_messages.insert(m_messages.begin(), std::move(entry));
    if (m_messages.size() > kKept)
        m_messages.pop_back();
    refresh();
}

std::vector<const MessageBar::Entry *> MessageBar::shown() const
{
    std::vector<const Entry *> out;
    for (const bool error : {true, false})
        for (const Entry &entry : m_messages)
            if (entry.error == error && !(m_hideProject && entry.ofProject))
                out.push_back(&entry);
    return out;
}

void MessageBar::remove(std::uint64_t number)
{
    std::erase_if(m_messages, [number](const Entry &entry) { return entry.number == number; });
    refresh();
}

void MessageBar::dismiss()
{
    if (const auto all = shown(); !all.empty())
        remove(all.front()->number);
}

void MessageBar::clear()
{
    m_messages.clear();
    refresh();
}

void MessageBar::hideThoseOfProject(bool hidden)
{
    m_hideProject = hidden;
    refresh();
}

int MessageBar::count() const { return static_cast<int>(shown().size()); }

QString MessageBar::text() const
{
    const auto all = shown();
    return all.empty() ? QString() : all.front()->copy;
}

QStringList MessageBar::shownTexts() const
{
    QStringList out;
    for (const Entry *entry : shown())
        if (static_cast<std::size_t>(out.size()) < kRows)
            out << entry->copy;
    return out;
}

void MessageBar::refresh()
{
    const auto all = shown();
    const std::size_t rows = std::min(all.size(), kRows);
    while (m_rows.size() < rows) {
        m_rows.push_back(new Row(*this));
        m_layout->insertWidget(static_cast<int>(m_rows.size()) - 1, m_rows.back());
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (i < rows)
            m_rows[i]->set(*all[i]);
        m_rows[i]->setVisible(i < rows);
    }
    m_more->setText(tr("and %n more", nullptr, static_cast<int>(all.size() - rows)));
    m_more->setVisible(all.size() > rows);
    setVisible(!all.empty());
}

void MessageBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible())
        refresh(); // the icons are pictures in the old colour
}

} // namespace causeway::views
