#include "views/explore/log_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <cmath>

#include "app/workspace/workspace.h"
#include "storage/bookmark_store.h"
#include "views/explore/bookmark_dialog.h"
#include "views/explore/explain_why.h"
#include "views/explore/go_to.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

LogPanel::LogPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_view(new LogView(m_pager, this)), m_search(new LogSearch(context.workspace, this)), m_stack(new QStackedLayout(this)),
      m_table(new QWidget(this)), m_veil(new QLabel(m_view))
{
    ActionRegistry &actions = context.actions;
    auto *column = new QVBoxLayout(m_table);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->addWidget(m_search, 1);
    // There while it has something to say.
    if (QAction *why = actions.action(QStringLiteral("explore.whyLines"))) {
        m_why = new QToolButton(m_table);
        m_why->setDefaultAction(why);
        m_why->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_why->setAutoRaise(true);
        m_why->setAccessibleName(why->text());
        m_why->hide();
        bar->addWidget(m_why);
    }
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    m_view->setFrameShape(QFrame::NoFrame);

    m_noProject = new EmptyState(QStringLiteral("explore"), tr("No project is open"), tr("Here you will see every log line, filtered and searched at once."), this,
                                 actions.action(QStringLiteral("file.open")));
    m_noEvents = new EmptyState(QStringLiteral("import"), {}, {}, this, actions.action(QStringLiteral("file.import")));
    m_nothingPasses = new EmptyState(QStringLiteral("filter"), tr("No event passes the filter"), tr("Take a condition away in the bar above, or all of them."), this,
                                     actions.action(QStringLiteral("filter.clear")));
    m_importing = new EmptyState(QStringLiteral("import"), tr("Importing"), {}, this);
    m_veil->setTextFormat(Qt::PlainText);
    m_veil->setAlignment(Qt::AlignCenter);
    m_veil->setAutoFillBackground(true);
    m_veil->setBackgroundRole(QPalette::Base);
    m_veil->setForegroundRole(QPalette::PlaceholderText);
    m_veil->setAccessibleName(tr("Filtering"));
    m_veil->hide();
    m_view->viewport()->installEventFilter(this);
    for (QWidget *page : {m_table, static_cast<QWidget *>(m_noProject), static_cast<QWidget *>(m_noEvents), static_cast<QWidget *>(m_importing), static_cast<QWidget *>(m_nothingPasses)})
        m_stack->addWidget(page);

    workspace::Workspace &workspace = context.workspace;
    using workspace::Workspace;
    connect(&workspace, &Workspace::projectChanged, this, [this] {
        m_order.reset();
        m_reader.reset();
        m_pager.setRows(nullptr);
        updateActions();
        rebuild();
        readBookmarks();
    });
    connect(&workspace, &Workspace::dataChanged, this, &LogPanel::rebuild);
    connect(&workspace, &Workspace::filterResultChanged, this, &LogPanel::rebuild);
    connect(&workspace, &Workspace::catalogChanged, this, &LogPanel::showRows); // other words are parameters now
    connect(&workspace, &Workspace::selectionChanged, this, [this] {
        m_search->setCurrent(m_context.workspace.selection().event);
        followSelection();
    });
    connect(&workspace, &Workspace::filterChanged, this, &LogPanel::updateVeil);
    connect(&workspace, &Workspace::importingChanged, this, &LogPanel::updateStack);
    connect(workspace.jobs().model(), &QAbstractItemModel::dataChanged, this, [this] {
        updateVeil();
        if (m_context.workspace.isImporting())
            updateStack();
    });
    connect(m_search, &LogSearch::finderChanged, this, &LogPanel::showRows);
    connect(m_search, &LogSearch::hitsChanged, this, [this](const std::vector<double> &marks) { m_view->setScrollMarks(marks); });
    connect(m_search, &LogSearch::stepRequested, this, &LogPanel::step);
    connect(m_search, &LogSearch::left, this, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(m_view, &LogView::currentRowChanged, this, [this](quint64 number) {
        if (m_following || m_order == nullptr || number >= m_order->size())
            return;
        m_context.workspace.selectEvent(m_order->eventAt(number));
    });
    connect(m_view, &LogView::selectionChanged, this, &LogPanel::updateActions);
    connect(m_view, &LogView::bookmarkToggled, this, &LogPanel::toggleBookmark);
    connect(m_view, &LogView::goToRequested, this, &LogPanel::askWhereToGo);
    connect(m_view, &LogView::contextMenuRequested, this, [this](quint64, const QPoint &position) { showMenu(position); });
    connect(m_view, &LogView::copyFailed, &workspace, &Workspace::reportError);
    connect(m_view, &LogView::copied, this, [this](quint64 rows, quint64 bytes) {
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1{line|lines} copied (%2)"), rows, Bytes{bytes}));
    });
    connect(&context.settings, &Settings::zoneChanged, m_view, [this] { m_view->viewport()->update(); });
    connect(&context.settings, &Settings::appearanceChanged, m_view, [this] { m_view->setFont(theme::monospaced()); });
    setFocusProxy(m_view);
    rebuild();
    readBookmarks();
    updateActions();
}

std::vector<EventId> LogPanel::twoChosen() const
{
    std::vector<EventId> events;
    if (m_order == nullptr || m_view->selection().count() != 2)
        return events;
    for (const RowSelection::Interval &interval : m_view->selection().intervals())
        for (std::uint64_t row = interval.begin; row < interval.end && row < m_order->size(); ++row)
            events.push_back(m_order->eventAt(row));
    return events;
}

void LogPanel::updateActions()
{
    const bool two = twoChosen().size() == 2;
    if (m_why != nullptr)
        m_why->setVisible(two);
    m_context.actions.setEnabled(QStringLiteral("explore.whyLines"), two, m_context.workspace.isOpen() ? tr("choose two lines with Ctrl or Shift") : tr("no project is open"));
}

void LogPanel::explainLines()
{
    const auto events = twoChosen();
    if (events.size() != 2)
        return;
    engine::ExplainPatternsRequest request;
    request.a.event = events.front();
    request.b.event = events.back();
    explainWhy(m_context, this, request);
}

void LogPanel::updateStack()
{
    const workspace::Workspace &workspace = m_context.workspace;
    const auto snapshot = workspace.snapshot();
    QWidget *page = m_table;
    if (!workspace.isOpen())
        page = m_noProject;
    else if (snapshot != nullptr && snapshot->events == 0 && workspace.isImporting()) {
        QString progress = tr("The lines appear here as soon as all of them are there.");
        for (const workspace::JobRow &row : m_context.workspace.jobs().model()->rows())
            if (row.unit == Progress::Unit::Bytes && row.total > 0)
                progress += QLatin1Char('\n') + tr("%1 of %2").arg(text::bytes(Bytes{static_cast<std::uint64_t>(row.done)}), text::bytes(Bytes{static_cast<std::uint64_t>(row.total)}));
        m_importing->setText(tr("Importing"), progress);
        page = m_importing;
    } else if (snapshot != nullptr && snapshot->events == 0) {
        if (hasSignals(workspace, Signal::Traces))
            m_noEvents->setText(tr("The project has no lines"), tr("Its traces are in the panels below. Imported logs would be here, beside their spans."));
        else if (hasSignals(workspace, Signal::Metrics))
            m_noEvents->setText(tr("The project has no lines"), tr("Its metrics are in the panels below. Imported logs would be here, under the same time axis."));
        else
            m_noEvents->setText(tr("The project has no events yet"), tr("Import log files: their format is recognised, and every line is kept byte for byte."));
        page = m_noEvents;
    } else if (m_order != nullptr && m_order->size() == 0 && !workspace.filter().isEmpty() && workspace.hasFilterResult() && !m_arranging)
        page = m_nothingPasses;
    m_stack->setCurrentWidget(page);
}

void LogPanel::rebuild()
{
    const workspace::ProjectData &open = m_context.workspace.data();
    // While a filter runs the rows before it stay, under a veil that says so.
    m_arranging = false;
    updateStack();
    updateVeil();
    if (!open.reader || !open.order || !m_context.workspace.hasFilterResult())
        return;
    using Order = std::shared_ptr<const RowOrder>;
    m_arranging = true;
    updateVeil();
    m_context.workspace.jobs().start<Order>({.key = "explore.rows", .title = Message(CAUSEWAY_TEXT("Order lines")), .quiet = true},
                                            [order = open.order, filter = m_context.workspace.filterResult()](const Job &job) { return RowOrder::make(order, filter, job); }, this,
                                            [this, reader = open.reader, filter = m_context.workspace.filterResult()](Order order) {
                                                m_order = std::move(order);
                                                m_shownFilter = filter;
                                                m_reader = reader;
                                                showRows();
                                                m_search->setOrder(m_order);
                                                m_arranging = false;
                                                updateStack();
                                                updateVeil();
                                            },
                                            [this](const Error &error) {
                                                m_arranging = false;
                                                updateVeil();
                                                if (error.code != ErrorCode::Cancelled)
                                                    m_context.workspace.reportError(error);
                                            });
}

bool LogPanel::isVeiled() const { return m_veil->isVisibleTo(m_view); }

void LogPanel::updateVeil()
{
    const workspace::Workspace &workspace = m_context.workspace;
    // Rows of another filter, not of more events: those that were there are still right.
    const bool filtering = workspace.isOpen() && m_order != nullptr && (!workspace.hasFilterResult() || (m_arranging && m_shownFilter != workspace.filterResult()));
    m_veil->setVisible(filtering);
    if (!filtering)
        return;
    QString said = tr("Filtering …");
    for (const workspace::JobRow &row : m_context.workspace.jobs().model()->rows())
        if (row.key == "filter" && row.fraction >= 0)
            said = tr("Filtering … %1").arg(text::percent(std::floor(row.fraction * 100) / 100));
    m_veil->setText(said);
    m_veil->setGeometry(m_view->viewport()->geometry());
    m_veil->raise();
}

bool LogPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        m_veil->setGeometry(m_view->viewport()->geometry());
    return QWidget::eventFilter(watched, event);
}

