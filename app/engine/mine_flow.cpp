#include "app/engine/mine_flow.h"

#include <algorithm>
#include <utility>

#include "app/engine/flow_material.h"

namespace causeway::engine {

namespace {

// Pairs that run side by side, by the nodes of another graph that has all of them.
std::vector<std::pair<std::uint32_t, std::uint32_t>> renumbered(const flow::Graph &of, const flow::Graph &in)
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
    for (const auto &[a, b] : of.concurrent)
        out.emplace_back(in.find(of.nodes[a].templateId), in.find(of.nodes[b].templateId)); // both are in order of templates
    return out;
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
    out.concurrent = renumbered(now, out);
    return out;
}

Result<MineFlowResponse> respond(const FlowMaterial &material, FlowColumns now, std::optional<FlowColumns> before, const MineFlowRequest &request, const Job &job)
{
    MineFlowResponse response;
    response.request = request;
    response.grouping = material.grouping();
    response.timeless = now.timeless;
    std::optional<flow::ConcurrentTemplates> concurrent; // of both periods, or what is rare in the one turns orders of the other around
    if (before) {
        CAUSEWAY_ASSIGN(concurrent, concurrentIn(*before, now, job));
    }
    CAUSEWAY_ASSIGN(response.graph, mineColumns(now, request, concurrent, job));
    if (before) {
        CAUSEWAY_ASSIGN(const flow::Graph earlier, mineColumns(*before, request, concurrent, job));
        response.differences = flow::differenceOf(earlier, response.graph);
        response.graph = united(earlier, std::move(response.graph));
        response.concurrentBefore = renumbered(earlier, response.graph);
        for (const flow::Node &node : response.graph.nodes) {
            const std::uint32_t old = earlier.find(node.templateId);
            response.countsBefore.push_back(old < earlier.nodes.size() ? earlier.nodes[old].count : 0);
        }
    }
    response.graph.component = request.component;
    for (const flow::Node &node : response.graph.nodes)
        response.texts.push_back(material.catalog->nameOf(TemplateId(node.templateId)));
    return response;
}

} // namespace

Result<MineFlowResponse> mineFlow(storage::Project &project, const MineFlowRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(FlowMaterial material, gatherFlow(project, request, {}, job));
    return respond(material, std::move(material.now), std::move(material.before), request, job);
}

Result<std::vector<MineFlowResponse>> mineFlows(storage::Project &project, const MineFlowRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const FlowMaterial material, gatherFlow(project, request, {.components = request.component.empty()}, job));
    std::vector<MineFlowResponse> out;
    CAUSEWAY_ASSIGN(MineFlowResponse whole, respond(material, material.now, material.before, request, job));
    if (material.components.left > 0)
        whole.graph.warnings.emplace_back(CAUSEWAY_TEXT("%1 components with few events are in the graph of all alone"), material.components.left);
    out.push_back(std::move(whole));
    for (std::uint32_t c = 0; c < material.components.names.size() && material.components.names.size() > 1; ++c) {
        MineFlowRequest of = request;
        of.component = material.components.names[c];
        FlowColumns now = partOf(material.now, c);
        if (now.templates.empty())
            continue;
        auto response = respond(material, std::move(now), material.before ? std::optional(partOf(*material.before, c)) : std::nullopt, of, job);
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
