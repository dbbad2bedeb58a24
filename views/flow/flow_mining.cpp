#include "views/flow/flow_mining.h"

#include <algorithm>
#include <utility>

#include "app/workspace/workspace.h"

namespace causeway::views {

using workspace::Workspace;

FlowMining::FlowMining(ViewContext context, QObject *parent) : QObject(parent), m_context(context)
{
    Workspace &ws = context.workspace;
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &FlowMining::mineOnItsOwn);
    connect(&ws, &Workspace::projectChanged, this, &FlowMining::reset);
    for (const auto signal : {&Workspace::dataChanged, &Workspace::catalogChanged, &Workspace::sessionsChanged})
        connect(&ws, signal, this, &FlowMining::dataMoved);
    connect(&ws, &Workspace::importingChanged, &m_timer, qOverload<>(&QTimer::start));
    connect(&ws, &Workspace::filterChanged, this, [this] {
        Q_EMIT changed();
        compareOnItsOwn();
    });
}

QString FlowMining::whyNot() const
{
    const Workspace &ws = m_context.workspace;
    if (!ws.isOpen())
        return tr("no project is open");
    return ws.snapshot() == nullptr || ws.snapshot()->events == 0 ? tr("nothing is imported yet") : QString();
}

QString FlowMining::staleness() const
{
    if (m_mined == nullptr)
        return {};
    if (m_moved)
        return tr("Events, patterns or sessions have changed since this was mined.");
    return m_range == request().range ? QString() : tr("The time range is another one than when this was mined.");
}

void FlowMining::setChoice(const Choice &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    const bool same = m_mined != nullptr && !m_running && !m_error && m_mined->request == request(); // what a comparison lacks comes later
    if (whyNot().isEmpty() && !same)
        mine();
    else
        Q_EMIT changed();
}

void FlowMining::setShown(bool shown)
{
    m_shown = shown;
    m_timer.start();
}

void FlowMining::reset()
{
    for (const char *key : {"flow.mine", "flow.components"})
        m_context.workspace.jobs().cancelKey(key); // silently
    m_mined.reset();
    m_components.reset();
    m_componentsAsked = false;
    m_choice.a.reset();
    m_choice.b.reset();
    m_choice.compare = m_choice.compare == Choice::Compare::Periods ? Choice::Compare::None : m_choice.compare;
    m_error.reset();
    m_running = m_moved = m_again = false;
    selectEdge(std::nullopt);
    Q_EMIT changed();
    m_timer.start();
}

void FlowMining::dataMoved()
{
    m_moved = m_moved || m_mined != nullptr;
    m_again = m_again || m_running; // of what is gone
    m_componentsAsked = false;
    Q_EMIT changed();
    m_timer.start();
}

// Where sessions are not known yet they soon may be, and the graph would be another one.
void FlowMining::mineOnItsOwn()
{
    if (std::exchange(m_again, false) && m_running)
        mine();
    else if (m_shown && m_mined == nullptr && !m_running && !m_error && whyNot().isEmpty() && m_context.workspace.sessions() != nullptr && !m_context.workspace.isImporting())
        mine();
    compareOnItsOwn();
    if (m_shown && !m_componentsAsked && m_mined != nullptr && !m_context.workspace.isImporting())
        readComponents();
}

void FlowMining::readComponents()
{
    const workspace::ProjectData &data = m_context.workspace.data();
    if (data.project == nullptr || data.catalog == nullptr || data.reader == nullptr)
        return;
    m_componentsAsked = true;
    m_context.workspace.jobs().start<Components>(
        {.key = "flow.components", .title = Message(CAUSEWAY_TEXT("Read which component logs what"))},
        [reader = data.reader, catalog = data.catalog](const Job &job) -> Result<Components> {
            CAUSEWAY_ASSIGN(auto found, engine::templateComponents(*reader, *catalog, job));
            return found.names.empty() ? nullptr : std::make_shared<const engine::TemplateComponents>(std::move(found));
        },
        this,
        [this](Components found) {
            m_components = std::move(found);
            Q_EMIT componentsChanged();
        },
        [this](const Error &) { m_components.reset(); });
}

QString FlowMining::comparisonLacks() const
{
    using Compare = Choice::Compare;
    if (m_choice.compare == Compare::None)
        return {};
    if (m_choice.miner == engine::MineFlowRequest::Miner::Fsa)
        return tr("An automaton is learned from one period: take another miner to compare two.");
    if (m_choice.compare == Compare::Periods)
        return m_choice.a && m_choice.b ? QString() : m_choice.a ? tr("A is chosen; go to the time range that is to be B and press B.")
                                                                 : tr("Go to the time range that is to be A and press A, then to that of B and press B.");
    return m_context.workspace.filter().range.isAll() ? tr("To compare, choose a time range: drag in the time line above.") : QString();
}

