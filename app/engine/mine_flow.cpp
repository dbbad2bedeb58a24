#include "app/engine/mine_flow.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "analysis/flow/automaton.h"
#include "analysis/flow/mine.h"
#include "app/engine/flow_components.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "storage/event_reader.h"
#include "storage/filter.h"
#include "storage/session_store.h"

namespace causeway::engine {

namespace {

using Miner = MineFlowRequest::Miner;

struct Columns {
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::uint32_t> components; // where they are asked for
    std::vector<std::int64_t> times;
    bool timed = false;
    std::uint64_t timeless = 0;
    [[nodiscard]] flow::Events events() const { return {templates, times, sessions}; }
};

bool belongsTogether(std::string_view grouping) { return !grouping.starts_with("window") && grouping != "source"; }

// Session of each event by its id; kNoSession where there is none.
std::vector<std::uint32_t> sessionsOf(const storage::SessionSet &set)
{
    std::vector<std::uint32_t> out;
    if (set.events.empty())
        return out;
    out.assign(static_cast<std::size_t>(std::max_element(set.events.begin(), set.events.end())->value) + 1, flow::kNoSession);
    for (std::size_t s = 0; s < set.sessions.size(); ++s)
        for (const EventId event : set.eventsOf(s))
            out[static_cast<std::size_t>(event.value)] = static_cast<std::uint32_t>(s);
    return out;
}

void sortByTime(Columns &columns)
{
    if (std::is_sorted(columns.times.begin(), columns.times.end()))
        return;
    std::vector<std::uint32_t> order(columns.times.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return columns.times[a] < columns.times[b]; });
    const auto apply = [&](auto &column) {
        auto sorted = column;
        for (std::size_t i = 0; i < order.size(); ++i)
            sorted[i] = column[order[i]];
        column = std::move(sorted);
    };
    apply(columns.templates);
    apply(columns.sessions);
    if (!columns.components.empty())
        apply(columns.components);
    apply(columns.times);
}

// Events of the range and the component in order of time; one without a time has that of the event before it.
Result<Columns> collect(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const MineFlowRequest &request, const TimeRange &range,
                        const std::vector<std::uint32_t> &sessions, const Components &components, const Job &job)
{
    std::shared_ptr<const storage::FilterResult> filter;
    if (!request.component.empty() || !range.isAll()) {
        storage::Filter wanted;
        wanted.range = range;
        if (!request.component.empty())
            wanted.components.push_back(request.component);
        CAUSEWAY_ASSIGN(filter, storage::applyFilter(reader, catalog, wanted, request.threads, job));
    }
    Columns out;
    const auto &chunks = reader.snapshot().chunks;
    std::int64_t last = 0;
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        job.report({static_cast<double>(c), static_cast<double>(chunks.size()), Progress::Unit::None});
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::size_t row = 0; row < rows->shapes.size(); ++row) {
            const EventId event(chunks[c].first.value + row);
            if (filter && !filter->contains(event))
                continue;
            const bool timed = rows->timesNs[row] != TimePoint::none().ns;
            if (timed)
                last = rows->timesNs[row];
            out.timed = out.timed || timed;
            out.timeless += !timed;
            out.times.push_back(last);
            out.templates.push_back(catalog.templateOf(rows->shapes[row]).value);
            if (!components.of.empty())
                out.components.push_back(event.value < components.of.size() ? components.of[static_cast<std::size_t>(event.value)] : Components::kNone);
            out.sessions.push_back(event.value < sessions.size() ? sessions[static_cast<std::size_t>(event.value)] : flow::kNoSession);
        }
    }
    if (out.templates.empty() && !request.component.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There are no events of the component “%1” in this period"), request.component), {},
                       Message(CAUSEWAY_TEXT("Components are told by the headers of lines.")));
    if (out.templates.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There are no events in this period")));
    sortByTime(out);
    return out;
}

// Sessions numbered anew, so that the numbers of a short period are dense.
void renumber(Columns &columns)
{
    std::map<std::uint32_t, std::uint32_t> numbers;
    for (std::uint32_t &session : columns.sessions)
        if (session != flow::kNoSession)
            session = numbers.try_emplace(session, static_cast<std::uint32_t>(numbers.size())).first->second;
}

Result<flow::Graph> mine(const Columns &columns, const MineFlowRequest &request, const Job &job)
{
    if (request.miner == Miner::Fsa)
        return flow::mineAutomaton(columns.events(), {}, job);
    flow::MineSettings settings;
    settings.kind = request.miner == Miner::Cfg ? flow::GraphKind::Cfg : flow::GraphKind::Tcfg;
    settings.ignoreIds = request.ignoreIds;
    settings.kernels.threads = request.threads;
    const bool ids = !request.ignoreIds && std::ranges::any_of(columns.sessions, [](std::uint32_t s) { return s != flow::kNoSession; });
    if (!ids && !columns.timed)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to mine a flow from")),
                       Message(CAUSEWAY_TEXT("the events have neither times nor sessions")), Message(CAUSEWAY_TEXT("Group the events: causeway sessions PROJECT --by identifier.")));
    return flow::mineGraph(columns.events(), settings, job);
}

