#include "views/flow/flow_perspective.h"

#include <QCoreApplication>
#include <QLineEdit>

#include "app/workspace/workspace.h"
#include "views/flow/flow_mining.h"
#include "views/flow/flow_panel.h"
#include "views/flow/flow_table_panel.h"
#include "views/flow/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flow", text); }

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

FlowPerspective::FlowPerspective(ViewContext context) : Perspective(context), m_mining(std::make_unique<FlowMining>(context, nullptr)) {}
FlowPerspective::~FlowPerspective() = default;

QString FlowPerspective::id() const { return QStringLiteral("flow"); }
QString FlowPerspective::title() const { return tr("Flow"); }
QString FlowPerspective::question() const { return tr("How does it normally run?"); }
QString FlowPerspective::icon() const { return QStringLiteral("flow"); }
QWidget *FlowPerspective::focusWidget() { return m_panel == nullptr ? nullptr : &m_panel->view(); }

std::vector<PanelSpec> FlowPerspective::panels()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("flow.graph"), tr("Graph"), QStringLiteral("flow"), Place::Center, 0, [this](QWidget *parent) {
                       m_panel = new FlowPanel(m_context, *m_mining, parent);
                       QObject::connect(m_panel, &FlowPanel::pictureChanged, m_mining.get(), [this] { refreshActions(); });
                       if (auto *inspector = parent->window()->findChild<Inspector *>())
                           addSection(*inspector);
                       return m_panel;
                   }});
    all.push_back({QStringLiteral("flow.edges"), tr("Transitions"), QStringLiteral("table"), Place::Bottom, 216, [this](QWidget *parent) {
                       m_edges = new FlowEdgePanel(*m_mining, parent);
                       QObject::connect(m_edges, &FlowEdgePanel::edgeChosen, m_mining.get(), [this](std::uint32_t edge) {
                           if (m_panel != nullptr)
                               m_panel->showInGraph(m_mining->mined()->graph.edges[edge].to);
                       });
                       return m_edges;
                   }});
    all.push_back({QStringLiteral("flow.nodes"), tr("Steps"), QStringLiteral("pattern"), Place::Bottom, 216, [this](QWidget *parent) {
                       m_nodes = new FlowNodePanel(*m_mining, parent);
                       QObject::connect(m_nodes, &FlowNodePanel::nodeChosen, m_mining.get(), [this](std::uint32_t node) {
                           if (m_panel != nullptr)
                               m_panel->showInGraph(node);
                       });
                       return m_nodes;
                   }});
    return all;
}

void FlowPerspective::addActions()
{
    ActionRegistry &actions = m_context.actions;
    const QString group = tr("Flow");
    const auto add = [&](const char *id, const QString &text, const char *icon, const char *shortcut, const QString &help, std::function<void()> run, bool checkable = false) {
        const QList<QKeySequence> keys = *shortcut == '\0' ? QList<QKeySequence>{} : QList<QKeySequence>{QKeySequence(QLatin1String(shortcut))};
        return actions.add({.id = QLatin1String(id), .text = text, .group = group, .icon = QLatin1String(icon), .shortcuts = keys, .help = help, .scope = QStringLiteral("flow"), .checkable = checkable},
                           std::move(run));
    };
    const auto onPanel = [this](std::function<void(FlowPanel &)> run) {
        return [this, run = std::move(run)] {
            if (m_panel != nullptr)
                run(*m_panel);
        };
    };
    add("flow.mine", tr("Mine the flow"), "play", "M", tr("From the events of the chosen time range and component."), [this] { m_mining->mine(); });
    add("flow.stop", tr("Stop"), "stop", "", tr("Mining or laying out the graph."), [this] {
        m_mining->stop();
        if (m_panel != nullptr)
            m_panel->layouts().stop();
    });
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
    add("flow.export", tr("Export the graph…"), "export", "", tr("As SVG, PNG or in Graphviz' language."), onPanel([](FlowPanel &panel) { panel.exportGraph(); }));
    QObject::connect(m_mining.get(), &FlowMining::changed, m_mining.get(), [this] { refreshActions(); });
    refreshActions();
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
}

void FlowPerspective::addSection(Inspector &inspector)
{
    inspector.addSection(tr("Transition"), [this](InspectorSection &section) {
        const auto &mined = m_mining->mined();
        const auto edge = m_mining->edge();
        if (mined == nullptr || !edge || m_context.workspace.perspective() != id())
            return;
        const flow::Edge &one = mined->graph.edges[*edge];
        section.addText(text::fromBytes(mined->texts[one.from]), true);
        section.addText(QStringLiteral("→ ") + text::fromBytes(mined->texts[one.to]), true);
        section.addFact(tr("Count"), count(one.count));
        section.addFact(tr("Per parent"), text::number(one.probability, 3), tr("How many a parent has on average: below 1 a branch, above 1 a repetition"));
        const QString unit = tr("Time from the first event to the second");
        section.addFact(tr("Median time"), text::duration(Nanos{one.p50Ns}), unit);
        section.addFact(tr("95 % within"), text::duration(Nanos{one.p95Ns}), unit);
        section.addFact(tr("99 % within"), text::duration(Nanos{one.p99Ns}), unit);
        section.addFact(tr("Source"), one.inferred ? tr("inferred from times") : tr("confirmed by ids"));
        section.addLink(tr("Lines of both patterns in Explore"), [this, from = one.from, to = one.to] { m_mining->filterTo(from, to); });
    });
    QObject::connect(m_mining.get(), &FlowMining::edgeChanged, &inspector, &Inspector::refresh);
    QObject::connect(m_mining.get(), &FlowMining::changed, &inspector, &Inspector::refresh);
    QObject::connect(&m_context.workspace, &workspace::Workspace::perspectiveChanged, &inspector, &Inspector::refresh);
}

} // namespace causeway::views
