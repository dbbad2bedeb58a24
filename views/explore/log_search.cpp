#include "views/explore/log_search.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kTypingMs = 250;
constexpr int kCountingMs = 100;
constexpr std::uint64_t kMarks = 400; // more than a scroll bar has pixels for tell nothing

struct Found {
    std::shared_ptr<const RowOrder> hits;
    std::vector<double> marks;
};

// Where along the rows hits lie, one mark a stretch of rows that has any.
std::vector<double> marksOf(const RowOrder &rows, const RowOrder &hits)
{
    std::vector<double> marks;
    const std::uint64_t stretches = std::min(kMarks, rows.size());
    std::uint64_t before = 0;
    for (std::uint64_t i = 0; i < stretches; ++i) {
        const std::uint64_t end = rows.size() / stretches * (i + 1) + rows.size() % stretches * (i + 1) / stretches;
        const std::uint64_t upTo = end >= rows.size() ? hits.size() : hits.lowerBound(rows.eventAt(end));
        if (upTo > before)
            marks.push_back(static_cast<double>(i) / static_cast<double>(stretches));
        before = upTo;
    }
    return marks;
}

QToolButton *toggle(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolTip(text::toolTip(name));
    button->setAccessibleName(name);
    return button;
}

} // namespace

LogSearch::LogSearch(workspace::Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_field(new QLineEdit(this)), m_case(toggle(QStringLiteral("Aa"), tr("Match upper and lower case"), this)),
      m_regex(toggle(QStringLiteral(".*"), tr("Regular expression (RE2)"), this)), m_previous(new QToolButton(this)), m_next(new QToolButton(this)),
      m_status(new QLabel(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_field->setPlaceholderText(tr("Find in the lines shown"));
    m_field->setAccessibleName(tr("Find in the lines shown"));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_field->setMinimumWidth(180);
    m_field->installEventFilter(this);
    const auto arrow = [this](QToolButton *button, const QString &icon, const QString &name, bool forward) {
        button->setIcon(theme::icon(icon));
        button->setAutoRaise(true);
        button->setToolTip(text::toolTip(name));
        button->setAccessibleName(name);
        connect(button, &QToolButton::clicked, this, [this, forward] { Q_EMIT stepRequested(forward); });
    };
    arrow(m_previous, QStringLiteral("up"), tr("Previous hit"), false);
    arrow(m_next, QStringLiteral("down"), tr("Next hit"), true);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setAccessibleName(tr("Hits"));
    m_status->setMinimumWidth(m_status->fontMetrics().horizontalAdvance(QStringLiteral("0,000,000 lines")));
    layout->addWidget(m_field, 1);
    for (QToolButton *button : {m_case, m_regex, m_previous, m_next})
        layout->addWidget(button);
    layout->addWidget(m_status);

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    m_counting.setInterval(kCountingMs);
    connect(&m_typing, &QTimer::timeout, this, &LogSearch::readPattern);
    connect(&m_counting, &QTimer::timeout, this, &LogSearch::showCount);
    connect(m_field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_case, &QToolButton::toggled, this, &LogSearch::readPattern);
    connect(m_regex, &QToolButton::toggled, this, &LogSearch::readPattern);
    showCount();
}

bool LogSearch::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (m_typing.isActive()) {
                m_typing.stop();
                readPattern();
            }
            Q_EMIT stepRequested(!(key->modifiers() & Qt::ShiftModifier));
            return true;
        }
        if (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Down) {
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void LogSearch::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString LogSearch::status() const { return m_status->text(); }

void LogSearch::setPattern(const SearchPattern &pattern)
{
    const QSignalBlocker blockCase(m_case), blockRegex(m_regex), blockField(m_field);
    m_field->setText(QString::fromStdString(pattern.text));
    m_case->setChecked(pattern.caseSensitive);
    m_regex->setChecked(pattern.regex);
    readPattern();
}

void LogSearch::readPattern()
{
    SearchPattern pattern{m_field->text().toStdString(), m_regex->isChecked(), m_case->isChecked()};
    if (pattern == m_pattern)
        return;
    m_pattern = std::move(pattern);
    m_finder.reset();
    m_hits.reset();
    QPalette colors = palette();
    m_field->setToolTip({});
    if (!m_pattern.isEmpty()) {
        auto made = HitFinder::make(m_pattern);
        if (made) {
            m_finder = std::move(*made);
        } else {
            m_workspace.jobs().cancelKey("explore.search");
            m_counting.stop();
            m_count.reset();
            m_status->setText(tr("Not a pattern: %1").arg(text::render(made.error().why)));
            m_field->setToolTip(text::toolTip(text::render(made.error())));
            colors.setColor(QPalette::Text, theme::color(theme::Tone::Error));
            colors.setColor(QPalette::WindowText, theme::color(theme::Tone::Error));
        }
    }
    m_field->setPalette(colors);
    m_status->setPalette(colors);
    Q_EMIT finderChanged();
    if (m_finder != nullptr || m_pattern.isEmpty())
        runSearch();
    else
        Q_EMIT hitsChanged({});
}

void LogSearch::setOrder(std::shared_ptr<const RowOrder> order)
{
    m_order = std::move(order);
    m_hits.reset();
    if (m_finder != nullptr || m_pattern.isEmpty())
        runSearch();
}

void LogSearch::runSearch()
{
    const workspace::ProjectData &open = m_workspace.data();
    if (m_finder == nullptr || m_order == nullptr || !open.reader || !open.catalog) {
        m_workspace.jobs().cancelKey("explore.search");
        m_count.reset();
        m_counting.stop();
        showCount();
        Q_EMIT hitsChanged({});
        return;
    }
    storage::Filter filter = m_workspace.filter();
    filter.texts.push_back({.pattern = m_pattern.text, .regex = m_pattern.regex, .caseSensitive = m_pattern.caseSensitive, .negated = false});
    m_count = std::make_shared<std::atomic<std::uint64_t>>(0);
    m_counting.start();
    showCount();
    m_workspace.jobs().start<Found>(
        {.key = "explore.search", .title = Message(CAUSEWAY_TEXT("Find in lines"))},
        [reader = open.reader, catalog = open.catalog, order = open.order, rows = m_order, count = m_count, filter](const Job &job) -> Result<Found> {
            CAUSEWAY_ASSIGN(auto result, storage::applyFilter(*reader, *catalog, filter, 0, job, [count](std::uint64_t n) { *count = n; }));
            Found found;
            CAUSEWAY_ASSIGN(found.hits, RowOrder::make(order, std::move(result), job));
            found.marks = marksOf(*rows, *found.hits);
            return found;
        },
        this,
        [this](Found found) {
            m_counting.stop();
            m_count.reset();
            m_hits = std::move(found.hits);
            showCount();
            Q_EMIT hitsChanged(found.marks);
        },
        [this](const Error &error) {
            m_counting.stop();
            m_count.reset();
            m_status->setText(text::render(error));
        });
}

void LogSearch::showCount()
{
    const bool some = m_hits != nullptr && m_hits->size() > 0;
    m_previous->setEnabled(some);
    m_next->setEnabled(some);
    if (m_hits != nullptr)
    {
        const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
        const auto at = m_current ? m_hits->rowOf(*m_current) : std::nullopt;
        m_status->setText(!some                 ? tr("No line has it")
                          : at                  ? tr("%1 of %2").arg(n(*at + 1), n(m_hits->size()))
                          : m_hits->size() == 1 ? tr("1 line")
                                                : tr("%1 lines").arg(n(m_hits->size())));
    }
    else if (m_count != nullptr)
        m_status->setText(tr("%1 so far").arg(text::number(static_cast<std::int64_t>(m_count->load()))));
    else if (m_finder == nullptr)
        m_status->setText({});
}

void LogSearch::setCurrent(std::optional<EventId> event)
{
    if (m_current == event)
        return;
    m_current = event;
    if (m_hits != nullptr)
        showCount();
}

std::optional<EventId> LogSearch::nextHit(std::optional<EventId> from, bool forward)
{
    if (m_hits == nullptr || m_hits->size() == 0)
        return std::nullopt;
    const std::uint64_t size = m_hits->size();
    if (!from)
        return m_hits->eventAt(forward ? 0 : size - 1);
    const std::uint64_t at = m_hits->lowerBound(*from);
    if (forward) {
        const std::uint64_t next = m_hits->rowOf(*from) ? at + 1 : at;
        return m_hits->eventAt(next % size);
    }
    return m_hits->eventAt(at > 0 ? at - 1 : size - 1);
}

} // namespace causeway::views