// Nodes and edges of both; the later graph's figures, none where it lacks them.
flow::Graph united(const flow::Graph &before, flow::Graph now)
{
    flow::Graph out = now;
    out.edges.clear();
    for (const flow::Node &node : before.nodes)
        if (now.find(node.templateId) == now.nodes.size()) {
            out.nodes.push_back(node);
            out.nodes.back().count = 0;
        }
    std::ranges::sort(out.nodes, {}, &flow::Node::templateId);
    const auto add = [&](const flow::Graph &graph, const flow::Edge &edge, bool gone) {
        flow::Edge copy = edge;
        copy.from = out.find(graph.nodes[edge.from].templateId);
        copy.to = out.find(graph.nodes[edge.to].templateId);
        if (gone) {
            copy.count = 0;
            copy.probability = 0;
        }
        out.edges.push_back(copy);
    };
    for (const flow::Edge &edge : now.edges)
        add(now, edge, false);
    for (const flow::Edge &edge : before.edges) {
        const std::uint32_t from = now.find(before.nodes[edge.from].templateId), to = now.find(before.nodes[edge.to].templateId);
        if (from == now.nodes.size() || to == now.nodes.size() || now.edge(from, to) == nullptr)
            add(before, edge, true);
    }
    std::ranges::sort(out.edges, {}, [](const flow::Edge &e) { return std::pair(e.from, e.to); });
    return out;
}

// All that there is to mine from.
struct Material {
    std::shared_ptr<const storage::TemplateCatalog> catalog;
    Components components;
    std::string grouping;
    Columns now;
    std::optional<Columns> before;
};

Result<Material> gather(storage::Project &project, const MineFlowRequest &request, bool byComponent, const Job &job)
{
    if (request.miner == Miner::Fsa && (request.against || request.ignoreIds))
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("An automaton is learned from sessions of one period")), {},
                       Message(CAUSEWAY_TEXT("Take --miner cfg or tcfg.")));
    Material out;
    CAUSEWAY_ASSIGN(out.catalog, currentTemplates(project, request.threads, job));
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot));
    std::vector<std::uint32_t> sessions;
    if (!request.ignoreIds) {
        CAUSEWAY_ASSIGN(const auto set, currentSessions(project, request.threads, job));
        if (belongsTogether(set->grouping)) {
            sessions = sessionsOf(*set);
            out.grouping = set->grouping;
        }
    }
    if (byComponent) {
        CAUSEWAY_ASSIGN(out.components, componentsOf(reader, job));
    }
    CAUSEWAY_ASSIGN(out.now, collect(reader, *out.catalog, request, request.range, sessions, out.components, job));
    if (request.against) {
        CAUSEWAY_ASSIGN(Columns before, collect(reader, *out.catalog, request, *request.against, sessions, out.components, job));
        out.before = std::move(before);
    }
    return out;
}

Columns part(const Columns &all, std::uint32_t component)
{
    Columns out;
    out.timed = all.timed;
    for (std::size_t i = 0; i < all.templates.size(); ++i)
        if (all.components[i] == component) {
            out.templates.push_back(all.templates[i]);
            out.sessions.push_back(all.sessions[i]);
            out.times.push_back(all.times[i]);
        }
    return out;
}

Result<MineFlowResponse> respond(const Material &material, Columns now, std::optional<Columns> before, const MineFlowRequest &request, const Job &job)
{
    MineFlowResponse response;
    response.grouping = material.grouping;
    response.timeless = now.timeless;
    renumber(now);
    CAUSEWAY_ASSIGN(response.graph, mine(now, request, job));
    if (before) {
        renumber(*before);
        CAUSEWAY_ASSIGN(const flow::Graph earlier, mine(*before, request, job));
        response.differences = flow::differenceOf(earlier, response.graph);
        response.graph = united(earlier, std::move(response.graph));
    }
    response.graph.component = request.component;
    for (const flow::Node &node : response.graph.nodes)
        response.texts.push_back(material.catalog->nameOf(TemplateId(node.templateId)));
    return response;
}

} // namespace

Result<MineFlowResponse> mineFlow(storage::Project &project, const MineFlowRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(Material material, gather(project, request, false, job));
    return respond(material, std::move(material.now), std::move(material.before), request, job);
}

Result<std::vector<MineFlowResponse>> mineFlows(storage::Project &project, const MineFlowRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const Material material, gather(project, request, request.component.empty(), job));
    std::vector<MineFlowResponse> out;
    CAUSEWAY_ASSIGN(MineFlowResponse whole, respond(material, material.now, material.before, request, job));
    if (material.components.left > 0)
        whole.graph.warnings.emplace_back(CAUSEWAY_TEXT("%1 components with few events are in the graph of all alone"), material.components.left);
    out.push_back(std::move(whole));
    for (std::uint32_t c = 0; c < material.components.names.size() && material.components.names.size() > 1; ++c) {
        MineFlowRequest of = request;
        of.component = material.components.names[c];
        Columns now = part(material.now, c);
        if (now.templates.empty())
            continue;
        auto response = respond(material, std::move(now), material.before ? std::optional(part(*material.before, c)) : std::nullopt, of, job);
        if (!response && response.error().code == ErrorCode::Cancelled)
            return failure(std::move(response).error());
        if (!response) {
            out.push_back({});
            out.back().graph.component = of.component;
            out.back().graph.warnings.push_back(response.error().what);
        } else {
            out.push_back(std::move(*response));
        }
    }
    return out;
}

} // namespace causeway::engine
