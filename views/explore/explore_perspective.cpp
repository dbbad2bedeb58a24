#include "views/explore/explore_perspective.h"

#include <QCoreApplication>

#include "app/workspace/workspace.h"
#include "views/explore/log_panel.h"
#include "views/explore/pattern_commands.h"
#include "views/explore/pattern_panel.h"
#include "views/explore/session_panel.h"
#include "views/explore/source_panel.h"
#include "views/shell/action_registry.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("explore", text); }

} // namespace

QString ExplorePerspective::id() const { return QStringLiteral("explore"); }
QString ExplorePerspective::title() const { return tr("Explore"); }
QString ExplorePerspective::question() const { return tr("What happened?"); }
QString ExplorePerspective::icon() const { return QStringLiteral("explore"); }
QWidget *ExplorePerspective::focusWidget() { return m_log == nullptr ? nullptr : &m_log->view(); }

std::vector<PanelSpec> ExplorePerspective::panels()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("explore.log"), tr("Lines"), QStringLiteral("explore"), Place::Center, 0, [this](QWidget *parent) {
                       m_log = new LogPanel(m_context, parent);
                       QObject::connect(&m_log->view(), &LogView::wrappingChanged, m_context.actions.action(QStringLiteral("explore.wrap")), &QAction::setChecked);
                       return m_log;
                   }});
    all.push_back({QStringLiteral("explore.patterns"), tr("Patterns"), QStringLiteral("pattern"), Place::Bottom, 280,
                   [this](QWidget *parent) {
                       m_patterns = new PatternPanel(m_context, parent);
                       return m_patterns;
                   }});
    all.push_back({QStringLiteral("explore.sessions"), tr("Sessions"), QStringLiteral("table"), Place::Bottom, 280, [this](QWidget *parent) {
                       m_sessions = new SessionPanel(m_context, parent);
                       return m_sessions;
                   }});
    all.push_back({QStringLiteral("explore.sources"), tr("Sources"), QStringLiteral("file"), Place::Bottom, 280,
                   [this](QWidget *parent) { return new SourcePanel(m_context, parent); }});
    m_traces.addPanels(all);
    return all;
}

void ExplorePerspective::addActions()
{
    m_traces.addActions();
    ActionRegistry &actions = m_context.actions;
    const QString group = tr("Explore");
    const auto keys = [](const char *text) { return *text == '\0' ? QList<QKeySequence>{} : QList<QKeySequence>{QKeySequence(QLatin1String(text))}; };
    const auto add = [&](const char *id, const QString &text, const char *icon, const char *shortcut, const QString &help, std::function<void(LogPanel &)> run,
                         bool checkable = false) {
        return actions.add({.id = QLatin1String(id), .text = text, .group = group, .icon = QLatin1String(icon), .shortcuts = keys(shortcut), .help = help,
                            .scope = QStringLiteral("explore"), .checkable = checkable},
                           [this, run = std::move(run)] {
                               if (m_log != nullptr && run)
                                   run(*m_log);
                           });
    };
    add("explore.find", tr("Find in the lines shown"), "search", "Ctrl+Shift+F", tr("Marks every occurrence and jumps between them; hides nothing."),
        [](LogPanel &log) { log.search().focusField(); });
    add("explore.nextHit", tr("Next hit"), "down", "F3", {}, [](LogPanel &log) { log.step(true); });
    add("explore.previousHit", tr("Previous hit"), "up", "Shift+F3", {}, [](LogPanel &log) { log.step(false); });
    add("explore.goTo", tr("Go to line or time…"), "time", "Ctrl+G", tr("In the table the key g does the same."), [](LogPanel &log) { log.askWhereToGo(); });
    add("explore.copy", tr("Copy lines"), "copy", "", tr("The original bytes of the chosen lines (Ctrl+C)."), [](LogPanel &log) { log.view().copySelection(); });
    add("explore.bookmark", tr("Set or remove a bookmark"), "label", "Ctrl+B", tr("In the table the key b does the same."), [](LogPanel &log) {
        if (const LogRow *row = log.pager().cachedRow(log.view().currentRow()))
            log.toggleBookmark(row->event);
    });
    add("explore.nextBookmark", tr("Next bookmark"), "down", "F2", {}, [](LogPanel &log) { log.view().goToNextBookmark(true); });
    add("explore.previousBookmark", tr("Previous bookmark"), "up", "Shift+F2", {}, [](LogPanel &log) { log.view().goToNextBookmark(false); });
    add("explore.bookmarks", tr("Bookmarks…"), "label", "Ctrl+Shift+B", tr("Lists them all, to go to one."), [](LogPanel &log) { log.showBookmarks(); });
    add("explore.onlyPattern", tr("Only this pattern"), "pattern", "", tr("Shows only events of the chosen event's pattern."), [](LogPanel &log) { log.showOnlyTemplate(true); });
    add("explore.hidePattern", tr("Not this pattern"), "filter", "", tr("Hides events of the chosen event's pattern."), [](LogPanel &log) { log.showOnlyTemplate(false); });
    add("explore.whyLines", tr("Why are these lines (not) one pattern?"), "pattern", "Shift+W", tr("Compares two chosen lines and tells the numbers that decide."),
        [](LogPanel &log) { log.explainLines(); });
    PatternCommands::addActions(actions, group, QStringLiteral("explore"), [this] { return m_patterns == nullptr ? nullptr : &m_patterns->commands(); });
    add("explore.onlyComponent", tr("Only this component"), "filter", "", {}, [](LogPanel &log) { log.showOnlyComponent(); });
    add("explore.session", tr("Lines of this session"), "table", "", tr("Shows only events that belong together with the chosen one."), [](LogPanel &log) { log.showSession(); });
    add("explore.fromHere", tr("From here on"), "time", "", {}, [](LogPanel &log) { log.setRangeEdge(true); });
    add("explore.upToHere", tr("Up to here"), "time", "", {}, [](LogPanel &log) { log.setRangeEdge(false); });
    QAction *wrap = add("explore.wrap", tr("Wrap long lines"), "", "", tr("In the table the key w does the same."), {}, true);
    QAction *whole = add("explore.wholeLines", tr("Whole lines"), "", "", tr("With the header that the other columns show."), {}, true);
    QAction *unfold = add("explore.unfold", tr("Unfold events of several lines"), "", "", {}, {}, true);
    QObject::connect(wrap, &QAction::toggled, wrap, [this](bool on) { if (m_log) m_log->view().setWrapping(on); });
    QObject::connect(whole, &QAction::toggled, whole, [this](bool on) { if (m_log) m_log->setWholeLines(on); });
    QObject::connect(unfold, &QAction::toggled, unfold, [this](bool on) { if (m_log) m_log->view().setAllUnfolded(on); });
    actions.add({.id = QStringLiteral("explore.group"), .text = tr("Group events into sessions"), .group = group, .icon = QStringLiteral("analyse"),
                 .help = tr("By the identifier that fits best."), .scope = QStringLiteral("explore")},
                [this] {
                    if (m_sessions != nullptr)
                        m_sessions->group(QStringLiteral("auto"));
                });
}

} // namespace causeway::views
