#include "analysis/flow/profile_file.h"

#include <algorithm>
#include <cmath>

namespace causeway::flow {

namespace {

std::int64_t time(ByteReader &in) { return static_cast<std::int64_t>(in.bounded(INT64_MAX)); }
std::uint32_t number(ByteReader &in) { return static_cast<std::uint32_t>(in.bounded(UINT32_MAX)); }

bool inOrder(const Graph &graph)
{
    const auto key = [](const Edge &edge) { return std::pair(edge.from, edge.to); };
    return std::ranges::adjacent_find(graph.nodes, std::ranges::greater_equal(), &Node::templateId) == graph.nodes.end() &&
           std::ranges::adjacent_find(graph.edges, std::ranges::greater_equal(), key) == graph.edges.end() &&
           std::ranges::all_of(graph.edges, [&](const Edge &edge) { return edge.from < graph.nodes.size() && edge.to < graph.nodes.size(); });
}

} // namespace

void writeProfile(ByteWriter &out, const Profile &profile)
{
    out.u8(profile.ids ? 1 : 0);
    out.varint(profile.graph.nodes.size());
    for (std::size_t n = 0; n < profile.nodes.size(); ++n) {
        const Node &node = profile.graph.nodes[n];
        const NodeProfile &known = profile.nodes[n];
        out.varint(node.templateId);
        out.varint(node.count);
        out.u8(static_cast<std::uint8_t>(node.kind));
        out.u8(static_cast<std::uint8_t>((node.joins ? 1 : 0) | (known.needsParent ? 2 : 0) | (known.needsChild ? 4 : 0)));
        out.varint(static_cast<std::uint64_t>(known.deadlineNs));
        out.varint(known.mostPerSession);
    }
    out.varint(profile.graph.edges.size());
    for (std::size_t e = 0; e < profile.edges.size(); ++e) {
        const Edge &edge = profile.graph.edges[e];
        const EdgeProfile &known = profile.edges[e];
        out.varint(edge.from);
        out.varint(edge.to);
        out.varint(edge.count);
        out.varint(static_cast<std::uint64_t>(edge.p50Ns));
        out.f64(edge.probability);
        out.f64(known.logMean);
        out.f64(known.logDeviation);
        out.varint(static_cast<std::uint64_t>(known.boundNs));
        out.u8(known.expected ? 1 : 0);
        out.u64(known.exclusive);
    }
}

std::optional<Profile> readProfile(ByteReader &in)
{
    Profile profile;
    const std::uint8_t ids = in.u8();
    const std::uint64_t nodes = in.varint();
    if (ids > 1 || !in.fits(nodes, 6))
        return std::nullopt;
    profile.ids = ids == 1;
    for (std::uint64_t n = 0; n < nodes; ++n) {
        Node node;
        NodeProfile known;
        node.templateId = number(in);
        node.count = in.varint();
        const std::uint8_t kind = in.u8(), flags = in.u8();
        if (kind > static_cast<std::uint8_t>(NodeKind::Operational) || flags > 7)
            return std::nullopt;
        node.kind = static_cast<NodeKind>(kind);
        node.joins = (flags & 1) != 0;
        known.needsParent = (flags & 2) != 0;
        known.needsChild = (flags & 4) != 0;
        known.deadlineNs = time(in);
        known.mostPerSession = number(in);
        profile.graph.nodes.push_back(node);
        profile.nodes.push_back(known);
    }
    const std::uint64_t edges = in.varint();
    if (!in.fits(edges, 38))
        return std::nullopt;
    for (std::uint64_t e = 0; e < edges; ++e) {
        Edge edge;
        EdgeProfile known;
        edge.from = number(in);
        edge.to = number(in);
        edge.count = in.varint();
        edge.p50Ns = time(in);
        edge.probability = in.f64();
        known.logMean = in.f64();
        known.logDeviation = in.f64();
        known.boundNs = time(in);
        const std::uint8_t expected = in.u8();
        known.expected = expected == 1;
        known.exclusive = in.u64();
        if (expected > 1 || !std::isfinite(edge.probability) || !std::isfinite(known.logMean) || !std::isfinite(known.logDeviation) || known.logDeviation <= 0)
            return std::nullopt;
        profile.graph.edges.push_back(edge);
        profile.edges.push_back(known);
    }
    return in.ok() && inOrder(profile.graph) ? std::optional(std::move(profile)) : std::nullopt;
}

} // namespace causeway::flow
