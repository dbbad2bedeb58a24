// What can be done in Flow, by menu, key and palette.

#include <QCoreApplication>
#include <QLineEdit>

#include "app/workspace/workspace.h"
#include "views/flow/edge_times_panel.h"
#include "views/flow/flow_check_panel.h"
#include "views/flow/flow_mining.h"
#include "views/flow/flow_panel.h"
#include "views/flow/flow_perspective.h"
#include "views/flow/flow_replay.h"
#include "views/flow/flow_replay_panel.h"
#include "views/flow/flow_table_panel.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flow", text); }

} // namespace

QAction *FlowPerspective::add(const char *action, const QString &text, const char *icon, const char *shortcut, const QString &help, std::function<void()> run, bool checkable)
{
    const QList<QKeySequence> keys = *shortcut == '\0' ? QList<QKeySequence>{} : QList<QKeySequence>{QKeySequence(QLatin1String(shortcut))};
    return m_context.actions.add(
        {.id = QLatin1String(action), .text = text, .group = tr("Flow"), .icon = QLatin1String(icon), .shortcuts = keys, .help = help, .scope = id(), .checkable = checkable}, std::move(run));
}

void FlowPerspective::addActions()
{
    add("flow.mine", tr("Mine the flow"), "play", "M", tr("From the events of the chosen time range and component."), [this] { m_mining->mine(); });
    add("flow.stop", tr("Stop"), "stop", "", tr("Mining or laying out the graph."), [this] {
        m_mining->stop();
        if (m_panel != nullptr)
            m_panel->layouts().stop();
    });
    addGraphActions();
    addReplayActions();
    QObject::connect(m_mining.get(), &FlowMining::changed, m_mining.get(), [this] { refreshActions(); });
    QObject::connect(m_mining.get(), &FlowMining::componentsChanged, m_mining.get(), [this] { refreshActions(); });
    QObject::connect(m_mining.get(), &FlowMining::edgeChanged, m_mining.get(), [this] { refreshActions(); });
    QObject::connect(&m_context.workspace, &workspace::Workspace::selectionChanged, m_mining.get(), [this] { refreshActions(); });
    for (const auto signal : {&FlowReplay::pathChanged, &FlowReplay::stepChanged, &FlowReplay::playingChanged})
        QObject::connect(m_replay.get(), signal, m_mining.get(), [this] { refreshActions(); });
    refreshActions();
}

void FlowPerspective::addGraphActions()
{
    const auto onPanel = [this](std::function<void(FlowPanel &)> run) {
        return [this, run = std::move(run)] {
            if (m_panel != nullptr)
                run(*m_panel);
        };
    };
    add("flow.find", tr("Find a pattern in the graph"), "search", "Ctrl+Shift+F", {}, onPanel([](FlowPanel &panel) {
            panel.search().setFocus(Qt::ShortcutFocusReason);
            panel.search().selectAll();
        }));
    add("flow.nextHit", tr("Next found"), "down", "F3", {}, onPanel([](FlowPanel &panel) { panel.step(true); }));
    add("flow.previousHit", tr("Previous found"), "up", "Shift+F3", {}, onPanel([](FlowPanel &panel) { panel.step(false); }));
    add("flow.fit", tr("Show all of the graph"), "maximise", "F", tr("In the graph the key 0 does the same."), onPanel([](FlowPanel &panel) { panel.view().fit(); }));
    add("flow.zoomIn", tr("Zoom in"), "plus", "Ctrl++", tr("In the graph also + and the wheel."), onPanel([](FlowPanel &panel) { panel.view().zoomBy(1.25); }));
    add("flow.zoomOut", tr("Zoom out"), "", "Ctrl+-", tr("In the graph also − and the wheel."), onPanel([](FlowPanel &panel) { panel.view().zoomBy(0.8); }));
    QAction *collapse = add("flow.collapse", tr("Collapse chains"), "layout", "C", tr("Steps that only follow one another are one node; a click opens it."), [] {}, true);
    collapse->setChecked(true);
    QObject::connect(collapse, &QAction::toggled, m_mining.get(), [this](bool on) {
        if (m_panel != nullptr)
            m_panel->setCollapsed(on);
    });
    QAction *components = add("flow.byComponent", tr("By component"), "layout", "G", tr("The steps that a component logs are one node; a click opens it."), [] {}, true);
    QObject::connect(components, &QAction::toggled, m_mining.get(), [this](bool on) {
        if (m_panel != nullptr)
            m_panel->setByComponent(on);
    });
    add("flow.export", tr("Export the graph…"), "export", "", tr("As SVG, PNG or in Graphviz' language."), onPanel([](FlowPanel &panel) { panel.exportGraph(); }));
    add("flow.times", tr("Times of the transition"), "time", "T", tr("How long it took, each time, and the slowest ones."), [this] { showPanel(m_times); });
    add("flow.compareRest", tr("Compare with all the rest"), "flow", "", tr("The chosen time range against all outside it."), onPanel([](FlowPanel &panel) { panel.compareWithRest(); }));
    add("flow.periodA", tr("This time range is A"), "time", "A", tr("The period before, of a comparison of two."), onPanel([](FlowPanel &panel) { panel.takePeriod(false); }));
    add("flow.periodB", tr("This time range is B"), "time", "B", tr("The period after, of a comparison of two."), onPanel([](FlowPanel &panel) { panel.takePeriod(true); }));
    add("flow.showDifferences", tr("Show the differences"), "table", "D", {}, [this] { showPanel(m_differences); });
    add("flow.showDeviations", tr("Show the deviations"), "findings", "V", tr("What is missing, repeated, late or out of order."), [this] { showPanel(m_check); });
}

