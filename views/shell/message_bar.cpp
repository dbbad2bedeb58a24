#include "views/shell/message_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <chrono>

#include "views/shell/message_band.h"
#include "views/shell/notice_line.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kKept = 50;
constexpr auto kPassing = 10s;     // a notice that asks for nothing has been read by then
constexpr auto kPassingEdit = 60s; // the undo menu has it still
constexpr std::size_t kRows = 3; // until all are asked for: more would leave no room for what the messages are about
constexpr int kLeastHeight = 120;

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
        : QFrame(&bar), m_icon(new QLabel(this)), m_title(new QLabel(this)), m_details(new QLabel(this)), m_copy(new QToolButton(this)),
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
        layout->addWidget(m_copy);
        layout->addWidget(m_close);
        connect(m_copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_said); });
        connect(m_close, &QToolButton::clicked, this, [this, &bar] { bar.remove(m_number); });
    }
    void set(const Entry &entry)
    {
        m_number = entry.number;
        m_said = entry.copy;
        m_icon->setPixmap(theme::icon(QStringLiteral("error")).pixmap(QSize(18, 18), devicePixelRatio()));
        m_icon->setAccessibleName(MessageBar::tr("Error"));
        setAccessibleName(entry.copy);
        m_title->setText(entry.title);
        m_details->setText(entry.details);
        m_details->setVisible(!entry.details.isEmpty());
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override { paintMessageBand(this, theme::Tone::Error); }

private:
    QLabel *m_icon, *m_title, *m_details;
    QToolButton *m_copy, *m_close;
    std::uint64_t m_number = 0;
    QString m_said;
};

MessageBar::MessageBar(QWidget *parent) : QWidget(parent), m_area(new QScrollArea(this)), m_list(new QWidget), m_layout(new QVBoxLayout(m_list)), m_notice(new NoticeLine(nullptr)), m_more(new QToolButton(this))
{
    setAccessibleName(tr("Messages"));
    auto *whole = new QVBoxLayout(this);
    for (QVBoxLayout *layout : {whole, m_layout}) {
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
    }
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setWidget(m_list);
    m_area->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    whole->addWidget(m_area);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextOnly);
    whole->addWidget(m_more, 0, Qt::AlignLeft);
    connect(m_more, &QToolButton::clicked, this, [this] {
        m_all = true;
        refresh();
    });
    m_notice->setParent(this);
    const auto front = [this]() -> const Entry * {
        for (const Entry *entry : shown())
            if (!entry->error)
                return entry;
        return nullptr;
    };
    connect(m_notice, &NoticeLine::dismissed, this, [this, front] {
        if (const Entry *entry = front())
            remove(entry->number);
    });
    connect(m_notice, &NoticeLine::actionClicked, this, [this, front] {
        const Entry *entry = front();
        if (entry == nullptr)
            return;
        const auto action = entry->action;
        remove(entry->number);
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

void MessageBar::showNotice(const QString &said, const QString &actionText, std::function<void()> action, std::int64_t edit)
{
    Entry entry;
    entry.edit = edit;
    entry.title = said;
    entry.copy = said;
    entry.actionText = actionText;
    entry.action = std::move(action);
    const bool passing = actionText.isEmpty() || edit != 0;
    push(std::move(entry));
    if (passing)
        QTimer::singleShot(edit != 0 ? kPassingEdit : kPassing, this, [this, number = m_last] { remove(number); });
}

void MessageBar::withdraw(std::int64_t edit)
{
    if (edit != 0 && std::erase_if(m_messages, [edit](const Entry &entry) { return entry.edit == edit; }) > 0)
        refresh();
}

void MessageBar::push(Entry entry)
{
    // Edits are taken back newest first: what is offered is the newest, the ones before are in the undo menu.
    if (entry.edit != 0)
        std::erase_if(m_messages, [](const Entry &other) { return other.edit != 0; });
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
    const auto all = shown();
    const auto errors = std::count_if(all.begin(), all.end(), [](const Entry *entry) { return entry->error; });
    for (std::ptrdiff_t i = 0; i < std::ssize(all); ++i)
        if (i < (m_all ? errors : std::min<std::ptrdiff_t>(errors, kRows)) || i == errors)
            out << all[static_cast<std::size_t>(i)]->copy;
    return out;
}

void MessageBar::refresh()
{
    const auto listed = shown();
    const auto notices = std::find_if(listed.begin(), listed.end(), [](const Entry *entry) { return !entry->error; });
    if (notices == listed.end())
        m_notice->show({}, {}, 0);
    else
        m_notice->show((*notices)->title, (*notices)->actionText, static_cast<int>(listed.end() - notices) - 1);
    const std::vector<const Entry *> all(listed.begin(), notices);
    m_all = m_all && all.size() > kRows;
    const std::size_t rows = m_all ? all.size() : std::min(all.size(), kRows);
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
    m_more->setToolTip(tr("Show all messages"));
    m_more->setVisible(all.size() > rows);
    setVisible(!all.empty());
    fit();
}

// Never more of the window than a third: what there is beyond is scrolled to.
void MessageBar::fit()
{
    m_layout->activate();
    const int width = std::max(1, m_area->width()), wanted = m_layout->hasHeightForWidth() ? m_layout->heightForWidth(width) : m_layout->sizeHint().height();
    m_area->setFixedHeight(std::min(wanted, std::max(kLeastHeight, window()->height() / 3)));
}

void MessageBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void MessageBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible())
        refresh(); // the icons are pictures in the old colour
}

} // namespace causeway::views
