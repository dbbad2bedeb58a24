#include "views/flow/flow_perspective.h"

#include <QCoreApplication>
#include <QDockWidget>

#include "app/workspace/workspace.h"
#include "views/flow/edge_times_panel.h"
#include "views/flow/flow_check_panel.h"
#include "views/flow/flow_mining.h"
#include "views/flow/flow_panel.h"
#include "views/flow/flow_replay.h"
#include "views/flow/flow_replay_panel.h"
#include "views/flow/flow_table_panel.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flow", text); }

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

FlowPerspective::FlowPerspective(ViewContext context)
    : Perspective(context), m_mining(std::make_unique<FlowMining>(context, nullptr)), m_replay(std::make_unique<FlowReplay>(context, *m_mining, nullptr))
{
}
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
                       m_panel = new FlowPanel(m_context, *m_mining, *m_replay, parent);
                       QObject::connect(m_panel, &FlowPanel::edgeOpened, m_mining.get(), [this] { showPanel(m_times, false); });
                       QObject::connect(m_panel, &FlowPanel::pictureChanged, m_mining.get(), [this] { refreshActions(); });
                       if (auto *inspector = parent->window()->findChild<Inspector *>())
                           addSection(*inspector);
                       return m_panel;
                   }});
    all.push_back({QStringLiteral("flow.edges"), tr("Transitions"), QStringLiteral("table"), Place::Bottom, 216, [this](QWidget *parent) {
                       m_edges = new FlowEdgePanel(*m_mining, parent);
                       QObject::connect(m_edges, &FlowEdgePanel::edgeChosen, m_mining.get(), [this](std::uint32_t edge) {
                           if (m_panel != nullptr)
                               m_panel->showEdge(edge);
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
    const auto showEdge = [this](std::uint32_t edge) {
        if (m_panel != nullptr)
            m_panel->showEdge(edge);
    };
    all.push_back({QStringLiteral("flow.times"), tr("Times"), QStringLiteral("time"), Place::Bottom, 216, [this](QWidget *parent) {
                       m_times = new EdgeTimesPanel(m_context, *m_mining, parent);
                       QObject::connect(m_times, &EdgeTimesPanel::replayAsked, m_mining.get(), [this](const std::string &session) { replaySession(session); });
                       return m_times;
                   }});
    all.push_back({QStringLiteral("flow.differences"), tr("Differences"), QStringLiteral("table"), Place::Bottom, 216, [this, showEdge](QWidget *parent) {
                       m_differences = new FlowDifferencePanel(*m_mining, m_context.actions.action(QStringLiteral("flow.compareRest")), parent);
                       QObject::connect(m_differences, &FlowDifferencePanel::edgeChosen, m_mining.get(), showEdge);
                       return m_differences;
                   }});
    all.push_back({QStringLiteral("flow.check"), tr("Deviations"), QStringLiteral("findings"), Place::Bottom, 216, [this, showEdge](QWidget *parent) {
                       m_check = new FlowCheckPanel(m_context, *m_mining, parent);
                       QObject::connect(m_check, &FlowCheckPanel::edgeChosen, m_mining.get(), showEdge);
                       QObject::connect(m_check, &FlowCheckPanel::sessionChosen, m_mining.get(), [this](const std::string &session) { replaySession(session); });
                       return m_check;
                   }});
    all.push_back({QStringLiteral("flow.session"), tr("Session"), QStringLiteral("play"), Place::Bottom, 216, [this](QWidget *parent) {
                       m_steps = new FlowReplayPanel(m_context, *m_replay, *m_mining, parent);
                       return m_steps;
                   }});
    return all;
}

void FlowPerspective::showPanel(QWidget *panel, bool focus)
{
    if (panel == nullptr)
        return;
    for (QWidget *above = panel->parentWidget(); above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above)) {
            dock->show();
            dock->raise();
            break;
        }
    if (focus)
        panel->setFocus(Qt::ShortcutFocusReason);
}

void FlowPerspective::replaySession(const std::string &session)
{
    m_context.workspace.setPerspective(id());
    m_replay->start(session);
    showPanel(m_steps);
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
        if (one.p99Ns > 0) {
            const QString unit = tr("Time from the first event to the second");
            section.addFact(tr("Median time"), text::duration(Nanos{one.p50Ns}), unit);
            section.addFact(tr("95 % within"), text::duration(Nanos{one.p95Ns}), unit);
            section.addFact(tr("99 % within"), text::duration(Nanos{one.p99Ns}), unit);
        }
        section.addFact(tr("Source"), one.inferred ? tr("inferred from times") : tr("confirmed by ids"));
        if (!mined->differences.empty()) {
            const flow::EdgeDifference &before = mined->differences[*edge];
            section.addFact(tr("Before"), tr("%1 times, median %2").arg(count(before.countBefore), text::duration(Nanos{before.p50BeforeNs})));
            section.addFact(tr("Change"), before.change == flow::Change::None ? tr("none told") : flowChangeName(before.change));
        }
        section.addLink(tr("Its times, and the slowest"), [this] { showPanel(m_times); });
        section.addLink(tr("Lines of both patterns in Explore"), [this, from = one.from, to = one.to] { m_mining->filterTo(from, to); });
    });
    QObject::connect(m_mining.get(), &FlowMining::edgeChanged, &inspector, &Inspector::refresh);
    QObject::connect(m_mining.get(), &FlowMining::changed, &inspector, &Inspector::refresh);
    QObject::connect(&m_context.workspace, &workspace::Workspace::perspectiveChanged, &inspector, &Inspector::refresh);
}

} // namespace causeway::views
