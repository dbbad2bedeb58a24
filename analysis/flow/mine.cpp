#include "analysis/flow/mine.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

namespace causeway::flow {

namespace {

// Ids of templates that occur, ascending, and how often.
std::vector<Node> countTemplates(std::span<const std::uint32_t> templates)
{
    std::unordered_map<std::uint32_t, std::uint64_t> counts;
    std::vector<std::uint64_t> small(1 << 16, 0); // ids are small numbers, as a rule
    for (const std::uint32_t id : templates) {
        if (id < small.size())
            ++small[id];
        else
            ++counts[id];
    }
    std::vector<Node> nodes;
    for (std::uint32_t id = 0; id < small.size(); ++id)
        if (small[id] > 0)
            nodes.push_back({id, small[id], NodeKind::Event, 0, 0, false});
    for (const auto &[id, count] : counts)
        nodes.push_back({id, count, NodeKind::Event, 0, 0, false});
    std::ranges::sort(nodes, {}, &Node::templateId);
    return nodes;
}

class EdgeTable {
public:
    DelayHistogram &operator()(std::uint32_t from, std::uint32_t to) { return m_all[static_cast<std::uint64_t>(from) << 32 | to]; }
    [[nodiscard]] std::vector<std::pair<std::uint64_t, const DelayHistogram *>> sorted() const
    {
        std::vector<std::pair<std::uint64_t, const DelayHistogram *>> out;
        for (const auto &[key, delays] : m_all)
            out.emplace_back(key, &delays);
        std::ranges::sort(out, {}, &std::pair<std::uint64_t, const DelayHistogram *>::first);
        return out;
    }

private:
    std::unordered_map<std::uint64_t, DelayHistogram> m_all;
};

Edge makeEdge(std::uint32_t from, std::uint32_t to, const DelayHistogram &delays, std::uint64_t parents)
{
    return {from, to, delays.count(), static_cast<double>(delays.count()) / static_cast<double>(std::max<std::uint64_t>(parents, 1)),
            delays.quantile(0.5), delays.quantile(0.95), delays.quantile(0.99), false};
}

// Weak edges beside a path of strong ones, which lost lines leave: where b of a → b → c is missing, c seems to follow from a.
class Gaps {
public:
    explicit Gaps(Graph &graph) : m_graph(graph)
    {
        for (const Edge &first : graph.edges)
            if (shareOf(first) > kStrong)
                for (const Edge &second : graph.out(first.to))
                    if (shareOf(second) > kStrong && first.from != second.to)
                        look(first, second);
    }
    // The share of lines that is lost, told by places where nothing but b leads from a to c.
    [[nodiscard]] double lost()
    {
        if (m_rates.size() < 5)
            return 0;
        const auto middle = m_rates.begin() + static_cast<std::ptrdiff_t>(m_rates.size() / 2);
        std::nth_element(m_rates.begin(), middle, m_rates.end());
        return *middle;
    }
    void drop(double below)
    {
        std::vector<bool> dropped(m_graph.edges.size(), false);
        for (const Edge *gap : m_gaps)
            dropped[static_cast<std::size_t>(gap - m_graph.edges.data())] = shareOf(*gap) < below;
        std::vector<Edge> kept;
        for (std::size_t i = 0; i < m_graph.edges.size(); ++i)
            if (!dropped[i])
                kept.push_back(m_graph.edges[i]);
        m_graph.edges = std::move(kept);
    }

private:
    static constexpr double kStrong = 0.1;
    [[nodiscard]] double shareOf(const Edge &edge) const
    {
        return static_cast<double>(edge.count) / static_cast<double>(std::max<std::uint64_t>(1, std::min(m_graph.nodes[edge.from].count, m_graph.nodes[edge.to].count)));
    }
    void look(const Edge &first, const Edge &second)
    {
        const Edge *gap = m_graph.edge(first.from, second.to);
        if (gap != nullptr && shareOf(*gap) > kStrong)
            return;
        if (first.probability > 0.9 && second.probability > 0.9 && m_graph.nodes[first.from].count >= 50)
            m_rates.push_back(gap == nullptr ? 0 : shareOf(*gap));
        if (gap != nullptr)
            m_gaps.push_back(gap);
        for (const Edge &third : m_graph.out(second.to)) // two in a row, or b and one beside it
            if (const Edge *far = m_graph.edge(first.from, third.to);
                far != nullptr && shareOf(third) > kStrong && shareOf(*far) <= kStrong && third.to != first.from)
                m_gaps.push_back(far);
    }

