#include "analysis/flow/graph.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "analysis/core/json_writer.h"

namespace causeway::flow {

std::string_view toName(NodeKind kind)
{
    static constexpr std::array<std::string_view, 8> kNames{"event", "branch", "fork", "join", "loop", "begin", "end", "operational"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::uint32_t Graph::find(std::uint32_t templateId) const
{
    const auto it = std::ranges::lower_bound(nodes, templateId, {}, &Node::templateId);
    return static_cast<std::uint32_t>(it != nodes.end() && it->templateId == templateId ? it - nodes.begin() : nodes.end() - nodes.begin());
}

std::span<const Edge> Graph::out(std::uint32_t node) const
{
    const auto range = std::ranges::equal_range(edges, node, {}, &Edge::from);
    return {range.begin(), range.end()};
}

const Edge *Graph::edge(std::uint32_t from, std::uint32_t to) const
{
    const auto children = out(from);
    const auto it = std::ranges::lower_bound(children, to, {}, &Edge::to);
    return it != children.end() && it->to == to ? &*it : nullptr;
}

namespace {

std::size_t binOf(std::int64_t ns)
{
    if (ns <= 0)
        return 0;
    const auto value = static_cast<std::uint64_t>(ns);
    const int octave = std::bit_width(value) - 1;
    const std::uint64_t eighth = octave >= 3 ? (value >> (octave - 3)) & 7 : (value << (3 - octave)) & 7;
    return std::min<std::size_t>(static_cast<std::size_t>(octave) * 8 + eighth, 8 * 48 - 1);
}

double lowOf(std::size_t bin) { return std::ldexp(1 + static_cast<double>(bin % 8) / 8, static_cast<int>(bin / 8)); }

} // namespace

void DelayHistogram::add(std::int64_t ns, std::uint32_t times)
{
    const std::size_t bin = binOf(ns);
    if (m_counts.empty())
        m_first = bin;
    if (bin < m_first) {
        m_counts.insert(m_counts.begin(), m_first - bin, 0);
        m_first = bin;
    }
    if (bin - m_first >= m_counts.size())
        m_counts.resize(bin - m_first + 1, 0);
    std::uint32_t &count = m_counts[bin - m_first];
    count = count > UINT32_MAX - times ? UINT32_MAX : count + times;
    m_count += times;
    m_least = std::min(m_least, std::max<std::int64_t>(ns, 0));
    m_most = std::max(m_most, ns);
}

void DelayHistogram::remove(std::int64_t ns)
{
    const std::size_t bin = binOf(ns);
    if (bin < m_first || bin - m_first >= m_counts.size() || m_counts[bin - m_first] == 0)
        return;
    --m_counts[bin - m_first];
    --m_count;
}

std::vector<std::pair<double, std::uint64_t>> DelayHistogram::bins() const
{
    std::vector<std::pair<double, std::uint64_t>> out;
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        if (m_counts[i] > 0)
            out.emplace_back((lowOf(m_first + i) + lowOf(m_first + i + 1)) / 2, m_counts[i]);
    return out;
}

std::int64_t DelayHistogram::quantile(double p) const
{
    const double wanted = p * static_cast<double>(m_count);
    double before = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        if (before + m_counts[i] >= wanted && m_counts[i] > 0) {
            if (m_first + i == 0)
                return 0; // at the same instant
            const double low = lowOf(m_first + i), high = lowOf(m_first + i + 1);
            return std::clamp(static_cast<std::int64_t>(low + (high - low) * std::clamp((wanted - before) / m_counts[i], 0.0, 1.0)), m_least, m_most);
        }
        before += m_counts[i];
    }
    return 0;
}

double DelayHistogram::logMean() const
{
    double sum = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        sum += m_counts[i] * std::log(lowOf(m_first + i) * 1.0625e-9);
    return m_count == 0 ? 0 : sum / static_cast<double>(m_count);
}

double DelayHistogram::logDeviation() const
{
    const double mean = logMean();
    double sum = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        const double d = std::log(lowOf(m_first + i) * 1.0625e-9) - mean;
        sum += m_counts[i] * d * d;
    }
    return m_count < 2 ? 0 : std::sqrt(sum / static_cast<double>(m_count - 1));
}

double DelayHistogram::density(std::int64_t ns) const
{
    const std::size_t bin = binOf(ns);
    double sum = 0, width = 0;
    for (std::size_t b = bin > 0 ? bin - 1 : 0; b <= bin + 1; ++b) {
        sum += b >= m_first && b - m_first < m_counts.size() ? m_counts[b - m_first] : 0;
        width += (lowOf(b + 1) - lowOf(b)) * 1e-9;
    }
    return m_count == 0 ? 0 : sum / static_cast<double>(m_count) / width;
}

namespace {

// Strongly connected components (Tarjan 1972), without recursion. Component of each node.
std::vector<std::uint32_t> components(const Graph &graph)
{
    constexpr std::uint32_t kNew = 0xffffffff;
    const std::size_t n = graph.nodes.size();
    std::vector<std::uint32_t> index(n, kNew), low(n), component(n, kNew), stack;
    struct Frame {
        std::uint32_t node;
        std::size_t edge;
    };
    std::vector<Frame> frames;
    std::uint32_t next = 0, found = 0;
    for (std::uint32_t root = 0; root < n; ++root) {
        if (index[root] != kNew)
            continue;
        frames.push_back({root, 0});
        while (!frames.empty()) {
            Frame &frame = frames.back();
            const std::uint32_t v = frame.node;
            if (frame.edge == 0) {
                index[v] = low[v] = next++;
                stack.push_back(v);
            }
            const auto out = graph.out(v);
            if (frame.edge < out.size()) {
                const std::uint32_t w = out[frame.edge++].to;
                if (index[w] == kNew)
                    frames.push_back({w, 0});
                else if (component[w] == kNew)
                    low[v] = std::min(low[v], index[w]);
                continue;
            }
            if (low[v] == index[v]) {
                while (true) {
                    const std::uint32_t w = stack.back();
                    stack.pop_back();
                    component[w] = found;
                    if (w == v)
                        break;
                }
                ++found;
            }
            frames.pop_back();
            if (!frames.empty())
                low[frames.back().node] = std::min(low[frames.back().node], low[v]);
        }
    }
    return component;
}

} // namespace

void classify(Graph &graph, std::span<const NodeShares> shares, bool structure)
{
    const std::size_t n = graph.nodes.size();
    std::vector<std::uint32_t> in(n, 0), out(n, 0);
    std::vector<bool> cyclic(n, false), entered(n, false);
    const std::vector<std::uint32_t> component = components(graph);
    for (const Edge &edge : graph.edges) {
        ++out[edge.from];
        ++in[edge.to];
        (component[edge.from] == component[edge.to] ? cyclic : entered)[edge.to] = true;
    }
    for (std::size_t i = 0; i < n; ++i) {
        Node &node = graph.nodes[i];
        node.joins = in[i] > 1 && shares[i].severalParents >= 0.5;
        if (node.kind == NodeKind::Operational || (in[i] == 0 && out[i] == 0 && graph.sessions == 0))
            node.kind = NodeKind::Operational;
        else if (structure && cyclic[i] && (entered[i] || node.begins >= 0.5))
            node.kind = NodeKind::Loop;
        else if (structure && out[i] > 1 && shares[i].severalChildren >= 0.5)
            node.kind = NodeKind::Fork;
        else if (structure && out[i] > 1)
            node.kind = NodeKind::Branch;
        else if (structure && node.joins)
            node.kind = NodeKind::Join;
        else if (node.begins >= 0.5)
            node.kind = NodeKind::Begin;
        else if (node.ends >= 0.5)
            node.kind = NodeKind::End;
        else
            node.kind = NodeKind::Event;
    }
}

namespace {

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    std::size_t shown = 0;
    for (const char c : toValidUtf8(text)) {
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80 && ++shown > 60) {
            out += "…";
            break;
        }
        if (c == '"' || c == '\\')
            out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

} // namespace

std::string toDot(const Graph &graph, std::span<const std::string> texts)
{
    static constexpr std::array<const char *, 8> kShapes{"box", "diamond", "triangle", "invtriangle", "hexagon", "ellipse", "doubleoctagon", "note"};
    std::string dot = "digraph " + quoted(graph.component.empty() ? "flow" : graph.component) + " {\n  node [fontname=\"sans-serif\"];\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        dot += "  n" + std::to_string(i) + " [label=" + quoted(i < texts.size() ? texts[i] : std::to_string(graph.nodes[i].templateId)) +
               ", shape=" + kShapes[static_cast<std::size_t>(graph.nodes[i].kind)] + "];\n";
    for (const Edge &edge : graph.edges)
        dot += "  n" + std::to_string(edge.from) + " -> n" + std::to_string(edge.to) + " [label=" +
               quoted(std::to_string(edge.count) + ", " + toText(Nanos{edge.p50Ns})) + (edge.inferred ? ", style=dashed" : "") + "];\n";
    return dot + "}\n";
}

} // namespace causeway::flow