void FlowPerspective::addReplayActions()
{
    const auto chosen = [this] { return m_context.workspace.selection().session.value_or(std::string()); };
    add("flow.replay", tr("Replay the chosen session"), "play", "R", tr("On the graph, step by step."), [this, chosen] { replaySession(chosen()); });
    add("flow.play", tr("Play or pause"), "play", "P", {}, [this] { m_replay->setPlaying(!m_replay->isPlaying()); });
    add("flow.back", tr("Step back"), "back", ",", {}, [this] { m_replay->step(false); });
    add("flow.forward", tr("Step on"), "forward", ".", {}, [this] { m_replay->step(true); });
    add("flow.nextOdd", tr("Next odd step"), "warning", "N", tr("The next step that is late, rare, or not in the graph, or that nothing follows."), [this] {
        if (!m_replay->goToOdd(true)) {
            m_replay->goTo(0);
            if (m_replay->path() != nullptr && m_replay->path()->first)
                m_replay->goTo(*m_replay->path()->first);
        }
    });
    add("flow.endReplay", tr("End the replay"), "close", "X", {}, [this] { m_replay->end(); });
    // From anywhere: a finding's session too.
    m_context.actions.add({.id = QStringLiteral("flow.showSession"), .text = tr("Show the session in the flow"), .group = tr("Flow"), .icon = QStringLiteral("flow"), .shortcuts = {},
                           .help = tr("Its path on the graph, at its first odd step.")},
                          [this, chosen] { replaySession(chosen()); });
}

void FlowPerspective::refreshActions()
{
    ActionRegistry &actions = m_context.actions;
    const QString whyNot = m_mining->whyNot();
    actions.setEnabled(QStringLiteral("flow.mine"), whyNot.isEmpty() && !m_mining->isRunning(), whyNot.isEmpty() ? tr("it is being mined") : whyNot);
    actions.setEnabled(QStringLiteral("flow.stop"), m_mining->isRunning() || (m_panel != nullptr && m_panel->isLayingOut()), tr("nothing is being mined or laid out"));
    const bool graph = m_panel != nullptr && m_panel->view().picture() != nullptr;
    for (const char *id : {"flow.find", "flow.nextHit", "flow.previousHit", "flow.fit", "flow.zoomIn", "flow.zoomOut", "flow.export"})
        actions.setEnabled(QLatin1String(id), graph, tr("no graph is shown"));
    for (const char *id : {"flow.compareRest", "flow.periodA", "flow.periodB"})
        actions.setEnabled(QLatin1String(id), whyNot.isEmpty(), whyNot);
    actions.setEnabled(QStringLiteral("flow.byComponent"), m_mining->components() != nullptr, tr("the lines name no components"));
    actions.setEnabled(QStringLiteral("flow.times"), m_mining->edge().has_value(), tr("no transition is chosen"));
    const bool session = m_context.workspace.selection().session.has_value();
    for (const char *id : {"flow.replay", "flow.showSession"})
        actions.setEnabled(QLatin1String(id), session && whyNot.isEmpty(), tr("no session is chosen"));
    const bool path = m_replay->path() != nullptr && !m_replay->path()->steps.empty();
    for (const char *id : {"flow.play", "flow.back", "flow.forward"})
        actions.setEnabled(QLatin1String(id), path, tr("no session is replayed"));
    actions.setEnabled(QStringLiteral("flow.endReplay"), !m_replay->session().empty(), tr("no session is replayed"));
    actions.setEnabled(QStringLiteral("flow.nextOdd"), path && m_replay->path()->odd > 0, path ? tr("it keeps to the usual path") : tr("no session is replayed"));
    if (QAction *play = actions.action(QStringLiteral("flow.play")))
        play->setIcon(theme::icon(m_replay->isPlaying() ? QStringLiteral("stop") : QStringLiteral("play")));
}

} // namespace causeway::views