    Graph &m_graph;
    std::vector<double> m_rates;
    std::vector<const Edge *> m_gaps;
};

void dropGaps(Graph &graph)
{
    Gaps gaps(graph);
    const double lost = gaps.lost();
    if (lost < 0.002)
        return;
    gaps.drop(3 * lost + 0.01);
    graph.warnings.emplace_back(CAUSEWAY_TEXT("About %1 % of the lines seem to be missing"), std::round(lost * 1000) / 10);
}

Result<ConcurrentTemplates> learnConcurrent(const Events &events, const SessionIndex &index, std::size_t ordered, const Job &job)
{
    const std::size_t step = std::max<std::size_t>(1, index.order.size() / std::max<std::size_t>(ordered, 1));
    const Timeline line = makeSessionTimeline(events, index, step);
    CAUSEWAY_ASSIGN(const Concurrency learned, learnConcurrency(line, SessionOrder::ByTime, job));
    ConcurrentTemplates out;
    const std::size_t keys = std::min(line.ids.size(), Concurrency::kMostKeys);
    for (std::uint32_t a = 0; a < keys; ++a)
        for (std::uint32_t b = a + 1; b < keys; ++b)
            if (learned(a, b))
                out.emplace_back(line.ids[a], line.ids[b]); // both are in order of templates
    return out;
}

Result<Graph> mineSessions(const Events &events, const MineSettings &settings, const Job &job)
{
    Graph graph;
    const SessionIndex index = indexSessions(events);
    graph.nodes = countTemplates(events.templates);
    ConcurrentTemplates learned;
    if (!settings.concurrent) {
        CAUSEWAY_ASSIGN(learned, learnConcurrent(events, index, settings.ordered, job));
    }
    std::vector<std::uint32_t> nodeOf; // by template, where that is small
    const std::uint32_t largest = graph.nodes.empty() ? 0 : graph.nodes.back().templateId;
    if (largest < 1u << 22) {
        nodeOf.assign(largest + 1, 0);
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            nodeOf[graph.nodes[i].templateId] = static_cast<std::uint32_t>(i);
    }
    const auto node = [&](std::uint32_t id) { return nodeOf.empty() ? graph.find(id) : nodeOf[id]; };
    Concurrency concurrent(graph.nodes.size());
    for (const auto &[one, other] : settings.concurrent ? *settings.concurrent : learned) {
        const std::uint32_t a = graph.find(one), b = graph.find(other);
        if (a < graph.nodes.size() && b < graph.nodes.size()) {
            concurrent.set(a, b);
            graph.concurrent.emplace_back(a, b);
        }
    }

    EdgeTable table;
    std::vector<std::uint64_t> in(graph.nodes.size(), 0), begins = in, ends = in, severalChildren = in, severalParents = in;
    std::vector<std::uint32_t> keys, children, parents;
    std::vector<std::uint64_t> ancestors;
    for (std::size_t s = 0; s < index.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const auto places = index.of(s);
        if (places.empty())
            continue;
        ++graph.sessions;
        keys.clear();
        for (const std::uint32_t place : places)
            keys.push_back(node(events.templates[place]));
        children.assign(keys.size(), 0);
        parents.assign(keys.size(), 0);
        forEachCause(keys, concurrent, ancestors, [&](std::size_t i, std::size_t j) {
            ++children[i];
            ++parents[j];
            table(keys[i], keys[j]).add(events.timesNs[places[j]] - events.timesNs[places[i]]);
        });
        for (std::size_t i = 0; i < keys.size(); ++i) {
            ++in[keys[i]];
            begins[keys[i]] += parents[i] == 0;
            ends[keys[i]] += children[i] == 0;
            severalChildren[keys[i]] += children[i] > 1;
            severalParents[keys[i]] += parents[i] > 1;
        }
    }
    graph.events = events.templates.size();
    for (const auto &[key, delays] : table.sorted()) {
        const auto from = static_cast<std::uint32_t>(key >> 32), to = static_cast<std::uint32_t>(key);
        const double share = static_cast<double>(delays->count()) / static_cast<double>(std::min(in[from], in[to]));
        if (share >= settings.rareShare)
            graph.edges.push_back(makeEdge(from, to, *delays, in[from]));
    }
    std::vector<NodeShares> shares(graph.nodes.size());
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (in[i] == 0) {
            graph.nodes[i].kind = NodeKind::Operational;
            continue;
        }
        const double n = static_cast<double>(in[i]);
        graph.nodes[i].begins = static_cast<double>(begins[i]) / n;
        graph.nodes[i].ends = static_cast<double>(ends[i]) / n;
        shares[i] = {static_cast<double>(severalChildren[i]) / n, static_cast<double>(severalParents[i]) / n};
    }
    dropGaps(graph);
    classify(graph, shares, settings.kind == GraphKind::Cfg);
    return graph;
}

// Stretches spread evenly over the log, together at most so many events.
std::vector<Events> pickStretches(const Events &events, std::size_t sample)
{
    const std::size_t n = events.templates.size();
    std::vector<Events> out;
    const auto part = [&](std::size_t from, std::size_t count) {
        out.push_back({events.templates.subspan(from, count), events.timesNs.subspan(from, count), {}});
    };
    if (n <= sample) {
        part(0, n);
        return out;
    }
    const std::size_t parts = std::max<std::size_t>(1, sample / 5000), each = sample / parts;
    for (std::size_t i = 0; i < parts; ++i)
        part(parts == 1 ? 0 : (n - each) / (parts - 1) * i, each);
    return out;
}

// Why times say little: the clock is coarse, or too much happens at a time.
void judge(Graph &graph, const Timeline &line, const KernelModel &model)
{
    std::uint64_t ties = 0, gaps = 0;
    double finest = 1e300;
    for (std::size_t i = 1, s = 1; i < line.size(); ++i) {
        if (s < line.stretches.size() && line.stretches[s] == i) {
            ++s;
            continue;
        }
        const double gap = line.seconds[i] - line.seconds[i - 1];
        ties += gap <= 0;
        ++gaps;
        if (gap > 0)
            finest = std::min(finest, gap);
    }
    double explained = 0, all = 0;
    for (std::size_t k = 0; k < line.ids.size(); ++k) {
        if (model.targets[k].selfMass >= 0.9 || line.counts[k] < 10)
            continue;
        all += line.counts[k];
        explained += line.counts[k] * std::clamp(1 - model.targets[k].background, 0.0, 1.0);
    }
    if (gaps > 20 && static_cast<double>(ties) > 0.3 * static_cast<double>(gaps))
        graph.warnings.emplace_back(CAUSEWAY_TEXT("Without ids this graph is not to be believed: the clock tells %1 apart, but %2 % of the events come at the "
                                                  "same instant as the one before"),
                                    Nanos{static_cast<std::int64_t>(std::llround(std::min(finest, 1e9) * 1e9))},
                                    std::round(100 * static_cast<double>(ties) / static_cast<double>(gaps)));
    if (all > 0 && explained < 0.4 * all)
        graph.warnings.emplace_back(CAUSEWAY_TEXT("Without ids this graph is not to be believed: so much happens at a time that only %1 % of the events can be "
                                                  "told to follow from others"),
                                    std::round(100 * explained / all));
    if (line.size() < 500)
        graph.warnings.emplace_back(CAUSEWAY_TEXT("%1 events are few to tell chance from cause without ids"), line.size());
}

Result<Graph> mineTimes(const Events &events, const MineSettings &settings, const Job &job)
{
    Graph graph;
    graph.nodes = countTemplates(events.templates);
    graph.events = events.templates.size();
    const std::vector<Events> stretches = pickStretches(events, settings.sample);
    const Timeline line = makeTimeline(stretches);
    CAUSEWAY_ASSIGN(const KernelModel model, mineKernels(line, settings.kernels, job));
    const auto n = graph.nodes.size();
    std::vector<std::uint32_t> node(line.ids.size());
    for (std::size_t k = 0; k < line.ids.size(); ++k)
        node[k] = graph.find(line.ids[k]);
    std::vector<double> childMass(n, 0), parentEvents(n, 0);
    std::vector<std::uint32_t> children(n, 0);
    for (std::uint32_t k = 0; k < line.ids.size(); ++k) {
        const Target &target = model.targets[k];
        if (target.selfMass >= 0.9) {
            graph.nodes[node[k]].kind = NodeKind::Operational;
            continue;
        }
        graph.nodes[node[k]].begins = target.background;
        for (const Kernel &kernel : target.parents) {
            const Node &from = graph.nodes[node[kernel.from]];
            const auto ns = [&](double p) { return static_cast<std::int64_t>(std::llround(kernel.quantile(model.bins, p) * 1e9)); };
            graph.edges.push_back({node[kernel.from], node[k], static_cast<std::uint64_t>(std::llround(kernel.mass * static_cast<double>(from.count))),
                                   kernel.mass, ns(0.5), ns(0.95), ns(0.99), true});
            childMass[node[kernel.from]] += std::min(1.0, kernel.mass);
            ++children[node[kernel.from]];
        }
    }
    std::ranges::sort(graph.edges, {}, [](const Edge &e) { return std::pair(e.from, e.to); });
    Gaps(graph).drop(0.07); // from times alone so rare a short cut is not told from chance
    for (const Edge &edge : graph.edges)
        parentEvents[edge.to] += static_cast<double>(graph.nodes[edge.from].count) / std::max(1u, children[edge.from]);
    std::vector<NodeShares> shares(n);
    for (std::size_t i = 0; i < n; ++i) {
        graph.nodes[i].ends = std::clamp(1 - childMass[i], 0.0, 1.0);
        // Children that do not exclude one another; parents that are together more than their child.
        shares[i] = {childMass[i] >= 1.5 ? 1.0 : 0.0, parentEvents[i] >= 1.5 * static_cast<double>(graph.nodes[i].count) ? 1.0 : 0.0};
    }
    judge(graph, line, model);
    classify(graph, shares, settings.kind == GraphKind::Cfg);
    return graph;
}

} // namespace

Result<ConcurrentTemplates> learnConcurrent(const Events &events, std::size_t ordered, const Job &job) { return learnConcurrent(events, indexSessions(events), ordered, job); }

Result<Graph> mineGraph(const Events &events, const MineSettings &settings, const Job &job)
{
    if (events.templates.empty())
        return Graph{};
    const bool ids = !settings.ignoreIds && std::ranges::any_of(events.sessions, [](std::uint32_t s) { return s != kNoSession; });
    return ids ? mineSessions(events, settings, job) : mineTimes(events, settings, job);
}

} // namespace causeway::flow