std::optional<EventId> LogPanel::currentEvent() const
{
    if (m_order == nullptr || m_view->currentRow() >= m_view->rowCount() || m_view->currentRow() >= m_order->size())
        return std::nullopt;
    return m_order->eventAt(m_view->currentRow());
}

void LogPanel::showRows()
{
    if (m_order == nullptr || m_reader == nullptr)
        return;
    // What was in view stays in view, as near as the new rows have it.
    const auto before = std::dynamic_pointer_cast<const EventLogRows>(m_pager.rows());
    std::optional<EventId> top;
    if (before != nullptr && m_view->topRow() < before->size())
        top = before->order()->eventAt(m_view->topRow());
    auto rows = std::make_shared<EventLogRows>(m_reader, m_order, LogRowStyle{m_wholeLines, m_search->finder(), m_context.workspace.catalog()});
    m_pager.setRows(rows);
    if (top && rows->size() > 0)
        m_view->scrollTo(std::min(rows->size() - 1, rows->lowerBound(*top)));
    followSelection();
    // Whoever looks at these lines reads the inspector as being about the line that is marked here.
    const auto &selected = m_context.workspace.selection().event;
    if (isVisible() && selected && !m_order->rowOf(*selected))
        m_context.workspace.selectListed(currentEvent());
}

