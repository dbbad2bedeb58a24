// The window's own actions, its menus, and what they do.

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QStandardPaths>
#include <QUndoStack>

#include "app/workspace/bundles.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/dialogs/about_dialog.h"
#include "views/dialogs/bundle_dialog.h"
#include "views/dialogs/help_dialog.h"
#include "views/dialogs/import_dialog.h"
#include "views/dialogs/settings_dialog.h"
#include "views/dialogs/shortcuts_dialog.h"
#include "views/report/write_report.h"
#include "views/shell/command_bar.h"
#include "views/shell/command_palette.h"
#include "views/shell/file_dialog.h"
#include "views/shell/main_window.h"
#include "views/shell/message_bar.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

#include <QDockWidget>

namespace causeway::views {

namespace {

void showPageOfGuide(QWidget *window, const QString &page)
{
    auto *dialog = new HelpDialog(window, page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace

void MainWindow::addActions()
{
    const QString file = tr("File"), edit = tr("Edit"), view = tr("View"), go = tr("Go"), help = tr("Help");
    const auto keys = [](std::initializer_list<const char *> texts) {
        QList<QKeySequence> out;
        for (const char *one : texts)
            out << QKeySequence(QString::fromLatin1(one));
        return out;
    };

    m_actions.add({QStringLiteral("file.new"), tr("New project…"), file, QStringLiteral("new"), keys({"Ctrl+N"}), tr("Creates an empty project file.")}, [this] { newProject(); });
    m_actions.add({QStringLiteral("file.open"), tr("Open project…"), file, QStringLiteral("open"), keys({"Ctrl+O"}), tr("Opens a .causeway file, or makes a project of a bundle.")}, [this] { openProject(); });
    m_actions.add({QStringLiteral("file.import"), tr("Import logs…"), file, QStringLiteral("import"), keys({"Ctrl+I"}), tr("Reads log files into the project, after a look at how they are understood.")},
                  [this] { importLogs({}); });
    m_actions.add({QStringLiteral("file.analyse"), tr("Analyse again"), file, QStringLiteral("analyse"), keys({"F5"}),
                   tr("Mines patterns, groups sessions and runs the detectors on everything that is imported.")},
                  [this] { analyse(); });
    m_actions.add({QStringLiteral("file.report"), tr("Export report…"), file, QStringLiteral("export"), keys({"Ctrl+Shift+E"}),
                   tr("Findings, their lines, heat maps, the flow, labels and settings in one HTML or PDF file.")},
                  [this] { exportReport(); });
    m_actions.add({QStringLiteral("file.bundle"), tr("Export bundle…"), file, QStringLiteral("export"), {}, tr("The incident on the time line as one file that a colleague opens.")}, [this] { exportBundle(); });
    m_actions.add({QStringLiteral("file.close"), tr("Close project"), file, QStringLiteral("close"), keys({"Ctrl+W"}), tr("Everything is saved already.")}, [this] { m_workspace.close(); });
    m_actions.add({QStringLiteral("file.settings"), tr("Settings…"), file, QStringLiteral("settings"), keys({"Ctrl+,"})}, [this] { showSettings(); });
    m_actions.add({QStringLiteral("file.quit"), tr("Quit"), file, QStringLiteral("quit"), keys({"Ctrl+Q"})}, [this] { close(); });

    m_actions.add({QStringLiteral("edit.undo"), tr("Undo"), edit, QStringLiteral("undo"), keys({"Ctrl+Z"}), tr("Takes the last edit back, also one made before the last start.")},
                  [this] { m_workspace.undo().stack()->undo(); });
    m_actions.add({QStringLiteral("edit.redo"), tr("Redo"), edit, QStringLiteral("redo"), keys({"Ctrl+Shift+Z", "Ctrl+Y"})}, [this] { m_workspace.undo().stack()->redo(); });
    QUndoStack *stack = m_workspace.undo().stack();
    connect(stack, &QUndoStack::indexChanged, this, &MainWindow::refreshActions);

    m_actions.add({QStringLiteral("filter.search"), tr("Find…"), edit, QStringLiteral("search"), keys({"Ctrl+F"}), tr("Shows only the events that contain a text.")}, [this] { m_commandBar->focusSearch(); });
    m_actions.add({QStringLiteral("filter.add"), tr("Add to the filter…"), edit, QStringLiteral("filter"), keys({"Ctrl+Shift+L"}), tr("Level, text, component, source.")}, [this] { m_commandBar->editFilter(); });
    m_actions.add({QStringLiteral("filter.clear"), tr("Clear the filter"), edit, QStringLiteral("trash"), keys({"Ctrl+Shift+Backspace"}), tr("Shows all events of all times.")},
                  [this] { m_workspace.clearFilter(); });

    m_actions.add({QStringLiteral("view.timeRange"), tr("Time range…"), view, QStringLiteral("time"), keys({"Ctrl+L"}), tr("Sets from and to by typing them.")}, [this] { m_commandBar->editTimeRange(); });
    m_actions.add({QStringLiteral("view.allTimes"), tr("All times"), view, {}, keys({"Ctrl+Shift+0"})}, [this] { m_workspace.setTimeRange({}); });
    m_actions.add({QStringLiteral("view.maximise"), tr("Maximise the panel"), view, QStringLiteral("maximise"), keys({"F11"}), tr("Gives one panel the whole perspective; again or Esc brings the others back.")}, [this] {
        if (const auto shown = m_areas.find(m_shown); shown != m_areas.end())
            shown->second->toggleMaximised();
    });
    m_actions.add({QStringLiteral("view.inspector"), tr("Inspector"), view, QStringLiteral("inspect"), keys({"F9"}), tr("Facts about what is selected.")},
                  [this] { m_inspectorDock->setVisible(!m_inspectorDock->isVisible()); });
    m_actions.add({QStringLiteral("view.resetLayout"), tr("Reset the layout"), view, QStringLiteral("layout"), {}, tr("Puts every panel back where it was at first.")}, [this] { resetLayout(); });
    m_actions.add({QStringLiteral("view.theme"), tr("Switch between light and dark"), view, QStringLiteral("theme"), keys({"Ctrl+Shift+T"}), tr("Changes the theme of the window.")},
                  [this] { m_settings.setThemeMode(theme::isDark() ? theme::Mode::Light : theme::Mode::Dark); });
    m_actions.add({QStringLiteral("view.utc"), tr("Switch between local time and UTC"), view, QStringLiteral("time"), {}}, [this] { m_settings.setUtc(!m_settings.utc()); });
    m_actions.add({QStringLiteral("view.stopJobs"), tr("Stop all jobs"), view, QStringLiteral("stop"), {}, tr("Cancels what runs in the background.")}, [this] { m_workspace.jobs().stopAll(); });

    m_actions.add({QStringLiteral("go.palette"), tr("Command palette…"), go, QStringLiteral("command"), keys({"Ctrl+K", "Ctrl+Shift+P"}), tr("Finds every command by some letters of its name.")}, [this] { showPalette(); });
    m_actions.add({QStringLiteral("go.back"), tr("Back"), go, QStringLiteral("back"), keys({"Alt+Left"}), tr("The filter and perspective before.")}, [this] { m_workspace.goBack(); });
    m_actions.add({QStringLiteral("go.forward"), tr("Forward"), go, QStringLiteral("forward"), keys({"Alt+Right"})}, [this] { m_workspace.goForward(); });

    m_actions.add({QStringLiteral("help.sample"), tr("Open the sample incident"), help, QStringLiteral("sample"), {}, tr("The logs of a made-up shop of twelve services in which some requests go wrong, imported and judged.")}, [this] { openSample(); });
    m_actions.add({QStringLiteral("help.shortcuts"), tr("Keyboard shortcuts"), help, QStringLiteral("keyboard"), keys({"Ctrl+F1"})}, [this] { showShortcuts(); });
    m_actions.add({QStringLiteral("help.guide"), tr("Guide"), help, QStringLiteral("help"), keys({"F1"}), tr("How to investigate, search, and read patterns and findings.")},
                  [this] { showGuide(); });
    m_actions.add({QStringLiteral("help.tour"), tr("A tour of ten minutes"), help, QStringLiteral("help"), {}, tr("The guide's page that leads through the sample incident, from the time line to the report.")},
                  [this] { showPageOfGuide(this, QStringLiteral("tour")); });
    m_actions.add({QStringLiteral("help.about"), tr("About Causeway"), help, QStringLiteral("info"), {}}, [this] { showAbout(); });
}

void MainWindow::addPerspectiveActions()
{
    auto *group = new QActionGroup(this);
    QAction *home = m_actions.add({.id = QStringLiteral("go.home"), .text = tr("Home"), .group = tr("Go"), .icon = QStringLiteral("home"), .shortcuts = {QKeySequence(QStringLiteral("Alt+Home"))},
                                   .help = tr("Ways to begin, recent projects."), .scope = {}, .checkable = true},
                                  [this] { showPerspective(QStringLiteral("home")); });
    group->addAction(home);
    int number = 1;
    for (const auto &perspective : m_perspectives) {
        const QString id = perspective->id();
        group->addAction(m_actions.add({.id = QStringLiteral("go.") + id, .text = perspective->title(), .group = tr("Go"), .icon = perspective->icon(),
                                        .shortcuts = {QKeySequence(QStringLiteral("Ctrl+%1").arg(number++))}, .help = perspective->question(), .scope = {}, .checkable = true},
                                       [this, id] { showPerspective(id); }));
        perspective->addActions();
    }
    connect(&m_actions, &ActionRegistry::added, this, [this](QAction *action, const QString &scope) {
        if (scope.isEmpty())
            addAction(action);
        else if (const auto made = m_areas.find(scope); made != m_areas.end())
            made->second->addAction(action);
    });
    for (const ActionRegistry::Entry &entry : m_actions.entries())
        if (entry.spec.scope.isEmpty())
            addAction(entry.action);
}

void MainWindow::addMenus()
{
    menuBar()->setAccessibleName(tr("Menus"));
    const auto fill = [this](QMenu *menu, std::initializer_list<const char *> ids) {
        for (const char *id : ids) {
            if (id == nullptr)
                menu->addSeparator();
            else if (QAction *action = m_actions.action(QString::fromLatin1(id)))
                menu->addAction(action);
        }
    };
    QMenu *file = menuBar()->addMenu(tr("&File"));
    fill(file, {"file.new", "file.open", "help.sample"});
    QMenu *recent = file->addMenu(theme::icon(QStringLiteral("folder")), tr("Recent projects"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] {
        recent->clear();
        for (const QString &path : m_workspace.recentProjects()) {
            QString shown = path;
            recent->addAction(shown.replace(QLatin1Char('&'), QStringLiteral("&&")), this, [this, path] { m_workspace.open(path); });
        }
        if (recent->isEmpty())
            recent->addAction(tr("None yet"))->setEnabled(false);
    });
    fill(file, {nullptr, "file.import", "file.analyse", nullptr, "file.report", "rootcause.page", "file.bundle", "findings.export", "findings.exportLabels", "findings.importLabels", nullptr, "file.close", "file.settings", nullptr, "file.quit"});
    connect(file, &QMenu::aboutToShow, this, [this, file] {
        QAction *before = m_actions.action(QStringLiteral("file.bundle"));
        for (const char *id : {"whatif.report", "whatif.export"}) // of what is shown alone
            if (QAction *action = m_actions.action(QLatin1String(id))) {
                file->removeAction(action);
                if (m_shown == QLatin1String("whatif"))
                    file->insertAction(before, action);
            }
    });
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    fill(edit, {"edit.undo", "edit.redo", nullptr, "filter.search", "filter.add", "filter.clear", nullptr});
    QMenu *patterns = edit->addMenu(theme::icon(QStringLiteral("pattern")), tr("&Patterns"));
    patterns->setToolTipsVisible(true); // why one is not possible
    fill(patterns, {"explore.pattern.rename", "explore.pattern.pin", "explore.pattern.merge", "explore.pattern.split", nullptr, "explore.pattern.why", "explore.whyLines", nullptr, "explore.pattern.export"});
    QMenu *view = menuBar()->addMenu(tr("&View"));
    connect(view, &QMenu::aboutToShow, this, [this, view, fill] {
        view->clear();
        if (const auto shown = m_areas.find(m_shown); shown != m_areas.end()) {
            for (QAction *toggle : shown->second->panelActions())
                view->addAction(toggle);
            view->addSeparator();
        }
        fill(view, {"view.inspector", "view.maximise", "view.resetLayout", nullptr, "view.timeRange", "view.allTimes", "view.utc", nullptr, "view.theme", "view.stopJobs"});
    });
    QMenu *go = menuBar()->addMenu(tr("&Go"));
    fill(go, {"go.palette", "go.back", "go.forward", nullptr, "explore.goTo", "explore.nextHit", "explore.previousHit", "explore.bookmark", "explore.nextBookmark", "explore.previousBookmark", "explore.bookmarks", nullptr, "go.home"});
    for (const auto &perspective : m_perspectives)
        go->addAction(m_actions.action(QStringLiteral("go.") + perspective->id()));
    fill(menuBar()->addMenu(tr("&Help")), {"help.guide", "help.tour", "help.sample", "help.shortcuts", nullptr, "help.about"});
}

void MainWindow::refreshActions()
{
    const bool open = m_workspace.isOpen();
    const bool events = open && m_workspace.snapshot() && m_workspace.snapshot()->events > 0;
    const bool panels = m_areas.contains(m_shown);
    const QString noProject = tr("no project is open"), noEvents = tr("nothing is imported yet");
    const auto set = [this](const char *id, bool enabled, const QString &whyNot) { m_actions.setEnabled(QString::fromLatin1(id), enabled, whyNot); };
    set("file.close", open, noProject);
    set("file.report", events, open ? noEvents : noProject);
    const bool anything = open && m_workspace.snapshot() && !m_workspace.snapshot()->sources.empty();
    set("file.bundle", anything, open ? noEvents : noProject);
    set("file.analyse", events, open ? noEvents : noProject);
    for (const char *id : {"filter.search", "filter.add"})
        set(id, events && panels, !open ? noProject : !events ? noEvents : tr("the home page has no events"));
    const bool times = anything && !m_workspace.snapshot()->timeRange().isAll();
    set("view.timeRange", times && panels, !open ? noProject : !anything ? noEvents : !times ? tr("nothing in the project has a time") : tr("the home page has no events"));
    set("filter.clear", !m_workspace.filter().isEmpty(), tr("nothing is filtered"));
    set("view.allTimes", !m_workspace.filter().range.isAll(), tr("all times are shown"));
    set("view.maximise", panels, tr("the home page has no panels"));
    set("view.inspector", panels, tr("the home page has no inspector"));
    set("view.stopJobs", m_workspace.jobs().model()->rowCount() > 0, tr("no job runs"));
    set("go.back", m_workspace.canGoBack(), tr("this is the first view"));
    set("go.forward", m_workspace.canGoForward(), tr("this is the latest view"));
    const QUndoStack *stack = m_workspace.undo().stack();
    const auto name = [](const QString &verb, const QString &edit) { return edit.isEmpty() ? verb : QStringLiteral("%1: %2").arg(verb, edit); };
    set("edit.undo", stack->canUndo(), tr("there is no edit to undo"));
    set("edit.redo", stack->canRedo(), tr("no edit was undone"));
    m_actions.action(QStringLiteral("edit.undo"))->setText(name(tr("Undo"), stack->undoText()));
    m_actions.action(QStringLiteral("edit.redo"))->setText(name(tr("Redo"), stack->redoText()));
}

void MainWindow::openProject()
{
    auto *dialog = makeFileDialog(this, tr("Open project"), m_workspace.isOpen() ? QFileInfo(m_workspace.path()).path() : QDir::homePath(), tr("Causeway projects and bundles (*.causeway *.causeway-bundle);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        workspace::recognise(m_workspace, path, [window = QPointer(this), path](bool isBundle) {
            if (window != nullptr && isBundle)
                window->openBundle(path);
            else if (window != nullptr)
                window->m_workspace.open(path);
        });
    });
    dialog->open();
}

void MainWindow::newProject()
{
    auto *dialog = makeFileDialog(this, tr("New project"), m_workspace.isOpen() ? QFileInfo(m_workspace.path()).path() : QDir::homePath(), tr("Causeway projects (*.causeway)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("causeway"));
    // An existing project is opened, never written over.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) { m_workspace.create(path); });
    dialog->open();
}

void MainWindow::exportReport()
{
    const QString place = QFileInfo(m_workspace.path()).dir().filePath(m_workspace.name() + QStringLiteral(".html"));
    auto *dialog = makeFileDialog(this, tr("Export report"), place, tr("HTML (*.html);;PDF (*.pdf)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("html"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) { dialog->setDefaultSuffix(filter.contains(QLatin1String("pdf")) ? QStringLiteral("pdf") : QStringLiteral("html")); });
    connect(dialog, &QFileDialog::fileSelected, this, [this, project = m_workspace.data().project](const QString &path) {
        m_workspace.jobs().start<bool>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Export the report"))},
            [project, path](const Job &job) -> Result<bool> {
                CAUSEWAY_ASSIGN(const engine::ReportContent content, engine::reportContent(*project, {}, job));
                CAUSEWAY_TRY(writeReport(content, path, job));
                return true;
            },
            this, [this, path](bool) { m_workspace.reportNotice(Message(CAUSEWAY_TEXT("The report is in %1."), path.toStdString())); });
    });
    dialog->open();
}

void MainWindow::exportBundle()
{
    auto *dialog = new BundleDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const engine::BundleRequest request = dialog->request();
        const QString place = QFileInfo(m_workspace.path()).dir().filePath(m_workspace.name() + QStringLiteral(".causeway-bundle"));
        auto *files = makeFileDialog(this, tr("Export bundle"), place, tr("Bundles (*.causeway-bundle);;All files (*)"));
        files->setAcceptMode(QFileDialog::AcceptSave);
        files->setDefaultSuffix(QStringLiteral("causeway-bundle"));
        connect(files, &QFileDialog::fileSelected, this, [this, request, project = m_workspace.data().project](const QString &path) {
            if (m_workspace.data().project == project)
                workspace::exportBundle(m_workspace, request, path);
        });
        files->open();
    });
    dialog->open();
}

// Where the project is to be is asked for; beside the bundle is what comes to mind.
void MainWindow::openBundle(const QString &bundle)
{
    const QFileInfo file(bundle);
    QString place = file.dir().filePath(file.completeBaseName() + QStringLiteral(".causeway"));
    for (int n = 2; QFileInfo::exists(place); ++n)
        place = file.dir().filePath(file.completeBaseName() + QStringLiteral("-%1.causeway").arg(n));
    auto *dialog = makeFileDialog(this, tr("Make a project of the bundle %1").arg(file.fileName()), place, tr("Causeway projects (*.causeway)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("causeway"));
    // What is there stays: where it holds something, the bundle is refused.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    connect(dialog, &QFileDialog::fileSelected, this, [this, bundle](const QString &path) { workspace::openBundle(m_workspace, bundle, path); });
    dialog->open();
}

void MainWindow::importLogs(const QStringList &paths)
{
    auto *dialog = new ImportDialog(m_context, paths, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(m_settings, m_workspace, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showShortcuts()
{
    auto *dialog = new ShortcutsDialog(m_actions, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showGuide()
{
    // At the page of what is looked at, where it has one of its name.
    for (const auto &[id, area] : m_areas)
        if (area == m_stack->currentWidget())
            return showPageOfGuide(this, id);
    showPageOfGuide(this, {});
}

void MainWindow::showAbout()
{
    auto *dialog = new AboutDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showPalette()
{
    auto *palette = new CommandPalette(m_actions, m_shown, this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

void MainWindow::analyse() { m_workspace.analyse(); }

void MainWindow::openSample() { m_workspace.openSample(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)); }

} // namespace causeway::views
