#include "views/flow/flow_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/flow/flow_notes.h"
#include "views/graph/graph_legend.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

FlowPanel::FlowPanel(ViewContext context, FlowMining &mining, FlowReplay &replay, QWidget *parent)
    : QWidget(parent), m_context(context), m_mining(mining), m_layouts(new GraphLayout(context.workspace.jobs(), "flow.layout", this)), m_view(new GraphView(this)),
      m_notes(new FlowNotes(context.actions.action(QStringLiteral("flow.mine")), this)), m_legend(new GraphLegend(this)), m_replay(replay), m_miner(new QComboBox(this)), m_component(new QComboBox(this)), m_compare(new QComboBox(this)),
      m_ids(new QCheckBox(tr("Use ids"), this)), m_fewest(new QSpinBox(this)), m_search(new QLineEdit(this)), m_hits(new QLabel(this)), m_summary(new ElidedLabel(this)),
      m_stack(new QStackedLayout), m_page(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QWidget(this);
    buildBar(bar);
    column->addWidget(bar);
    column->addLayout(m_stack, 1);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_notes);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_summary->setAccessibleName(tr("What the graph shows"));
    page->addWidget(m_summary);
    m_view->setAccessibleName(tr("Graph of the flow"));
    page->addWidget(m_view, 1);
    page->addWidget(m_legend);
    const auto action = [&](const char *id) { return context.actions.action(QLatin1String(id)); };
    m_noProject = new EmptyState(QStringLiteral("flow"), tr("No project is open"), tr("Here you will see how the logged program runs: which step follows which, how often, after how long."), this,
                                 action("file.open"));
    m_noEvents = new EmptyState(QStringLiteral("flow"), tr("Nothing is imported yet"), tr("The graph of steps is mined from the events of this project."), this, action("file.import"));
    m_notMined = new EmptyState(QStringLiteral("flow"), tr("The flow is not mined yet"),
                                tr("Which step follows which is read from events that belong together, else from their times."), this, action("flow.mine"));
    m_wait = new EmptyState(QStringLiteral("flow"), {}, {}, this, action("flow.stop"));
    m_failed = new EmptyState(QStringLiteral("warning"), {}, {}, this, action("flow.mine"));
    m_stack->addWidget(m_page);
    for (EmptyState *state : {m_noProject, m_noEvents, m_notMined, m_wait, m_failed}) {
        state->setMinimumHeight(100);
        m_stack->addWidget(state);
    }
    setFocusProxy(m_view);

    connect(&m_mining, &FlowMining::changed, this, &FlowPanel::take);
    connect(&m_mining, &FlowMining::edgeChanged, this, &FlowPanel::mark);
    connect(&context.workspace, &workspace::Workspace::selectionChanged, this, [this] {
        mark();
        offerComponents();
        seek();
    });
    connect(&m_mining, &FlowMining::componentsChanged, this, [this] {
        offerComponents();
        if (m_fold.components)
            lay(false);
    });
    connect(&m_replay, &FlowReplay::pathChanged, this, &FlowPanel::markReplay);
    connect(&m_replay, &FlowReplay::stepChanged, this, &FlowPanel::markReplay);
    const auto member = [this](std::uint32_t node) { return m_picture->visible().nodes[node].members.front(); };
    connect(m_view, &GraphView::nodeChosen, this, [this, member](std::uint32_t node) { m_mining.selectNode(member(node)); });
    connect(m_view, &GraphView::nodeActivated, this, [this, member](std::uint32_t node) { m_mining.filterTo(member(node)); });
    connect(m_view, &GraphView::edgeChosen, this, [this](std::uint32_t edge) {
        m_mining.selectEdge(m_picture->visible().edges[edge].edge);
        Q_EMIT edgeOpened();
    });
    connect(m_view, &GraphView::edgeActivated, this, [this](std::uint32_t edge) {
        const flow::Edge &one = m_picture->mined().graph.edges[m_picture->visible().edges[edge].edge];
        m_mining.filterTo(one.from, one.to);
    });
    connect(m_view, &GraphView::nothingChosen, this, [this] { m_mining.selectEdge(std::nullopt); });
    connect(m_view, &GraphView::chainToggled, this, &FlowPanel::toggleChain);
    connect(m_view, &GraphView::menuAsked, this, [this](const QPoint &at) { makeMenu()->popup(at); });
    take();
}

void FlowPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_mining.setShown(true);
}

void FlowPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_mining.setShown(false);
}

void FlowPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        lay(true); // nodes have other sizes
}