void LogPanel::followSelection()
{
    const auto &selected = m_context.workspace.selection().event;
    if (!selected || m_order == nullptr || currentEvent() == selected)
        return;
    const auto row = m_order->rowOf(*selected);
    if (!row || *row >= m_view->rowCount())
        return;
    m_following = true;
    if (m_view->rowRect(*row).isEmpty())
        m_view->centreOn(*row);
    m_view->setCurrentRow(*row);
    m_following = false;
}

void LogPanel::step(bool forward)
{
    std::optional<EventId> from = currentEvent();
    const auto hit = m_search->nextHit(from, forward);
    if (!hit || m_order == nullptr)
        return;
    if (const auto row = m_order->rowOf(*hit)) {
        if (m_view->rowRect(*row).isEmpty())
            m_view->centreOn(*row);
        m_view->setCurrentRow(*row);
    }
}

TimePoint LogPanel::currentTime() const
{
    if (const LogRow *row = m_pager.cachedRow(m_view->currentRow()); row != nullptr && !row->time.isNone())
        return row->time;
    const auto snapshot = m_context.workspace.snapshot();
    const TimeRange all = snapshot ? snapshot->timeRange() : TimeRange{};
    return all.isAll() ? TimePoint::none() : all.from;
}

void LogPanel::askWhereToGo()
{
    const auto &order = m_context.workspace.data().order;
    if (order == nullptr || order->size() == 0)
        return;
    auto *dialog = new GoToDialog(order->size(), currentTime(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &GoToDialog::chosen, this, &LogPanel::goTo);
    dialog->open();
}

void LogPanel::goToRow(std::uint64_t row)
{
    if (m_view->rowCount() == 0)
        return;
    row = std::min(row, m_view->rowCount() - 1);
    m_view->centreOn(row);
    m_view->setCurrentRow(row);
}

void LogPanel::goTo(const QString &typed)
{
    const auto goal = parseGoal(typed, currentTime());
    const auto &order = m_context.workspace.data().order;
    if (!goal || order == nullptr || m_order == nullptr || (goal->number && (*goal->number == 0 || *goal->number > order->size()))) {
        m_context.workspace.reportError({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nowhere to go")),
                                         Message(CAUSEWAY_TEXT("“%1” is neither the number of an event nor a time"), typed.trimmed().toStdString()),
                                         Message(CAUSEWAY_TEXT("Write a number, or a time as 2024-03-05 12:04:31.")), {}});
        return;
    }
    if (goal->number) {
        // The numbers are those of all events, filtered or not: where this one is hidden the next one shown is gone to.
        goToRow(m_order->lowerBound(order->at(*goal->number - 1)));
        return;
    }
    m_pager.findTime(*goal->time, [this](Result<std::uint64_t> row) {
        if (!row)
            m_context.workspace.reportError(row.error());
        else
            goToRow(*row);
    });
}

void LogPanel::setWholeLines(bool on)
{
    m_wholeLines = on;
    showRows();
}

void LogPanel::readBookmarks()
{
    const auto project = m_context.workspace.data().project;
    if (!project) {
        m_bookmarks.clear();
        m_view->setBookmarks({});
        return;
    }
    using Bookmarks = std::vector<storage::Bookmark>;
    m_context.workspace.jobs().start<Bookmarks>({.key = "explore.bookmarks", .title = Message(CAUSEWAY_TEXT("Read bookmarks")), .quiet = true},
                                                [project](const Job &) { return storage::BookmarkStore(*project).all(); }, this, [this](const Bookmarks &all) {
                                                    m_bookmarks.clear();
                                                    for (const storage::Bookmark &bookmark : all)
                                                        m_bookmarks.push_back(bookmark.event);
                                                    m_view->setBookmarks(m_bookmarks);
                                                });
}

void LogPanel::showBookmarks()
{
    const auto order = m_context.workspace.data().order;
    if (order == nullptr || m_reader == nullptr)
        return;
    if (m_bookmarks.empty()) {
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("There are no bookmarks yet: Ctrl+B sets one at the chosen line.")));
        return;
    }
    using Lines = std::vector<BookmarkLine>;
    m_context.workspace.jobs().start<Lines>({.key = "explore.bookmark-list", .title = Message(CAUSEWAY_TEXT("Read bookmarks"))},
                                            [reader = m_reader, order, bookmarks = m_bookmarks](const Job &job) { return readBookmarkLines(*reader, *order, bookmarks, job); }, this,
                                            [this](Lines lines) {
                                                auto *dialog = new BookmarkDialog(std::move(lines), window());
                                                dialog->setAttribute(Qt::WA_DeleteOnClose);
                                                // Where a filter hides it the next line that is shown is gone to.
                                                connect(dialog, &BookmarkDialog::chosen, this, [this](quint64 event) {
                                                    if (m_order != nullptr)
                                                        goToRow(m_order->lowerBound(EventId(event)));
                                                });
                                                dialog->open();
                                            });
}