engine::MineFlowRequest FlowMining::request() const
{
    using Compare = Choice::Compare;
    engine::MineFlowRequest request;
    request.miner = m_choice.miner;
    request.component = m_choice.component;
    request.ignoreIds = m_choice.ignoreIds && m_choice.miner != engine::MineFlowRequest::Miner::Fsa;
    request.range = m_context.workspace.filter().range;
    if (m_choice.compare == Compare::None || !comparisonLacks().isEmpty())
        return request;
    if (m_choice.compare == Compare::Periods) {
        request.range = *m_choice.b;
        request.against = m_choice.a;
    } else if (m_choice.compare == Compare::Before) {
        request.against = TimeRange{TimeRange{}.from, request.range.from};
    } else {
        request.againstRest = true;
    }
    return request;
}

// A comparison that waited for a time range.
void FlowMining::compareOnItsOwn()
{
    if (m_shown && m_mined != nullptr && !m_running && !m_mined->request.compares() && request().compares())
        mine();
}

void FlowMining::stop()
{
    if (m_running)
        m_context.workspace.jobs().cancel(m_job);
}

void FlowMining::mine()
{
    const auto project = m_context.workspace.data().project;
    if (!whyNot().isEmpty() || !project)
        return;
    const engine::MineFlowRequest request = this->request();
    m_running = true;
    m_moved = false;
    m_error.reset();
    Q_EMIT changed();
    m_job = m_context.workspace.jobs().start<Mined>(
        {.key = "flow.mine", .title = Message(CAUSEWAY_TEXT("Mine the flow"))},
        [project, request](const Job &job) -> Result<Mined> {
            CAUSEWAY_ASSIGN(auto response, engine::mineFlow(*project, request, job));
            return std::make_shared<const engine::MineFlowResponse>(std::move(response));
        },
        this,
        [this, range = request.range](Mined mined) {
            m_running = false;
            m_range = range;
            m_mined = std::move(mined);
            selectEdge(std::nullopt);
            Q_EMIT changed();
            m_timer.start();
        },
        [this](const Error &error) {
            m_running = false;
            m_error = error;
            if (error.code != ErrorCode::Cancelled)
                m_mined.reset(); // it answers another question
            else
                m_moved = m_mined != nullptr;
            selectEdge(std::nullopt);
            Q_EMIT changed();
        });
}

void FlowMining::selectEdge(std::optional<std::uint32_t> edge)
{
    if (edge == m_edge)
        return;
    m_edge = edge;
    Q_EMIT edgeChanged();
}

void FlowMining::selectNode(std::uint32_t node)
{
    if (m_mined == nullptr || node >= m_mined->graph.nodes.size())
        return;
    selectEdge(std::nullopt);
    m_context.workspace.selectTemplate(TemplateId(m_mined->graph.nodes[node].templateId));
}

void FlowMining::filterTo(std::uint32_t node)
{
    if (m_mined != nullptr && node < m_mined->graph.nodes.size())
        showInExplore({TemplateId(m_mined->graph.nodes[node].templateId)});
}

void FlowMining::filterTo(std::uint32_t from, std::uint32_t to)
{
    if (m_mined == nullptr || std::max(from, to) >= m_mined->graph.nodes.size())
        return;
    std::vector<TemplateId> both{TemplateId(m_mined->graph.nodes[from].templateId)};
    if (m_mined->graph.nodes[to].templateId != m_mined->graph.nodes[from].templateId)
        both.emplace_back(m_mined->graph.nodes[to].templateId);
    showInExplore(std::move(both));
}

void FlowMining::filterToSession(const std::string &subjectId)
{
    const auto sessions = m_context.workspace.sessions();
    const auto session = sessions == nullptr ? std::nullopt : sessions->find(subjectId);
    if (!session)
        return;
    storage::Filter filter = m_context.workspace.filter();
    const auto events = sessions->eventsOf(*session);
    filter.events.emplace(events.begin(), events.end());
    std::ranges::sort(*filter.events);
    m_context.workspace.setFilter(filter, "session " + sessions->sessions[*session].key);
    m_context.workspace.setPerspective(QStringLiteral("explore"));
}

void FlowMining::filterToPassage(EventId from, EventId to, const std::string &session)
{
    if (!session.empty()) {
        filterToSession(session);
    } else {
        storage::Filter filter = m_context.workspace.filter();
        filter.events = std::vector<EventId>{std::min(from, to), std::max(from, to)};
        m_context.workspace.setFilter(filter);
        m_context.workspace.setPerspective(QStringLiteral("explore"));
    }
    selectEvent(to, session);
}

void FlowMining::selectEvent(EventId event, const std::string &session)
{
    workspace::Selection selection = m_context.workspace.selection();
    selection.event = event;
    selection.templateId.reset();
    selection.source.reset();
    selection.session = session.empty() ? std::nullopt : std::optional(session);
    m_context.workspace.setSelection(selection);
}

void FlowMining::showInExplore(std::vector<TemplateId> templates)
{
    storage::Filter filter = m_context.workspace.filter();
    filter.templates = std::move(templates);
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
    m_context.workspace.setPerspective(QStringLiteral("explore"));
}

} // namespace causeway::views
