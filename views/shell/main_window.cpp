#include "views/shell/main_window.h"

#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QThread>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

#include "app/engine/import_hints.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/bundles.h"
#include "app/workspace/workspace.h"
#include "views/shell/command_bar.h"
#include "views/shell/inspector.h"
#include "views/shell/jobs_bar.h"
#include "views/shell/message_bar.h"
#include "views/shell/notice_line.h"
#include "views/shell/perspective_area.h"
#include "views/shell/perspective_bar.h"
#include "views/shell/settings.h"
#include "views/shell/time_line.h"
#include "views/shell/welcome_page.h"
#include "views/text/label_counts.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// Once it can be: Boundaries reads what is known of classes when it is looked at.
void importProposal(workspace::Workspace &workspace, const ActionRegistry &actions)
{
    workspace.setPerspective(QStringLiteral("boundaries"));
    QAction *action = actions.action(QStringLiteral("boundaries.import"));
    if (action == nullptr || action->isEnabled()) {
        if (action != nullptr)
            action->trigger();
        return;
    }
    QObject::connect(action, &QAction::enabledChanged, &workspace, [action, &workspace, path = workspace.path()](bool enabled) {
        if (enabled && workspace.path() == path && workspace.perspective() == QLatin1String("boundaries"))
            action->trigger();
    }, Qt::SingleShotConnection);
}

constexpr int kStatusTime = 5'000; // ms

// Lies over the window while files are dragged above it.
class DropHint : public QWidget {
public:
    explicit DropHint(QWidget *parent) : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAccessibleName(tr("Drop to import"));
        hide();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QColor veil = palette().color(QPalette::Window);
        veil.setAlpha(225);
        painter.fillRect(rect(), veil);
        QPen pen(theme::color(theme::Tone::Accent), 2, Qt::DashLine);
        painter.setPen(pen);
        painter.drawRoundedRect(QRectF(rect()).adjusted(24, 24, -24, -24), 12, 12);
        painter.setFont(theme::titleFont());
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect(), Qt::AlignCenter, tr("Drop logs to import them, a .causeway file to open it"));
    }
};

constexpr int kInspectorLeast = 208; // less breaks every fact in two
constexpr QSize kRoomy(1400, 860);   // a smaller window has a narrow inspector and a low time line

int inspectorWidth(int window) { return window < kRoomy.width() ? 232 : 288; }

} // namespace

MainWindow::MainWindow(workspace::Workspace &workspace, Settings &settings, QWidget *parent, const Factory &perspectives)
    : QMainWindow(parent), m_workspace(workspace), m_settings(settings), m_context{workspace, m_actions, settings}
{
    setWindowTitle(tr("Causeway"));
    setAcceptDrops(true);
    // Leaves room for the frame of the window on a small screen.
    resize(QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(16, 48)));
    // First of all listeners: what is painted after a change of zone asks text for it.
    text::setUtc(settings.utc());
    connect(&settings, &Settings::zoneChanged, this, [this] {
        text::setUtc(m_settings.utc());
        refreshCounts();
    });
    connect(&settings, &Settings::appearanceChanged, this, [this] { theme::apply(m_settings.themeMode(), m_settings.fontSize()); });
    const auto useThreads = [this] { m_workspace.jobs().setThreads(m_settings.threads() > 0 ? m_settings.threads() : QThread::idealThreadCount()); };
    connect(&settings, &Settings::threadsChanged, this, useThreads);
    useThreads();
    workspace.setRecentProjects(settings.recentProjects());

    addActions();
    m_perspectives = perspectives(m_context);
    addPerspectiveActions();
    build();
    addMenus();
    follow();
    showPerspective(QStringLiteral("home"));
    refreshActions();
    if (const QByteArray geometry = settings.layout(QStringLiteral("geometry")); !geometry.isEmpty())
        restoreGeometry(geometry);
    fitToScreen();
    if (const QByteArray state = settings.layout(QStringLiteral("window")); !state.isEmpty())
        restoreState(state, Settings::kLayoutVersion);
    m_inspectorWanted = settings.value(QStringLiteral("layout/inspector"), true).toBool();
    m_inspectorDock->hide();
}