EmptyState &FlowPanel::shownEmptyState() const { return *qobject_cast<EmptyState *>(m_stack->currentWidget()); }
bool FlowPanel::showsGraph() const { return m_stack->currentWidget() == m_page; }

void FlowPanel::say(EmptyState *page, const QString &title, const QString &text)
{
    page->setText(title, text);
    m_stack->setCurrentWidget(page);
}

void FlowPanel::take()
{
    const workspace::Workspace &ws = m_context.workspace;
    offerComponents();
    const FlowMining::Mined &mined = m_mining.mined();
    if (mined == nullptr && m_laid != nullptr) {
        m_layouts->forget();
        m_laying = false;
        m_laid.reset();
        m_picture.reset();
        m_view->setPicture(nullptr, false);
        m_fold.open.clear();
        Q_EMIT pictureChanged();
    }
    if (!ws.isOpen()) {
        m_stack->setCurrentWidget(m_noProject);
        return;
    }
    if (!m_mining.whyNot().isEmpty()) {
        m_stack->setCurrentWidget(m_noEvents);
        return;
    }
    if (mined == nullptr) {
        if (m_mining.isRunning())
            say(m_wait, tr("Mining the flow …"), tr("How far it is stands in the status bar."));
        else if (const auto &error = m_mining.error())
            error->code == ErrorCode::Cancelled ? say(m_failed, tr("Stopped"), tr("The flow was not mined to the end.")) : say(m_failed, tr("There is no graph"), text::render(*error));
        else
            m_stack->setCurrentWidget(m_notMined);
        return;
    }
    QStringList warnings;
    for (const Message &warning : mined->graph.warnings)
        warnings << text::render(warning);
    if (mined->timeless > 0)
        warnings << tr("%1 events have no time of their own; each has that of the event before it.").arg(text::number(static_cast<std::int64_t>(mined->timeless)));
    if (const QString lacks = m_mining.comparisonLacks(); !lacks.isEmpty())
        warnings << lacks;
    m_notes->setNotes(warnings, m_mining.isRunning() ? QString() : m_mining.staleness());
    if (mined == m_laid)
        return;
    const bool first = m_laid == nullptr;
    m_laid = mined;
    m_fold.open.clear(); // numbers of another graph
    m_fold.openComponents.clear();
    lay(first || m_picture == nullptr);
}

std::shared_ptr<FlowPicture> FlowPanel::makePicture() const
{
    std::vector<std::uint32_t> componentOf;
    const auto &components = m_mining.components();
    if (m_fold.components && components != nullptr)
        for (const flow::Node &node : m_laid->graph.nodes) {
            const auto found = components->of.find(node.templateId);
            componentOf.push_back(found == components->of.end() ? VisibleFlow::kHidden : found->second);
        }
    return std::make_shared<FlowPicture>(m_laid, makeVisible(m_laid->graph, m_fold, componentOf, componentOf.empty() ? std::span<const std::string>{} : components->names), font());
}

void FlowPanel::lay(bool fit)
{
    if (m_laid == nullptr)
        return;
    auto picture = makePicture();
    LayoutTask task{picture->request(), picture->requestNames(), {}};
    if (m_picture != nullptr && !fit)
        task.before = m_picture->places();
    if (task.request.nodes.empty()) {
        m_layouts->forget();
        show(std::move(picture), true);
        return;
    }
    if (m_picture == nullptr)
        say(m_wait, tr("Laying out the graph …"), tr("%1 nodes and %2 edges").arg(task.request.nodes.size()).arg(task.request.edges.size()));
    m_laying = true;
    Q_EMIT pictureChanged();
    m_layouts->start(
        std::move(task),
        [this, picture, fit](const GraphLayout::Layout &layout) {
            picture->place(*layout);
            show(picture, fit);
        },
        [this](const Error &error) { layoutFailed(error); });
}

// What was shown is of another graph or another fold.
void FlowPanel::layoutFailed(const Error &error)
{
    m_laying = false;
    m_picture.reset();
    m_view->setPicture(nullptr, false);
    m_goTo.reset();
    if (error.code == ErrorCode::Cancelled)
        say(m_failed, tr("Stopped"), tr("The graph was not laid out; the table below has its nodes and edges."));
    else
        say(m_failed, tr("The graph cannot be drawn"), text::render(error));
    Q_EMIT pictureChanged();
}

void FlowPanel::show(std::shared_ptr<FlowPicture> picture, bool fit)
{
    m_laying = false;
    m_picture = std::move(picture);
    m_view->setPicture(m_picture, fit);
    m_legend->setPicture(m_picture);
    m_stack->setCurrentWidget(m_page);
    paintSummary();
    searched();
    mark();
    markReplay();
    if (const auto node = std::exchange(m_goTo, std::nullopt); node && *node < m_picture->visible().nodeOf.size())
        m_view->goTo(m_picture->visible().nodeOf[*node], false);
    Q_EMIT pictureChanged();
}