void LogPanel::toggleBookmark(EventId event)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    const bool marked = std::binary_search(m_bookmarks.begin(), m_bookmarks.end(), event);
    m_context.workspace.jobs().start<void>({.key = "", .title = Message(CAUSEWAY_TEXT("Save a bookmark")), .quiet = true, .lane = workspace::JobOptions::Lane::Edits},
                                           [project, event, marked](const Job &) {
                                               storage::BookmarkStore store(*project);
                                               return marked ? store.remove(event) : store.set({event, {}});
                                           },
                                           this, [this] { readBookmarks(); });
}

void LogPanel::showOnlyTemplate(bool only)
{
    const auto id = m_context.workspace.selection().templateId;
    if (!id)
        return;
    storage::Filter filter = m_context.workspace.filter();
    std::erase(filter.notTemplates, *id);
    std::erase(filter.templates, *id);
    if (only)
        filter.templates = {*id};
    else
        filter.notTemplates.push_back(*id);
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

void LogPanel::showOnlyComponent()
{
    const auto event = currentEvent();
    if (!event || m_reader == nullptr)
        return;
    m_context.workspace.jobs().start<std::string>(
        {.key = "explore.component", .title = Message(CAUSEWAY_TEXT("Read an event")), .quiet = true},
        [reader = m_reader, id = *event](const Job &) -> Result<std::string> {
            CAUSEWAY_ASSIGN(const storage::Event read, reader->event(id));
            for (const storage::FieldRange &field : read.fields)
                if (field.role == Role::Component)
                    return read.bytes.substr(field.begin, field.end - field.begin);
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The line names no component")));
        },
        this, [this](const std::string &component) {
            storage::Filter filter = m_context.workspace.filter();
            filter.components = {component};
            m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
        });
}

void LogPanel::showSession()
{
    const auto event = currentEvent();
    const auto sessions = m_context.workspace.sessions();
    if (!event || !sessions)
        return;
    m_context.workspace.jobs().start<std::size_t>(
        {.key = "explore.session", .title = Message(CAUSEWAY_TEXT("Find the session")), .quiet = true},
        [sessions, id = *event](const Job &) -> Result<std::size_t> {
            const auto found = std::find(sessions->events.begin(), sessions->events.end(), id);
            if (found == sessions->events.end())
                return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The event belongs to no session")), {},
                               Message(CAUSEWAY_TEXT("Choose another grouping in the list of sessions.")));
            const auto at = static_cast<std::uint64_t>(found - sessions->events.begin());
            return static_cast<std::size_t>(std::upper_bound(sessions->offsets.begin(), sessions->offsets.end(), at) - sessions->offsets.begin() - 1);
        },
        this, [this, sessions](std::size_t session) {
            storage::Filter filter = m_context.workspace.filter();
            const auto events = sessions->eventsOf(session);
            filter.events.emplace(events.begin(), events.end());
            std::sort(filter.events->begin(), filter.events->end());
            m_context.workspace.selectSession(sessions->subjectId(session));
            m_context.workspace.setFilter(filter, "session " + sessions->sessions[session].key);
        });
}

void LogPanel::setRangeEdge(bool from)
{
    const LogRow *row = m_pager.cachedRow(m_view->currentRow());
    if (row == nullptr || row->time.isNone())
        return;
    TimeRange range = m_context.workspace.filter().range;
    if (from)
        range.from = row->time;
    else
        range.to = TimePoint{row->time.ns + 1};
    m_context.workspace.setTimeRange(range);
}

void LogPanel::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const char *id : {"explore.copy", "explore.bookmark", "", "explore.onlyPattern", "explore.hidePattern", "explore.whyLines", "explore.onlyComponent", "explore.session", "",
                           "explore.fromHere", "explore.upToHere"}) {
        if (*id == '\0')
            menu->addSeparator();
        else if (QAction *action = m_context.actions.action(QLatin1String(id)))
            menu->addAction(action);
    }
    menu->popup(position);
}

} // namespace causeway::views