// The frame of the window manager's comes on top of the window's own size.
void MainWindow::fitToScreen()
{
    if (isMaximized() || isFullScreen() || screen() == nullptr)
        return;
    constexpr QMargins kFrame(8, 32, 8, 8);
    const QRect room = screen()->availableGeometry().marginsRemoved(kFrame);
    QRect own = geometry();
    own.setSize(own.size().boundedTo(room.size()));
    own.moveLeft(std::clamp(own.left(), room.left(), std::max(room.left(), room.right() - own.width() + 1)));
    own.moveTop(std::clamp(own.top(), room.top(), std::max(room.top(), room.bottom() - own.height() + 1)));
    setGeometry(own);
}

MainWindow::~MainWindow()
{
    // Panels ask the perspectives: they go first.
    for (auto &[id, area] : m_areas)
        delete area;
}

void MainWindow::build()
{
    auto *central = new QWidget(this);
    central->setAccessibleName(tr("Workbench"));
    auto *columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    m_bar = new PerspectiveBar(central);
    m_bar->addAction(m_actions.action(QStringLiteral("go.home")), tr("Home"));
    for (const auto &perspective : m_perspectives)
        m_bar->addAction(m_actions.action(QStringLiteral("go.") + perspective->id()), perspective->title());
    m_bar->addBottomAction(m_actions.action(QStringLiteral("go.palette")), tr("Commands"));
    m_bar->addBottomAction(m_actions.action(QStringLiteral("file.settings")), tr("Settings"));
    columns->addWidget(m_bar);

    auto *rows = new QVBoxLayout;
    rows->setSpacing(0);
    m_commandBar = new CommandBar(m_context, central);
    m_messages = new MessageBar(central);
    m_timeLine = new TimeLine(m_context, central);
    m_stack = new QStackedWidget(central);
    m_welcome = new WelcomePage(m_context, m_stack);
    m_stack->addWidget(m_welcome);
    rows->addWidget(m_commandBar);
    rows->addWidget(m_messages);
    rows->addWidget(m_timeLine);
    rows->addWidget(m_stack, 1);
    columns->addLayout(rows, 1);
    setCentralWidget(central);

    m_inspectorDock = new QDockWidget(tr("Inspector"), this);
    m_inspectorDock->setObjectName(QStringLiteral("inspector"));
    m_inspectorDock->setAccessibleName(tr("Inspector"));
    m_inspectorDock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    m_inspectorDock->setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    auto *inspector = new Inspector(m_context, m_inspectorDock);
    inspector->setMinimumWidth(kInspectorLeast);
    m_inspectorDock->setWidget(inspector);
    addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);
    resizeDocks({m_inspectorDock}, {inspectorWidth(width())}, Qt::Horizontal);

    statusBar()->setSizeGripEnabled(false);
    statusBar()->setAccessibleName(tr("Status"));
    statusBar()->addWidget(new JobsBar(m_workspace.jobs(), this));
    statusBar()->addWidget(m_messages->noticeLine(), 1);
    statusBar()->setMinimumHeight(std::max(statusBar()->sizeHint().height(), m_messages->noticeLine()->sizeHint().height() + 4)); // nothing moves when a notice comes
    m_counts = new QLabel(this);
    m_counts->setTextFormat(Qt::PlainText);
    m_counts->setAccessibleName(tr("Counts"));
    m_counts->setContentsMargins(0, 0, theme::kMargin, 0);
    statusBar()->addPermanentWidget(m_counts);
    m_dropHint = new DropHint(this);
}