void FlowPanel::paintSummary()
{
    const engine::MineFlowResponse &mined = *m_laid;
    const VisibleFlow &visible = m_picture->visible();
    const auto n = [](std::size_t value) { return text::number(static_cast<std::int64_t>(value)); };
    QStringList parts{tr("%1 steps, %2 transitions").arg(n(mined.graph.nodes.size()), n(mined.graph.edges.size())),
                      mined.graph.sessions > 0 ? tr("%1 events in %2 sessions by %3").arg(n(mined.graph.events), n(mined.graph.sessions), text::fromBytes(mined.grouping))
                                               : tr("%1 events, by their times alone").arg(n(mined.graph.events))};
    if (m_mining.compares()) {
        const auto changes = std::ranges::count_if(mined.differences, [](const flow::EdgeDifference &one) { return one.change != flow::Change::None; });
        parts << (changes == 0 ? tr("no difference told") : tr("%1 differences").arg(n(static_cast<std::size_t>(changes))));
    }
    storage::Filter beside = m_context.workspace.filter();
    beside.range = {};
    if (!beside.isEmpty())
        parts << tr("the filter above is not applied to the flow, but for its times");
    if (visible.hiddenEdges > 0)
        parts << tr("%1 rare transitions hidden").arg(n(visible.hiddenEdges));
    if (mined.graph.edges.empty())
        parts << tr("nothing follows from anything: the table has the patterns");
    const auto say = [](const TimeRange &range) { return range.isAll() ? tr("all") : text::range(range); };
    if (m_laid->request.compares())
        parts.prepend(m_laid->request.againstRest ? tr("%1 against all the rest").arg(say(m_laid->request.range)) : tr("%1 against %2").arg(say(m_laid->request.range), say(*m_laid->request.against)));
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
    QString details = tr("Time range: %1").arg(say(m_mining.range()));
    if (m_laid->request.againstRest)
        details += QLatin1Char('\n') + tr("Compared with all the rest");
    else if (m_laid->request.against)
        details += QLatin1Char('\n') + tr("Compared with: %1").arg(say(*m_laid->request.against));
    m_summary->setDetails(details);
}

void FlowPanel::setCollapsed(bool collapsed)
{
    m_fold.chains = collapsed;
    m_fold.open.clear();
    lay(false);
}

void FlowPanel::setByComponent(bool byComponent)
{
    m_fold.components = byComponent;
    m_fold.openComponents.clear();
    lay(false);
}

void FlowPanel::toggleChain(std::uint32_t node)
{
    const VisibleFlow::Node &one = m_picture->visible().nodes[node];
    const std::uint32_t first = one.members.front();
    if (one.component)
        one.isChain() ? static_cast<void>(m_fold.openComponents.insert(*one.component)) : static_cast<void>(m_fold.openComponents.erase(*one.component));
    else if (one.isChain())
        m_fold.open.insert(first);
    else
        m_fold.open.erase(first);
    m_goTo = first;
    lay(false);
}

QMenu *FlowPanel::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto current = m_view->marks().current;
    if (m_picture != nullptr && current) {
        const std::uint32_t node = *current;
        const VisibleFlow::Node &one = m_picture->visible().nodes[node];
        if (one.isChain() || one.opened)
            menu->addAction(one.component ? (one.isChain() ? tr("Open the component") : tr("Collapse the component")) : one.isChain() ? tr("Open the chain") : tr("Collapse the chain"), this, [this, node] { toggleChain(node); });
        if (!one.isChain())
            menu->addAction(tr("Lines of this pattern in Explore"), this, [this, member = one.members.front()] { m_mining.filterTo(member); });
        menu->addSeparator();
    } else if (const auto edge = m_mining.edge(); m_picture != nullptr && edge) {
        const flow::Edge one = m_picture->mined().graph.edges[*edge];
        menu->addAction(m_context.actions.action(QStringLiteral("flow.times")));
        menu->addAction(tr("Lines of both patterns in Explore"), this, [this, one] { m_mining.filterTo(one.from, one.to); });
        menu->addSeparator();
    }
    for (const char *id : {"flow.collapse", "flow.byComponent", "flow.fit", "flow.mine", "flow.export"})
        menu->addAction(m_context.actions.action(QLatin1String(id)));
    return menu;
}

} // namespace causeway::views
