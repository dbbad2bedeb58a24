#include "views/findings/finding_lines.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "storage/filter.h"
#include "views/models/event_log_rows.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::uint64_t kMostMarked = 5'000; // lines of a window

class OddLines : public LogDecorator {
public:
    explicit OddLines(std::map<EventId, QString> reasons) : m_reasons(std::move(reasons)) {}
    QString oddReason(EventId event) const override
    {
        const auto found = m_reasons.find(event);
        return found == m_reasons.end() ? QString() : found->second;
    }

private:
    std::map<EventId, QString> m_reasons;
};

QPushButton *buttonOf(QAction *action, QWidget *parent)
{
    auto *button = new QPushButton(action->icon(), action->text(), parent);
    button->setToolTip(action->toolTip());
    button->setFlat(true);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

FindingLines::FindingLines(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_view(new LogView(m_pager, this)), m_count(new ElidedLabel(this)),
      m_previous(buttonOf(context.actions.action(QStringLiteral("findings.previousOdd")), this)), m_next(buttonOf(context.actions.action(QStringLiteral("findings.nextOdd")), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kGroup, 0, theme::kMargin, 2);
    bar->setSpacing(theme::kGrid);
    bar->addWidget(m_count, 1);
    bar->addWidget(m_previous);
    bar->addWidget(m_next);
    bar->addWidget(buttonOf(context.actions.action(QStringLiteral("findings.showInExplore")), this));
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    m_previous->setText(tr("Previous odd"));
    m_next->setText(tr("Next odd"));
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setMinimumWidth(button->fontMetrics().horizontalAdvance(button->text()) + button->iconSize().width() + theme::kGroup);
    m_count->setAccessibleName(tr("Lines of the finding"));
    m_view->setAccessibleName(tr("Lines of the finding, odd ones marked"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setPlaceholderText(tr("The lines of the chosen finding stand here."));
    m_view->installEventFilter(this);

    connect(m_view, &LogView::currentRowChanged, this, [this](quint64 row) {
        if (m_following || m_order == nullptr || row >= m_order->size())
            return;
        m_context.workspace.selectEvent(m_order->eventAt(row));
    });
    connect(m_view, &LogView::copyFailed, &context.workspace, &workspace::Workspace::reportError);
    connect(m_view, &LogView::copied, this, [this](quint64 rows, quint64 bytes) {
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1{line|lines} copied (%2)"), rows, Bytes{bytes}));
    });
    connect(&context.settings, &Settings::zoneChanged, m_view, [this] { m_view->viewport()->update(); });
    connect(&context.settings, &Settings::appearanceChanged, m_view, [this] { m_view->setFont(theme::monospaced()); });
    updateLook();
}

storage::Filter FindingLines::filterOf(const storage::Finding &finding, std::string *eventsName) const
{
    storage::Filter filter;
    const auto sessions = m_context.workspace.sessions();
    const auto session = sessions && finding.subject.kind == SubjectKind::Session ? sessions->find(finding.subject.id) : std::nullopt;
    if (session && sessions->subjectId(*session) == finding.subject.id) {
        const auto events = sessions->eventsOf(*session);
        filter.events.emplace(events.begin(), events.end());
        std::sort(filter.events->begin(), filter.events->end());
        *eventsName = "session " + sessions->sessions[*session].key;
    } else if (finding.subject.kind == SubjectKind::Session || finding.from.isNone()) {
        // Of an earlier grouping: what is known are its odd lines.
        filter.events = finding.odd;
        *eventsName = "lines of a finding";
    } else
        filter.range = {finding.from, finding.to};
    return filter;
}

void FindingLines::load()
{
    const FindingTable::Row *row = m_review.current();
    const workspace::ProjectData &open = m_context.workspace.data();
    m_odd.clear();
    if (row == nullptr || !open.reader || !open.order || !open.catalog) {
        m_context.workspace.jobs().cancelKey("findings.lines");
        m_shown = {};
        show(nullptr);
        return;
    }
    if (m_shown != row->finding.id)
        show(nullptr);
    m_shown = row->finding.id;
    m_context.workspace.jobs().cancelKey("findings.windowLines");
    for (const EventId event : row->finding.odd)
        m_odd.emplace(event, row->sentence);
    mark();
    std::string name;
    using Order = std::shared_ptr<const RowOrder>;
    m_context.workspace.jobs().start<Order>(
        {.key = "findings.lines", .title = Message(CAUSEWAY_TEXT("Read the lines of a finding")), .quiet = true},
        [open, filter = filterOf(row->finding, &name)](const Job &job) -> Result<Order> {
            CAUSEWAY_ASSIGN(auto hits, storage::applyFilter(*open.reader, *open.catalog, filter, 0, job));
            return RowOrder::make(open.order, std::move(hits), job);
        },
        this, [this](Order order) { show(std::move(order)); });
}

void FindingLines::show(std::shared_ptr<const RowOrder> order)
{
    m_order = std::move(order);
    const auto reader = m_context.workspace.data().reader;
    m_following = true;
    m_pager.setRows(m_order != nullptr && reader ? std::make_shared<EventLogRows>(reader, m_order, LogRowStyle{false, nullptr, m_context.workspace.catalog()}) : nullptr);
    if (m_order != nullptr && m_order->size() > 0) {
        const auto first = m_odd.empty() ? std::nullopt : m_order->rowOf(m_odd.begin()->first);
        if (first)
            m_view->centreOn(*first);
        m_view->setCurrentRow(first.value_or(0));
    }
    m_following = false;
    updateLook();
}

void FindingLines::setReasons(const StepModel &steps)
{
    for (int i = 0; i < steps.rowCount(); ++i)
        m_odd[steps.event(i)] = steps.reason(i);
    mark();
    updateLook();
}

void FindingLines::markWindow(const std::vector<std::uint32_t> &patterns)
{
    const FindingTable::Row *row = m_review.current();
    const workspace::ProjectData &open = m_context.workspace.data();
    if (row == nullptr || row->finding.subject.kind != SubjectKind::Window || !open.reader || !open.order || !open.catalog)
        return;
    std::string name;
    storage::Filter filter = filterOf(row->finding, &name);
    for (const std::uint32_t key : patterns)
        filter.templates.push_back(TemplateId(key));
    using Events = std::vector<EventId>;
    m_context.workspace.jobs().start<Events>(
        {.key = "findings.windowLines", .title = Message(CAUSEWAY_TEXT("Read the lines of a finding")), .quiet = true},
        [open, filter](const Job &job) -> Result<Events> {
            CAUSEWAY_ASSIGN(auto hits, storage::applyFilter(*open.reader, *open.catalog, filter, 0, job));
            CAUSEWAY_ASSIGN(const auto order, RowOrder::make(open.order, std::move(hits), job));
            Events events;
            for (std::uint64_t i = 0; i < std::min<std::uint64_t>(order->size(), kMostMarked); ++i)
                events.push_back(order->eventAt(i));
            return events;
        },
        this, [this, id = row->finding.id, reason = row->sentence](const Events &events) {
            const FindingTable::Row *now = m_review.current();
            if (now == nullptr || now->finding.id != id)
                return;
            for (const EventId event : events)
                m_odd.emplace(event, reason);
            mark();
            updateLook();
            goToFirstOdd();
        });
}

void FindingLines::goToFirstOdd()
{
    const auto first = m_odd.empty() || m_order == nullptr ? std::nullopt : m_order->rowOf(m_odd.begin()->first);
    if (!first)
        return;
    m_following = true;
    m_view->centreOn(*first);
    m_view->setCurrentRow(*first);
    m_following = false;
}

void FindingLines::mark()
{
    m_view->setDecorator(std::make_shared<OddLines>(m_odd));
    m_view->viewport()->update();
}

int FindingLines::heightOf(int lines) const
{
    return height() - m_view->height() + m_view->headerHeight() + lines * m_view->lineHeight() + m_view->horizontalScrollBar()->sizeHint().height();
}

void FindingLines::goTo(EventId event)
{
    const auto row = m_order == nullptr ? std::nullopt : m_order->rowOf(event);
    if (!row || *row >= m_view->rowCount())
        return;
    if (m_view->rowRect(*row).isEmpty())
        m_view->centreOn(*row);
    m_view->setCurrentRow(*row);
}

void FindingLines::alsoSelect(EventId event)
{
    if (const auto row = m_order == nullptr ? std::nullopt : m_order->rowOf(event))
        m_view->alsoSelect(*row);
}

void FindingLines::goToOdd(bool forward)
{
    if (m_order == nullptr || m_order->size() == 0)
        return;
    std::vector<std::uint64_t> rows;
    for (const auto &[event, reason] : m_odd)
        if (const auto row = m_order->rowOf(event))
            rows.push_back(*row);
    if (rows.empty())
        return;
    std::sort(rows.begin(), rows.end());
    const std::uint64_t current = m_view->currentRow();
    std::uint64_t to = forward ? rows.front() : rows.back(); // round the end
    if (forward) {
        if (const auto next = std::upper_bound(rows.begin(), rows.end(), current); next != rows.end())
            to = *next;
    } else if (const auto next = std::lower_bound(rows.begin(), rows.end(), current); next != rows.begin())
        to = *std::prev(next);
    const EventId event = m_order->eventAt(to);
    goTo(event);
    Q_EMIT oddReached(event);
}

void FindingLines::showInExplore()
{
    const FindingTable::Row *row = m_review.current();
    if (row == nullptr)
        return;
    std::string name;
    const storage::Filter filter = filterOf(row->finding, &name);
    m_context.workspace.setFilter(filter, name);
    m_context.workspace.setPerspective(QStringLiteral("explore"));
}

void FindingLines::updateLook()
{
    std::uint64_t odd = 0;
    for (const auto &[event, reason] : m_odd)
        odd += m_order != nullptr && m_order->rowOf(event).has_value();
    m_count->setText(m_order == nullptr ? QString()
                     : odd == 0         ? text::render(Message(CAUSEWAY_TEXT("%1{line|lines}, none of them odd by itself"), m_order->size()))
                                        : text::render(Message(CAUSEWAY_TEXT("%1{line|lines}, %2 odd"), m_order->size(), odd)));
    for (QPushButton *button : {m_previous, m_next}) {
        button->setEnabled(odd > 0);
        button->setToolTip(odd > 0 ? m_context.actions.action(button == m_next ? QStringLiteral("findings.nextOdd") : QStringLiteral("findings.previousOdd"))->toolTip()
                                   : tr("No line is odd by itself: something is missing, or the counts differ."));
    }
}

bool FindingLines::eventFilter(QObject *watched, QEvent *event)
{
    // In the lines n and p go from one odd line to the next; elsewhere n is the next unlabelled finding.
    if (watched == m_view && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::NoModifier && (key->key() == Qt::Key_N || key->key() == Qt::Key_P)) {
            if (event->type() == QEvent::KeyPress)
                goToOdd(key->key() == Qt::Key_N);
            event->accept();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace causeway::views