void MainWindow::follow()
{
    using workspace::Workspace;
    connect(&m_workspace, &Workspace::projectChanged, this, &MainWindow::projectChanged);
    connect(&m_workspace, &Workspace::errorReported, this, [this](const Error &error) {
        const engine::ImportHint hint = engine::hintOf(error);
        if (hint == engine::ImportHint::None)
            m_messages->showError(error);
        else if (hint == engine::ImportHint::Splits)
            m_messages->showNotice(tr("%1: Import a proposal takes them.").arg(text::render(error.what)), tr("Import a proposal…"), [this] { importProposal(m_workspace, m_actions); });
        else
            m_messages->showNotice(tr("%1: %2. The first is in %3.").arg(text::render(error.what), text::render(error.why), text::fromBytes(error.where.toText())));
    });
    connect(&m_workspace, &Workspace::noticeReported, this, [this](const Message &message) { m_messages->showNotice(text::render(message)); });
    connect(&m_workspace, &Workspace::offerReported, this,
            [this](const Message &message, const Message &action, const std::function<void()> &run, storage::EditNumber edit) { m_messages->showNotice(text::render(message), text::render(action), run, edit); });
    connect(&m_workspace, &Workspace::editUndone, m_messages, &MessageBar::withdraw);
    connect(&m_workspace, &Workspace::sourceFileChanged, this, [this](const QString &path) {
        m_messages->showNotice(tr("%1 has changed on disk since it was imported.").arg(QFileInfo(path).fileName()), tr("Import again…"), [this, path] { importLogs({path}); });
    });
    connect(&m_workspace, &Workspace::recentProjectsChanged, this, [this] { m_settings.setRecentProjects(m_workspace.recentProjects()); });
    connect(&m_workspace, &Workspace::perspectiveChanged, this, [this] { showPerspective(m_workspace.perspective()); });
    for (auto signal : {&Workspace::dataChanged, &Workspace::filterChanged, &Workspace::filterResultChanged, &Workspace::findingsChanged, &Workspace::labelsChanged,
                        &Workspace::historyChanged}) {
        connect(&m_workspace, signal, this, &MainWindow::refreshCounts);
        connect(&m_workspace, signal, this, &MainWindow::refreshActions);
    }
    connect(m_workspace.jobs().model(), &QAbstractItemModel::rowsInserted, this, &MainWindow::refreshActions);
    connect(m_workspace.jobs().model(), &QAbstractItemModel::rowsRemoved, this, &MainWindow::refreshActions);
    refreshCounts();
}

PerspectiveArea *MainWindow::area(const QString &id)
{
    if (const auto made = m_areas.find(id); made != m_areas.end())
        return made->second;
    for (const auto &perspective : m_perspectives)
        if (perspective->id() == id) {
            auto *made = new PerspectiveArea(*perspective, m_context, m_stack);
            for (const ActionRegistry::Entry &entry : m_actions.entries())
                if (entry.spec.scope == id)
                    made->addAction(entry.action);
            m_stack->addWidget(made);
            return m_areas[id] = made;
        }
    return nullptr;
}

void MainWindow::showPerspective(const QString &id)
{
    PerspectiveArea *wanted = id == QLatin1String("home") ? nullptr : area(id);
    if (wanted == nullptr && id != QLatin1String("home"))
        return;
    if (!m_shown.isEmpty() && m_shown != QLatin1String("home"))
        m_inspectorWanted = m_inspectorDock->isVisibleTo(this);
    m_shown = id;
    const bool home = wanted == nullptr;
    m_stack->setCurrentWidget(home ? static_cast<QWidget *>(m_welcome) : wanted);
    m_commandBar->setVisible(!home);
    m_messages->hideThoseOfProject(home);
    m_timeLine->setVisible(!home);
    m_inspectorDock->setVisible(!home && m_inspectorWanted);
    if (QAction *action = m_actions.action(QStringLiteral("go.") + id))
        action->setChecked(true);
    m_workspace.setPerspective(id);
    if (home)
        m_welcome->setFocus(Qt::OtherFocusReason);
    else
        wanted->focusPanel();
    refreshActions();
}

void MainWindow::projectChanged()
{
    setWindowTitle(m_workspace.isOpen() ? tr("%1 – Causeway").arg(m_workspace.name()) : tr("Causeway"));
    setWindowFilePath({});
    // What was said was about the project before.
    m_messages->clear();
    m_messages->setOfProject(m_workspace.isOpen());
    refreshActions();
    if (!m_workspace.isOpen())
        showPerspective(QStringLiteral("home"));
    else if (m_shown == QLatin1String("home") && !m_perspectives.empty())
        showPerspective(m_perspectives.front()->id());
}

void MainWindow::refreshCounts()
{
    const auto &held = m_workspace.data();
    if (!held.snapshot) {
        m_counts->clear();
        return;
    }
    QStringList parts;
    const auto n = [](std::uint64_t count) { return text::number(static_cast<std::int64_t>(count)); };
    const std::uint64_t events = held.snapshot->events;
    std::uint64_t spans = 0;
    for (const storage::SourceInfo &source : held.snapshot->sources)
        spans += source.spans;
    if (m_workspace.filter().isEmpty())
        parts << (events == 1 ? tr("1 event") : tr("%1 events").arg(n(events)));
    else if (m_workspace.hasFilterResult())
        parts << tr("%1 of %2 events").arg(n(m_workspace.shownEvents()), n(events));
    else
        parts << tr("filtering %1 events …").arg(n(events));
    if (events == 0 && spans > 0)
        parts.clear();
    if (spans > 0)
        parts << (spans == 1 ? tr("1 span") : tr("%1 spans").arg(n(spans)));
    if (held.sessions)
        parts << (held.sessions->sessions.size() == 1 ? tr("1 session") : tr("%1 sessions").arg(n(held.sessions->sessions.size())));
    parts << (held.findings == 1 ? tr("1 finding") : tr("%1 findings").arg(n(held.findings)));
    if (held.labels.labels > 0)
        parts << (held.labels.labels == 1 ? tr("1 label") : tr("%1 labels").arg(n(held.labels.labels)));
    m_counts->setText(parts.join(QStringLiteral("  ·  ")));
    QStringList tip;
    if (held.sessions)
        tip << text::fromBytes(held.sessions->why);
    if (held.findings > 0)
        tip << tr("Findings are counted by detector: several may have found the same.");
    if (held.labels.labels > 0)
        tip << text::labelCounts(held.labels.normal, held.labels.anomalous, held.labels.unsure);
    m_counts->setToolTip(text::toolTip(tip.join(QLatin1Char('\n'))));
}

void MainWindow::openPaths(const QStringList &paths)
{
    if (paths.size() != 1) {
        if (!paths.isEmpty())
            importLogs(paths);
        return;
    }
    workspace::recognise(m_workspace, paths.front(), [window = QPointer(this), path = paths.front()](bool isBundle) {
        if (window == nullptr)
            return;
        if (isBundle)
            window->openBundle(path);
        else if (path.endsWith(QLatin1String(".causeway")))
            window->m_workspace.open(path);
        else
            window->importLogs({path});
    });
}

void MainWindow::resetLayout()
{
    m_settings.clearLayouts();
    for (auto &[id, area] : m_areas)
        area->resetLayout();
    removeDockWidget(m_inspectorDock);
    addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);
    resizeDocks({m_inspectorDock}, {inspectorWidth(width())}, Qt::Horizontal);
    m_inspectorWanted = true;
    m_inspectorDock->setVisible(m_shown != QLatin1String("home"));
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    if (m_timeLine != nullptr)
        m_timeLine->setLow(height() < kRoomy.height());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    for (auto &[id, area] : m_areas)
        area->saveLayout();
    if (m_shown != QLatin1String("home"))
        m_inspectorWanted = m_inspectorDock->isVisibleTo(this);
    m_settings.setLayout(QStringLiteral("geometry"), saveGeometry());
    m_settings.setLayout(QStringLiteral("window"), saveState(Settings::kLayoutVersion));
    m_settings.setValue(QStringLiteral("layout/inspector"), m_inspectorWanted);
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls())
        return;
    event->acceptProposedAction();
    m_dropHint->setGeometry(rect());
    m_dropHint->raise();
    m_dropHint->show();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *) { m_dropHint->hide(); }

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropHint->hide();
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    if (paths.isEmpty()) {
        m_messages->showNotice(tr("Only files of this computer can be dropped here."));
        return;
    }
    event->acceptProposedAction();
    // After the drop has ended: the source of the drag waits for it.
    QMetaObject::invokeMethod(this, [this, paths] { openPaths(paths); }, Qt::QueuedConnection);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (const auto shown = m_areas.find(m_shown); shown != m_areas.end() && shown->second->isMaximised()) {
            shown->second->toggleMaximised();
            return;
        }
        if (m_messages->count() > 0) {
            m_messages->dismiss();
            return;
        }
    }
    // Nobody has taken the keys: perhaps because their command cannot be used now, which must not look like nothing.
    for (const ActionRegistry::Entry &entry : m_actions.entries())
        if (!entry.action->isEnabled() && (entry.spec.scope.isEmpty() || entry.spec.scope == m_shown) &&
            entry.action->shortcuts().contains(QKeySequence(event->keyCombination()))) {
            statusBar()->showMessage(tr("%1 – not now: %2").arg(entry.spec.text, entry.whyNot), kStatusTime);
            return;
        }
    QMainWindow::keyPressEvent(event);
}

bool MainWindow::event(QEvent *event)
{
    // Back at this window: another program may have written to the project.
    if (event->type() == QEvent::WindowActivate)
        m_workspace.refresh();
    // A hint of what is under the mouse would hide the jobs: it gives way to them.
    if (event->type() == QEvent::StatusTip && m_workspace.jobs().model()->rowCount() > 0) {
        statusBar()->clearMessage();
        return true;
    }
    return QMainWindow::event(event);
}

} // namespace causeway::views
